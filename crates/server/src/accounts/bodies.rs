//! The bodies people act for: departments, offices, institutes, agencies. A
//! body has the capacities its people may be given, and the fields it leads.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tongchou_project::registers::Body;
use tongchou_store::{Append, NewEvent, ProjectionRow, StoreError, StoredEvent, StreamId};
use uuid::Uuid;

use super::notes::{self, By};
use crate::app::App;
use crate::app::projections::bare;

pub const STREAM: &str = "body";

/// What is recorded of a body; recorded anew, it replaces what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub name: String,
    pub capacities: BTreeSet<String>,
    /// Fields of informatisation the body leads.
    pub domains: BTreeSet<String>,
    pub in_district: bool,
    /// The account of who leads it, since version 2; empty where none is recorded.
    #[serde(default)]
    pub leader: String,
}

impl Registration {
    /// What is recorded of a body now.
    pub fn of(body: &Body) -> Self {
        Self {
            name: body.name.clone(),
            capacities: body.capacities.clone(),
            domains: body.domains.clone(),
            in_district: body.in_district,
            leader: body.leader.clone(),
        }
    }
}

pub async fn register(
    app: &App,
    id: Uuid,
    expected: u64,
    body: &Registration,
    by: By<'_>,
) -> Result<(), StoreError> {
    let append = registered(app, id, expected, body, by);
    app.store().append(append).await.map(|_| ())
}

/// What is written of a body.
pub fn registered(app: &App, id: Uuid, expected: u64, body: &Registration, by: By<'_>) -> Append {
    let data = serde_json::to_value(body).unwrap_or_default();
    Append {
        stream: StreamId::new(STREAM, id),
        expected,
        events: vec![NewEvent {
            kind: "body_registered".to_owned(),
            version: 2,
            data,
        }],
        provenance: notes::provenance(app, "manage_accounts", by),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    }
}

/// The row that lists read; `None` of it is judged.
pub fn row(stored: &StoredEvent) -> ProjectionRow {
    let name = stored.event.data.get("name").and_then(|name| name.as_str());
    ProjectionRow {
        title: name.unwrap_or_default().to_owned(),
        body: stored.event.data.clone(),
        ..bare(stored)
    }
}
