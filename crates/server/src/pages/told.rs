//! An event's content in words: each field by its label, each value as its kind
//! is written. One way for every act.

use serde_json::{Map, Value};
use tongchou_project::{FieldKind, FieldSpec, Project, act_spec};

use super::words::choice;
use crate::app::World;
use crate::files::size_in_words;
use crate::format;

/// Label and value of each field that was filled in.
pub fn content(world: &World, act: &str, content: &Value) -> Vec<(String, String)> {
    let fields = act_spec(act).map_or(&[][..], |spec| spec.fields);
    fields
        .iter()
        .filter_map(|field| {
            let value = written(world, field, content.get(field.name)?)?;
            Some((field.label.to_owned(), value))
        })
        .collect()
}

/// The same of an act on a project: what it refers to within the project by its name.
pub fn content_on(
    world: &World,
    project: Option<&Project>,
    act: &str,
    content: &Value,
) -> Vec<(String, String)> {
    let mut content = content.clone();
    let fields = act_spec(act).map_or(&[][..], |spec| spec.fields);
    if let Some(project) = project {
        name(project, fields, &mut content);
    }
    self::content(world, act, &content)
}

fn name(project: &Project, fields: &[FieldSpec], content: &mut Value) {
    for field in fields {
        let Some(value) = content.get_mut(field.name) else {
            continue;
        };
        match (field.kind, value) {
            (FieldKind::Reference(kind), Value::String(id)) => {
                if let Some(name) = project.name_of(kind, id) {
                    *id = name;
                }
            }
            (FieldKind::Rows(columns), Value::Array(rows)) => {
                for row in rows {
                    name(project, columns, row);
                }
            }
            _ => {}
        }
    }
}

/// One field's value in words; none where it was left empty.
pub fn written(world: &World, field: &FieldSpec, value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::Array(items) if items.is_empty() => return None,
        _ => {}
    }
    Some(match (field.kind, value) {
        (FieldKind::Rows(columns), Value::Array(rows)) => rows
            .iter()
            .map(|row| row_text(world, columns, row))
            .collect::<Vec<_>>()
            .join("；"),
        (kind, Value::Array(items)) => items
            .iter()
            .map(|item| scalar(world, kind, item))
            .collect::<Vec<_>>()
            .join("、"),
        (kind, value) => scalar(world, kind, value),
    })
}

fn row_text(world: &World, columns: &[FieldSpec], row: &Value) -> String {
    let cells = columns
        .iter()
        .filter_map(|column| written(world, column, row.get(column.name)?));
    cells.collect::<Vec<_>>().join("，")
}

fn scalar(world: &World, kind: FieldKind, value: &Value) -> String {
    match (kind, value) {
        (FieldKind::Money { .. }, Value::Number(fen)) => fen
            .as_i64()
            .map(|fen| format!("{}元", format::yuan(fen)))
            .unwrap_or_default(),
        (FieldKind::Share, Value::Number(points)) => {
            points.as_i64().map(format::percent).unwrap_or_default()
        }
        (FieldKind::Reference(_) | FieldKind::References(_), Value::String(id)) => {
            world.title_of(id).unwrap_or_else(|| id.clone())
        }
        (FieldKind::Files, Value::Object(file)) => file_in_words(file),
        (kind, Value::String(word)) => {
            choice(kind, word).map_or_else(|| format::plain(value), ToOwned::to_owned)
        }
        _ => format::plain(value),
    }
}

/// A file with what binds it: its SM3 stands in the log with the event.
fn file_in_words(file: &Map<String, Value>) -> String {
    let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
    let size = file.get("size").and_then(Value::as_u64).unwrap_or_default();
    format!(
        "{}（{}，SM3 {}）",
        text("name"),
        size_in_words(size),
        text("sm3")
    )
}
