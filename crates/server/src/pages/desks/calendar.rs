//! The calendar of acceptances: a month of days with their holidays and what is
//! planned, and why the earliest day for an application of today is what it is.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use tongchou_rules::{Notice, Regulation};

use crate::format;

#[derive(Debug)]
pub struct Calendar {
    pub months: Vec<Month>,
    pub before: String,
    pub after: String,
    pub today: String,
    pub earliest: String,
    pub wanted: i64,
    pub last_day_counts: bool,
    /// Days off on the way, with why.
    pub off: Vec<(String, String)>,
    pub provisional: bool,
    pub article: String,
}

#[derive(Debug)]
pub struct Month {
    pub title: String,
    pub weeks: Vec<Vec<Day>>,
}

#[derive(Debug)]
pub struct Day {
    pub number: i8,
    pub date: String,
    pub inside: bool,
    pub working: bool,
    /// 国庆节; for a weekend nothing.
    pub name: String,
    pub today: bool,
    pub earliest: bool,
    /// Which working day after today's application it is.
    pub counted: Option<i64>,
    /// Acceptances planned: id and title.
    pub planned: Vec<(String, String)>,
}

pub fn of(
    law: &Regulation,
    today: Date,
    planned: &[(Date, String, String)],
    month: Option<&str>,
) -> Calendar {
    let first = month
        .and_then(|month| format!("{month}-01").parse::<Date>().ok())
        .filter(|date| (1990..=2100).contains(&date.year()))
        .unwrap_or(today)
        .first_of_month();
    lay_out(law, today, first, planned)
}

fn lay_out(
    law: &Regulation,
    today: Date,
    first: Date,
    planned: &[(Date, String, String)],
) -> Calendar {
    let notice = law.acceptance_notice(today);
    let second = first.saturating_add(1.months());
    let months = [first, second]
        .map(|first| month_of(law, today, first, &notice, planned))
        .into();
    let month = |span: Span| {
        let other = first.saturating_add(span);
        format!("{:04}-{:02}", other.year(), other.month())
    };
    Calendar {
        months,
        before: month((-1).months()),
        after: month(1.months()),
        today: format::day(today),
        earliest: format::day(notice.earliest),
        wanted: notice.wanted,
        last_day_counts: notice.last_day_counts,
        off: named(&notice),
        provisional: notice.provisional,
        article: tongchou_rules::article::in_words("25").unwrap_or_default(),
    }
}

fn month_of(
    law: &Regulation,
    today: Date,
    first: Date,
    notice: &Notice,
    planned: &[(Date, String, String)],
) -> Month {
    let lead = i64::from(first.weekday().to_monday_zero_offset());
    let mut weeks = Vec::new();
    let mut date = first.saturating_sub(lead.days());
    while date <= first.last_of_month() {
        let week: Vec<Day> = (0..7_i64)
            .map(|offset| date.saturating_add(offset.days()))
            .map(|date| day(law, date, today, first, notice, planned))
            .collect();
        weeks.push(week);
        date = date.saturating_add(7.days());
    }
    Month {
        title: format!("{}年{}月", first.year(), first.month()),
        weeks,
    }
}

/// Days that are not as their weekday is: holidays, and weekends that are worked.
fn named(notice: &Notice) -> Vec<(String, String)> {
    let odd = notice
        .days
        .iter()
        .filter_map(|day| Some((day.date, day.name.clone()?)));
    odd.filter(|(_, name)| name != "周末")
        .map(|(date, name)| (format::day(date), name))
        .collect()
}

fn day(
    law: &Regulation,
    date: Date,
    today: Date,
    first: Date,
    notice: &Notice,
    planned: &[(Date, String, String)],
) -> Day {
    let known = law.calendar().day(date);
    let counted = notice
        .days
        .iter()
        .find(|day| day.date == date)
        .and_then(|day| day.number);
    let name = known.name.filter(|name| *name != "周末");
    let here = planned.iter().filter(|(on, ..)| *on == date);
    Day {
        number: date.day(),
        date: format::day(date),
        inside: date.month() == first.month(),
        working: known.working,
        name: name.unwrap_or_default().to_owned(),
        today: date == today,
        earliest: date == notice.earliest,
        counted,
        planned: here
            .map(|(_, id, title)| (id.clone(), title.clone()))
            .collect(),
    }
}
