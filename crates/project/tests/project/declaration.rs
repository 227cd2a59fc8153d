//! Chapter 2, both ways.

use serde_json::json;

use crate::cases::Then::{Clause, Fields, Happens, NotPermitted, Record};
use crate::cases::{Case, case, on, run};
use crate::histories::*;
use crate::world::World;

fn operated() -> World {
    let mut world = registered();
    world.p("wang", "revise_declaration", json!({"public_data_operation": "yes", "scenarios": [{"name": "招生预测", "operator": "某数据公司"}]}));
    world
}

fn with_match() -> World {
    let mut world = registered();
    world.p(
        "wang",
        "record_duplicate_check",
        json!({"matches": [{"kind": "platform", "title": "统一身份认证"}]}),
    );
    world
}

fn unchecked() -> World {
    let mut world = registered();
    world.p("wang", "revise_declaration", contents());
    world
}

fn unendorsed() -> World {
    let mut world = registered();
    world.p("wang", "revise_declaration", contents()).p(
        "wang",
        "record_duplicate_check",
        json!({}),
    );
    world
}

fn plan_passed() -> World {
    let mut world = declared();
    world
        .p("chu", "review_cryptography_plan", json!({"result": "passed", "reviewers": "甲", "reviewed_on": "2026-01-12", "opinion": "通过"}))
        .p("wang", "submit_material", material("cryptography_review_form"));
    world
}

fn cryptography_submitted() -> World {
    let mut world = plan_passed();
    world.p("wang", "submit_cryptography_documents", json!({}));
    world
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut all = registration_cases();
    all.extend(drafting_cases());
    all.extend(cryptography_cases());
    all
}

#[rustfmt::skip]
fn registration_cases() -> Vec<Case> {
    let with = |change: serde_json::Value| {
        let mut form = registration();
        for (key, value) in change.as_object().expect("object") {
            form[key] = value.clone();
        }
        form
    };
    vec![
        case(district, "wang", "register_project", registration(), Happens("project_registered")),
        on("p2", registered, "wang", "register_project", with(json!({"predecessor": "p1"})), Happens("project_registered")),
        // What one may not see cannot be told from what is not there.
        on("p2", registered, "qian", "register_project", with(json!({"predecessor": "p1"})), Record("前期项目")),
        on("p2", registered, "wang", "register_project", with(json!({"predecessor": "p9"})), Record("前期项目")),
        case(district, "wang", "register_project", with(json!({"funding": ["other"]})), Clause("A2.2")),
        case(district, "wang", "register_project", with(json!({"state_secret": true})), Clause("A6")),
        case(district, "wang", "register_project", with(json!({"title": "平台（秘密★10年）"})), Fields(&["title"])),
        case(district, "wang", "register_project", with(json!({"fields": ["network"]})), Record("不牵头")),
        case(district, "wu", "register_project", registration(), NotPermitted),
        case(registered, "wang", "register_project", registration(), Record("已经存在")),
        case(registered, "wang", "revise_declaration", contents(), Happens("declaration_revised")),
        case(declared, "wang", "revise_declaration", contents(), Clause("A13a-revise")),
        case(registered, "wang", "revise_declaration", json!({"state_secret": true}), Clause("A6")),
        case(district, "wu", "register_project", with(json!({"state_secret": true})), Clause("A6")),
        case(registered, "qian", "revise_declaration", contents(), NotPermitted),
        case(registered, "wang", "revise_declaration", json!({"design": "nowhere"}), Record("顶层设计不存在")),
        case(registered, "wang", "submit_material", material("security_plan"), Happens("material_submitted")),
        case(registered, "wang", "submit_material", material("mlps_assessment"), Record("不单独提交")),
        case(declared, "wang", "submit_material", material("security_plan"), Record("不能更换")),
        case(declared, "wang", "submit_material", material("feasibility_report"), Happens("material_submitted")),
        case(registered, "wang", "submit_material", json!({"material": "security_plan", "title": "x", "dated_on": "2026-12-01"}), Record("晚于办理当日")),
        case(registered, "wang", "withdraw_project", json!({"reason": "不再需要"}), Happens("project_withdrawn")),
        case(letter_issued, "wang", "withdraw_project", json!({"reason": "不再需要"}), Clause("A16-withdraw")),
    ]
}

#[rustfmt::skip]
fn drafting_cases() -> Vec<Case> {
    let check = json!({});
    let answer = json!({"matched": "m1", "answer": "not_suitable", "reason": "范围不同"});
    let pass = json!({"outcome": "pass", "opinion": "同意"});
    let signed = json!({"signed_by": "主任", "signed_on": "2026-01-07"});
    vec![
        case(registered, "wang", "record_duplicate_check", check.clone(), Happens("duplicate_check_recorded")),
        case(declared, "wang", "record_duplicate_check", check, Record("已正式申报")),
        case(with_match, "wang", "answer_match", answer.clone(), Happens("match_answered")),
        case(registered, "wang", "answer_match", answer, Record("没有需要答复")),
        case(unendorsed, "zhou", "endorse_declaration", pass.clone(), Happens("declaration_endorsed")),
        case(registered, "zhou", "endorse_declaration", pass.clone(), Clause("A8-design-endorsed")),
        case(endorsed, "zhou", "endorse_declaration", pass.clone(), Record("已经统筹同意")),
        case(unendorsed, "wang", "endorse_declaration", pass, NotPermitted),
        case(endorsed, "wang", "declare_project", signed.clone(), Happens("project_declared")),
        case(unendorsed, "wang", "declare_project", signed.clone(), Clause("A8-endorsed")),
        case(registered, "wang", "declare_project", signed.clone(), Clause("A13a-topics")),
        case(with_match, "wang", "declare_project", signed.clone(), Clause("A3")),
        case(unchecked, "wang", "declare_project", signed.clone(), Clause("A3-check")),
        case(declared, "wang", "declare_project", signed, Record("已正式申报")),
        case(endorsed, "wang", "declare_project", json!({"signed_by": "主任", "signed_on": "2026-02-01"}), Record("晚于办理当日")),
    ]
}

#[rustfmt::skip]
fn cryptography_cases() -> Vec<Case> {
    let review = json!({"result": "passed", "reviewers": "甲", "reviewed_on": "2026-01-07", "opinion": "通过"});
    let opinion = json!({"outcome": "favourable", "opinion": "同意"});
    let scenario = json!({"scenario": "s1", "result": "passed", "compliance": "合规", "security_risk": "可控"});
    vec![
        case(endorsed, "e6", "review_cryptography_plan", review.clone(), Happens("cryptography_plan_reviewed")),
        case(registered, "e6", "review_cryptography_plan", review.clone(), Clause("A10a-review")),
        case(endorsed, "e1", "review_cryptography_plan", review, NotPermitted),
        case(plan_passed, "wang", "submit_cryptography_documents", json!({}), Happens("cryptography_documents_submitted")),
        case(declared, "wang", "submit_cryptography_documents", json!({}), Clause("A10a-documents")),
        case(cryptography_submitted, "chu", "issue_cryptography_opinion", opinion.clone(), Happens("cryptography_opinion_issued")),
        case(plan_passed, "chu", "issue_cryptography_opinion", opinion, Clause("A10a-opinion")),
        case(operated, "li", "assess_operation_scenario", scenario.clone(), Happens("operation_scenario_assessed")),
        case(registered, "li", "assess_operation_scenario", scenario, Record("没有填写应用场景")),
        case(started, "feng", "record_false_declaration", json!({"facts": "虚报数量", "evidence": "清单"}), Happens("false_declaration_recorded")),
        case(started, "feng", "record_false_declaration", json!({"facts": "虚报数量"}), Clause("A13b-false")),
    ]
}

#[test]
fn chapter_2_both_ways() {
    run(cases());
}

#[test]
fn a_resubmitted_plan_is_not_the_one_that_was_passed() {
    let mut world = cryptography_submitted();
    world.p("wang", "submit_material", material("cryptography_plan"));
    assert_eq!(
        world.refused(
            "chu",
            "issue_cryptography_opinion",
            json!({"outcome": "favourable", "opinion": "同意"})
        ),
        ["A10a-opinion"]
    );
    assert!(!world.project().passed.contains("cryptography_plan"));
}

#[test]
fn a_revision_undoes_the_endorsement() {
    let mut world = endorsed();
    world.p("wang", "revise_declaration", json!({"needs": "更多"}));
    assert_eq!(
        world.refused(
            "wang",
            "declare_project",
            json!({"signed_by": "主任", "signed_on": "2026-01-07"})
        ),
        ["A3-check", "A8-endorsed"]
    );
}

#[test]
fn nothing_of_a_secret_project_may_be_kept() {
    let mut form = registration();
    form["state_secret"] = json!(true);
    for person in ["wang", "wu"] {
        let refusal = district()
            .attempt(person, "register_project", "p1", &form)
            .expect_err("refused");
        assert!(refusal.withholds());
    }
}
