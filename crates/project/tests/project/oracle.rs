//! A second opinion: the main gates written by hand in plain Rust, against the
//! pack, over random facts. Where the two differ, one of them is wrong.

use proptest::prelude::*;
use tongchou_rules::Facts;

use crate::world::{LAW, day};

fn against(act: &str, facts: &Facts) -> Vec<String> {
    let verdict = LAW.judge(act, facts, day("2026-06-01")).expect("judged");
    verdict
        .against()
        .map(|found| found.clause.to_string())
        .collect()
}

fn refused_by(found: &[String], clauses: &[&str]) -> bool {
    found.iter().any(|id| {
        clauses
            .iter()
            .any(|clause| id == clause || id.starts_with(&format!("{clause}-")))
    })
}

fn set(words: &[(&str, bool)]) -> std::collections::BTreeSet<String> {
    words
        .iter()
        .filter(|(_, held)| *held)
        .map(|(word, _)| (*word).to_owned())
        .collect()
}

/// Around the limit, on it, and anywhere.
fn fen(limit: i64) -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(limit - 1),
        Just(limit),
        Just(limit + 1),
        Just(0),
        0..limit * 3
    ]
}

const MILLION: i64 = 100_000_000;
const HALF_MILLION: i64 = 50_000_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn assessments_before_acceptance(
        level in 1..=5i64, development in fen(MILLION), ordered: bool,
        mlps: bool, cryptography: bool, filing: bool, tested: bool, days in 0..30i64,
    ) {
        let acceptance = jiff::civil::date(2026, 6, 1).saturating_add(jiff::Span::new().days(days));
        let facts = Facts {
            mlps_level: Some(level), software_development: Some(development), software_purchase: Some(0), hardware: Some(0),
            software_test_ordered: Some(ordered),
            passed: Some(set(&[("mlps_assessment", mlps), ("cryptography_assessment", cryptography), ("software_test_report", tested), ("cryptography_report_filing", filing)])),
            submitted: Some(set(&[("mlps_assessment", mlps), ("cryptography_assessment", cryptography), ("software_test_report", tested), ("cryptography_report_filing", filing)])),
            acceptance_applied_on: Some(day("2026-06-01")), acceptance_on: Some(acceptance),
            ..Facts::default()
        };
        let found = against("apply_for_acceptance", &facts);
        let lacks_security = level >= 2 && !mlps;
        let lacks_cryptography = level >= 3 && !(cryptography && filing);
        let lacks_test = (development >= MILLION || ordered) && !tested;
        prop_assert_eq!(refused_by(&found, &["A20.2b"]), lacks_security || lacks_cryptography, "{:?}", found);
        prop_assert_eq!(refused_by(&found, &["A20.3"]), lacks_test, "{:?}", found);
        prop_assert_eq!(refused_by(&found, &["A25a-days"]), working_days(days) < 15, "{} {:?}", days, found);
    }

    #[test]
    fn supervision_before_building(development in fen(MILLION), purchase in 0..MILLION, hardware in 0..MILLION, contracted: bool, exempted: bool) {
        let facts = Facts {
            software_development: Some(development), software_purchase: Some(purchase), hardware: Some(hardware),
            supervision_contracted: Some(contracted), supervision_exempted: Some(exempted),
            ..Facts::default()
        };
        let lacks = development + purchase + hardware >= MILLION && !contracted && !exempted;
        prop_assert_eq!(refused_by(&against("start_construction", &facts), &["A20.5"]), lacks);
    }

    #[test]
    fn the_letter_before_money(issued: bool, acted in 0..20i64, act in prop::sample::select(vec!["start_procurement", "sign_contract", "start_construction", "make_payment"])) {
        let acted_on = jiff::civil::date(2026, 5, 1).saturating_add(jiff::Span::new().days(acted));
        let facts = Facts {
            letter_issued: Some(issued), letter_issued_on: issued.then(|| day("2026-05-10")), acted_on: Some(acted_on),
            ..Facts::default()
        };
        let found = against(act, &facts);
        let barred = refused_by(&found, &["A16", "A13b-before-letter"]);
        prop_assert_eq!(barred, !issued || acted < 9, "{:?}", found);
    }

    #[test]
    fn filing_or_review(
        goal: bool, planning: bool, must: bool, made: bool, case in prop::sample::select(vec!["work_deployment", "technical", "business", "none"]),
        letter in 1..20 * MILLION, content in fen(HALF_MILLION), funds in fen(HALF_MILLION), earlier in 0..HALF_MILLION / 4, over: bool,
    ) {
        let facts = Facts {
            letter_issued: Some(true), contract_signed: Some(false), letter_amount: Some(letter),
            goal_unchanged: Some(goal), within_planning: Some(planning), main_content_must_change: Some(must),
            change_already_made: Some(made), change_case: Some(case.to_owned()),
            change_content_amount: Some(content), change_amount: Some(funds),
            earlier_content_amount: Some(earlier), earlier_change_amount: Some(earlier),
            investment_after_change: Some(letter + i64::from(over)), budget_amount: Some(letter),
            ..Facts::default()
        };
        let found = against("file_change", &facts);
        let within_share = |part: i64| i128::from(part) * 10 <= i128::from(letter);
        let files = goal && planning && must && !made && case != "none" && !over
            && within_share(content + earlier) && within_share(funds + earlier) && content + earlier <= HALF_MILLION && funds + earlier <= HALF_MILLION;
        prop_assert_eq!(!refused_by(&found, &["A22.1"]), files, "{:?}", found);
    }
}

#[test]
fn money_after_a_failed_acceptance() {
    for result in ["none", "passed", "failed"] {
        for before in ["no_predecessor", "none", "passed", "failed"] {
            let facts = Facts {
                letter_issued: Some(true),
                letter_issued_on: Some(day("2026-01-01")),
                acceptance_result: Some(result.to_owned()),
                predecessor_acceptance: Some(before.to_owned()),
                ..Facts::default()
            };
            let blocked = result == "failed" || matches!(before, "failed" | "none");
            for act in ["arrange_budget", "make_payment"] {
                let found = against(act, &facts);
                assert_eq!(
                    refused_by(&found, &["A26"]),
                    blocked,
                    "{act} {result} {before} {found:?}"
                );
            }
        }
    }
}

/// June 2026 by hand: weekends, and the Dragon Boat holiday from the 19th to the 21st.
fn working_days(days: i64) -> i64 {
    let start = jiff::civil::date(2026, 6, 1);
    let works = |shift: &i64| {
        let date = start.saturating_add(jiff::Span::new().days(*shift));
        let weekend = matches!(
            date.weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        );
        let holiday = date.month() == 6 && (19..=21).contains(&date.day());
        !weekend && !holiday
    };
    i64::try_from((1..=days).filter(works).count()).expect("count")
}
