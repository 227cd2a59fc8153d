//! The shape of things: every act has its two sides, every form's clean reading
//! fits its command, stored forms do not change unseen, the access table, and
//! every fact that an act's clauses read is known once its form is filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use tongchou_project::{
    Command, Event, FieldKind, FieldSpec, Stage, UnknownEvent, act_spec, act_specs, options,
    prefill,
};
use tongchou_rules::{Decision, Origin};

use crate::cases::{Case, Then};
use crate::histories;
use crate::world::{LAW, World, actor};

pub fn all_cases() -> Vec<Case> {
    let mut all = crate::declaration::cases();
    all.extend(crate::review::cases());
    all.extend(crate::money::cases());
    all.extend(crate::construction::cases());
    all.extend(crate::contracts::cases());
    all.extend(crate::acceptance::cases());
    all.extend(crate::supervision::cases());
    all.extend(crate::findings::cases());
    all.extend(crate::selection::cases());
    all.extend(crate::registers::cases());
    all.extend(crate::earlier::cases());
    all
}

#[test]
fn every_act_of_the_law_has_a_form_and_both_sides() {
    let cases = all_cases();
    let mut lacking = Vec::new();
    for act in LAW
        .acts()
        .filter(|act| !act.key.starts_with("view_") && !act.key.starts_with("manage_"))
    {
        let of_act = || cases.iter().filter(|case| case.act == act.key);
        if act_spec(&act.key).is_none() {
            lacking.push(format!("{}: no form", act.key));
        }
        // An expert's turn depends on the draw; review.rs tests it by hand.
        if ["give_expert_opinion", "decline_expert_review"].contains(&act.key.as_str()) {
            continue;
        }
        if !of_act().any(|case| matches!(case.then, Then::Happens(_))) {
            lacking.push(format!("{}: never happens", act.key));
        }
        if !of_act().any(|case| !matches!(case.then, Then::Happens(_))) {
            lacking.push(format!("{}: never refused", act.key));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// Something that may be typed into a field.
pub fn sample(field: &FieldSpec) -> Value {
    match field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } => json!("文字"),
        FieldKind::Money { .. } => json!("100.5"),
        FieldKind::Count { min, .. } => json!(min),
        FieldKind::Share => json!("8.25"),
        FieldKind::Date => json!("2026年3月1日"),
        FieldKind::Flag => json!(true),
        FieldKind::Choice(words) => json!(words[0].0),
        FieldKind::Choices(words) => json!([words[0].0]),
        FieldKind::Reference(_) => json!("x1"),
        FieldKind::References(_) => json!(["x1"]),
        FieldKind::Files => json!([file("方案.pdf", 'a')]),
        FieldKind::Rows(columns) => json!([filled(columns, true)]),
    }
}

/// A file as the server hands it in.
pub fn file(name: &str, digit: char) -> Value {
    let sm3: String = std::iter::repeat_n(digit, 64).collect();
    json!({"name": name, "media_type": "application/pdf", "size": 1024, "sm3": sm3})
}

fn filled(fields: &[FieldSpec], every: bool) -> Value {
    let wanted = fields.iter().filter(|field| every || field.required);
    Value::Object(
        wanted
            .map(|field| (field.name.to_owned(), sample(field)))
            .collect::<Map<_, _>>(),
    )
}

#[test]
fn every_form_is_taken_by_its_command_full_or_bare() {
    for spec in act_specs() {
        for every in [true, false] {
            let mut form = filled(spec.fields, every);
            if form.get("state_secret").is_some() {
                form["state_secret"] = json!(false);
            }
            Command::parse(spec.key, &form)
                .unwrap_or_else(|faults| panic!("{}: {faults:?}", spec.key));
        }
    }
}

#[test]
fn stored_forms_do_not_change_unseen() {
    let mut forms = String::new();
    let mut seen = BTreeSet::new();
    for case in all_cases()
        .into_iter()
        .filter(|case| matches!(case.then, Then::Happens(_)))
    {
        if !seen.insert(case.act) {
            continue;
        }
        let mut world = (case.given)();
        let decided = world
            .attempt(case.who, case.act, case.id, &case.form)
            .expect("happens");
        for event in &decided.events {
            let stored = event.to_stored().expect("stored");
            let fields: Vec<String> = stored.data["content"]
                .as_object()
                .expect("content")
                .keys()
                .cloned()
                .collect();
            writeln!(
                forms,
                "{} {}: {}",
                stored.kind,
                stored.version,
                fields.join(" ")
            )
            .expect("text");
            assert!(!has_float(&stored.data), "{}", stored.kind);
            assert!(!event.describe().is_empty());
        }
    }
    insta::assert_snapshot!("stored_forms", forms);
}

fn has_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(list) => list.iter().any(has_float),
        Value::Object(object) => object.values().any(has_float),
        _ => false,
    }
}

#[test]
fn an_unknown_event_is_an_error() {
    let mut world = histories::district();
    let decided = world
        .attempt("wang", "register_project", "p1", &histories::registration())
        .expect("happens");
    let stored = decided.events[0].to_stored().expect("stored");
    let unknown = |kind: &str, version: u32| Event::from_stored(kind, version, stored.data.clone());
    assert!(matches!(
        unknown("project_registered", 9),
        Err(UnknownEvent::Kind { version: 9, .. })
    ));
    assert!(matches!(
        unknown("project_painted", 1),
        Err(UnknownEvent::Kind { .. })
    ));
    let mut short = stored.data.clone();
    short["content"]
        .as_object_mut()
        .expect("object")
        .remove("title");
    assert!(matches!(
        Event::from_stored("project_registered", 1, short),
        Err(UnknownEvent::Form { .. })
    ));
    let mut long = stored.data;
    long["content"]["colour"] = json!("red");
    assert!(matches!(
        Event::from_stored("project_registered", 1, long),
        Err(UnknownEvent::Form { .. })
    ));
}

#[test]
fn who_may_do_what() {
    let world = histories::expert_reviewed();
    let invited = world.project().review.panel.clone().expect("panel").members[0]
        .person
        .clone();
    let people = [
        ("项目单位", "wang"),
        ("其他单位", "qian"),
        ("牵头", "zhou"),
        ("局", "li"),
        ("财政", "wu"),
        ("投资", "zheng"),
        ("审计", "feng"),
        ("网信", "chen"),
        ("密码", "chu"),
        ("领导小组", "wei"),
        ("区政府", "jiang"),
        ("纪检", "shen"),
        ("专家", invited.as_str()),
        ("机构", "agent"),
        ("公众", "visitor"),
        ("系统", "sys"),
        ("安全", "sec"),
        ("审计员", "log"),
    ];
    let mut table = String::new();
    for act in LAW.acts() {
        let who: Vec<&str> = people
            .iter()
            .filter(|(_, person)| may(&world, &act.key, person))
            .map(|(name, _)| *name)
            .collect();
        writeln!(table, "{}: {}", act.key, who.join(" ")).expect("text");
    }
    insta::assert_snapshot!("access", table);
}

fn may(world: &World, act: &str, person: &str) -> bool {
    let who = actor(person);
    let spec = act_spec(act);
    let kind = spec.map_or("project", |spec| spec.aggregate);
    let creates = spec.is_some_and(|spec| spec.creates);
    let id = match kind {
        _ if creates => "new",
        "design" => "d1",
        "agency" => "builder",
        "expert" => "e1",
        _ => "p1",
    };
    let env = world.env(&who, id);
    match (
        spec,
        world.states.get(id).filter(|state| state.kind() == kind),
    ) {
        (None, Some(state)) => tongchou_project::may_view(state, act, &env),
        (Some(_), state) if creates || state.is_some() => {
            tongchou_project::consider(state, act, &env)
                .expect("considered")
                .permitted_to_actor
        }
        // No such aggregate in this world: judged by capacity alone.
        _ => LAW
            .who_may(act)
            .iter()
            .any(|word| who.capacities.contains(*word)),
    }
}

#[test]
fn every_fact_an_act_reads_is_known_once_its_form_is_filled_in() {
    for case in all_cases()
        .into_iter()
        .filter(|case| matches!(case.then, Then::Happens(_) | Then::Clause(_)))
    {
        let mut world = (case.given)();
        let verdict = match world.attempt(case.who, case.act, case.id, &case.form) {
            Ok(decided) => decided.verdict,
            Err(tongchou_project::Refusal::Law(verdict)) => *verdict,
            Err(_) => continue,
        };
        assert_ne!(verdict.decision, Decision::Insufficient, "{}", case.act);
        // Nothing is known of a contract that is not there; the record refuses that itself.
        if matches!(case.act, "make_payment" | "amend_contract")
            && world.project().contracts.is_empty()
        {
            continue;
        }
        // sealed until all experts have spoken
        let later = ["A14-aspects"];
        let unknown: BTreeMap<_, _> = verdict
            .findings
            .iter()
            .filter(|found| !found.unknown.is_empty() && !later.contains(&&*found.clause))
            .map(|found| (&found.clause, &found.unknown))
            .collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case.act);
    }
}

#[test]
fn a_page_asks_only_for_what_a_form_brings() {
    let world = histories::started();
    let given =
        |name: &str| tongchou_rules::fact(name).is_some_and(|fact| fact.origin == Origin::Given);
    for spec in act_specs()
        .iter()
        .filter(|spec| spec.aggregate == "project" && !spec.creates)
    {
        let considered = world.considered("wang", spec.key);
        let unknown: BTreeSet<&String> = considered
            .verdict
            .findings
            .iter()
            .flat_map(|found| &found.unknown)
            .collect();
        for name in unknown.into_iter().filter(|name| given(name)) {
            // What is unknown before must be known after: the form has a field for it.
            assert!(!spec.fields.is_empty(), "{}: {name}", spec.key);
        }
    }
}

#[test]
fn projects_are_offered_to_those_who_may_view_them() {
    let world = histories::registered();
    let offered = |person: &str, act: &str, field: &str| {
        let who = actor(person);
        let agency = world.states.get("tester").filter(|_| act == "name_agency");
        options(agency, act, field, &world.env(&who, "p2"))
    };
    assert_eq!(offered("wang", "register_project", "predecessor").len(), 1);
    assert_eq!(offered("qian", "register_project", "predecessor"), []);
    assert_eq!(offered("li", "register_project", "predecessor").len(), 1);
    // an agency, for what it was engaged for
    assert_eq!(offered("li", "name_agency", "project"), []);
}

#[test]
fn references_offer_what_exists_and_forms_start_filled() {
    let world = histories::started();
    let who = actor("wang");
    let env = world.env(&who, "p1");
    let state = world.states.get("p1");
    let ids = |act: &str, field: &str| -> Vec<String> {
        options(state, act, field, &env)
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    };
    assert_eq!(ids("make_payment", "contract"), ["c1", "c2"]);
    assert_eq!(ids("file_change", "items.item"), ["i1", "i2", "i3", "i4"]);
    assert_eq!(ids("file_change", "item"), ["i1", "i2", "i3", "i4"]);
    assert_eq!(
        ids("sign_contract", "agency"),
        ["builder", "overseer", "tester"]
    );
    assert!(ids("register_project", "domain").contains(&"lead".to_owned()));
    assert!(ids("change_setting", "key").contains(&"network_security_share_min".to_owned()));
    let filled = prefill(state, "revise_declaration");
    assert_eq!(filled["budget"][0]["amount"], "1200000");
    assert_eq!(filled["objectives"], "一网通办");
    let form = Value::Object(
        filled
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
    );
    Command::parse("revise_declaration", &form).expect("what the record holds can be typed");
}

#[test]
fn stages_have_distinct_names() {
    let labels: BTreeSet<&str> = Stage::ALL.iter().map(|stage| stage.label()).collect();
    assert_eq!(labels.len(), Stage::ALL.len());
}
