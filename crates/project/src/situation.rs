//! How acts stand for somebody before a form is filled in: may they at all, does
//! the record allow it, does the law. What such an answer depends on beside the
//! record itself is told apart here, so that whoever keeps answers knows when
//! they still hold: [`Grounds`] is all that they look up in the registers,
//! [`Standing`] all that they look at in the person.

use serde::Serialize;
use tongchou_rules::{Clause, Decision, Facts, Verdict};

use crate::actor::{Actor, Env};
use crate::acts::before_command;
use crate::aggregate::Aggregate;
use crate::decide::{fits, may};
use crate::refusal::StateFinding;
use crate::registers::{Expert, Registers};
use crate::state::Project;

/// How an act stands before its form is filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Considered {
    pub permitted_to_actor: bool,
    pub verdict: Verdict,
    pub state: Vec<StateFinding>,
}

impl Considered {
    /// Whether nothing known stands against it.
    pub fn is_open(&self) -> bool {
        self.permitted_to_actor
            && self.state.is_empty()
            && self.verdict.decision != Decision::Refused
    }
}

/// Something as it is now, with its facts, to be asked about several acts.
#[derive(Debug)]
pub struct Situation<'a> {
    state: &'a Aggregate,
    env: &'a Env<'a>,
    facts: Facts,
}

impl<'a> Situation<'a> {
    pub fn of(state: &'a Aggregate, env: &'a Env<'a>) -> Self {
        let facts = state.facts(env);
        Self { state, env, facts }
    }

    /// How an act stands: what a page shows beside the button. `None` where there
    /// is no such act or it does not belong to the aggregate.
    pub fn consider(&self, act: &str) -> Option<Considered> {
        fits(act, Some(self.state)).ok()?;
        considered(act, self.state, &self.facts, self.env)
    }

    /// The same for those who may do the act; `None` for everybody else, without
    /// asking the law.
    pub fn offer(&self, act: &str) -> Option<Considered> {
        fits(act, Some(self.state)).ok()?;
        let facts = facts_before(act, self.state, &self.facts, self.env)?;
        if !may(act, &facts, self.env) {
            return None;
        }
        considered(act, self.state, &self.facts, self.env)
    }

    /// Whether one of the wanted clauses concerns an act that the record allows now.
    pub fn concerned(&self, act: &str, wanted: impl Fn(&Clause) -> bool) -> bool {
        let (Ok(()), Some(before)) = (fits(act, Some(self.state)), before_command(act)) else {
            return false;
        };
        (before.ready)(self.state, self.env).is_empty()
            && facts_before(act, self.state, &self.facts, self.env).is_some_and(|facts| {
                let law = self.env.regulation;
                law.concerned(act, &facts, self.env.on, wanted) == Ok(true)
            })
    }

    /// [`Considered::is_open`], found out with no more work than the answer takes.
    pub fn is_open(&self, act: &str) -> bool {
        if fits(act, Some(self.state)).is_err() {
            return false;
        }
        let (Some(before), Some(facts)) = (
            before_command(act),
            facts_before(act, self.state, &self.facts, self.env),
        ) else {
            return false;
        };
        (before.ready)(self.state, self.env).is_empty()
            && may(act, &facts, self.env)
            && self.env.regulation.stands_against(act, &facts, self.env.on) == Ok(false)
    }
}

/// How an act stands for a person; on nothing yet, where it founds something.
pub fn consider(current: Option<&Aggregate>, act: &str, env: &Env) -> Option<Considered> {
    if let Some(state) = current {
        return Situation::of(state, env).consider(act);
    }
    fits(act, None).ok()?;
    let blank = (before_command(act)?.blank)();
    considered(act, &blank, &blank.facts(env), env)
}

fn considered(act: &str, state: &Aggregate, facts: &Facts, env: &Env) -> Option<Considered> {
    let facts = facts_before(act, state, facts, env)?;
    Some(Considered {
        permitted_to_actor: may(act, &facts, env),
        state: (before_command(act)?.ready)(state, env),
        verdict: env.regulation.judge(act, &facts, env.on).ok()?,
    })
}

/// What is known for one act, with what only its form brings left unknown.
fn facts_before(act: &str, state: &Aggregate, facts: &Facts, env: &Env) -> Option<Facts> {
    let before = before_command(act)?;
    let mut facts = facts.clone();
    (before.known)(state, env, &mut facts);
    before.brings.iter().for_each(|name| facts.forget(name));
    Some(facts)
}

/// All that the facts of a project look up in the registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    pub(crate) district_design_in_force: bool,
    pub(crate) domain_design_filed: bool,
    pub(crate) design_cited: bool,
    pub(crate) catalogue_item: bool,
    pub(crate) evaluation_poor: bool,
    pub(crate) predecessor_acceptance: String,
}

impl Grounds {
    pub fn of(project: &Project, env: &Env) -> Self {
        Self {
            district_design_in_force: env.registers.district_design_in_force(env.on),
            domain_design_filed: env.registers.domain_design_filed(&project.domain, env.on),
            design_cited: design_cited(project, env),
            catalogue_item: catalogue_item(project, env),
            evaluation_poor: env.registers.evaluation_poor(&project.unit),
            predecessor_acceptance: predecessor(project, env).to_owned(),
        }
    }
}

/// A citation counts where the design is in force, has that item, and is the
/// district's or the lead's own.
fn design_cited(project: &Project, env: &Env) -> bool {
    let declared = &project.declaration;
    let (Some(id), Some(code)) = (&declared.design, &declared.design_item) else {
        return false;
    };
    env.registers.designs.get(id).is_some_and(|design| {
        design.item(code).is_some()
            && (design.is_district() || design.by.body == project.domain)
            && env.registers.design_in_force(id, env.on)
    })
}

fn catalogue_item(project: &Project, env: &Env) -> bool {
    let cited = project.declaration.catalogue_item.as_ref();
    cited
        .and_then(|id| env.registers.catalogue_items.get(id))
        .is_some_and(|item| !item.removed && item.by.body == project.unit)
}

fn predecessor<'a>(project: &Project, env: &'a Env) -> &'a str {
    match &project.predecessor {
        None => "no_predecessor",
        // One that cannot be found has shown no acceptance.
        Some(id) => env
            .registers
            .projects
            .get(id)
            .map_or("none", |found| found.acceptance.as_str()),
    }
}

/// All that `ready`, `known` and the facts of a project look at in whoever asks,
/// beside the capacities that permits read. A step that looks at something else
/// of the person needs a place here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    pub(crate) own_unit: bool,
    pub(crate) own_domain: bool,
    pub(crate) result_user: bool,
    pub(crate) own_submission: bool,
    pub(crate) invited_expert: bool,
    pub(crate) recused: bool,
    opinion_given: bool,
    consulted: bool,
    pub(crate) cryptography_expert: bool,
    pub(crate) in_district: bool,
}

impl Standing {
    pub fn of(project: &Project, asking: &Asking<'_>) -> Self {
        let actor = asking.actor;
        let in_conflict = |expert| crate::steps::in_conflict(project, expert, asking.registers);
        let recused = asking.expert.is_some_and(in_conflict);
        Self {
            own_unit: project.unit.is_empty() || project.unit == actor.body,
            own_domain: !project.domain.is_empty() && project.domain == actor.body,
            result_user: project.used_by(&actor.body),
            own_submission: project.handlers.contains(&actor.person),
            invited_expert: project.review.invites(&actor.person),
            recused,
            opinion_given: project.review.opinion_by(&actor.person),
            consulted: project.review.consulted(&actor.body),
            // For this review the experts of the field stand in the pool: no panel is drawn.
            cryptography_expert: !recused
                && asking
                    .expert
                    .is_some_and(|expert| expert.cryptography && !expert.retired),
            in_district: asking.in_district,
        }
    }
}

/// Who asks, looked up in the registers once for any number of projects.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    actor: &'a Actor,
    registers: &'a Registers,
    expert: Option<&'a Expert>,
    in_district: bool,
}

impl<'a> Asking<'a> {
    pub fn of(env: &Env<'a>) -> Self {
        let body = env.registers.bodies.get(&env.actor.body);
        Self {
            actor: env.actor,
            registers: env.registers,
            expert: env.registers.expert_of(&env.actor.person),
            in_district: body.is_some_and(|body| body.in_district),
        }
    }
}

/// Whether the person may view a project that nothing but its id is known of: one
/// of the person's own body, or any, by capacity.
pub(crate) fn may_refer(id: &str, env: &Env) -> bool {
    let found = env.registers.projects.get(id);
    found.is_some_and(|found| found.unit == env.actor.body || sees_every_project(env))
}

/// Whether the person may view projects that are nothing to the person's body.
pub(crate) fn sees_every_project(env: &Env) -> bool {
    let standing = Standing {
        in_district: Asking::of(env).in_district,
        ..Standing::default()
    };
    may_by_standing("view_project", standing, env) == Some(true)
}

/// Whether somebody of that standing may do an act on a project, where the permits
/// of the act look at nothing but capacities and standing; `None` where they do.
pub fn may_by_standing(act: &str, standing: Standing, env: &Env) -> Option<bool> {
    let mut facts = Facts::default();
    crate::facts::asker(standing, &mut facts);
    let mut read = env.regulation.permits_read(act);
    read.all(|name| facts.knows(name))
        .then(|| may(act, &facts, env))
}
