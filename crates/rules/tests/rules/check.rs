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

const PAYMENT: &str = r#""state_secret":false,"implementation_budget":1000000,"predecessor_acceptance":"no_predecessor","contract_kind":"implementation","contract_amount":1000000,"contract_paid_after":300000,"paid_after":300000,"suspension_grounds":[],"procedure_breached":false,"letter_breached":false,"acceptance_breached":false,"acceptance_result":"none""#;

fn payment(on: &str, more: &str) -> serde_json::Value {
    ask(&format!(
        r#"{{"act":"make_payment","on":"{on}","facts":{{{PAYMENT},{more}}}}}"#
    ))
}

const LAWFUL: &str = r#""letter_issued_on":"2025-01-10","contract_signed_on":"2025-02-01""#;

#[test]
fn a_level_that_asks_for_the_cryptography_opinion_leaves_the_payment_open_without_it() {
    let pays = |more: &str| {
        payment(
            "2025-03-03",
            &format!("{LAWFUL},\"planned_end_on\":\"2025-12-31\",{more}"),
        )
    };
    assert_eq!(pays(r#""mlps_level":2"#)["verdict"], "permitted");
    let open = pays(r#""mlps_level":3"#);
    assert_eq!(open["verdict"], "insufficient", "{open:#}");
    let asked = open["findings"].as_array().unwrap().iter();
    let asked: Vec<_> = asked
        .flat_map(|finding| finding["unknown"].as_array().cloned().unwrap_or_default())
        .collect();
    assert_eq!(asked, ["passed"]);
    let opinion = r#""mlps_level":3,"passed":["cryptography_opinion"]"#;
    assert_eq!(pays(opinion)["verdict"], "permitted");
    let lacking = pays(r#""mlps_level":3,"passed":[]"#);
    assert_eq!(against(&lacking), ["A10a-payment"]);
}

#[test]
fn a_project_that_never_began_is_overdue_like_any_other() {
    let on = |day: &str| {
        payment(
            day,
            &format!("{LAWFUL},\"construction_started\":false,\"planned_end_on\":\"2025-12-31\""),
        )
    };
    assert_eq!(on("2026-01-05")["verdict"], "permitted");
    assert_eq!(against(&on("2026-12-03")), ["A33.2-acceptance"]);
}

#[test]
fn what_was_signed_before_the_measure_or_put_right_is_no_breach() {
    let paid = |on: &str, letter: &str, signed: &str, more: &str| {
        let dates = format!(
            r#""letter_issued_on":"{letter}","contract_signed_on":"{signed}","planned_end_on":"2025-12-31""#
        );
        against(&payment(on, &format!("{dates}{more}")))
    };
    assert!(paid("2022-09-01", "2022-08-15", "2022-07-06", "").is_empty());
    assert_eq!(
        paid("2022-09-01", "2022-08-15", "2022-07-07", ""),
        ["A33.2-procedure"]
    );
    assert_eq!(
        paid("2025-03-03", "2025-01-10", "2025-01-09", ""),
        ["A33.2-procedure"]
    );
    let right = r#","rectification_outcome":"passed""#;
    assert!(paid("2025-03-03", "2025-01-10", "2025-01-09", right).is_empty());
}

#[test]
fn an_acceptance_is_held_by_the_day_it_is_concluded() {
    let concluded = |on: &str, planned: &str| {
        against(&ask(&format!(
            r#"{{"act":"conclude_acceptance","on":"{on}","facts":{{"mlps_level":2,"software_development":500000,"acceptance_applied_on":"2025-03-03","acceptance_on":"{planned}","changes_pending":0,"assessment_rectifications_open":0,"acceptance_approved":true,"invited":["bureau","investment"],"submitted":["security_implementation"],"passed":["mlps_assessment"],"outcome":"pass"}}}}"#
        )))
    };
    assert!(concluded("2025-03-24", "2025-03-24").is_empty());
    assert_eq!(concluded("2025-03-21", "2025-06-30"), ["A25a-days-held"]);
    assert!(concluded("2025-06-30", "2025-03-24").is_empty());
    assert_eq!(concluded("2025-06-30", "2025-03-21"), ["A25a-days-held"]);
}

#[test]
fn an_application_is_made_on_its_day() {
    let days = |on: &str, told: &str, held: &str| {
        let answer = ask(&format!(
            r#"{{"act":"apply_for_acceptance","on":"{on}","facts":{{"acceptance_applied_on":"{told}","acceptance_on":"{held}"}}}}"#
        ));
        against(&answer).contains(&"A25a-days".to_owned())
    };
    assert!(!days("2025-03-03", "2025-03-03", "2025-03-24"));
    assert!(
        days("2025-03-04", "2025-01-02", "2025-03-24"),
        "told as of January"
    );
    assert!(
        !days("2025-06-01", "2025-03-03", "2025-03-24"),
        "asked about what is over"
    );
}

#[test]
fn who_may_not_act_is_told_who_may() {
    let answer =
        ask(r#"{"act":"arrange_budget","on":"2025-03-03","facts":{"actor_capacity":"expert"}}"#);
    let finding = &answer["findings"][0];
    assert_eq!(finding["remedy"], "请由区财政局办理");
    assert_eq!(finding["facts"][0]["name"], "actor_capacity");
    assert!(finding["basis"].is_string());
    // nothing is said of whose project it is: it is not held against the asker
    let opinion = ask(
        r#"{"act":"give_department_opinion","on":"2025-03-03","facts":{"actor_capacity":"audit"}}"#,
    );
    assert_eq!(opinion["verdict"], "insufficient", "{opinion:#}");
    let own = ask(
        r#"{"act":"give_department_opinion","on":"2025-03-03","facts":{"actor_capacity":"audit","own_unit":true}}"#,
    );
    assert_eq!(own["verdict"], "refused");
}

#[test]
fn what_cannot_be_is_refused_and_a_barred_project_is_not_called_permitted() {
    let level = refuse(r#"{"act":"go_live","on":"2025-03-03","facts":{"mlps_level":6}}"#);
    assert!(
        level.contains("facts.mlps_level") && level.contains("最高为5级"),
        "{level}"
    );
    assert!(refuse(r#"{"act":"audit","on":"2025-03-03"}"#).contains("history"));
    let plan = |secret: bool| {
        ask(&format!(
            r#"{{"act":"explain","on":"2025-03-03","facts":{{{},"mlps_level":2,"software_development":1,"software_purchase":0,"hardware":0,"security_amount":1000,"total_amount":10000}}}}"#,
            PROJECT.replace("\"state_secret\":false", &format!("\"state_secret\":{secret}"))
        ))["verdict"]
            .clone()
    };
    assert_eq!(plan(false), "permitted");
    assert_eq!(plan(true), "refused");
}

#[test]
fn a_plan_of_operation_filed_later_is_not_filed_yet() {
    let use_on = |filed: &str| {
        against(&ask(&format!(
            r#"{{"act":"go_live","on":"2025-03-03","facts":{{"submitted":["operation_plan","security_in_use"],"construction_started":true,"operation_plan_filed_on":"{filed}"}}}}"#
        )))
    };
    assert!(use_on("2025-03-03").is_empty());
    assert_eq!(use_on("2025-03-04"), ["A27"]);
}

#[test]
fn a_measure_in_force_says_what_became_of_the_project() {
    let begins = |more: &str| {
        against(&ask(&format!(
            r#"{{"act":"start_construction","on":"2025-03-03","facts":{{"state_secret":false,"software_development":1,"software_purchase":0,"hardware":0,{LAWFUL}{more}}}}}"#
        )))
    };
    assert!(begins("").is_empty());
    assert_eq!(
        begins(r#","measures":["suspend_construction"]"#),
        ["A31.2a-suspended"]
    );
    assert_eq!(
        begins(r#","measures":["terminate"]"#),
        ["A31.2a-terminated"]
    );
}
