//! What the law would answer to a form as far as it is filled in: as `decide`
//! where it is whole, unknown where it is empty.

use serde_json::{Map, Value, json};
use tongchou_project::{Preview, act_specs, preview, preview_unsent};
use tongchou_rules::{Decision, Status};

use crate::construction::change;
use crate::histories::*;
use crate::world::{World, actor, people};

fn look(world: &World, person: &str, act: &str, form: Value) -> Preview {
    let who = actor(person);
    let state = world.states.get("p1");
    preview(state, act, &form, &world.env(&who, "p1")).expect("permitted")
}

fn unknown(preview: &Preview) -> Vec<&str> {
    let open = preview.verdict.with(Status::Insufficient);
    let mut names: Vec<&str> = open
        .flat_map(|found| found.unknown.iter().map(String::as_str))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn a_whole_form_is_answered_as_it_will_be() {
    let world = started();
    let seen = look(&world, "wang", "file_change", change("1150000"));
    assert!(seen.is_ready(), "{:?}", seen.verdict);
    assert_eq!(seen.verdict.way.as_deref(), Some("filing"));
    let seen = look(&world, "wang", "file_change", change("1800000"));
    assert_eq!(seen.verdict.decision, Decision::Refused);
    assert_eq!(seen.filing.expect("asked").way.as_deref(), Some("review"));
    assert_eq!(
        world.refused("wang", "file_change", change("1800000")),
        seen.verdict
            .against()
            .map(|found| found.clause.to_string())
            .collect::<Vec<_>>()
    );
}

#[test]
fn what_follows_from_an_empty_field_is_not_known() {
    let world = started();
    let seen = look(
        &world,
        "wang",
        "file_change",
        json!({"goal_unchanged": true, "within_planning": true, "main_content_must_change": true}),
    );
    assert_eq!(seen.verdict.way, None, "{:?}", seen.verdict);
    assert!(unknown(&seen).contains(&"change_case"));
    assert!(
        unknown(&seen).contains(&"change_content_amount"),
        "{:?}",
        unknown(&seen)
    );
    let labels: Vec<&str> = seen
        .missing
        .iter()
        .map(|each| each.label.as_str())
        .collect();
    assert_eq!(
        labels,
        ["变更内容", "变更情形", "变更已先行实施", "变更理由"]
    );
    // an amount alone may already decide
    let rows = json!({"items": [{"item": "i1", "amount": "1800000"}]});
    let seen = look(&world, "wang", "request_change_review", rows);
    assert_eq!(seen.filing.expect("asked").way.as_deref(), Some("review"));
}

#[test]
fn what_is_not_ticked_is_not_denied_before_the_form_is_sent() {
    let world = started();
    let who = actor("wang");
    let state = world.states.get("p1");
    let env = world.env(&who, "p1");
    let unticked = json!({"goal_unchanged": false, "within_planning": false,
        "main_content_must_change": false, "already_made": false});
    let sent = preview(state, "file_change", &unticked, &env).expect("permitted");
    assert_eq!(sent.verdict.decision, Decision::Refused);
    let unsent = preview_unsent(state, "file_change", &unticked, &env).expect("permitted");
    assert_eq!(unsent.verdict.decision, Decision::Insufficient);
    assert!(unknown(&unsent).contains(&"goal_unchanged"));
    // an amount refuses whatever is ticked, and then all is told
    let mut large = change("1800000");
    large["goal_unchanged"] = json!(false);
    let large = preview_unsent(state, "file_change", &large, &env).expect("permitted");
    assert_eq!(large.verdict.decision, Decision::Refused);
}

#[test]
fn what_is_typed_wrongly_is_a_fault_and_not_known() {
    let world = started();
    let form = json!({"items": [{"item": "i1", "amount": "很多"}], "change_case": "business"});
    let seen = look(&world, "wang", "file_change", form);
    assert_eq!(seen.faults.len(), 1);
    assert_eq!(seen.faults[0].field, "items[0].amount");
    assert!(unknown(&seen).contains(&"change_content_amount"));
}

#[test]
fn an_agency_that_is_not_chosen_yet_is_not_taken_for_one_unregistered() {
    let world = procured();
    let seen = look(
        &world,
        "wang",
        "sign_contract",
        json!({"kind": "implementation"}),
    );
    assert!(seen.facts.agency_registered.is_none());
    assert!(
        seen.verdict
            .against()
            .all(|found| !found.says.contains("登记")),
        "{:?}",
        seen.verdict
    );
}

#[test]
fn the_state_that_a_declaration_leads_to_is_given() {
    let world = registered();
    let form = json!({"mlps_level": 3, "objectives": "目标",
        "budget": [{"name": "开发", "category": "software_development", "amount": "1200000.50"}, {"name": "未填完", "category": "hardware"}]});
    let seen = look(&world, "wang", "revise_declaration", form);
    let after = seen.after.expect("a state");
    let project = after.project().expect("a project");
    assert_eq!(project.mlps_level, 3);
    assert!(project.declaration.topics.contains_key("objectives"));
}

#[test]
fn a_mark_of_secrecy_hides_everything_else() {
    let world = registered();
    let mark = ["机", "密", "★"].concat();
    let seen = look(&world, "wang", "revise_declaration", json!({"needs": mark}));
    assert!(seen.withheld && seen.missing.is_empty() && seen.after.is_none());
    let seen = look(
        &world,
        "wang",
        "revise_declaration",
        json!({"state_secret": true}),
    );
    assert!(seen.withheld);
}

#[test]
fn every_act_can_be_looked_at_empty_by_whoever_may_do_it() {
    for world in [registered(), declared(), started(), built(), operating()] {
        for spec in act_specs() {
            for person in people() {
                let who = actor(person);
                let state = world.states.get("p1").filter(|_| !spec.creates);
                let env = world.env(&who, "p1");
                let Some(seen) = preview(state, spec.key, &Value::Object(Map::new()), &env) else {
                    continue;
                };
                let required = spec.fields.iter().filter(|field| field.required).count();
                assert_eq!(seen.missing.len(), required, "{}", spec.key);
                assert!(!seen.is_ready() || required == 0, "{}", spec.key);
            }
        }
    }
}
