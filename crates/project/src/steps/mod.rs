//! What each act does: what the record must show first, which facts it brings
//! before the law, what it makes of the state, and how it reads afterwards. The
//! law itself is asked elsewhere ([`crate::decide()`]); no step compares an amount,
//! a share or a span with a limit.

mod acceptance;
mod agencies;
mod amendments;
mod archive;
mod assessments;
mod changes;
mod checks;
mod construction;
mod contracts;
mod cryptography;
mod designs;
mod drafting;
mod duplicates;
mod earlier;
mod evaluation;
mod experts;
mod findings;
mod letters;
mod meetings;
mod money;
mod opinion_letter;
mod panel;
mod rectification;
mod review;
mod risks;
mod scoring;
mod selection;
mod settings;
mod submission;
mod supervision;
mod suspension;
mod synonyms;

pub(crate) use assessments::material_of;
pub(crate) use checks::in_words;
pub use earlier::{audited, tells_nothing_new};
pub(crate) use panel::in_conflict;
pub use selection::in_scope;

use jiff::civil::Date;
use serde_json::Value;
use tongchou_rules::Facts;

use crate::actor::Env;
use crate::aggregate::{Aggregate, Held as _, State};
use crate::event::By;
use crate::refusal::StateFinding;

/// An event that does not fit the state it is applied to: the history is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misfit(pub String);

pub(crate) type Applied = Result<(), Misfit>;

/// Where and when an event was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made<'a> {
    pub id: &'a str,
    pub by: &'a By,
    pub on: Date,
}

pub(crate) trait Step: std::fmt::Debug {
    type Of: State;

    /// The facts that only the form brings: unknown until it is filled in.
    const BRINGS: &'static [&'static str] = &[];
    /// Whether the act is done for the unit: who does it decides nothing on the project.
    const FOR_UNIT: bool = false;

    /// What stands against the act whatever is typed.
    fn ready(_state: &Self::Of, _env: &Env) -> Vec<StateFinding> {
        Vec::new()
    }

    /// Facts of the record that this act alone looks at.
    fn known(_state: &Self::Of, _env: &Env, _facts: &mut Facts) {}

    /// What stands against what was typed.
    fn guard(&self, _state: &Self::Of, _env: &Env) -> Vec<StateFinding> {
        Vec::new()
    }

    /// The facts that the form brings.
    fn facts(&self, _state: &Self::Of, _env: &Env, _facts: &mut Facts) {}

    /// Fills in what is computed, so that the event says it.
    fn complete(&mut self, _state: &Self::Of, _env: &Env) {}

    /// Makes a new aggregate, where the act does.
    fn found(&self, _made: &Made) -> Option<Self::Of> {
        None
    }

    fn apply(&self, state: &mut Self::Of, made: &Made) -> Applied;

    /// What happened, to stand after the name of who did it.
    fn tell(&self) -> String;

    /// What its files are, where they are no material: later ones of the same
    /// name are further versions.
    fn filed_as(&self) -> Option<String> {
        None
    }

    /// What to answer beside the events, from the state afterwards.
    fn reply(&self, _after: &Self::Of) -> Value {
        Value::Null
    }
}

/// A step whose aggregate is not known by type.
pub(crate) trait AnyStep: std::fmt::Debug {
    fn guard_any(&self, state: &Aggregate, env: &Env) -> Option<Vec<StateFinding>>;
    fn facts_any(&self, state: &Aggregate, env: &Env, facts: &mut Facts);
    fn complete_any(&mut self, state: Option<&Aggregate>, env: &Env);
    fn found_any(&self, made: &Made) -> Option<Aggregate>;
    fn apply_any(&self, state: &mut Aggregate, made: &Made) -> Applied;
    fn tell_any(&self) -> String;
    fn filed_as_any(&self) -> Option<String>;
    fn reply_any(&self, after: &Aggregate) -> Value;
}

impl<S: Step> AnyStep for S {
    fn guard_any(&self, state: &Aggregate, env: &Env) -> Option<Vec<StateFinding>> {
        let state = S::Of::of(state)?;
        let mut found = S::ready(state, env);
        found.extend(self.guard(state, env));
        Some(found)
    }

    fn facts_any(&self, state: &Aggregate, env: &Env, facts: &mut Facts) {
        if let Some(state) = S::Of::of(state) {
            self.facts(state, env, facts);
        }
    }

    fn complete_any(&mut self, state: Option<&Aggregate>, env: &Env) {
        match state.map(S::Of::of) {
            Some(Some(state)) => self.complete(state, env),
            Some(None) => {}
            None => self.complete(&S::Of::default(), env),
        }
    }

    fn found_any(&self, made: &Made) -> Option<Aggregate> {
        self.found(made).map(S::Of::wrap)
    }

    fn apply_any(&self, state: &mut Aggregate, made: &Made) -> Applied {
        let Some(state) = S::Of::of_mut(state) else {
            return Err(Misfit(format!(
                "event {self:?} of another kind of aggregate"
            )));
        };
        self.apply(state, made)?;
        if S::FOR_UNIT {
            state.handled_by(&made.by.person);
        }
        Ok(())
    }

    fn tell_any(&self) -> String {
        self.tell()
    }

    fn filed_as_any(&self) -> Option<String> {
        self.filed_as()
    }

    fn reply_any(&self, after: &Aggregate) -> Value {
        S::Of::of(after).map_or(Value::Null, |after| self.reply(after))
    }
}

/// What is known of an act before its form is filled in.
pub(crate) struct Before {
    pub brings: &'static [&'static str],
    pub ready: fn(&Aggregate, &Env) -> Vec<StateFinding>,
    pub known: fn(&Aggregate, &Env, &mut Facts),
    pub blank: fn() -> Aggregate,
}

impl Before {
    pub(crate) fn of<S: Step>() -> Self {
        Self {
            brings: S::BRINGS,
            ready: |state, env| {
                S::Of::of(state).map_or_else(Vec::new, |state| S::ready(state, env))
            },
            known: |state, env, facts| {
                if let Some(state) = S::Of::of(state) {
                    S::known(state, env, facts);
                }
            },
            blank: || S::Of::default().wrap(),
        }
    }
}

/// The effect of an act that makes a new aggregate on one that exists: none can be.
pub(crate) fn exists_already<S: std::fmt::Debug>(step: &S) -> Applied {
    Err(Misfit(format!("{step:?} on an aggregate that exists")))
}

/// A part that an event names and the state does not hold.
pub(crate) fn lacking(what: &str, id: &str) -> Misfit {
    Misfit(format!("no {what} {id}"))
}
