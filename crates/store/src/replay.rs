//! Makes all projections from events again, stream by stream: only one page of
//! events and the rows they make are in memory at a time.

use sqlx::AnyConnection;

use crate::error::{Result, StoreError};
use crate::finding::{EventName, Finding};
use crate::projection::projected;
use crate::read::{self, StreamPlace};
use crate::{ProjectionRow, Projector, StoredEvent};

const PAGE: u32 = 1000;

pub(crate) struct Replay<'a> {
    projector: &'a dyn Projector,
    after: StreamPlace,
    /// Events of the stream that the last page ended in.
    begun: Vec<StoredEvent>,
    pub events: u64,
}

pub(crate) enum Step {
    /// The rows of some streams, each row once.
    Rows(Vec<ProjectionRow>),
    /// An event that no projection can be made from.
    Failed(Finding),
    End,
}

impl<'a> Replay<'a> {
    pub fn new(projector: &'a dyn Projector) -> Self {
        Self {
            projector,
            after: StreamPlace::default(),
            begun: Vec::new(),
            events: 0,
        }
    }

    pub async fn next(&mut self, connection: &mut AnyConnection) -> Result<Step> {
        let page = read::rows_by_stream(connection, &self.after, PAGE).await?;
        let Some(last) = page.last() else {
            let rest = std::mem::take(&mut self.begun);
            return Ok(match self.rows(&rest) {
                Ok(rows) if rows.is_empty() => Step::End,
                Ok(rows) => Step::Rows(rows),
                Err(finding) => Step::Failed(finding),
            });
        };
        self.after = StreamPlace::of(last);
        let mut rows = Vec::new();
        for row in page {
            let name = EventName::of(&row);
            let event = match row.decode() {
                Ok(event) => event,
                Err(error) => return Ok(Step::Failed(unprojectable(name, &error))),
            };
            self.events += 1;
            if self
                .begun
                .last()
                .is_some_and(|it| it.stream != event.stream)
            {
                let whole = std::mem::take(&mut self.begun);
                match self.rows(&whole) {
                    Ok(made) => rows.extend(made),
                    Err(finding) => return Ok(Step::Failed(finding)),
                }
            }
            self.begun.push(event);
        }
        Ok(Step::Rows(rows))
    }

    /// The rows that all events of a stream make.
    fn rows(&self, events: &[StoredEvent]) -> std::result::Result<Vec<ProjectionRow>, Finding> {
        let Some(first) = events.first() else {
            return Ok(Vec::new());
        };
        let project = |events| projected(self.projector, &first.stream, None, events);
        let mut rows: Vec<ProjectionRow> = Vec::new();
        let made = project(events).map_err(|error| {
            let fails = |last: &usize| project(events.get(..*last).unwrap_or(events)).is_err();
            let last = (1..events.len()).find(fails).unwrap_or(events.len());
            let event = events.get(last - 1).unwrap_or(first);
            unprojectable(EventName::of_stored(event), &error)
        })?;
        for row in made {
            rows.retain(|earlier| (&earlier.kind, &earlier.id) != (&row.kind, &row.id));
            rows.push(row);
        }
        Ok(rows)
    }
}

fn unprojectable(event: EventName, error: &StoreError) -> Finding {
    let reason = error.to_string();
    Finding::Unprojectable { event, reason }
}
