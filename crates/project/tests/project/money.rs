//! Budget, procurement, contracts and payments, both ways.

use serde_json::{Value, json};

use crate::cases::Then::{Clause, Fields, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn halfway() -> World {
    let mut world = started();
    world.on("2026-06-01");
    world
}

fn paid() -> World {
    let mut world = halfway();
    world.p("wu", "make_payment", payment("600000", "2026-06-01"));
    world
}

fn successor() -> World {
    // A second project that continues one not yet accepted.
    let mut world = letter_issued();
    let mut other = registration();
    other["title"] = json!("体育场馆预约");
    other["summary"] = json!("场馆预约。");
    world.done("qian", "register_project", "p2", other);
    let mut project = world.project().clone();
    project.predecessor = Some("p2".to_owned());
    world.states.insert(
        "p1".to_owned(),
        tongchou_project::Aggregate::Project(Box::new(project)),
    );
    world
}

fn without(form: &Value, key: &str) -> Value {
    let mut form = form.clone();
    form.as_object_mut().expect("object").remove(key);
    form
}

fn with(form: &Value, key: &str, value: Value) -> Value {
    let mut form = form.clone();
    form[key] = value;
    form
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let procure = json!({"method": "open_tender", "started_on": "2026-02-10"});
    let mut all = vec![
        case(letter_issued, "wu", "arrange_budget", budget("1750000"), Happens("budget_arranged")),
        case(letter_issued, "wu", "arrange_budget", budget("1750000.01"), Clause("A16-amount")),
        case(letter_issued, "wu", "arrange_budget", with(&budget("1"), "year", json!(2025)), Record("早于审查意见函出具年度")),
        case(decided, "wu", "arrange_budget", budget("1"), Clause("A16")),
        case(letter_issued, "wu", "arrange_budget", with(&budget("1"), "purpose", json!("operation")), Clause("A26-operation-budget")),
        case(accepted, "wu", "arrange_budget", with(&budget("300000"), "purpose", json!("operation")), Happens("budget_arranged")),
        case(failed, "wu", "arrange_budget", budget("1"), Clause("A26-budget")),
        case(successor, "wu", "arrange_budget", budget("1"), Clause("A26-predecessor")),
        case(letter_issued, "wang", "arrange_budget", budget("1"), NotPermitted),
        case(letter_issued, "wu", "arrange_budget", budget("-1"), Fields(&["amount"])),
        case(budgeted, "wang", "start_procurement", procure.clone(), Happens("procurement_started")),
        case(letter_issued, "wang", "start_procurement", procure.clone(), Clause("A16-funded")),
        case(budgeted, "wang", "start_procurement", with(&procure, "started_on", json!("2026-02-04")), Clause("A13b-before-letter")),
    ];
    all.extend(contract_cases());
    all.extend(payment_cases());
    all
}

#[rustfmt::skip]
fn contract_cases() -> Vec<Case> {
    let today = with(&contract(), "signed_on", json!("2026-02-10"));
    let row = |item: &str, amount: &str| json!([{"item": item, "name": "x", "amount": amount}]);
    vec![
        case(procured, "wang", "sign_contract", today.clone(), Happens("contract_signed")),
        case(decided, "wang", "sign_contract", with(&contract(), "signed_on", json!("2026-02-01")), Clause("A16")),
        case(procured, "wang", "sign_contract", with(&contract(), "signed_on", json!("2026-02-04")), Clause("A13b-before-letter")),
        case(procured, "wang", "sign_contract", with(&today, "items", row("i1", "1200000.01")), Clause("A18a-items")),
        case(procured, "wang", "sign_contract", with(&today, "items", row("i9", "1")), Clause("A18a-items")),
        case(contracted, "wang", "sign_contract", with(&contract(), "items", row("i1", "50000.01")), Clause("A18a-items")),
        case(procured, "wang", "sign_contract", with(&today, "clauses", json!(["confidentiality"])), Clause("A18b")),
        case(procured, "wang", "sign_contract", without(&today, "warranty_months"), Clause("A18b-warranty")),
        case(procured, "wang", "sign_contract", with(&today, "agency", json!("nobody")), Clause("A19-registered")),
        case(procured, "wang", "sign_contract", with(&today, "agency", json!("tester")), Record("业务类型")),
        case(failed, "wang", "sign_contract", with(&contract(), "items", row("i1", "1")), Clause("A26-contract")),
    ]
}

#[rustfmt::skip]
fn payment_cases() -> Vec<Case> {
    vec![
        case(halfway, "wu", "make_payment", payment("600000", "2026-06-01"), Happens("payment_made")),
        case(halfway, "wu", "make_payment", payment("1650000", "2026-06-01"), Clause("A33.2-final")),
        case(halfway, "wu", "make_payment", payment("1485000", "2026-06-01"), Happens("payment_made")),
        case(halfway, "wu", "make_payment", payment("1485000.01", "2026-06-01"), Clause("A33.2-final")),
        case(halfway, "wu", "make_payment", payment("1750000.01", "2026-06-01"), Clause("A16-paid")),
        case(halfway, "wu", "make_payment", payment("1", "2026-06-02"), Record("晚于办理当日")),
        case(halfway, "wu", "make_payment", payment("1", "2026-03-09"), Record("早于合同签订日期")),
        case(halfway, "wu", "make_payment", payment("1", "2026-02-01"), Clause("A13b-before-letter-work")),
        case(failed, "wu", "make_payment", payment("1", "2026-09-23"), Clause("A26-payment")),
        case(decided, "wu", "make_payment", payment("1", "2026-02-03"), Clause("A16-work")),
        case(paid, "wu", "make_payment", payment("600000", "2026-06-01"), Record("已经登记")),
        case(paid, "wu", "make_payment", with(&payment("600000", "2026-06-01"), "voucher", json!("V2")), Happens("payment_made")),
        case(paid, "wu", "reverse_payment", json!({"payment": "b1", "reason": "重复登记"}), Happens("payment_reversed")),
        case(paid, "wu", "reverse_payment", json!({"payment": "b2", "reason": "重复登记"}), Record("付款不存在")),
        case(paid, "wang", "reverse_payment", json!({"payment": "b1", "reason": "重复登记"}), NotPermitted),
        case(halfway, "wu", "reverse_payment", json!({"payment": "b1", "reason": "重复登记"}), Record("没有可以冲销的付款")),
        case(halfway, "wu", "make_payment", json!({"contract": "c9", "amount": 1, "paid_on": "2026-06-01", "purpose": "x"}), Record("合同不存在")),
    ]
}

#[test]
fn money_both_ways() {
    run(cases());
}

#[test]
fn a_payment_taken_back_counts_no_more() {
    let mut world = paid();
    world.p(
        "wu",
        "reverse_payment",
        json!({"payment": "b1", "reason": "金额填错"}),
    );
    assert_eq!(world.project().paid(), 0);
    assert_eq!(world.project().payments.len(), 1);
    let again = json!({"payment": "b1", "reason": "金额填错"});
    assert!(
        world
            .stopped("wu", "reverse_payment", again)
            .contains("没有可以冲销的付款")
    );
    world.p("wu", "make_payment", payment("600000", "2026-06-01"));
    assert_eq!(world.project().paid(), 60_000_000);
}

#[test]
fn payments_sum_up_against_contract_and_budget() {
    let mut world = halfway();
    world.p("wu", "make_payment", payment("1000000", "2026-06-01"));
    let over = world.refused("wu", "make_payment", payment("800000", "2026-06-01"));
    assert!(over.iter().any(|id| id == "A16-paid"), "{over:?}");
}

#[test]
fn budgets_of_several_years_are_one_sum() {
    let mut world = letter_issued();
    world.p("wu", "arrange_budget", budget("1000000"));
    let next = json!({"year": 2027, "amount": "750000.01", "purpose": "implementation"});
    assert_eq!(world.refused("wu", "arrange_budget", next), ["A16-amount"]);
    assert_eq!(
        world.events.last().expect("event").describe(),
        "区财政局安排2026年建设实施预算100.00万元"
    );
}

#[test]
fn the_last_instalment_waits_for_acceptance() {
    let mut world = accepted();
    world.p("wu", "make_payment", payment("1150000", "2026-09-23"));
    assert_eq!(world.project().paid_on_contract("c1"), 165_000_000);
}

#[test]
fn after_a_failed_acceptance_only_a_passed_one_opens_the_money_again() {
    let mut world = failed();
    world.p("wang", "apply_for_acceptance", application("2026-10-30"));
    world.p(
        "li",
        "decide_acceptance_application",
        json!({"outcome": "pass", "opinion": "同意"}),
    );
    world.p(
        "wang",
        "invite_to_acceptance",
        json!({"invited": ["bureau", "investment"], "place": "室", "sent_on": "2026-09-23"}),
    );
    assert!(
        !world
            .refused("wu", "make_payment", payment("1", "2026-09-23"))
            .is_empty()
    );
    world.on("2026-10-30").p(
        "wang",
        "conclude_acceptance",
        json!({"held_on": "2026-10-30", "outcome": "pass", "attendees": "局", "opinion": "好"}),
    );
    world.p("wu", "make_payment", payment("1", "2026-10-30"));
}

/// Of a project for operation the letter approves one sum, whatever purpose it is given for.
#[test]
fn a_project_for_operation_is_given_no_more_than_its_letter() {
    let mut world = letter_issued();
    let mut project = world.project().clone();
    project.nature = "operation".to_owned();
    let state = tongchou_project::Aggregate::Project(Box::new(project));
    world.states.insert("p1".to_owned(), state);
    world.on("2026-02-10");
    let operation = |amount: &str| with(&budget(amount), "purpose", json!("operation"));
    world.p("wu", "arrange_budget", operation("1000000"));
    assert_eq!(
        world.refused("wu", "arrange_budget", budget("750000.01")),
        ["A16-amount"]
    );
    world.p("wu", "arrange_budget", budget("750000"));
    assert_eq!(
        world.refused("wu", "arrange_budget", operation("0.01")),
        ["A16-amount"]
    );
}

/// A change takes no demand away that the letter's figures make.
#[test]
fn a_lowered_figure_does_not_escape_a_limit() {
    let world = letter_issued();
    let before = world.project().amount_of("software_development");
    let lowered = before - 1;
    let mut project = world.project().clone();
    for item in &mut project.approved {
        if item.category == "software_development" && item.amount > 1 {
            item.amount -= 1;
            break;
        }
    }
    let sum: i64 = project
        .approved
        .iter()
        .filter(|item| item.category == "software_development")
        .map(|item| item.amount)
        .sum();
    assert_eq!(sum, lowered);
    assert_eq!(project.amount_of("software_development"), before);
    project.approved[0].amount += 1_000;
    assert!(project.amount_of("software_development") > before);
}
