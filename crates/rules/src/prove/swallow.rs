//! Which clause could swallow which, from the words that they read. Only leaves
//! out pairs; what is left is for the solver to say.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::clause::Clause;

/// The words that a clause reads, in all and in its `unless`, and the members
/// of sets that would let it off.
pub(super) struct Read {
    all: BTreeSet<String>,
    unless: BTreeSet<String>,
    wants: Vec<(String, String)>,
}

impl Read {
    pub(super) fn of(clause: &Clause) -> Read {
        let mut read = Read {
            all: BTreeSet::new(),
            unless: BTreeSet::new(),
            wants: clause.wants.clone(),
        };
        let json = clause.policy.to_json().unwrap_or_default();
        for condition in json
            .get("conditions")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            attributes(condition, &mut read.all);
            if condition.get("kind").and_then(Json::as_str) == Some("unless") {
                attributes(condition, &mut read.unless);
            }
        }
        read
    }

    /// Whether it can swallow the other at all: only if the other reads something
    /// that could let this one off. Saves the solver most pairs.
    pub(super) fn may_swallow(&self, other: &Read) -> bool {
        if self.unless.is_empty() {
            return !self.all.is_disjoint(&other.all);
        }
        self.unless
            .iter()
            .filter(|fact| other.all.contains(*fact))
            .any(|fact| {
                let (mine, others) = (self.members(fact), other.members(fact));
                mine.is_empty() || others.is_empty() || !mine.is_disjoint(&others)
            })
    }

    fn members(&self, fact: &str) -> BTreeSet<&str> {
        self.wants
            .iter()
            .filter(|(set, _)| set == fact)
            .map(|(_, member)| member.as_str())
            .collect()
    }
}

fn attributes(body: &Json, into: &mut BTreeSet<String>) {
    if let Some(name) = body.get("attr").and_then(Json::as_str) {
        into.insert(name.to_owned());
    }
    match body {
        Json::Object(parts) => parts.values().for_each(|part| attributes(part, into)),
        Json::Array(parts) => parts.iter().for_each(|part| attributes(part, into)),
        _ => {}
    }
}
