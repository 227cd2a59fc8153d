//! Duties that fall due without anybody acting: what, when, for whom, by which
//! article, and how it stands on a day.

mod dates;
mod ladder;
mod table;

use jiff::civil::Date;
use serde::Serialize;

use crate::article;
use crate::clause::Basis;
use crate::facts::{Facts, Value};
use crate::measure::Measure;
use crate::pack::Regulation;

pub use ladder::{Reminder, Rung};
pub(crate) use table::{DutyRule, read};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Done, on the day it was done.
    Done,
    /// Falls due later.
    Upcoming,
    /// May and should be done now.
    Due,
    /// Its last day has passed.
    Overdue,
}

impl DutyState {
    /// By its dates: when it may be taken up, its last day, when it was done.
    pub fn on(on: Date, from: Date, due: Date, done: Option<Date>) -> Self {
        match done {
            Some(_) => DutyState::Done,
            None if on > due => DutyState::Overdue,
            None if on >= from => DutyState::Due,
            None => DutyState::Upcoming,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            DutyState::Done => "已完成",
            DutyState::Upcoming => "未到期",
            DutyState::Due => "应办理",
            DutyState::Overdue => "已逾期",
        }
    }
}

/// One duty of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    pub key: String,
    pub title: String,
    pub who: String,
    pub to: Vec<String>,
    /// The act that fulfils it.
    pub act: String,
    pub article: String,
    pub article_text: String,
    /// From when it may be fulfilled.
    pub from: Option<Date>,
    /// The last day; `None` while what it counts from has not happened.
    pub due_on: Option<Date>,
    pub done_on: Option<Date>,
    /// Nobody has to fulfil it any more: something else came first.
    pub settled: bool,
    pub state: DutyState,
    /// How the date comes about, in words.
    pub says: String,
}

impl Regulation {
    /// All duties that have a date on a day, by due date.
    pub fn duties(&self, facts: &Facts, on: Date) -> Vec<Duty> {
        self.duties_where(facts, on, |_| true)
    }

    /// Those that a project has once.
    pub fn duties_once(&self, facts: &Facts, on: Date) -> Vec<Duty> {
        self.duties_where(facts, on, |rule| rule.each.is_none())
    }

    /// Those that there are of each thing of a kind: the facts tell of one of them.
    pub fn duties_of_each(&self, kind: &str, facts: &Facts, on: Date) -> Vec<Duty> {
        self.duties_where(facts, on, |rule| rule.each.as_deref() == Some(kind))
    }

    fn duties_where(
        &self,
        facts: &Facts,
        on: Date,
        wanted: impl Fn(&DutyRule) -> bool,
    ) -> Vec<Duty> {
        let facts = self.derived(facts, on);
        let rules = self
            .compiled
            .duties
            .iter()
            .filter(|rule| wanted(rule) && rule.applies_to(&facts));
        let mut duties: Vec<Duty> = rules
            .flat_map(|rule| self.dated(rule, &facts, on))
            .collect();
        duties.sort_by_key(|duty| (duty.due_on, duty.key.clone()));
        duties
    }

    /// Whether another of the kind follows once one is done.
    pub fn duty_recurs(&self, key: &str) -> bool {
        let recurs =
            |rule: &DutyRule| matches!(rule.rule, table::Rule::Every | table::Rule::Yearly);
        self.compiled
            .duties
            .iter()
            .any(|rule| rule.key == key && recurs(rule))
    }

    /// Whether the text itself asks for a duty, or we infer it.
    pub(crate) fn basis_of_duty(&self, key: &str) -> Basis {
        let of_text = |rule: &&DutyRule| rule.key == key && rule.basis == "text";
        if self.compiled.duties.iter().any(|rule| of_text(&rule)) {
            Basis::Text
        } else {
            Basis::Inferred
        }
    }

    /// All duties a project will meet, also by planned dates, with dates as far as they are known.
    pub fn duties_ahead(&self, facts: &Facts, on: Date) -> Vec<Duty> {
        let facts = self.derived(facts, on);
        let mut duties = Vec::new();
        for rule in self.compiled.duties.iter().filter(|rule| {
            rule.may_apply_to(&facts) && dates::may_reach(rule, &self.measure, &facts)
        }) {
            // a planned date is enough for a plan
            let dated = self.dated(rule, &facts, on);
            if dated.is_empty() {
                duties.push(duty(
                    rule,
                    &self.measure,
                    None,
                    None,
                    None,
                    DutyState::Upcoming,
                ));
            } else {
                duties.extend(dated);
            }
        }
        duties
    }

    fn dated(&self, rule: &DutyRule, facts: &Facts, on: Date) -> Vec<Duty> {
        dates::of(rule, (&self.measure, &self.calendar), facts, on)
            .into_iter()
            .map(|dates| {
                let state = DutyState::on(on, dates.from, dates.due, dates.done);
                Duty {
                    settled: dates.settled,
                    ..duty(
                        rule,
                        &self.measure,
                        Some(dates.from),
                        Some(dates.due),
                        dates.done,
                        state,
                    )
                }
            })
            .collect()
    }
}

fn duty(
    rule: &DutyRule,
    measure: &Measure,
    from: Option<Date>,
    due: Option<Date>,
    done: Option<Date>,
    state: DutyState,
) -> Duty {
    Duty {
        key: rule.key.clone(),
        title: rule.title.clone(),
        who: rule.who.clone(),
        to: rule.to.clone(),
        act: rule.act.clone(),
        article: rule.article.clone(),
        article_text: article::in_words(&rule.article).unwrap_or_default(),
        from,
        due_on: due,
        done_on: done,
        settled: false,
        state,
        says: crate::render::with_limits(&rule.says, measure),
    }
}

/// A fact that is a date.
pub(crate) fn date_of(facts: &Facts, name: &str) -> Option<Date> {
    match facts.get(name) {
        Some(Value::Date(date)) => Some(date),
        _ => None,
    }
}
