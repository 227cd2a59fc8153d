//! Loads what an act or a page is about: the state replayed from its events,
//! for those who may see it. What somebody may not see is not there.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use tongchou_project::registers::{Meeting, ResultEntry, is_on_result};
use tongchou_project::{ActSpec, Actor, Aggregate, may_view};
use tongchou_store::{StoredEvent, StreamId};
use uuid::Uuid;

use super::{App, Entry, Fault, World, projections};

/// The kind by which entries of the catalogue of results are asked for.
pub const RESULT: &str = "result";

/// Something with its history.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub stream: StreamId,
    pub aggregate: Option<Aggregate>,
    pub sequence: u64,
    /// Without what the reader may not see yet.
    pub events: Vec<StoredEvent>,
    /// The result that was asked for, where it was reached through the catalogue of
    /// results and not through its project.
    pub result: Option<ResultEntry>,
}

impl Loaded {
    /// What is about to be made.
    pub fn nothing(kind: &str, id: Uuid) -> Self {
        Self {
            stream: StreamId::new(kind, id),
            aggregate: None,
            sequence: 0,
            events: Vec::new(),
            result: None,
        }
    }
}

impl App {
    pub async fn load(&self, actor: &Actor, kind: &str, id: Uuid) -> Result<Loaded, Fault> {
        if kind == RESULT {
            return self.load_result(actor, id).await;
        }
        let mut loaded = self.read(kind, id).await?;
        let id = id.to_string();
        let aggregate = loaded.aggregate.as_ref().ok_or(Fault::NotFound)?;
        if !self.may_view(actor, &id, aggregate).await? {
            return Err(Fault::NotFound);
        }
        loaded.events = self.sealed(actor, &id, aggregate, loaded.events).await?;
        Ok(loaded)
    }

    /// What an act is done to. A result may be named by its own id, so that those can
    /// act on it who see it in the catalogue and not its project.
    pub async fn load_for(&self, actor: &Actor, spec: &ActSpec, id: Uuid) -> Result<Loaded, Fault> {
        let listed = is_on_result(spec.key)
            && self
                .world()
                .await?
                .registers
                .results
                .contains_key(&id.to_string());
        let kind = if listed { RESULT } else { spec.aggregate };
        self.load(actor, kind, id).await
    }

    async fn load_result(&self, actor: &Actor, id: Uuid) -> Result<Loaded, Fault> {
        let world = self.world().await?;
        let entry = world.registers.results.get(&id.to_string());
        let entry = entry.filter(|_| self.may_view_results(&world, actor));
        let entry = entry.ok_or(Fault::NotFound)?;
        let project = Uuid::parse_str(&entry.project)
            .map_err(|error| Fault::Internal(anyhow::anyhow!("{}: {error}", entry.project)))?;
        // What happened to the project is not told to who sees the result alone.
        Ok(Loaded {
            result: Some(entry.clone()),
            events: Vec::new(),
            ..self.read("project", project).await?
        })
    }

    /// Whether somebody may see the catalogue of results: the same for all of them.
    pub fn may_view_results(&self, world: &World, actor: &Actor) -> bool {
        let any = Aggregate::Project(Box::default());
        self.with_env(world, actor, "", |env| may_view(&any, "view_result", env))
            .unwrap_or(false)
    }

    async fn read(&self, kind: &str, id: Uuid) -> Result<Loaded, Fault> {
        let stream = StreamId::new(kind, id);
        let events = self.store().stream(&stream).await?;
        let Some(last) = events.last() else {
            return Err(Fault::NotFound);
        };
        let sequence = last.sequence;
        let aggregate = projections::fold(None, &events)
            .map_err(|error| Fault::Internal(anyhow::anyhow!("{stream}: {error}")))?;
        Ok(Loaded {
            stream,
            aggregate: Some(aggregate),
            sequence,
            events,
            result: None,
        })
    }

    /// Registers are open to everybody who is signed in; projects to those the
    /// permits name, and meetings to those who see what they are about.
    async fn may_view(&self, actor: &Actor, id: &str, of: &Aggregate) -> anyhow::Result<bool> {
        let world = self.world().await?;
        match of {
            Aggregate::Project(_) => {
                self.with_env(&world, actor, id, |env| may_view(of, "view_project", env))
            }
            Aggregate::Meeting(meeting) => Ok(self.agendas(&world, actor)?.shows(meeting)),
            _ => Ok(true),
        }
    }

    /// Which meetings somebody may see.
    pub fn agendas(&self, world: &World, actor: &Actor) -> anyhow::Result<Agendas> {
        let seen = self.visible_in(world, actor)?;
        Ok(Agendas {
            every: world.is_every_project(&seen),
            seen,
            ids: OnceLock::new(),
            body: actor.body.clone(),
        })
    }
}

/// A meeting's title and agenda name projects: it is there for those who called it, for
/// those who see one of its projects, and for those who see every project.
#[derive(Debug)]
pub struct Agendas {
    every: bool,
    seen: Arc<Vec<Arc<Entry>>>,
    /// Of the projects seen, once a meeting depends on it.
    ids: OnceLock<HashSet<String>>,
    body: String,
}

impl Agendas {
    pub fn shows(&self, meeting: &Meeting) -> bool {
        let ids = || self.seen.iter().map(|entry| entry.id.clone()).collect();
        let mut agenda = meeting.agenda.iter();
        self.every
            || meeting.by.body == self.body
            || agenda.any(|id| self.ids.get_or_init(ids).contains(id))
    }

    /// What is no meeting is open.
    pub fn shows_entry(&self, entry: &Entry) -> bool {
        match &entry.aggregate {
            Aggregate::Meeting(meeting) => self.shows(meeting),
            _ => true,
        }
    }
}
