//! Reads events back. Raw rows are kept apart from decoded events so that
//! verification can look at rows that no longer decode.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use uuid::Uuid;

use crate::bulk::{LISTED, listed};
use crate::error::{Result, StoreError, signed, unsigned};
use crate::{NewEvent, Provenance, StoredEvent, StreamId, head};

/// An event row as it stands in the database.
pub(crate) struct EventRow {
    pub position: u64,
    pub stream_kind: String,
    pub stream_id: String,
    pub sequence: u64,
    pub kind: String,
    pub version: i64,
    pub data: String,
    pub provenance: String,
    pub leaf: Vec<u8>,
}

impl EventRow {
    fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self {
            position: unsigned(row.try_get("position")?)?,
            stream_kind: row.try_get("stream_kind")?,
            stream_id: row.try_get("stream_id")?,
            sequence: unsigned(row.try_get("sequence")?)?,
            kind: row.try_get("kind")?,
            version: row.try_get("version")?,
            data: row.try_get("data")?,
            provenance: row.try_get("provenance")?,
            leaf: row.try_get("leaf")?,
        })
    }

    pub(crate) fn stream(&self) -> Result<StreamId> {
        let id = Uuid::parse_str(&self.stream_id)
            .ok()
            .filter(|id| id.to_string() == self.stream_id);
        Ok(StreamId {
            kind: self.stream_kind.clone(),
            id: id.ok_or_else(|| self.corrupt("流编号不是规范的 UUID"))?,
        })
    }

    pub(crate) fn version(&self) -> Result<u32> {
        u32::try_from(self.version).map_err(|_| self.corrupt("版本超出范围"))
    }

    pub(crate) fn decode(self) -> Result<StoredEvent> {
        Ok(StoredEvent {
            position: self.position,
            stream: self.stream()?,
            sequence: self.sequence,
            provenance: self.json::<Provenance>(&self.provenance)?,
            event: NewEvent {
                version: self.version()?,
                data: self.json(&self.data)?,
                kind: self.kind,
            },
            leaf: head::hash(self.leaf)?,
        })
    }

    fn json<T: DeserializeOwned>(&self, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| self.corrupt(&error.to_string()))
    }

    fn corrupt(&self, what: &str) -> StoreError {
        StoreError::Corrupt(format!("第 {} 号事件：{what}", self.position))
    }
}

/// Rows after a position in log order.
pub(crate) async fn rows_after(
    connection: &mut AnyConnection,
    position: u64,
    limit: u32,
) -> Result<Vec<EventRow>> {
    let rows = sqlx::query("SELECT * FROM events WHERE position > $1 ORDER BY position LIMIT $2")
        .bind(signed(position)?)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    rows.iter().map(EventRow::read).collect()
}

/// Where an event stands among those of all streams, one stream after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct StreamPlace {
    kind: String,
    id: String,
    sequence: u64,
}

impl StreamPlace {
    pub(crate) fn of(row: &EventRow) -> Self {
        Self {
            kind: row.stream_kind.clone(),
            id: row.stream_id.clone(),
            sequence: row.sequence,
        }
    }
}

/// Rows after a place, stream by stream.
pub(crate) async fn rows_by_stream(
    connection: &mut AnyConnection,
    after: &StreamPlace,
    limit: u32,
) -> Result<Vec<EventRow>> {
    let rows = sqlx::query(
        "SELECT * FROM events WHERE (stream_kind, stream_id, sequence) > ($1, $2, $3) \
         ORDER BY stream_kind, stream_id, sequence LIMIT $4",
    )
    .bind(after.kind.as_str())
    .bind(after.id.as_str())
    .bind(signed(after.sequence)?)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    rows.iter().map(EventRow::read).collect()
}

pub(crate) async fn stream(
    connection: &mut AnyConnection,
    stream: &StreamId,
) -> Result<Vec<StoredEvent>> {
    if stream.kind.contains('\0') {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT * FROM events WHERE stream_kind = $1 AND stream_id = $2 ORDER BY sequence",
    )
    .bind(stream.kind.as_str())
    .bind(stream.id.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| EventRow::read(row)?.decode())
        .collect()
}

pub(crate) async fn since(
    connection: &mut AnyConnection,
    kind: &str,
    ids: &[&str],
    position: u64,
) -> Result<Vec<StoredEvent>> {
    let mut events = Vec::new();
    for id in ids {
        let rows = sqlx::query(
            "SELECT * FROM events WHERE stream_kind = $1 AND stream_id = $2 AND position > $3 \
             ORDER BY sequence",
        )
        .bind(kind)
        .bind(*id)
        .bind(signed(position)?)
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            events.push(EventRow::read(row)?.decode()?);
        }
    }
    Ok(events)
}

/// Last sequence of a stream, 0 when it has no events.
/// The numbers of the last events of those streams that there are.
pub(crate) async fn last_sequences(
    connection: &mut AnyConnection,
    streams: impl Iterator<Item = &StreamId>,
) -> Result<BTreeMap<StreamId, u64>> {
    let mut of_kind: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for stream in streams {
        let ids = of_kind.entry(stream.kind.as_str()).or_default();
        ids.insert(stream.id);
    }
    let mut found = BTreeMap::new();
    for (kind, ids) in of_kind {
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        for ids in ids.chunks(LISTED) {
            let sql = format!(
                "SELECT stream_id, MAX(sequence) AS last FROM events \
                 WHERE stream_kind = $1 AND stream_id IN ({}) GROUP BY stream_id",
                listed(ids.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(kind);
            for id in ids {
                query = query.bind(id.as_str());
            }
            for row in query.fetch_all(&mut *connection).await? {
                let id: String = row.try_get("stream_id")?;
                let id = Uuid::parse_str(&id)
                    .map_err(|error| StoreError::Corrupt(format!("流编号 {id}：{error}")))?;
                found.insert(StreamId::new(kind, id), unsigned(row.try_get("last")?)?);
            }
        }
    }
    Ok(found)
}

pub(crate) async fn last_sequence(
    connection: &mut AnyConnection,
    stream: &StreamId,
) -> Result<u64> {
    let last: i64 = sqlx::query(
        "SELECT COALESCE(MAX(sequence), 0) FROM events \
         WHERE stream_kind = $1 AND stream_id = $2",
    )
    .bind(stream.kind.as_str())
    .bind(stream.id.to_string())
    .fetch_one(connection)
    .await?
    .try_get(0)?;
    unsigned(last)
}
