//! Loads what an act or a page is about: the state replayed from its events,
//! for those who may see it. What somebody may not see is not there.

use tongchou_project::{Actor, Aggregate, may_view};
use tongchou_store::{StoredEvent, StreamId};
use uuid::Uuid;

use super::{App, Fault, projections};

/// Something with its history.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub stream: StreamId,
    pub aggregate: Option<Aggregate>,
    pub sequence: u64,
    /// Without what the reader may not see yet.
    pub events: Vec<StoredEvent>,
}

impl Loaded {
    /// What is about to be made.
    pub fn nothing(kind: &str, id: Uuid) -> Self {
        Self {
            stream: StreamId::new(kind, id),
            aggregate: None,
            sequence: 0,
            events: Vec::new(),
        }
    }
}

impl App {
    pub async fn load(&self, actor: &Actor, kind: &str, id: Uuid) -> Result<Loaded, Fault> {
        let stream = StreamId::new(kind, id);
        let events = self.store().stream(&stream).await?;
        let Some(last) = events.last() else {
            return Err(Fault::NotFound);
        };
        let sequence = last.sequence;
        let aggregate = projections::fold(None, &events)
            .map_err(|error| Fault::Internal(anyhow::anyhow!("{stream}: {error}")))?;
        if !self.may_view(actor, &id.to_string(), &aggregate).await? {
            return Err(Fault::NotFound);
        }
        let events = self
            .sealed(actor, &id.to_string(), &aggregate, events)
            .await?;
        Ok(Loaded {
            stream,
            aggregate: Some(aggregate),
            sequence,
            events,
        })
    }

    /// Registers are open to everybody who is signed in; projects to those the
    /// permits name.
    async fn may_view(&self, actor: &Actor, id: &str, of: &Aggregate) -> anyhow::Result<bool> {
        if !matches!(of, Aggregate::Project(_)) {
            return Ok(true);
        }
        let world = self.world().await?;
        self.with_env(&world, actor, id, |env| may_view(of, "view_project", env))
    }
}
