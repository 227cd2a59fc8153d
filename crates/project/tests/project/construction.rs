//! Chapter 4, both ways.

use serde_json::{Value, json};

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn implementation_only() -> World {
    let mut world = procured();
    world
        .on("2026-03-10")
        .p("wang", "sign_contract", contract());
    world
}

/// The supervision contract was signed two days after the building contract.
fn overseen_later() -> World {
    let mut world = implementation_only();
    world
        .on("2026-03-12")
        .p("wang", "sign_contract", json!({"kind": "supervision", "agency": "overseer", "title": "监理合同", "signed_on": "2026-03-12", "items": [{"item": "i4", "name": "监理", "amount": "50000"}]}));
    world
}

pub fn change(amount: &str) -> Value {
    json!({
        "items": [{"item": "i1", "amount": amount}], "goal_unchanged": true, "within_planning": true,
        "main_content_must_change": true, "change_case": "business", "reason": "业务调整",
        "already_made": false,
    })
}

fn request() -> Value {
    json!({"items": [{"item": "i1", "amount": "1800000"}], "reason": "大幅调增", "already_made": false})
}

fn requested() -> World {
    let mut world = started();
    world.p("wang", "request_change_review", request());
    world
}

fn filed() -> World {
    let mut world = started();
    world.p("wang", "file_change", change("1150000"));
    world
}

fn risky() -> World {
    let mut world = started();
    world.p(
        "wang",
        "report_risk",
        json!({"kind": "delay", "description": "承建单位停工", "found_on": "2026-04-01"}),
    );
    world
}

fn major() -> World {
    let mut world = risky();
    world.p(
        "li",
        "assess_risk",
        json!({"risk": "r1", "level": "major", "opinion": "重大"}),
    );
    world
}

fn studied() -> World {
    let mut world = major();
    world
        .p(
            "wu",
            "give_risk_opinion",
            json!({"risk": "r1", "opinion": "暂缓拨付"}),
        )
        .p(
            "feng",
            "give_risk_opinion",
            json!({"risk": "r1", "opinion": "跟踪"}),
        );
    world
}

fn escalated() -> World {
    let mut world = studied();
    world.p(
        "li",
        "escalate_risk",
        json!({"risk": "r1", "statement": "请处理"}),
    );
    world
}

fn assessed() -> World {
    let mut world = started();
    world.on("2026-08-20").p(
        "wang",
        "record_assessment",
        assessment("cryptography_assessment", "passed", "M-1", "2026-08-20"),
    );
    world
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut all = building_cases();
    all.extend(change_cases());
    all.extend(risk_cases());
    all
}

#[rustfmt::skip]
fn building_cases() -> Vec<Case> {
    let staff = json!({"contract": "c1", "staff": [{"name": "张三", "duty": "开发"}]});
    let check = json!({"contract": "c1", "checked_on": "2026-03-10", "result": "passed"});
    let start = json!({"started_on": "2026-03-10"});
    let filing = json!({"level": 3, "number": "110", "filed_on": "2026-03-10"});
    let task = json!({"task": "cloud", "status": "done", "statement": "证明"});
    let midterm = json!({"progress": "过半", "data_resources": "已编目", "security": "同步"});
    vec![
        case(contracted, "wang", "record_outsourced_staff", staff.clone(), Happens("outsourced_staff_recorded")),
        case(procured, "wang", "record_outsourced_staff", staff, Clause("A19-contract")),
        case(contracted, "wang", "record_security_check", check.clone(), Happens("security_check_recorded")),
        case(procured, "wang", "record_security_check", check, Clause("A19-contract")),
        case(contracted, "li", "exempt_supervision", json!({"reason": "小"}), Happens("supervision_exempted")),
        case(contracted, "li", "exempt_supervision", json!({}), Clause("A20.5-reason")),
        case(started, "li", "exempt_supervision", json!({"reason": "小"}), Record("已开工")),
        case(started, "li", "order_software_test", json!({"reason": "关键业务"}), Happens("software_test_ordered")),
        case(started, "li", "order_software_test", json!({}), Clause("A20.3-reason")),
        case(contracted, "wang", "start_construction", start.clone(), Happens("construction_started")),
        case(implementation_only, "wang", "start_construction", start.clone(), Clause("A20.5")),
        case(overseen_later, "wang", "start_construction", json!({"started_on": "2026-03-09"}), Clause("A20.5")),
        case(overseen_later, "wang", "start_construction", json!({"started_on": "2026-03-12"}), Happens("construction_started")),
        case(contracted, "wang", "start_construction", json!({"started_on": "2026-02-04"}), Clause("A13b-before-letter-work")),
        case(procured, "wang", "start_construction", json!({"started_on": "2026-02-10"}), Clause("A20.5")),
        case(started, "wang", "start_construction", start, Record("已开工")),
        case(contracted, "wang", "record_mlps_filing", filing, Happens("mlps_filing_recorded")),
        case(contracted, "wang", "record_mlps_filing", json!({"level": 2, "number": "1", "filed_on": "2026-03-10"}), Record("低于申报等级")),
        case(started, "wang", "record_assessment", assessment("software_test", "passed", "1", "2026-04-01"), Happens("assessment_recorded")),
        case(started, "wang", "record_assessment", json!({"kind": "software_test", "agency": "nobody", "result": "passed", "report_number": "1", "assessed_on": "2026-04-01"}), Clause("A19-registered")),
        case(started, "wang", "record_assessment", assessment("software_test", "passed", "1", "2026-04-02"), Record("晚于办理当日")),
        case(started, "wang", "record_assessment", assessment("software_test", "passed", "1", "2026-03-31"), Record("早于开工日期")),
        case(procured, "wang", "record_assessment", assessment("software_test", "passed", "1", "2026-02-10"), Record("尚未签订合同")),
        case(procured, "wang", "complete_data_task", json!({"task": "cloud", "status": "done", "statement": "证明"}), Record("尚未签订合同")),
        case(endorsed, "wang", "record_mlps_filing", json!({"level": 3, "number": "1", "filed_on": "2026-01-07"}), Record("尚未正式申报")),
        case(contracted, "wang", "record_mlps_filing", json!({"level": 3, "number": "1", "filed_on": "2026-01-01"}), Record("早于项目登记日期")),
        case(assessed, "wang", "file_cryptography_report", json!({"filed_on": "2026-08-20"}), Happens("cryptography_report_filed")),
        case(started, "wang", "file_cryptography_report", json!({"filed_on": "2026-04-01"}), Clause("A20.2b-report")),
        case(started, "wang", "complete_data_task", task, Happens("data_task_completed")),
        case(started, "wang", "complete_data_task", json!({"task": "chain", "status": "not_applicable"}), Clause("A21-reason")),
        case(started, "wang", "submit_midterm_report", midterm.clone(), Happens("midterm_report_submitted")),
        case(started, "wang", "submit_midterm_report", json!({"progress": "过半"}), Clause("A23.1a")),
        case(contracted, "wang", "submit_midterm_report", midterm, Clause("A23.1b")),
        case(started, "wang", "report_performance", json!({"period": "2026上", "content": "正常"}), Happens("performance_reported")),
        case(contracted, "wang", "report_performance", json!({"period": "2026上", "content": "正常"}), Clause("A23.1b")),
    ]
}

#[rustfmt::skip]
fn change_cases() -> Vec<Case> {
    let review = json!({"change": "v1", "outcome": "pass", "opinion": "同意"});
    let made = json!({"change": "v1", "implemented_on": "2026-04-01"});
    let mut other_goal = change("1150000");
    other_goal["goal_unchanged"] = json!(false);
    let mut made_already = change("1150000");
    made_already["already_made"] = json!(true);
    vec![
        case(started, "wang", "file_change", change("1150000"), Happens("change_filed")),
        case(started, "wang", "file_change", change("1000000"), Clause("A22.1-content")),
        case(started, "wang", "file_change", change("1200001"), Clause("A22.1-budget")),
        case(started, "wang", "file_change", other_goal, Clause("A22.1-goal")),
        case(started, "wang", "file_change", made_already, Clause("A22.1-before")),
        case(started, "wang", "file_change", change("1200000"), Record("金额相同")),
        case(started, "wang", "file_change", change("1149999.99"), Happens("change_filed")),
        case(decided, "wang", "file_change", change("1"), Clause("A16-change")),
        case(started, "wang", "request_change_review", request(), Happens("change_review_requested")),
        case(decided, "wang", "request_change_review", request(), Clause("A16-change")),
        case(requested, "li", "review_change", review.clone(), Happens("change_reviewed")),
        case(started, "li", "review_change", review.clone(), Clause("A22.2-requested")),
        case(filed, "li", "review_change", review, Clause("A22.2-requested")),
        case(filed, "wang", "implement_change", made.clone(), Happens("change_implemented")),
        case(requested, "wang", "implement_change", made, Clause("A22.2")),
        case(filed, "wang", "implement_change", json!({"change": "v1", "implemented_on": "2026-03-31"}), Clause("A22.2-order")),
    ]
}

#[rustfmt::skip]
fn risk_cases() -> Vec<Case> {
    let report = json!({"kind": "delay", "description": "停工", "found_on": "2026-04-01"});
    let level = json!({"risk": "r1", "level": "major", "opinion": "重大"});
    let opinion = json!({"risk": "r1", "opinion": "意见"});
    let statement = json!({"risk": "r1", "statement": "上报"});
    let decision = json!({"risk": "r1", "decision": "更换承建单位"});
    vec![
        case(started, "wang", "report_risk", report, Happens("risk_reported")),
        case(started, "wang", "report_risk", json!({"kind": "delay", "description": "停工", "found_on": "2026-05-01"}), Record("晚于办理当日")),
        case(risky, "li", "assess_risk", level.clone(), Happens("risk_assessed")),
        case(started, "li", "assess_risk", level, Clause("A23.2-reported")),
        case(major, "feng", "give_risk_opinion", opinion.clone(), Happens("risk_opinion_given")),
        case(risky, "feng", "give_risk_opinion", opinion.clone(), Clause("A23.2-major")),
        case(studied, "feng", "give_risk_opinion", opinion, Record("已出具意见")),
        case(studied, "li", "escalate_risk", statement.clone(), Happens("risk_escalated")),
        case(major, "li", "escalate_risk", statement, Clause("A23.2")),
        case(escalated, "wei", "decide_risk", decision.clone(), Happens("risk_decided")),
        case(studied, "wei", "decide_risk", decision.clone(), Clause("A23.2-escalated")),
        case(escalated, "li", "decide_risk", decision, NotPermitted),
    ]
}

#[test]
fn chapter_4_both_ways() {
    run(cases());
}

#[test]
fn splitting_a_change_does_not_evade_review() {
    let mut world = procured();
    let mut smaller = contract();
    smaller["items"][0]["amount"] = json!("900000");
    world
        .on("2026-03-10")
        .p("wang", "sign_contract", smaller)
        .p("wang", "file_change", change("1100000"));
    assert!(
        world
            .refused("wang", "file_change", change("1000000"))
            .contains(&"A22.1-content".to_owned())
    );
}

#[test]
fn a_change_keeps_what_was_approved_before_it() {
    let mut world = filed();
    world.p(
        "wang",
        "implement_change",
        json!({"change": "v1", "implemented_on": "2026-04-01"}),
    );
    world.p("wang", "request_change_review", request());
    let pass = json!({"change": "v2", "outcome": "pass", "opinion": "同意"});
    world.p("li", "review_change", pass);
    let project = world.project();
    let before: Vec<_> = project
        .changes
        .iter()
        .map(|change| change.before.get("i1").copied())
        .collect();
    assert_eq!(before, [Some(120_000_000), Some(115_000_000)]);
    assert_eq!(
        project.approved_item("i1").map(|item| item.amount),
        Some(180_000_000)
    );
}

#[test]
fn exchanging_items_is_not_netted_away() {
    let world = started();
    let mut swap = change("900000");
    swap["items"] = json!([{"item": "i1", "amount": "900000"}, {"item": "i2", "amount": "600000"}]);
    let against = world.refused("wang", "file_change", swap);
    assert!(against.contains(&"A22.1-amount".to_owned()), "{against:?}");
}

#[test]
fn a_change_in_effect_is_what_contracts_are_held_to() {
    let mut world = started();
    world.p("wang", "request_change_review", json!({"items": [{"name": "移动端", "category": "software_development", "amount": "80000"}, {"item": "i1", "amount": "1150000"}], "reason": "增设", "already_made": false}));
    let extra = json!({"kind": "implementation", "agency": "builder", "title": "x", "signed_on": "2026-04-01", "clauses": ["confidentiality", "operation_duty", "warranty", "ownership"], "warranty_months": 12, "items": [{"item": "v1-1", "name": "移动端", "amount": "80000"}]});
    assert!(
        world
            .refused("wang", "sign_contract", extra.clone())
            .contains(&"A18a-items".to_owned())
    );
    world.p(
        "li",
        "review_change",
        json!({"change": "v1", "outcome": "pass", "opinion": "同意"}),
    );
    assert_eq!(
        world.project().amount_of("software_development"),
        123_000_000
    );
    assert!(
        !world
            .refused("wang", "sign_contract", extra)
            .contains(&"A18a-items".to_owned())
    );
}

#[test]
fn a_failed_assessment_stands_until_a_later_one_passes() {
    let mut world = built();
    world.p(
        "wang",
        "record_assessment",
        assessment("software_test", "failed", "R-2", "2026-08-30"),
    );
    let against = world.refused("wang", "apply_for_acceptance", application("2026-09-23"));
    assert!(
        against.contains(&"A20.3".to_owned()) && against.contains(&"A20.4".to_owned()),
        "{against:?}"
    );
    assert!(
        world
            .stopped(
                "wang",
                "record_assessment",
                assessment("software_test", "passed", "R-3", "2026-08-29")
            )
            .contains("早于")
    );
    world.p(
        "wang",
        "record_assessment",
        assessment("software_test", "passed", "R-3", "2026-08-31"),
    );
    world.p("wang", "apply_for_acceptance", application("2026-09-23"));
}

#[test]
fn the_midterm_report_takes_its_figures_from_the_ledger() {
    let mut world = started();
    world.p("wu", "make_payment", payment("300000", "2026-04-01"));
    world.p(
        "wang",
        "submit_midterm_report",
        json!({"progress": "一", "data_resources": "二", "security": "三"}),
    );
    let report = world.project().midterm_reports.last().expect("report");
    assert_eq!((report.budget, report.paid), (175_000_000, 30_000_000));
    assert!(
        report.sections["budget_execution"].contains("已安排预算175.00万元，累计付款30.00万元")
    );
}
