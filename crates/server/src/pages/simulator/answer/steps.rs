//! The steps ahead by stage, each with the clauses that it must satisfy.

use std::collections::BTreeSet;
use std::sync::Arc;

use tongchou_rules::{Finding, Plan, fact, vocabulary as v};

use super::super::asked::Set;
use super::{Row, Said, Stage, cells, together};
use crate::pages::project::Section;
use crate::pages::words;

pub fn stages(plans: &[(&Set, Arc<Plan>)]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for step in together(plans, |plan| &plan.steps, |step| step.act.as_str()) {
        let row = Row {
            title: step.title.clone(),
            law: String::new(),
            note: words::names(v::CAPACITIES, &step.who),
            cells: cells(plans, |plan| {
                let mut own = plan.steps.iter();
                own.find(|own| own.act == step.act)
                    .map(|_| "要办".to_owned())
            }),
            says: said(plans, &step.act),
        };
        let label = Section::of_stage(&step.stage).label();
        match stages.iter_mut().find(|stage| stage.label == label) {
            Some(stage) => stage.rows.push(row),
            None => stages.push(Stage {
                label,
                rows: vec![row],
            }),
        }
    }
    stages
}

/// The clauses that a step must satisfy, those of one set alone marked.
fn said(plans: &[(&Set, Arc<Plan>)], act: &str) -> Vec<Said> {
    let of = |plan: &'_ Plan| -> Vec<Finding> {
        let mut steps = plan.steps.iter();
        let step = steps.find(|step| step.act == act);
        step.map_or_else(Vec::new, |step| step.clauses.clone())
    };
    let clauses: Vec<(&'static str, Vec<Finding>)> = plans
        .iter()
        .map(|(set, plan)| (set.title, of(plan)))
        .collect();
    let mut told: Vec<Said> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (title, findings) in &clauses {
        for finding in findings.iter().filter(|one| seen.insert(&one.clause)) {
            let holders = clauses
                .iter()
                .filter(|(_, list)| list.iter().any(|one| one.clause == finding.clause));
            told.push(Said {
                law: finding.article_text.to_string(),
                text: finding.says.to_string(),
                depends: labels(&finding.unknown),
                only: if holders.count() < clauses.len() {
                    title
                } else {
                    ""
                },
            });
        }
    }
    told
}

fn labels(unknown: &[String]) -> String {
    let named = unknown.iter().filter_map(|name| fact(name));
    let named: Vec<&str> = named
        .filter(|spec| {
            super::super::sheet::fields()
                .iter()
                .any(|field| field.name == spec.name)
        })
        .map(|spec| spec.label)
        .collect();
    named.join("、")
}
