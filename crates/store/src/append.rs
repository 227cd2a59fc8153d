//! One append: checked before it queues, then carried out inside the writer's
//! transaction, all of it or none.

use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::canonical::{CanonicalError, canonical_text, clean, normalise};
use crate::error::{Result, StoreError, signed, unsigned};
use crate::tree::{Frontier, leaf_hash};
use crate::{
    Account, Append, Idempotency, NewEvent, NumberRequest, OutboxMessage, ProjectionRow, Projector,
    Provenance, StoredEvent, StreamId, accounts, answers, blobs, bulk, leaf_text, outbox,
    projection, read,
};

/// An append whose every text is in NFC and storable.
#[derive(Debug)]
pub(crate) struct Prepared {
    append: Append,
    /// SM3 of the files that the first event names.
    files: Vec<String>,
    provenance: String,
    /// Written with the events that are about it.
    account: Option<Account>,
}

impl Prepared {
    pub(crate) fn with_account(mut self, account: Account) -> Self {
        self.account = Some(account);
        self
    }
}

impl Prepared {
    pub(crate) fn append(&self) -> &Append {
        &self.append
    }

    pub(crate) fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// In canonical form.
    pub(crate) fn provenance(&self) -> &str {
        &self.provenance
    }
}

/// Refuses what could not be stored before anything is written.
pub(crate) fn prepare(append: Append, files: &[String]) -> Result<Prepared> {
    if append.events.is_empty() {
        return Err(unfit("events", "没有事件"));
    }
    let provenance = serde_json::to_value(&append.provenance)
        .map_err(|error| unfit("provenance", &error.to_string()))?;
    let provenance = canonical_text(&provenance).map_err(in_field("provenance"))?;
    let events: Result<Vec<_>> = append.events.iter().enumerate().map(event).collect();
    let messages: Result<Vec<_>> = append.outbox.iter().map(message).collect();
    let numbers: Result<Vec<_>> = append.numbers.into_iter().map(number).collect();
    let append = Append {
        stream: StreamId {
            kind: word("stream.kind", &append.stream.kind)?,
            id: append.stream.id,
        },
        expected: append.expected,
        events: events?,
        provenance: serde_json::from_str::<Provenance>(&provenance)
            .map_err(|error| unfit("provenance", &error.to_string()))?,
        idempotency: append.idempotency.map(idempotency).transpose()?,
        outbox: messages?,
        numbers: numbers?,
    };
    let files: Result<Vec<_>> = files.iter().map(|sm3| word("files", sm3)).collect();
    Ok(Prepared {
        append,
        files: files?,
        provenance,
        account: None,
    })
}

/// Stores an append and grows the frontier. On an error the caller rolls the
/// savepoint back and forgets the frontier.
pub(crate) async fn store(
    connection: &mut AnyConnection,
    frontier: &mut Frontier,
    prepared: &Prepared,
    projector: &dyn Projector,
) -> Result<Vec<StoredEvent>> {
    let append = &prepared.append;
    refuse_repeat(connection, append).await?;
    let actual = read::last_sequence(connection, &append.stream).await?;
    if actual != append.expected {
        return Err(StoreError::Conflict {
            stream: append.stream.clone(),
            expected: append.expected,
            actual,
        });
    }
    let events = numbered(connection, append).await?;
    let first = frontier.size() + 1;
    let mut stored = Vec::with_capacity(events.len());
    for (sequence, event) in (append.expected + 1..).zip(events) {
        let place = Place { first, sequence };
        stored.push(store_event(connection, frontier, prepared, place, event).await?);
    }
    if let Some(event) = stored.first() {
        blobs::refer(connection, &prepared.files, event).await?;
    }
    let rows = project(connection, &append.stream, &stored, projector).await?;
    projection::upsert_all(connection, &rows).await?;
    for message in &append.outbox {
        outbox::put(connection, first, message).await?;
    }
    if let Some(idempotency) = &append.idempotency {
        answers::record(connection, idempotency, first).await?;
    }
    if let Some(account) = &prepared.account {
        accounts::write(connection, account).await?;
    }
    Ok(stored)
}

pub(crate) async fn refuse_repeat(connection: &mut AnyConnection, append: &Append) -> Result<()> {
    let Some(Idempotency {
        key,
        person,
        request_digest,
        ..
    }) = &append.idempotency
    else {
        return Ok(());
    };
    match answers::earlier(connection, key, person, request_digest).await? {
        Some(answer) => Err(StoreError::AlreadyDone(answer)),
        None => Ok(()),
    }
}

struct Place {
    /// Position of the append's first event.
    first: u64,
    sequence: u64,
}

async fn store_event(
    connection: &mut AnyConnection,
    frontier: &mut Frontier,
    prepared: &Prepared,
    place: Place,
    event: NewEvent,
) -> Result<StoredEvent> {
    let stream = &prepared.append.stream;
    let position = frontier.size() + 1;
    let data = data_text(&event)?;
    let text = leaf_text(
        position,
        stream,
        place.sequence,
        (&event.kind, event.version),
        &data,
        &prepared.provenance,
    );
    let leaf = leaf_hash(text.as_bytes());
    sqlx::query(
        "INSERT INTO events (position, stream_kind, stream_id, sequence, kind, version, \
         data, provenance, leaf, append_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(signed(position)?)
    .bind(stream.kind.as_str())
    .bind(stream.id.to_string())
    .bind(signed(place.sequence)?)
    .bind(event.kind.as_str())
    .bind(i64::from(event.version))
    .bind(data)
    .bind(prepared.provenance.as_str())
    .bind(leaf.to_vec())
    .bind(signed(place.first)?)
    .execute(&mut *connection)
    .await?;
    let completed = frontier.push(leaf);
    if !completed.is_empty() {
        bulk::write_nodes(connection, &completed).await?;
    }
    Ok(StoredEvent {
        position,
        stream: stream.clone(),
        sequence: place.sequence,
        event,
        provenance: prepared.append.provenance.clone(),
        leaf,
    })
}

/// What lists read of a stream after these events of it.
pub(crate) async fn project(
    connection: &mut AnyConnection,
    stream: &StreamId,
    stored: &[StoredEvent],
    projector: &dyn Projector,
) -> Result<Vec<ProjectionRow>> {
    let own = if is_new(stored) {
        None
    } else {
        projection::one(connection, &stream.kind, &stream.id.to_string()).await?
    };
    let before = own.as_ref().map(|row| &row.body);
    projection::projected(projector, stream, before, stored)
}

/// A stream that begins has no row yet.
fn is_new(stored: &[StoredEvent]) -> bool {
    stored.first().is_some_and(|event| event.sequence == 1)
}

/// An event's data in canonical form.
pub(crate) fn data_text(event: &NewEvent) -> Result<String> {
    canonical_text(&event.data).map_err(in_field("data"))
}

/// The events with their document numbers filled in.
pub(crate) async fn numbered(
    connection: &mut AnyConnection,
    append: &Append,
) -> Result<Vec<NewEvent>> {
    let mut events = append.events.clone();
    for request in &append.numbers {
        let number = next_number(connection, &request.series).await?;
        let place = events
            .get_mut(request.event)
            .and_then(|event| event.data.pointer_mut(&request.pointer));
        match place {
            Some(null @ Value::Null) => *null = number.into(),
            Some(Value::String(text)) if text.matches("{}").count() == 1 => {
                *text = text.replace("{}", &number.to_string());
            }
            _ => return Err(unfit(&request.pointer, "不是待填文号的位置")),
        }
    }
    Ok(events)
}

async fn next_number(connection: &mut AnyConnection, series: &str) -> Result<u64> {
    let next: i64 = sqlx::query(
        "INSERT INTO numbers (series, last) VALUES ($1, 1) \
         ON CONFLICT (series) DO UPDATE SET last = numbers.last + 1 RETURNING last",
    )
    .bind(series)
    .fetch_one(connection)
    .await?
    .try_get(0)?;
    unsigned(next)
}

fn event((index, event): (usize, &NewEvent)) -> Result<NewEvent> {
    Ok(NewEvent {
        kind: word("event.kind", &event.kind)?,
        version: event.version,
        data: normalise(&event.data).map_err(in_field(&format!("events/{index}/data")))?,
    })
}

fn message(message: &OutboxMessage) -> Result<OutboxMessage> {
    Ok(OutboxMessage {
        kind: word("outbox.kind", &message.kind)?,
        body: normalise(&message.body).map_err(in_field("outbox.body"))?,
    })
}

fn number(request: NumberRequest) -> Result<NumberRequest> {
    Ok(NumberRequest {
        series: word("numbers.series", &request.series)?,
        ..request
    })
}

fn idempotency(given: Idempotency) -> Result<Idempotency> {
    Ok(Idempotency {
        // kept as sent: answers are looked up by the bytes of the key
        key: storable("idempotency.key", given.key)?,
        person: storable("idempotency.person", given.person)?,
        request_digest: storable("idempotency.request_digest", given.request_digest)?,
        answer: normalise(&given.answer).map_err(in_field("idempotency.answer"))?,
    })
}

fn storable(field: &str, text: String) -> Result<String> {
    clean(&text).map_err(in_field(field))?;
    Ok(text)
}

fn word(field: &str, text: &str) -> Result<String> {
    if text.is_empty() {
        return Err(unfit(field, "不能为空"));
    }
    clean(text).map_err(in_field(field))
}

fn unfit(field: &str, reason: &str) -> StoreError {
    StoreError::Unstorable {
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}

fn in_field(field: &str) -> impl Fn(CanonicalError) -> StoreError {
    let field = field.to_owned();
    move |error| StoreError::unstorable(field.clone(), &error)
}
