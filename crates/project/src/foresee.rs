//! What would be said to a form filled in like this today, whoever asks: for
//! pages that try something out before anyone files it. It decides nothing.

use tongchou_rules::{Decision, Verdict};

use crate::actor::Env;
use crate::acts::Command;
use crate::aggregate::Aggregate;
use crate::decide::{facts_for, fits, judged};
use crate::refusal::StateFinding;

/// The law's word and the record's on a form that nobody has sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    pub verdict: Verdict,
    pub state: Vec<StateFinding>,
}

impl Foreseen {
    pub fn is_open(&self) -> bool {
        self.state.is_empty() && self.verdict.decision == Decision::Permitted
    }
}

/// `None` where the act does not belong to what it is asked of.
pub fn foresee(current: &Aggregate, command: &Command, env: &Env) -> Option<Foreseen> {
    let mut command = command.clone();
    let key = command.key();
    fits(key, Some(current)).ok()?;
    command.step_mut().complete_any(Some(current), env);
    let state = command.step().guard_any(current, env)?;
    let facts = facts_for(key, current, env);
    let verdict = judged(key, &command, current, facts, env).ok()?;
    Some(Foreseen { verdict, state })
}
