//! The simulator: which steps, materials and duties a project will meet, asked
//! with nothing handed in yet.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{CheckError, Question};
use crate::article;
use crate::facts::{Facts, Kind, Value};
use crate::pack::{Act, Regulation};
use crate::verdict::{Finding, Status};

pub(super) fn explain(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    let facts = nothing_handed_in(&question.facts);
    let mut steps = Vec::new();
    let mut materials: BTreeMap<String, Json> = BTreeMap::new();
    let mut unknown = Vec::new();
    let step_acts = regulation
        .acts()
        .filter(|act| act.groups.iter().any(|group| group == "step"));
    for act in step_acts {
        let verdict = regulation
            .judge(&act.key, &facts, question.on)
            .map_err(|fault| CheckError {
                field: None,
                message: fault.to_string(),
            })?;
        let concerns: Vec<&Finding> = verdict
            .findings
            .iter()
            .filter(|finding| concerns(finding))
            .collect();
        for finding in &concerns {
            need(regulation, act, finding, &mut materials);
            unknown.extend(
                finding
                    .unknown
                    .iter()
                    .filter(|name| is_circumstance(regulation, name))
                    .cloned(),
            );
        }
        steps.push(step(regulation, act, &concerns));
    }
    unknown.sort();
    unknown.dedup();
    Ok(json!({
        "id": question.id,
        "act": "explain",
        "on": question.on,
        "verdict": if unknown.is_empty() { "permitted" } else { "insufficient" },
        "way": null,
        "findings": [],
        "steps": steps,
        "materials": materials.into_values().collect::<Vec<_>>(),
        "duties": regulation.duties_ahead(&question.facts, question.on),
        "unknown": unknown,
        "open_questions": [],
        "regulation": {"id": regulation.id(), "hash": regulation.hash()},
    }))
}

/// A clause matters to the plan where it concerns the project, except the ones
/// that only say that nothing extraordinary stands in the way.
fn concerns(finding: &Finding) -> bool {
    finding.status != Status::NotApplicable
        && (!finding.materials.is_empty()
            || finding.act.is_some()
            || finding.status != Status::Satisfied)
}

fn step(regulation: &Regulation, act: &Act, concerns: &[&Finding]) -> Json {
    let clauses: Vec<Json> = concerns
        .iter()
        .map(|finding| {
            json!({"clause": finding.clause, "article": finding.article, "article_text": finding.article_text,
                "says": finding.says, "materials": finding.materials, "depends_on": finding.unknown})
        })
        .collect();
    json!({"act": act.key, "title": act.title, "stage": act.stage, "who": regulation.who_may(&act.key), "clauses": clauses})
}

fn need(
    regulation: &Regulation,
    act: &Act,
    finding: &Finding,
    materials: &mut BTreeMap<String, Json>,
) {
    if finding.status == Status::Insufficient
        && finding
            .unknown
            .iter()
            .any(|name| is_circumstance(regulation, name))
    {
        return;
    }
    for id in &finding.materials {
        let name = regulation
            .materials()
            .iter()
            .find(|material| material.id == *id)
            .map(|material| material.name.as_str());
        materials.entry(id.clone()).or_insert_with(|| {
            json!({"material": id, "name": name, "before": act.key, "stage": act.stage, "clause": finding.clause,
                "article": finding.article, "article_text": article::in_words(&finding.article)})
        });
    }
}

/// What the project is, as against what has been done.
fn is_circumstance(regulation: &Regulation, name: &str) -> bool {
    regulation
        .project_facts()
        .iter()
        .any(|spec| spec.name == name)
        || [
            "software_purchase",
            "hardware",
            "security_amount",
            "district_unit",
        ]
        .contains(&name)
}

/// The circumstances as given; every set of things handed in is empty.
fn nothing_handed_in(given: &Facts) -> Facts {
    let mut facts = given.clone();
    for name in [
        "submitted",
        "passed",
        "described",
        "feasibility_aspects",
        "operation_terms",
        "data_tasks_settled",
    ] {
        if let Some(Kind::Set(_)) = crate::facts::fact(name).map(|spec| spec.kind) {
            facts.set(name, Value::Set(std::collections::BTreeSet::new()));
        }
    }
    facts
}
