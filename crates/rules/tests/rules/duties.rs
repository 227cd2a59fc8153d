//! Duties: due dates on both sides, and how they stand.

use serde_json::Value;

use crate::support::ask;

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
