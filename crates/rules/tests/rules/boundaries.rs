//! Boundaries by the text of the measure: on each line of `boundaries.jsonl` the value on
//! one side of a limit, with the articles (not the clauses) that must stand against the act,
//! and why by the text. The facts start from the lawful bases of `scenarios.jsonl`, so that
//! what the line is about is all that can stand against it. Working days were counted by an
//! own table of the published holidays, not by the program's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::support::ask;

type Facts = Map<String, Value>;

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn words(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn bases() -> BTreeMap<String, Facts> {
    let mut bases: BTreeMap<String, Facts> = BTreeMap::new();
    for line in lines(include_str!("scenarios.jsonl")) {
        if let Some(base) = line["base"].as_str() {
            let facts = over(&line, &bases);
            bases.insert(base.to_owned(), facts);
        }
    }
    bases
}

fn over(line: &Value, bases: &BTreeMap<String, Facts>) -> Facts {
    let mut facts = line["as"]
        .as_str()
        .map_or_else(Facts::new, |base| bases[base].clone());
    facts.extend(line["facts"].as_object().cloned().unwrap_or_default());
    for name in words(&line["without"]) {
        facts.remove(&name);
    }
    facts
}

fn asked(line: &Value, act: &Value, facts: &Facts) -> Value {
    let mut question = json!({"act": act, "on": line["on"], "facts": facts});
    if line["params"].is_object() {
        question["params"] = line["params"].clone();
    }
    ask(&question.to_string())
}

/// The articles that stand against the act.
fn against(answer: &Value) -> BTreeSet<String> {
    let findings = answer["findings"].as_array().unwrap();
    findings
        .iter()
        .filter(|finding| matches!(finding["status"].as_str(), Some("missing" | "violated")))
        .map(|finding| finding["article"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_boundary_is_where_the_text_draws_it() {
    let bases = bases();
    let mut wrong = Vec::new();
    let boundaries = lines(include_str!("boundaries.jsonl"));
    for line in boundaries.iter().filter(|line| line["act"].is_string()) {
        let answer = asked(line, &line["act"], &over(line, &bases));
        let (found, expected) = (against(&answer), words(&line["stands"]));
        let verdict = if expected.is_empty() {
            "permitted"
        } else {
            "refused"
        };
        let way = line["way"].is_null() || answer["way"] == line["way"];
        if found != expected || answer["verdict"] != verdict || !way {
            wrong.push(format!(
                "{}: {} {found:?} {} ({})",
                line["id"], answer["verdict"], answer["way"], line["because"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(boundaries.len() >= 150, "{} boundaries", boundaries.len());
}

#[test]
fn every_date_is_where_the_text_puts_it() {
    let mut wrong = Vec::new();
    for line in lines(include_str!("boundaries.jsonl"))
        .iter()
        .filter(|line| line["duty"].is_string())
    {
        let facts = over(line, &BTreeMap::new());
        let answer = asked(line, &json!("record_assessment"), &facts);
        let duties = answer["duties"].as_array().unwrap();
        let duty = duties.iter().find(|duty| duty["key"] == line["duty"]);
        let (due, state) = duty.map_or((Value::Null, Value::Null), |duty| {
            (duty["due_on"].clone(), duty["state"].clone())
        });
        if due != line["due"] || state != line["state"] {
            wrong.push(format!(
                "{}: {due} {state} ({})",
                line["id"], line["because"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_boundary_says_why_and_stands_once() {
    let mut ids = BTreeSet::new();
    for line in lines(include_str!("boundaries.jsonl")) {
        assert!(line["because"].as_str().unwrap().contains('条'), "{line}");
        assert!(
            ids.insert(line["id"].as_str().unwrap().to_owned()),
            "{line}"
        );
    }
}
