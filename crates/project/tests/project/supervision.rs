//! Chapter 6, both ways.

use serde_json::{Value, json};

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn inspection() -> Value {
    json!({"subjects": ["funds"], "inspected_on": "2026-04-01", "violation": true, "findings": "超范围支出"})
}

/// An inspection that found one of the grounds for suspending payments.
fn found(ground: &str, violation: bool) -> Value {
    let mut form = inspection();
    form["violation"] = json!(violation);
    form["grounds"] = json!([ground]);
    form
}

fn inspected_for(ground: &str) -> World {
    let mut world = started();
    world.p("feng", "record_inspection", found(ground, true));
    world
}

fn inspected() -> World {
    let mut world = started();
    world.p("feng", "record_inspection", inspection());
    world
}

fn ordered() -> World {
    let mut world = inspected();
    world.p(
        "feng",
        "order_rectification",
        json!({"inspection": "j1", "requirement": "退回资金", "due_on": "2026-04-30"}),
    );
    world
}

fn overdue() -> World {
    let mut world = ordered();
    world.on("2026-05-01");
    world
}

fn reported() -> World {
    let mut world = ordered();
    world.p(
        "wang",
        "report_rectification",
        json!({"rectification": "z1", "report": "已退回"}),
    );
    world
}

fn measure(word: &str) -> Value {
    json!({
        "rectification": "z1", "measure": word, "reason": "逾期未整改",
        "heard_on": "2026-04-01", "statement": "人手不足，请求延期",
    })
}

pub fn suspended() -> World {
    let mut world = overdue();
    world.p("li", "impose_measure", measure("suspend_construction"));
    world
}

pub fn terminated() -> World {
    let mut world = overdue();
    world.p("li", "impose_measure", measure("terminate"));
    world
}

fn halted() -> World {
    let mut world = started();
    world.p(
        "wu",
        "suspend_payment",
        json!({"ground": "law_breached", "facts": "未执行标准", "evidence": "检测报告"}),
    );
    world
}

fn year_on() -> World {
    let mut world = operating();
    world.on("2027-09-23");
    world
}

fn selected() -> World {
    let mut world = operating();
    world.p(
        "wu",
        "select_for_evaluation",
        json!({"method": "risk", "kind": "performance", "reason": "投资大"}),
    );
    world
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut all = measure_cases();
    all.extend(hearing_cases());
    all.extend(suspension_cases());
    all.extend(evaluation_cases());
    all
}

#[rustfmt::skip]
fn measure_cases() -> Vec<Case> {
    let mut unnamed = inspection();
    unnamed["legal_liability"] = json!(true);
    let order = json!({"inspection": "j1", "requirement": "退回", "due_on": "2026-04-30"});
    let report = json!({"rectification": "z1", "report": "已退回"});
    let verify = json!({"rectification": "z1", "result": "passed", "opinion": "符合"});
    vec![
        case(started, "feng", "record_inspection", inspection(), Happens("inspection_recorded")),
        case(started, "feng", "record_inspection", json!({"inspected_on": "2026-04-01", "findings": "查"}), Clause("A31.1")),
        case(started, "feng", "record_inspection", unnamed, Clause("A33.1")),
        case(started, "wang", "record_inspection", inspection(), NotPermitted),
        case(inspected, "feng", "order_rectification", order.clone(), Happens("rectification_ordered")),
        case(started, "feng", "order_rectification", json!({"requirement": "改", "due_on": "2026-04-30"}), Clause("A31.2a-finding")),
        case(inspected, "feng", "order_rectification", json!({"inspection": "j1", "requirement": "改"}), Clause("A31.2a-deadline")),
        case(inspected, "feng", "order_rectification", json!({"inspection": "j1", "requirement": "改", "due_on": "2026-03-01"}), Record("整改期限")),
        case(ordered, "wang", "report_rectification", report.clone(), Happens("rectification_reported")),
        case(inspected, "wang", "report_rectification", report, Clause("A31.2a-ordered")),
        case(reported, "feng", "verify_rectification", verify.clone(), Happens("rectification_verified")),
        case(ordered, "feng", "verify_rectification", verify, Clause("A31.2a-reported")),
        case(overdue, "li", "impose_measure", measure("criticism"), Happens("measure_imposed")),
        case(ordered, "li", "impose_measure", measure("criticism"), Clause("A31.2a-measure")),
        case(inspected, "li", "impose_measure", measure("criticism"), Clause("A31.2a-order-first")),
        case(overdue, "wu", "impose_measure", measure("criticism"), NotPermitted),
        case(suspended, "li", "impose_measure", measure("suspend_construction"), Record("正在执行")),
        case(suspended, "li", "lift_measure", json!({"measure": "k1", "reason": "整改到位"}), Happens("measure_lifted")),
        case(suspended, "li", "lift_measure", json!({"measure": "k1"}), Clause("A31.2a-lift")),
        case(terminated, "li", "lift_measure", json!({"measure": "k1", "reason": "整改到位"}), Clause("A31.2a-final")),
        case(terminated, "li", "lift_measure", json!({"measure": "k1", "reason": "复议撤销", "revoked_by": "京政复字〔2026〕9号"}), Happens("measure_lifted")),
        case(started, "feng", "record_inspection", found("letter_breached", true), Happens("inspection_recorded")),
        case(started, "feng", "record_inspection", found("letter_breached", false), Record("发现违反规定或批复要求")),
        case(|| inspected_for("letter_breached"), "wu", "make_payment", payment("1", "2026-04-01"), Clause("A33.2-letter")),
        case(|| inspected_for("procedure_breached"), "wu", "make_payment", payment("1", "2026-04-01"), Clause("A33.2-procedure")),
        case(|| inspected_for("acceptance_breached"), "wu", "make_payment", payment("1", "2026-04-01"), Clause("A33.2-acceptance")),
        case(|| inspected_for("letter_breached"), "wu", "suspend_payment", json!({"ground": "letter_breached", "facts": "检查查实"}), Happens("payment_suspended")),
        case(|| inspected_for("letter_breached"), "wu", "suspend_payment", json!({"ground": "procedure_breached", "facts": "检查查实"}), Clause("A33.2-procedure-shown")),
        case(suspended, "wang", "report_performance", json!({"period": "上", "content": "无"}), Happens("performance_reported")),
        case(suspended, "wang", "record_mlps_filing", json!({"level": 3, "number": "110", "filed_on": "2026-04-01"}), Happens("mlps_filing_recorded")),
        case(suspended, "wang", "complete_data_task", json!({"task": "cloud", "status": "done", "statement": "证明"}), Clause("A31.2a-suspended")),
        case(terminated, "wang", "report_performance", json!({"period": "上", "content": "无"}), Clause("A31.2a-terminated")),
        case(terminated, "wu", "make_payment", payment("1", "2026-05-01"), Clause("A31.2a-terminated")),
        case(started, "feng", "refer_lead", json!({"to": "discipline", "summary": "涉嫌违纪", "evidence": "账目"}), Happens("lead_referred")),
        case(started, "feng", "refer_lead", json!({"to": "discipline", "summary": "涉嫌违纪"}), Clause("A31.2b")),
    ]
}

#[rustfmt::skip]
fn suspension_cases() -> Vec<Case> {
    let ground = |word: &str, evidence: bool| {
        let mut form = json!({"ground": word, "facts": "事实"});
        if evidence {
            form["evidence"] = json!("证据");
        }
        form
    };
    let mut quality = ground("quality_trouble", true);
    quality["quality_problem"] = json!(true);
    let mut all = vec![
        case(started, "wu", "suspend_payment", ground("law_breached", true), Happens("payment_suspended")),
        case(started, "wu", "suspend_payment", ground("law_breached", false), Clause("A33.2-law-shown")),
        case(started, "wu", "suspend_payment", ground("procedure_breached", false), Clause("A33.2-procedure-shown")),
        case(started, "wu", "suspend_payment", ground("letter_breached", false), Clause("A33.2-letter-shown")),
        case(started, "wu", "suspend_payment", ground("acceptance_breached", false), Clause("A33.2-acceptance-shown")),
        case(started, "wu", "suspend_payment", quality.clone(), Clause("A33.2-quality-shown")),
        case(halted, "wu", "suspend_payment", ground("law_breached", true), Record("已因该情形")),
        case(halted, "wu", "make_payment", payment("1", "2026-04-01"), Clause("A33.2-law")),
        case(halted, "wu", "resume_payment", json!({"suspension": "t1", "reason": "已改"}), Happens("payment_resumed")),
        case(halted, "wu", "resume_payment", json!({"suspension": "t1"}), Clause("A33.2-resume")),
        case(started, "wu", "resume_payment", json!({"suspension": "t1", "reason": "x"}), Record("没有执行中的暂停拨付事项")),
    ];
    quality["economic_loss"] = json!(true);
    quality["social_impact"] = json!(true);
    all.push(case(started, "li", "suspend_payment", quality, Happens("payment_suspended")));
    all
}

#[test]
fn a_grade_is_not_above_its_score() {
    for (score, grade, stands) in [
        (90, "excellent", false),
        (89, "excellent", true),
        (80, "good", false),
        (79, "good", true),
        (60, "fair", false),
        (59, "fair", true),
        (0, "poor", false),
        (100, "poor", false),
    ] {
        let mut world = selected();
        let form = json!({"score": score, "grade": grade, "opinion": "见报告"});
        if stands {
            let told = world.stopped("wu", "conclude_evaluation", form);
            assert!(told.contains("达不到"), "{told}");
        } else {
            world.p("wu", "conclude_evaluation", form);
        }
    }
}

/// A conclusion with points for the pack's indicators, in their order.
fn scored(points: &[i64]) -> Value {
    let indicators = crate::world::LAW.indicators().iter();
    let rows: Vec<Value> = indicators
        .zip(points)
        .map(|(known, points)| json!({"indicator": known.id, "points": points}))
        .collect();
    json!({"indicators": rows, "grade": "good", "opinion": "达标"})
}

#[test]
fn the_score_is_the_sum_of_the_points() {
    let mut world = selected();
    world.p(
        "wu",
        "conclude_evaluation",
        scored(&[25, 20, 15, 15, 10, 5]),
    );
    let found = world.project().evaluations.last().expect("evaluation");
    assert_eq!(found.score, Some(90));
    assert_eq!(found.indicators.len(), 6);
    // rows that nobody scored, as the form brings them, are no scores
    let mut world = selected();
    let mut form = scored(&[]);
    form["score"] = json!(80);
    form["indicators"] = json!([{"indicator": "goals"}]);
    world.p("wu", "conclude_evaluation", form);
    let found = world.project().evaluations.last().expect("evaluation");
    assert_eq!((found.score, found.indicators.len()), (Some(80), 0));
    // a typed score must be the sum
    let mut form = scored(&[25, 20, 15, 15, 10, 5]);
    form["score"] = json!(91);
    let case = case(
        selected,
        "wu",
        "conclude_evaluation",
        form,
        Record("不一致"),
    );
    run(vec![case]);
}

#[test]
fn a_measure_keeps_what_the_unit_said() {
    let world = suspended();
    let imposed = world.project().measures.last().expect("measure");
    assert_eq!(imposed.statement.as_deref(), Some("人手不足，请求延期"));
    assert!(imposed.heard_on.is_some());
    // heard before the order, or not yet: no hearing
    for heard in ["2026-03-31", "2026-05-02"] {
        let mut form = measure("criticism");
        form["heard_on"] = json!(heard);
        let case = case(
            overdue,
            "li",
            "impose_measure",
            form,
            Record("听取陈述的日期"),
        );
        run(vec![case]);
    }
}

fn unheard(kind: &str) -> serde_json::Value {
    let mut form = measure(kind);
    for field in ["heard_on", "statement"] {
        form.as_object_mut().expect("form").remove(field);
    }
    form
}

fn stated() -> World {
    let mut world = overdue();
    let case = json!({"rectification": "z1", "statement": "设备到货延误，已催交"});
    world.p("wang", "state_case", case);
    world
}

#[rustfmt::skip]
fn hearing_cases() -> Vec<Case> {
    let case_of = |id: &str| json!({"rectification": id, "statement": "设备到货延误"});
    vec![
        case(
            ordered,
            "wang",
            "state_case",
            case_of("z1"),
            Happens("case_stated"),
        ),
        case(
            inspected,
            "wang",
            "state_case",
            case_of("z1"),
            Clause("A31.2a-ordered"),
        ),
        case(
            ordered,
            "wang",
            "state_case",
            case_of("z9"),
            Record("整改事项不存在"),
        ),
        case(ordered, "li", "state_case", case_of("z1"), NotPermitted),
        // a project that a measure stopped may still be spoken for
        case(
            suspended,
            "wang",
            "state_case",
            case_of("z1"),
            Happens("case_stated"),
        ),
        // unheard there is no measure, whoever failed to hear
        case(
            overdue,
            "li",
            "impose_measure",
            unheard("criticism"),
            Record("没有项目单位的陈述和申辩"),
        ),
        case(
            stated,
            "li",
            "impose_measure",
            unheard("criticism"),
            Happens("measure_imposed"),
        ),
    ]
}

#[test]
fn what_a_unit_said_goes_into_the_measure() {
    let mut world = stated();
    world.p("li", "impose_measure", unheard("criticism"));
    let project = world.project();
    let imposed = project.measures.last().expect("measure");
    assert_eq!(imposed.statement.as_deref(), Some("设备到货延误，已催交"));
    let said = project
        .rectifications
        .first()
        .expect("order")
        .statements
        .first();
    assert_eq!(imposed.heard_on, said.map(|said| said.on));
}

#[rustfmt::skip]
fn evaluation_cases() -> Vec<Case> {
    let own = json!({"score": 92, "goals": "完成"});
    let select = json!({"method": "random", "kind": "post", "reason": "抽中"});
    let conclude = json!({"score": 88, "grade": "good", "opinion": "达标"});
    vec![
        case(year_on, "wang", "submit_self_evaluation", own.clone(), Happens("self_evaluation_submitted")),
        case(operating, "wang", "submit_self_evaluation", own, Clause("A32a")),
        case(operating, "wu", "select_for_evaluation", select.clone(), Happens("selected_for_evaluation")),
        case(selected, "wu", "select_for_evaluation", select, Record("已选取")),
        case(selected, "wu", "conclude_evaluation", conclude.clone(), Happens("evaluation_concluded")),
        case(operating, "wu", "conclude_evaluation", conclude, Clause("A32b-selected")),
        case(selected, "wu", "conclude_evaluation", json!({"score": 88, "grade": "good"}), Clause("A32b-opinion")),
        case(selected, "wu", "conclude_evaluation", scored(&[25, 20, 15, 15, 10, 5]), Happens("evaluation_concluded")),
        case(selected, "wu", "conclude_evaluation", scored(&[25, 20, 15, 15, 11, 5]), Record("超过满分")),
        case(selected, "wu", "conclude_evaluation", scored(&[25, 20, 15, 15, 10]), Record("没有评分的指标：管理规范")),
        case(selected, "wu", "conclude_evaluation", json!({"grade": "good", "opinion": "达标"}), Record("没有评分")),
        case(year_on, "wang", "submit_self_evaluation", json!({"goals": "完成"}), Record("没有评分")),
        case(evaluated, "wang", "close_project", json!({}), Happens("project_closed")),
        case(operating, "wang", "close_project", json!({}), Clause("A1-closed")),
    ]
}

#[test]
fn chapter_6_both_ways() {
    run(cases());
}

#[test]
fn a_suspended_project_moves_again_once_the_measure_is_lifted() {
    let mut world = suspended();
    world
        .p(
            "li",
            "lift_measure",
            json!({"measure": "k1", "reason": "整改到位"}),
        )
        .p(
            "wang",
            "report_performance",
            json!({"period": "上", "content": "恢复"}),
        );
}

#[test]
fn a_failed_rectification_opens_the_measures_before_its_day() {
    let mut world = reported();
    world.p(
        "feng",
        "verify_rectification",
        json!({"rectification": "z1", "result": "failed", "opinion": "未退"}),
    );
    world
        .on("2026-04-30")
        .p("li", "impose_measure", measure("defer_investment"));
    assert!(
        world
            .refused("wu", "arrange_budget", budget("1"))
            .contains(&"A31.2a-deferred".to_owned())
    );
}

#[test]
fn what_an_inspection_found_stops_payments_until_it_is_put_right() {
    let mut world = inspected_for("letter_breached");
    let order = json!({"inspection": "j1", "requirement": "补办变更", "due_on": "2026-04-30"});
    let report = json!({"rectification": "z1", "report": "已补办"});
    let verify = |result: &str| json!({"rectification": "z1", "result": result, "opinion": "复核"});
    world.p("feng", "order_rectification", order);
    world.p("wang", "report_rectification", report.clone());
    world.p("feng", "verify_rectification", verify("failed"));
    let refused = world.refused("wu", "make_payment", payment("1", "2026-04-01"));
    assert_eq!(refused, ["A33.2-letter"]);
    world.p("wang", "report_rectification", report);
    world.p("feng", "verify_rectification", verify("passed"));
    world.p("wu", "make_payment", payment("1", "2026-04-01"));
}

#[test]
fn a_false_declaration_stops_payments_until_it_is_put_right() {
    let mut world = started();
    let declared = json!({"facts": "虚报用户数", "evidence": "核查记录"});
    world.p("feng", "record_false_declaration", declared);
    let refused = world.refused("wu", "make_payment", payment("1", "2026-04-01"));
    assert_eq!(refused, ["A33.2-procedure"]);
    world.p("feng", "record_inspection", inspection());
    let order = json!({"inspection": "j1", "requirement": "更正", "due_on": "2026-04-30"});
    world.p("feng", "order_rectification", order);
    let report = json!({"rectification": "z1", "report": "已更正"});
    world.p("wang", "report_rectification", report);
    let verify = json!({"rectification": "z1", "result": "passed", "opinion": "符合"});
    world.p("feng", "verify_rectification", verify);
    world.p("wu", "make_payment", payment("1", "2026-04-01"));
}

#[test]
fn a_terminated_project_moves_again_only_where_the_decision_itself_was_revoked() {
    let mut world = terminated();
    let revoked =
        json!({"measure": "k1", "reason": "复议撤销", "revoked_by": "京政复字〔2026〕9号"});
    world.p("li", "lift_measure", revoked);
    let report = json!({"period": "上", "content": "恢复"});
    world.p("wang", "report_performance", report);
}

#[test]
fn a_terminated_project_owes_no_step_and_still_its_rectification() {
    let mut world = terminated();
    world.on("2027-06-01");
    let who = crate::world::actor("wang");
    let owed = tongchou_project::duties(world.project(), &world.env(&who, "p1"));
    let owed: Vec<&str> = owed.iter().map(|duty| duty.key.as_str()).collect();
    assert_eq!(owed, ["rectification"]);
}

#[test]
fn earlier_inspections_and_liftings_are_still_read() {
    let read = |kind: &str, content: Value| {
        let by = json!({"person": "feng", "name": "冯", "body": "audit", "body_name": "区审计局"});
        let data = json!({"subject": "p1", "by": by, "on": "2026-04-01", "content": content});
        tongchou_project::Event::from_stored(kind, 1, data).expect("read")
    };
    let mut inspection = inspection();
    for (name, value) in [
        ("joint_with", json!([])),
        ("legal_liability", json!(false)),
        ("law", Value::Null),
    ] {
        inspection[name] = value;
    }
    read("inspection_recorded", inspection);
    read(
        "measure_lifted",
        json!({"measure": "k1", "reason": "整改到位"}),
    );
}

#[test]
fn a_poor_evaluation_is_shown_to_the_next_budget() {
    let mut world = selected();
    world.p(
        "wu",
        "conclude_evaluation",
        json!({"score": 40, "grade": "poor", "opinion": "未达标"}),
    );
    let who = crate::world::actor("wu");
    let facts = tongchou_project::facts(world.project(), &world.env(&who, "p1"));
    assert_eq!(facts.evaluation_poor, Some(true));
}

#[test]
fn referrals_can_be_kept_from_sight() {
    let mut world = started();
    world.p(
        "feng",
        "refer_lead",
        json!({"to": "discipline", "summary": "涉嫌违纪", "evidence": "账目"}),
    );
    assert!(
        world
            .project()
            .clone()
            .without_referrals()
            .referrals
            .is_empty()
    );
    assert!(
        !world
            .events
            .last()
            .expect("event")
            .describe()
            .contains("涉嫌")
    );
}
