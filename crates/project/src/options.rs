//! What can be chosen where a form refers to something that exists: id and name.

use tongchou_rules::money::in_words;

use crate::actor::Env;
use crate::acts::{act_spec, words};
use crate::aggregate::Aggregate;
use crate::fields::{FieldKind, FieldSpec};
use crate::state::Project;

mod lists;

type Options = Vec<(String, String)>;

/// The choices for a reference field of an act's form; of a table's column by the
/// column's name (`item`) or path (`items.item`).
pub fn options(current: Option<&Aggregate>, act: &str, field: &str, env: &Env) -> Options {
    let Some(kind) = act_spec(act).and_then(|spec| reference(spec.fields, field)) else {
        return Vec::new();
    };
    if act == "schedule_meeting" {
        return lists::for_consultation(env);
    }
    if let (Some(Aggregate::Meeting(meeting)), "amend_meeting") = (current, act) {
        return lists::for_meeting(meeting, env);
    }
    match current.and_then(Aggregate::project) {
        Some(project) => of_project(project, kind, act, env)
            .unwrap_or_else(|| lists::of_registers(Some(project), kind, env)),
        None if kind == "project" => lists::projects(current, env),
        None => lists::of_registers(None, kind, env),
    }
}

fn reference(fields: &'static [FieldSpec], name: &str) -> Option<&'static str> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    for field in fields {
        match field.kind {
            FieldKind::Reference(kind) | FieldKind::References(kind) if field.name == name => {
                return Some(kind);
            }
            FieldKind::Rows(columns) if field.name == first => return reference(columns, rest),
            _ => {}
        }
    }
    // A column named without its table.
    fields.iter().find_map(|field| match field.kind {
        FieldKind::Rows(columns) if rest.is_empty() => reference(columns, name),
        _ => None,
    })
}

/// Parts of the project itself; `None` where the kind is a register's.
fn of_project(project: &Project, kind: &str, act: &str, env: &Env) -> Option<Options> {
    let list = match kind {
        "match" => lists::matches(project),
        "scenario" => lists::scenarios(project),
        "item" => project
            .approved
            .iter()
            .map(|item| {
                (
                    item.id.clone(),
                    format!("{}（{}）", item.name, in_words(item.amount)),
                )
            })
            .collect(),
        "contract" => project
            .contracts
            .iter()
            .map(|each| {
                (
                    each.id.clone(),
                    format!(
                        "{}（{}，{}）",
                        each.title,
                        each.agency_name,
                        in_words(each.amount())
                    ),
                )
            })
            .collect(),
        "contract_item" => lists::contract_items(project),
        "payment" => lists::payments(project),
        "change" => lists::changes(project, act),
        "risk" => lists::risks(project, act),
        "result" => lists::results(project),
        "inspection" => lists::inspections(project),
        "rectification" => lists::rectifications(project, act),
        "measure" => lists::measures(project),
        "suspension" => lists::suspensions(project),
        "letter" => lists::letters(project, env),
        "indicator" => env
            .regulation
            .indicators()
            .iter()
            .map(|known| {
                let name = format!("{}（{}分）", known.name, known.points);
                (known.id.clone(), name)
            })
            .collect(),
        "proposal" | "finding" => lists::findings(project, kind, env),
        "meeting" => env
            .registers
            .meetings
            .values()
            .filter(|meeting| meeting.cancelled.is_none() && meeting.agenda.contains(&project.id))
            .map(|meeting| (meeting.id.clone(), meeting.title.clone()))
            .collect(),
        _ => return None,
    };
    Some(list)
}

/// The first characters of a text, to tell one row from another.
fn short(text: &str) -> String {
    let start: String = text.chars().take(24).collect();
    if start.len() < text.len() {
        format!("{start}……")
    } else {
        start
    }
}

fn risk_name(kind: &str) -> &str {
    words::label(words::RISK_KINDS, kind)
}
