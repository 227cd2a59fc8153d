//! Cases that the oracle and the program once saw differently: one project each, played
//! through the same door.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_server::demo::Life;
use tongchou_server::demo::many::{
    BEGIN, Chance, MeetingKey, meeting_title, next_meeting, sketch, units,
};
use tongchou_server::jobs::Runner;
use tongchou_store::DutyWanted;

use super::course::{Conduct, Course, months, plus};
use super::district::Place;
use super::plan::{Plan, Size, Whose};
use super::play::Played;
use super::tally::Tally;

const ONE: Size = Size {
    joined: 1,
    projects_a_year: 0,
    before: (0, 0),
    days: 0,
    shows_all: false,
};

/// A project in its building time, and the meeting that considered it.
fn building(level: i64) -> (Course, MeetingKey) {
    let mut chance = Chance::of(1);
    let mut sketch = sketch(1, BEGIN, &units(ONE.joined), &mut chance);
    (sketch.level, sketch.pace) = (level, 100);
    let conduct = Conduct {
        late: false,
        wrong: false,
    };
    let mut course = Course::begin(Life::begin(sketch, BEGIN), conduct, chance);
    course.live(|life| life.draft().declare().review());
    let meeting = next_meeting(course.life.after(6), 0);
    course.live(|life| life.until(meeting.0));
    course.live(|life| {
        let title = meeting_title(meeting);
        life.consulted(&title).letter()
    });
    course.live(|life| life.budget().procure().contract().build());
    (course, meeting)
}

fn accepted(course: &mut Course) -> Date {
    course.live(|life| life.work().apply().accept("pass").operate());
    course.day_of("conclude_acceptance")
}

/// Everything up to a day, with the clock's work on the last two mornings.
async fn played((course, meeting): (Course, MeetingKey), until: Date) -> Played {
    let key = course.life.sketch.key.to_string();
    let mut plan = Plan::default();
    let whose = Whose {
        unit: course.unit(),
        lead: course.life.sketch.lead.0,
        conduct: course.conduct,
    };
    plan.projects.insert(key.clone(), whose);
    let called = BTreeMap::from([(meeting, vec![key])]);
    plan.meetings.insert(plus(meeting.0, -5), called);
    for it in course.moves {
        plan.moves.entry(it.step.day).or_default().push(it);
    }
    let mut played = Played {
        place: Place::found(&ONE).await,
        plan,
        deeds: BTreeMap::new(),
        touched: BTreeSet::new(),
        tally: Tally::default(),
        chance: Chance::of(1),
    };
    let runner = Runner::new(played.place.district.app.clone(), None);
    let mut day = BEGIN;
    while day <= until {
        if day >= plus(until, -1) {
            played.place.at(day, 9);
            runner.tick().await.unwrap();
        }
        played.place.at(day, 11);
        if day < until {
            played.day(day).await;
        }
        if day == plus(until, -1) {
            // as somebody's look at the duties has it
            played.place.district.app.renew_duties().await.unwrap();
        }
        day = day.tomorrow().unwrap();
    }
    played
}

/// What is owed and not done, by the program.
async fn open(played: &Played) -> Vec<(String, String)> {
    let app = &played.place.district.app;
    app.renew_duties().await.unwrap();
    let open = DutyWanted {
        open: true,
        ..DutyWanted::default()
    };
    let rows = app.store().duties(&open).await.unwrap();
    rows.into_iter().map(|row| (row.key, row.due_on)).collect()
}

fn says(open: &[(String, String)], key: &str, due: Date) -> bool {
    open.contains(&(key.to_owned(), due.to_string()))
}

fn order(course: &mut Course, day: Date, act: &'static str, input: Value) {
    course.on(day, "punctual", |life| life.act("kexinju", act, input));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_when_it_begins_to_be_owed_is_told_the_next_morning() {
    let (mut course, meeting) = building(2);
    course.live(|life| life.work().wait(60).apply());
    let returned = plus(course.day_of("apply_for_acceptance"), 2);
    let no = json!({ "outcome": "return", "opinion": "材料不全" });
    order(&mut course, returned, "decide_acceptance_application", no);
    let due = plus(course.day_of("start_construction"), 190);
    let unit = course.unit();
    let played = played((course, meeting), plus(returned, 1)).await;
    assert!(due < returned, "{due} {returned}");
    // the delay is owed a report again, now that no application stands
    let id = played.place.ids.values().next().unwrap();
    let about = format!("duty:{id}:delay_report:{due}:");
    let store = played.place.district.app.store();
    let told = store.notices_of(&unit, 200, 0).await.unwrap();
    let late = told
        .iter()
        .find(|it| it.key.starts_with(&about) && it.kind == "late");
    assert!(late.is_some(), "{about}: {:?}", open(&played).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loss_that_was_told_of_does_not_do_for_a_later_delay() {
    let (mut course, meeting) = building(2);
    let end = plus(course.day_of("start_construction"), 180);
    let day = plus(course.life.day, 20);
    let loss = json!({ "kind": "loss", "description": "设备涨价", "found_on": day.to_string() });
    course.on(day, "punctual", |life| life.own("report_risk", loss));
    let played = played((course, meeting), plus(end, 11)).await;
    let open = open(&played).await;
    assert!(says(&open, "delay_report", plus(end, 10)), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_put_right_is_still_owed() {
    let (mut course, meeting) = building(2);
    let day = plus(course.life.day, 20);
    let found = json!({
        "subjects": ["management"], "inspected_on": day.to_string(), "violation": true, "findings": "未按批复内容",
    });
    order(&mut course, day, "record_inspection", found);
    let due = plus(day, 20);
    let ordered =
        json!({ "inspection": "@未按批复", "requirement": "整改", "due_on": due.to_string() });
    order(&mut course, day, "order_rectification", ordered);
    let report = json!({ "rectification": "@整改", "report": "已整改" });
    course.on(plus(day, 5), "punctual", |life| {
        life.own("report_rectification", report)
    });
    let failed = json!({ "rectification": "@整改", "result": "failed", "opinion": "仍不符合要求" });
    order(&mut course, plus(day, 8), "verify_rectification", failed);
    let played = played((course, meeting), plus(day, 9)).await;
    let open = open(&played).await;
    assert!(says(&open, "rectification", due), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_fails_after_the_close_is_put_right_too() {
    let (mut course, meeting) = building(3);
    let accepted = accepted(&mut course);
    let year = months(accepted, 12);
    for kind in ["mlps_assessment", "cryptography_assessment"] {
        course.on(plus(year, -60), "punctual", |life| {
            life.assess(kind, "安衡等保测评", "passed")
        });
    }
    let own = json!({ "score": 90, "goals": "达到" });
    course.on(year, "punctual", |life| {
        life.own("submit_self_evaluation", own)
    });
    let day = plus(year, 20);
    // nothing else is left open
    for (on, act, input) in still_owed(&course, accepted) {
        course.on(on, "punctual", |life| life.own(act, input));
    }
    course.on(day, "punctual", |life| life.own("close_project", json!({})));
    course.on(plus(day, 10), "punctual", |life| {
        life.assess("mlps_assessment", "安衡等保测评", "failed")
    });
    let played = played((course, meeting), plus(day, 11)).await;
    let open = open(&played).await;
    assert!(
        says(&open, "assessment_rectification", plus(day, 70)),
        "{open:?}"
    );
}

/// Reports on the way, up to the acceptance.
fn still_owed(course: &Course, accepted: Date) -> Vec<(Date, &'static str, Value)> {
    let started = course.day_of("start_construction");
    let signed = course.day_of("sign_contract");
    let mut owed = Vec::new();
    for period in 1.. {
        let due = months(started, 6 * period);
        if due > accepted {
            break;
        }
        owed.push((
            due,
            "report_performance",
            json!({ "period": "本期", "content": "按计划" }),
        ));
    }
    for period in 1.. {
        let due = months(signed, 3 * period);
        if due > accepted {
            break;
        }
        let check =
            json!({ "contract": "@承建合同", "checked_on": due.to_string(), "result": "passed" });
        owed.push((due, "record_security_check", check));
    }
    owed
}
