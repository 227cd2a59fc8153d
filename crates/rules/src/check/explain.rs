//! The simulator: which steps, materials and duties a project will meet, asked
//! with nothing handed in yet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{CheckError, Question};
use crate::article;
use crate::facts::{Facts, Kind, Value};
use crate::pack::{Act, Regulation};
use crate::verdict::{Finding, Status};

pub(super) fn explain(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    let facts = nothing_handed_in(&question.facts);
    let plan = plan(regulation, &facts, question)?;
    let shown = needed(&plan, |_| true);
    let certain = needed(&plan, |finding| !depends(regulation, finding));
    let mut steps = Vec::new();
    let mut materials: BTreeMap<String, Json> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (act, findings) in plan
        .iter()
        .filter(|(act, _)| shown.contains(act.key.as_str()))
    {
        for finding in findings {
            if certain.contains(act.key.as_str()) && !depends(regulation, finding) {
                need(regulation, act, finding, &mut materials);
            }
            let asked = finding.unknown.iter();
            unknown.extend(
                asked
                    .filter(|name| is_circumstance(regulation, name))
                    .cloned(),
            );
        }
        steps.push(step(regulation, act, findings));
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
        "provisional_years": [],
        "regulation": {"id": regulation.id(), "hash": regulation.hash()},
    }))
}

type Step<'a> = (&'a Act, Vec<Finding>);

/// Every step of a project's life with the clauses that concern this one.
fn plan<'a>(
    regulation: &'a Regulation,
    facts: &Facts,
    question: &Question,
) -> Result<Vec<Step<'a>>, CheckError> {
    let of_life = |act: &&Act| act.groups.iter().any(|group| group == "step");
    let judged = regulation.acts().filter(of_life).map(|act| {
        let verdict = regulation
            .judge(&act.key, facts, question.on)
            .map_err(|fault| CheckError {
                field: None,
                message: fault.to_string(),
            })?;
        Ok((act, verdict.findings.into_iter().filter(concerns).collect()))
    });
    judged.collect()
}

/// Steps that are there only to satisfy a clause of another step are left out where no such
/// clause concerns the project: no cryptography review for one of level 1.
fn needed<'a>(plan: &'a [Step<'a>], counts: impl Fn(&Finding) -> bool) -> BTreeSet<&'a str> {
    let mut shown: BTreeSet<&str> = plan.iter().map(|(act, _)| act.key.as_str()).collect();
    // one that serves only steps left out goes with them
    loop {
        let before = shown.len();
        let wanted: BTreeSet<&str> = plan
            .iter()
            .filter(|(act, _)| shown.contains(act.key.as_str()))
            .flat_map(|(act, findings)| findings.iter().map(move |finding| (act, finding)))
            .filter(|(act, finding)| {
                counts(finding) && finding.act.as_deref() != Some(act.key.as_str())
            })
            .filter_map(|(_, finding)| finding.act.as_deref())
            .collect();
        shown.retain(|key| !SERVING.contains(key) || wanted.contains(key));
        if shown.len() == before {
            return shown;
        }
    }
}

/// Steps that serve a demand made of some projects only.
const SERVING: &[&str] = &[
    "review_cryptography_plan",
    "submit_cryptography_documents",
    "issue_cryptography_opinion",
    "assess_operation_scenario",
    "file_cryptography_report",
];

/// A clause matters to the plan where it concerns the project, except the ones
/// that only say that nothing extraordinary stands in the way.
fn concerns(finding: &Finding) -> bool {
    finding.status != Status::NotApplicable
        && !matches!(&*finding.clause, "A31.2a-suspended" | "A31.2a-terminated")
        && (!finding.materials.is_empty()
            || finding.act.is_some()
            || finding.status != Status::Satisfied)
}

fn step(regulation: &Regulation, act: &Act, concerns: &[Finding]) -> Json {
    let clauses: Vec<Json> = concerns
        .iter()
        .map(|finding| {
            json!({"clause": finding.clause, "article": finding.article, "article_text": finding.article_text,
                "says": finding.says, "materials": finding.materials, "depends_on": finding.unknown})
        })
        .collect();
    json!({"act": act.key, "title": act.title, "stage": act.stage, "who": regulation.who_may(&act.key), "clauses": clauses})
}

/// Whether it is open what the project is, and so whether the clause concerns it.
fn depends(regulation: &Regulation, finding: &Finding) -> bool {
    finding
        .unknown
        .iter()
        .any(|name| is_circumstance(regulation, name))
}

fn need(
    regulation: &Regulation,
    act: &Act,
    finding: &Finding,
    materials: &mut BTreeMap<String, Json>,
) {
    for id in finding.materials.iter() {
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
pub(crate) fn is_circumstance(regulation: &Regulation, name: &str) -> bool {
    crate::gaps::circumstances(regulation.project_facts()).contains(&name)
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
