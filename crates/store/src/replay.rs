//! Makes all projections from events again, in memory: a district's projects
//! are thousands, not millions.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::AnyConnection;

use crate::error::{Result, StoreError};
use crate::finding::{EventName, Finding};
use crate::projection::projected;
use crate::{ProjectionRow, Projector, StoredEvent, Witness, read};

const PAGE: u32 = 500;

pub(crate) type Rows = BTreeMap<(String, String), ProjectionRow>;

pub(crate) struct Replayed {
    pub events: u64,
    pub rows: Rows,
    /// The first event no projection could be made from; rows end before it.
    pub failed: Option<Finding>,
}

pub(crate) async fn replay(
    connection: &mut AnyConnection,
    projector: &Arc<dyn Projector>,
    witness: &mut dyn Witness,
) -> Result<Replayed> {
    let mut replay = Replay {
        projector: projector.as_ref(),
        witness,
        rows: Rows::new(),
        append: Vec::new(),
        append_from: 0,
    };
    let mut position = 0;
    let mut events = 0;
    loop {
        let page = read::rows_after(connection, position, PAGE).await?;
        let Some(last) = page.last() else { break };
        position = last.position;
        for row in page {
            if let Err(failed) = replay.event(row) {
                return Ok(replay.failed(events, failed));
            }
            events += 1;
        }
    }
    match replay.flush() {
        Err(failed) => Ok(replay.failed(events, failed)),
        Ok(()) => Ok(Replayed {
            events,
            rows: replay.rows,
            failed: None,
        }),
    }
}

struct Failed(Finding);

impl Failed {
    fn at(event: EventName, error: &StoreError) -> Self {
        let reason = error.to_string();
        Self(Finding::Unprojectable { event, reason })
    }
}

struct Replay<'a> {
    projector: &'a dyn Projector,
    witness: &'a mut dyn Witness,
    rows: Rows,
    /// Events of the append being gathered.
    append: Vec<StoredEvent>,
    append_from: i64,
}

impl Replay<'_> {
    fn event(&mut self, row: read::EventRow) -> Result<(), Failed> {
        if row.append_from != self.append_from {
            self.flush()?;
            self.append_from = row.append_from;
        }
        let name = EventName::of(&row);
        let decoded = row.decode().map_err(|error| Failed::at(name, &error))?;
        self.witness.see(&decoded);
        self.append.push(decoded);
        Ok(())
    }

    /// A failure is laid to the append's first event: the projector sees them
    /// all at once.
    fn flush(&mut self) -> Result<(), Failed> {
        let append = std::mem::take(&mut self.append);
        match append.first() {
            Some(first) => self
                .project(first, &append)
                .map_err(|error| Failed::at(EventName::of_stored(first), &error)),
            None => Ok(()),
        }
    }

    fn project(&mut self, first: &StoredEvent, append: &[StoredEvent]) -> Result<()> {
        if append.iter().any(|event| event.stream != first.stream) {
            return Err(StoreError::Corrupt(
                "同一次写入的事件分属不同的流".to_owned(),
            ));
        }
        let own = (first.stream.kind.clone(), first.stream.id.to_string());
        let before = self.rows.get(&own).map(|row| &row.body);
        for row in projected(self.projector, &first.stream, before, append)? {
            self.rows.insert((row.kind.clone(), row.id.clone()), row);
        }
        Ok(())
    }

    fn failed(self, events: u64, Failed(finding): Failed) -> Replayed {
        Replayed {
            events,
            rows: self.rows,
            failed: Some(finding),
        }
    }
}

/// Rows by key, as [`replay`] gives them.
pub(crate) fn by_key(rows: Vec<ProjectionRow>) -> Rows {
    rows.into_iter()
        .map(|row| ((row.kind.clone(), row.id.clone()), row))
        .collect()
}
