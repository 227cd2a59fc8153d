//! What the record shows of a project, in the law's words. The record is whole:
//! what it does not hold has not happened, so every fact about the past is known.
//! What a form brings is left unknown until it is filled in.

pub(crate) mod acceptance;
mod building;
mod reviewing;

pub(crate) use reviewing::aspects;

use std::collections::BTreeSet;

use tongchou_rules::Facts;

use crate::actor::Env;
use crate::aggregate::State;
use crate::file::Filing;
use crate::situation::{Asking, Grounds, Standing};
use crate::state::{Document, Project};

/// Every fact that the record and the registers show of a project.
pub fn facts(project: &Project, env: &Env) -> Facts {
    let mut facts = recorded(project, env);
    asker(Standing::of(project, &Asking::of(env)), &mut facts);
    facts
}

/// The same without those of the person who asks.
pub(crate) fn recorded(project: &Project, env: &Env) -> Facts {
    let mut facts = Facts::default();
    let grounds = Grounds::of(project, env);
    identity(project, &grounds, &mut facts);
    reviewing::declaration(project, &grounds, &mut facts);
    reviewing::review(project, &mut facts);
    building::money(project, &mut facts);
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

pub(crate) fn asker(standing: Standing, facts: &mut Facts) {
    facts.own_unit = Some(standing.own_unit);
    facts.own_domain = Some(standing.own_domain);
    facts.result_user = Some(standing.result_user);
    facts.own_submission = Some(standing.own_submission);
    facts.invited_expert = Some(standing.invited_expert);
    facts.recused = Some(standing.recused);
}

fn identity(project: &Project, grounds: &Grounds, facts: &mut Facts) {
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
    facts.evaluation_poor = Some(grounds.evaluation_poor);
    facts.predecessor_acceptance = Some(grounds.predecessor_acceptance.clone());
}

/// Materials on file, with those that the acts themselves put there.
fn submitted(project: &Project) -> BTreeSet<String> {
    project
        .documents
        .iter()
        .map(|document| document.material.clone())
        .collect()
}
