//! Many appends in one transaction, for filling a new database. Each keeps its
//! own place in the log, as if it had come alone; rows are projected once a
//! stream, so a projector must make of all events of a stream at once what it
//! makes of one append after another.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, AssertSqlSafe};

use crate::append::{self, Prepared};
use crate::database::Database;
use crate::error::{Result, StoreError, signed};
use crate::head::{self, Head};
use crate::tree::{Frontier, Node, leaf_hash};
use crate::{Projector, StoredEvent, StreamId, leaf_text, read};

/// Rows in one statement: both databases limit the values bound.
const ROWS: usize = 100;

/// Stores all of them or none; gives how many events there were.
pub(crate) async fn store(
    database: &Database,
    projector: &dyn Projector,
    batch: &[Prepared],
) -> Result<u64> {
    let mut tx = database.begin_log_write().await?;
    let mut filling = Filling {
        frontier: Head::read(&mut tx).await?.frontier()?,
        streams: BTreeMap::new(),
        rows: Vec::new(),
        nodes: Vec::new(),
    };
    let before = filling.frontier.size();
    for prepared in batch {
        filling.add(&mut tx, prepared).await?;
        if filling.rows.len() >= ROWS {
            filling.flush(&mut tx).await?;
        }
    }
    filling.flush(&mut tx).await?;
    for (stream, events) in &filling.streams {
        append::project(&mut tx, stream, events, projector).await?;
    }
    head::write(&mut tx, &filling.frontier).await?;
    tx.commit().await?;
    Ok(filling.frontier.size() - before)
}

struct Filling {
    frontier: Frontier,
    /// What is new in each stream.
    streams: BTreeMap<StreamId, Vec<StoredEvent>>,
    rows: Vec<Row>,
    nodes: Vec<Node>,
}

/// An event's row that is not written yet.
struct Row {
    event: StoredEvent,
    data: String,
    provenance: String,
    append_from: u64,
}

impl Filling {
    async fn add(&mut self, connection: &mut AnyConnection, prepared: &Prepared) -> Result<()> {
        let append = prepared.append();
        if append.idempotency.is_some() || !append.outbox.is_empty() {
            return Err(StoreError::Unstorable {
                field: "append".to_owned(),
                reason: "成批写入不保存重复请求的答复，也不发送消息".to_owned(),
            });
        }
        let actual = match self
            .streams
            .get(&append.stream)
            .and_then(|events| events.last())
        {
            Some(last) => last.sequence,
            None => read::last_sequence(connection, &append.stream).await?,
        };
        if actual != append.expected {
            return Err(StoreError::Conflict {
                stream: append.stream.clone(),
                expected: append.expected,
                actual,
            });
        }
        let events = append::numbered(connection, append).await?;
        let append_from = self.frontier.size() + 1;
        for (sequence, event) in (append.expected + 1..).zip(events) {
            let data = append::data_text(&event)?;
            let position = self.frontier.size() + 1;
            let kind = (event.kind.as_str(), event.version);
            let text = leaf_text(
                position,
                &append.stream,
                sequence,
                kind,
                &data,
                prepared.provenance(),
            );
            let leaf = leaf_hash(text.as_bytes());
            self.nodes.extend(self.frontier.push(leaf));
            let event = StoredEvent {
                position,
                stream: append.stream.clone(),
                sequence,
                event,
                provenance: append.provenance.clone(),
                leaf,
            };
            let new = self.streams.entry(append.stream.clone()).or_default();
            new.push(event.clone());
            self.rows.push(Row {
                event,
                data,
                provenance: prepared.provenance().to_owned(),
                append_from,
            });
        }
        Ok(())
    }

    async fn flush(&mut self, connection: &mut AnyConnection) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        for rows in rows.chunks(ROWS) {
            write_events(connection, rows).await?;
        }
        let nodes = std::mem::take(&mut self.nodes);
        for nodes in nodes.chunks(ROWS) {
            write_nodes(connection, nodes).await?;
        }
        Ok(())
    }
}

async fn write_events(connection: &mut AnyConnection, rows: &[Row]) -> Result<()> {
    let sql = format!(
        "INSERT INTO events (position, stream_kind, stream_id, sequence, kind, version, \
         data, provenance, leaf, append_from) VALUES {}",
        places(rows.len(), 10)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for row in rows {
        let event = &row.event;
        query = query
            .bind(signed(event.position)?)
            .bind(event.stream.kind.as_str())
            .bind(event.stream.id.to_string())
            .bind(signed(event.sequence)?)
            .bind(event.event.kind.as_str())
            .bind(i64::from(event.event.version))
            .bind(row.data.as_str())
            .bind(row.provenance.as_str())
            .bind(event.leaf.to_vec())
            .bind(signed(row.append_from)?);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn write_nodes(connection: &mut AnyConnection, nodes: &[Node]) -> Result<()> {
    let sql = format!(
        "INSERT INTO log_nodes (level, number, hash) VALUES {}",
        places(nodes.len(), 3)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for node in nodes {
        query = query
            .bind(i64::from(node.level))
            .bind(signed(node.number)?)
            .bind(node.hash.to_vec());
    }
    query.execute(connection).await?;
    Ok(())
}

/// `($1, $2), ($3, $4)`: words and numbers of our own only.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places = (1..=columns).map(|column| format!("${}", row * columns + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
