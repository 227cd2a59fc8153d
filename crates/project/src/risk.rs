//! What a project is scored by when projects are selected for inspection or
//! evaluation. Here it is counted; what each one weighs is the regulation pack's.

use std::collections::BTreeMap;

use tongchou_rules::RiskPoint;

use crate::actor::Env;
use crate::state::{Project, Proposal, Rectification, Risk};

/// Points by cause, from the record and from what the program proposes on it.
pub fn risk(project: &Project, proposed: &[Proposal], env: &Env) -> Vec<RiskPoint> {
    let late = |found: &&Proposal| found.clause.starts_with("duty:");
    let confirmed = project.settled.iter().filter(|each| each.confirmed).count();
    // an inspection that takes up what was confirmed found it once
    let inspected = project.inspections.iter();
    let inspected = inspected.filter(|each| each.violation && each.finding.is_none());
    let open = project
        .rectifications
        .iter()
        .filter(|each| Rectification::is_open(each));
    let effective = project
        .changes
        .iter()
        .filter(|each| each.permitted_on().is_some());
    let assessed = project
        .assessments
        .iter()
        .filter(|each| each.result == "failed");
    let held = project.acceptances.iter().filter(|each| !each.passed);
    let risks = project.risks.iter().filter(|each| Risk::is_open(each));
    let named = project.contracts.iter().filter(|contract| {
        let agency = env.registers.agencies.get(&contract.agency);
        agency.is_some_and(|agency| agency.is_named_on(env.on))
    });
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let counted = BTreeMap::from([
        ("late_duties", number(proposed.iter().filter(late).count())),
        (
            "proposals",
            number(proposed.iter().filter(|found| !late(found)).count()),
        ),
        ("violations", number(inspected.count() + confirmed)),
        ("open_rectifications", number(open.count())),
        ("changes", number(effective.count())),
        ("failed", number(assessed.count() + held.count())),
        ("open_risks", number(risks.count())),
        ("named_agencies", number(named.count())),
        (
            "poor_unit",
            i64::from(env.registers.evaluation_poor(&project.unit)),
        ),
        ("amount", project.total_amount()),
    ]);
    env.regulation.risk(&counted)
}
