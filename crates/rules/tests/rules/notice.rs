//! The earliest acceptance agrees with the clause that refuses an earlier one.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use tongchou_rules::{Facts, Regulation, Status};

use crate::support::regulation;

fn refused(law: &Regulation, applied: Date, held: Date) -> bool {
    let facts = Facts {
        acceptance_applied_on: Some(applied),
        acceptance_on: Some(held),
        ..Facts::default()
    };
    let verdict = law.judge("apply_for_acceptance", &facts, applied).unwrap();
    let mut findings = verdict.findings.iter();
    let found = findings
        .find(|found| &*found.clause == "A25a-days")
        .unwrap();
    found.status != Status::Satisfied
}

fn agrees(law: &Regulation, applied: Date) {
    let notice = law.acceptance_notice(applied);
    assert!(!refused(law, applied, notice.earliest), "{notice:?}");
    assert!(
        refused(law, applied, notice.earliest.yesterday().unwrap()),
        "{notice:?}"
    );
    let numbers: Vec<i64> = notice.days.iter().filter_map(|day| day.number).collect();
    assert_eq!(numbers, (1..=notice.wanted).collect::<Vec<_>>());
}

#[test]
fn the_earliest_day_is_the_first_that_the_clause_permits() {
    let counts = regulation();
    let setting = BTreeMap::from([("acceptance_day".to_owned(), "does_not_count".to_owned())]);
    let does_not = counts.with_settings(&setting).unwrap();
    for applied in [
        date(2025, 3, 3),
        date(2025, 1, 17),
        date(2025, 9, 19),
        date(2026, 2, 6),
        date(2026, 4, 30),
    ] {
        agrees(counts, applied);
        agrees(&does_not, applied);
    }
}

#[test]
fn each_day_off_says_why() {
    let notice = regulation().acceptance_notice(date(2025, 9, 19));
    let off = |date: Date| {
        let mut days = notice.days.iter();
        days.find(|day| day.date == date).unwrap().clone()
    };
    let holiday = off(date(2025, 10, 1));
    assert!(holiday.number.is_none() && holiday.name.is_some());
    assert_eq!(off(date(2025, 9, 21)).name.as_deref(), Some("周末"));
    let made_up = off(date(2025, 9, 28));
    assert!(
        made_up.number.is_some() && made_up.name.is_some(),
        "调休上班"
    );
    assert!(!notice.provisional);
}
