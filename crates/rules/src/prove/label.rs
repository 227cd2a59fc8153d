//! A clause's `@material` is a label that Cedar does not look at. Here the
//! clause is rewritten as if the document were there, and as if it were not;
//! the solver then says whether the label is true.

use cedar_policy::{Policy, PolicyId};
use serde_json::{Value as Json, json};

use crate::clause::{Clause, attribute_of, entity_ids};

/// The sets of documents.
const SETS: [&str; 2] = ["submitted", "passed"];

pub(super) fn reads_materials(clause: &Clause) -> bool {
    clause
        .reads
        .iter()
        .any(|fact| SETS.contains(&fact.as_str()))
}

/// The clause with one document taken as there or as missing.
pub(super) fn taken(clause: &Clause, material: &str, there: bool) -> Result<Policy, String> {
    let mut json = clause.policy.to_json().map_err(|error| error.to_string())?;
    if let Some(conditions) = json.get_mut("conditions") {
        put(conditions, material, there).map_err(|why| format!("{}：{why}", clause.id))?;
    }
    let id = if there { "there" } else { "missing" };
    Policy::from_json(Some(PolicyId::new(id)), json).map_err(|error| error.to_string())
}

fn put(body: &mut Json, material: &str, there: bool) -> Result<(), String> {
    if let Some(known) = answer(body, material, there) {
        *body = known;
        return Ok(());
    }
    match body {
        Json::Object(parts) => parts
            .values_mut()
            .try_for_each(|part| put(part, material, there)),
        Json::Array(parts) => parts
            .iter_mut()
            .try_for_each(|part| put(part, material, there)),
        _ => Ok(()),
    }
}

/// What a question to a set of documents comes to.
fn answer(body: &Json, material: &str, there: bool) -> Option<Json> {
    let asks = |call: &str| body.get(call).map(|asked| (call.to_owned(), asked));
    let (call, asked) = ["contains", "containsAll", "containsAny"]
        .into_iter()
        .find_map(asks)?;
    let (left, right) = (asked.get("left")?, asked.get("right")?);
    if !attribute_of(left, "context").is_some_and(|fact| SETS.contains(&fact)) {
        return None;
    }
    if !entity_ids(right).iter().any(|id| id == material) {
        return None;
    }
    let settled = if call == "containsAny" { there } else { !there };
    let listed = right.get("Set").and_then(Json::as_array);
    let rest: Vec<&Json> = listed
        .into_iter()
        .flatten()
        .filter(|one| entity_ids(one) != [material])
        .collect();
    if settled || rest.is_empty() {
        return Some(json!({ "Value": there }));
    }
    Some(json!({ call: { "left": left, "right": { "Set": rest } } }))
}
