//! What is appended and what is read back. Events are opaque JSON here; their
//! meaning belongs to the crates above.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Hash;

/// One aggregate's history: a kind ("project", "design", ...) and its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StreamId {
    pub kind: String,
    pub id: Uuid,
}

impl StreamId {
    pub fn new(kind: impl Into<String>, id: Uuid) -> Self {
        Self {
            kind: kind.into(),
            id,
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind, self.id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEvent {
    /// For example "acceptance_applied".
    pub kind: String,
    pub version: u32,
    pub data: Value,
}

/// Who did it, in which capacity, when, by which act, judged by which law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub person: String,
    pub body: String,
    pub capacity: String,
    pub at: jiff::Timestamp,
    /// The day that counts for the law.
    pub on: jiff::civil::Date,
    pub act: String,
    /// Id of the regulation pack that judged the act.
    pub regulation: String,
    pub regulation_hash: String,
    /// Ids of the clauses that were judged.
    pub clauses: Vec<String>,
    /// The way a change took (filing or review), where the act has one.
    pub way: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the whole log: 1, 2, 3 ... without a gap.
    pub position: u64,
    pub stream: StreamId,
    /// Place in its stream: 1, 2, 3 ... without a gap.
    pub sequence: u64,
    pub event: NewEvent,
    pub provenance: Provenance,
    pub leaf: Hash,
}

/// One decision's outcome: all of it is stored, or nothing.
#[derive(Debug, Clone)]
pub struct Append {
    pub stream: StreamId,
    /// Last sequence the decider saw; 0 for a new stream.
    pub expected: u64,
    pub events: Vec<NewEvent>,
    pub provenance: Provenance,
    pub idempotency: Option<Idempotency>,
    pub outbox: Vec<OutboxMessage>,
    /// Document numbers to give out with these events.
    pub numbers: Vec<NumberRequest>,
}

/// Makes a command that is sent again have one effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    pub key: String,
    pub person: String,
    pub request_digest: String,
    /// What to answer when the same request comes again.
    pub answer: Value,
}

/// Work to do after the commit: mail, indexing, letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    pub kind: String,
    pub body: Value,
}

/// Asks for the next number of a series, given out inside the transaction so
/// that an append that fails leaves no gap.
///
/// `pointer` (RFC 6901) names a value in the data of event `event` that is
/// either `null`, which becomes the number, or a string holding `{}` once,
/// which the number replaces: "西信函〔2026〕{}号".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRequest {
    pub series: String,
    pub event: usize,
    pub pointer: String,
}
