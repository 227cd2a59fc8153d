//! The acceptance desk: applications that wait, acceptances that are planned, and
//! what a project under construction still lacks before it can apply.

use tongchou_project::{Project, Stage, consider};

use super::look::{Line, Looked};
use super::{Desk, view};
use crate::pages::clock;
use crate::pages::lists::Head;
use crate::pages::sheet::{Cell, bad, figure, good, maybe_day, text, wait};
use crate::pages::words::names;
use tongchou_rules::vocabulary::CAPACITIES;

pub const DESK: Desk = Desk {
    key: "acceptance",
    label: "验收",
    says: "验收申请、批准、邀请和竣工验收；日历上标出今天申请的最早验收日期和每一天怎样计算。",
    articles: "第二十五条、第二十六条",
    capacities: &[
        "project_unit",
        "bureau",
        "investment",
        "finance",
        "domain_lead",
    ],
    section: "acceptance",
    views: &[
        view("open", "办理中"),
        view("waiting", "待审批"),
        view("planned", "待组织验收"),
        view("failed", "未通过"),
        view("building", "尚未申请"),
    ],
    heads: &[
        Head::new("state", "状态"),
        Head::new("applied_on", "申请日期"),
        Head::new("acceptance_on", "计划验收"),
        Head::new("left", "时限"),
        Head::new("between", "间隔工作日").figures(),
        Head::new("invited", "已邀请"),
        Head::new("lacking", "申请前还缺").unsorted(),
    ],
    concerns,
    lines,
    detail,
};

fn concerns(project: &Project) -> bool {
    project.started_on.is_some()
        && project.accepted_on().is_none()
        && project.stage() != Stage::Terminated
}

fn lines(looked: &Looked<'_>) -> Vec<Line> {
    let project = looked.project;
    let mut line = Line::default();
    let failed = project.acceptance_result() == "failed";
    line.put("failed", failed);
    let Some(applied) = &project.application else {
        line.put("building", !failed);
        line.day = looked.due("acceptance");
        line.cells = vec![
            if failed {
                bad("未通过验收")
            } else {
                text("尚未申请")
            },
            text(""),
            text(""),
            looked.clock("acceptance", ""),
            text(""),
            text(""),
        ];
        line.act("apply_for_acceptance");
        return vec![line];
    };
    let approved = applied.approved_on().is_some();
    line.put("open", true);
    line.put("waiting", !approved);
    line.put("planned", approved);
    // what is not decided yet is due before the day that was planned
    let decision = looked.due("acceptance_decision").filter(|_| !approved);
    line.day = decision.or(Some(applied.acceptance_on));
    let calendar = looked.env.regulation.calendar();
    let between = calendar.count(applied.on, applied.acceptance_on).days;
    line.cells = vec![
        if approved {
            good("已批准")
        } else {
            wait("待审批")
        },
        maybe_day(Some(applied.on)),
        maybe_day(Some(applied.acceptance_on)),
        clock::until(applied.acceptance_on, looked.env.on),
        figure(between),
        text(names(CAPACITIES, &applied.invited)),
    ];
    if approved {
        line.act("invite_to_acceptance");
        line.act("conclude_acceptance");
    } else {
        line.act("decide_acceptance_application");
    }
    vec![line]
}

/// What the judge still misses before an application.
fn detail(looked: &Looked<'_>, line: &Line) -> Vec<Cell> {
    if line.is_in("open") {
        return vec![text("")];
    }
    let considered = consider(Some(looked.current), "apply_for_acceptance", looked.env);
    let against = considered.map_or(0, |found| {
        found.state.len() + found.verdict.against().count()
    });
    vec![if against == 0 {
        good("齐备")
    } else {
        wait(format!("{against}项"))
    }]
}
