//! Supplementary agreements, the end of contracts, and payments that follow them.

use serde_json::{Value, json};

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn file(world: &mut World, items: Value) {
    world.p(
        "wang",
        "file_change",
        json!({"items": items, "goal_unchanged": true, "within_planning": true, "main_content_must_change": true, "change_case": "technical", "reason": "部署条件变化", "already_made": false}),
    );
}

/// Fifty thousand moved from the software to the servers, filed on the day.
fn changed() -> World {
    let mut world = started();
    file(
        &mut world,
        json!([{"item": "i1", "amount": "1150000"}, {"item": "i2", "amount": "350000"}]),
    );
    world
}

fn requested() -> World {
    let mut world = started();
    world.p(
        "wang",
        "request_change_review",
        json!({"items": [{"item": "i2", "amount": "350000"}], "reason": "扩容", "already_made": false}),
    );
    world
}

/// The approval of the software cut below what its contract takes.
fn cut() -> World {
    let mut world = started();
    file(&mut world, json!([{"item": "i1", "amount": "1100000"}]));
    world
}

fn paid() -> World {
    let mut world = changed();
    world.p("wu", "make_payment", payment("600000", "2026-04-01"));
    world
}

fn amended() -> World {
    let mut world = changed();
    world.p(
        "wang",
        "amend_contract",
        amendment(Some("v1"), "1100000", "350000"),
    );
    world
}

fn ended() -> World {
    let mut world = started();
    world.p("wang", "terminate_contract", termination("400000"));
    world
}

fn halted() -> World {
    let mut world = crate::supervision::terminated();
    world.on("2026-05-02");
    world
}

fn amendment(change: Option<&str>, software: &str, servers: &str) -> Value {
    json!({
        "contract": "c1", "change": change, "title": "补充协议一", "signed_on": "2026-04-01", "reason": "按变更调整",
        "items": [
            {"item": "i1", "name": "软件开发", "amount": software},
            {"item": "i2", "name": "服务器", "amount": servers},
            {"item": "i3", "name": "安全", "amount": "200000"},
        ],
    })
}

fn termination(settled: &str) -> Value {
    json!({
        "contract": "c1", "terminated_on": "2026-04-01", "reason": "承建单位破产",
        "items": [{"item": "i1", "name": "软件开发", "amount": settled}],
    })
}

fn with(form: &Value, key: &str, value: Value) -> Value {
    let mut form = form.clone();
    form[key] = value;
    form
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let agreed = amendment(Some("v1"), "1100000", "350000");
    let schedule = amendment(None, "1150000", "300000");
    let small = json!([{"item": "i1", "name": "软件开发", "amount": "599999.99"}]);
    let mut all = vec![
        case(changed, "wang", "amend_contract", agreed.clone(), Happens("contract_amended")),
        case(changed, "wang", "amend_contract", amendment(None, "1100000", "350000"), Clause("A22.2-contract")),
        case(started, "wang", "amend_contract", schedule.clone(), Happens("contract_amended")),
        case(requested, "wang", "amend_contract", amendment(Some("v1"), "1150000", "350000"), Clause("A22.2-contract")),
        case(changed, "wang", "amend_contract", amendment(Some("v1"), "1100000", "350000.01"), Clause("A18a-items")),
        case(changed, "wang", "amend_contract", with(&agreed, "signed_on", json!("2026-03-31")), Clause("A22.2-order")),
        case(changed, "wang", "amend_contract", with(&agreed, "signed_on", json!("2026-04-02")), Record("晚于办理当日")),
        case(started, "wang", "amend_contract", with(&schedule, "signed_on", json!("2026-03-09")), Record("早于合同")),
        case(started, "wang", "amend_contract", with(&schedule, "contract", json!("c9")), Record("合同不存在")),
        case(started, "wang", "amend_contract", with(&schedule, "change", json!("v9")), Record("变更不存在")),
        case(paid, "wang", "amend_contract", with(&agreed, "items", small.clone()), Clause("A18a-payment")),
        case(failed, "wang", "amend_contract", with(&amendment(None, "1150000.01", "300000"), "signed_on", json!("2026-09-23")), Clause("A26-amended")),
        case(ended, "wang", "amend_contract", schedule.clone(), Record("已解除")),
        case(changed, "qian", "amend_contract", agreed, NotPermitted),
        case(cut, "wu", "make_payment", payment("1", "2026-04-01"), Clause("A18a-agrees")),
        case(decided, "wang", "amend_contract", schedule, Clause("A16-change")),
    ];
    all.extend(vec![
        case(procured, "wang", "terminate_contract", termination("400000"), Record("尚未签订合同")),
        case(started, "wang", "terminate_contract", termination("400000"), Happens("contract_terminated")),
        case(started, "wang", "terminate_contract", with(&termination("400000"), "reason", Value::Null), Clause("A17-termination")),
        case(started, "wang", "terminate_contract", termination("1650000.01"), Clause("A18a-settlement")),
        case(paid, "wang", "terminate_contract", with(&termination("1"), "items", small), Clause("A18a-payment")),
        case(ended, "wang", "terminate_contract", termination("400000"), Record("已解除")),
        case(ended, "wu", "make_payment", payment("360000", "2026-04-01"), Happens("payment_made")),
        case(ended, "wu", "make_payment", payment("360000.01", "2026-04-01"), Clause("A33.2-final")),
        case(ended, "wu", "make_payment", payment("400000.01", "2026-04-01"), Clause("A18a-payment")),
        case(halted, "wang", "terminate_contract", termination("400000"), Happens("contract_terminated")),
        case(started, "wu", "terminate_contract", termination("400000"), NotPermitted),
    ]);
    all
}

#[test]
fn contracts_both_ways() {
    run(cases());
}

#[test]
fn payments_follow_the_amended_contract() {
    let mut world = cut();
    world.p(
        "wang",
        "amend_contract",
        amendment(Some("v1"), "1100000", "300000"),
    );
    assert_eq!(world.project().contracts_amount(), 165_000_000);
    assert_eq!(world.project().contracts[0].original_amount(), 165_000_000);
    world.p("wu", "make_payment", payment("1", "2026-04-01"));
}

#[test]
fn an_amendment_does_not_widen_what_a_change_may_move() {
    let world = amended();
    let who = crate::world::actor("wang");
    let facts = tongchou_project::facts(world.project(), &world.env(&who, "p1"));
    assert_eq!(facts.contract_amount, Some(165_000_000));
    assert_eq!(world.project().contracts[0].amount(), 165_000_000);
    assert_eq!(world.project().contracts[0].amendments.len(), 1);
}

#[test]
fn what_a_terminated_contract_leaves_can_be_signed_for_again() {
    let mut world = ended();
    assert!(!world.project().has_contract("implementation"));
    let mut rest = contract();
    rest["signed_on"] = json!("2026-04-01");
    rest["items"][0]["amount"] = json!("800000.01");
    assert_eq!(
        world.refused("wang", "sign_contract", rest.clone()),
        ["A18a-items", "A18a-amount", "A18a-budget"]
    );
    rest["items"][0]["amount"] = json!("800000");
    world.p("wang", "sign_contract", rest);
}

#[test]
fn operating_what_was_built_is_not_held_against_the_approval_for_building() {
    let mut world = accepted();
    let operation = json!({"year": 2026, "amount": "300000", "purpose": "operation"});
    let maintain = |amount: &str| json!({"kind": "operation", "agency": "builder", "title": "运维", "signed_on": "2026-09-23", "items": [{"name": "年度运维", "amount": amount}]});
    world.p("wu", "arrange_budget", operation);
    assert_eq!(
        world.refused("wang", "sign_contract", maintain("300000.01")),
        ["A18a-budget"]
    );
    world.p("wang", "sign_contract", maintain("300000"));
}
