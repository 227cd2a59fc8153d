//! The registers, both ways.

use serde_json::{Value, json};

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, on, run};
use crate::histories::*;
use crate::world::World;

fn bare() -> World {
    World::new()
}

fn drafted() -> World {
    let mut world = World::new();
    world
        .done("li", "draft_design", "d0", json!({"kind": "district", "title": "总体", "edition": "一", "items": [{"code": "1", "title": "一"}]}))
        .done("zhou", "draft_design", "d1", json!({"kind": "domain", "title": "领域", "edition": "一", "fields": ["business_system"], "items": [{"code": "1", "title": "一"}]}));
    world
}

fn with_platform() -> World {
    let mut world = World::new();
    world.done(
        "li",
        "register_platform",
        "f1",
        json!({"name": "云", "description": "政务云"}),
    );
    world
}

fn with_item() -> World {
    let mut world = World::new();
    world.done(
        "wang",
        "add_catalogue_item",
        "s1",
        json!({"code": "B01", "name": "运维服务", "year": 2026}),
    );
    world
}

fn named() -> World {
    let mut world = district();
    world.done(
        "li",
        "name_agency",
        "tester",
        json!({
            "fault": "deceit", "facts": "伪造报告", "evidence": "比对",
            "heard_on": "2026-01-04", "statement": "没有意见",
        }),
    );
    world
}

fn scheduled() -> World {
    let mut world = registered();
    world.done(
        "li",
        "schedule_meeting",
        "m1",
        json!({"title": "会商", "held_on": "2026-01-28", "place": "室", "agenda": ["p1"]}),
    );
    world
}

fn met() -> World {
    let mut world = scheduled();
    world.on("2026-01-28");
    world
}

fn minuted() -> World {
    let mut world = met();
    world.done(
        "li",
        "record_minutes",
        "m1",
        json!({"attendees": "各部门", "minutes": "同意"}),
    );
    world
}

fn cancelled() -> World {
    let mut world = scheduled();
    world
        .done("li", "cancel_meeting", "m1", json!({"reason": "改期"}))
        .on("2026-01-28");
    world
}

/// Concluded on at the meeting, beside a project that is not on the agenda.
fn with_another() -> World {
    let mut world = consulted();
    world.done("wang", "register_project", "p2", registration());
    world
}

fn moved(day: &str, agenda: &[&str]) -> Value {
    json!({"title": "会商", "held_on": day, "place": "室", "agenda": agenda, "reason": "改期"})
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut all = design_cases();
    all.extend(agency_cases());
    all.extend(synonym_cases());
    all.extend(other_cases());
    all
}

#[rustfmt::skip]
fn design_cases() -> Vec<Case> {
    let draft = json!({"kind": "district", "title": "总体", "edition": "一", "items": [{"code": "1", "title": "一"}]});
    let approve = json!({"approved_on": "2026-01-05"});
    let force = json!({"from": "2026-01-05"});
    vec![
        on("d0", bare, "li", "draft_design", draft.clone(), Happens("design_drafted")),
        on("d0", bare, "zhou", "draft_design", draft, Record("区顶层设计由")),
        on("d0", drafted, "jiang", "approve_design", approve.clone(), Happens("design_approved")),
        on("d1", drafted, "jiang", "approve_design", approve, Clause("A7a-kind")),
        on("d1", district, "zhou", "file_design", json!({}), Record("已备案")),
        on("d1", drafted, "zhou", "file_design", json!({}), Clause("A7b-basis")),
        on("d1", || { let mut w = drafted(); w.done("jiang", "approve_design", "d0", json!({"approved_on": "2026-01-05"})).done("li", "bring_design_into_force", "d0", json!({"from": "2026-01-05"})); w }, "zhou", "file_design", json!({}), Happens("design_filed")),
        on("d0", drafted, "li", "bring_design_into_force", force.clone(), Clause("A7a-approval")),
        on("d0", || { let mut w = drafted(); w.done("jiang", "approve_design", "d0", json!({"approved_on": "2026-01-05"})); w }, "li", "bring_design_into_force", force, Happens("design_brought_into_force")),
    ]
}

fn with_synonyms() -> World {
    let mut world = bare();
    world.done("li", "add_synonyms", "y1", parking());
    world
}

fn parking() -> Value {
    json!({"meaning": "object", "field": "交通", "words": "停车、泊车 搁车"})
}

#[rustfmt::skip]
fn synonym_cases() -> Vec<Case> {
    let line = |meaning: &str, field: Option<&str>, words: &str| json!({"meaning": meaning, "field": field, "words": words});
    let many = |count: usize| (0..count).map(|number| format!("词语{number}")).collect::<Vec<_>>().join(" ");
    let long = |letters: usize| format!("停车 {}", "停".repeat(letters));
    vec![
        on("y1", bare, "li", "add_synonyms", parking(), Happens("synonyms_added")),
        on("y1", bare, "wang", "add_synonyms", parking(), NotPermitted),
        on("y2", with_synonyms, "li", "add_synonyms", line("object", Some("交通"), "搁车,停车,泊车,停车"), Record("已有相同")),
        on("y2", with_synonyms, "li", "add_synonyms", line("user", Some("交通"), "停车 泊车 搁车"), Happens("synonyms_added")),
        on("y1", bare, "li", "add_synonyms", line("object", None, "停车 泊车"), Record("没有填写领域")),
        on("y1", bare, "li", "add_synonyms", line("function", None, "停车 泊车"), Happens("synonyms_added")),
        on("y1", bare, "li", "add_synonyms", line("function", None, "停车 停车"), Record("1 个不同的词")),
        on("y1", bare, "li", "add_synonyms", line("plain", None, "赋能"), Happens("synonyms_added")),
        on("y1", bare, "li", "add_synonyms", line("function", None, "停车 车"), Record("“车”不能")),
        on("y1", bare, "li", "add_synonyms", line("function", None, "停车 ~泊车"), Record("“~泊车”不能")),
        on("y1", bare, "li", "add_synonyms", line("function", None, &long(20)), Happens("synonyms_added")),
        on("y1", bare, "li", "add_synonyms", line("function", None, &long(21)), Record("不能作为同义词")),
        on("y1", bare, "li", "add_synonyms", line("function", None, &many(60)), Happens("synonyms_added")),
        on("y1", bare, "li", "add_synonyms", line("function", None, &many(61)), Record("61 个不同的词")),
        on("y1", with_synonyms, "li", "remove_synonyms", json!({"reason": "不再使用"}), Happens("synonyms_removed")),
        on("y1", with_synonyms, "wang", "remove_synonyms", json!({"reason": "不再使用"}), NotPermitted),
    ]
}

#[rustfmt::skip]
fn agency_cases() -> Vec<Case> {
    let agency = json!({"name": "甲公司", "credit_code": "91110102MA00000001", "kinds": ["implementation"]});
    let heard = |fault: &str, evidence: Option<&str>| {
        json!({
            "fault": fault, "facts": "伪造", "evidence": evidence,
            "heard_on": "2026-01-04", "statement": "没有意见",
        })
    };
    let deceit = heard("deceit", Some("比对"));
    let ahead = json!({
        "fault": "deceit", "facts": "伪造", "evidence": "比对",
        "heard_on": "2099-01-01", "statement": "没有意见",
    });
    vec![
        on("f1", bare, "li", "register_platform", json!({"name": "云", "description": "政务云"}), Happens("platform_registered")),
        on("f1", bare, "wang", "register_platform", json!({"name": "云", "description": "政务云"}), NotPermitted),
        on("f1", with_platform, "li", "retire_platform", json!({"reason": "换代"}), Happens("platform_retired")),
        on("f1", with_platform, "wang", "retire_platform", json!({"reason": "换代"}), NotPermitted),
        on("s1", bare, "wang", "add_catalogue_item", json!({"code": "B01", "name": "运维", "year": 2026}), Happens("catalogue_item_added")),
        on("s2", with_item, "wang", "add_catalogue_item", json!({"code": "B01", "name": "运维", "year": 2026}), Record("已有此编码")),
        on("s1", with_item, "wang", "remove_catalogue_item", json!({"reason": "调整"}), Happens("catalogue_item_removed")),
        on("s1", with_item, "qian", "remove_catalogue_item", json!({"reason": "调整"}), NotPermitted),
        on("a1", bare, "li", "register_agency", agency.clone(), Happens("agency_registered")),
        on("a1", bare, "wu", "register_agency", agency, NotPermitted),
        on("a1", bare, "li", "register_agency", json!({"name": "甲", "credit_code": "123", "kinds": ["implementation"]}), Record("18位")),
        on("tester", district, "li", "name_agency", deceit, Happens("agency_named")),
        on("tester", district, "li", "name_agency", heard("none", Some("y")), Clause("A34")),
        on("tester", district, "li", "name_agency", heard("deceit", None), Clause("A34-evidence")),
        on("tester", district, "li", "name_agency", ahead, Record("听取陈述的日期")),
        on("tester", named, "li", "withdraw_agency_notice", json!({"reason": "复核改变"}), Happens("agency_notice_withdrawn")),
        on("tester", named, "li", "withdraw_agency_notice", json!({}), Clause("A34-withdraw")),
        on("tester", district, "li", "withdraw_agency_notice", json!({"reason": "x"}), Record("不在公开通报名单")),
    ]
}

#[rustfmt::skip]
fn other_cases() -> Vec<Case> {
    let expert = json!({"name": "某专家", "person": "x9", "employer": "某院", "fields": ["network"]});
    let meeting = json!({"title": "会商", "held_on": "2026-01-28", "place": "室", "agenda": ["p1"]});
    let minutes = json!({"attendees": "各部门", "minutes": "纪要"});
    let setting = json!({"key": "network_security_share_min", "value": "10", "from": "2026-01-05", "reason": "新标准"});
    vec![
        on("x9", bare, "li", "register_expert", expert.clone(), Happens("expert_registered")),
        on("x9", bare, "wang", "register_expert", expert, NotPermitted),
        on("e1", district, "li", "retire_expert", json!({"reason": "退休"}), Happens("expert_retired")),
        on("e1", district, "wang", "retire_expert", json!({"reason": "退休"}), NotPermitted),
        on("m1", registered, "li", "schedule_meeting", meeting.clone(), Happens("meeting_scheduled")),
        on("m1", district, "li", "schedule_meeting", meeting, Record("议程项目不存在")),
        on("m1", met, "li", "record_minutes", minutes.clone(), Happens("minutes_recorded")),
        on("m1", scheduled, "li", "record_minutes", minutes.clone(), Record("尚未召开")),
        on("m1", scheduled, "li", "amend_meeting", moved("2026-02-01", &["p1"]), Happens("meeting_amended")),
        on("m1", scheduled, "li", "amend_meeting", moved("2028-02-01", &["p1"]), Record("一年以后")),
        on("m1", scheduled, "li", "amend_meeting", moved("2026-02-01", &["p9"]), Record("议程项目不存在")),
        on("m1", scheduled, "wang", "amend_meeting", moved("2026-02-01", &["p1"]), NotPermitted),
        on("m1", consulted, "li", "amend_meeting", moved("2026-02-01", &["p1"]), Record("已经召开")),
        on("m1", with_another, "li", "amend_meeting", moved("2026-01-28", &["p1", "p2"]), Happens("meeting_amended")),
        on("m1", with_another, "li", "amend_meeting", moved("2026-01-28", &["p2"]), Record("不能移出议程")),
        on("m1", minuted, "li", "amend_meeting", moved("2026-01-28", &["p1"]), Record("会议纪要已记录")),
        on("m1", scheduled, "li", "cancel_meeting", json!({"reason": "改期"}), Happens("meeting_cancelled")),
        on("m1", consulted, "li", "cancel_meeting", json!({"reason": "改期"}), Record("已经召开")),
        on("m1", scheduled, "wang", "cancel_meeting", json!({"reason": "改期"}), NotPermitted),
        on("m1", cancelled, "li", "cancel_meeting", json!({"reason": "改期"}), Record("会议已取消")),
        on("m1", cancelled, "li", "amend_meeting", moved("2026-02-01", &["p1"]), Record("会议已取消")),
        on("m1", cancelled, "li", "record_minutes", minutes, Record("会议已取消")),
        on("n1", bare, "li", "publish_interpretation", json!({"article": "20.3", "text": "含升级"}), Happens("interpretation_published")),
        on("n1", bare, "li", "publish_interpretation", json!({"text": "含升级"}), Clause("A36")),
        on("n1", bare, "li", "publish_interpretation", json!({"article": "99", "text": "含升级"}), Record("没有这一条文")),
        on("g1", bare, "li", "change_setting", setting, Happens("setting_changed")),
        on("g1", bare, "li", "change_setting", json!({"key": "network_security_share_min", "value": "10", "from": "2026-01-05"}), Clause("A36-setting")),
        on("g1", bare, "li", "change_setting", json!({"key": "network_security_share_min", "value": "100.01", "from": "2026-01-05", "reason": "x"}), Record("网络安全投资占比下限")),
        on("g1", bare, "li", "change_setting", json!({"key": "performance_every", "value": "0", "from": "2026-01-05", "reason": "x"}), Record("应为 1 到 120 个月")),
        on("g1", bare, "li", "change_setting", json!({"key": "supervision_from", "value": "1", "from": "2026-01-05", "reason": "x"}), Record("")),
        on("g1", bare, "li", "change_setting", json!({"key": "network_security_share_min", "value": "10", "from": "2026-01-01", "reason": "x"}), Record("生效日期")),
    ]
}

#[test]
fn registers_both_ways() {
    run(cases());
}

#[test]
fn a_replaced_design_no_longer_carries_a_declaration() {
    let mut world = endorsed();
    world
        .done("zhou", "draft_design", "d2", json!({"kind": "domain", "title": "新", "edition": "二", "fields": ["business_system"], "items": [{"code": "1.1", "title": "教育"}], "replaces": "d1"}))
        .done("zhou", "file_design", "d2", json!({}))
        .done("zhou", "bring_design_into_force", "d2", json!({"from": "2026-01-07"}));
    assert_eq!(
        world.refused(
            "wang",
            "declare_project",
            json!({"signed_by": "主任", "signed_on": "2026-01-07"})
        ),
        ["A8-design"]
    );
}

#[test]
fn the_setting_that_starts_last_is_in_force() {
    let mut world = World::new();
    for (id, value, from) in [("g1", "10", "2026-01-05"), ("g2", "12", "2026-06-01")] {
        world.done("li", "change_setting", id, json!({"key": "network_security_share_min", "value": value, "from": from, "reason": "标准"}));
    }
    let on = |day: &str| {
        world
            .registers
            .settings_on(crate::world::day(day))
            .get("network_security_share_min")
            .cloned()
    };
    assert_eq!(on("2026-01-04"), None);
    assert_eq!(on("2026-05-31").as_deref(), Some("10"));
    assert_eq!(on("2026-06-01").as_deref(), Some("12"));
}
