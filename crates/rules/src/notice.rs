//! The notice that an acceptance needs: the earliest day for one that is applied
//! for on a given day, and how each day in between counts.

use jiff::civil::Date;

use crate::calendar::{Calendar, add_days};
use crate::measure::Measure;
use crate::pack::Regulation;

/// From an application to the earliest acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub applied_on: Date,
    pub earliest: Date,
    /// How many working days must lie between.
    pub wanted: i64,
    /// Whether the day of the acceptance itself counts, by the chosen reading.
    pub last_day_counts: bool,
    pub days: Vec<NoticeDay>,
    /// A year on the way has no published arrangement of holidays.
    pub provisional: bool,
}

/// One day after the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDay {
    pub date: Date,
    /// Which of the working days it is; none for a day off.
    pub number: Option<i64>,
    /// 周末, 春节, 国庆节调休上班.
    pub name: Option<String>,
}

impl Regulation {
    /// The earliest acceptance for an application of a day.
    pub fn acceptance_notice(&self, applied_on: Date) -> Notice {
        let wanted = self.measure.value("acceptance_notice_days");
        let reached = self.calendar.add(applied_on, wanted);
        Notice {
            applied_on,
            earliest: earliest(&self.measure, &self.calendar, applied_on, wanted),
            wanted,
            last_day_counts: last_day_counts(&self.measure),
            days: self.notice_days_until(applied_on, reached.date),
            provisional: reached.provisional,
        }
    }

    fn notice_days_until(&self, applied_on: Date, last: Date) -> Vec<NoticeDay> {
        let mut days = Vec::new();
        let (mut date, mut number) = (add_days(applied_on, 1), 0);
        while date <= last {
            let day = self.calendar.day(date);
            number += i64::from(day.working);
            days.push(NoticeDay {
                date,
                number: day.working.then_some(number),
                name: day.name.map(ToOwned::to_owned),
            });
            date = add_days(date, 1);
        }
        days
    }
}

/// Whether the day of the acceptance itself is counted, by the chosen reading.
fn last_day_counts(measure: &Measure) -> bool {
    measure.reading("acceptance_day") != "does_not_count"
}

/// The first day on which so many working days have passed since the application.
pub(crate) fn earliest(
    measure: &Measure,
    calendar: &Calendar,
    applied_on: Date,
    wanted: i64,
) -> Date {
    let reached = calendar.add(applied_on, wanted).date;
    if last_day_counts(measure) {
        reached
    } else {
        add_days(reached, 1)
    }
}
