//! `duties.toml`: one table a duty. The file's own comments say what each key means.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::article;
use crate::facts::{Facts, Value, fact};
use crate::measure::Measure;
use crate::pack::PackError;

const FILE: &str = "duties.toml";

/// How the last day comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rule {
    /// The date itself.
    Date,
    /// The day before the date.
    Before,
    /// A span after the date.
    Offset,
    /// A share of the way between two dates.
    Midpoint,
    /// The anniversary of the date, with days of grace.
    Anniversary,
    /// Again and again, a span apart, until a date.
    Every,
    /// Once a year counted from the last time, by the chosen reading.
    Yearly,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DutyRule {
    pub key: String,
    pub title: String,
    pub article: String,
    pub who: String,
    #[serde(default)]
    pub to: Vec<String>,
    pub act: String,
    #[serde(default)]
    pub basis: String,
    pub says: String,
    /// Facts that must have these values.
    #[serde(default)]
    pub applies: BTreeMap<String, toml::Value>,
    /// Limit that the security level must reach.
    #[serde(default)]
    pub level_from: Option<String>,
    pub rule: Rule,
    pub from: String,
    #[serde(default)]
    pub until: Option<String>,
    /// Limit: the span, in its own unit.
    #[serde(default)]
    pub span: Option<String>,
    #[serde(default)]
    pub share: Option<String>,
    #[serde(default)]
    pub grace: Option<String>,
    /// Limit: how many days before the last day it should be taken up.
    #[serde(default)]
    pub ahead: Option<String>,
    /// Date fact on which it was last or finally done.
    #[serde(default)]
    pub done: Option<String>,
    /// There may be several of these at a time: one duty for each.
    #[serde(default)]
    pub each: Option<String>,
    /// Limits: so many days before the last day a reminder goes out.
    #[serde(default = "usual_reminders")]
    pub remind: Vec<String>,
    /// Duty is done as soon as this fact has this value.
    #[serde(default)]
    pub unless: BTreeMap<String, toml::Value>,
}

fn usual_reminders() -> Vec<String> {
    ["remind_first", "remind_second", "remind_last"]
        .map(str::to_owned)
        .into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    duty: Vec<DutyRule>,
}

pub(crate) fn read(text: &str, measure: &Measure) -> Result<Vec<DutyRule>, Vec<PackError>> {
    let table: Table =
        toml::from_str(text).map_err(|error| vec![PackError::at(FILE, None, error.to_string())])?;
    let errors: Vec<PackError> = table
        .duty
        .iter()
        .filter_map(|rule| {
            wrong(rule, measure).map(|message| {
                PackError::at(
                    FILE,
                    crate::words::line_of(text, &format!("\"{}\"", rule.key)),
                    format!("duty {}: {message}", rule.key),
                )
            })
        })
        .collect();
    if errors.is_empty() {
        Ok(table.duty)
    } else {
        Err(errors)
    }
}

fn wrong(rule: &DutyRule, measure: &Measure) -> Option<String> {
    if article::in_words(&rule.article).is_none() {
        return Some(format!("“{}” is no article number", rule.article));
    }
    let facts = [Some(&rule.from), rule.until.as_ref(), rule.done.as_ref()];
    let of_tables = rule.applies.keys().chain(rule.unless.keys());
    if let Some(name) = facts
        .into_iter()
        .flatten()
        .chain(of_tables)
        .find(|name| fact(name).is_none())
    {
        return Some(format!("no fact is called “{name}”"));
    }
    let limits = [
        &rule.level_from,
        &rule.span,
        &rule.share,
        &rule.grace,
        &rule.ahead,
    ];
    let unknown = limits
        .into_iter()
        .flatten()
        .chain(&rule.remind)
        .find(|name| !measure.limits.contains_key(*name));
    unknown.map(|name| format!("measure.toml has no limit “{name}”"))
}

impl DutyRule {
    /// Whether all conditions are known to hold.
    pub(crate) fn applies_to(&self, facts: &Facts) -> bool {
        self.applies
            .iter()
            .all(|(name, wanted)| holds(facts, name, wanted) == Some(true))
    }

    /// Whether no condition is known to fail.
    pub(crate) fn may_apply_to(&self, facts: &Facts) -> bool {
        let may = |(name, wanted): (&String, &toml::Value)| match holds(facts, name, wanted) {
            Some(holds) => holds || is_progress(name),
            None => !is_mishap(name),
        };
        self.applies.iter().all(may) && (facts.knows(&self.from) || !is_mishap(&self.from))
    }

    pub(crate) fn is_settled(&self, facts: &Facts) -> bool {
        self.unless
            .iter()
            .any(|(name, wanted)| holds(facts, name, wanted) == Some(true))
    }
}

/// Facts that nobody plans: orders to rectify, risks, tests that fail.
fn is_mishap(name: &str) -> bool {
    matches!(
        name,
        "rectification_ordered" | "risk_reported" | "risk_major" | "assessment_failed_on"
    )
}

/// Facts that only time and work bring about: for a plan they will hold.
fn is_progress(name: &str) -> bool {
    matches!(
        name,
        "construction_started" | "acceptance_result" | "contract_signed"
    )
}

fn holds(facts: &Facts, name: &str, wanted: &toml::Value) -> Option<bool> {
    let held = facts.get(name)?;
    Some(match (held, wanted) {
        (Value::Flag(flag), toml::Value::Boolean(wanted)) => flag == *wanted,
        (Value::Choice(word), toml::Value::String(wanted)) => word == *wanted,
        (Value::Number(number), toml::Value::Integer(wanted)) => number == *wanted,
        _ => false,
    })
}
