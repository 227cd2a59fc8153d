//! What the law would answer to a form as far as it is filled in. Whatever
//! follows from a field that is still empty stays unknown: the form is completed
//! in several ways, and only the facts on which all ways agree are known. It
//! decides nothing and makes no event.

mod blanks;

use serde_json::Value;
use tongchou_rules::{Decision, FACTS, Facts, Verdict};

use crate::actor::Env;
use crate::acts::{Command, act_spec, before_command};
use crate::aggregate::Aggregate;
use crate::decide::laid_out;
use crate::event::{By, Event};
use crate::read::{self, Partly};
use crate::refusal::StateFinding;
use crate::situation::consider;
use crate::{FieldError, FieldKind};

/// How a form stands that is not sent yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What was typed bears a mark of secrecy, or says that the project is
    /// secret: nothing else is said of it.
    pub withheld: bool,
    /// Fields that must be filled in and are not.
    pub missing: Vec<FieldError>,
    /// Fields that are filled in wrongly.
    pub faults: Vec<FieldError>,
    pub verdict: Verdict,
    /// What stands against the act whatever is typed.
    pub before: Verdict,
    pub state: Vec<StateFinding>,
    /// Whether a change like this could be filed: for the two acts that ask it.
    pub filing: Option<Verdict>,
    /// What is known before the law, by the record and by the form.
    pub facts: Facts,
    /// The state that sending the form would lead to, as far as the form goes.
    pub after: Option<Aggregate>,
}

/// The facts that only the form of an act brings.
pub fn brought_by(act: &str) -> &'static [&'static str] {
    before_command(act).map_or(&[], |before| before.brings)
}

impl Preview {
    /// Whether sending the form now would be permitted.
    pub fn is_ready(&self) -> bool {
        let decided = self.verdict.decision == Decision::Permitted;
        decided && self.missing.is_empty() && self.faults.is_empty() && self.state.is_empty()
    }
}

/// `None` where there is no such act on this, or the actor may not do it.
pub fn preview(
    current: Option<&Aggregate>,
    act: &str,
    typed: &Value,
    env: &Env,
) -> Option<Preview> {
    previewed(current, act, typed, env, true)
}

/// The same for a form that is still being filled in: where the form is refused only
/// for what is not ticked, that is not yet said rather than denied.
pub fn preview_unsent(
    current: Option<&Aggregate>,
    act: &str,
    typed: &Value,
    env: &Env,
) -> Option<Preview> {
    let said = preview(current, act, typed, env)?;
    if said.withheld || said.verdict.decision != Decision::Refused {
        return Some(said);
    }
    let unsaid = previewed(current, act, typed, env, false)?;
    if unsaid.verdict.decision == Decision::Refused {
        Some(said)
    } else {
        Some(unsaid)
    }
}

/// `ticks_said`: what is not ticked is denied.
fn previewed(
    current: Option<&Aggregate>,
    act: &str,
    typed: &Value,
    env: &Env,
    ticks_said: bool,
) -> Option<Preview> {
    let spec = act_spec(act)?;
    let considered = consider(current, act, env).filter(|it| it.permitted_to_actor)?;
    let mut partly = read::read_partly(spec, typed);
    if !ticks_said {
        let is_tick = |name: &str| {
            let field = spec.field(name);
            field.is_some_and(|field| field.kind == FieldKind::Flag && !field.required)
        };
        partly
            .clean
            .retain(|name, value| *value != Value::Bool(false) || !is_tick(name));
    }
    let mut preview = Preview {
        withheld: partly.withheld,
        missing: Vec::new(),
        faults: Vec::new(),
        verdict: considered.verdict.clone(),
        before: considered.verdict,
        state: considered.state,
        filing: None,
        facts: Facts::default(),
        after: None,
    };
    if partly.withheld {
        return Some(preview);
    }
    let commands = completed(current, act, &partly, env);
    preview.facts = agreed(current, &commands, env)?;
    preview.verdict = env.regulation.judge(act, &preview.facts, env.on).ok()?;
    preview.state = standing(current, &commands, env);
    preview.after = shown(current, act, &partly, env).and_then(|form| after(current, &form, env));
    preview.filing = filing(act, &preview, env);
    preview.missing = partly.missing;
    preview.faults = partly.faults;
    Some(preview)
}

/// Stands for the seed that there will be; nothing of it is shown or kept.
const SEED: &str = "preview";

/// The form with what is empty filled in, in every way that could matter.
fn completed(current: Option<&Aggregate>, act: &str, partly: &Partly, env: &Env) -> Vec<Command> {
    let Some(spec) = act_spec(act) else {
        return Vec::new();
    };
    let blanks = blanks::Blanks::of(current, spec, &partly.clean, env);
    (0..blanks.ways())
        .filter_map(|way| command(current, act, blanks.filled(way), env))
        .collect()
}

/// The form whose outcome is shown.
fn shown(current: Option<&Aggregate>, act: &str, partly: &Partly, env: &Env) -> Option<Command> {
    let blanks = blanks::Blanks::of(current, act_spec(act)?, &partly.clean, env);
    command(current, act, blanks.without_broken_rows(), env)
}

fn command(current: Option<&Aggregate>, act: &str, form: Value, env: &Env) -> Option<Command> {
    let mut command = Command::typed(act, form).ok()?;
    // what the server draws when the form is sent is not held against it before
    if command.awaits_seed() {
        command.take_seed(SEED.to_owned());
    }
    command.step_mut().complete_any(current, env);
    Some(command)
}

/// The facts that are the same in every completion.
fn agreed(current: Option<&Aggregate>, commands: &[Command], env: &Env) -> Option<Facts> {
    let mut laid = commands
        .iter()
        .filter_map(|command| laid_out(current, command, env));
    let mut facts = laid.next()?;
    for other in laid {
        for spec in FACTS {
            if facts.get(spec.name) != other.get(spec.name) {
                facts.forget(spec.name);
            }
        }
    }
    Some(facts)
}

/// What the record says against the form however it is completed.
fn standing(current: Option<&Aggregate>, commands: &[Command], env: &Env) -> Vec<StateFinding> {
    // what comes in only when the form is sent is not held against one that is not
    if commands
        .iter()
        .any(|command| command.awaits_population().is_some())
    {
        return Vec::new();
    }
    let mut guards = commands.iter().map(|command| {
        let founded = founded(current, command, env);
        let state = current.or(founded.as_ref());
        state
            .and_then(|state| command.step().guard_any(state, env))
            .unwrap_or_default()
    });
    let mut found = guards.next().unwrap_or_default();
    for other in guards {
        found.retain(|finding| other.contains(finding));
    }
    found
}

fn founded(current: Option<&Aggregate>, command: &Command, env: &Env) -> Option<Aggregate> {
    match current {
        Some(_) => None,
        None => after(None, command, env),
    }
}

fn after(current: Option<&Aggregate>, command: &Command, env: &Env) -> Option<Aggregate> {
    let event = Event {
        subject: env.id.to_owned(),
        by: By::of(env),
        on: env.on,
        what: command.clone().recorded(),
    };
    Aggregate::evolve(current.cloned(), &event).ok()
}

/// Article 22 is asked of both ways of changing, so that a form for the one
/// says when it should have been the other.
fn filing(act: &str, preview: &Preview, env: &Env) -> Option<Verdict> {
    match act {
        "file_change" => Some(preview.verdict.clone()),
        "request_change_review" => env
            .regulation
            .judge("file_change", &preview.facts, env.on)
            .ok(),
        _ => None,
    }
}
