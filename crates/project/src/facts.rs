//! What the record shows of a project, in the law's words. The record is whole:
//! what it does not hold has not happened, so every fact about the past is known.
//! What a form brings is left unknown until it is filled in.

pub(crate) mod acceptance;
mod building;
mod reviewing;

use std::collections::BTreeSet;

use tongchou_rules::Facts;

use crate::actor::Env;
use crate::aggregate::State;
use crate::file::Filing;
use crate::state::{Document, Project};

/// Every fact that the record and the registers show of a project.
pub fn facts(project: &Project, env: &Env) -> Facts {
    let mut facts = Facts::default();
    asker(project, env, &mut facts);
    identity(project, env, &mut facts);
    reviewing::declaration(project, env, &mut facts);
    reviewing::review(project, env, &mut facts);
    building::money(project, env, &mut facts);
    building::building(project, &mut facts);
    building::changes(project, &mut facts);
    acceptance::acceptance(project, &mut facts);
    acceptance::supervision(project, &mut facts);
    facts
}

impl State for Project {
    fn facts(&self, env: &Env) -> Facts {
        facts(self, env)
    }

    fn handled_by(&mut self, person: &str) {
        self.handlers.insert(person.to_owned());
    }

    fn filings(&mut self) -> Option<&mut Vec<Filing>> {
        Some(&mut self.filings)
    }

    fn latest_document(&self) -> Option<(usize, &Document)> {
        let last = self.documents.last()?;
        Some((self.documents.len(), last))
    }
}

fn asker(project: &Project, env: &Env, facts: &mut Facts) {
    let actor = env.actor;
    facts.own_unit = Some(project.unit.is_empty() || project.unit == actor.body);
    facts.own_domain = Some(!project.domain.is_empty() && project.domain == actor.body);
    facts.own_submission = Some(project.handlers.contains(&actor.person));
    facts.invited_expert = Some(project.review.panel.as_ref().is_some_and(|panel| {
        panel
            .members
            .iter()
            .any(|member| member.person == actor.person)
    }));
    facts.recused = Some(
        env.registers
            .expert_of(&actor.person)
            .is_some_and(|expert| crate::steps::in_conflict(project, expert, env.registers)),
    );
}

fn identity(project: &Project, env: &Env, facts: &mut Facts) {
    facts.fields = Some(project.fields.clone());
    facts.nature = Some(project.nature.clone());
    facts.funding = Some(project.funding.clone());
    facts.state_secret = Some(false);
    facts.district_unit = Some(project.district_unit);
    facts.district_funds = Some(project.district_funds);
    facts.critical_infrastructure = Some(project.critical_infrastructure);
    facts.mlps_level = Some(project.mlps_level);
    facts.public_data_operation = Some(project.public_data_operation);
    facts.software_development = Some(project.amount_of("software_development"));
    facts.software_purchase = Some(project.amount_of("software_purchase"));
    facts.hardware = Some(project.amount_of("hardware"));
    facts.security_amount = Some(project.amount_of("security"));
    facts.total_amount = Some(project.total_amount());
    let measures = project.standing_measures();
    facts.terminated = Some(measures.contains("terminate"));
    facts.suspended = Some(measures.contains("suspend_construction"));
    facts.measures = Some(measures);
    facts.evaluation_poor = Some(env.registers.evaluation_poor(&project.unit));
    facts.predecessor_acceptance = Some(predecessor(project, env).to_owned());
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

/// Materials on file, with those that the acts themselves put there.
fn submitted(project: &Project) -> BTreeSet<String> {
    project
        .documents
        .iter()
        .map(|document| document.material.clone())
        .collect()
}
