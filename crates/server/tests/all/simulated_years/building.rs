//! What happens while a project is built: reports and checks, delays and risks,
//! inspections and what follows from them, tests that fail.

use jiff::civil::Date;
use serde_json::json;

use super::course::{Course, months, plus};
use super::wrong;

/// Who inspects.
const INSPECTORS: [&str; 5] = ["kexinju", "caizhengju", "shenjiju", "wangxinban", "jiyaoju"];
const REQUIREMENT: &str = "按审查意见函整改并报送进度计划";

/// Inspected, ordered to put it right, silent, and measured.
pub fn measured(course: &mut Course, measure: &'static str) {
    course.live(|life| life.wait(20));
    order(course, "kexinju", 32);
    course.live(|life| {
        let imposed = json!({
            "rectification": format!("@{REQUIREMENT}"), "measure": measure, "reason": "逾期未整改",
            "heard_on": life.after(40).to_string(), "statement": "承建单位人员变动，没有其他意见",
        });
        life.wait(45).act("kexinju", "impose_measure", imposed)
    });
}

fn order(course: &mut Course, who: &str, days: i64) {
    let day = course.life.day;
    let found = json!({
        "subjects": ["management"], "inspected_on": day.to_string(), "violation": true,
        "findings": "未按批复内容组织实施，进度滞后",
    });
    course.on(day, "inspected", |life| {
        life.act(who, "record_inspection", found)
    });
    let order = json!({
        "inspection": "@未按批复内容", "requirement": REQUIREMENT, "due_on": plus(day, days).to_string(),
    });
    course.on(day, "inspected", |life| {
        life.act(who, "order_rectification", order)
    });
}

/// Put right after all, and lifted.
pub fn lifted(course: &mut Course) {
    course.live(|life| life.wait(10));
    let day = course.life.day;
    let order = format!("@{REQUIREMENT}");
    let report = json!({ "rectification": order, "report": "已按要求完成整改" });
    course.on(day, "late", |life| life.own("report_rectification", report));
    let verified = json!({ "rectification": order, "result": "passed", "opinion": "整改符合要求" });
    course.on(plus(day, 4), "punctual", |life| {
        life.act("kexinju", "verify_rectification", verified)
    });
    let lift = json!({ "measure": "@暂停项目建设", "reason": "整改符合要求" });
    course.on(plus(day, 6), "punctual", |life| {
        life.act("kexinju", "lift_measure", lift)
    });
    course.live(|life| life.until(plus(day, 7)));
}

pub fn payments_suspended(course: &mut Course) {
    course.live(|life| life.wait(10));
    let day = course.life.day;
    let suspended =
        json!({ "ground": "law_breached", "facts": "未执行数据安全标准", "evidence": "检查记录" });
    course.on(day, "payments suspended", |life| {
        life.act("caizhengju", "suspend_payment", suspended)
    });
    wrong::while_payments_are_suspended(course);
    let resumed = json!({ "suspension": "@未执行法律", "reason": "已整改" });
    course.on(plus(day, 20), "punctual", |life| {
        life.act("caizhengju", "resume_payment", resumed)
    });
    course.live(|life| life.until(plus(day, 21)));
}

/// Every fourth project is inspected while it is built.
pub fn inspected(course: &mut Course, started: Date, fate: usize) {
    if fate < 10 || !fate.is_multiple_of(4) {
        return;
    }
    let who = *course.chance.pick(&INSPECTORS).unwrap();
    let today = course.life.day;
    course.life.day = plus(started, course.chance.between(30, 80));
    let (ordered, days) = (course.life.day, course.chance.between(20, 30));
    order(course, who, days);
    course.life.day = today;
    answer_order(course, who, (plus(ordered, 5), plus(ordered, days)));
}

fn answer_order(course: &mut Course, who: &'static str, (early, due): (Date, Date)) {
    let Some((day, shows)) = course.by(early, due) else {
        return;
    };
    let order = format!("@{REQUIREMENT}");
    let report = json!({ "rectification": order, "report": "已按要求完成整改" });
    course.on(day, shows, |life| life.own("report_rectification", report));
    let Some((looked, shows)) = course.by(plus(day, 1), plus(day, 9)) else {
        return;
    };
    let passed = course.conduct.is_punctual() || course.chance.percent(75);
    let result = if passed { "passed" } else { "failed" };
    let verified = json!({ "rectification": order, "result": result, "opinion": "已到现场复核" });
    course.on(looked, shows, |life| {
        life.act(who, "verify_rectification", verified)
    });
}

/// A part of the main contract's sum, while nothing stands against it.
pub fn progress_payment(course: &mut Course, applies: Date) {
    course.on(plus(applies, -25), "punctual", |life| {
        life.pay("进度款", 15)
    });
}

/// A test that fails before the application, and is passed with it.
pub fn failed_test(course: &mut Course, applies: Date, fate: usize) {
    if fate % 5 != 1 || course.life.sketch.level < 2 {
        return;
    }
    let most = if course.conduct.late { 110 } else { 55 };
    let day = plus(applies, -course.chance.between(20, most));
    course.on(day, "failed test", |life| {
        life.assess("mlps_assessment", "安衡等保测评", "failed")
    });
}

/// Cryptography assessed some time before: its report is filed with the application,
/// by some too late.
pub fn early_test(course: &mut Course, applies: Date) {
    if course.life.sketch.level < 3 {
        return;
    }
    let most = if course.conduct.late { 60 } else { 28 };
    let day = plus(applies, -course.chance.between(10, most));
    course.on(day, "punctual", |life| {
        life.assess("cryptography_assessment", "安衡等保测评", "passed")
    });
}

/// After an acceptance that failed: built on, and applied for once more.
pub fn again(course: &mut Course) {
    course.live(|life| life.wait(50).apply());
}

/// The mid-term report, the tracking of performance, the checks of outsourcing.
pub fn reports(course: &mut Course, (started, end): (Date, Date), accepted: Date) {
    let middle = plus(started, i64::from((end - started).get_days()) / 2);
    if let Some((day, shows)) = course.by(plus(middle, -15), middle) {
        let midterm = json!({
            "progress": "完成总体进度的六成", "data_resources": "完成数据目录编制", "security": "安全措施同步建设",
        });
        course.on(day, shows, |life| {
            life.own("submit_midterm_report", midterm)
        });
    }
    for period in 1.. {
        let due = months(started, 6 * period);
        if due > accepted {
            break;
        }
        if let Some((day, shows)) = course.by(plus(due, -30), due) {
            let report =
                json!({ "period": format!("第{period}期"), "content": "各项绩效指标按计划推进" });
            course.on(day, shows, |life| life.own("report_performance", report));
        }
    }
    let signed = course.day_of("sign_contract");
    for period in 1.. {
        let due = months(signed, 3 * period);
        if due > accepted {
            break;
        }
        if let Some((day, shows)) = course.by(plus(due, -20), due) {
            let check = json!({ "contract": "@承建合同", "checked_on": day.to_string(), "result": "passed" });
            course.on(day, shows, |life| life.own("record_security_check", check));
        }
    }
}

/// A delay is told of, studied, and where it is grave brought before those who decide.
pub fn delay(course: &mut Course, end: Date, (applies, accepted): (Date, Date), fate: usize) {
    let last = plus(end, 10);
    if applies <= last && !matches!(fate, 8 | 9) {
        return;
    }
    let early = if applies <= last {
        accepted.min(plus(applies, 45))
    } else {
        plus(end, 1)
    };
    let Some((told, shows)) = course.by(early, last.max(plus(early, 5))) else {
        return;
    };
    let report =
        json!({ "kind": "delay", "description": "预计延期", "found_on": told.to_string() });
    course.on(told, shows, |life| life.own("report_risk", report));
    let Some((studied, shows)) = course.by(plus(told, 1), plus(told, 4)) else {
        return;
    };
    let major = fate.is_multiple_of(2);
    let level = if major { "major" } else { "general" };
    let found = json!({ "risk": "@延期", "level": level, "opinion": "须加强调度" });
    course.on(studied, shows, |life| {
        life.act("kexinju", "assess_risk", found)
    });
    if major {
        escalate(course, studied);
    }
}

fn escalate(course: &mut Course, studied: Date) {
    wrong::before_the_opinions(course, studied);
    let opinion = json!({ "risk": "@延期", "opinion": "资金和进度须从严" });
    for who in ["caizhengju", "shenjiju"] {
        let given = opinion.clone();
        course.on(plus(studied, 1), "punctual", |life| {
            life.act(who, "give_risk_opinion", given)
        });
    }
    let Some((day, shows)) = course.by(plus(studied, 2), plus(studied, 9)) else {
        return;
    };
    let told = json!({ "risk": "@延期", "statement": "会同研究，建议调整承建力量" });
    course.on(day, shows, |life| {
        life.act("kexinju", "escalate_risk", told)
    });
    let decided = json!({ "risk": "@延期", "decision": "限期完成" });
    course.on(plus(day, 7), "punctual", |life| {
        life.act("lingdaoxiaozu", "decide_risk", decided)
    });
}
