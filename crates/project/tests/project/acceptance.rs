//! Chapter 5, both ways.

use serde_json::json;

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn approved() -> World {
    let mut world = applied();
    world.p(
        "li",
        "decide_acceptance_application",
        json!({"outcome": "pass", "opinion": "同意"}),
    );
    world
}

/// The application was made in time and approved after the day meant for the acceptance.
fn approved_late() -> World {
    let mut world = applied();
    let invite =
        json!({"invited": ["bureau", "investment"], "place": "室", "sent_on": "2026-09-25"});
    world
        .on("2026-09-25")
        .p(
            "li",
            "decide_acceptance_application",
            json!({"outcome": "pass", "opinion": "同意"}),
        )
        .p("wang", "invite_to_acceptance", invite);
    world
}

fn invited_one() -> World {
    let mut world = approved();
    world
        .p(
            "wang",
            "invite_to_acceptance",
            json!({"invited": ["bureau"], "place": "室", "sent_on": "2026-09-01"}),
        )
        .on("2026-09-23");
    world
}

fn planned() -> World {
    let mut world = accepted();
    world
        .p(
            "wang",
            "file_operation_plan",
            json!({"title": "运维方案", "maintainer": "王", "content": "7×24"}),
        )
        .p("wang", "submit_material", material("security_in_use"));
    world
}

fn with_result() -> World {
    let mut world = accepted();
    world.p(
        "wang",
        "register_result",
        json!({"name": "软件", "kind": "software", "description": "可复用"}),
    );
    world
}

/// Another unit, which does not see the project, uses its result.
fn adopted() -> World {
    let mut world = with_result();
    let adopt = json!({"result": "g1", "undertaking": true, "purpose": "本单位使用"});
    world.p("qian", "adopt_result", adopt);
    world
}

fn permitted_to_user() -> World {
    let mut world = adopted();
    let leave = json!({"result": "g1", "receiver": "某街道", "reason": "共享"});
    world.p("li", "permit_transfer", leave);
    world
}

fn transferable() -> World {
    let mut world = with_result();
    world.p(
        "li",
        "permit_transfer",
        json!({"result": "g1", "receiver": "某区", "reason": "共享"}),
    );
    world
}

fn live() -> World {
    let mut world = planned();
    world.p("wang", "go_live", json!({"live_on": "2026-09-23"}));
    world
}

fn archivable() -> World {
    let mut world = planned();
    world
        .p("wang", "go_live", json!({"live_on": "2026-09-23"}))
        .p("wang", "submit_material", material("archive_index"));
    world
}

/// A change asked for between the application's approval and the acceptance.
fn with_open_change() -> World {
    let mut world = invited();
    let change = json!({"items": [{"item": "i1", "amount": "900000"}], "reason": "减少内容", "already_made": false});
    world.p("wang", "request_change_review", change);
    world
}

fn failed_with_open_change() -> World {
    let mut world = with_open_change();
    world.p("wang", "conclude_acceptance", acceptance("reject"));
    world
}

/// The papers of what was terminated are kept, and what was bought is registered.
#[rustfmt::skip]
fn ended_cases() -> Vec<Case> {
    let assets = json!({"assets": [{"name": "服务器", "kind": "hardware", "quantity": 1, "value": "100"}]});
    vec![
        case(crate::supervision::terminated, "wang", "register_assets", assets, Happens("assets_registered")),
        case(crate::supervision::terminated, "wang", "submit_material", material("archive_index"), Happens("material_submitted")),
        case(crate::supervision::suspended, "wang", "hand_over_archive", json!({"receiver": "档案馆", "handed_on": "2026-04-01"}), Clause("A31.2a-suspended")),
        case(failed, "wang", "go_live", json!({"live_on": "2026-09-23"}), Clause("A27-failed")),
    ]
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut all = acceptance_cases();
    all.extend(ended_cases());
    all.extend(archive_cases());
    all
}

#[rustfmt::skip]
fn acceptance_cases() -> Vec<Case> {
    let pass = json!({"outcome": "pass", "opinion": "同意"});
    let invite = json!({"invited": ["bureau", "investment"], "place": "室", "sent_on": "2026-09-01"});
    let plan = json!({"title": "运维方案", "maintainer": "王", "content": "7×24"});
    vec![
        // 2026-09-01 to 2026-09-21 hold fifteen working days with the make-up Sunday of the 20th.
        case(built, "wang", "apply_for_acceptance", application("2026-09-21"), Happens("acceptance_applied")),
        case(built, "wang", "apply_for_acceptance", application("2026-09-20"), Clause("A25a-days")),
        case(built, "wang", "apply_for_acceptance", application("2026-08-31"), Clause("A25a-days")),
        case(started, "wang", "apply_for_acceptance", application("2026-09-23"), Clause("A20.2b-mlps")),
        case(started, "wang", "apply_for_acceptance", application("2026-09-23"), Clause("A20.2b-cryptography")),
        case(applied, "wang", "apply_for_acceptance", application("2026-09-23"), Record("办理中的验收申请")),
        case(applied, "li", "decide_acceptance_application", pass.clone(), Happens("acceptance_application_decided")),
        case(built, "li", "decide_acceptance_application", pass.clone(), Clause("A25a-applied")),
        case(approved, "li", "decide_acceptance_application", pass.clone(), Record("已批准")),
        case(applied, "wang", "decide_acceptance_application", pass, NotPermitted),
        case(approved, "wang", "invite_to_acceptance", invite.clone(), Happens("acceptance_invited")),
        case(applied, "wang", "invite_to_acceptance", invite, Clause("A25a-approved")),
        case(invited, "wang", "conclude_acceptance", acceptance("pass"), Happens("acceptance_concluded")),
        case(with_open_change, "wang", "conclude_acceptance", acceptance("pass"), Clause("A22.2-pending-acceptance")),
        case(with_open_change, "wang", "conclude_acceptance", acceptance("reject"), Happens("acceptance_concluded")),
        case(failed_with_open_change, "li", "review_change", json!({"change": "v1", "outcome": "pass", "opinion": "同意"}), Happens("change_reviewed")),
        case(invited_one, "wang", "conclude_acceptance", acceptance("pass"), Clause("A25b")),
        case(applied, "wang", "conclude_acceptance", acceptance("pass"), Clause("A25a-approved")),
        case(approved, "wang", "conclude_acceptance", json!({"held_on": "2026-09-01", "outcome": "pass", "attendees": "局", "opinion": "好"}), Clause("A25a-days-held")),
        case(approved, "wang", "invite_to_acceptance", json!({"invited": ["bureau"], "place": "室", "sent_on": "2026-08-31"}), Record("早于验收申请批准日期")),
        case(approved_late, "wang", "conclude_acceptance", acceptance("pass"), Record("早于验收申请批准日期")),
        case(decided, "wang", "file_operation_plan", plan.clone(), Record("尚未取得审查意见函")),
        case(accepted, "wang", "file_operation_plan", plan, Happens("operation_plan_filed")),
        case(accepted, "qian", "file_operation_plan", json!({"title": "x", "maintainer": "x", "content": "x"}), NotPermitted),
        case(planned, "wang", "go_live", json!({"live_on": "2026-09-23"}), Happens("went_live")),
        case(accepted, "wang", "go_live", json!({"live_on": "2026-09-23"}), Clause("A27")),
        case(planned, "wang", "go_live", json!({"live_on": "2026-09-22"}), Record("早于运行维护方案备案日期")),
    ]
}

#[rustfmt::skip]
fn archive_cases() -> Vec<Case> {
    let result = json!({"name": "软件", "kind": "software", "description": "可复用"});
    let adopt = json!({"result": "g1", "undertaking": true, "purpose": "本单位使用"});
    let at_acceptance = json!({"result": "g0", "undertaking": true, "purpose": "本单位使用"});
    let permit = json!({"result": "g1", "receiver": "某区", "reason": "共享"});
    let transfer = json!({"result": "g1", "receiver": "某区", "transferred_on": "2026-09-23"});
    let transfer_by_user = json!({"result": "g1", "receiver": "某街道", "transferred_on": "2026-09-23"});
    let of_contract = |item: &str, value: &str| json!({"assets": [{"name": "服务器", "kind": "hardware", "quantity": 4, "value": value, "contract_item": item}]});
    let assets = json!({"assets": [{"name": "服务器", "kind": "hardware", "quantity": 4, "value": "300000"}]});
    let hand_over = json!({"receiver": "区档案馆", "handed_on": "2026-09-23"});
    vec![
        case(accepted, "wang", "register_result", result.clone(), Happens("result_registered")),
        case(failed, "wang", "register_result", result, Clause("A28-completed")),
        case(with_result, "qian", "adopt_result", adopt.clone(), Happens("result_adopted")),
        case(with_result, "qian", "adopt_result", json!({"result": "g1", "purpose": "用"}), Clause("A28-undertaking")),
        case(with_result, "wang", "adopt_result", adopt.clone(), Record("本单位的成果")),
        case(accepted, "qian", "adopt_result", at_acceptance, Happens("result_adopted")),
        case(failed, "qian", "adopt_result", adopt, Clause("A28-registered")),
        case(with_result, "li", "permit_transfer", permit.clone(), Happens("transfer_permitted")),
        case(failed, "li", "permit_transfer", permit, Clause("A28-registered")),
        case(transferable, "wang", "transfer_result", transfer.clone(), Happens("result_transferred")),
        case(transferable, "wang", "transfer_result", json!({"result": "g1", "receiver": "某区", "transferred_on": "2026-09-22"}), Record("早于同意转让日期")),
        case(with_result, "wang", "transfer_result", transfer, Clause("A28-transfer")),
        case(transferable, "wang", "transfer_result", json!({"result": "g1", "receiver": "他区", "transferred_on": "2026-09-23"}), Clause("A28-transfer")),
        case(adopted, "qian", "transfer_result", transfer_by_user.clone(), Clause("A28-user-transfer")),
        case(permitted_to_user, "qian", "transfer_result", transfer_by_user.clone(), Happens("result_transferred")),
        case(with_result, "qian", "transfer_result", transfer_by_user, NotPermitted),
        case(accepted, "wang", "register_assets", assets, Happens("assets_registered")),
        case(accepted, "wang", "register_assets", of_contract("c1/服务器", "300000"), Happens("assets_registered")),
        case(accepted, "wang", "register_assets", of_contract("c1/服务器", "300000.01"), Record("超过合同金额")),
        case(accepted, "wang", "register_assets", of_contract("c1/打印机", "1"), Record("不存在")),
        case(accepted, "wang", "register_assets", json!({}), Clause("A30")),
        case(archivable, "wang", "hand_over_archive", hand_over.clone(), Happens("archive_handed_over")),
        case(accepted, "wang", "hand_over_archive", hand_over.clone(), Clause("A29")),
        case(live, "wang", "hand_over_archive", hand_over.clone(), Clause("A29")),
        case(failed, "wang", "hand_over_archive", hand_over, Clause("A29-accepted")),
    ]
}

#[test]
fn chapter_5_both_ways() {
    run(cases());
}

#[test]
fn the_catalogue_shows_a_result_to_those_who_do_not_see_its_project() {
    let world = adopted();
    let results = world.registers.results.values();
    let registered: Vec<_> = results.filter(|it| !it.at_acceptance).collect();
    assert_eq!(registered.len(), 1);
    assert_eq!(
        (registered[0].result.as_str(), registered[0].name.as_str()),
        ("g1", "软件")
    );
    assert_eq!(registered[0].users.len(), 1);
    let sees = |person: &str, act: &str| {
        let who = crate::world::actor(person);
        let state = world.states.get("p1").expect("project");
        tongchou_project::may_view(state, act, &world.env(&who, "p1"))
    };
    assert!(sees("qian", "view_result") && !sees("qian", "view_project"));
    for person in ["agent", "visitor", "e6", "sys", "sec", "log"] {
        assert!(!sees(person, "view_result"), "{person}");
    }
    // The audit administrator sees the log, not the projects; the audit office sees them.
    assert!(!sees("log", "view_project") && sees("feng", "view_project"));
}

#[test]
fn a_returned_application_can_be_made_again() {
    let mut world = applied();
    world
        .p(
            "li",
            "decide_acceptance_application",
            json!({"outcome": "return", "opinion": "补正"}),
        )
        .p("wang", "apply_for_acceptance", application("2026-09-23"));
}

/// The results of the project, as the catalogue has them: id and name.
fn catalogue(world: &World) -> Vec<(String, String)> {
    let results = world.registers.results.values();
    let mut results: Vec<_> = results
        .map(|it| (it.result.clone(), it.name.clone()))
        .collect();
    results.sort();
    results
}

#[test]
fn what_was_accepted_enters_the_catalogue_by_itself() {
    assert!(catalogue(&failed()).is_empty());
    let world = accepted();
    let entered = catalogue(&world);
    assert_eq!(entered.len(), 1, "{entered:?}");
    let title = entered[0].1.clone();
    assert_eq!(entered[0].0, "g0");

    // the unit's own words take the place of what nobody relies on
    let own = json!({"name": title, "kind": "software", "description": "含源代码"});
    let mut world = accepted();
    world.p("wang", "register_result", own.clone());
    assert_eq!(catalogue(&world), [("g1".to_owned(), title.clone())]);

    // what a body uses stays what it was
    let adopt = json!({"result": "g0", "undertaking": true, "purpose": "本单位使用"});
    let mut world = accepted();
    world.p("qian", "adopt_result", adopt);
    let refused = world.stopped("wang", "register_result", own);
    assert!(refused.contains("同名成果已登记"), "{refused}");
    world.p(
        "wang",
        "register_result",
        json!({"name": "软件", "kind": "software", "description": "可复用"}),
    );
    let ids: Vec<_> = catalogue(&world).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["g0", "g1"]);
}
