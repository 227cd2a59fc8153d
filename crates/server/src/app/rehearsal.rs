//! What would come of acts that bring things into being, one after another, with
//! nothing stored: each is decided where those before it have happened.

use std::collections::HashMap;

use serde_json::Value;
use tongchou_project::{Actor, Aggregate, Command, Env, Refusal, act_spec, decide};

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

impl App {
    /// For each the refusal that would come of it, or what is told of the state after
    /// it: each where those before it have happened.
    pub fn rehearse<'a, T>(
        &self,
        world: &World,
        actor: &Actor,
        trials: impl Iterator<Item = Trial<'a>>,
        tell: impl Fn(&Aggregate) -> T,
    ) -> anyhow::Result<Vec<Result<T, Refusal>>> {
        let mut registers = world.registers.clone();
        let mut after: HashMap<&str, Aggregate> = HashMap::new();
        self.with_env(world, actor, "", |env| {
            trials
                .map(|trial| {
                    let fresh = clock::new_id().to_string();
                    let env = Env {
                        id: trial.id.unwrap_or(&fresh),
                        registers: &registers,
                        ..*env
                    };
                    let Some(id) = trial.id else {
                        let made = tried(trial.act, trial.input, &env)?;
                        registers.take(&made);
                        return Ok(tell(&made));
                    };
                    let entry = world.entry("project", id);
                    let current = after.get(id).or(entry.map(|entry| &entry.aggregate));
                    let now = tried_on(current, trial.act, trial.input, &env)?;
                    let told = tell(&now);
                    after.insert(id, now);
                    Ok(told)
                })
                .collect()
        })
    }
}

fn tried_on(
    current: Option<&Aggregate>,
    act: &str,
    input: &Value,
    env: &Env<'_>,
) -> Result<Aggregate, Refusal> {
    let current = current.ok_or(Refusal::NotFound)?;
    let command = Command::parse(act, input).map_err(Refusal::Fields)?;
    decide(Some(current), &command, env).map(|decided| decided.after)
}

fn tried(act: &str, input: &Value, env: &Env<'_>) -> Result<Aggregate, Refusal> {
    if act_spec(act).is_none_or(|spec| !spec.creates) {
        return Err(Refusal::NotFound);
    }
    let command = Command::parse(act, input).map_err(Refusal::Fields)?;
    decide(None, &command, env).map(|decided| decided.after)
}
