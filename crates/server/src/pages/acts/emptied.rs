//! A form that shows what stands is sent as a whole: what is empty in it and was not
//! is to be left open again, and what cannot be left open is asked for.

use serde_json::Value;
use tongchou_project::{
    ActSpec, Aggregate, FieldError, FieldKind, FieldSpec, field_fault, prefill,
};

use crate::forms::Pairs;
use crate::forms::json::from_json;

/// The field of an act that lists what is left open again.
const CLEARED: &str = "cleared";
/// Sent along by a page that shows every field.
const WHOLE: &str = "_whole";

/// Whether a page shows all that stands, and says so when it is sent.
pub fn is_whole(spec: &ActSpec) -> bool {
    spec.field(CLEARED).is_some()
}

/// Adds what was emptied to the input; gives the fields that must not be empty.
pub fn settle(
    spec: &ActSpec,
    current: Option<&Aggregate>,
    (sent, typed): (&Pairs, &Pairs),
    input: &mut Value,
) -> Vec<FieldError> {
    let Some(FieldKind::Choices(clearable)) = spec.field(CLEARED).map(|field| field.kind) else {
        return Vec::new();
    };
    if sent.filled(WHOLE).is_none() {
        return Vec::new();
    }
    let stands = from_json(spec.fields, &Value::Object(prefill(current, spec.key)));
    let emptied = |field: &&FieldSpec| {
        field.kind != FieldKind::Flag && stands.holds(field.name) && !typed.holds(field.name)
    };
    let (open, asked): (Vec<&FieldSpec>, Vec<_>) = spec
        .fields
        .iter()
        .filter(emptied)
        .partition(|field| clearable.iter().any(|(name, _)| *name == field.name));
    let open: Vec<Value> = open.iter().map(|field| field.name.into()).collect();
    if let (false, Some(input)) = (open.is_empty(), input.as_object_mut()) {
        input.insert(CLEARED.to_owned(), open.into());
    }
    let must_stay = |field: &FieldSpec| {
        let says = format!("“{}”不能清空，请填写", field.label);
        field_fault(field, &says)
    };
    asked.into_iter().map(must_stay).collect()
}
