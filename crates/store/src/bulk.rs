//! Many appends in one transaction, all or none, for sheets that are brought in and for
//! filling a new database. Each keeps its own place in the log, as if it had come alone;
//! rows are projected once a stream, so a projector must make of all events of a stream
//! at once what it makes of one append after another.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, AssertSqlSafe};

use crate::append::{self, Prepared};
use crate::database::Database;
use crate::error::{Result, StoreError, signed};
use crate::head::{self, Head};
use crate::tree::{Frontier, Node, leaf_hash};
use crate::{
    Account, Append, Idempotency, Projector, Store, StoredEvent, StreamId, accounts, answers,
    leaf_text, outbox, projection, read,
};

/// Rows in one statement: both databases limit the values bound.
pub(crate) const ROWS: usize = 100;

/// Ids or keys in one statement, for the same reason.
pub(crate) const LISTED: usize = 500;

impl Store {
    /// Stores many decisions in one transaction, all or nothing; gives how many
    /// events there were. What was answered before is an error, as for one alone.
    pub async fn append_all(&self, appends: Vec<Append>) -> Result<u64> {
        let appends = appends.into_iter();
        let prepared: Result<Vec<_>> = appends.map(|append| append::prepare(append, &[])).collect();
        store(self.database(), self.projector(), &prepared?).await
    }

    /// The same for changes of accounts, each with the events that are about it.
    pub async fn append_all_with_accounts(&self, changes: Vec<(Append, Account)>) -> Result<u64> {
        let prepared = changes.into_iter().map(|(append, account)| {
            append::prepare(append, &[]).map(|prepared| prepared.with_account(account))
        });
        let prepared: Result<Vec<_>> = prepared.collect();
        store(self.database(), self.projector(), &prepared?).await
    }
}

/// Stores all of them or none; gives how many events there were.
pub(crate) async fn store(
    database: &Database,
    projector: &dyn Projector,
    batch: &[Prepared],
) -> Result<u64> {
    let mut tx = database.begin_log_write().await?;
    refuse_repeats(&mut tx, batch).await?;
    let streams = batch.iter().map(|prepared| &prepared.append().stream);
    let mut filling = Filling {
        last: read::last_sequences(&mut tx, streams).await?,
        frontier: Head::read(&mut tx).await?.frontier()?,
        streams: BTreeMap::new(),
        rows: Vec::new(),
        nodes: Vec::new(),
        answers: Vec::new(),
    };
    let before = filling.frontier.size();
    for prepared in batch {
        filling.add(&mut tx, prepared).await?;
        if filling.rows.len() >= ROWS {
            filling.flush(&mut tx).await?;
        }
    }
    filling.flush(&mut tx).await?;
    let mut rows = Vec::with_capacity(filling.streams.len());
    for (stream, events) in &filling.streams {
        rows.extend(append::project(&mut tx, stream, events, projector).await?);
    }
    projection::upsert_all(&mut tx, &rows).await?;
    answers::record_all(&mut tx, &filling.answers).await?;
    head::write(&mut tx, &filling.frontier).await?;
    tx.commit().await?;
    Ok(filling.frontier.size() - before)
}

/// Whatever was answered before is not done again, nor anything that came with it.
async fn refuse_repeats(connection: &mut AnyConnection, batch: &[Prepared]) -> Result<()> {
    let mut keys: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for given in batch.iter().filter_map(idempotency) {
        let of_person = keys.entry(given.person.as_str()).or_default();
        of_person.push(given.key.clone());
    }
    let mut known = BTreeSet::new();
    for (person, keys) in keys {
        let answered = answers::known(connection, person, &keys).await?.into_iter();
        known.extend(answered.map(|key| (person, key)));
    }
    for prepared in batch {
        let key = idempotency(prepared).map(|given| (given.person.as_str(), given.key.clone()));
        if key.is_some_and(|key| known.contains(&key)) {
            append::refuse_repeat(connection, prepared.append()).await?;
        }
    }
    Ok(())
}

fn idempotency(prepared: &Prepared) -> Option<&Idempotency> {
    prepared.append().idempotency.as_ref()
}

struct Filling<'a> {
    frontier: Frontier,
    /// The last event of each stream that there is already.
    last: BTreeMap<StreamId, u64>,
    /// What is new in each stream.
    streams: BTreeMap<StreamId, Vec<StoredEvent>>,
    rows: Vec<Row>,
    nodes: Vec<Node>,
    /// With the position of the append's first event.
    answers: Vec<(&'a Idempotency, u64)>,
}

/// An event's row that is not written yet.
struct Row {
    event: StoredEvent,
    data: String,
    provenance: String,
    append_from: u64,
}

impl<'a> Filling<'a> {
    async fn add(&mut self, connection: &mut AnyConnection, prepared: &'a Prepared) -> Result<()> {
        let append = prepared.append();
        let new = self.streams.get(&append.stream);
        let actual = match new.and_then(|events| events.last()) {
            Some(last) => last.sequence,
            None => self.last.get(&append.stream).copied().unwrap_or_default(),
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
        for message in &append.outbox {
            outbox::put(connection, append_from, message).await?;
        }
        if let Some(account) = prepared.account() {
            accounts::write(connection, account).await?;
        }
        self.answers
            .extend(idempotency(prepared).map(|given| (given, append_from)));
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

pub(crate) async fn write_nodes(connection: &mut AnyConnection, nodes: &[Node]) -> Result<()> {
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
pub(crate) fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places = (1..=columns).map(|column| format!("${}", row * columns + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// `$2, $3`: the places of a list that comes after one value.
pub(crate) fn listed(length: usize) -> String {
    let places = (2..length + 2).map(|at| format!("${at}"));
    places.collect::<Vec<_>>().join(", ")
}
