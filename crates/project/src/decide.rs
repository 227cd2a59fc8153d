//! Whether a command happens: may this person, does the record allow it, does the
//! law. Only then is there an event. The law is asked with what the record shows
//! and what the form brings, and an answer that is not "permitted" is a refusal.

use serde_json::Value;
use tongchou_rules::{Asker, Decision, Facts, Verdict, vocabulary};

use crate::actor::Env;
use crate::acts::{Command, act_spec, before_command};
use crate::aggregate::Aggregate;
use crate::event::{By, Event};
use crate::refusal::{Notice, Refusal, StateFinding};
use crate::steps::AnyStep;

/// What a permitted command leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub events: Vec<Event>,
    pub verdict: Verdict,
    /// Ids and figures to answer with.
    pub reply: Value,
    /// The state after the events.
    pub after: Aggregate,
}

pub fn decide(
    current: Option<&Aggregate>,
    command: &Command,
    env: &Env,
) -> Result<Decided, Refusal> {
    let mut command = command.clone();
    let key = command.key();
    fits(key, current)?;
    if command.awaits_check() {
        return Err(broken("申报内容尚未与已有项目比对"));
    }
    command.step_mut().complete_any(current, env);
    let event = Event {
        subject: env.id.to_owned(),
        by: By::of(env),
        on: env.on,
        what: command.clone().recorded(),
    };
    let founded = match current {
        Some(_) => None,
        None => Some(Aggregate::evolve(None, &event).map_err(|_| Refusal::NotFound)?),
    };
    let state = current.or(founded.as_ref()).ok_or(Refusal::NotFound)?;
    let facts = facts_for(key, state, env);
    // A secret project is refused to anyone before anything else is said of it.
    if command.declares_secret() {
        return Err(Refusal::Law(Box::new(judged(
            key, &command, state, facts, env,
        )?)));
    }
    permitted(key, &facts, env)?;
    let against = command
        .step()
        .guard_any(state, env)
        .ok_or(Refusal::NotFound)?;
    let verdict = judged(key, &command, state, facts, env)?;
    // Where the law stands against it already, its word comes first.
    let refused = verdict.decision == Decision::Refused;
    if !refused && !against.is_empty() {
        return Err(Refusal::State(against));
    }
    // A doubt is a refusal too: what the law asks of a filled-in form must be known.
    if verdict.decision != Decision::Permitted {
        return Err(Refusal::Law(Box::new(verdict)));
    }
    let after = match founded {
        Some(founded) => founded,
        None => Aggregate::evolve(current.cloned(), &event)
            .map_err(|misfit| broken(&misfit.to_string()))?,
    };
    let reply = command.step().reply_any(&after);
    Ok(Decided {
        events: vec![event],
        verdict,
        reply,
        after,
    })
}

/// The act exists, and stands on the kind of thing it is done to.
pub(crate) fn fits(key: &str, current: Option<&Aggregate>) -> Result<(), Refusal> {
    let spec = act_spec(key).ok_or(Refusal::NotFound)?;
    match (spec.creates, current) {
        (false, Some(state)) if state.kind() == spec.aggregate => Ok(()),
        (true, None) => Ok(()),
        (true, Some(_)) => Err(Refusal::State(vec![StateFinding::new(
            "该编号已经存在",
            "请重新办理，由系统另行编号",
        )])),
        (false, _) => Err(Refusal::NotFound),
    }
}

/// What the record shows for one act, with what only its form brings left unknown.
pub(crate) fn facts_for(key: &str, state: &Aggregate, env: &Env) -> Facts {
    let mut facts = state.facts(env);
    if let Some(before) = before_command(key) {
        (before.known)(state, env, &mut facts);
    }
    facts
}

fn permitted(key: &str, facts: &Facts, env: &Env) -> Result<(), Refusal> {
    if may(key, facts, env) {
        return Ok(());
    }
    let title = env
        .regulation
        .act(key)
        .map_or(key, |act| act.title.as_str());
    let who = env.regulation.who_may(key);
    let names: Vec<&str> = who
        .iter()
        .map(|word| vocabulary::CAPACITIES.label(word).unwrap_or(word))
        .collect();
    Err(Refusal::NotPermitted(Notice {
        says: format!("您的身份不能对本事项办理“{title}”"),
        remedy: format!("由{}办理；单位事项只由本单位人员办理", names.join("、")),
        who: who.into_iter().map(str::to_owned).collect(),
    }))
}

pub(crate) fn may(key: &str, facts: &Facts, env: &Env) -> bool {
    let capacities: Vec<String> = env.actor.capacities.iter().cloned().collect();
    let asker = Asker {
        capacities: &capacities,
    };
    // An engine that cannot answer permits nothing.
    env.regulation
        .permitted(key, &asker, facts, env.on)
        .unwrap_or(false)
}

pub(crate) fn judged(
    key: &str,
    command: &Command,
    state: &Aggregate,
    facts: Facts,
    env: &Env,
) -> Result<Verdict, Refusal> {
    judged_step(key, command.step(), state, facts, env)
}

fn judged_step(
    key: &str,
    step: &dyn AnyStep,
    state: &Aggregate,
    facts: Facts,
    env: &Env,
) -> Result<Verdict, Refusal> {
    let facts = brought(key, step, state, facts, env);
    env.regulation
        .judge(key, &facts, env.on)
        .map_err(|fault| broken(&fault.to_string()))
}

/// What the law says of an act that was recorded, asked once more: by the state
/// before it, and what stood around it then. Who may act is not asked again, since
/// nobody remembers all that a person was.
pub fn replay(
    act: &str,
    current: Option<&Aggregate>,
    event: &Event,
    env: &Env,
) -> Result<Verdict, Refusal> {
    fits(act, current)?;
    let founded = match current {
        Some(_) => None,
        None => Some(Aggregate::evolve(None, event).map_err(|_| Refusal::NotFound)?),
    };
    let state = current.or(founded.as_ref()).ok_or(Refusal::NotFound)?;
    let facts = facts_for(act, state, env);
    judged_step(act, event.what.step(), state, facts, env)
}

/// The record's facts with what the form brings laid over them.
fn brought(key: &str, step: &dyn AnyStep, state: &Aggregate, mut facts: Facts, env: &Env) -> Facts {
    // A new aggregate's own facts come from the form: they stand as they are.
    let founds = act_spec(key).is_some_and(|spec| spec.creates);
    if let Some(before) = before_command(key).filter(|_| !founds) {
        before.brings.iter().for_each(|name| facts.forget(name));
    }
    step.facts_any(state, env, &mut facts);
    facts
}

/// What the law would look at, were this command given; `None` where it stands
/// on another kind of thing.
pub(crate) fn laid_out(current: Option<&Aggregate>, command: &Command, env: &Env) -> Option<Facts> {
    let key = command.key();
    fits(key, current).ok()?;
    let founded = if current.is_none() {
        let event = Event {
            subject: env.id.to_owned(),
            by: By::of(env),
            on: env.on,
            what: command.clone().recorded(),
        };
        Some(Aggregate::evolve(None, &event).ok()?)
    } else {
        None
    };
    let state = current.or(founded.as_ref())?;
    let facts = facts_for(key, state, env);
    Some(brought(key, command.step(), state, facts, env))
}

fn broken(message: &str) -> Refusal {
    Refusal::State(vec![StateFinding::new(message, "请联系系统管理员")])
}

/// Whether a person may do something that is no command: view a project, see referrals.
pub fn may_view(current: &Aggregate, act: &str, env: &Env) -> bool {
    may(act, &current.facts(env), env)
}
