//! What the address asks: one set of facts or two, read by the descriptions of
//! their fields. Whatever cannot be read is kept as it was typed, with its fault.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tongchou_project::secrecy::carries_mark;
use tongchou_project::{FieldError, FieldSpec, read_field};
use tongchou_rules::{FactSpec, Facts, Kind, Value, fact, money};

use super::sheet::{self, NO, YES};
use crate::forms::{Pairs, json};
use crate::web::address;

/// In the address: that two sets are compared; the project that one began with.
const COMPARE: &str = "compare";
pub const PROJECT: &str = "project";
/// Before the names of the second set.
const SECOND: &str = "b.";

#[derive(Debug)]
pub struct Asked {
    pub sets: Vec<Set>,
    pub project: Option<String>,
    /// Something bears a mark of secrecy: nothing of it is shown again.
    pub withheld: bool,
}

/// One set of facts.
#[derive(Debug)]
pub struct Set {
    pub title: &'static str,
    pub prefix: &'static str,
    /// By the facts' own names.
    pub typed: Pairs,
    pub facts: Facts,
    pub errors: Vec<FieldError>,
}

impl Asked {
    pub fn of(pairs: &Pairs, of_project: Option<&Facts>) -> Self {
        let withheld = pairs
            .iter()
            .any(|(name, value)| carries_mark(name) || carries_mark(value));
        let blank = Pairs::default();
        let pairs = if withheld { &blank } else { pairs };
        let fields = sheet::fields();
        let first = own(pairs, "", &fields);
        let first = match of_project {
            Some(facts) if first.iter().next().is_none() => typed(facts),
            _ => first,
        };
        let mut sets = Vec::new();
        if pairs.filled(COMPARE).is_some() {
            let second = own(pairs, SECOND, &fields);
            // to begin with, the second is like the first
            let second = if second.iter().next().is_none() {
                first.clone()
            } else {
                second
            };
            sets.push(Set::read("情形甲", "", first, &fields));
            sets.push(Set::read("情形乙", SECOND, second, &fields));
        } else {
            sets.push(Set::read("", "", first, &fields));
        }
        Self {
            sets,
            project: pairs.filled(PROJECT).map(ToOwned::to_owned),
            withheld,
        }
    }

    pub fn compares(&self) -> bool {
        self.sets.len() > 1
    }

    pub fn is_wrong(&self) -> bool {
        self.withheld || self.sets.iter().any(|set| !set.errors.is_empty())
    }

    /// Whether the sets hold another value of a fact.
    pub fn differs(&self, name: &str) -> bool {
        let values = |set: &Set| set.typed.all(name).map(ToOwned::to_owned).collect();
        let mut values = self.sets.iter().map(values);
        let first: Vec<String> = values.next().unwrap_or_default();
        values.any(|other| other != first)
    }

    /// The address that asks the same, without what is empty.
    pub fn address(&self) -> String {
        self.address_of(self.sets.iter().collect(), self.compares())
    }

    /// The same without a comparison: the set with this prefix alone.
    pub fn alone(&self, prefix: &str) -> String {
        let kept = self.sets.iter().filter(|set| set.prefix == prefix);
        self.address_of(kept.collect(), false)
    }

    fn address_of(&self, sets: Vec<&Set>, compares: bool) -> String {
        let mut pairs: Vec<(String, &str)> = Vec::new();
        if let Some(project) = &self.project {
            pairs.push((PROJECT.to_owned(), project));
        }
        if compares {
            pairs.push((COMPARE.to_owned(), YES));
        }
        for set in sets {
            let prefix = if compares { set.prefix } else { "" };
            let typed = set.typed.iter();
            pairs.extend(typed.map(|(name, value)| (format!("{prefix}{name}"), value)));
        }
        let query = address::query(pairs.iter().map(|(name, value)| (name.as_str(), *value)));
        address::with("/simulator", &query)
    }
}

/// The pairs of one set that hold something, by the facts' names.
fn own(pairs: &Pairs, prefix: &str, fields: &[FieldSpec]) -> Pairs {
    let mut found = Pairs::default();
    for field in fields {
        let name = format!("{prefix}{}", field.name);
        for value in pairs.all(&name).filter(|value| !value.trim().is_empty()) {
            found.push(field.name, value);
        }
    }
    found
}

impl Set {
    fn read(title: &'static str, prefix: &'static str, typed: Pairs, fields: &[FieldSpec]) -> Self {
        let given = json::to_json(fields, &typed);
        let mut facts = Facts::default();
        let mut errors = Vec::new();
        for field in fields {
            let Some(given) = given.get(field.name) else {
                continue;
            };
            match read_field(field, given) {
                Ok(read) => {
                    let value = fact(field.name).and_then(|spec| value(spec, &read));
                    let taken = value.is_some_and(|value| facts.set(field.name, value));
                    debug_assert!(taken, "{} has another type", field.name);
                }
                Err(error) => errors.push(error),
            }
        }
        errors.extend(contradictions(&facts));
        Self {
            title,
            prefix,
            typed,
            facts,
            errors,
        }
    }
}

/// A value as it was read from a field, as a fact holds it.
fn value(spec: &FactSpec, read: &Json) -> Option<Value> {
    let text = || read.as_str().map(ToOwned::to_owned);
    match spec.kind {
        Kind::Flag => text().map(|word| Value::Flag(word == YES)),
        Kind::Count | Kind::Money | Kind::Share => read.as_i64().map(Value::Number),
        Kind::Date => text()?.parse().ok().map(Value::Date),
        Kind::Choice(_) => text().map(Value::Choice),
        Kind::Set(_) => {
            let words = read.as_array()?.iter();
            let words = words.filter_map(|word| word.as_str().map(ToOwned::to_owned));
            Some(Value::Set(words.collect()))
        }
    }
}

/// Figures that cannot stand together whatever the law says: parts above their
/// sum, an end before its beginning.
fn contradictions(facts: &Facts) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |name: &str, says: String| {
        let label = fact(name).map_or("", |spec| spec.label);
        errors.push(FieldError {
            field: name.to_owned(),
            label: label.to_owned(),
            message: format!("“{label}”{says}"),
            clause: None,
            withhold: false,
        });
    };
    let parts = [
        facts.software_development,
        facts.software_purchase,
        facts.hardware,
        facts.security_amount,
    ];
    let sum = parts.into_iter().flatten().fold(0, i64::saturating_add);
    if facts.total_amount.is_some_and(|total| total < sum) {
        let sum = money::in_words(sum);
        fault("total_amount", format!("少于上面各项之和（{sum}）"));
    }
    let begins = facts.construction_started_on;
    for (name, ends) in [
        ("planned_end_on", facts.planned_end_on),
        ("accepted_on", facts.accepted_on),
    ] {
        if begins.zip(ends).is_some_and(|(begins, ends)| ends < begins) {
            fault(name, "早于开工日期".to_owned());
        }
    }
    errors
}

/// Facts as they are typed: what the sheet has no field for is left out.
pub fn typed(facts: &Facts) -> Pairs {
    let mut typed = Pairs::default();
    for field in sheet::fields() {
        let Some(spec) = fact(field.name) else {
            continue;
        };
        match (spec.kind, facts.get(spec.name)) {
            (_, None) => {}
            (_, Some(Value::Flag(flag))) => typed.push(spec.name, if flag { YES } else { NO }),
            (Kind::Money, Some(Value::Number(fen))) => typed.push(spec.name, money::yuan(fen)),
            (Kind::Share, Some(Value::Number(points))) => {
                typed.push(spec.name, money::percent(points));
            }
            (_, Some(Value::Number(number))) => typed.push(spec.name, number.to_string()),
            (_, Some(Value::Date(date))) => typed.push(spec.name, date.to_string()),
            (_, Some(Value::Choice(word))) => typed.push(spec.name, word),
            (_, Some(Value::Set(words))) => {
                for word in words {
                    typed.push(spec.name, word);
                }
            }
        }
    }
    typed
}

/// The address that tries out these facts.
pub fn address_of(facts: &Facts) -> String {
    address::with("/simulator", &address::query(typed(facts).iter()))
}

/// The address that begins with the facts of a project, by its page.
pub fn of_project(base: &str) -> String {
    let id = base.rsplit('/').next().unwrap_or_default();
    address::with("/simulator", &address::query([(PROJECT, id)]))
}

/// Whether an address holds names without a value, as forms send them.
pub fn holds_blanks(pairs: &Pairs) -> bool {
    pairs.iter().any(|(_, value)| value.trim().is_empty())
}

/// Names in the address that mean nothing here: left out of the next one.
pub fn unknown(pairs: &Pairs) -> Vec<String> {
    let known: BTreeSet<&str> = sheet::fields()
        .iter()
        .map(|field| field.name)
        .chain([COMPARE, PROJECT])
        .collect();
    let mut names: Vec<String> = pairs
        .iter()
        .map(|(name, _)| name)
        .filter(|name| !known.contains(name.strip_prefix(SECOND).unwrap_or(name)))
        .filter(|name| !carries_mark(name))
        .map(|name| name.chars().take(40).collect())
        .collect();
    names.dedup();
    names
}
