//! The way ahead of a project as JSON.

use serde_json::{Value as Json, json};

use super::{CheckError, Question};
use crate::pack::Regulation;
use crate::plan::{Plan, PlannedMaterial, PlannedStep};
use crate::verdict::Decision;

pub(super) fn explain(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    let plan = regulation
        .plan(&question.facts, question.on)
        .map_err(|fault| CheckError {
            field: None,
            message: fault.to_string(),
        })?;
    Ok(json!({
        "id": question.id,
        "act": "explain",
        "on": question.on,
        "verdict": verdict(&plan),
        "way": null,
        "findings": plan.obstacles.iter().map(|obstacle| &obstacle.finding).collect::<Vec<_>>(),
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "materials": plan.materials.iter().map(material).collect::<Vec<_>>(),
        "duties": plan.duties,
        "unknown": plan.unknown,
        "open_questions": plan.questions,
        "provisional_years": [],
        "regulation": {"id": regulation.id(), "hash": regulation.hash()},
    }))
}

/// A project that a clause bars as it is does not come through.
fn verdict(plan: &Plan) -> Decision {
    if !plan.obstacles.is_empty() {
        Decision::Refused
    } else if plan.unknown.is_empty() {
        Decision::Permitted
    } else {
        Decision::Insufficient
    }
}

fn step(step: &PlannedStep) -> Json {
    let clauses: Vec<Json> = step
        .clauses
        .iter()
        .map(|finding| {
            json!({"clause": finding.clause, "article": finding.article, "article_text": finding.article_text,
                "says": finding.says, "materials": finding.materials, "depends_on": finding.unknown})
        })
        .collect();
    json!({"act": step.act, "title": step.title, "stage": step.stage, "who": step.who, "clauses": clauses})
}

fn material(needed: &PlannedMaterial) -> Json {
    json!({"material": needed.material, "name": needed.name, "before": needed.before, "stage": needed.stage,
        "clause": needed.clause, "article": needed.article, "article_text": needed.article_text})
}
