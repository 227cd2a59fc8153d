//! From the SM3 that a form or a program names to the file as an event records
//! it. Only what the person sent, or what lies on the very same thing already,
//! can be named: who knows a digest has not seen the file.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tongchou_project::{ActSpec, Aggregate, FieldKind, File, is_sm3};
use tongchou_store::{Store, StoreError};

/// The input with each file in full. What is no file of theirs stays as it
/// came, for the form's reading to refuse.
pub async fn resolve(
    store: &Store,
    person: &str,
    spec: &ActSpec,
    current: Option<&Aggregate>,
    input: &Value,
) -> Result<Value, StoreError> {
    let mut resolved = input.clone();
    let Value::Object(fields) = &mut resolved else {
        return Ok(resolved);
    };
    let of_files = |field: &&tongchou_project::FieldSpec| field.kind == FieldKind::Files;
    for field in spec.fields.iter().filter(of_files) {
        let Some(given) = fields.get_mut(field.name) else {
            continue;
        };
        if given.is_string() {
            *given = Value::Array(vec![given.take()]);
        }
        let Value::Array(list) = given else { continue };
        // a file that was sent twice is one file
        let mut seen = BTreeSet::new();
        list.retain(|each| each.as_str().is_none_or(|sm3| seen.insert(sm3.to_owned())));
        for each in list.iter_mut() {
            *each = match file(store, person, current, each).await? {
                Some(file) => json!(file),
                // an object would be taken for a file that was resolved
                None if each.is_object() => Value::Null,
                None => each.take(),
            };
        }
    }
    Ok(resolved)
}

async fn file(
    store: &Store,
    person: &str,
    current: Option<&Aggregate>,
    given: &Value,
) -> Result<Option<File>, StoreError> {
    let Some(sm3) = given.as_str().filter(|text| is_sm3(text)) else {
        return Ok(None);
    };
    if let Some((upload, blob)) = store.whole_upload(person, sm3).await? {
        return Ok(Some(File {
            name: upload.name,
            media_type: blob.media_type,
            size: i64::try_from(blob.size).unwrap_or(i64::MAX),
            sm3: blob.sm3,
        }));
    }
    let filings = current.map_or(&[][..], Aggregate::filings);
    Ok(filings
        .iter()
        .rev()
        .find_map(|filing| filing.holds(sm3))
        .cloned())
}
