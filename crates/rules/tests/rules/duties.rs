//! Duties: due dates on both sides, and how they stand.

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::Value;
use tongchou_rules::Facts;

use crate::support::{ask, regulation};

fn duty(line: &str, key: &str) -> Value {
    let answer = ask(line);
    let found = answer["duties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|duty| duty["key"] == key)
        .cloned();
    found.unwrap_or_else(|| panic!("no duty {key} in {:#}", answer["duties"]))
}

fn accepted(on: &str, asked: &str) -> String {
    format!(
        r#"{{"act":"submit_self_evaluation","on":"{asked}","facts":{{"mlps_level":3,"construction_started":true,"construction_started_on":"2022-09-01","planned_end_on":"2023-01-31","contract_signed":true,"acceptance_result":"passed","accepted_on":"{on}","last_mlps_assessment_on":"{on}","last_cryptography_assessment_on":"{on}"}}}}"#
    )
}

#[test]
fn a_full_year_over_a_leap_day() {
    assert_eq!(
        duty(&accepted("2023-03-01", "2024-02-29"), "self_evaluation")["state"],
        "upcoming"
    );
    assert_eq!(
        duty(&accepted("2023-03-01", "2024-03-01"), "self_evaluation")["state"],
        "due"
    );
    let early = ask(&accepted("2023-03-01", "2024-02-29"));
    assert_eq!(early["verdict"], "refused");
    assert_eq!(
        ask(&accepted("2023-03-01", "2024-03-01"))["verdict"],
        "permitted"
    );
    assert_eq!(
        ask(&accepted("2024-02-29", "2025-02-28"))["verdict"],
        "refused"
    );
    assert_eq!(
        ask(&accepted("2024-02-29", "2025-03-01"))["verdict"],
        "permitted"
    );
}

#[test]
fn the_yearly_assessment_counts_from_the_last_one() {
    let on_time = duty(
        &accepted("2023-03-01", "2024-03-01"),
        "yearly_mlps_assessment",
    );
    assert_eq!(on_time["due_on"], "2024-03-01");
    assert_eq!(on_time["state"], "due");
    assert_eq!(
        duty(
            &accepted("2023-03-01", "2024-03-02"),
            "yearly_mlps_assessment"
        )["state"],
        "overdue"
    );
    let below =
        accepted("2023-03-01", "2024-03-02").replace("\"mlps_level\":3", "\"mlps_level\":2");
    let keys: Vec<Value> = ask(&below)["duties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|duty| duty["key"].clone())
        .collect();
    assert!(
        !keys.contains(&Value::from("yearly_mlps_assessment")),
        "{keys:?}"
    );
}

#[test]
fn the_mid_term_report_is_due_at_half_of_the_plan() {
    let line = r#"{"act":"submit_midterm_report","on":"2025-06-01","facts":{"construction_started":true,"construction_started_on":"2025-01-01","planned_end_on":"2025-12-31","acceptance_result":"none","midterm_sections":[]}}"#;
    assert_eq!(duty(line, "midterm_report")["due_on"], "2025-07-02");
}

fn state(line: &str, key: &str) -> String {
    duty(line, key)["state"].as_str().unwrap().to_owned()
}

fn asked(on: &str, facts: &str) -> String {
    format!(r#"{{"act":"submit_midterm_report","on":"{on}","facts":{{{facts}}}}}"#)
}

/// Each with the last day on which it is not late, and the day after.
#[test]
fn each_further_duty_is_late_the_day_after_its_last_one() {
    for (key, facts, last, after) in [
        // ten working days; 1 to 5 May 2025 are days off, 27 April is worked
        (
            "rectification_verification",
            r#""rectification_ordered":true,"rectification_reported":true,"rectification_reported_on":"2025-04-25","rectification_outcome":"none""#,
            "2025-05-13",
            "2025-05-14",
        ),
        (
            "acceptance_decision",
            r#""acceptance_applied":true,"acceptance_approved":false,"acceptance_on":"2025-03-25","terminated":false"#,
            "2025-03-24",
            "2025-03-25",
        ),
        (
            "risk_assessment",
            r#""risk_reported":true,"risk_reported_on":"2025-03-03","terminated":false"#,
            "2025-03-10",
            "2025-03-11",
        ),
        (
            "risk_escalation",
            r#""risk_major":true,"risk_assessed_on":"2025-03-03","risk_escalated":false,"terminated":false"#,
            "2025-03-17",
            "2025-03-18",
        ),
        (
            "assessment_rectification",
            r#""assessment_failed_on":"2025-03-03","terminated":false"#,
            "2025-05-02",
            "2025-05-03",
        ),
        (
            "cryptography_report",
            r#""mlps_level":3,"cryptography_report_owed_since":"2025-03-03","terminated":false"#,
            "2025-04-02",
            "2025-04-03",
        ),
    ] {
        assert_eq!(state(&asked(last, facts), key), "due", "{key} on {last}");
        assert_eq!(
            state(&asked(after, facts), key),
            "overdue",
            "{key} on {after}"
        );
    }
}

#[test]
fn what_is_not_so_owes_nothing() {
    let keys = |facts: &str| -> Vec<String> {
        let answer = ask(&asked("2025-06-02", facts));
        let duties = answer["duties"].as_array().unwrap().clone();
        let keys = duties.iter().map(|duty| duty["key"].as_str().unwrap());
        keys.map(ToOwned::to_owned).collect()
    };
    let has = |key: &str, facts: &str| keys(facts).iter().any(|known| known == key);
    assert!(!has(
        "rectification_verification",
        r#""rectification_ordered":true,"rectification_reported":true,"rectification_reported_on":"2025-04-25","rectification_outcome":"failed""#
    ));
    assert!(!has(
        "acceptance_decision",
        r#""acceptance_applied":true,"acceptance_approved":true,"acceptance_on":"2025-03-25","terminated":false"#
    ));
    assert!(!has(
        "risk_escalation",
        r#""risk_major":false,"risk_assessed_on":"2025-03-03","terminated":false"#
    ));
    assert!(!has(
        "cryptography_report",
        r#""mlps_level":2,"terminated":false,"cryptography_report_owed_since":"2025-03-03""#
    ));
}

#[test]
fn a_ladder_rises_from_the_first_reminder_to_who_oversees() {
    let law = crate::support::regulation();
    let rungs = law.reminders("midterm_report", jiff::civil::date(2025, 7, 31));
    let days: Vec<(String, String)> = rungs
        .iter()
        .map(|reminder| (reminder.rung.key(), reminder.on.to_string()))
        .collect();
    let expected = [
        ("ahead30", "2025-07-01"),
        ("ahead7", "2025-07-24"),
        ("ahead1", "2025-07-30"),
        ("late", "2025-08-01"),
        ("leader", "2025-08-03"),
        ("overseer", "2025-08-10"),
    ];
    assert_eq!(
        days,
        expected.map(|(rung, day)| (rung.to_owned(), day.to_owned()))
    );
}

#[test]
fn periods_that_began_before_a_setting_changed_keep_their_length() {
    let law = regulation();
    let setting = ("agency_check_every".to_owned(), "1".to_owned());
    let changed = (date(2025, 8, 1), setting.0.clone(), setting.1.clone());
    let now = law
        .with_settings(&BTreeMap::from([setting]))
        .expect("a setting");
    let after = now.clone().after(law, &[changed]);
    let facts = Facts {
        contract_signed: Some(true),
        contract_signed_on: Some(date(2025, 1, 31)),
        construction_started: Some(true),
        construction_started_on: Some(date(2025, 1, 31)),
        terminated: Some(false),
        ..Facts::default()
    };
    let days = |law: &tongchou_rules::Regulation| -> Vec<String> {
        let duties = law.duties(&facts, date(2025, 12, 1)).into_iter();
        let checks = duties.filter(|duty| duty.key == "agency_security_check");
        checks
            .filter_map(|duty| Some(duty.due_on?.to_string()))
            .collect()
    };
    assert_eq!(
        days(&after),
        [
            "2025-04-30",
            "2025-07-31",
            "2025-10-31",
            "2025-11-30",
            "2025-12-31"
        ]
    );
    assert_eq!(days(&now).len(), 11, "as if it had always been so");
    assert_eq!(days(law).len(), 4);
}
