//! How the lives of projects go, from the first day to where each ends.

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_server::demo::many::{MeetingKey, meeting_title, next_meeting};

use super::course::{Course, Meant, months, plus};
use super::{building, wrong};

/// So many ways of ending there are; lives take them in turn, so that few lives
/// have all of them.
pub const FATES: usize = 25;

/// Lives a project as its fate has it; gives the meeting that considers it.
pub fn live(course: &mut Course, number: usize, fate: usize) -> Option<MeetingKey> {
    course.live(|life| life.draft());
    if fate == 0 {
        return None;
    }
    course.live(|life| life.declare());
    wrong::before_the_letter(course);
    if fate == 1 {
        course.live(|life| {
            let defects =
                json!([{ "subject": "投资概算", "defect": "测算依据不足", "clause": "第八条" }]);
            let returned =
                json!({ "outcome": "return", "opinion": "请补正后重新申报", "defects": defects });
            life.wait(8)
                .act("kexinju", "conclude_preliminary_review", returned)
        });
        return None;
    }
    course.live(|life| life.review());
    wrong::before_the_meeting(course);
    let meeting = next_meeting(course.life.after(6), number);
    course.live(|life| life.until(meeting.0));
    if fate == 2 {
        course.live(|life| life.rejected(&meeting_title(meeting)));
        wrong::after_rejection(course);
        return Some(meeting);
    }
    course.live(|life| life.consulted(&meeting_title(meeting)).letter());
    wrong::after_the_letter(course);
    course.live(|life| life.budget().procure());
    wrong::before_the_contract(course);
    course.live(|life| life.contract().build());
    wrong::at_the_contract(course);
    build(course, fate);
    Some(meeting)
}

fn build(course: &mut Course, fate: usize) {
    let started = course.day_of("start_construction");
    if fate == 3 {
        building::measured(course, "terminate");
        wrong::after_termination(course);
        return;
    }
    if fate == 4 || fate == 5 {
        building::measured(course, "suspend_construction");
        wrong::under_suspension(course);
        building::lifted(course);
    }
    if fate == 6 || fate == 7 {
        building::payments_suspended(course);
    }
    course.live(|life| life.work());
    course.without("record_security_check");
    course.without("submit_midterm_report");
    let slack = course.chance.between(0, 60);
    course.live(|life| life.until(plus(life.day, slack)));
    let applies = course.life.day;
    let overdue = course.conduct.late && course.chance.percent(60);
    let end = if overdue {
        plus(applies, -course.chance.between(20, 110))
    } else {
        plus(applies, course.chance.between(0, 15))
    };
    plan_the_end(course, end);
    building::inspected(course, started, fate);
    building::progress_payment(course, applies);
    building::failed_test(course, applies, fate);
    building::early_test(course, applies);
    wrong::while_building(course);
    course.live(|life| life.apply());
    wrong::after_the_application(course);
    if fate == 8 || fate == 9 {
        course.live(|life| life.accept("reject"));
        wrong::after_a_failed_acceptance(course);
        building::again(course);
    }
    accept(course);
    let accepted = course.day_of("conclude_acceptance");
    building::reports(course, (started, end), accepted);
    building::delay(course, end, (applies, accepted), fate);
    operate(course, accepted, fate);
}

/// The end that was planned when the building began.
fn plan_the_end(course: &mut Course, end: Date) {
    let mut moves = course.moves.iter_mut();
    let start = moves
        .find(|it| it.meant == Meant::Passes && it.step.is("start_construction"))
        .unwrap();
    if let tongchou_server::demo::What::Act(_, input) = &mut start.step.what {
        input["planned_end_on"] = json!(end.to_string());
    }
}

/// Where the bureau is late, its decision comes after the eve of the day applied for.
fn accept(course: &mut Course) {
    if course.conduct.late && course.chance.percent(30) {
        course.live(|life| life.wait(32));
    }
    course.live(|life| life.accept("pass"));
    wrong::before_the_acceptance(course);
}

fn operate(course: &mut Course, accepted: Date, fate: usize) {
    course.live(|life| life.operate());
    wrong::after_acceptance(course);
    postpone(
        course,
        "register_assets",
        (plus(accepted, 10), plus(accepted, 30)),
    );
    postpone(
        course,
        "hand_over_archive",
        (course.life.day, plus(accepted, 90)),
    );
    if course.life.sketch.level >= 3 {
        let tested = course.day_of("apply_for_acceptance");
        yearly(course, "mlps_assessment", tested);
        yearly(course, "cryptography_assessment", tested);
    }
    let evaluated = course.chance.percent(40);
    if evaluated {
        course.on(plus(accepted, 95), "punctual", |life| life.evaluate());
    }
    let year = months(accepted, 12);
    let own =
        json!({ "score": 90, "goals": "各项绩效目标均已达到", "problems": "个别接口调用量偏低" });
    let Some((day, shows)) = course.by(year, plus(year, 30)) else {
        return;
    };
    course.on(day, shows, |life| life.own("submit_self_evaluation", own));
    let simple = course.life.sketch.level < 3 && course.conduct.is_punctual();
    if simple && fate >= 10 {
        course.on(plus(day, 6), "closed", |life| {
            life.own("close_project", json!({}))
        });
    }
}

/// Done on a day of its own by those who owe it.
fn postpone(course: &mut Course, act: &'static str, (early, due): (Date, Date)) {
    let planned = course.without(act).unwrap();
    let tongchou_server::demo::What::Act(_, mut input) = planned.what else {
        return;
    };
    if let Some((day, shows)) = course.by(early, due) {
        dated(&mut input, "handed_on", day);
        course.on(day, shows, |life| life.own(act, input));
    }
}

fn dated(input: &mut Value, field: &str, day: Date) {
    if let Some(held) = input.get_mut(field) {
        *held = json!(day.to_string());
    }
}

/// A test of a system in use within a year of the last that was passed; some fail
/// at first.
fn yearly(course: &mut Course, kind: &'static str, mut last: Date) {
    while last.year() < 2027 {
        let due = months(last, 12);
        let fails = course.chance.percent(20);
        let (early, late) = if fails { (100, 60) } else { (45, 1) };
        let Some((mut day, shows)) = course.by(plus(due, -early), plus(due, -late)) else {
            return;
        };
        if fails {
            course.on(day, "failed test", |life| {
                life.assess(kind, "安衡等保测评", "failed")
            });
            let Some((again, _)) = course.by(plus(day, 10), plus(day, 55)) else {
                return;
            };
            day = again;
        }
        course.on(day, shows, |life| {
            life.assess(kind, "安衡等保测评", "passed");
            if kind == "mlps_assessment" {
                return life;
            }
            let filed = json!({ "filed_on": day.to_string() });
            life.own("file_cryptography_report", filed)
        });
        last = day;
    }
}
