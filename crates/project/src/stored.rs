//! The stored form of events: kind, version and data, kept apart from the types
//! that the program thinks in. A kind or version that is not known is an error;
//! nothing is skipped.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::acts::Happened;
use crate::event::{By, Event};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub kind: String,
    pub version: u32,
    pub data: Value,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownEvent {
    #[error("event {kind} version {version} is not known to this program")]
    Kind { kind: String, version: u32 },
    #[error("event {kind} version {version} does not have the expected form: {reason}")]
    Form {
        kind: String,
        version: u32,
        reason: String,
    },
}

/// The data of every event, around the content of its kind.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    subject: String,
    by: By,
    on: jiff::civil::Date,
    content: Value,
}

impl Event {
    pub fn to_stored(&self) -> Result<Stored, UnknownEvent> {
        let (kind, version) = self.what.kind();
        let form = |error: serde_json::Error| misshapen(kind, version, &error);
        let envelope = Envelope {
            subject: self.subject.clone(),
            by: self.by.clone(),
            on: self.on,
            content: self.what.content().map_err(form)?,
        };
        Ok(Stored {
            kind: kind.to_owned(),
            version,
            data: serde_json::to_value(envelope).map_err(form)?,
        })
    }

    pub fn from_stored(kind: &str, version: u32, data: Value) -> Result<Self, UnknownEvent> {
        let form = |error: serde_json::Error| misshapen(kind, version, &error);
        let envelope: Envelope = serde_json::from_value(data).map_err(form)?;
        let (current, content) = raised(kind, version, envelope.content);
        let what = Happened::current(kind, current, content)
            .ok_or_else(|| UnknownEvent::Kind {
                kind: kind.to_owned(),
                version,
            })?
            .map_err(form)?;
        Ok(Self {
            subject: envelope.subject,
            by: envelope.by,
            on: envelope.on,
            what,
        })
    }
}

/// An earlier form of a kind, made into the one that is written now.
fn raised(kind: &str, version: u32, mut content: Value) -> (u32, Value) {
    match (kind, version) {
        // Its hits have no class, and of what they were compared with it says nothing.
        ("duplicate_check_recorded", 1) => {
            if let Some(fields) = content.as_object_mut() {
                fields.insert("basis".to_owned(), Value::Null);
            }
            (2, content)
        }
        _ => (version, content),
    }
}

fn misshapen(kind: &str, version: u32, error: &serde_json::Error) -> UnknownEvent {
    UnknownEvent::Form {
        kind: kind.to_owned(),
        version,
        reason: error.to_string(),
    }
}
