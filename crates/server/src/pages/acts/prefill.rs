//! What a form begins with: nothing is asked for that the system already holds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::{ActSpec, Aggregate, FieldKind, FieldSpec, prefill, prefill_from_finding};
use tongchou_rules::{Duty, DutyState, Regulation};

use crate::format;
use crate::forms::Pairs;
use crate::forms::json::from_json;

pub fn first(
    spec: &ActSpec,
    current: Option<&Aggregate>,
    chosen: &BTreeMap<String, String>,
    law: &Regulation,
    (today, duties): (Date, &[Duty]),
) -> Pairs {
    let mut given = prefill(current, spec.key);
    if tells_duties(spec)
        && let Some(Value::String(facts)) = given.get_mut("facts")
    {
        facts.push_str(&kept(duties));
    }
    if spec.key == "apply_for_acceptance" {
        let earliest = law.acceptance_notice(today).earliest;
        given.insert("acceptance_on".to_owned(), earliest.to_string().into());
    }
    for field in spec.fields.iter().filter(|field| scores(field)) {
        let rows = law.indicators().iter();
        let rows: Vec<Value> = rows.map(|known| json!({ "indicator": known.id })).collect();
        given.insert(field.name.to_owned(), rows.into());
    }
    if let Some(finding) = chosen.get("finding") {
        given.extend(prefill_from_finding(current, spec.key, finding));
    }
    for (name, value) in chosen {
        if spec.field(name).is_some() {
            given.insert(name.clone(), value.as_str().into());
        }
    }
    from_json(spec.fields, &Value::Object(given))
}

/// Whether a form begins with what became of the unit's duties.
pub fn tells_duties(spec: &ActSpec) -> bool {
    spec.key == "submit_self_evaluation"
}

/// Which of the unit's duties were kept, and which not, a line each.
fn kept(duties: &[Duty]) -> String {
    let own = || duties.iter().filter(|duty| duty.who == "project_unit");
    let late = |duty: &&Duty| {
        !duty.settled
            && duty
                .done_on
                .zip(duty.due_on)
                .is_some_and(|(done, due)| done > due)
    };
    let named = |duties: Vec<&Duty>| -> Vec<String> {
        let named = duties.into_iter().map(|duty| {
            let due = duty.due_on.map(format::day).unwrap_or_default();
            match duty.done_on {
                Some(done) => format!("{}（应于{due}前，{}办结）", duty.title, format::day(done)),
                None => format!("{}（应于{due}前）", duty.title),
            }
        });
        named.collect()
    };
    let done = own().filter(|duty| duty.state == DutyState::Done);
    let in_time = done.filter(|duty| !late(duty)).count();
    let lines = [
        ("逾期办结的义务", named(own().filter(late).collect())),
        (
            "逾期未办的义务",
            named(
                own()
                    .filter(|duty| duty.state == DutyState::Overdue)
                    .collect(),
            ),
        ),
    ];
    let mut told = format!("\n按期办结的义务{in_time}项");
    for (label, names) in lines {
        if !names.is_empty() {
            told.push_str(&format!("\n{label}：{}", names.join("、")));
        }
    }
    told
}

/// Whether a table is for the pack's indicators.
fn scores(field: &FieldSpec) -> bool {
    let of_indicator = |column: &FieldSpec| column.kind == FieldKind::Reference("indicator");
    matches!(field.kind, FieldKind::Rows(columns) if columns.iter().any(of_indicator))
}
