//! Working days of mainland China, from the published yearly arrangements.
//!
//! The days themselves are data (`calendars/cn/YEAR.toml`); adding a year is
//! adding a file. This module reads no file, asks no clock and knows nothing
//! of the regulation: texts come in, dates and counts go out.
//!
//! **Counting convention.** A count from one date to another leaves the first
//! date out and takes the last one in, and it changes its sign when the dates
//! change places. So counts over neighbouring spans add up.
//!
//! **Unpublished years.** Where no arrangement was given, only Saturdays, Sundays and
//! the legal holidays that have a fixed date (New Year's Day, 1 and 2 May, 1 to 3
//! October) are off, and every answer that touches such a year is provisional.
//! The last days of the latest published year may still be moved by the next
//! year's notice; that is not marked.
//!
//! **Bounds.** Counting ends at 1990-01-01 and 2100-12-31: dates outside are
//! drawn in to these ends, so that no absurd date makes an absurd loop.

mod file;
mod periods;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use file::{Amendment, CalendarError, Notice};
pub use periods::{add_days, add_months, anniversary};

/// The first and the last date that counting reaches.
const FIRST: Date = Date::constant(1990, 1, 1);
const LAST: Date = Date::constant(2100, 12, 31);

/// Legal holidays that fall on the same date each year: off in the years to come whatever
/// the arrangement will be.
const FIXED: [(i8, i8, &str); 6] = [
    (1, 1, "元旦"),
    (5, 1, "劳动节"),
    (5, 2, "劳动节"),
    (10, 1, "国庆节"),
    (10, 2, "国庆节"),
    (10, 3, "国庆节"),
];

/// The published arrangements, ready to be counted over.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    notices: BTreeMap<i16, Notice>,
    days: BTreeMap<Date, Arranged>,
    /// Monday-to-Friday days that are off, and weekend days that are worked,
    /// as ordinals in order: a count is a subtraction and two binary searches.
    weekdays_off: Vec<i64>,
    weekends_worked: Vec<i64>,
}

/// What a notice says about one date.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Arranged {
    working: bool,
    label: String,
}

/// One date as the calendar sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    pub working: bool,
    /// `春节`, `春节调休上班` or `周末`; an ordinary working day has none.
    pub name: Option<&'a str>,
    /// The year of this date has no published arrangement.
    pub provisional: bool,
}

/// A number of working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    pub days: i64,
    pub provisional: bool,
    /// The years in the span without a published arrangement, in order.
    pub provisional_years: Vec<i16>,
}

/// A date that was reached by counting working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub date: Date,
    pub provisional: bool,
    /// The years passed through without a published arrangement, in order.
    pub provisional_years: Vec<i16>,
}

impl Calendar {
    /// Reads the texts of the yearly files; each comes with the name that
    /// errors will use for it.
    pub fn parse<N, T>(files: &[(N, T)]) -> Result<Self, CalendarError>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let mut reader = file::Reader::default();
        for (name, text) in files {
            reader.read(name.as_ref(), text.as_ref())?;
        }
        Ok(Self::from_arranged(reader.notices, reader.days))
    }

    fn from_arranged(notices: BTreeMap<i16, Notice>, mut days: BTreeMap<Date, Arranged>) -> Self {
        let next = notices.keys().last().map_or(FIRST.year(), |last| last + 1);
        for (month, day, label) in FIXED {
            for year in next..=LAST.year() {
                let Ok(date) = Date::new(year, month, day) else {
                    continue;
                };
                days.entry(date).or_insert_with(|| Arranged {
                    working: false,
                    label: label.to_owned(),
                });
            }
        }
        let ordinals = |working: bool| {
            days.iter()
                .filter(|(date, day)| day.working == working && is_weekend(**date) == working)
                .map(|(date, _)| ordinal(*date))
                .collect()
        };
        Self {
            weekdays_off: ordinals(false),
            weekends_worked: ordinals(true),
            notices,
            days,
        }
    }

    /// Another text whenever some day became a working day or a day off.
    pub fn digest(&self) -> String {
        let ordinals = self.weekdays_off.iter().chain(&self.weekends_worked);
        let days: Vec<String> = ordinals.map(i64::to_string).collect();
        crate::pack::hash_of(days.iter().map(String::as_str))
    }

    pub fn is_working_day(&self, date: Date) -> bool {
        self.days
            .get(&date)
            .map_or_else(|| !is_weekend(date), |day| day.working)
    }

    pub fn day(&self, date: Date) -> Day<'_> {
        let provisional = !self.published(date.year());
        match self.days.get(&date) {
            Some(day) => Day {
                working: day.working,
                name: Some(&day.label),
                provisional,
            },
            None => Day {
                working: !is_weekend(date),
                name: is_weekend(date).then_some("周末"),
                provisional,
            },
        }
    }

    /// The working days after `from` up to and including `to`; negative when
    /// `to` is the earlier one.
    pub fn count(&self, from: Date, to: Date) -> DayCount {
        let years = self.provisional_years(from, to);
        DayCount {
            days: self.worked_through(to) - self.worked_through(from),
            provisional: !years.is_empty(),
            provisional_years: years,
        }
    }

    /// The `days`-th working day after `from`: the earliest date whose count
    /// from `from` is `days`. Zero stays on `from`, working day or not; a
    /// negative number goes back as [`Calendar::subtract`] does.
    pub fn add(&self, from: Date, days: i64) -> Reached {
        if days < 0 {
            return self.subtract(from, days.saturating_neg());
        }
        let goal = self.worked_through(from).saturating_add(days);
        let date = if days == 0 {
            from
        } else {
            first_date_where(|at| self.worked_through_ordinal(at) >= goal)
        };
        self.reached(from, date)
    }

    /// The latest date from which at least `days` working days are counted up
    /// to and including `from`. A filing that must be in "not less than 15
    /// working days before" an event may be made on this date and on every
    /// earlier one, and on no later one. It can fall on a day off: the day
    /// before the first of the counted days. Zero stays on `from`; a negative
    /// number goes forward as [`Calendar::add`] does.
    pub fn subtract(&self, from: Date, days: i64) -> Reached {
        if days < 0 {
            return self.add(from, days.saturating_neg());
        }
        let goal = self.worked_through(from).saturating_sub(days);
        let date = if days == 0 {
            from
        } else {
            let beyond = first_date_where(|at| self.worked_through_ordinal(at) > goal);
            beyond.yesterday().unwrap_or(FIRST).max(FIRST)
        };
        self.reached(from, date)
    }

    /// Whether the arrangement of this year was published and is at hand.
    pub fn published(&self, year: i16) -> bool {
        self.notices.contains_key(&year)
    }

    /// The years with a published arrangement, in order.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.notices.keys().copied()
    }

    /// The notice that a year's arrangement comes from.
    pub fn notice(&self, year: i16) -> Option<&Notice> {
        self.notices.get(&year)
    }

    fn reached(&self, from: Date, date: Date) -> Reached {
        let years = self.provisional_years(from, date);
        Reached {
            date,
            provisional: !years.is_empty(),
            provisional_years: years,
        }
    }

    /// Years of the days that a count between the two dates looks at. The
    /// earlier date itself is not looked at, so its year counts only if more
    /// of it follows.
    fn provisional_years(&self, one: Date, other: Date) -> Vec<i16> {
        let (early, late) = (within(one.min(other)), within(one.max(other)));
        if early == late {
            return Vec::new();
        }
        let first = early.tomorrow().unwrap_or(late).year();
        (first..=late.year())
            .filter(|year| !self.published(*year))
            .collect()
    }

    fn worked_through(&self, date: Date) -> i64 {
        self.worked_through_ordinal(ordinal(within(date)))
    }

    /// Working days from the first date in bounds up to and including the day
    /// with this ordinal.
    fn worked_through_ordinal(&self, at: i64) -> i64 {
        let up_to = |days: &[i64]| {
            let passed = days.partition_point(|day| *day <= at);
            i64::try_from(passed).unwrap_or(i64::MAX)
        };
        let (weeks, rest) = ((at + 1).div_euclid(7), (at + 1).rem_euclid(7));
        weeks * 5 + rest.min(5) - up_to(&self.weekdays_off) + up_to(&self.weekends_worked)
    }
}

/// Days since 1990-01-01, a Monday: the ordinal modulo seven is the weekday.
fn ordinal(date: Date) -> i64 {
    date.duration_since(FIRST).as_hours() / 24
}

fn is_weekend(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() >= 5
}

fn within(date: Date) -> Date {
    date.clamp(FIRST, LAST)
}

/// The first date in bounds whose ordinal fulfils a condition that, once
/// true, stays true; the last date if none does.
fn first_date_where(holds: impl Fn(i64) -> bool) -> Date {
    let (mut low, mut high) = (0, ordinal(LAST));
    while low < high {
        let middle = i64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    FIRST
        .checked_add(jiff::Span::new().days(low))
        .unwrap_or(LAST)
}
