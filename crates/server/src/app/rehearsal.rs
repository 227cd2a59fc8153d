//! What would come of acts that bring things into being, one after another, with
//! nothing stored: each is decided where those before it have happened.

use std::collections::HashMap;

use serde_json::Value;
use tongchou_project::{Actor, Aggregate, Command, Env, Refusal, act_spec, decide};

use super::{App, Asked, Fault, World};
use crate::clock;

impl App {
    /// For each input the refusal that would come of it; none where it would be done.
    pub fn rehearse<'a>(
        &self,
        world: &World,
        actor: &Actor,
        act: &str,
        inputs: impl Iterator<Item = &'a Value>,
    ) -> anyhow::Result<Vec<Option<Refusal>>> {
        let mut registers = world.registers.clone();
        self.with_env(world, actor, "", |env| {
            inputs
                .map(|input| {
                    let id = clock::new_id().to_string();
                    let env = Env {
                        id: &id,
                        registers: &registers,
                        ..*env
                    };
                    match tried(act, input, &env) {
                        Ok(after) => {
                            registers.take(&after);
                            None
                        }
                        Err(refusal) => Some(refusal),
                    }
                })
                .collect()
        })
    }

    /// The same of acts on projects, by their ids: each where those before it on the
    /// same project have happened.
    pub fn rehearse_on<'a>(
        &self,
        world: &World,
        actor: &Actor,
        act: &str,
        inputs: impl Iterator<Item = (&'a str, &'a Value)>,
    ) -> anyhow::Result<Vec<Option<Refusal>>> {
        let mut after: HashMap<&str, Aggregate> = HashMap::new();
        self.with_env(world, actor, "", |env| {
            inputs
                .map(|(id, input)| {
                    let entry = world.entry("project", id);
                    let current = after.get(id).or(entry.map(|entry| &entry.aggregate));
                    let env = Env { id, ..*env };
                    match tried_on(current, act, input, &env) {
                        Ok(now) => {
                            after.insert(id, now);
                            None
                        }
                        Err(refusal) => Some(refusal),
                    }
                })
                .collect()
        })
    }

    /// Whether the very same was asked before and has its answer.
    pub async fn answered(&self, actor: &Actor, asked: Asked<'_>) -> Result<bool, Fault> {
        let Some(key) = asked.key else {
            return Ok(false);
        };
        let digest = super::act::digest(&asked);
        let known = self.store().answered(key, &actor.person, &digest).await?;
        Ok(known.is_some())
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
