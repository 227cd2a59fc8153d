//! Databases for tests, a small projector, and builders. Every contract test
//! is one function that runs on both databases.

use std::future::Future;
use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tempfile::TempDir;
use tongchou_store::{
    Append, Idempotency, NewEvent, OutboxMessage, ProjectionRow, Projector, Provenance, Store,
    StoredEvent, StreamId,
};
use uuid::Uuid;

/// Declares each named `async fn(TestDatabase)` as a test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::support::on_sqlite(super::$name).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::support::on_postgres(super::$name).await;
            })*
        }
    };
}
pub(crate) use on_both;

#[derive(Clone)]
pub struct TestDatabase {
    pub url: String,
}

impl TestDatabase {
    pub async fn store(&self) -> Store {
        Store::open(&self.url, Arc::new(Ledger)).await.unwrap()
    }

    /// What someone with direct access to the database can do.
    pub async fn execute(&self, sql: &str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    }

    pub async fn count(&self, table: &str) -> i64 {
        let mut connection = self.connect().await;
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = sqlx::query(AssertSqlSafe(sql))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        row.get(0)
    }

    pub async fn connect(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.url).await.unwrap()
    }
}

pub async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(TestDatabase) -> F) {
    let (folder, database) = sqlite();
    test(database).await;
    drop(folder);
}

pub fn sqlite() -> (TempDir, TestDatabase) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store.db");
    let url = format!("sqlite:{}", path.to_str().unwrap());
    (folder, TestDatabase { url })
}

pub async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(TestDatabase) -> F) {
    let Ok(cluster) = std::env::var("TONGCHOU_TEST_POSTGRES") else {
        panic!(
            "no PostgreSQL to test on: run `make test`, or `bin/with-postgres COMMAND`, which \
             starts one (`bin/setup` installs it), or set TONGCHOU_TEST_POSTGRES to the \
             address of a cluster"
        );
    };
    let cluster = TestDatabase { url: cluster };
    let name = format!("tongchou_test_{}", Uuid::now_v7().simple());
    cluster.execute(&format!("CREATE DATABASE {name}")).await;
    let (address, options) = cluster.url.split_once('?').unwrap_or((&cluster.url, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    let url = format!("{server}/{name}?{options}");
    test(TestDatabase { url }).await;
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    cluster.execute(&drop).await;
}

/// Sums amounts. A "contract" member makes a second row; an event of kind
/// "unknown" is an error and one of kind "panic" panics.
pub struct Ledger;

impl Projector for Ledger {
    fn project(
        &self,
        stream: &StreamId,
        before: Option<&Value>,
        events: &[StoredEvent],
    ) -> Result<Vec<ProjectionRow>, String> {
        let mut body = before.cloned().unwrap_or(json!({"total": 0, "events": 0}));
        let mut rows = Vec::new();
        for stored in events {
            match stored.event.kind.as_str() {
                "unknown" => return Err("事件种类不识别".to_owned()),
                "panic" => panic!("the projector is broken"),
                _ => apply(&mut body, &stored.event.data),
            }
            if let Some(contract) = stored.event.data["contract"].as_str() {
                rows.push(row(("contract", contract), stored, &stored.event.data));
            }
        }
        let last = events.last().ok_or("no events")?;
        rows.push(row((&stream.kind, &stream.id.to_string()), last, &body));
        Ok(rows)
    }
}

fn apply(body: &mut Value, data: &Value) {
    let total = body["total"].as_i64().unwrap() + data["amount"].as_i64().unwrap_or(0);
    body["total"] = total.into();
    body["events"] = (body["events"].as_i64().unwrap() + 1).into();
    for field in ["title", "owner", "stage", "number"] {
        if let Some(value) = data.get(field) {
            body[field] = value.clone();
        }
    }
}

fn row((kind, id): (&str, &str), last: &StoredEvent, body: &Value) -> ProjectionRow {
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    ProjectionRow {
        kind: kind.to_owned(),
        id: id.to_owned(),
        sequence: last.sequence,
        title: text("title"),
        owner: text("owner"),
        stage: text("stage"),
        number: body["number"].as_str().map(str::to_owned),
        changed_on: last.provenance.on.to_string(),
        body: body.clone(),
    }
}

pub fn project() -> StreamId {
    StreamId::new("project", Uuid::now_v7())
}

pub fn event(kind: &str, data: Value) -> NewEvent {
    NewEvent {
        kind: kind.to_owned(),
        version: 1,
        data,
    }
}

pub fn provenance() -> Provenance {
    Provenance {
        person: "张三".to_owned(),
        body: "bureau".to_owned(),
        capacity: "bureau".to_owned(),
        at: "2026-11-23T02:03:04.5Z".parse().unwrap(),
        on: "2026-11-23".parse().unwrap(),
        act: "issue_opinion_letter".to_owned(),
        regulation: "xicheng-2022".to_owned(),
        regulation_hash: "00ff".to_owned(),
        clauses: vec!["A11.1".to_owned(), "A12.1".to_owned()],
        way: None,
    }
}

pub fn append(stream: &StreamId, expected: u64, events: Vec<NewEvent>) -> Append {
    Append {
        stream: stream.clone(),
        expected,
        events,
        provenance: provenance(),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    }
}

pub fn paid(stream: &StreamId, expected: u64, amount: i64) -> Append {
    append(
        stream,
        expected,
        vec![event("paid", json!({"amount": amount}))],
    )
}

pub fn key(key: &str, digest: &str) -> Idempotency {
    Idempotency {
        key: key.to_owned(),
        person: "张三".to_owned(),
        request_digest: digest.to_owned(),
        answer: json!({"see": "/projects/1"}),
    }
}

pub fn mail(to: &str) -> OutboxMessage {
    OutboxMessage {
        kind: "mail".to_owned(),
        body: json!({"to": to}),
    }
}

/// `count` events over three streams, in appends of one and two events.
pub async fn history(store: &Store, count: u64) -> Vec<StoredEvent> {
    let streams = [project(), project(), project()];
    let mut sequences = [0u64; 3];
    let mut appends = 0;
    let mut stored: Vec<StoredEvent> = Vec::new();
    while (stored.len() as u64) < count {
        let turn = appends % 3;
        appends += 1;
        let left = count - stored.len() as u64;
        let amounts = if turn == 1 && left > 1 { 2 } else { 1 };
        let events = (0..amounts)
            .map(|extra| {
                let amount = 1000 + stored.len() + extra;
                event("paid", json!({"amount": amount, "title": "视频会议系统"}))
            })
            .collect();
        let appended = store
            .append(append(&streams[turn], sequences[turn], events))
            .await
            .unwrap();
        sequences[turn] += amounts as u64;
        stored.extend(appended);
    }
    stored
}
