//! What is kept of earlier answers is what asking anew would give: compared for
//! everybody while the demonstration district lives through its years, and
//! after the registers changed under its projects.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;
use serde_json::json;
use tongchou_project::{Actor, Env, duties, may_view};
use tongchou_rules::DutyState;
use tongchou_server::accounts::bodies::{self, Registration};
use tongchou_server::accounts::notes::By;
use tongchou_server::app::{ActSet, App, Entry, offers};
use tongchou_server::demo::{self, Run};

use crate::support::District;

/// The law has been in force for years, and everything in the plan has happened.
const END: Date = jiff::civil::date(2026, 6, 15);

async fn actors(app: &App) -> Vec<Actor> {
    let mut actors = Vec::new();
    for account in app.store().accounts().await.unwrap() {
        actors.push(app.actor(&account).await.unwrap());
    }
    actors
}

/// Asks the kept answers twice, so that the second time they are kept ones, and
/// the rules anew.
async fn compare(app: &App, actors: &[Actor]) {
    let world = app.world().await.unwrap();
    for actor in actors {
        let seen: Vec<String> = ids(app.visible(actor).await.unwrap().iter());
        assert_eq!(seen, ids(app.visible(actor).await.unwrap().iter()));
        let plain = app.with_env(&world, actor, "", |env| {
            let mut entries: Vec<_> = world
                .of_kind("project")
                .filter(|entry| may_view(&entry.aggregate, "view_project", &on(env, entry)))
                .collect();
            entries.sort_by(|a, b| (&b.changed_on, &b.id).cmp(&(&a.changed_on, &a.id)));
            ids(entries.into_iter())
        });
        assert_eq!(seen, plain.unwrap(), "{}", actor.name);
        compare_acts(app, actor).await;
    }
}

async fn compare_acts(app: &App, actor: &Actor) {
    let world = app.world().await.unwrap();
    app.with_view(&world, actor, |view| {
        let who = app.who_may(view.env.regulation);
        for entry in world.of_kind("project") {
            let env = on(&view.env, entry);
            let possible: Vec<&str> = offers(&entry.aggregate, "project", &env, &who)
                .iter()
                .filter(|offer| offer.possible())
                .map(|offer| offer.key)
                .collect();
            let some = ActSet::of(|act| act.len() % 2 == 0);
            let told = || format!("{} at {} on {}", actor.name, entry.title, env.on);
            let half = possible.iter().copied();
            let half: Vec<&str> = half.filter(|act| act.len() % 2 == 0).collect();
            assert_eq!(
                view.open(entry, some).keys().collect::<Vec<_>>(),
                half,
                "{}",
                told()
            );
            for _ in 0..2 {
                let open: Vec<&str> = view.open(entry, ActSet::ALL).keys().collect();
                assert_eq!(open, possible, "{}", told());
            }
            let mut owed = duties(entry.aggregate.project().unwrap(), &env);
            owed.retain(|duty| duty.state != DutyState::Done);
            assert_eq!(*view.owed(entry), owed, "{}", told());
        }
    })
    .unwrap();
}

fn on<'a>(env: &Env<'a>, entry: &'a Entry) -> Env<'a> {
    Env {
        id: &entry.id,
        ..*env
    }
}

fn ids<'a>(entries: impl Iterator<Item = &'a std::sync::Arc<Entry>>) -> Vec<String> {
    entries.map(|entry| entry.id.clone()).collect()
}

/// A few people, others each time.
fn some(actors: &[Actor], turn: usize) -> Vec<Actor> {
    let chosen = actors.iter().enumerate();
    chosen
        .filter(|(place, _)| (place + turn).is_multiple_of(5))
        .map(|(_, actor)| actor.clone())
        .collect()
}

fn back(days: i32) -> Date {
    END.checked_sub(Span::new().days(days)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_are_those_of_asking_anew() {
    let district = District::found_on(back(1_150)).await;
    let (app, clock) = (&district.app, &district.clock);
    let mut plan = demo::plan(back(1_150), END);
    plan.sort_by_key(|step| step.day);
    let all = actors(app).await;
    let mut run = Run::default();
    for (turn, step) in plan.iter().enumerate() {
        run.step(app, clock, step).await.unwrap();
        if turn % 37 == 0 {
            compare(app, &some(&all, turn / 37)).await;
        }
    }
    district.move_to(END);
    compare(app, &all).await;
    change_the_registers(&district, &all).await;
    // another day, another answer
    for days in [1, 30, 400] {
        district.move_to(END.checked_add(Span::new().days(days)).unwrap());
        compare(app, &some(&all, 1)).await;
    }
}

async fn change_the_registers(district: &District, all: &[Actor]) {
    let app = &district.app;
    let of = async |kind: &str| -> Vec<uuid::Uuid> {
        let world = app.world().await.unwrap();
        let found = world.of_kind(kind).map(|entry| entry.id.parse().unwrap());
        found.collect()
    };
    let few = |turn| some(all, turn);
    let retired = json!({ "reason": "已退休" });
    let expert = of("expert").await[0];
    demo::act(app, "kexinju", "retire_expert", Some(expert), &retired)
        .await
        .unwrap();
    compare(app, all).await;
    let item = of("catalogue_item").await[0];
    let removed = json!({ "reason": "目录调整" });
    demo::act(
        app,
        "weijianwei",
        "remove_catalogue_item",
        Some(item),
        &removed,
    )
    .await
    .unwrap();
    compare(app, &few(0)).await;
    let setting = json!({
        "key": "overdue_acceptance", "value": "failed_only", "from": END.to_string(),
        "reason": "逾期未验收的先行提醒",
    });
    demo::act(app, "kexinju", "change_setting", None, &setting)
        .await
        .unwrap();
    compare(app, &few(1)).await;
    grade_poor(app).await;
    compare(app, &few(2)).await;
    let unit = district.body("示范区民政局");
    let smaller = Registration {
        name: "示范区民政局".to_owned(),
        capacities: BTreeSet::new(),
        domains: BTreeSet::new(),
        in_district: false,
        leader: String::new(),
    };
    bodies::register(app, unit.parse().unwrap(), 1, &smaller, By::nobody())
        .await
        .unwrap();
    let all = actors(app).await;
    compare(app, &all).await;
}

/// An evaluation found poor weighs on every other project of its unit.
async fn grade_poor(app: &App) {
    let world = app.world().await.unwrap();
    let entry = world
        .of_kind("project")
        .find(|entry| entry.title.starts_with("全民健康信息平台"));
    let id = entry.unwrap().id.parse().unwrap();
    let selected = json!({ "method": "risk", "kind": "post", "reason": "重点抽查" });
    demo::act(app, "kexinju", "select_for_evaluation", Some(id), &selected)
        .await
        .unwrap();
    let poor = json!({ "score": 40, "grade": "poor", "opinion": "未达到预期目标" });
    demo::act(app, "kexinju", "conclude_evaluation", Some(id), &poor)
        .await
        .unwrap();
}
