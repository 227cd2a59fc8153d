//! Selecting projects: points that can be explained, chance that can be drawn again.

use serde_json::{Value, json};
use tongchou_project::registers::{Selectable, Selection};
use tongchou_project::{Actor, Aggregate, Command};
use tongchou_rules::RiskPoint;

use crate::cases::Then::{Happens, NotPermitted, Record};
use crate::cases::{Case, on, run};
use crate::histories::*;
use crate::world::World;

fn form(by_risk: i64, at_random: i64) -> Value {
    json!({
        "title": "资金使用检查", "purpose": "inspection", "scope": "running",
        "by_risk": by_risk, "at_random": at_random, "reason": "年度检查计划",
    })
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let mut accepted_ones = form(1, 0);
    accepted_ones["scope"] = json!("accepted");
    vec![
        on("q1", started, "feng", "draw_selection", form(1, 0), Happens("selection_drawn")),
        on("q1", started, "wu", "draw_selection", form(0, 1), Happens("selection_drawn")),
        on("q1", started, "wang", "draw_selection", form(1, 0), NotPermitted),
        on("q1", started, "jiang", "draw_selection", form(1, 0), NotPermitted),
        on("q1", started, "feng", "draw_selection", form(0, 0), Record("没有填写选取几个")),
        on("q1", started, "feng", "draw_selection", form(1, 1), Record("只有1个，不足2个")),
        on("q1", started, "feng", "draw_selection", accepted_ones, Record("只有0个")),
    ]
}

#[test]
fn given_then() {
    run(cases());
}

fn selectable(id: &str, points: i64) -> Selectable {
    Selectable {
        project: id.to_owned(),
        title: id.to_owned(),
        unit: "edu".to_owned(),
        unit_name: "区教育委员会".to_owned(),
        points: vec![RiskPoint {
            cause: "late_duties".to_owned(),
            title: "逾期".to_owned(),
            count: 1,
            points,
        }],
    }
}

/// Draws from ten projects, of which two stand out.
fn drawn(seed: &str) -> Selection {
    let mut world = district();
    let who = crate::world::actor("feng");
    let mut command = Command::parse("draw_selection", &form(3, 3)).expect("drawn");
    assert!(command.awaits_seed());
    command.take_seed(seed.to_owned());
    let mut population: Vec<Selectable> =
        (0..8).map(|it| selectable(&format!("a{it}"), 5)).collect();
    population.push(selectable("z8", 40));
    population.push(selectable("z9", 30));
    command.take_population(population);
    let decided = tongchou_project::decide(None, &command, &world.env(&who, "q1")).expect("drawn");
    let stored = decided.events[0].to_stored().expect("drawn");
    let event = tongchou_project::Event::from_stored(&stored.kind, stored.version, stored.data)
        .expect("drawn");
    let state = Aggregate::evolve(None, &event).expect("drawn");
    world.registers.take(&state);
    world.registers.selections.get("q1").expect("drawn").clone()
}

#[test]
fn the_highest_scores_come_first_and_chance_decides_the_rest() {
    let selection = drawn("seed one");
    let ways: Vec<(&str, &str)> = selection
        .drawn
        .iter()
        .map(|each| (each.project.as_str(), each.way.as_str()))
        .collect();
    assert_eq!(&ways[..2], [("z8", "risk"), ("z9", "risk")]);
    assert_eq!(ways[2].1, "risk");
    assert!(ways[3..].iter().all(|(_, way)| *way == "random"));
    let mut distinct: Vec<&str> = ways.iter().map(|(id, _)| *id).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 6);
    let others = (0..20).map(|it| drawn(&format!("seed {it}")).drawn);
    assert!(
        others.into_iter().any(|other| other != selection.drawn),
        "chance has a say"
    );
}

#[test]
fn it_is_drawn_again_from_what_was_recorded_and_a_changed_record_shows() {
    let selection = drawn("seed one");
    assert!(selection.is_reproduced());
    let mut changed = selection.clone();
    changed.drawn.reverse();
    assert!(!changed.is_reproduced());
    let mut changed = selection.clone();
    changed.population[0].points[0].points = 99;
    assert!(!changed.is_reproduced());
    let mut changed = selection;
    changed.seed = "another".to_owned();
    assert!(!changed.is_reproduced());
}

fn points(world: &World) -> Vec<(String, i64, i64)> {
    let who = Actor::nobody();
    let env = world.env(&who, "p1");
    let proposed = tongchou_project::proposals(world.project(), &env);
    let points = tongchou_project::risk(world.project(), &proposed, &env).into_iter();
    points.map(|it| (it.cause, it.count, it.points)).collect()
}

#[test]
fn every_point_has_a_named_cause() {
    // 1.75 million yuan
    assert_eq!(points(&started()), [("amount".to_owned(), 1, 1)]);
    let mut late = started();
    late.on("2026-12-01");
    let found = points(&late);
    assert!(
        found
            .iter()
            .any(|(cause, count, points)| cause == "late_duties" && *points == (count * 8).min(24)),
        "{found:?}"
    );
    let mut seen = started();
    seen.p("feng", "record_observation", json!({"happened": "go_live", "happened_on": "2026-03-20", "source": "巡查", "facts": "已上线"}));
    assert!(points(&seen).contains(&("proposals".to_owned(), 1, 8)));
    seen.p(
        "feng",
        "confirm_finding",
        json!({"finding": "plan_not_filed-observation_recorded-1", "opinion": "属实"}),
    );
    assert!(points(&seen).contains(&("violations".to_owned(), 1, 6)));
}
