//! What people try out of order or beyond what is allowed. Each must be refused, with
//! the article that stands against it.

mod forms;

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_server::demo::{Planned, What};

use super::course::{Course, plus};
use forms::{FULL, budget, contract, letter, payment};

fn own(course: &mut Course, shows: &'static str, act: (&'static str, &'static str), input: Value) {
    let unit = course.unit();
    course.wrong(shows, &unit, act, input);
}

pub fn before_the_letter(course: &mut Course) {
    let today = course.life.day.to_string();
    let early = contract(course, 100, &FULL, false);
    own(
        course,
        "contract before letter",
        ("sign_contract", "16"),
        early,
    );
    let early = budget(course, 100, "implementation");
    course.wrong(
        "budget before letter",
        "caizhengju",
        ("arrange_budget", "16"),
        early,
    );
    let early = json!({ "method": "open_tender", "started_on": today });
    own(
        course,
        "procurement before letter",
        ("start_procurement", "16"),
        early,
    );
    let again = json!({ "signed_by": "单位主要负责人", "signed_on": today });
    own(course, "same act twice", ("declare_project", ""), again);
    let unit = course.unit();
    course.misread(
        &unit,
        "sign_contract",
        json!({ "kind": "x", "signed_on": "2026-13-40", "items": 3 }),
    );
}

pub fn before_the_meeting(course: &mut Course) {
    let decided = json!({
        "outcome": "pass", "number": "示政批", "decided_on": course.life.day.to_string(), "opinion": "同意",
    });
    course.wrong(
        "decision before consultation",
        "quzhengfu",
        ("decide_project", "15"),
        decided,
    );
    let early = letter(course);
    course.wrong(
        "letter before decision",
        "kexinju",
        ("issue_opinion_letter", "15"),
        early,
    );
}

pub fn after_rejection(course: &mut Course) {
    let early = letter(course);
    course.wrong(
        "letter after rejection",
        "kexinju",
        ("issue_opinion_letter", ""),
        early,
    );
}

pub fn after_the_letter(course: &mut Course) {
    let again = letter(course);
    course.wrong(
        "same act twice",
        "kexinju",
        ("issue_opinion_letter", ""),
        again,
    );
    let beyond = budget(course, 130, "implementation");
    course.wrong(
        "budget beyond letter",
        "caizhengju",
        ("arrange_budget", "16"),
        beyond,
    );
    course.misread(
        "caizhengju",
        "arrange_budget",
        json!({ "year": 2024, "amount": "-5", "purpose": "x" }),
    );
}

pub fn before_the_contract(course: &mut Course) {
    let beyond = contract(course, 200, &FULL, true);
    own(
        course,
        "contract beyond approval",
        ("sign_contract", "18"),
        beyond,
    );
    let lacking = contract(course, 100, &["confidentiality"], true);
    own(
        course,
        "contract without its clauses",
        ("sign_contract", "18"),
        lacking,
    );
    let start = json!({ "started_on": course.life.day.to_string() });
    own(
        course,
        "start before contract",
        ("start_construction", "17"),
        start,
    );
}

pub fn at_the_contract(course: &mut Course) {
    let supervised = |step: &Planned| matches!(&step.what, What::Act("sign_contract", input) if input["kind"] == "supervision");
    let large = course.life.sketch.budget.iter();
    let large: i64 = large
        .filter(|(_, category, _)| {
            matches!(
                *category,
                "hardware" | "software_development" | "software_purchase"
            )
        })
        .map(|(.., yuan)| yuan)
        .sum();
    if large >= 1_000_000 {
        let signed = course.moves.iter().find(|it| supervised(&it.step));
        let started = signed.map(|it| it.step.day.to_string());
        let start = json!({ "started_on": started, "planned_end_on": "2030-01-01" });
        course.wrong_before(
            "start without supervision",
            ("start_construction", "20.5"),
            (start, &supervised),
        );
    }
    let beyond = payment(course, 65);
    course.wrong(
        "payment of the rest before acceptance",
        "caizhengju",
        ("make_payment", "33.2.4"),
        beyond,
    );
    let beyond = payment(course, 150);
    course.wrong(
        "payment beyond contract",
        "caizhengju",
        ("make_payment", "18"),
        beyond,
    );
}

pub fn while_payments_are_suspended(course: &mut Course) {
    let blocked = payment(course, 5);
    course.wrong(
        "payment while suspended",
        "caizhengju",
        ("make_payment", "33.2.1"),
        blocked,
    );
}

pub fn under_suspension(course: &mut Course) {
    let held =
        json!({ "acceptance_on": plus(course.life.day, 60).to_string(), "statement": "完成" });
    own(
        course,
        "step while suspended",
        ("apply_for_acceptance", "31.2"),
        held,
    );
    let task = json!({ "task": "cloud", "status": "done", "statement": "证明" });
    own(
        course,
        "step while suspended",
        ("complete_data_task", "31.2"),
        task,
    );
}

pub fn after_termination(course: &mut Course) {
    let report = json!({ "progress": "继续", "data_resources": "继续", "security": "继续" });
    own(
        course,
        "report after termination",
        ("submit_midterm_report", "31.2"),
        report,
    );
    let lift = json!({ "measure": "@终止项目", "reason": "请求恢复" });
    course.wrong(
        "termination lifted",
        "kexinju",
        ("lift_measure", "31.2"),
        lift,
    );
}

pub fn while_building(course: &mut Course) {
    let today = course.life.day;
    let (name, _, yuan) = course.life.sketch.budget[0];
    let half = json!({
        "items": [{ "item": format!("@{name}"), "amount": (yuan / 2).to_string() }],
        "goal_unchanged": true, "within_planning": true, "main_content_must_change": true,
        "change_case": "technical", "reason": "压减", "already_made": false,
    });
    own(course, "large change filed", ("file_change", "22.1"), half);
    let lacking = json!({ "progress": "完成六成" });
    own(
        course,
        "mid-term report in parts",
        ("submit_midterm_report", "23.1"),
        lacking,
    );
    let soon = json!({ "acceptance_on": plus(today, 10).to_string(), "statement": "完成" });
    own(
        course,
        "acceptance too soon",
        ("apply_for_acceptance", "25"),
        soon,
    );
    let archive = json!({ "receiver": "区档案馆", "handed_on": today.to_string() });
    own(
        course,
        "archive before acceptance",
        ("hand_over_archive", "29"),
        archive,
    );
    let live = json!({ "live_on": today.to_string() });
    own(course, "live without plan", ("go_live", "27"), live);
    let result = json!({ "name": "成果", "kind": "software", "description": "系统" });
    own(
        course,
        "result before acceptance",
        ("register_result", "28"),
        result,
    );
    let score = json!({ "score": 90, "goals": "达到" });
    own(
        course,
        "self-evaluation before acceptance",
        ("submit_self_evaluation", "32"),
        score,
    );
    let operation = budget(course, 10, "operation");
    course.wrong(
        "operation budget before acceptance",
        "caizhengju",
        ("arrange_budget", "26"),
        operation,
    );
    let approved = json!({ "outcome": "pass", "opinion": "同意" });
    course.wrong(
        "approval without application",
        "kexinju",
        ("decide_acceptance_application", "25"),
        approved,
    );
}

pub fn after_the_application(course: &mut Course) {
    let again =
        json!({ "acceptance_on": plus(course.life.day, 60).to_string(), "statement": "完成" });
    own(
        course,
        "same act twice",
        ("apply_for_acceptance", ""),
        again,
    );
    let held = json!({
        "held_on": course.life.day.to_string(), "outcome": "pass", "attendees": "各方", "opinion": "合格",
    });
    own(
        course,
        "acceptance without approval",
        ("conclude_acceptance", "25"),
        held,
    );
}

/// Held on the day it was approved: within 15 working days of the application.
pub fn before_the_acceptance(course: &mut Course) {
    let applied = course.day_of("apply_for_acceptance");
    let invited = course.day_of("invite_to_acceptance");
    if invited > plus(applied, 14) {
        return;
    }
    let held = json!({
        "held_on": invited.to_string(), "outcome": "pass", "attendees": "各方", "opinion": "合格",
    });
    let today = std::mem::replace(&mut course.life.day, invited);
    own(
        course,
        "acceptance before its earliest day",
        ("conclude_acceptance", "25"),
        held,
    );
    course.life.day = today;
}

pub fn after_a_failed_acceptance(course: &mut Course) {
    let blocked = payment(course, 5);
    course.wrong(
        "payment after a failed acceptance",
        "caizhengju",
        ("make_payment", "26"),
        blocked,
    );
    let more = budget(course, 10, "implementation");
    course.wrong(
        "budget after a failed acceptance",
        "caizhengju",
        ("arrange_budget", "26"),
        more,
    );
}

pub fn after_acceptance(course: &mut Course) {
    let score = json!({ "score": 90, "goals": "达到" });
    own(
        course,
        "self-evaluation within the year",
        ("submit_self_evaluation", "32"),
        score,
    );
    own(
        course,
        "closed with duties open",
        ("close_project", "1"),
        json!({}),
    );
    let again =
        json!({ "acceptance_on": plus(course.life.day, 60).to_string(), "statement": "完成" });
    own(
        course,
        "same act twice",
        ("apply_for_acceptance", "25"),
        again,
    );
}

pub fn before_the_opinions(course: &mut Course, studied: Date) {
    let today = std::mem::replace(&mut course.life.day, studied);
    let told = json!({ "risk": "@延期", "statement": "直接上报" });
    course.wrong(
        "risk escalated alone",
        "kexinju",
        ("escalate_risk", "23.2"),
        told,
    );
    course.life.day = today;
}
