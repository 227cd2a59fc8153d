//! Appends per second with 1 and 8 writers on SQLite, each beside the rate of
//! raw one-row commits on the same disk in the same run: the disk changes from
//! hour to hour, the ratio does not.
//!
//!     cargo bench -p tongchou-store

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;
use tongchou_store::{
    Append, Idempotency, NewEvent, OutboxMessage, ProjectionRow, Projector, Provenance, Store,
    StoredEvent, StreamId,
};
use uuid::Uuid;

const SPAN: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    // `cargo test --benches` only wants to see that it runs
    let bench = std::env::args().any(|argument| argument == "--bench");
    let (span, rounds) = if bench {
        (SPAN, ROUNDS)
    } else {
        (Duration::from_millis(50), 1)
    };
    println!("events of one append: 1; projection, outbox row, answer and leaf with each");
    for round in 1..=rounds {
        let raw = raw_commits(span).await?;
        let one = appends(1, span).await?;
        let eight = appends(8, span).await?;
        let again = raw_commits(span).await?;
        let raw = f64::midpoint(raw, again);
        println!(
            "round {round}: raw commits {raw:7.0}/s | 1 writer {one:7.0}/s = {:.2} x raw | \
             8 writers {eight:7.0}/s = {:.2} x raw",
            one / raw,
            eight / raw
        );
    }
    Ok(())
}

/// One row per commit with the store's settings: what the disk gives.
async fn raw_commits(span: Duration) -> Result<f64> {
    let folder = TempDir::new()?;
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("raw.db").display());
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&url).await?;
    sqlx::raw_sql(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)",
    )
    .execute(&mut connection)
    .await?;
    let start = Instant::now();
    let mut commits = 0u32;
    while start.elapsed() < span {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT INTO rows (text) VALUES ($1)")
            .bind("x".repeat(300))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        commits += 1;
    }
    Ok(f64::from(commits) / start.elapsed().as_secs_f64())
}

async fn appends(writers: u32, span: Duration) -> Result<f64> {
    let folder = TempDir::new()?;
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let store = Store::open(&url, Arc::new(Sum)).await?;
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..writers {
        tasks.spawn(write(store.clone(), start, span));
    }
    let mut appended = 0;
    while let Some(written) = tasks.join_next().await {
        appended += written??;
    }
    let rate = f64::from(appended) / start.elapsed().as_secs_f64();
    if writers > 1 {
        let begun = Instant::now();
        let report = store.verify(None).await?;
        println!(
            "  {report} ({:.0} events/s)",
            f64::from(appended) / begun.elapsed().as_secs_f64()
        );
    }
    Ok(rate)
}

/// Appends to a stream of its own, twenty events to a stream.
async fn write(store: Store, start: Instant, span: Duration) -> Result<u32> {
    let mut appended = 0;
    let mut stream = StreamId::new("project", Uuid::now_v7());
    while start.elapsed() < span {
        if appended % 20 == 0 {
            stream = StreamId::new("project", Uuid::now_v7());
        }
        store
            .append(append(&stream, u64::from(appended % 20))?)
            .await?;
        appended += 1;
    }
    Ok(appended)
}

fn append(stream: &StreamId, expected: u64) -> Result<Append> {
    Ok(Append {
        stream: stream.clone(),
        expected,
        events: vec![NewEvent {
            kind: "payment_made".to_owned(),
            version: 1,
            data: json!({"amount": 120_000_000, "title": "西城区视频会议系统升级改造项目", "items": [1, 2, 3]}),
        }],
        provenance: Provenance {
            person: "张三".to_owned(),
            body: "bureau".to_owned(),
            capacity: "bureau".to_owned(),
            at: "2026-11-23T02:03:04Z".parse()?,
            on: "2026-11-23".parse()?,
            act: "make_payment".to_owned(),
            regulation: "xicheng-2022".to_owned(),
            regulation_hash: "00".repeat(32),
            clauses: (1..=12).map(|n| format!("A{n}.1")).collect(),
            way: None,
        },
        idempotency: Some(Idempotency {
            key: Uuid::now_v7().to_string(),
            person: "张三".to_owned(),
            request_digest: "00".repeat(32),
            answer: json!({"see": "/projects"}),
        }),
        outbox: vec![OutboxMessage {
            kind: "mail".to_owned(),
            body: json!({"to": "李四"}),
        }],
        numbers: Vec::new(),
    })
}

struct Sum;

impl Projector for Sum {
    fn project(
        &self,
        stream: &StreamId,
        before: Option<&Value>,
        events: &[StoredEvent],
    ) -> std::result::Result<Vec<ProjectionRow>, String> {
        let last = events.last().ok_or("no events")?;
        let before = before.and_then(|body| body.get("total")?.as_i64());
        Ok(vec![ProjectionRow {
            kind: stream.kind.clone(),
            id: stream.id.to_string(),
            sequence: last.sequence,
            title: "西城区视频会议系统升级改造项目".to_owned(),
            owner: "u1".to_owned(),
            stage: "建设".to_owned(),
            number: None,
            changed_on: last.provenance.on.to_string(),
            body: json!({"total": before.unwrap_or(0) + 120_000_000}),
        }])
    }
}
