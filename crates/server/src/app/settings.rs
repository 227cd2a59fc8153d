//! The regulation in force on a day, with the settings in force that day.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use tongchou_project::{Actor, Env};
use tongchou_rules::Regulation;

use super::{App, World};
use crate::clock;

/// Regulations by pack and settings: making one anew for each act would cost
/// more than the act.
#[derive(Debug, Default)]
pub struct Cache {
    regulations: Mutex<Vec<(Key, Arc<Regulation>)>>,
    who: Mutex<BTreeMap<String, Arc<WhoMay>>>,
}

/// By act, the capacities that can be permitted it.
pub type WhoMay = BTreeMap<String, Vec<&'static str>>;

/// Day, key and value, in the order in which they came into force.
type Changes = Vec<(Date, String, String)>;
type Key = (String, Changes);

/// More variants than are in force at any time; old ones are dropped.
const KEPT: usize = 16;

impl App {
    pub fn regulation(&self, world: &World, on: Date) -> anyhow::Result<Arc<Regulation>> {
        self.regulation_under(on, world.registers.settings_until(on))
    }

    /// The same with changes of settings that are known already.
    pub(super) fn regulation_under(
        &self,
        on: Date,
        changes: Changes,
    ) -> anyhow::Result<Arc<Regulation>> {
        let pack = self.law().on(on);
        let key = (pack.id().to_owned(), changes);
        let mut cache = self
            .0
            .settled
            .regulations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, regulation)) = cache.iter().find(|(known, _)| *known == key) {
            return Ok(regulation.clone());
        }
        let regulation = if key.1.is_empty() {
            pack.clone()
        } else {
            let changes = key.1.iter();
            let settings = changes.map(|(_, key, value)| (key.clone(), value.clone()));
            pack.with_settings(&settings.collect())
                .map_err(|error| anyhow::anyhow!("settings: {error}"))?
                .after(pack, &key.1)
        };
        let regulation = Arc::new(regulation);
        if cache.len() >= KEPT {
            cache.remove(0);
        }
        cache.push((key, regulation.clone()));
        Ok(regulation)
    }

    /// Who may do what for some project; settings do not touch it, so it is
    /// asked of the permits once per pack.
    pub fn who_may(&self, regulation: &Regulation) -> Arc<WhoMay> {
        let mut cache = self
            .0
            .settled
            .who
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = cache.entry(regulation.id().to_owned()).or_insert_with(|| {
            let asked = regulation
                .acts()
                .map(|act| (act.key.clone(), regulation.who_may(&act.key)));
            Arc::new(asked.collect())
        });
        known.clone()
    }

    /// Calls with what stands around a look at something now.
    pub fn with_env<T>(
        &self,
        world: &World,
        actor: &Actor,
        id: &str,
        look: impl FnOnce(&Env<'_>) -> T,
    ) -> anyhow::Result<T> {
        let at = self.clock().now();
        let on = clock::day_of(at);
        let regulation = self.regulation(world, on)?;
        Ok(look(&Env {
            actor,
            id,
            at,
            on,
            regulation: &regulation,
            registers: &world.registers,
        }))
    }
}
