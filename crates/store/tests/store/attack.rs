//! What someone can do to a stored history who knows the format of the log.

use sqlx::{Connection, Row};
use tongchou_store::{
    Checkpoint, Frontier, Store, StoredEvent, StreamId, VerifyReport, leaf_hash, leaf_text,
};

use crate::support::{TestDatabase, history};

/// A store with a history, to be attacked.
pub struct Attack {
    pub database: TestDatabase,
    pub store: Store,
    pub events: Vec<StoredEvent>,
    /// Kept outside the database before the attack.
    pub checkpoint: Checkpoint,
}

impl Attack {
    pub async fn on(database: TestDatabase, count: u64) -> Self {
        let store = database.store().await;
        let events = history(&store, count).await;
        let checkpoint = store.checkpoint().await.unwrap();
        Self {
            database,
            store,
            events,
            checkpoint,
        }
    }

    /// Verification after someone ran this SQL.
    pub async fn by(&self, sql: &str) -> VerifyReport {
        self.database.execute(sql).await;
        self.store.verify(None).await.unwrap()
    }

    /// The report names this event and no other.
    pub fn names(&self, report: &VerifyReport, position: u64) {
        let text = report.to_string();
        let event = &self.events[usize::try_from(position - 1).unwrap()];
        let name = format!(
            "第 {position} 号事件（{} 的第 {} 个，{}）",
            event.stream, event.sequence, event.event.kind
        );
        assert!(text.contains(&name), "{text} does not name {name}");
    }
}

/// Makes stored leaves fit the rows; with `tree`, the nodes and the head too.
pub async fn rehash(database: &TestDatabase, tree: bool) {
    let mut connection = database.connect().await;
    let rows = sqlx::query("SELECT * FROM events ORDER BY position")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut frontier = Frontier::default();
    if tree {
        sqlx::query("DELETE FROM log_nodes")
            .execute(&mut connection)
            .await
            .unwrap();
    }
    for row in rows {
        let position: i64 = row.get("position");
        let leaf = leaf_hash(text(&row).as_bytes());
        sqlx::query("UPDATE events SET leaf = $1 WHERE position = $2")
            .bind(leaf.to_vec())
            .bind(position)
            .execute(&mut connection)
            .await
            .unwrap();
        for node in frontier.push(leaf).into_iter().filter(|_| tree) {
            sqlx::query("INSERT INTO log_nodes VALUES ($1, $2, $3)")
                .bind(i64::from(node.level))
                .bind(node.number.cast_signed())
                .bind(node.hash.to_vec())
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }
    if tree {
        sqlx::query("UPDATE log_head SET size = $1, root = $2, peaks = $3")
            .bind(frontier.size().cast_signed())
            .bind(frontier.root().to_vec())
            .bind(frontier.peaks_bytes())
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}

fn text(row: &sqlx::any::AnyRow) -> String {
    let column = |name: &str| -> String { row.get(name) };
    let stream = StreamId::new(column("stream_kind"), column("stream_id").parse().unwrap());
    leaf_text(
        row.get::<i64, _>("position").cast_unsigned(),
        &stream,
        row.get::<i64, _>("sequence").cast_unsigned(),
        (&column("kind"), 1),
        &column("data"),
        &column("provenance"),
    )
}
