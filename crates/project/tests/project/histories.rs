//! Named histories: worlds as they stand after a known course of events. Each
//! begins with the one before it.

use serde_json::json;

pub use crate::forms::*;
use crate::world::World;

/// Designs in force, agencies and experts registered.
#[rustfmt::skip]
pub fn district() -> World {
    let mut world = World::new();
    world
        .done("li", "draft_design", "d0", json!({"kind": "district", "title": "西城区顶层设计", "edition": "2026年版", "items": [{"code": "2.3", "title": "城市运行"}]}))
        .done("jiang", "approve_design", "d0", json!({"approved_on": "2026-01-05"}))
        .done("li", "bring_design_into_force", "d0", json!({"from": "2026-01-05"}))
        .done("zhou", "draft_design", "d1", json!({"kind": "domain", "title": "业务系统领域设计", "edition": "2026年版", "fields": ["business_system"], "items": [{"code": "1.1", "title": "教育"}]}))
        .done("zhou", "file_design", "d1", json!({}))
        .done("li", "bring_design_into_force", "d1", json!({"from": "2026-01-06"}))
        .on("2026-01-07");
    for (id, kinds) in [
        ("builder", vec!["implementation", "operation"]),
        ("overseer", vec!["supervision"]),
        ("tester", vec!["security_assessment", "cryptography_assessment", "software_test"]),
    ] {
        let code = format!("91110102MA{id:0<8}").to_uppercase();
        world.done("li", "register_agency", id, json!({"name": id, "credit_code": code, "kinds": kinds}));
    }
    for person in ["e1", "e2", "e3", "e4", "e5"] {
        world.done("li", "register_expert", person, json!({"name": person, "person": person, "employer": "某大学", "fields": ["business_system", "security"]}));
    }
    world.done("li", "register_expert", "e6", json!({"name": "e6", "person": "e6", "employer": "某大学", "fields": ["network"], "cryptography": true}));
    world
}

pub fn registered() -> World {
    let mut world = district();
    world.p("wang", "register_project", registration());
    world
}

/// Written, argued, checked for duplicates and endorsed.
pub fn endorsed() -> World {
    let mut world = registered();
    world.p("wang", "revise_declaration", contents());
    for kind in [
        "needs_argument",
        "declaration_form",
        "security_plan",
        "cryptography_plan",
    ] {
        world.p("wang", "submit_material", material(kind));
    }
    world.p("wang", "record_duplicate_check", json!({})).p(
        "zhou",
        "endorse_declaration",
        json!({"outcome": "pass", "opinion": "同意申报"}),
    );
    world
}

pub fn declared() -> World {
    let mut world = endorsed();
    world.on("2026-01-12").p(
        "wang",
        "declare_project",
        json!({"signed_by": "主任", "signed_on": "2026-01-12"}),
    );
    world
}

pub fn preliminarily_reviewed() -> World {
    let mut world = declared();
    world.p(
        "li",
        "conclude_preliminary_review",
        json!({"outcome": "pass", "opinion": "可行"}),
    );
    world
}

pub fn expert_reviewed() -> World {
    let mut world = preliminarily_reviewed();
    world
        .on("2026-01-20")
        .p("li", "draw_panel", json!({"size": 3}));
    let panel = world.project().review.panel.clone().expect("panel");
    for member in panel.members {
        world.p(&member.person, "give_expert_opinion", opinion(&ASPECTS));
    }
    world.p(
        "li",
        "conclude_expert_review",
        json!({"outcome": "pass", "opinion": "通过"}),
    );
    world
}

pub fn consulted() -> World {
    let mut world = expert_reviewed();
    world
        .done("li", "schedule_meeting", "m1", json!({"title": "第一次会商", "held_on": "2026-01-28", "place": "会议室", "agenda": ["p1"]}))
        .on("2026-01-28")
        .p("li", "conclude_consultation", json!({"meeting": "m1", "outcome": "pass", "opinion": "通过"}));
    world
}

/// The whole chain of the cryptography review.
pub fn with_cryptography(world: &mut World) {
    world
        .p("e6", "review_cryptography_plan", json!({"result": "passed", "reviewers": "甲、乙、丙", "reviewed_on": "2026-01-12", "opinion": "通过"}))
        .p("wang", "submit_material", material("cryptography_review_form"))
        .p("wang", "submit_cryptography_documents", json!({}))
        .p("chu", "issue_cryptography_opinion", json!({"outcome": "favourable", "opinion": "同意"}));
}

pub fn decided() -> World {
    let mut world = consulted();
    with_cryptography(&mut world);
    world.on("2026-02-03").p(
        "jiang",
        "decide_project",
        json!({"outcome": "pass", "decided_on": "2026-02-03", "opinion": "同意"}),
    );
    world
}

pub fn letter_issued() -> World {
    let mut world = decided();
    world
        .on("2026-02-05")
        .p("li", "issue_opinion_letter", letter());
    world
}

pub fn budgeted() -> World {
    let mut world = letter_issued();
    world
        .on("2026-02-10")
        .p("wu", "arrange_budget", budget("1750000"));
    world
}

pub fn procured() -> World {
    let mut world = budgeted();
    world.p(
        "wang",
        "start_procurement",
        json!({"method": "open_tender", "started_on": "2026-02-10"}),
    );
    world
}

#[rustfmt::skip]
pub fn contracted() -> World {
    let mut world = procured();
    world.on("2026-03-10").p("wang", "sign_contract", contract()).p(
        "wang",
        "sign_contract",
        json!({"kind": "supervision", "agency": "overseer", "title": "监理合同", "signed_on": "2026-03-10", "items": [{"item": "i4", "name": "监理", "amount": "50000"}]}),
    );
    world
}

pub fn started() -> World {
    let mut world = contracted();
    world
        .p(
            "wang",
            "record_outsourced_staff",
            json!({"contract": "c1", "staff": [{"name": "张三", "duty": "开发"}]}),
        )
        .on("2026-04-01")
        .p(
            "wang",
            "start_construction",
            json!({"started_on": "2026-04-01"}),
        );
    world
}

/// Built, assessed and documented: ready for the application.
#[rustfmt::skip]
pub fn built() -> World {
    let mut world = started();
    world
        .on("2026-07-01")
        .p("wang", "submit_midterm_report", json!({"progress": "过半", "data_resources": "已编目", "security": "同步"}))
        .p("wu", "make_payment", payment("500000", "2026-07-01"))
        .on("2026-09-01")
        .p("wang", "report_performance", json!({"period": "2026年", "content": "正常"}))
        .p("wang", "record_security_check", json!({"contract": "c1", "checked_on": "2026-09-01", "result": "passed"}))
        .p("wang", "record_mlps_filing", json!({"level": 3, "number": "1101020001", "filed_on": "2026-08-01"}))
        .p("wang", "record_assessment", assessment("mlps_assessment", "passed", "D-1", "2026-08-20"))
        .p("wang", "record_assessment", assessment("cryptography_assessment", "passed", "M-1", "2026-08-20"))
        .p("wang", "file_cryptography_report", json!({"filed_on": "2026-08-25"}))
        .p("wang", "record_assessment", assessment("software_test", "passed", "R-1", "2026-08-20"));
    for task in ["cloud", "update", "chain", "rights"] {
        world.p("wang", "complete_data_task", json!({"task": task, "status": "done", "statement": "证明"}));
    }
    for kind in ["acceptance_materials", "security_implementation", "supervision_report"] {
        world.p("wang", "submit_material", material(kind));
    }
    world
}

pub fn applied() -> World {
    let mut world = built();
    world.p("wang", "apply_for_acceptance", application("2026-09-23"));
    world
}

pub fn invited() -> World {
    let mut world = applied();
    world
        .p("li", "decide_acceptance_application", json!({"outcome": "pass", "opinion": "同意"}))
        .p("wang", "invite_to_acceptance", json!({"invited": ["bureau", "investment"], "place": "会议室", "sent_on": "2026-09-01"}))
        .on("2026-09-23");
    world
}

pub fn accepted() -> World {
    let mut world = invited();
    world.p("wang", "conclude_acceptance", acceptance("pass"));
    world
}

pub fn failed() -> World {
    let mut world = invited();
    world.p("wang", "conclude_acceptance", acceptance("reject"));
    world
}

/// Live, archived, all but evaluated.
#[rustfmt::skip]
pub fn operating() -> World {
    let mut world = accepted();
    world
        .on("2026-10-09")
        .p("wang", "file_operation_plan", json!({"title": "运维方案", "maintainer": "王", "content": "7×24"}))
        .p("wang", "submit_material", material("security_in_use"))
        .p("wang", "go_live", json!({"live_on": "2026-10-09"}))
        .p("wang", "register_result", json!({"name": "平台软件", "kind": "software", "description": "可复用"}))
        .p("wang", "register_assets", json!({"assets": [{"name": "服务器", "kind": "hardware", "quantity": 4, "value": "300000"}]}))
        .p("wang", "submit_material", material("archive_index"))
        .p("wang", "hand_over_archive", json!({"receiver": "区档案馆", "handed_on": "2026-10-09"}));
    world
}

pub fn evaluated() -> World {
    let mut world = operating();
    world
        .on("2027-09-24")
        .p(
            "wang",
            "record_assessment",
            assessment("mlps_assessment", "passed", "D-2", "2027-09-20"),
        )
        .p(
            "wang",
            "record_assessment",
            assessment("cryptography_assessment", "passed", "M-2", "2027-09-20"),
        )
        .p(
            "wang",
            "submit_self_evaluation",
            json!({"score": 92, "goals": "全部完成"}),
        )
        .p(
            "wu",
            "select_for_evaluation",
            json!({"method": "random", "kind": "post", "reason": "抽中"}),
        )
        .p(
            "wu",
            "conclude_evaluation",
            json!({"score": 88, "grade": "good", "opinion": "达到目标"}),
        );
    world
}
