//! Everything there is now, kept in memory and brought up to date from the log
//! before each use: what changed since is all that is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tongchou_project::registers::Body;
use tongchou_project::{Aggregate, Registers};
use tongchou_store::ProjectionRow;

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
}

/// The state of everything after so many events of the log.
#[derive(Debug, Clone, Default)]
pub struct World {
    size: u64,
    entries: BTreeMap<(String, String), Arc<Entry>>,
    pub registers: Registers,
}

impl World {
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Arc<Entry>> {
        let from = (kind.to_owned(), String::new());
        self.entries
            .range(from..)
            .take_while(move |((found, _), _)| found == kind)
            .map(|(_, entry)| entry)
    }

    pub fn entry(&self, kind: &str, id: &str) -> Option<&Arc<Entry>> {
        self.entries.get(&(kind.to_owned(), id.to_owned()))
    }

    /// The name of a body or the title of anything, by its id.
    pub fn title_of(&self, id: &str) -> Option<String> {
        if let Some(body) = self.registers.bodies.get(id) {
            return Some(body.name.clone());
        }
        self.entries
            .iter()
            .find(|((_, known), _)| known == id)
            .map(|(_, entry)| entry.title.clone())
    }

    fn take(&mut self, row: ProjectionRow) -> anyhow::Result<()> {
        if row.kind == bodies::STREAM {
            let body: Body = serde_json::from_value(row.body)?;
            let id = row.id.clone();
            self.registers.bodies.insert(row.id, Body { id, ..body });
        } else if projections::is_aggregate(&row.kind) {
            let aggregate: Aggregate = serde_json::from_value(row.body)?;
            self.registers.take(&aggregate);
            let stage_label = tongchou_project::projection(&aggregate).stage_label;
            let key = (row.kind.clone(), row.id.clone());
            let entry = Entry {
                kind: row.kind,
                id: row.id,
                sequence: row.sequence,
                title: row.title,
                owner: row.owner,
                stage: row.stage,
                stage_label,
                number: row.number,
                changed_on: row.changed_on,
                aggregate,
            };
            self.entries.insert(key, Arc::new(entry));
        }
        Ok(())
    }
}

/// How many events are looked through at a time.
const PAGE: u32 = 1000;

impl App {
    /// Everything as it is now.
    pub async fn world(&self) -> anyhow::Result<Arc<World>> {
        let mut kept = self.0.world.lock().await;
        let size = self.store().checkpoint().await?.size;
        if kept.size == size {
            return Ok(kept.clone());
        }
        let mut world = World::clone(&kept);
        if world.size == 0 {
            self.read_all(&mut world).await?;
        }
        self.catch_up(&mut world).await?;
        *kept = Arc::new(world);
        Ok(kept.clone())
    }

    /// At the start: every row there is. Events that come meanwhile are read
    /// once more by `catch_up`, which does no harm.
    async fn read_all(&self, world: &mut World) -> anyhow::Result<()> {
        let size = self.store().checkpoint().await?.size;
        let kinds: BTreeSet<&str> = tongchou_project::act_specs()
            .iter()
            .map(|spec| spec.aggregate)
            .chain([bodies::STREAM])
            .collect();
        for kind in kinds {
            for row in self.store().all(kind).await? {
                world.take(row)?;
            }
        }
        world.size = size;
        Ok(())
    }

    async fn catch_up(&self, world: &mut World) -> anyhow::Result<()> {
        loop {
            let events = self.store().events_after(world.size, PAGE).await?;
            let Some(last) = events.last() else {
                return Ok(());
            };
            let to = last.position;
            let changed: BTreeSet<_> = events.into_iter().map(|event| event.stream).collect();
            for stream in changed {
                let id = stream.id.to_string();
                if let Some(row) = self.store().projection(&stream.kind, &id).await? {
                    world.take(row)?;
                }
            }
            world.size = to;
        }
    }
}
