//! The whole-history audit finds every violation with date and article, and no other.

use serde_json::Value;

use crate::support::ask;

fn violations(history: &str, on: &str) -> Vec<(String, String)> {
    let line = format!(
        r#"{{"act":"audit","on":"{on}","facts":{{"fields":["business_system"],"nature":"construction","funding":["fiscal"],"state_secret":false,"district_unit":true,"critical_infrastructure":false,"public_data_operation":false,"mlps_level":2,"software_development":500000,"software_purchase":0,"hardware":0,"security_amount":60000,"total_amount":600000}},"history":[{history}]}}"#
    );
    let answer = ask(&line);
    answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f: &Value| {
            (
                f["on"].as_str().unwrap().to_owned(),
                f["clause"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_contract_before_the_letter_is_found_with_its_date() {
    let found = violations(
        r#"{"on":"2023-02-01","act":"sign_contract","facts":{"contract_kind":"implementation","contract_amount":600000,"contracts_total_after":600000,"contract_clauses":["confidentiality","operation_duty","warranty","ownership"],"warranty_months":12,"agency_registered":true,"items_outside_approval":0}},
           {"on":"2023-05-01","act":"issue_opinion_letter","facts":{"letter_amount":600000,"letter_items":1}}"#,
        "2023-05-02",
    );
    assert!(
        found
            .iter()
            .any(|(on, clause)| on == "2023-02-01" && clause.starts_with("A16")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|(on, clause)| on == "2023-05-01" && clause.starts_with("A15")),
        "{found:?}"
    );
}

#[test]
fn what_happened_before_the_measure_is_not_judged_by_it() {
    let found = violations(
        r#"{"on":"2021-02-01","act":"sign_contract","facts":{}}"#,
        "2022-08-01",
    );
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn an_empty_history_shows_nothing() {
    assert!(violations("", "2025-01-01").is_empty());
}

/// A contract signed before the measure and paid under it, without a letter.
fn carried_over(params: &str) -> Value {
    ask(&format!(
        r#"{{"act":"audit","on":"2023-06-30","params":{params},"facts":{{"fields":["business_system"],"nature":"construction","funding":["fiscal"],"state_secret":false,"district_unit":true,"critical_infrastructure":false,"public_data_operation":false,"mlps_level":2,"software_development":500000,"software_purchase":0,"hardware":0,"security_amount":60000,"total_amount":600000}},"history":[
            {{"on":"2022-05-10","act":"sign_contract","facts":{{"contract_kind":"implementation","contract_amount":600000}}}},
            {{"on":"2022-06-20","act":"make_payment","facts":{{"paid_after":100000}}}},
            {{"on":"2022-09-01","act":"make_payment","facts":{{"paid_after":300000}}}}]}}"#
    ))
}

fn told(answer: &Value) -> Vec<(&str, &str)> {
    let findings = answer["findings"].as_array().unwrap();
    let told = findings
        .iter()
        .map(|f| (f["on"].as_str().unwrap(), f["clause"].as_str().unwrap()));
    told.filter(|(_, clause)| !clause.starts_with("duty:"))
        .collect()
}

#[test]
fn a_payment_on_a_contract_from_before_the_measure_is_an_open_question() {
    let strict = carried_over("{}");
    assert_eq!(told(&strict), [("2022-09-01", "A16-carried")]);
    let asked = strict["open_questions"].as_array().unwrap();
    let question = asked
        .iter()
        .find(|question| question["id"] == "transition_contracts")
        .unwrap();
    assert_eq!(question["chosen"], "applies");
    let lenient = carried_over(r#"{"transition_contracts":"exempt"}"#);
    assert!(told(&lenient).is_empty(), "{:?}", told(&lenient));
}

/// A history that tells of no document is not held against anybody for it, and what
/// was not looked at is told.
#[test]
fn documents_that_are_not_told_of_are_not_examined_and_no_facts() {
    let answer = ask(r#"{"act":"audit","on":"2025-02-01","facts":{},"history":[
        {"on":"2025-01-24","act":"apply_for_acceptance","facts":{"state_secret":false,"mlps_level":2,"public_data_operation":true,
        "software_development":0,"software_purchase":0,"hardware":0,"construction_started":true,
        "acceptance_applied_on":"2025-01-24","acceptance_on":"2025-02-24"}},
        {"on":"2025-03-01","act":"conclude_acceptance","facts":{}}]}"#);
    let examined = answer["not_examined"].as_array().unwrap();
    assert!(
        examined.iter().any(|each| each["name"] == "submitted"),
        "{answer}"
    );
    assert_eq!(answer["later_events"], serde_json::json!([1]));
    for part in ["findings", "undecided"] {
        let facts = answer[part].as_array().unwrap().iter();
        let mut facts =
            facts.flat_map(|found| found["facts"].as_array().cloned().unwrap_or_default());
        assert!(
            !facts.any(|seen| seen["name"] == "submitted"),
            "{part}: {answer}"
        );
    }
    // where documents are told of, they count
    let told = ask(
        r#"{"act":"audit","on":"2025-02-01","facts":{"submitted":[]},"history":[
        {"on":"2025-01-24","act":"apply_for_acceptance","facts":{"state_secret":false,"mlps_level":1,"public_data_operation":false}}]}"#,
    );
    let examined = told["not_examined"].as_array().unwrap();
    assert!(
        !examined.iter().any(|each| each["name"] == "submitted"),
        "{told}"
    );
}
