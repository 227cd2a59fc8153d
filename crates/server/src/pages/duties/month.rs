//! A month of days, worked or not, with what falls due on each.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use tongchou_rules::Regulation;

use super::find::{Asked, Line};
use crate::format;

/// How many duties a day names; the list of the day has the rest.
const NAMED: usize = 4;

#[derive(Debug)]
pub struct Month {
    pub title: String,
    pub weeks: Vec<Vec<Day>>,
    pub before: String,
    pub now: String,
    pub after: String,
    /// The year's arrangement of holidays is not published yet.
    pub provisional: bool,
}

#[derive(Debug)]
pub struct Day {
    pub number: i8,
    pub date: String,
    pub inside: bool,
    pub working: bool,
    /// 国庆节; of a weekend that is worked, why; for a usual day nothing.
    pub name: String,
    pub today: bool,
    pub named: Vec<Named>,
    /// How many more there are, and where.
    pub more: usize,
    pub href: String,
}

#[derive(Debug)]
pub struct Named {
    pub href: String,
    pub title: String,
    pub project: String,
    pub tone: &'static str,
}

pub fn of(law: &Regulation, today: Date, asked: &Asked, lines: &[Line]) -> Month {
    let first = asked.first_of_month(today);
    let month = |span: Span| {
        let other = first.saturating_add(span);
        let month = format!("{:04}-{:02}", other.year(), other.month());
        Asked {
            month,
            ..asked.clone()
        }
        .href()
    };
    let lead = i64::from(first.weekday().to_monday_zero_offset());
    let mut weeks = Vec::new();
    let mut date = first.saturating_sub(lead.days());
    while date <= first.last_of_month() {
        let days = (0..7_i64).map(|offset| date.saturating_add(offset.days()));
        weeks.push(
            days.map(|date| day(law, date, today, first, asked, lines))
                .collect(),
        );
        date = date.saturating_add(7.days());
    }
    Month {
        title: format!("{}年{}月", first.year(), first.month()),
        weeks,
        before: month((-1).months()),
        now: Asked {
            month: String::new(),
            ..asked.clone()
        }
        .href(),
        after: month(1.months()),
        provisional: !law.calendar().published(first.year()),
    }
}

fn day(
    law: &Regulation,
    date: Date,
    today: Date,
    first: Date,
    asked: &Asked,
    lines: &[Line],
) -> Day {
    let known = law.calendar().day(date);
    let inside = date.month() == first.month();
    let here: Vec<&Line> = lines
        .iter()
        .filter(|line| inside && line.due == date)
        .collect();
    let name = known.name.filter(|name| *name != "周末");
    let list = Asked {
        view: "list".to_owned(),
        from: date.to_string(),
        to: date.to_string(),
        month: String::new(),
        ..asked.clone()
    };
    Day {
        number: date.day(),
        date: format::day(date),
        inside,
        working: known.working,
        name: name.unwrap_or_default().to_owned(),
        today: date == today,
        more: here.len().saturating_sub(NAMED),
        named: here.into_iter().take(NAMED).map(named).collect(),
        href: list.href(),
    }
}

fn named(line: &Line) -> Named {
    Named {
        href: line
            .form
            .clone()
            .unwrap_or_else(|| format!("/projects/{}", line.subject)),
        title: line.title.clone(),
        project: line.project.clone(),
        tone: match (line.late, line.done.is_some()) {
            (true, _) => "late",
            (_, true) => "done",
            _ => "",
        },
    }
}
