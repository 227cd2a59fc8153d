//! The evaluation desk: self-evaluations that fall due, projects to select,
//! evaluations to conclude, and what was found.

use tongchou_project::Project;

use super::look::{Line, Looked, none};
use super::{Desk, view};
use crate::pages::lists::Head;
use crate::pages::sheet::{bad, figure, good, maybe_day, text, wait};
use crate::pages::words::of_form;

pub const DESK: Desk = Desk {
    key: "evaluation",
    label: "评价",
    says: "验收满一年后的绩效自评、选取评估和评估结论；结论是以后申报、预算和运维资金安排的依据。",
    articles: "第三十二条",
    capacities: &["project_unit", "bureau", "finance"],
    section: "evaluation",
    views: &[
        view("due", "自评到期"),
        view("ahead", "自评未到期"),
        view("select", "已自评待选取"),
        view("open", "评估中"),
        view("done", "已评估"),
    ],
    heads: &[
        Head::new("accepted_on", "通过验收"),
        Head::new("due_on", "自评期限"),
        Head::new("left", "时限"),
        Head::new("own_score", "自评得分").figures(),
        Head::new("evaluation", "评估"),
        Head::new("score", "评估得分").figures(),
        Head::new("grade", "等次"),
    ],
    concerns,
    lines,
    detail: none,
};

fn concerns(project: &Project) -> bool {
    project.accepted_on().is_some() || !project.evaluations.is_empty()
}

fn lines(looked: &Looked<'_>) -> Vec<Line> {
    let project = looked.project;
    let latest = project.evaluations.last();
    let mut line = Line {
        day: looked.due("self_evaluation").or(project.accepted_on()),
        ..Line::default()
    };
    let own = project.self_evaluations.last();
    let owed = looked.duty("self_evaluation").is_some();
    let due = line.put("due", looked.presses("self_evaluation"));
    line.put("ahead", owed && !due);
    let selected = line.put("select", own.is_some() && latest.is_none());
    let open = latest.is_some_and(|found| found.concluded_on.is_none());
    line.put("open", open);
    line.put("done", latest.is_some() && !open);
    let grade = latest.and_then(|found| found.grade.as_deref());
    let score = |score: Option<i64>| score.map_or_else(|| text(""), figure);
    line.cells = vec![
        maybe_day(project.accepted_on()),
        maybe_day(looked.due("self_evaluation")),
        match own {
            Some(_) => good("已自评"),
            None => looked.clock("self_evaluation", ""),
        },
        score(own.map(|own| own.score)),
        match latest {
            Some(found) if open => wait(format!(
                "{}进行中",
                of_form("select_for_evaluation", "kind", &found.kind)
            )),
            Some(found) => good(of_form("select_for_evaluation", "kind", &found.kind)),
            None => text("未选取"),
        },
        score(latest.and_then(|found| found.score)),
        match grade {
            Some("poor") => bad(of_form("conclude_evaluation", "grade", "poor")),
            Some(grade) => good(of_form("conclude_evaluation", "grade", grade)),
            None => text(""),
        },
    ];
    if due {
        line.act("submit_self_evaluation");
    }
    if open {
        line.act("conclude_evaluation");
    } else if selected || own.is_some() || project.accepted_on().is_some() {
        line.act("select_for_evaluation");
    }
    vec![line]
}
