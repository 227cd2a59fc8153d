//! When a duty may be taken up, its last day, and whether it is done.

use jiff::civil::Date;

use super::date_of;
use super::table::{DutyRule, Rule};
use crate::calendar::{Calendar, add_days, add_months, anniversary};
use crate::facts::Facts;
use crate::measure::{Measure, Unit};

/// At most so many periods of a recurring duty are listed.
const MOST_PERIODS: i32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dates {
    pub from: Date,
    pub due: Date,
    pub done: Option<Date>,
    /// Settled by something else; `done` is then no day on which it was done.
    pub settled: bool,
}

/// Whether the security level is not known to be below the one a duty begins at.
pub(super) fn may_reach(rule: &DutyRule, measure: &Measure, facts: &Facts) -> bool {
    let least = rule.level_from.as_ref().map(|limit| measure.value(limit));
    facts
        .mlps_level
        .zip(least)
        .is_none_or(|(level, least)| level >= least)
}

/// The dates of a duty on a day; none while what it counts from has not happened.
pub(super) fn of(
    rule: &DutyRule,
    (measure, calendar): (&Measure, &Calendar),
    facts: &Facts,
    on: Date,
) -> Vec<Dates> {
    let reaches = |limit: &String| {
        facts
            .mlps_level
            .is_some_and(|level| level >= measure.value(limit))
    };
    if !rule.level_from.as_ref().is_none_or(reaches) {
        return Vec::new();
    }
    let Some(from) = date_of(facts, &rule.from) else {
        return Vec::new();
    };
    let done = rule
        .done
        .as_ref()
        .and_then(|name| date_of(facts, name))
        .filter(|done| *done <= on);
    let settled = if rule.is_settled(facts) {
        Some(from)
    } else {
        None
    };
    let once = |start: Date, due: Date| {
        vec![Dates {
            from: ahead(rule, measure, due).unwrap_or(start),
            due,
            done: done.or(settled),
            settled: done.is_none() && settled.is_some(),
        }]
    };
    match rule.rule {
        Rule::Date => once(on.min(from), from),
        Rule::Before => {
            let eve = add_days(from, -1);
            once(on.min(eve), eve)
        }
        Rule::Offset => once(from, after(rule, (measure, calendar), from)),
        Rule::Midpoint => {
            midpoint(rule, measure, facts, from).map_or_else(Vec::new, |due| once(from, due))
        }
        Rule::Anniversary => {
            let start = anniversary(from, 1);
            let grace = rule.grace.as_ref().map_or(0, |limit| measure.value(limit));
            once(start, add_days(start, grace))
        }
        Rule::Every => every(rule, measure, facts, from, on),
        Rule::Yearly => yearly(rule, measure, from, done),
    }
}

fn ahead(rule: &DutyRule, measure: &Measure, due: Date) -> Option<Date> {
    rule.ahead
        .as_ref()
        .map(|limit| add_days(due, -measure.value(limit)))
}

/// The span after a date; one of working days by the calendar.
fn after(rule: &DutyRule, (measure, calendar): (&Measure, &Calendar), from: Date) -> Date {
    let limit = rule.span.as_ref().and_then(|name| measure.limits.get(name));
    match limit {
        Some(limit) if limit.unit == Unit::WorkingDays => calendar.add(from, limit.value).date,
        _ => span(rule, measure, from),
    }
}

/// A span after a date, in the unit of the limit.
fn span(rule: &DutyRule, measure: &Measure, from: Date) -> Date {
    let value = rule.span.as_ref().map_or(0, |name| measure.value(name));
    spans(rule, measure, from, (value, 1))
}

/// So many spans of a length after a date.
fn spans(rule: &DutyRule, measure: &Measure, from: Date, (length, times): (i64, i32)) -> Date {
    let Some(limit) = rule.span.as_ref().and_then(|name| measure.limits.get(name)) else {
        return from;
    };
    match limit.unit {
        Unit::Months => add_months(
            from,
            i32::try_from(length).unwrap_or(0).saturating_mul(times),
        ),
        _ => add_days(from, length.saturating_mul(i64::from(times))),
    }
}

fn midpoint(rule: &DutyRule, measure: &Measure, facts: &Facts, from: Date) -> Option<Date> {
    let until = date_of(facts, rule.until.as_ref()?)?;
    let share = rule
        .share
        .as_ref()
        .map_or(5000, |limit| measure.value(limit));
    let days = i64::from((until - from).get_days());
    Some(add_days(from, days.max(0).saturating_mul(share) / 10_000))
}

/// Periods after the last fulfilled one, up to the first that ends on or after the day.
/// A period is as long as was set when it began.
fn every(rule: &DutyRule, measure: &Measure, facts: &Facts, from: Date, on: Date) -> Vec<Dates> {
    let end = rule.until.as_ref().and_then(|name| date_of(facts, name));
    let last = rule.done.as_ref().and_then(|name| date_of(facts, name));
    let mut periods = Vec::new();
    let length_on = |day: Date| {
        let limit = rule.span.as_ref();
        limit.map_or(0, |name| measure.value_on(name, day))
    };
    // counted from where the length was last another, so that months keep their day
    let (mut anchor, mut length, mut times) = (from, length_on(from), 0);
    let mut start = from;
    for _ in 0..MOST_PERIODS {
        if length_on(start) != length {
            (anchor, length, times) = (start, length_on(start), 0);
        }
        times += 1;
        let due = spans(rule, measure, anchor, (length, times));
        if due <= start || end.is_some_and(|end| due > end) {
            break;
        }
        let fulfilled = last.is_some_and(|last| last > start || last == from && start == from);
        if !fulfilled {
            periods.push(Dates {
                from: start,
                due,
                done: None,
                settled: false,
            });
            if due >= on {
                break;
            }
        }
        start = due;
    }
    periods
}

fn yearly(rule: &DutyRule, measure: &Measure, from: Date, last: Option<Date>) -> Vec<Dates> {
    let due = match (measure.reading("yearly"), last) {
        ("calendar", Some(last)) => end_of_year(last.year().saturating_add(1)),
        ("calendar", None) => end_of_year(from.year()),
        (_, last) => span(rule, measure, last.unwrap_or(from)),
    };
    let start = ahead(rule, measure, due).unwrap_or(from);
    vec![Dates {
        from: start,
        due,
        done: None,
        settled: false,
    }]
}

fn end_of_year(year: i16) -> Date {
    Date::new(year.clamp(1990, 2100), 12, 31).unwrap_or(Date::MAX)
}
