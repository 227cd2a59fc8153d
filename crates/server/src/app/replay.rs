//! Past verdicts asked for once more: each recorded act under the pack and the
//! settings of its day, by the state and the registers as they stood before it, and
//! what comes out held against what was recorded.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use tongchou_project::registers::Body;
use tongchou_project::{Actor, Aggregate, Env, Event, Refusal, Registers, replay};
use tongchou_rules::{Decision, Verdict};
use tongchou_store::StoredEvent;

use super::{App, projections};
use crate::accounts::bodies;

const PAGE: u32 = 1000;

/// What was recorded of an act, and what the law says now.
#[derive(Debug, Clone)]
pub struct Replayed {
    pub position: u64,
    pub kind: String,
    pub id: String,
    pub act: String,
    pub on: Date,
    /// The pack that judged, and how many clauses it looked at.
    pub regulation: String,
    pub hash: String,
    pub clauses: usize,
    /// Where the two differ, in words; none where they agree.
    pub differences: Vec<String>,
}

/// All that was asked again.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    pub judged: Vec<Replayed>,
}

/// What to ask again.
#[derive(Debug, Clone, Copy)]
pub enum Again<'a> {
    Everything,
    /// The history of one aggregate, up to an event.
    Of(&'a str, u64),
}

impl Replay {
    pub fn different(&self) -> impl Iterator<Item = &Replayed> {
        let differs = |each: &&Replayed| !each.differences.is_empty();
        self.judged.iter().filter(differs)
    }
}

/// The district as it stood at a point of the log.
#[derive(Default)]
struct Then {
    registers: Registers,
    states: HashMap<(String, String), Aggregate>,
    /// Changed since the registers were last asked.
    stale: HashSet<(String, String)>,
}

impl Then {
    /// What the registers hold is worked out where it is asked for, not at every event.
    fn registers(&mut self) -> &Registers {
        for key in self.stale.drain() {
            if let Some(state) = self.states.get(&key) {
                self.registers.take(state);
            }
        }
        &self.registers
    }
}

impl App {
    /// Goes through the log, since what stood around an act is told by all that came
    /// before it. One at a time: each holds a whole district as it was.
    pub async fn replay(&self, again: Again<'_>) -> anyhow::Result<Replay> {
        let _alone = self.0.replaying.lock().await;
        let last_wanted = match again {
            Again::Everything => u64::MAX,
            Again::Of(_, last) => last,
        };
        let (mut then, mut replay, mut position) = (Then::default(), Replay::default(), 0);
        loop {
            let events = self.store().events_after(position, PAGE).await?;
            let Some(last) = events.last() else {
                return Ok(replay);
            };
            position = last.position;
            for stored in &events {
                if stored.position > last_wanted {
                    return Ok(replay);
                }
                self.step(&mut then, &mut replay, stored, again)?;
            }
            tokio::task::yield_now().await;
        }
    }

    fn step(
        &self,
        then: &mut Then,
        replay: &mut Replay,
        stored: &StoredEvent,
        again: Again<'_>,
    ) -> anyhow::Result<()> {
        let kind = &stored.stream.kind;
        let id = stored.stream.id.to_string();
        if kind == bodies::STREAM {
            let body: Body = serde_json::from_value(stored.event.data.clone())?;
            let body = Body {
                id: id.clone(),
                ..body
            };
            then.registers.bodies.insert(id, body);
            return Ok(());
        }
        if !projections::is_aggregate(kind) {
            return Ok(());
        }
        let event = stored.event.clone();
        let event = Event::from_stored(&event.kind, event.version, event.data)?;
        let key = (kind.clone(), id.clone());
        let before = then.states.remove(&key);
        let wanted = match again {
            Again::Everything => true,
            Again::Of(wanted, _) => wanted == id,
        };
        // what no law judged has nothing to be held against
        if wanted && !stored.provenance.regulation.is_empty() {
            let judged = self.ask_again(then.registers(), before.as_ref(), &event, stored)?;
            replay.judged.push(judged);
        }
        let after = Aggregate::evolve(before, &event)
            .map_err(|misfit| anyhow::anyhow!("{}: {misfit}", stored.stream))?;
        then.stale.insert(key.clone());
        then.states.insert(key, after);
        Ok(())
    }

    fn ask_again(
        &self,
        registers: &Registers,
        before: Option<&Aggregate>,
        event: &Event,
        stored: &StoredEvent,
    ) -> anyhow::Result<Replayed> {
        let known = &stored.provenance;
        let regulation = self.regulation_under(known.on, registers.settings_until(known.on))?;
        let body = registers.bodies.get(&known.body);
        let actor = Actor {
            person: known.person.clone(),
            name: event.by.name.clone(),
            body: known.body.clone(),
            body_name: event.by.body_name.clone(),
            capacities: std::iter::once(known.capacity.clone()).collect(),
            domains: body.map(|body| body.domains.clone()).unwrap_or_default(),
        };
        let id = stored.stream.id.to_string();
        let env = Env {
            actor: &actor,
            id: &id,
            at: known.at,
            on: known.on,
            regulation: &regulation,
            registers,
        };
        let differences = match replay_act(&known.act, before, event, &env) {
            Ok(verdict) => differences(stored, &verdict),
            Err(fault) => vec![fault],
        };
        Ok(Replayed {
            position: stored.position,
            kind: stored.stream.kind.clone(),
            act: known.act.clone(),
            on: known.on,
            regulation: known.regulation.clone(),
            hash: known.regulation_hash.clone(),
            clauses: known.clauses.len(),
            differences,
            id,
        })
    }
}

fn replay_act(
    act: &str,
    before: Option<&Aggregate>,
    event: &Event,
    env: &Env<'_>,
) -> Result<Verdict, String> {
    replay(act, before, event, env).map_err(|refusal| match refusal {
        Refusal::State(findings) => {
            let says: Vec<&str> = findings.iter().map(|found| found.says.as_str()).collect();
            format!("不能重放：{}", says.join("；"))
        }
        _ => "不能重放：现在的程序不认识这个事项".to_owned(),
    })
}

fn differences(stored: &StoredEvent, now: &Verdict) -> Vec<String> {
    let then = &stored.provenance;
    let mut differences = Vec::new();
    if then.regulation != now.regulation || then.regulation_hash != now.regulation_hash {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        differences.push(format!(
            "规则包不同：当时 {}（{}），现在 {}（{}）",
            then.regulation,
            short(&then.regulation_hash),
            now.regulation,
            short(&now.regulation_hash)
        ));
    }
    let now_clauses = now.clauses();
    let recorded: BTreeSet<&String> = then.clauses.iter().collect();
    let found: BTreeSet<&String> = now_clauses.iter().collect();
    for (words, left, right) in [
        ("当时适用、现在不适用", &recorded, &found),
        ("现在适用、当时不适用", &found, &recorded),
    ] {
        let only: Vec<&str> = left.difference(right).map(|id| id.as_str()).collect();
        if !only.is_empty() {
            differences.push(format!("{words}的条款：{}", only.join("、")));
        }
    }
    if then.way != now.way {
        let shown = |way: &Option<String>| way.clone().unwrap_or_else(|| "无".to_owned());
        differences.push(format!(
            "办理方式不同：当时 {}，现在 {}",
            shown(&then.way),
            shown(&now.way)
        ));
    }
    if now.decision != Decision::Permitted {
        let against: Vec<&str> = now
            .findings
            .iter()
            .filter(|finding| finding.status.is_against())
            .map(|finding| &*finding.clause)
            .collect();
        differences.push(format!(
            "当时准予办理，现在不予办理：{}",
            against.join("、")
        ));
    }
    differences
}
