//! What is owed on a day, from what was done and the text of the measure, without
//! the program's own table of duties. Days that the text leaves open are those the
//! manual gives (docs/manual/readings.md and the page of settings).

use jiff::civil::Date;

use super::course::{months, plus};
use super::deeds::{Deeds, Order, Told};

/// Everything the oracle knows of, so that a run can be asked for all of it.
pub const KINDS: [&str; 17] = [
    "midterm_report",
    "performance_tracking",
    "agency_security_check",
    "delay_report",
    "acceptance",
    "asset_registration",
    "archive_hand_over",
    "self_evaluation",
    "yearly_mlps_assessment",
    "yearly_cryptography_assessment",
    "rectification",
    "rectification_verification",
    "acceptance_decision",
    "risk_assessment",
    "risk_escalation",
    "assessment_rectification",
    "cryptography_report",
];

/// Something owed and not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    pub key: &'static str,
    pub due: Date,
    /// From when it can be done; none where it can be done at once.
    pub from: Option<Date>,
    pub by_bureau: bool,
}

/// Says of a day whether it is a working day.
pub type Working<'a> = &'a dyn Fn(Date) -> bool;

/// All that is owed on a day.
pub fn owed(deeds: &Deeds, on: Date, working: Working<'_>) -> Vec<Owed> {
    let mut owed = Vec::new();
    if deeds.ended {
        return owed;
    }
    if !deeds.terminated && !deeds.closed {
        building(deeds, on, &mut owed);
        after_acceptance(deeds, &mut owed);
        tests(deeds, &mut owed);
        application(deeds, &mut owed);
        for told in &deeds.told {
            risk(told, working, &mut owed);
        }
    }
    if !deeds.terminated {
        yearly(deeds, &mut owed);
    }
    if !deeds.closed {
        for order in &deeds.orders {
            rectification(order, working, &mut owed);
        }
    }
    owed
}

fn unit(key: &'static str, from: Option<Date>, due: Date) -> Owed {
    Owed {
        key,
        due,
        from,
        by_bureau: false,
    }
}

fn bureau(key: &'static str, from: Option<Date>, due: Date) -> Owed {
    Owed {
        by_bureau: true,
        ..unit(key, from, due)
    }
}

/// Articles 19, 23 and 33: while it is built.
fn building(deeds: &Deeds, on: Date, owed: &mut Vec<Owed>) {
    let accepted = deeds.accepted();
    if let Some(signed) = deeds.signed {
        let periods = periods((signed, accepted), 3, &deeds.checked, on);
        owed.extend(periods.map(|(from, due)| unit("agency_security_check", Some(from), due)));
    }
    let Some((started, end)) = deeds.built else {
        return;
    };
    if !deeds.midterm {
        // half of the planned time, told 30 days ahead
        let middle = plus(started, i64::from((end - started).get_days()) / 2);
        owed.push(unit("midterm_report", Some(plus(middle, -30)), middle));
    }
    let periods = periods((started, accepted), 6, &deeds.tracked, on);
    owed.extend(periods.map(|(from, due)| unit("performance_tracking", Some(from), due)));
    if accepted.is_some() {
        return;
    }
    owed.push(unit("acceptance", Some(end), plus(end, 90)));
    let delay_told = deeds.told.iter().any(|told| told.kind == "delay");
    // an acceptance that failed tells of the delay by itself
    if deeds.applied.is_none() && deeds.held.is_empty() && !delay_told {
        owed.push(unit("delay_report", Some(end), plus(end, 10)));
    }
}

/// Periods without a report, up to the one that a day falls into or, where that has
/// its report, the next. The last to be owed ends with the acceptance or before.
fn periods(
    (from, until): (Date, Option<Date>),
    length: i64,
    reports: &[Date],
    on: Date,
) -> impl Iterator<Item = (Date, Date)> {
    let last = reports.iter().max().copied();
    let mut open = Vec::new();
    for number in 1.. {
        let start = months(from, length * (number - 1));
        let due = months(from, length * number);
        if until.is_some_and(|until| due > until) {
            break;
        }
        // what was reported later does for this period, too
        let reported = last.is_some_and(|last| last > start || number == 1 && last == start);
        if !reported {
            open.push((start, due));
            if due >= on {
                break;
            }
        }
    }
    open.into_iter()
}

/// Articles 29, 30 and 32.
fn after_acceptance(deeds: &Deeds, owed: &mut Vec<Owed>) {
    let Some(accepted) = deeds.accepted() else {
        return;
    };
    if !deeds.assets {
        owed.push(unit(
            "asset_registration",
            Some(accepted),
            plus(accepted, 30),
        ));
    }
    if !deeds.archive {
        owed.push(unit(
            "archive_hand_over",
            Some(accepted),
            plus(accepted, 90),
        ));
    }
    if !deeds.self_evaluated {
        // 29 February has its anniversary on 1 March
        let leap = accepted.month() == 2 && accepted.day() == 29;
        let year = plus(months(accepted, 12), i64::from(leap));
        owed.push(unit("self_evaluation", Some(year), plus(year, 30)));
    }
}

/// Article 20, second paragraph: every year, counted from the last that was passed.
fn yearly(deeds: &Deeds, owed: &mut Vec<Owed>) {
    let Some(accepted) = deeds.accepted().filter(|_| deeds.level >= 3) else {
        return;
    };
    for (kind, key) in [
        ("mlps_assessment", "yearly_mlps_assessment"),
        ("cryptography_assessment", "yearly_cryptography_assessment"),
    ] {
        let due = months(last_passed(deeds, kind).unwrap_or(accepted), 12);
        owed.push(unit(key, Some(plus(due, -30)), due));
    }
}

fn last_passed(deeds: &Deeds, kind: &str) -> Option<Date> {
    let tests = deeds.tests.get(kind).into_iter().flatten();
    tests.filter(|(passed, _)| *passed).map(|(_, on)| *on).max()
}

/// Article 20, second and fourth paragraphs.
fn tests(deeds: &Deeds, owed: &mut Vec<Owed>) {
    let failing = deeds.tests.values().filter_map(|tests| {
        let open = tests.iter().rev().take_while(|(passed, _)| !passed);
        open.map(|(_, on)| *on).min()
    });
    if let Some(since) = failing.min() {
        owed.push(unit(
            "assessment_rectification",
            Some(since),
            plus(since, 60),
        ));
    }
    let passed = last_passed(deeds, "cryptography_assessment");
    if let Some(passed) = passed.filter(|_| deeds.level >= 3 && !deeds.filed) {
        owed.push(unit("cryptography_report", Some(passed), plus(passed, 30)));
    }
}

/// Article 25: decided before the day that was applied for.
fn application(deeds: &Deeds, owed: &mut Vec<Owed>) {
    let open = deeds.applied.as_ref().filter(|applied| !applied.approved);
    if let Some(applied) = open {
        owed.push(bureau(
            "acceptance_decision",
            None,
            plus(applied.for_day, -1),
        ));
    }
}

/// Article 23, second paragraph.
fn risk(told: &Told, working: Working<'_>, owed: &mut Vec<Owed>) {
    match told.studied {
        None => owed.push(bureau(
            "risk_assessment",
            Some(told.on),
            later(told.on, 5, working),
        )),
        Some((on, true)) if !told.escalated && !told.decided => {
            owed.push(bureau("risk_escalation", Some(on), later(on, 10, working)));
        }
        Some(_) => {}
    }
}

/// Article 31, second paragraph.
fn rectification(order: &Order, working: Working<'_>, owed: &mut Vec<Owed>) {
    match (order.reported, order.verified) {
        // what was not put right is still owed
        (None, _) | (Some(_), Some(false)) => {
            owed.push(unit("rectification", None, order.due));
        }
        (Some(reported), None) => {
            let due = later(reported, 10, working);
            owed.push(bureau("rectification_verification", Some(reported), due));
        }
        (Some(_), Some(true)) => {}
    }
}

/// So many working days after a day, which itself does not count.
pub fn later(day: Date, days: usize, working: Working<'_>) -> Date {
    let following = (1..).map(|ahead| plus(day, ahead));
    following.filter(|day| working(*day)).nth(days - 1).unwrap()
}
