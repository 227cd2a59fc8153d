//! Questions as the law's reader would put them, with the answer the law gives. The table
//! `scenarios.jsonl` holds: lines with `base` (facts to start from, perhaps `as` another
//! base), lines with `id` and `act` (one question: `facts` on top of the base, `without`
//! some), one line with `history` (a lawful life from registration to self-evaluation),
//! and lines with `audit` (that life with events dropped, moved, set or inserted).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::support::ask;

type Facts = Map<String, Value>;

fn lines() -> Vec<Value> {
    let text = include_str!("scenarios.jsonl");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn words(value: &Value) -> Vec<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn facts_of(line: &Value, bases: &BTreeMap<String, Facts>) -> Facts {
    let mut facts = line["as"]
        .as_str()
        .map_or_else(Facts::new, |base| bases[base].clone());
    facts.extend(line["facts"].as_object().cloned().unwrap_or_default());
    for name in words(&line["without"]) {
        facts.remove(&name);
    }
    facts
}

/// What stands against the act, and which facts are asked for.
fn told(answer: &Value) -> (Vec<String>, Vec<String>) {
    let (mut against, mut unknown) = (Vec::new(), Vec::new());
    for finding in answer["findings"].as_array().unwrap() {
        match finding["status"].as_str().unwrap() {
            "missing" | "violated" => against.push(finding["clause"].as_str().unwrap().to_owned()),
            "insufficient" => unknown.extend(words(&finding["unknown"])),
            _ => {}
        }
    }
    for list in [&mut against, &mut unknown] {
        list.sort();
        list.dedup();
    }
    (against, unknown)
}

#[test]
fn every_question_gets_the_answer_of_the_law() {
    let mut bases = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines() {
        if let Some(base) = line["base"].as_str() {
            let facts = facts_of(&line, &bases);
            bases.insert(base.to_owned(), facts);
        } else if line["act"].is_string() {
            let mut question =
                json!({"act": line["act"], "on": line["on"], "facts": facts_of(&line, &bases)});
            if line["params"].is_object() {
                question["params"] = line["params"].clone();
            }
            let answer = ask(&question.to_string());
            let (against, unknown) = told(&answer);
            let undecided = answer["verdict"] == "insufficient";
            if answer["verdict"] != line["verdict"]
                || answer["way"] != line["way"]
                || against != words(&line["against"])
                || (undecided && unknown != words(&line["unknown"]))
            {
                wrong.push(format!(
                    "{}: {} {against:?} {unknown:?} {}",
                    line["id"], answer["verdict"], answer["way"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn altered(life: &[Value], line: &Value) -> Vec<Value> {
    let dropped = words(&line["drop"]);
    let mut events: Vec<Value> = life
        .iter()
        .filter(|event| !dropped.iter().any(|act| event["act"] == **act))
        .cloned()
        .collect();
    for event in &mut events {
        let act = event["act"].as_str().unwrap().to_owned();
        if let Some(on) = line["move"].get(&act) {
            event["on"] = on.clone();
        }
        for (name, value) in line["set"][&act].as_object().into_iter().flatten() {
            event["facts"][name] = value.clone();
        }
    }
    events.extend(line["insert"].as_array().cloned().unwrap_or_default());
    events.sort_by_key(|event| event["on"].as_str().unwrap().to_owned());
    events
}

#[test]
fn a_lawful_life_shows_nothing_and_a_seeded_breach_alone() {
    let mut life = Vec::new();
    let mut wrong = Vec::new();
    for line in lines() {
        if let Some(events) = line["history"].as_array() {
            life.clone_from(events);
        } else if line["audit"].is_string() {
            let question =
                json!({"act": "audit", "on": line["audit"], "history": altered(&life, &line)});
            let answer = ask(&question.to_string());
            let found: Vec<Value> = answer["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|finding| json!([finding["on"], finding["clause"]]))
                .collect();
            let found = Value::Array(found);
            if found != line["found"] || answer["verdict"] != line["verdict"] {
                wrong.push(format!("{}: {} {found}", line["id"], answer["verdict"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fact_that_is_asked_for_can_be_given() {
    let answer = ask(r#"{"act":"change","on":"2025-03-03","facts":{}}"#);
    let (_, unknown) = told(&answer);
    for name in unknown {
        let spec = tongchou_rules::fact(&name).unwrap();
        assert_ne!(spec.origin, tongchou_rules::Origin::Derived, "{name}");
    }
}

#[test]
fn a_plan_names_only_what_the_project_will_meet() {
    let plan = |level: u8| {
        ask(&json!({"act": "explain", "on": "2026-01-30", "facts": {
            "mlps_level": level, "software_development": 300_000, "software_purchase": 0, "hardware": 0, "total_amount": 300_000,
            "security_amount": 30_000, "funding": ["fiscal"], "fields": ["business_system"], "nature": "construction",
            "critical_infrastructure": false, "public_data_operation": false, "state_secret": false, "district_unit": true,
            "construction_started_on": "2026-09-01", "planned_end_on": "2027-08-31", "accepted_on": "2027-09-30"}}).to_string())
    };
    let has = |plan: &Value, part: &str, key: &str, word: &str| {
        plan[part]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row[key] == word)
    };
    for (level, reviewed) in [(1, false), (2, false), (3, true)] {
        let plan = plan(level);
        assert_eq!(plan["verdict"], "permitted", "{}", plan["unknown"]);
        assert_eq!(
            has(&plan, "steps", "act", "issue_cryptography_opinion"),
            reviewed
        );
        assert_eq!(
            has(&plan, "materials", "material", "cryptography_review_form"),
            reviewed
        );
        assert_eq!(
            has(&plan, "duties", "key", "yearly_cryptography_assessment"),
            reviewed
        );
        assert!(
            has(&plan, "duties", "due_on", "2028-10-30"),
            "self-evaluation by the planned acceptance"
        );
        assert!(!has(&plan, "duties", "key", "rectification"));
        assert!(!has(&plan, "materials", "material", "supervision_report"));
    }
}

#[test]
fn an_amount_is_not_asked_for_where_the_known_parts_decide() {
    let start = |facts: Value| {
        let answer = ask(
            &json!({"act": "start_construction", "on": "2025-03-03", "facts": facts}).to_string(),
        );
        let findings = answer["findings"].as_array().unwrap().clone();
        findings
            .into_iter()
            .find(|finding| finding["clause"] == "A20.5")
            .unwrap()["status"]
            .clone()
    };
    assert_eq!(
        start(json!({"software_development": 1_000_000, "supervision_contracted": false})),
        "missing"
    );
    assert_eq!(
        start(json!({"total_amount": "999999.99", "supervision_contracted": false})),
        "not_applicable"
    );
    assert_eq!(
        start(json!({"total_amount": 1_000_000, "supervision_contracted": false})),
        "insufficient"
    );
}

#[test]
fn a_message_leaves_out_what_is_not_known() {
    for act in ["change", "pay", "apply_for_acceptance", "declare"] {
        let answer = ask(&json!({"act": act, "on": "2025-03-03", "facts": {}}).to_string());
        assert!(!answer.to_string().contains("未知"), "{act}");
    }
}

#[test]
fn acceptance_days_over_a_year_without_a_calendar_are_marked() {
    let answer = ask(
        r#"{"act":"apply_for_acceptance","on":"2027-01-20","facts":{"acceptance_on":"2027-03-20"}}"#,
    );
    assert_eq!(answer["provisional_years"], json!([2027]));
}

#[test]
fn who_acts_is_judged_by_capacity_and_own_project() {
    let declare = |facts: Value| {
        ask(&json!({"act": "declare", "on": "2025-03-03", "facts": facts}).to_string())
    };
    assert_ne!(
        declare(json!({"actor_capacity": "project_unit"}))["verdict"],
        "refused"
    );
    assert_eq!(
        declare(json!({"actor_capacity": "project_unit", "own_unit": false}))["verdict"],
        "refused"
    );
    assert_eq!(
        declare(json!({"actor_capacity": "finance"}))["verdict"],
        "refused"
    );
}
