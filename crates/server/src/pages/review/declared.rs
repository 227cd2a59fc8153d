//! What a declaration says, part by part, in the order of its form: the one
//! reading of it that the desk, the comparison and the dossier share.

use serde_json::Value;
use tongchou_project::{Aggregate, FieldSpec, act_spec, prefill};

use crate::app::World;
use crate::format::Amount;
use crate::pages::told;
use crate::pages::words::of_form;

const FORM: &str = "revise_declaration";
/// Shown as a table, not as text.
pub const BUDGET: &str = "budget";

/// One part of a declaration.
#[derive(Debug, Clone)]
pub struct Part {
    pub name: &'static str,
    pub group: &'static str,
    pub label: &'static str,
    pub article: &'static str,
    pub text: String,
    pub lines: Vec<Line>,
}

/// One line of the declared budget.
#[derive(Debug, Clone)]
pub struct Line {
    pub name: String,
    pub category: String,
    pub fen: i64,
    pub amount: Amount,
}

/// Every part that was filled in.
pub fn parts(world: &World, aggregate: &Aggregate) -> Vec<Part> {
    let held = Value::Object(prefill(Some(aggregate), FORM));
    let fields = act_spec(FORM).map_or(&[][..], |spec| spec.fields);
    let mut parts: Vec<Part> = fields
        .iter()
        .filter(|field| field.name != BUDGET)
        .filter_map(|field| {
            let text = told::written(world, field, held.get(field.name)?)?;
            Some(part(field, text))
        })
        .collect();
    let lines = lines(aggregate);
    if let Some(field) = fields.iter().find(|field| field.name == BUDGET)
        && !lines.is_empty()
    {
        parts.push(Part {
            lines,
            ..part(field, String::new())
        });
    }
    parts.sort_by_key(|part| GROUPS.iter().position(|(_, group, _)| *group == part.group));
    parts
}

fn part(field: &'static FieldSpec, text: String) -> Part {
    Part {
        name: field.name,
        group: group(field.article),
        label: field.label,
        article: field.article,
        text,
        lines: Vec::new(),
    }
}

/// The parts of the form by the article they answer to.
const GROUPS: &[(&str, &str, &[&str])] = &[
    (
        "basic",
        "基本情况",
        &["2.1", "2.2", "20.1", "23.1", "26", ""],
    ),
    ("basis", "依据和统筹", &["8", "9"]),
    ("content", "建设内容和需求", &["13"]),
    ("money", "投资概算和安全投入", &["10"]),
    ("joint", "政府和社会共同投资", &["11"]),
    ("data", "公共数据授权运营", &["12"]),
];

fn group(cited: &str) -> &'static str {
    let mut groups = GROUPS.iter();
    let found = groups.find(|(_, _, articles)| articles.contains(&cited));
    found.map_or("基本情况", |(_, group, _)| group)
}

pub fn lines(aggregate: &Aggregate) -> Vec<Line> {
    let project = aggregate.project();
    let budget = project.map(|project| project.declaration.budget.as_slice());
    budget
        .unwrap_or_default()
        .iter()
        .map(|row| Line {
            name: row.name.clone(),
            category: of_form(FORM, "budget.category", &row.category),
            fen: row.amount,
            amount: Amount::of(row.amount),
        })
        .collect()
}
