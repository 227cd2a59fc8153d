//! The law as a service: questions as lines of JSON, their answers, and what is refused.

use crate::support::{against, ask, refuse};

const PROJECT: &str = r#""fields":["business_system"],"nature":"construction","funding":["fiscal"],"state_secret":false,"district_unit":true,"critical_infrastructure":false,"public_data_operation":false"#;

fn acceptance(level: u8, applied: &str, held: &str, passed: &str) -> serde_json::Value {
    ask(&format!(
        r#"{{"id":"x","act":"apply_for_acceptance","on":"{applied}","facts":{{{PROJECT},"mlps_level":{level},
        "software_development":"999999.99","software_purchase":0,"hardware":0,"total_amount":999999,"security_amount":100000,
        "submitted":["acceptance_form","acceptance_materials","mlps_filing","security_implementation","cryptography_report_filing","supervision_report"],
        "passed":[{passed}],"acceptance_applied_on":"{applied}","acceptance_on":"{held}","construction_started":true,
        "data_tasks_settled":["cloud","update","chain","rights"],"changes_pending":0,"assessment_rectifications_open":0,
        "midterm_report_missing":false,"archive_missing":0,"acceptance_result":"none"}}}}"#
    ))
}

#[test]
fn fifteen_working_days_over_the_spring_festival_of_2025() {
    // 26 January and 8 February 2025 are worked, 28 January to 4 February are off
    let short = acceptance(1, "2025-01-20", "2025-02-17", "");
    let enough = acceptance(1, "2025-01-20", "2025-02-18", "");
    assert!(
        !against(&enough).iter().any(|id| id.starts_with("A25a")),
        "{enough:#}"
    );
    let counted = |answer: &serde_json::Value| {
        answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|f| f["facts"].as_array().cloned().unwrap_or_default())
            .find(|seen| seen["name"] == "working_days_before_acceptance")
            .unwrap()["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let count: i64 = counted(&enough).parse().unwrap();
    assert!(count >= 15, "{count}");
    assert!(counted(&short).parse::<i64>().unwrap() < count);
}

#[test]
fn level_two_and_level_three_need_different_assessments() {
    let none = against(&acceptance(1, "2025-03-03", "2025-04-03", ""));
    assert!(!none.iter().any(|id| id.starts_with("A20.2b")), "{none:?}");
    let two = against(&acceptance(2, "2025-03-03", "2025-04-03", ""));
    assert_eq!(
        two.iter().filter(|id| id.starts_with("A20.2b")).count(),
        1,
        "{two:?}"
    );
    let two_tested = against(&acceptance(
        2,
        "2025-03-03",
        "2025-04-03",
        r#""mlps_assessment""#,
    ));
    assert!(
        !two_tested.iter().any(|id| id.starts_with("A20.2b")),
        "{two_tested:?}"
    );
    let three = against(&acceptance(
        3,
        "2025-03-03",
        "2025-04-03",
        r#""mlps_assessment""#,
    ));
    assert!(three.iter().any(|id| id.starts_with("A20.2b")), "{three:?}");
    let both = against(&acceptance(
        3,
        "2025-03-03",
        "2025-04-03",
        r#""mlps_assessment","cryptography_assessment""#,
    ));
    assert!(!both.iter().any(|id| id.starts_with("A20.2b")), "{both:?}");
}

fn change(amount: &str, base: &str, earlier: &str) -> serde_json::Value {
    ask(&format!(
        r#"{{"act":"change","on":"2025-03-03","facts":{{{PROJECT},"mlps_level":2,"software_development":0,"software_purchase":0,"hardware":0,
        "letter_issued":true,"letter_amount":"{base}","contract_signed":true,"contract_amount":"{base}","budget_amount":"{base}","investment_after_change":"{base}",
        "goal_unchanged":true,"within_planning":true,"main_content_must_change":true,"change_case":"business","change_already_made":false,
        "change_content_amount":"{amount}","change_amount":"{amount}","earlier_content_amount":"{earlier}","earlier_change_amount":"{earlier}"}}}}"#
    ))
}

#[test]
fn a_change_is_filed_only_within_both_limits() {
    assert_eq!(change("500000", "5000000", "0")["way"], "filing");
    assert_eq!(change("500000.01", "6000000", "0")["way"], "review");
    assert_eq!(change("300000.01", "3000000", "0")["way"], "review");
    assert_eq!(change("300000", "3000000", "0")["way"], "filing");
    assert_eq!(
        change("200000", "5000000", "300000.01")["way"],
        "review",
        "earlier changes count"
    );
}

#[test]
fn a_fact_that_decides_and_is_not_known_is_named() {
    let answer = ask(r#"{"act":"arrange_budget","on":"2025-03-03","facts":{}}"#);
    assert_eq!(answer["verdict"], "insufficient");
    assert!(answer.to_string().contains("letter_issued"));
    let refused =
        ask(r#"{"act":"arrange_budget","on":"2025-03-03","facts":{"letter_issued":false}}"#);
    assert_eq!(refused["verdict"], "refused");
    assert!(against(&refused).iter().any(|id| id.starts_with("A16")));
}

#[test]
fn before_its_first_day_the_measure_judges_nothing() {
    let answer =
        ask(r#"{"act":"arrange_budget","on":"2022-07-06","facts":{"letter_issued":false}}"#);
    assert!(against(&answer).contains(&"A35".to_owned()), "{answer:#}");
    let first_day =
        ask(r#"{"act":"arrange_budget","on":"2022-07-07","facts":{"letter_issued":false}}"#);
    assert!(!against(&first_day).contains(&"A35".to_owned()));
}

#[test]
fn a_secret_project_is_out() {
    let answer = ask(r#"{"act":"register","on":"2025-03-03","facts":{"state_secret":true}}"#);
    assert_eq!(answer["verdict"], "refused");
    assert!(against(&answer).iter().any(|id| id.starts_with("A6")));
}

#[test]
fn only_the_right_capacity_may() {
    let answer = ask(
        r#"{"act":"arrange_budget","on":"2025-03-03","facts":{"actor_capacity":"project_unit","own_unit":true,"letter_issued":true}}"#,
    );
    assert_eq!(answer["verdict"], "refused");
}

#[test]
fn the_plan_of_a_level_three_project_names_its_papers() {
    let answer = ask(&format!(
        r#"{{"act":"explain","on":"2025-03-03","facts":{{{PROJECT},"mlps_level":3,"software_development":1200000,"software_purchase":0,"hardware":0,"security_amount":120000,"total_amount":1200000}}}}"#
    ));
    let materials: Vec<&str> = answer["materials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["material"].as_str().unwrap())
        .collect();
    for id in [
        "cryptography_plan",
        "mlps_assessment",
        "cryptography_assessment",
        "software_test_report",
        "acceptance_form",
    ] {
        assert!(materials.contains(&id), "{id} not in {materials:?}");
    }
    let duties: Vec<&str> = answer["duties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["key"].as_str().unwrap())
        .collect();
    assert!(duties.len() >= 5, "{duties:?}");
}

#[test]
fn bad_lines_name_the_field() {
    for (line, word) in [
        ("{", "JSON"),
        ("[]", "对象"),
        (r#"{"act":"pay"}"#, "on"),
        (r#"{"act":"fly","on":"2025-03-03"}"#, "fly"),
        (r#"{"act":"pay","on":"2025-02-30"}"#, "2025-02-30"),
        (r#"{"act":"pay","on":"1800-01-01"}"#, "1990"),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"mlps_levle":3}}"#,
            "mlps_levle",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"total_amount":-1}}"#,
            "负",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"total_amount":1.5}}"#,
            "浮点",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"total_amount":"100000000000000000"}}"#,
            "过大",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"security_share":8}}"#,
            "推算",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","facts":{"nature":"x"}}"#,
            "nature",
        ),
        (r#"{"act":"pay","act":"pay","on":"2025-03-03"}"#, "重复"),
        (
            r#"{"act":"pay","on":"2025-03-03","params":{"software_test_from":"1"}}"#,
            "不是可调整",
        ),
        (
            r#"{"act":"pay","on":"2025-03-03","params":{"acceptance_day":"maybe"}}"#,
            "maybe",
        ),
        (r#"{"act":"pay","on":"2025-03-03","extra":1}"#, "extra"),
    ] {
        let message = refuse(line);
        assert!(message.contains(word), "{line}: {message}");
    }
    let law = crate::support::law();
    assert!(
        tongchou_rules::check::answer(law, &[0xff, 0xfe])
            .unwrap_err()
            .to_string()
            .contains("UTF-8")
    );
}

/// Money for operation builds nothing, and money for building operates nothing.
#[test]
fn contracts_are_held_to_the_budget_of_their_purpose() {
    let asked = |kind: &str, total: &str| {
        let answer = ask(&format!(
            r#"{{"act":"sign_contract","on":"2025-03-03","facts":{{{PROJECT},"contract_kind":"{kind}",
            "implementation_budget":1000000,"operation_budget":500000,"contracts_total_after":"{total}"}}}}"#
        ));
        against(&answer).contains(&"A18a-budget".to_owned())
    };
    assert!(!asked("implementation", "1000000"));
    assert!(asked("implementation", "1000000.01"));
    assert!(!asked("operation", "500000"));
    assert!(asked("operation", "500000.01"));
}

/// What follows from dates or amounts is told with them.
#[test]
fn derived_facts_are_told_with_what_they_follow_from() {
    let answer = ask(&format!(
        r#"{{"act":"start_procurement","on":"2025-03-03","facts":{{{PROJECT},"letter_issued":true,"letter_issued_on":"2025-03-04"}}}}"#
    ));
    let found = answer["findings"].as_array().unwrap();
    let found = found
        .iter()
        .find(|found| found["clause"] == "A13b-before-letter")
        .unwrap();
    let facts = found["facts"].as_array().unwrap();
    let value = |name: &str| {
        let seen = facts.iter().find(|seen| seen["name"] == name);
        seen.map(|seen| seen["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(value("letter_issued_on").as_deref(), Some("2025年3月4日"));
    assert_eq!(value("acted_on").as_deref(), Some("2025年3月3日"));
}
