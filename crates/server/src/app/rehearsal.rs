//! Acts decided one after another, each where those before it have happened, with
//! nothing stored: what would come of a sheet, and what a sheet comes to.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use tongchou_project::{
    Actor, Aggregate, Command, Decided, Env, Refusal, Registers, act_spec, decide,
};

use super::{App, World};
use crate::clock;

/// One act to be tried: on what, with what.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    pub act: &'a str,
    /// What it is on; none where it brings something into being.
    pub id: Option<&'a str>,
    pub input: &'a Value,
}

/// A world in which more has happened than is stored.
pub(super) struct Ahead {
    world: Arc<World>,
    registers: Registers,
    /// What was changed, by its id, with the number of its last event.
    changed: HashMap<String, (Aggregate, u64)>,
}

impl Ahead {
    pub(super) fn of(world: Arc<World>) -> Self {
        Self {
            registers: world.registers.clone(),
            changed: HashMap::new(),
            world,
        }
    }

    /// What there was before.
    pub(super) fn world(&self) -> Arc<World> {
        self.world.clone()
    }

    /// What an act is on, as it is by now.
    pub(super) fn current(&self, act: &str, id: &str) -> Option<(&Aggregate, u64)> {
        if let Some((state, sequence)) = self.changed.get(id) {
            return Some((state, *sequence));
        }
        let entry = self.world.entry(act_spec(act)?.aggregate, id)?;
        Some((&entry.aggregate, entry.sequence))
    }

    /// What stands around an act on something of this id.
    pub(super) fn env<'a>(&'a self, id: &'a str, env: &Env<'a>) -> Env<'a> {
        Env {
            id,
            registers: &self.registers,
            ..*env
        }
    }

    /// Decides; where it is permitted, it has happened. What is told of it is asked
    /// before, with the number of the last event before.
    pub(super) fn decide<T>(
        &mut self,
        command: &Command,
        id: Option<&str>,
        env: &Env<'_>,
        tell: impl FnOnce(&Decided, u64, &Env<'_>) -> T,
    ) -> Result<T, Refusal> {
        let act = command.key();
        let fresh = clock::new_id().to_string();
        let env = self.env(id.unwrap_or(&fresh), env);
        let current = id.map(|id| self.current(act, id).ok_or(Refusal::NotFound));
        let current = current.transpose()?;
        let before = current.map_or(0, |(_, sequence)| sequence);
        let decided = decide(current.map(|(state, _)| state), command, &env)?;
        let told = tell(&decided, before, &env);
        self.registers.take(&decided.after);
        if let Some(id) = id {
            let events = u64::try_from(decided.events.len()).unwrap_or_default();
            self.changed
                .insert(id.to_owned(), (decided.after, before + events));
        }
        Ok(told)
    }
}

impl App {
    /// For each the refusal that would come of it, or what is told of the state after
    /// it: each where those before it have happened.
    pub fn rehearse<'a, T>(
        &self,
        world: &Arc<World>,
        actor: &Actor,
        trials: impl Iterator<Item = Trial<'a>>,
        tell: impl Fn(&Aggregate) -> T,
    ) -> anyhow::Result<Vec<Result<T, Refusal>>> {
        let mut ahead = Ahead::of(world.clone());
        self.with_env(world, actor, "", |env| {
            trials
                .map(|trial| {
                    let command =
                        Command::parse(trial.act, trial.input).map_err(Refusal::Fields)?;
                    ahead.decide(&command, trial.id, env, |decided, _, _| {
                        tell(&decided.after)
                    })
                })
                .collect()
        })
    }
}
