//! The duplicate check: what was found comes in with the command and is fixed by the
//! event; what needs an answer; when a check is old.

use serde_json::{Value, json};
use tongchou_project::state::{Check, CheckBasis, Match, MatchCause};
use tongchou_project::{Command, Event, Refusal, decide};

use crate::histories::*;
use crate::world::{World, actor};

fn hit(subject: &str, class: &str) -> Match {
    Match {
        kind: "project".to_owned(),
        subject: subject.to_owned(),
        title: format!("项目{subject}"),
        similarity: 7_200,
        reason: "需求相同，说法不同".to_owned(),
        class: Some(class.to_owned()),
        confidence: 7_200,
        aspects: vec!["目标".to_owned()],
        causes: vec![MatchCause {
            text: "名称中的对象相同：停车".to_owned(),
            points: 24,
        }],
        ..Match::default()
    }
}

fn check(found: Vec<Match>) -> Check {
    let basis = CheckBasis {
        declaration: "a1".to_owned(),
        compared: 12,
        words: "b2".to_owned(),
    };
    Check { found, basis }
}

fn checked(found: Vec<Match>) -> World {
    let mut world = registered();
    world.p("wang", "revise_declaration", contents());
    world.check = check(found);
    world.p("wang", "record_duplicate_check", json!({}));
    world
}

fn signed() -> Value {
    json!({"signed_by": "主任", "signed_on": "2026-01-05"})
}

/// Which of the two clauses of article 3 stand against declaring.
fn of_article_3(world: &World) -> Vec<String> {
    let mut against = world.refused("wang", "declare_project", signed());
    against.retain(|clause| clause.starts_with("A3"));
    against
}

#[test]
fn the_event_fixes_what_was_found_and_what_it_was_compared_with() {
    let world = checked(vec![hit("p7", "duplicate")]);
    let declaration = &world.project().declaration;
    let kept = &declaration.matches[0];
    assert_eq!((kept.id.as_str(), kept.similarity), ("m1", 7_200));
    assert_eq!(kept.causes[0].points, 24);
    assert_eq!(declaration.check_basis.as_ref().unwrap().compared, 12);
}

#[test]
fn duplicates_and_what_could_be_reused_are_answered_the_rest_is_shown() {
    let found = ["duplicate", "reuse_candidate", "related", "similar_words"];
    let found = found.iter().enumerate();
    let mut world = checked(
        found
            .map(|(number, class)| hit(&format!("p{}", number + 10), class))
            .collect(),
    );
    assert_eq!(of_article_3(&world), ["A3"]);
    for id in ["m1", "m2"] {
        let answer = json!({"matched": id, "answer": "not_duplicate", "reason": "范围不同"});
        world.p("wang", "answer_match", answer);
    }
    assert!(
        of_article_3(&world).is_empty(),
        "nothing is refused by likeness alone"
    );
}

#[test]
fn what_was_to_be_withdrawn_asks_until_a_check_finds_it_no_more() {
    let mut world = checked(vec![hit("p10", "duplicate")]);
    let answer = json!({"matched": "m1", "answer": "withdrawn", "reason": "不再建设"});
    world.p("wang", "answer_match", answer.clone());
    assert_eq!(of_article_3(&world), ["A3"], "a promise takes nothing away");
    world.check = check(vec![hit("p10", "duplicate")]);
    world.p("wang", "record_duplicate_check", json!({}));
    assert_eq!(of_article_3(&world), ["A3"], "it is still found");
    world.p("wang", "answer_match", answer);
    world.check = check(Vec::new());
    world.p("wang", "record_duplicate_check", json!({}));
    assert!(of_article_3(&world).is_empty(), "it is gone");
    let kept = &world.project().declaration.matches;
    assert!(
        kept[0].gone && kept[0].answer.is_some(),
        "and what was said stays"
    );
}

#[test]
fn nothing_to_answer_is_told() {
    let world = checked(vec![hit("p7", "related")]);
    let answer = json!({"matched": "m1", "answer": "reused", "reason": "承接"});
    assert!(
        world
            .stopped("wang", "answer_match", answer)
            .contains("没有需要答复")
    );
}

#[test]
fn a_check_is_old_once_what_it_compared_reads_otherwise() {
    for (change, old) in [
        (json!({"title": "教育业务协同平台"}), true),
        (json!({"summary": "另一概述"}), true),
        (json!({"objectives": "另一目标"}), true),
        (json!({"needs": "另一范围"}), true),
        (
            json!({"budget": [{"name": "新内容", "category": "other", "amount": "1"}]}),
            true,
        ),
        (json!({"performance": "另一绩效"}), false),
        (json!({"mlps_level": 2}), false),
        (contents(), false),
    ] {
        let mut world = checked(Vec::new());
        world.p("wang", "revise_declaration", change.clone());
        let expected: &[&str] = if old { &["A3-check"] } else { &[] };
        assert_eq!(of_article_3(&world), expected, "{change}");
        world.p("wang", "record_duplicate_check", json!({}));
        assert!(of_article_3(&world).is_empty(), "{change}");
    }
}

#[test]
fn a_second_check_keeps_answers_and_lets_go_of_what_is_gone() {
    let mut world = checked(vec![hit("p7", "duplicate"), hit("p8", "duplicate")]);
    let answer = json!({"matched": "m1", "answer": "not_duplicate", "reason": "对象不同"});
    world.p("wang", "answer_match", answer);
    let mut again = hit("p9", "duplicate");
    again.similarity = 6_000;
    let mut surer = hit("p7", "duplicate");
    surer.similarity = 9_000;
    world.check = check(vec![surer, again]);
    let typed = json!({"matches": [{"kind": "platform", "title": "统一身份认证"}]});
    world.p("wang", "record_duplicate_check", typed);
    let found = world.project().declaration.matches.iter();
    let found: Vec<(&str, &str, i64, bool)> = found
        .map(|hit| {
            (
                hit.id.as_str(),
                hit.subject.as_str(),
                hit.similarity,
                hit.answer.is_some(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("m1", "p7", 9_000, true),
            ("m2", "p9", 6_000, false),
            ("m3", "", 0, false)
        ]
    );
}

#[test]
fn a_check_that_was_compared_with_nothing_records_nothing() {
    let world = registered();
    let who = actor("wang");
    let command = Command::parse("record_duplicate_check", &json!({})).unwrap();
    let decided = decide(world.states.get("p1"), &command, &world.env(&who, "p1"));
    assert!(matches!(decided, Err(Refusal::State(_))), "{decided:?}");
}

#[test]
fn a_check_of_the_first_version_is_still_read() {
    let world = checked(Vec::new());
    let stored = world.events.last().unwrap().to_stored().unwrap();
    assert_eq!(stored.version, 2);
    let mut data = stored.data;
    data["content"] = json!({
        "matches": [],
        "found": [{
            "id": "", "kind": "project", "subject": "p7", "title": "旧项目",
            "similarity": 6100, "reason": "名称或概述相近", "answer": null,
        }],
    });
    let event = Event::from_stored(&stored.kind, 1, data).unwrap();
    let before = world.states["p1"].clone();
    let after = tongchou_project::Aggregate::evolve(Some(before), &event).unwrap();
    let declaration = &after.project().unwrap().declaration;
    assert!(declaration.matches[0].awaits_answer() && declaration.check_basis.is_none());
    assert!(Event::from_stored(&stored.kind, 3, json!({})).is_err());
}
