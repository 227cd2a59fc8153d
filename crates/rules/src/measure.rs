//! `measure.toml`: every amount, share and span with its unit and article, and
//! the readings of what the law leaves open. Choices are marked as such.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{article, money};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Yuan,
    Percent,
    Days,
    WorkingDays,
    Months,
    Level,
    Count,
    Text,
}

/// One amount, share or span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limit {
    pub name: String,
    /// Fen, basis points or a plain number.
    pub value: i64,
    pub unit: Unit,
    pub article: String,
    pub says: String,
    pub choice: bool,
    /// Used by Rust, not by a clause.
    pub rust: bool,
}

impl Limit {
    /// The value as a page writes it.
    pub fn in_words(&self) -> String {
        match self.unit {
            Unit::Yuan => money::in_words(self.value),
            Unit::Percent => format!("{}%", money::percent(self.value)),
            Unit::Days => format!("{}日", self.value),
            Unit::WorkingDays => format!("{}个工作日", self.value),
            Unit::Months => format!("{}个月", self.value),
            Unit::Level => format!(
                "{}级",
                article::numeral(u32::try_from(self.value).unwrap_or(0))
            ),
            Unit::Count | Unit::Text => self.value.to_string(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub id: String,
    pub says: String,
}

/// Where the law can be read in more than one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    pub id: String,
    pub article: String,
    pub asks: String,
    pub chosen: String,
    pub strictest: String,
    pub readings: Vec<Reading>,
    pub acts: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub id: String,
    pub name: String,
    pub number: String,
    pub in_force_from: Date,
    pub limits: BTreeMap<String, Limit>,
    pub questions: BTreeMap<String, Question>,
    /// Clauses of basis "inferred" that a setting turned to warn or refuse.
    pub enforcement: BTreeMap<String, String>,
    /// What limits were before and since when, where a setting changed them: the first
    /// entry is the pack's own.
    pub past: BTreeMap<String, Vec<(Date, i64)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeasure {
    id: String,
    name: String,
    number: String,
    in_force_from: toml::value::Datetime,
    #[serde(default)]
    limit: BTreeMap<String, RawLimit>,
    #[serde(default)]
    question: BTreeMap<String, RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimit {
    value: String,
    unit: Unit,
    article: String,
    says: String,
    #[serde(default)]
    choice: bool,
    #[serde(default)]
    rust: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    article: String,
    asks: String,
    chosen: String,
    strictest: String,
    #[serde(default)]
    acts: Vec<String>,
    reading: Vec<Reading>,
}

impl Measure {
    pub(crate) fn parse(text: &str) -> Result<Measure, String> {
        let raw: RawMeasure = toml::from_str(text).map_err(|error| error.to_string())?;
        let in_force_from = date(&raw.in_force_from)?;
        let mut limits = BTreeMap::new();
        for (name, limit) in raw.limit {
            limits.insert(name.clone(), read_limit(name, limit)?);
        }
        let mut questions = BTreeMap::new();
        for (id, question) in raw.question {
            questions.insert(id.clone(), read_question(id, question)?);
        }
        Ok(Measure {
            id: raw.id,
            name: raw.name,
            number: raw.number,
            in_force_from,
            limits,
            questions,
            enforcement: BTreeMap::new(),
            past: BTreeMap::new(),
        })
    }

    /// The chosen reading of a question.
    pub(crate) fn reading(&self, question: &str) -> &str {
        self.questions
            .get(question)
            .map_or("", |question| question.chosen.as_str())
    }

    /// The value of a limit; zero where the pack has none (the loader checks the names Rust uses).
    pub(crate) fn value(&self, limit: &str) -> i64 {
        self.limits.get(limit).map_or(0, |limit| limit.value)
    }

    /// The value that was in force on a day.
    pub(crate) fn value_on(&self, limit: &str, on: Date) -> i64 {
        let before = self.past.get(limit).into_iter().flatten();
        let begun = before.rev().find(|(from, _)| *from <= on);
        begun.map_or_else(|| self.value(limit), |(_, value)| *value)
    }

    /// What a limit was made on a day; what cannot be read was never in force.
    pub(crate) fn remember(&mut self, key: &str, from: Date, value: &str) {
        let Some(limit) = self.limits.get(key) else {
            return;
        };
        if let Ok(value) = read_value(value, limit.unit) {
            self.past
                .entry(key.to_owned())
                .or_default()
                .push((from, value));
        }
    }

    /// Applies one setting. Only choices, readings and the enforcement of inferred clauses are settings.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        if let Some(limit) = self.limits.get(key).filter(|limit| !limit.choice) {
            let article = article::in_words(&limit.article).unwrap_or_default();
            return Err(format!(
                "“{}”（{key}）是{article}规定的数值，不是可调整的设置",
                limit.says
            ));
        }
        self.rewrite(key, value)
    }

    /// Writes a figure, a reading or a clause's enforcement, be it a setting or the
    /// text's own: for drafts of another law.
    pub(crate) fn rewrite(&mut self, key: &str, value: &str) -> Result<(), String> {
        if let Some(question) = self.questions.get_mut(key) {
            if !question.readings.iter().any(|reading| reading.id == value) {
                let known: Vec<&str> = question
                    .readings
                    .iter()
                    .map(|each| each.id.as_str())
                    .collect();
                return Err(format!(
                    "设置“{}”（{key}）没有“{value}”这种理解，可选：{}",
                    question.asks,
                    known.join("、")
                ));
            }
            value.clone_into(&mut question.chosen);
            return Ok(());
        }
        if let Some(limit) = self.limits.get_mut(key) {
            let named = |error| format!("设置“{}”（{key}）：{error}", limit.says);
            let wanted = read_value(value, limit.unit).map_err(named)?;
            bounded(wanted, limit.unit).map_err(named)?;
            limit.value = wanted;
            return Ok(());
        }
        if let Some(clause) = key.strip_prefix("enforcement.") {
            if value != "warn" && value != "refuse" {
                return Err(format!(
                    "设置“{key}”只能是 warn（提醒）或 refuse（不予办理）"
                ));
            }
            self.enforcement.insert(clause.to_owned(), value.to_owned());
            return Ok(());
        }
        Err(format!("没有名为“{key}”的设置"))
    }
}

fn date(value: &toml::value::Datetime) -> Result<Date, String> {
    value
        .to_string()
        .parse()
        .map_err(|_| format!("日期“{value}”无法识别"))
}

fn read_limit(name: String, raw: RawLimit) -> Result<Limit, String> {
    article::in_words(&raw.article).ok_or_else(|| {
        format!(
            "limit.{name}: article “{}” is no article number",
            raw.article
        )
    })?;
    let value =
        read_value(&raw.value, raw.unit).map_err(|error| format!("limit.{name}: {error}"))?;
    Ok(Limit {
        name,
        value,
        unit: raw.unit,
        article: raw.article,
        says: raw.says,
        choice: raw.choice,
        rust: raw.rust,
    })
}

fn read_value(text: &str, unit: Unit) -> Result<i64, String> {
    match unit {
        Unit::Yuan => money::parse_yuan(text).map_err(str::to_owned),
        Unit::Percent => money::parse_percent(text).map_err(str::to_owned),
        _ => text
            .parse::<i64>()
            .ok()
            .filter(|value| (0..=100_000).contains(value))
            .ok_or_else(|| format!("“{text}”应为 0 到 100000 的整数")),
    }
}

/// What a setting may be at all, by its unit: no share above the whole, no span of nothing.
fn bounded(value: i64, unit: Unit) -> Result<(), String> {
    let (least, most, says) = match unit {
        Unit::Percent => (0, 10_000, "应为 0 到 100 的百分数"),
        Unit::Days | Unit::WorkingDays => (1, 3_650, "应为 1 到 3650 日"),
        Unit::Months => (1, 120, "应为 1 到 120 个月"),
        Unit::Level => (1, 5, "应为 1 到 5 级"),
        Unit::Yuan | Unit::Count | Unit::Text => return Ok(()),
    };
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(says.to_owned())
}

fn read_question(id: String, raw: RawQuestion) -> Result<Question, String> {
    for named in [&raw.chosen, &raw.strictest] {
        if !raw.reading.iter().any(|reading| reading.id == *named) {
            return Err(format!("question.{id}: “{named}” is none of its readings"));
        }
    }
    article::in_words(&raw.article).ok_or_else(|| {
        format!(
            "question.{id}: article “{}” is no article number",
            raw.article
        )
    })?;
    Ok(Question {
        id,
        article: raw.article,
        asks: raw.asks,
        chosen: raw.chosen,
        strictest: raw.strictest,
        readings: raw.reading,
        acts: raw.acts,
    })
}
