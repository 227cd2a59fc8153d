//! The building desk: planned ends and delays, reports that fall due, changes that
//! wait, risks that are open.

use tongchou_project::{Project, Stage};

use super::look::{Line, Looked, none};
use super::{Desk, view};
use crate::pages::clock;
use crate::pages::lists::Head;
use crate::pages::sheet::{bad, maybe_day, tag, text, wait};

pub const DESK: Desk = Desk {
    key: "building",
    label: "建设",
    says: "在建项目的计划完工、中期报告、绩效跟踪、变更和风险；期限由义务表推算。",
    articles: "第十七条至第二十三条",
    capacities: &[
        "project_unit",
        "domain_lead",
        "bureau",
        "finance",
        "audit",
        "leading_group",
    ],
    section: "building",
    views: &[
        view("all", "全部在建"),
        view("delayed", "已延期"),
        view("reports", "报告到期"),
        view("changes", "变更待办"),
        view("risks", "未办结风险"),
    ],
    heads: &[
        Head::new("started_on", "开工"),
        Head::new("planned_on", "计划完工"),
        Head::new("left", "时限"),
        Head::new("mid_term", "中期报告"),
        Head::new("tracking", "绩效跟踪"),
        Head::new("changes", "变更"),
        Head::new("risks", "风险"),
    ],
    concerns,
    lines,
    detail: none,
};

fn concerns(project: &Project) -> bool {
    project.started_on.is_some()
        && project.accepted_on().is_none()
        && project.stage() != Stage::Terminated
}

fn lines(looked: &Looked<'_>) -> Vec<Line> {
    let project = looked.project;
    let planned = project
        .planned_end_on
        .or(project.declaration.planned_end_on);
    let mut line = Line {
        day: planned,
        ..Line::default()
    };
    line.put("all", true);
    line.put("delayed", planned.is_some_and(|end| end < looked.env.on));
    let reports = looked.presses("midterm_report") || looked.presses("performance_tracking");
    line.put("reports", reports);
    let asked = |change: &&tongchou_project::state::Change| {
        change.way == "review" && change.review.is_none()
    };
    let waiting = project.changes.iter().filter(asked).count();
    let pending = project
        .changes
        .iter()
        .filter(|each| each.is_pending())
        .count()
        - waiting;
    line.put("changes", waiting + pending > 0);
    let open: Vec<_> = project.risks.iter().filter(|risk| risk.is_open()).collect();
    line.put("risks", !open.is_empty());
    let major = open.iter().filter(|risk| risk.is_major()).count();
    line.cells = vec![
        maybe_day(project.started_on),
        maybe_day(planned),
        planned.map_or_else(|| text(""), |end| clock::until(end, looked.env.on)),
        looked.clock("midterm_report", "已报送"),
        looked.clock("performance_tracking", ""),
        match (waiting, pending) {
            (0, 0) => text(""),
            (0, made) => wait(format!("{made}项待实施")),
            (waits, 0) => wait(format!("{waits}项待审查")),
            (waits, made) => wait(format!("{waits}项待审查，{made}项待实施")),
        },
        match (major, open.len()) {
            (0, 0) => text(""),
            (0, all) => wait(format!("{all}项未办结")),
            (major, _) => bad(format!("重大风险{major}项")),
        },
    ];
    if project.standing_measures().contains("suspend_construction") {
        line.cells.truncate(6);
        line.cells.push(tag("bad", "暂停建设"));
    }
    acts(looked, &mut line, waiting > 0, pending > 0);
    for risk in open {
        act_on_risk(&mut line, risk);
    }
    vec![line]
}

fn acts(looked: &Looked<'_>, line: &mut Line, waiting: bool, pending: bool) {
    for (key, act) in [
        ("midterm_report", "submit_midterm_report"),
        ("performance_tracking", "report_performance"),
        ("delay_report", "report_risk"),
    ] {
        if looked.presses(key) {
            line.act(act);
        }
    }
    if waiting {
        line.act("review_change");
    }
    if pending {
        line.act("implement_change");
    }
}

/// The step that a risk waits for.
fn act_on_risk(line: &mut Line, risk: &tongchou_project::state::Risk) {
    if risk.assessment.is_none() {
        line.act_on("assess_risk", "risk", &risk.id);
    } else if risk.escalated_on.is_none() {
        line.act_on("give_risk_opinion", "risk", &risk.id);
        line.act_on("escalate_risk", "risk", &risk.id);
    } else {
        line.act_on("decide_risk", "risk", &risk.id);
    }
}
