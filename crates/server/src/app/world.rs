//! Everything there is now, kept in memory and brought up to date from the log
//! before each use: what changed since is all that is read again. A copy shares
//! what has not changed, so that readers keep theirs while a new one is made.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;
use tokio::sync::Mutex;
use tongchou_project::registers::{Body, ProjectSummary, SharedMap};
use tongchou_project::{Aggregate, Registers};
use tongchou_store::{ProjectionRow, StreamId};

use super::outlook::Outlook;
use super::{App, projections};
use crate::accounts::bodies;

/// One thing with the columns that lists use.
#[derive(Debug)]
pub struct Entry {
    pub kind: String,
    pub id: String,
    pub sequence: u64,
    pub title: String,
    pub owner: String,
    pub stage: String,
    pub stage_label: String,
    pub number: Option<String>,
    pub changed_on: String,
    pub aggregate: Aggregate,
    /// Answers about it that were found out before.
    pub(super) outlook: Outlook,
}

/// The latest changed first; of one day, the latest made.
type Latest = (Reverse<String>, Reverse<String>);

/// The state of everything after so many events of the log.
#[derive(Debug, Clone, Default)]
pub struct World {
    size: u64,
    version: u64,
    kinds: BTreeMap<String, SharedMap<String, Arc<Entry>>>,
    recent: SharedMap<Latest, Arc<Entry>>,
    pub registers: Registers,
}

impl World {
    /// How many events it has taken in.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Another number whenever something changed that the facts of other
    /// projects may look up.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Arc<Entry>> {
        let entries = self.kinds.get(kind).into_iter();
        entries.flat_map(SharedMap::values)
    }

    /// Whether nobody sees more projects than these.
    pub fn is_every_project(&self, seen: &[Arc<Entry>]) -> bool {
        seen.len() == self.latest_projects().count()
    }

    /// Every project, the latest changed first.
    pub fn latest_projects(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.recent.values()
    }

    pub fn entry(&self, kind: &str, id: &str) -> Option<&Arc<Entry>> {
        self.kinds.get(kind)?.get(id)
    }

    /// The name of a body or the title of anything, by its id.
    pub fn title_of(&self, id: &str) -> Option<String> {
        if let Some(body) = self.registers.bodies.get(id) {
            return Some(body.name.clone());
        }
        let mut found = self.kinds.values().filter_map(|kind| kind.get(id));
        found.next().map(|entry| entry.title.clone())
    }

    fn take(&mut self, read: Read) {
        match read {
            Read::Body(body) => {
                self.version += 1;
                self.registers.bodies.insert(body.id.clone(), body);
            }
            Read::Entry(entry) => self.put(Arc::new(*entry)),
        }
    }

    fn put(&mut self, entry: Arc<Entry>) {
        let is_project = entry.kind == PROJECT;
        let before = is_project.then(|| looked_up(self.registers.projects.get(&entry.id)));
        self.registers.take(&entry.aggregate);
        let after = is_project.then(|| looked_up(self.registers.projects.get(&entry.id)));
        if !is_project || before != after {
            self.version += 1;
        }
        let kind = self.kinds.entry(entry.kind.clone()).or_default();
        let before = kind.insert(entry.id.clone(), entry.clone());
        if is_project {
            if let Some(before) = before {
                self.recent.remove(&latest(&before));
            }
            self.recent.insert(latest(&entry), entry);
        }
    }
}

const PROJECT: &str = "project";

fn latest(entry: &Entry) -> Latest {
    (Reverse(entry.changed_on.clone()), Reverse(entry.id.clone()))
}

/// What the facts of other projects look up of a project
/// (`tongchou_project::Grounds`): whether it makes its unit's past evaluations
/// poor, and the acceptance of what others continue.
fn looked_up(summary: Option<&ProjectSummary>) -> (bool, String, String) {
    summary.map_or_else(
        || (false, String::new(), "none".to_owned()),
        |summary| {
            let poor = summary.is_poor();
            let unit = if poor {
                summary.unit.clone()
            } else {
                String::new()
            };
            (poor, unit, summary.acceptance.clone())
        },
    )
}

/// A row that was read.
enum Read {
    Body(Body),
    Entry(Box<Entry>),
}

impl Read {
    /// None for rows that are not part of the world, such as notes.
    fn of(row: ProjectionRow<String>) -> anyhow::Result<Option<Self>> {
        if row.kind == bodies::STREAM {
            let body: Body = serde_json::from_str(&row.body)?;
            return Ok(Some(Self::Body(Body { id: row.id, ..body })));
        }
        if !projections::is_aggregate(&row.kind) {
            return Ok(None);
        }
        let aggregate: Aggregate = serde_json::from_str(&row.body)?;
        Ok(Some(Self::Entry(Box::new(Entry {
            stage_label: tongchou_project::projection(&aggregate).stage_label,
            kind: row.kind,
            id: row.id,
            sequence: row.sequence,
            title: row.title,
            owner: row.owner,
            stage: row.stage,
            number: row.number,
            changed_on: row.changed_on,
            aggregate,
            outlook: Outlook::default(),
        }))))
    }
}

/// The world as it was last seen, and who may bring it up to date.
#[derive(Debug, Default)]
pub(super) struct Kept {
    seen: RwLock<Arc<World>>,
    updating: Mutex<()>,
}

impl Kept {
    fn seen(&self) -> Arc<World> {
        self.seen
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn show(&self, world: World) -> Arc<World> {
        let world = Arc::new(world);
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.clone_from(&world);
        world
    }
}

/// How many events are looked through at a time.
const PAGE: u32 = 1000;
/// How many rows are read at a time at the start.
const ROWS: u32 = 500;

impl App {
    /// Everything as it is now: with every event that was stored before the call.
    pub async fn world(&self) -> anyhow::Result<Arc<World>> {
        let size = self.store().checkpoint().await?.size;
        let seen = self.0.world.seen();
        if seen.size >= size {
            return Ok(seen);
        }
        let _alone = self.0.world.updating.lock().await;
        let seen = self.0.world.seen();
        if seen.size >= size {
            return Ok(seen);
        }
        let mut world = World::clone(&seen);
        drop(seen);
        if world.size == 0 {
            world = self.read_all().await?;
        }
        self.catch_up(&mut world).await?;
        Ok(self.0.world.show(world))
    }

    /// At the start: every row there is. Events that come meanwhile are read
    /// once more by `catch_up`, which does no harm.
    async fn read_all(&self) -> anyhow::Result<World> {
        let size = self.store().checkpoint().await?.size;
        let kinds: BTreeSet<&str> = tongchou_project::act_specs()
            .iter()
            .map(|spec| spec.aggregate)
            .chain([bodies::STREAM])
            .collect();
        let mut world = World {
            size,
            ..World::default()
        };
        for kind in kinds {
            let mut rows = self.store().all_after(kind, "", ROWS).await?;
            while let Some(last) = rows.last() {
                let after = last.id.clone();
                // making states of their text is most of the work: more come meanwhile
                let read = tokio::task::spawn_blocking(move || {
                    rows.into_par_iter().map(Read::of).collect()
                });
                let next = self.store().all_after(kind, &after, ROWS);
                let (read, next) = tokio::join!(read, next);
                let read: anyhow::Result<Vec<_>> = read?;
                rows = next?;
                read?
                    .into_iter()
                    .flatten()
                    .for_each(|read| world.take(read));
            }
        }
        Ok(world)
    }

    async fn catch_up(&self, world: &mut World) -> anyhow::Result<()> {
        loop {
            let events = self.store().events_after(world.size, PAGE).await?;
            let Some(last) = events.last() else {
                return Ok(());
            };
            let to = last.position;
            let mut changed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for StreamId { kind, id } in events.into_iter().map(|event| event.stream) {
                changed.entry(kind).or_default().insert(id.to_string());
            }
            for (kind, ids) in changed {
                let ids: Vec<String> = ids.into_iter().collect();
                for row in self.store().projections(&kind, &ids).await? {
                    if let Some(read) = Read::of(row)? {
                        world.take(read);
                    }
                }
            }
            world.size = to;
        }
    }
}
