//! A declaration as far as it is written, to be compared before anything is saved.

use serde_json::Value;
use tongchou_project::{Actor, BudgetRow, Project};

/// The project with what is typed laid over it; of one that is not registered yet,
/// what is typed alone.
pub fn of(current: Option<&Project>, typed: &Value, actor: &Actor) -> Box<Project> {
    let mut draft = Box::new(current.cloned().unwrap_or_else(|| Project {
        unit: actor.body.clone(),
        unit_name: actor.body_name.clone(),
        ..Project::default()
    }));
    let text = |name: &str| {
        let text = typed.get(name).and_then(Value::as_str)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    for (place, name) in [
        (&mut draft.title, "title"),
        (&mut draft.summary, "summary"),
        (&mut draft.nature, "nature"),
    ] {
        if let Some(text) = text(name) {
            *place = text;
        }
    }
    draft.predecessor = text("predecessor").or_else(|| draft.predecessor.take());
    for name in ["objectives", "needs", "data_acquisition"] {
        if let Some(text) = text(name) {
            draft.declaration.topics.insert(name.to_owned(), text);
        }
    }
    let rows = typed.get("budget").and_then(Value::as_array);
    let rows: Vec<BudgetRow> = rows.into_iter().flatten().filter_map(row).collect();
    if !rows.is_empty() {
        draft.declaration.budget = rows;
    }
    draft
}

/// What it costs is not compared.
fn row(row: &Value) -> Option<BudgetRow> {
    let name = row.get("name").and_then(Value::as_str)?.trim();
    (!name.is_empty()).then(|| BudgetRow {
        name: name.to_owned(),
        category: String::new(),
        amount: 0,
    })
}

/// A name alone says too little.
pub fn says_enough(draft: &Project) -> bool {
    let letters = draft.title.chars().count() + draft.summary.chars().count();
    letters >= 6
}
