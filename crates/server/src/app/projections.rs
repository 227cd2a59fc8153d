//! What pages read of each stream: the state itself, folded from its events by
//! the same function that replays them, beside the few columns that lists
//! filter by.

use serde::Deserialize;
use serde_json::{Value, json};
use tongchou_project::{Aggregate, Event, act_specs, projection};
use tongchou_store::{ProjectionRow, Projector, StoredEvent, StreamId, Witness};

use super::witness::Beside;
use crate::accounts::{bodies, notes};
use crate::official_text;

#[derive(Debug, Clone, Copy, Default)]
pub struct Projections;

impl Projector for Projections {
    fn project(
        &self,
        stream: &StreamId,
        before: Option<&Value>,
        events: &[StoredEvent],
    ) -> Result<Vec<ProjectionRow>, String> {
        let Some(last) = events.last() else {
            return Ok(Vec::new());
        };
        let row = match stream.kind.as_str() {
            notes::STREAM => note(last),
            bodies::STREAM => bodies::row(last),
            official_text::STREAM => official_text::row(last),
            DATABASE => marker(last),
            kind if is_aggregate(kind) => aggregate(before, events, last)?,
            other => return Err(format!("没有名为 {other} 的流")),
        };
        Ok(vec![row])
    }

    fn witness(&self) -> Box<dyn Witness> {
        Box::new(Beside::default())
    }
}

/// Stream of facts about the database itself.
pub const DATABASE: &str = "database";

pub fn is_aggregate(kind: &str) -> bool {
    act_specs().iter().any(|spec| spec.aggregate == kind)
}

/// Folds events into a state; an event that is not known is an error.
pub fn fold(before: Option<Aggregate>, events: &[StoredEvent]) -> Result<Aggregate, String> {
    let folded = events.iter().try_fold(before, |state, stored| {
        let event = Event::from_stored(
            &stored.event.kind,
            stored.event.version,
            stored.event.data.clone(),
        )
        .map_err(|error| error.to_string())?;
        Aggregate::evolve(state, &event)
            .map(Some)
            .map_err(|error| error.to_string())
    })?;
    folded.ok_or_else(|| "没有事件".to_owned())
}

fn aggregate(
    before: Option<&Value>,
    events: &[StoredEvent],
    last: &StoredEvent,
) -> Result<ProjectionRow, String> {
    let before = before
        .map(Aggregate::deserialize)
        .transpose()
        .map_err(|error| error.to_string())?;
    let state = fold(before, events)?;
    let listing = projection(&state);
    Ok(ProjectionRow {
        title: listing.title,
        owner: listing.owner,
        stage: listing.stage,
        number: listing.number,
        body: serde_json::to_value(&state).map_err(|error| error.to_string())?,
        ..bare(last)
    })
}

fn note(stored: &StoredEvent) -> ProjectionRow {
    let at = stored.provenance.at.to_string();
    ProjectionRow {
        title: notes::label(&stored.event.kind).to_owned(),
        owner: stored.provenance.person.clone(),
        stage: stored.event.kind.clone(),
        body: json!({ "at": at, "about": stored.event.data, "position": stored.position }),
        // lists show the newest first: the moment, not only the day
        changed_on: at,
        ..bare(stored)
    }
}

fn marker(stored: &StoredEvent) -> ProjectionRow {
    ProjectionRow {
        title: stored.event.kind.clone(),
        body: stored.event.data.clone(),
        ..bare(stored)
    }
}

/// A row with what every stream has.
pub fn bare(stored: &StoredEvent) -> ProjectionRow {
    ProjectionRow {
        kind: stored.stream.kind.clone(),
        id: stored.stream.id.to_string(),
        sequence: stored.sequence,
        title: String::new(),
        owner: String::new(),
        stage: String::new(),
        number: None,
        changed_on: stored.provenance.on.to_string(),
        body: Value::Null,
    }
}
