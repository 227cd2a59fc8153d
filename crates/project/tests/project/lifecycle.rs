//! One project all the way, and the picture of its stages, drawn from what the
//! code does.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use tongchou_project::{Aggregate, Stage};

use crate::histories;
use crate::world::{LAW, World};

/// From project stage, by act, to project stage.
fn steps_of(world: &World, found: &mut BTreeSet<(usize, String, usize)>) {
    let place = |stage: Stage| {
        Stage::ALL
            .iter()
            .position(|each| *each == stage)
            .expect("stage")
    };
    let mut state: Option<Aggregate> = None;
    for event in world.events.iter().filter(|event| event.subject == "p1") {
        let before = state
            .as_ref()
            .and_then(Aggregate::project)
            .map(tongchou_project::Project::stage);
        let after = Aggregate::evolve(state, event).expect("fits");
        let stage = after.project().expect("project").stage();
        if let Some(before) = before.filter(|before| *before != stage) {
            found.insert((place(before), event.what.act().to_owned(), place(stage)));
        }
        state = Some(after);
    }
}

/// Histories that together take every way between stages.
fn ways() -> Vec<World> {
    let closed = {
        let mut world = histories::evaluated();
        world.p("wang", "close_project", json!({}));
        world
    };
    let outcome = |given: fn() -> World, who: &str, act: &str, word: &str| {
        let mut world = given();
        let defects = json!([{"subject": "预算", "defect": "偏高"}]);
        let mut form = json!({"outcome": word, "opinion": "意见"});
        if act == "conclude_preliminary_review" {
            form["defects"] = defects;
        }
        world.p(who, act, form);
        world
    };
    let withdrawn = {
        let mut world = histories::declared();
        world.p("wang", "withdraw_project", json!({"reason": "不再需要"}));
        world
    };
    let returned_by_lead = {
        let mut world = histories::registered();
        world.p(
            "zhou",
            "endorse_declaration",
            json!({"outcome": "return", "opinion": "补正"}),
        );
        world.p("wang", "revise_declaration", histories::contents());
        world.p(
            "zhou",
            "endorse_declaration",
            json!({"outcome": "pass", "opinion": "同意"}),
        );
        world
    };
    let revised = {
        let mut world = histories::endorsed();
        world.p("wang", "revise_declaration", json!({"needs": "更多"}));
        world
    };
    let resumed = {
        let mut world = crate::supervision::suspended();
        world.p(
            "li",
            "lift_measure",
            json!({"measure": "k1", "reason": "整改到位"}),
        );
        world
    };
    let terminated = {
        let mut world = crate::supervision::suspended();
        world.p(
            "li",
            "impose_measure",
            json!({
                "rectification": "z1", "measure": "terminate", "reason": "仍未整改",
                "heard_on": "2026-04-30", "statement": "没有意见",
            }),
        );
        world
    };
    let judged: [(fn() -> World, &str, &str); 3] = [
        (
            crate::review::opinions_given,
            "li",
            "conclude_expert_review",
        ),
        (crate::review::met, "li", "conclude_consultation"),
        (
            crate::review::with_cryptography_passed,
            "jiang",
            "decide_project",
        ),
    ];
    let mut turned_back = Vec::new();
    for (given, who, act) in judged {
        for word in ["return", "reject"] {
            let mut world = given();
            let day = world.on.to_string();
            let mut form = json!({"outcome": word, "opinion": "意见"});
            match act {
                "conclude_consultation" => form["meeting"] = json!("m1"),
                "decide_project" => form["decided_on"] = json!(day),
                _ => {}
            }
            world.p(who, act, form);
            turned_back.push(world);
        }
    }
    let mut all = vec![
        closed,
        outcome(
            histories::declared,
            "li",
            "conclude_preliminary_review",
            "return",
        ),
        outcome(
            histories::declared,
            "li",
            "conclude_preliminary_review",
            "reject",
        ),
        withdrawn,
        returned_by_lead,
        revised,
        resumed,
        terminated,
    ];
    all.extend(turned_back);
    all
}

fn picture() -> String {
    let mut found = BTreeSet::new();
    for world in ways() {
        steps_of(&world, &mut found);
    }
    let mut text = String::from(
        "# 项目的生命周期\n\n本图由测试从程序的实际行为生成，不手工修改；改变行为后用 `UPDATE_DOCS=1` 运行该测试重新生成。\n同一阶段内办理的事项不在图中；撤回、暂停、解除和终止在多个阶段都可能发生，图中各画一处。\n\n```mermaid\nstateDiagram-v2\n",
    );
    for stage in Stage::ALL {
        writeln!(text, "    state \"{}\" as {}", stage.label(), stage.key()).expect("text");
    }
    writeln!(text, "    [*] --> {} : 登记项目", Stage::Drafting.key()).expect("text");
    for (from, act, to) in &found {
        let title = &LAW.act(act).expect("act").title;
        writeln!(
            text,
            "    {} --> {} : {title}",
            Stage::ALL[*from].key(),
            Stage::ALL[*to].key()
        )
        .expect("text");
    }
    text.push_str("```\n");
    text
}

#[test]
fn one_project_goes_all_the_way() {
    let mut world = histories::evaluated();
    world.p("wang", "close_project", json!({}));
    assert_eq!(world.project().stage(), Stage::Closed);
    assert!(
        world
            .stopped(
                "wang",
                "report_performance",
                json!({"period": "x", "content": "x"})
            )
            .contains("已办结")
    );
}

#[test]
fn the_picture_in_the_docs_is_the_codes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lifecycle.md");
    let drawn = picture();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &drawn).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap_or_default(),
        drawn,
        "UPDATE_DOCS=1 draws it anew"
    );
}
