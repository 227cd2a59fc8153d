//! What a form begins with: nothing is asked for that the system already holds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::{ActSpec, Aggregate, FieldKind, FieldSpec, prefill};
use tongchou_rules::Regulation;

use crate::forms::Pairs;
use crate::forms::json::from_json;

pub fn first(
    spec: &ActSpec,
    current: Option<&Aggregate>,
    chosen: &BTreeMap<String, String>,
    law: &Regulation,
    today: Date,
) -> Pairs {
    let mut given = prefill(current, spec.key);
    if spec.key == "apply_for_acceptance" {
        let earliest = law.acceptance_notice(today).earliest;
        given.insert("acceptance_on".to_owned(), earliest.to_string().into());
    }
    for field in spec.fields.iter().filter(|field| scores(field)) {
        let rows = law.indicators().iter();
        let rows: Vec<Value> = rows.map(|known| json!({ "indicator": known.id })).collect();
        given.insert(field.name.to_owned(), rows.into());
    }
    for (name, value) in chosen {
        if spec.field(name).is_some() {
            given.insert(name.clone(), value.as_str().into());
        }
    }
    from_json(spec.fields, &Value::Object(given))
}

/// Whether a table is for the pack's indicators.
fn scores(field: &FieldSpec) -> bool {
    let of_indicator = |column: &FieldSpec| column.kind == FieldKind::Reference("indicator");
    matches!(field.kind, FieldKind::Rows(columns) if columns.iter().any(of_indicator))
}
