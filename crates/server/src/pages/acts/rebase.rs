//! A form that was opened before something else happened: what its person did not
//! touch takes the value it has now, so that sending it undoes nobody's work; what
//! both changed is named.

use serde_json::Value;
use tongchou_project::{ActSpec, Aggregate, Event, FieldSpec, prefill};

use crate::app::Loaded;
use crate::forms::{Pairs, json};

/// What was typed, on top of how things stand now.
#[derive(Debug)]
pub(super) struct Rebased {
    pub typed: Pairs,
    /// For the person: which fields were taken over, which both changed.
    pub says: String,
}

/// `seen`: the last event that the form had seen.
pub(super) fn rebased(spec: &ActSpec, loaded: &Loaded, seen: u64, typed: Pairs) -> Rebased {
    let unchanged = |typed| Rebased {
        typed,
        says: String::new(),
    };
    if seen >= loaded.sequence {
        return unchanged(typed);
    }
    let Some(before) = as_of(loaded, seen) else {
        return unchanged(typed);
    };
    let before = prefilled(spec, Some(&before));
    let now = prefilled(spec, loaded.aggregate.as_ref());
    if before == now {
        return unchanged(typed);
    }
    let (mut merged, mut taken, mut both) = (Pairs::default(), Vec::new(), Vec::new());
    for field in spec.fields {
        let [mine, old, new] = [&typed, &before, &now].map(|pairs| of_field(pairs, field));
        let theirs = old != new && mine != new;
        // a field that the form did not send was not touched either
        let sent = typed.iter().any(|(name, _)| belongs(name, field));
        let untouched = mine == old || !sent;
        let source = if theirs && untouched { &now } else { &typed };
        if theirs {
            let named = if untouched { &mut taken } else { &mut both };
            named.push(format!("“{}”", field.label));
        }
        for (name, value) in source.iter().filter(|(name, _)| belongs(name, field)) {
            merged.push(name, value);
        }
    }
    // what is no field of the act: the form's own
    let is_field = |name: &str| spec.fields.iter().any(|field| belongs(name, field));
    for (name, value) in typed.iter().filter(|(name, _)| !is_field(name)) {
        merged.push(name, value);
    }
    let mut says = String::new();
    if !taken.is_empty() {
        says.push_str(&format!(
            "您没有改动的{}已换成现在的内容。",
            taken.join("、")
        ));
    }
    if !both.is_empty() {
        let both = both.join("、");
        says.push_str(&format!(
            "{both}双方都改过，下面是您填写的，提交后以您的为准，请先核对。"
        ));
    }
    Rebased {
        typed: merged,
        says,
    }
}

/// How it stood after an event; none where that cannot be told.
fn as_of(loaded: &Loaded, seen: u64) -> Option<Aggregate> {
    let events: Option<Vec<Event>> = loaded
        .events
        .iter()
        .filter(|event| event.sequence <= seen)
        .map(|event| {
            let event = event.event.clone();
            Event::from_stored(&event.kind, event.version, event.data).ok()
        })
        .collect();
    Aggregate::replay(&events?).ok()?
}

fn prefilled(spec: &ActSpec, aggregate: Option<&Aggregate>) -> Pairs {
    let filled = prefill(aggregate, spec.key);
    json::from_json(spec.fields, &Value::Object(filled))
}

fn belongs(name: &str, field: &FieldSpec) -> bool {
    let rest = name.strip_prefix(field.name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a field holds, without what was left empty.
fn of_field<'a>(pairs: &'a Pairs, field: &FieldSpec) -> Vec<(&'a str, &'a str)> {
    let own = pairs
        .iter()
        .filter(|(name, value)| belongs(name, field) && !value.trim().is_empty());
    let mut own: Vec<_> = own.map(|(name, value)| (name, value.trim())).collect();
    own.sort_unstable();
    own
}
