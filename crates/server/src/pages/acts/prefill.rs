//! What a form begins with: nothing is asked for that the system already holds.

use std::collections::BTreeMap;

use serde_json::Value;
use tongchou_project::{ActSpec, Aggregate, prefill};

use crate::clock;
use crate::forms::Pairs;
use crate::forms::json::from_json;
use crate::web::Failure;

pub fn first(
    spec: &ActSpec,
    current: Option<&Aggregate>,
    chosen: &BTreeMap<String, String>,
) -> Result<Pairs, Failure> {
    let mut given = prefill(current, spec.key);
    if spec.key == "draw_panel" {
        // chance comes from here alone; it is published with the panel
        given.insert("seed".to_owned(), clock::secret()?.into());
    }
    for (name, value) in chosen {
        if spec.field(name).is_some() {
            given.insert(name.clone(), value.as_str().into());
        }
    }
    Ok(from_json(spec.fields, &Value::Object(given)))
}
