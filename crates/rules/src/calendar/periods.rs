//! Periods counted in days, months and years, where no working day plays a part.
//!
//! All of them stop at the ends of the calendar's bounds and never fail.

use jiff::{Span, civil::Date};

use super::{FIRST, LAST};

/// The day on which so many full years have passed (满一年): the same month
/// and day of that later year. After 29 February it is 1 March in a year
/// without the 29th: on 28 February the year is not yet full, and the stricter
/// reading is the safe one where something may only be done after it.
pub fn anniversary(date: Date, years: i16) -> Date {
    let year = date
        .year()
        .saturating_add(years)
        .clamp(FIRST.year(), LAST.year());
    Date::new(year, date.month(), date.day())
        .or_else(|_| Date::new(year, 3, 1))
        .unwrap_or(LAST)
}

/// The last day of a period of so many months: the day of the same number in
/// the month it ends in, or that month's last day where there is none (the
/// general rule for periods in 民法典第二百零二条). Negative goes back.
pub fn add_months(date: Date, months: i32) -> Date {
    let end = if months < 0 { FIRST } else { LAST };
    Span::new()
        .try_months(months)
        .and_then(|span| date.checked_add(span))
        .unwrap_or(end)
        .clamp(FIRST, LAST)
}

/// So many calendar days later; negative goes back.
pub fn add_days(date: Date, days: i64) -> Date {
    let end = if days < 0 { FIRST } else { LAST };
    Span::new()
        .try_days(days)
        .and_then(|span| date.checked_add(span))
        .unwrap_or(end)
        .clamp(FIRST, LAST)
}
