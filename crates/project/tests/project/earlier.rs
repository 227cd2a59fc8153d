//! Projects of earlier years: taken in, judged, corrected; nothing else is done to them.

use serde_json::{Value, json};
use tongchou_project::{Stage, duties};

use crate::cases::Then::{Clause, Fields, Happens, NotPermitted, Record};
use crate::cases::{Case, on, run};
use crate::histories::*;
use crate::world::{World, actor};

fn form(change: Value) -> Value {
    let mut form = json!({
        "title": "老平台", "unit_name": "区教育委员会", "summary": "往年建设的平台",
        "circumstances": "{\"total_amount\": \"1200000\", \"mlps_level\": 2, \"fields\": [\"business_system\"], \"funding\": [\"fiscal\"], \"nature\": \"construction\"}",
        "events": [
            {"act": "签订合同", "on": "2023-03-01", "facts": "{\"contract_amount\": \"900000\"}"},
            {"act": "issue_opinion_letter", "on": "2023-05-01"},
            {"act": "conclude_acceptance", "on": "2024-01-10"},
        ],
    });
    for (key, value) in change.as_object().expect("object") {
        form[key] = value.clone();
    }
    form
}

fn taken_in() -> World {
    let mut world = district();
    world.done("li", "record_earlier_project", "h1", form(json!({})));
    world
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let record = "record_earlier_project";
    let correct = "correct_earlier_project";
    let with = |event: Value| form(json!({"events": [event]}));
    let corrected = json!({"reason": "档案中有验收意见", "events": [{"act": "go_live", "on": "2024-02-01"}]});
    vec![
        on("h1", district, "li", record, form(json!({})), Happens("earlier_project_recorded")),
        on("h1", district, "wang", record, form(json!({})), Happens("earlier_project_recorded")),
        // of a body that is no more, kept by whoever takes it in
        on("h1", district, "wang", record, form(json!({"unit_name": "原区信息办"})), Happens("earlier_project_recorded")),
        on("h1", district, "qian", record, form(json!({})), NotPermitted),
        on("h1", district, "wu", record, form(json!({})), NotPermitted),
        on("h2", taken_in, "li", record, form(json!({})), Record("已经登记")),
        on("h1", district, "li", record, form(json!({"circumstances": "{\"state_secret\": true}"})), Clause("A6")),
        on("h1", district, "li", record, form(json!({"title": "平台（秘密★10年）"})), Fields(&["title"])),
        on("h1", district, "li", record, form(json!({"circumstances": "{\"total\": 1}"})), Record("没有这个事实")),
        on("h1", district, "li", record, with(json!({"act": "没有的事项", "on": "2023-03-01"})), Record("没有名为")),
        on("h1", district, "li", record, with(json!({"act": "go_live", "on": "2099-03-01"})), Record("晚于")),
        on("h1", district, "li", record, with(json!({"act": "go_live", "on": "2023-03-01", "facts": "无"})), Record("第1行")),
        on("h1", taken_in, "li", correct, corrected.clone(), Happens("earlier_project_corrected")),
        on("h1", taken_in, "qian", correct, corrected.clone(), NotPermitted),
        on("p1", registered, "li", correct, corrected.clone(), Record("不是按往年资料")),
        on("h1", taken_in, "li", correct, json!({"reason": "更正", "circumstances": "{\"state_secret\": true}"}), Clause("A6")),
        on("h1", taken_in, "wang", "revise_declaration", contents(), Record("往年资料")),
        on("h1", taken_in, "wang", "withdraw_project", json!({"reason": "不再需要"}), Record("往年资料")),
    ]
}

#[test]
fn each_act_both_ways() {
    run(cases());
}

#[test]
fn a_history_is_kept_with_what_the_judge_finds_in_it() {
    let world = taken_in();
    let project = world.states["h1"].project().expect("project");
    let earlier = project.earlier.as_ref().expect("earlier");
    assert_eq!(project.stage(), Stage::Earlier);
    assert_eq!(project.unit, "edu");
    assert_eq!(project.total_amount(), 120_000_000);
    assert_eq!(project.mlps_level, 2);
    assert_eq!(earlier.events[0].act, "sign_contract");
    assert_eq!(project.acceptance_result(), "passed");
    assert_eq!(
        world
            .registers
            .projects
            .get("h1")
            .expect("summary")
            .acceptance,
        "passed"
    );
    let found: Vec<(&str, &str)> = earlier
        .audit
        .against
        .iter()
        .map(|found| (found.act.as_str(), found.clause.as_str()))
        .collect();
    // done before the letter, and without one
    assert!(
        found.contains(&("sign_contract", "A13b-before-letter")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(_, clause)| clause.starts_with("A16")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(act, _)| *act == "conclude_acceptance"),
        "{found:?}"
    );
}

#[test]
fn nothing_falls_due_and_a_correction_takes_its_place() {
    let mut world = taken_in();
    let events = world.events.len();
    world.done(
        "li",
        "correct_earlier_project",
        "h1",
        json!({"reason": "只有立项资料", "circumstances": "{\"total_amount\": \"500000\"}"}),
    );
    assert_eq!(world.events.len(), events + 1);
    let project = world.states["h1"].project().expect("project").clone();
    assert_eq!(project.total_amount(), 50_000_000);
    assert_eq!(project.acceptance_result(), "none");
    assert!(project.earlier.expect("earlier").audit.against.is_empty());
    let who = actor("li");
    let state = world.states["h1"].project().expect("project");
    assert!(duties(state, &world.env(&who, "h1")).is_empty());
}
