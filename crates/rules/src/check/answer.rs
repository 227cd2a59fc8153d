//! From a question to its answer.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::explain::explain;
use super::{CheckError, Question, on_its_day};
use crate::audit;
use crate::facts::{Facts, fact};
use crate::pack::Regulation;
use crate::verdict::{Decision, Finding, Verdict};

pub(super) fn answer(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    match question.act.as_str() {
        "explain" => explain(regulation, question),
        "audit" => Ok(audited(regulation, question)?),
        _ => judged(regulation, question),
    }
}

fn fault(error: impl std::fmt::Display) -> CheckError {
    CheckError {
        field: None,
        message: error.to_string(),
    }
}

fn judged(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    let unmet = regulation.not_permitted(&question.act, &question.facts, question.on);
    let unmet = unmet.map_err(fault)?;
    if !unmet.is_empty() {
        return Ok(refused(regulation, question, &unmet));
    }
    let mut facts = question.facts.clone();
    on_its_day(&question.act, question.on, &mut facts);
    begun(&mut facts, regulation.in_force_from());
    let facts = regulation.derived(&facts, question.on);
    let verdict = regulation
        .judge_derived(&question.act, &facts, question.on)
        .map_err(fault)?;
    Ok(json!({
        "id": question.id,
        "act": question.act,
        "on": question.on,
        "verdict": verdict.decision,
        "way": verdict.way,
        "findings": verdict.findings,
        "duties": regulation.duties(&facts, question.on),
        "open_questions": verdict.questions,
        "regulation": {"id": verdict.regulation, "hash": verdict.regulation_hash},
        "provisional_years": provisional(regulation, &facts),
    }))
}

/// Dates that are told speak louder than a word that says the opposite: what was begun
/// before the letter did not keep to the procedure, unless that was put right. What was
/// begun before the measure did not have to keep to it.
fn begun(facts: &mut Facts, in_force_from: Date) {
    let dates = [facts.contract_signed_on, facts.construction_started_on];
    let mut begun = dates.into_iter().flatten();
    let corrected = facts.rectification_outcome.as_deref() == Some("passed")
        && facts.procedure_breached == Some(false);
    if let Some(letter) = facts.letter_issued_on
        && !corrected
        && begun.any(|day| day >= in_force_from && day < letter)
    {
        facts.procedure_breached = Some(true);
    }
}

/// The answer to somebody who may not act at all.
fn refused(regulation: &Regulation, question: &Question, unmet: &[Finding]) -> Json {
    json!({
        "id": question.id, "act": question.act, "on": question.on, "verdict": Decision::Refused, "way": null,
        "findings": unmet, "duties": [], "open_questions": [],
        "regulation": {"id": regulation.id(), "hash": regulation.hash()}, "provisional_years": [],
    })
}

fn audited(regulation: &Regulation, question: &Question) -> Result<Json, CheckError> {
    let report =
        audit::audit(regulation, &question.facts, &question.history, question.on).map_err(fault)?;
    let verdict = match (report.violations.is_empty(), report.undecided.is_empty()) {
        (false, _) => Decision::Refused,
        (true, false) => Decision::Insufficient,
        (true, true) => Decision::Permitted,
    };
    // what comes after the day is not judged, and said so
    let history = question.history.iter().enumerate();
    let later = history.filter(|(_, event)| event.on > question.on);
    let later: Vec<usize> = later.map(|(place, _)| place).collect();
    let dated = |at: &audit::Dated| {
        let mut json = finding(&at.finding);
        if let Some(object) = json.as_object_mut() {
            object.insert("on".to_owned(), json!(at.on));
            object.insert("at_act".to_owned(), json!(at.act));
        }
        json
    };
    Ok(json!({
        "id": question.id,
        "act": "audit",
        "on": question.on,
        "verdict": verdict,
        "way": null,
        "findings": report.violations.iter().map(dated).collect::<Vec<_>>(),
        "undecided": report.undecided.iter().map(dated).collect::<Vec<_>>(),
        "not_examined": report.not_examined.iter().map(|name| json!({"name": name, "label": fact(name).map(|spec| spec.label)})).collect::<Vec<_>>(),
        "later_events": later,
        "duties": report.duties,
        "open_questions": report.questions,
        "regulation": {"id": regulation.id(), "hash": regulation.hash()},
        "provisional_years": provisional_of(regulation, question),
    }))
}

fn finding(finding: &Finding) -> Json {
    serde_json::to_value(finding).unwrap_or(Json::Null)
}

/// Years without a published calendar that a count of this question touches.
fn provisional(regulation: &Regulation, facts: &Facts) -> Vec<i16> {
    match (facts.acceptance_applied_on, facts.acceptance_on) {
        (Some(from), Some(to)) => regulation.calendar().count(from, to).provisional_years,
        _ => Vec::new(),
    }
}

/// The same for every acceptance of a history.
fn provisional_of(regulation: &Regulation, question: &Question) -> Vec<i16> {
    let applied = question
        .history
        .iter()
        .filter(|event| event.act == "apply_for_acceptance");
    let mut years: Vec<i16> = applied
        .filter_map(|event| Some((event.on, event.facts.acceptance_on?)))
        .flat_map(|(from, to)| regulation.calendar().count(from, to).provisional_years)
        .collect();
    years.sort_unstable();
    years.dedup();
    years
}

impl Verdict {
    /// The verdict as the API gives it.
    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).unwrap_or(Json::Null)
    }
}
