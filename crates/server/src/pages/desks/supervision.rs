//! The supervision desk: findings without an order, orders with their clocks,
//! measures that stand and those the law would permit now, payments suspended.

use serde_json::json;
use tongchou_project::state::{Inspection, Measure, Rectification, Suspension};
use tongchou_project::{Command, Project, foresee};
use tongchou_rules::vocabulary as v;

use super::look::{Line, Looked};
use super::{Desk, view};
use crate::pages::clock;
use crate::pages::lists::Head;
use crate::pages::sheet::{Cell, bad, day, tag, text, wait};
use crate::pages::words::name;

pub const DESK: Desk = Desk {
    key: "supervision",
    label: "监督",
    says: "检查发现的问题、限期整改、监督措施和暂停拨付；能不能采取措施，按今天的规则逐项试算。",
    articles: "第三十一条、第三十三条",
    capacities: &[
        "project_unit",
        "bureau",
        "finance",
        "audit",
        "cyberspace",
        "cryptography",
        "investment",
        "government",
        "leading_group",
    ],
    section: "supervision",
    views: &[
        view("open", "整改中"),
        view("overdue", "逾期未整改"),
        view("reported", "待复核"),
        view("found", "发现问题未要求整改"),
        view("measures", "措施执行中"),
        view("suspended", "暂停拨付"),
    ],
    heads: &[
        Head::new("matter", "事项"),
        Head::new("content", "内容"),
        Head::new("day", "日期"),
        Head::new("left", "时限"),
        Head::new("measures", "现在可采取的措施").unsorted(),
    ],
    concerns,
    lines,
    detail,
};

fn concerns(project: &Project) -> bool {
    !(project.inspections.is_empty()
        && project.rectifications.is_empty()
        && project.suspensions.is_empty())
}

fn lines(looked: &Looked<'_>) -> Vec<Line> {
    let project = looked.project;
    let ordered = |inspection: &&Inspection| {
        let mut orders = project.rectifications.iter();
        inspection.violation
            && !orders.any(|order| order.inspection.as_ref() == Some(&inspection.id))
    };
    let found = project.inspections.iter().filter(ordered).map(finding);
    let orders = project
        .rectifications
        .iter()
        .filter(|order| order.is_open())
        .map(|order| rectification(order, looked));
    let measures = project.measures.iter().filter(|each| each.lifted.is_none());
    let suspensions = project
        .suspensions
        .iter()
        .filter(|each| each.lifted.is_none());
    found
        .chain(orders)
        .chain(measures.map(measure))
        .chain(suspensions.map(suspension))
        .collect()
}

fn finding(found: &Inspection) -> Line {
    let mut line = Line {
        views: vec!["found"],
        day: Some(found.inspected_on),
        cells: vec![
            wait("检查发现问题"),
            text(found.findings.clone()),
            day(found.inspected_on),
            text(""),
        ],
        ..Line::default()
    };
    line.act_on("order_rectification", "inspection", &found.id);
    line
}

fn rectification(order: &Rectification, looked: &Looked<'_>) -> Line {
    let mut line = Line {
        views: vec!["open"],
        day: order.due_on,
        part: order.id.clone(),
        ..Line::default()
    };
    let waits = order.report.is_some() && order.verification.is_none();
    let late = order.due_on.is_some_and(|due| due < looked.env.on);
    line.put("reported", waits);
    line.put("overdue", order.report.is_none() && late);
    line.cells = vec![
        tag("live", "限期整改"),
        text(order.requirement.clone()),
        order.due_on.map_or_else(|| text(""), day),
        clock::of(order, looked.env.on),
    ];
    if waits {
        line.act_on("verify_rectification", "rectification", &order.id);
    } else {
        line.act_on("report_rectification", "rectification", &order.id);
    }
    line.act_on("state_case", "rectification", &order.id);
    line.act_on("impose_measure", "rectification", &order.id);
    line
}

fn measure(standing: &Measure) -> Line {
    let mut line = Line {
        views: vec!["measures"],
        day: Some(standing.on),
        cells: vec![
            bad(name(v::MEASURES, &standing.measure)),
            text(standing.reason.clone()),
            day(standing.on),
            tag("bad", "执行中"),
        ],
        ..Line::default()
    };
    line.act_on("lift_measure", "measure", &standing.id);
    line
}

fn suspension(standing: &Suspension) -> Line {
    let mut line = Line {
        views: vec!["suspended"],
        day: Some(standing.on),
        cells: vec![
            bad(format!("暂停拨付：{}", name(v::GROUNDS, &standing.ground))),
            text(standing.facts.clone()),
            day(standing.on),
            tag("bad", "执行中"),
        ],
        ..Line::default()
    };
    line.act_on("resume_payment", "suspension", &standing.id);
    line
}

/// The measures that the law would permit on this order today.
fn detail(looked: &Looked<'_>, line: &Line) -> Vec<Cell> {
    if line.part.is_empty() {
        return vec![text("")];
    }
    let open = v::MEASURES.words.iter().filter(|(measure, _)| {
        let typed = json!({
            "rectification": line.part, "measure": measure, "reason": "试算",
            "heard_on": looked.env.on.to_string(), "statement": "试算",
        });
        let command = Command::parse("impose_measure", &typed);
        command
            .ok()
            .and_then(|command| foresee(looked.current, &command, looked.env))
            .is_some_and(|found| found.is_open())
    });
    let names: Vec<&str> = open.map(|(_, label)| *label).collect();
    vec![if names.is_empty() {
        text("暂不能采取")
    } else {
        text(names.join("、"))
    }]
}
