//! Settings laid out for their pages: default, strictest, in force, history.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tongchou_project::Registers;
use tongchou_project::registers::Setting;
use tongchou_rules::{Limit, Question, Regulation, Unit, article};

use super::super::words::in_general;
use super::{changes, in_force};
use crate::format;

/// Settings of one kind.
#[derive(Debug)]
pub struct Group {
    pub id: &'static str,
    pub title: &'static str,
    pub says: &'static str,
    pub settings: Vec<View>,
}

#[derive(Debug)]
pub struct View {
    pub key: String,
    pub says: String,
    pub article: String,
    /// As a form sends it.
    pub raw: String,
    pub value: String,
    pub default: String,
    pub strictest: String,
    pub is_default: bool,
    pub since: String,
    pub coming: String,
    /// Values to choose from: id, words, strictest, default; none for figures.
    pub choices: Vec<Choice>,
    pub unit: &'static str,
    pub history: Vec<Change>,
}

#[derive(Debug)]
pub struct Choice {
    pub id: String,
    pub says: String,
    pub strictest: bool,
    pub default: bool,
    pub chosen: bool,
}

#[derive(Debug)]
pub struct Change {
    pub value: String,
    pub from: String,
    pub on: String,
    pub by: String,
    pub reason: String,
    pub href: String,
    pub state: &'static str,
}

/// The clauses and duties that a setting decides: article, id, words.
#[derive(Debug, Default)]
pub struct Read {
    pub clauses: Vec<(String, String, String)>,
    pub duties: Vec<(String, String)>,
}

pub fn groups(base: &Regulation, law: &Regulation, registers: &Registers, on: Date) -> Vec<Group> {
    let views = |keys: Vec<String>| -> Vec<View> {
        keys.iter()
            .filter_map(|key| one(base, law, registers, key, on))
            .collect()
    };
    let figures = base.limits().filter(|limit| limit.choice);
    let questions = base.questions();
    let clauses = base
        .clauses()
        .iter()
        .filter(|clause| base.may_be_set(clause));
    vec![
        Group {
            id: "questions",
            title: "读法",
            says: "条文可有不同理解之处，选定一种读法",
            settings: views(questions.map(|question| question.id.clone()).collect()),
        },
        Group {
            id: "figures",
            title: "限额和期限",
            says: "条文未写明的数值",
            settings: views(figures.map(|limit| limit.name.clone()).collect()),
        },
        Group {
            id: "enforcement",
            title: "推定规则的效力",
            says: "由义务推定、不涉及资金的规则，可以只提醒而不阻止；条文明文规定的一律不予办理，不能调整",
            settings: views(
                clauses
                    .map(|clause| format!("enforcement.{}", clause.id))
                    .collect(),
            ),
        },
    ]
}

/// One setting; `None` where nothing of this name may be set.
pub fn one(
    base: &Regulation,
    law: &Regulation,
    registers: &Registers,
    key: &str,
    on: Date,
) -> Option<View> {
    let (says, cited, unit) = describe(base, key)?;
    let change = in_force(registers, key, on);
    let raw = |law: &Regulation| raw_value(law, key);
    let choices = choices(base, law, key);
    let strictest = choices.iter().find(|choice| choice.strictest);
    Some(View {
        key: key.to_owned(),
        says,
        article: article::in_words(&cited).unwrap_or_default(),
        raw: raw(law),
        value: value_in_words(law, key),
        default: value_in_words(base, key),
        strictest: strictest
            .map(|choice| choice.says.clone())
            .unwrap_or_default(),
        is_default: raw(law) == raw(base),
        since: change
            .and_then(|change| change.from)
            .map(format::day)
            .unwrap_or_default(),
        coming: coming(base, registers, key, on),
        choices,
        unit,
        history: changes(registers, key)
            .into_iter()
            .rev()
            .map(|change| history(base, change, in_force(registers, key, on), on))
            .collect(),
    })
}

fn question<'a>(law: &'a Regulation, key: &str) -> Option<&'a Question> {
    law.questions().find(|question| question.id == key)
}

fn figure<'a>(law: &'a Regulation, key: &str) -> Option<&'a Limit> {
    law.limit(key).filter(|limit| limit.choice)
}

pub fn named(base: &Regulation, key: &str) -> Option<String> {
    describe(base, key).map(|(says, _, _)| says)
}

/// What it is about, its article, and the unit that a figure is typed in.
fn describe(base: &Regulation, key: &str) -> Option<(String, String, &'static str)> {
    if let Some(question) = question(base, key) {
        return Some((question.asks.clone(), question.article.clone(), ""));
    }
    if let Some(limit) = figure(base, key) {
        let unit = match limit.unit {
            Unit::Yuan => "元",
            Unit::Percent => "%",
            Unit::Days => "日",
            Unit::WorkingDays => "个工作日",
            Unit::Months => "个月",
            Unit::Level => "级",
            Unit::Count | Unit::Text => "",
        };
        return Some((limit.says.clone(), limit.article.clone(), unit));
    }
    let clause = base.clause(key.strip_prefix("enforcement.")?)?;
    let may = base.may_be_set(clause);
    let says = in_general(base.clause_says(&clause.id).unwrap_or(&clause.says));
    may.then(|| (says, clause.article.to_string(), ""))
}

fn choices(base: &Regulation, law: &Regulation, key: &str) -> Vec<Choice> {
    if let Some(question) = question(base, key) {
        let chosen = raw_value(law, key);
        let readings = question.readings.iter().map(|reading| Choice {
            id: reading.id.clone(),
            says: reading.says.clone(),
            strictest: reading.id == question.strictest,
            default: reading.id == question.chosen,
            chosen: reading.id == chosen,
        });
        return readings.collect();
    }
    if !key.starts_with("enforcement.") {
        return Vec::new();
    }
    let (default, chosen) = (raw_value(base, key), raw_value(law, key));
    ["refuse", "warn"]
        .into_iter()
        .map(|id| Choice {
            id: id.to_owned(),
            says: enforcement(id).to_owned(),
            strictest: id == "refuse",
            default: id == default,
            chosen: id == chosen,
        })
        .collect()
}

fn enforcement(word: &str) -> &'static str {
    match word {
        "warn" => "只提醒，不阻止办理",
        _ => "不满足的不予办理",
    }
}

/// The value in use as a form would send it.
fn raw_value(law: &Regulation, key: &str) -> String {
    if let Some(question) = question(law, key) {
        return question.chosen.clone();
    }
    if let Some(limit) = law.limit(key) {
        return match limit.unit {
            Unit::Yuan => tongchou_rules::money::yuan(limit.value),
            Unit::Percent => tongchou_rules::money::percent(limit.value),
            _ => limit.value.to_string(),
        };
    }
    let clause = key
        .strip_prefix("enforcement.")
        .and_then(|id| law.clause(id));
    let refuses = clause.is_some_and(|clause| law.refuses(clause));
    if refuses { "refuse" } else { "warn" }.to_owned()
}

pub fn value_in_words(law: &Regulation, key: &str) -> String {
    if let Some(question) = question(law, key) {
        let mut readings = question.readings.iter();
        let chosen = readings.find(|reading| reading.id == question.chosen);
        return chosen
            .map(|reading| reading.says.clone())
            .unwrap_or_default();
    }
    match law.limit(key) {
        Some(limit) => limit.in_words(),
        None => enforcement(&raw_value(law, key)).to_owned(),
    }
}

/// The regulation as it would be with another value.
pub fn with(law: &Regulation, key: &str, value: &str) -> Result<Regulation, String> {
    law.with_settings(&BTreeMap::from([(key.to_owned(), value.to_owned())]))
}

pub fn read_by(law: &Regulation, key: &str) -> Read {
    let clauses = law.clauses_reading(key).map(|clause| {
        let says = in_general(law.clause_says(&clause.id).unwrap_or(&clause.says));
        (clause.article_text.to_string(), clause.id.to_string(), says)
    });
    let duties = law.duties_reading(key).into_iter();
    Read {
        clauses: clauses.collect(),
        duties: duties
            .map(|duty| (duty.article_text, format!("{}：{}", duty.title, duty.says)))
            .collect(),
    }
}

fn in_words(base: &Regulation, change: &Setting) -> String {
    // a value that this pack no longer takes is told as it was typed
    with(base, &change.key, &change.value).map_or_else(
        |_| change.value.clone(),
        |law| value_in_words(&law, &change.key),
    )
}

fn coming(base: &Regulation, registers: &Registers, key: &str, on: Date) -> String {
    let changes = changes(registers, key);
    let first = changes
        .iter()
        .filter_map(|change| change.from)
        .find(|from| *from > on);
    // of several from one day on, the one decided last counts
    let next = changes
        .into_iter()
        .rfind(|change| first.is_some() && change.from == first);
    let told = next.and_then(|change| {
        Some(format!(
            "自{}起改为：{}",
            format::day(change.from?),
            in_words(base, change)
        ))
    });
    told.unwrap_or_default()
}

fn history(base: &Regulation, change: &Setting, current: Option<&Setting>, on: Date) -> Change {
    let state = if change.from.is_some_and(|from| from > on) {
        "未生效"
    } else if current.is_some_and(|current| current.id == change.id) {
        "现用"
    } else {
        "已被取代"
    };
    Change {
        value: in_words(base, change),
        from: change.from.map(format::day).unwrap_or_default(),
        on: change.on.map(format::day).unwrap_or_default(),
        by: format!("{} {}", change.by.body_name, change.by.name),
        reason: change.reason.clone().unwrap_or_default(),
        href: format!("/registers/setting/{}", change.id),
        state,
    }
}
