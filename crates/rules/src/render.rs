//! Messages: placeholders filled with limits and facts as a page writes them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::clause::{Clause, placeholders};
use crate::facts::{FactSpec, Facts, Kind, Value, fact};
use crate::gaps;
use crate::measure::Measure;
use crate::money;
use crate::verdict::Seen;

/// A value as it reads on a page.
pub fn value(kind: Kind, value: &Value) -> Cow<'static, str> {
    match (kind, value) {
        (Kind::Money, Value::Number(fen)) => money::in_words(*fen).into(),
        (Kind::Share, Value::Number(points)) if *points > 1_000_000 => "超过10000%".into(),
        (Kind::Share, Value::Number(points)) => format!("{}%", money::percent(*points)).into(),
        (_, Value::Number(number)) => number.to_string().into(),
        (_, Value::Flag(flag)) => if *flag { "是" } else { "否" }.into(),
        (_, Value::Date(date)) => {
            format!("{}年{}月{}日", date.year(), date.month(), date.day()).into()
        }
        (Kind::Choice(words), Value::Choice(id)) => match words.label(id) {
            Some(label) => label.into(),
            None => id.clone().into(),
        },
        (Kind::Set(words), Value::Set(ids)) if !ids.is_empty() => ids
            .iter()
            .map(|id| words.label(id).unwrap_or(id))
            .collect::<Vec<_>>()
            .join("、")
            .into(),
        (_, Value::Set(_)) => "无".into(),
        (_, Value::Choice(id)) => id.clone().into(),
    }
}

/// Fills in limits: done once for a pack and its settings.
pub(crate) fn with_limits(text: &str, measure: &Measure) -> String {
    let mut filled = text.to_owned();
    for name in placeholders(text) {
        if let Some(limit) = measure.limits.get(name) {
            filled = filled.replace(&format!("{{{name}}}"), &limit.in_words());
        }
    }
    filled
}

/// Fills in facts. What is not known is left out, with the part of a bracket that tells it.
pub(crate) fn with_facts(text: &Arc<str>, facts: &Facts) -> Arc<str> {
    if !text.contains('{') {
        return text.clone();
    }
    let mut filled = text.to_string();
    for name in placeholders(text) {
        let Some(spec) = fact(name) else { continue };
        let words = facts
            .get(name)
            .map_or_else(|| UNKNOWN.into(), |held| value(spec.kind, &held));
        filled = filled.replace(&format!("{{{name}}}"), &words);
    }
    if filled.contains(UNKNOWN) {
        without_unknown(&filled).into()
    } else {
        filled.into()
    }
}

/// Stands for a value that is not known while a message is being filled in.
const UNKNOWN: &str = "\u{0}";

fn without_unknown(text: &str) -> String {
    let mut kept = String::new();
    for (index, part) in text.split('（').enumerate() {
        let (inside, after) = match part.split_once('）') {
            Some((inside, after)) if index > 0 => (inside, after),
            _ => ("", part),
        };
        let told: Vec<&str> = inside
            .split('，')
            .filter(|piece| !piece.is_empty() && !piece.contains(UNKNOWN))
            .collect();
        if !told.is_empty() {
            kept.push_str(&format!("（{}）", told.join("，")));
        }
        kept.push_str(&after.replace(UNKNOWN, ""));
    }
    kept
}

/// The facts a clause looked at.
pub(crate) fn facts_seen(clause: &Clause, facts: &Facts) -> Vec<Seen> {
    // a derived fact is told with what it follows from: dates, and the amounts of a share
    let mut told: Vec<&'static FactSpec> = Vec::new();
    for spec in &clause.facts {
        let sources = gaps::shown_with(spec.name).iter();
        for spec in std::iter::once(*spec).chain(sources.filter_map(|name| fact(name))) {
            if !told.iter().any(|known| known.name == spec.name) {
                told.push(spec);
            }
        }
    }
    told.into_iter()
        .filter_map(|spec| seen(spec.name, facts))
        .collect()
}

/// A fact as it reads, where it is known.
pub(crate) fn seen(name: &str, facts: &Facts) -> Option<Seen> {
    let spec = fact(name)?;
    let held = (spec.held)(facts)?;
    Some(Seen {
        name: spec.name.into(),
        label: spec.label.into(),
        value: value(spec.kind, &held),
    })
}

/// The limits and readings a clause looks at, the same in every verdict.
pub(crate) fn limits_seen(clause: &Clause, measure: &Measure) -> Arc<[Seen]> {
    let limit = |name: &String| {
        if let Some(limit) = measure.limits.get(name) {
            return Some(Seen {
                name: name.clone().into(),
                label: limit.says.clone().into(),
                value: limit.in_words().into(),
            });
        }
        let question = measure.questions.get(name)?;
        let chosen = question
            .readings
            .iter()
            .find(|reading| reading.id == question.chosen)?;
        Some(Seen {
            name: name.clone().into(),
            label: question.asks.clone().into(),
            value: chosen.says.clone().into(),
        })
    };
    clause.limits.iter().filter_map(limit).collect()
}

/// Members of sets that the clause wants and the facts lack, by name.
pub(crate) fn lacking(clause: &Clause, facts: &Facts) -> Vec<String> {
    let mut names = Vec::new();
    for (name, member) in &clause.wants {
        let Some(Kind::Set(words)) = fact(name).map(|spec| spec.kind) else {
            continue;
        };
        let has = matches!(facts.get(name), Some(Value::Set(ids)) if ids.contains(member));
        let label = words.label(member).unwrap_or(member).to_owned();
        if !has && !names.contains(&label) {
            names.push(label);
        }
    }
    names
}
