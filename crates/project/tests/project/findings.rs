//! What the record and other data show against the law: what is found, what is not,
//! and what a person makes of it.

use serde_json::{Value, json};
use tongchou_project::Project;
use tongchou_project::state::Proposal;

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::{World, actor, day};

fn proposals(world: &World) -> Vec<Proposal> {
    let who = actor("feng");
    tongchou_project::proposals(world.project(), &world.env(&who, "p1"))
}

fn kinds(world: &World) -> Vec<String> {
    let found = proposals(world).into_iter();
    let mut kinds: Vec<String> = found
        .filter(|found| found.kind != "late_duty" && found.kind != "acceptance_late")
        .map(|found| found.kind)
        .collect();
    kinds.sort();
    kinds
}

fn seen(happened: &str, on: &str) -> Value {
    json!({
        "happened": happened, "happened_on": on, "source": "国库集中支付系统", "facts": "核对台账发现",
    })
}

fn paid(amount: &str, contract: Option<&str>) -> Value {
    let mut form = seen("make_payment", "2026-03-20");
    form["amount"] = json!(amount);
    if let Some(contract) = contract {
        form["contract"] = json!(contract);
    }
    form
}

fn signed(on: &str) -> Value {
    let mut form = seen("sign_contract", on);
    form["amount"] = json!("100");
    form
}

fn observing(form: Value) -> World {
    let mut world = started();
    world.p("feng", "record_observation", form);
    world
}

/// A contract signed before the letter, as other data tell.
fn proposed() -> World {
    observing(seen("sign_contract", "2026-01-20"))
}

const EARLY: &str = "before_letter-observation_recorded-1";

fn confirmed() -> World {
    let mut world = proposed();
    world.p(
        "feng",
        "confirm_finding",
        json!({"finding": EARLY, "opinion": "合同原件日期属实"}),
    );
    world
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let order = json!({"finding": "w1", "requirement": "说明情况", "due_on": "2026-04-30"});
    let mut strange = order.clone();
    strange["finding"] = json!("w9");
    let mut unsourced = seen("go_live", "2026-03-01");
    unsourced["source"] = json!("");
    let inspect = json!({"subjects": ["procurement"], "inspected_on": "2026-04-01", "violation": true, "findings": "先签后报", "finding": "w1"});
    let suspend = json!({"ground": "law_breached", "facts": "先签后报", "evidence": "合同", "finding": "w1"});
    vec![
        case(started, "feng", "record_observation", seen("go_live", "2026-03-01"), Happens("observation_recorded")),
        case(started, "feng", "record_observation", unsourced, Clause("A31.1-source")),
        case(started, "wang", "record_observation", seen("go_live", "2026-03-01"), NotPermitted),
        case(started, "feng", "record_observation", seen("go_live", "2026-05-01"), Record("发生日期")),
        case(started, "feng", "record_observation", seen("make_payment", "2026-03-01"), Record("没有填写付款金额")),
        case(started, "feng", "record_observation", paid("1", Some("c9")), Record("合同不存在")),
        case(proposed, "feng", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), Happens("finding_confirmed")),
        case(proposed, "chu", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), Happens("finding_confirmed")),
        case(proposed, "wang", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), NotPermitted),
        case(proposed, "jiang", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), NotPermitted),
        case(started, "feng", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), Record("已经没有了")),
        case(confirmed, "feng", "confirm_finding", json!({"finding": EARLY, "opinion": "属实"}), Record("已经没有了")),
        case(proposed, "li", "set_aside_finding", json!({"finding": EARLY, "reason": "登记有误"}), Happens("finding_set_aside")),
        case(proposed, "li", "set_aside_finding", json!({"finding": EARLY}), Clause("A31.1-aside")),
        case(proposed, "wang", "set_aside_finding", json!({"finding": EARLY, "reason": "没有问题"}), NotPermitted),
        case(confirmed, "li", "set_aside_finding", json!({"finding": EARLY, "reason": "登记有误"}), Record("已经没有了")),
        case(confirmed, "feng", "order_rectification", order, Happens("rectification_ordered")),
        case(confirmed, "feng", "order_rectification", strange, Record("自动发现的问题不存在")),
        case(proposed, "feng", "order_rectification", json!({"requirement": "改", "due_on": "2026-04-30"}), Clause("A31.2a-finding")),
        case(confirmed, "feng", "record_inspection", inspect.clone(), Happens("inspection_recorded")),
        case(proposed, "feng", "record_inspection", inspect, Record("自动发现的问题不存在")),
        case(confirmed, "wu", "suspend_payment", suspend.clone(), Happens("payment_suspended")),
        case(proposed, "wu", "suspend_payment", suspend, Record("自动发现的问题不存在")),
    ]
}

#[test]
fn given_then() {
    run(cases());
}

#[test]
fn a_lawful_project_shows_nothing() {
    let histories: [fn() -> World; 14] = [
        registered,
        declared,
        decided,
        letter_issued,
        budgeted,
        procured,
        contracted,
        started,
        built,
        applied,
        invited,
        accepted,
        operating,
        evaluated,
    ];
    for (place, history) in histories.into_iter().enumerate() {
        assert_eq!(kinds(&history()), Vec::<String>::new(), "history {place}");
    }
}

/// What other data tell, and the kinds of finding that it shows.
#[test]
fn what_other_data_tell_is_held_against_the_record_of_that_day() {
    let told: Vec<(Value, &[&str])> = vec![
        (seen("sign_contract", "2026-02-04"), &["before_letter"]),
        (signed("2026-02-05"), &["over_budget"]),
        (
            seen("start_procurement", "2026-02-04"),
            &["before_letter", "over_budget"],
        ),
        (seen("start_procurement", "2026-02-10"), &[]),
        (
            seen("start_construction", "2026-03-09"),
            &["without_contract"],
        ),
        (seen("start_construction", "2026-03-10"), &[]),
        (paid("1", None), &["without_contract"]),
        (paid("1", Some("c1")), &[]),
        (
            paid("1750000.01", Some("c1")),
            &["over_budget", "over_contract"],
        ),
        (
            seen("implement_change", "2026-03-20"),
            &["change_not_filed"],
        ),
        (
            seen("conclude_acceptance", "2026-03-20"),
            &["acceptance_irregular", "acceptance_untested"],
        ),
        (seen("go_live", "2026-03-20"), &["plan_not_filed"]),
    ];
    for (form, expected) in told {
        let says = form.to_string();
        // what is looked for is looked for among the dates alone: the amount of a
        // contract that is not told is nothing
        assert_eq!(kinds(&observing(form)), expected, "{says}");
    }
}

#[test]
fn it_has_no_effect_until_somebody_confirms_it_and_none_by_itself_then() {
    let (before, after) = (started(), proposed());
    for (who, act) in [
        ("wu", "make_payment"),
        ("wang", "file_change"),
        ("wang", "report_performance"),
    ] {
        let one = before.considered(who, act);
        let other = after.considered(who, act);
        assert_eq!(
            format!("{:?}", one.verdict),
            format!("{:?}", other.verdict),
            "{act}"
        );
    }
    let mut world = confirmed();
    world.p("wu", "make_payment", payment("1", "2026-04-01"));
}

#[test]
fn dates_typed_later_are_held_against_each_other() {
    let mut world = budgeted();
    world.p(
        "wang",
        "start_procurement",
        json!({"method": "open_tender", "started_on": "2026-02-07"}),
    );
    let found = proposals(&world);
    let found = found.first().expect("a finding");
    assert_eq!(
        (found.kind.as_str(), found.clause.as_str()),
        ("over_budget", "A16-funded")
    );
    assert_eq!(found.article, "16");
    assert_eq!(found.since, day("2026-02-07"));
    assert_eq!(found.rests[0].event, "procurement_started");
    assert!(!found.facts.is_empty());
}

#[test]
fn a_finding_set_aside_comes_again_only_with_other_facts() {
    let mut world = started();
    world.on("2026-12-01");
    let late = |world: &World| -> Vec<String> {
        let found = proposals(world).into_iter();
        found.map(|found| found.key).collect()
    };
    let key = "late_duty-performance_tracking";
    assert!(
        late(&world).iter().any(|found| found == key),
        "{:?}",
        late(&world)
    );
    world.p(
        "feng",
        "set_aside_finding",
        json!({"finding": key, "reason": "已在系统外报送"}),
    );
    assert!(!late(&world).iter().any(|found| found == key));
    world.on("2026-12-20");
    assert!(
        !late(&world).iter().any(|found| found == key),
        "the facts are the same"
    );
    world.on("2027-06-01");
    assert!(
        late(&world).iter().any(|found| found == key),
        "another period is late"
    );
}

#[test]
fn a_confirmed_finding_fills_the_form_that_takes_it_up() {
    let world = confirmed();
    let project: &Project = world.project();
    let current = world.states.get("p1");
    let settled = project.confirmed("w1").expect("confirmed");
    assert_eq!(
        settled.proposal.grounds.iter().next().unwrap(),
        "procedure_breached"
    );
    let filled = tongchou_project::prefill_from_finding(current, "record_inspection", "w1");
    assert_eq!(filled["violation"], "yes");
    assert_eq!(filled["grounds"], json!(["procedure_breached"]));
    assert!(
        filled["findings"]
            .as_str()
            .unwrap()
            .contains("合同原件日期属实")
    );
    assert!(tongchou_project::prefill_from_finding(current, "record_inspection", "w2").is_empty());
    for kind in crate::world::LAW.finding_kinds() {
        let known = |word: &String| {
            tongchou_project::Command::parse(
                "record_inspection",
                &json!({"subjects": [word], "inspected_on": "2026-04-01", "findings": "查"}),
            )
            .is_ok()
        };
        assert!(kind.subjects.iter().all(known), "{}", kind.key);
    }
}
