//! The security desk: levels and filings, assessments with the day by which the
//! next is due, the report filed with the cryptography office, what failed and
//! was not made good.

use tongchou_project::{Project, Stage, consider};
use tongchou_rules::article::numeral;

use super::look::{Line, Looked};
use super::{Desk, view};
use crate::pages::lists::Head;
use crate::pages::sheet::{Cell, bad, good, maybe_day, tag, text, wait};
use crate::pages::words::of_form;

pub const DESK: Desk = Desk {
    key: "security",
    label: "安全",
    says: "定级备案、等级测评、密码应用安全性评估和未通过后的整改；到期日由每年至少一次的规则推算。",
    articles: "第十条、第十九条、第二十条",
    capacities: &["project_unit", "bureau", "cyberspace", "cryptography"],
    section: "security",
    views: &[
        view("due", "到期和逾期"),
        view("failed", "未通过待整改"),
        view("building", "验收前待办"),
        view("unfiled", "密评报告未备案"),
        view("all", "全部"),
    ],
    heads: &[
        Head::new("level", "等级"),
        Head::new("filed", "定级备案"),
        Head::new("assessed", "等级测评"),
        Head::new("assessment_due", "等级测评到期"),
        Head::new("cryptography", "密评"),
        Head::new("cryptography_due", "密评到期"),
        Head::new("outsourcing", "外包安全检查"),
        Head::new("failed", "未通过"),
        Head::new("lacking", "验收前还缺").unsorted(),
    ],
    concerns,
    lines,
    detail,
};

const MLPS: &str = "mlps_assessment";
const CRYPTOGRAPHY: &str = "cryptography_assessment";
const YEARLY: [&str; 2] = ["yearly_mlps_assessment", "yearly_cryptography_assessment"];

fn concerns(project: &Project) -> bool {
    project.stage() != Stage::Terminated
}

fn lines(looked: &Looked<'_>) -> Vec<Line> {
    let project = looked.project;
    let mut line = Line::default();
    let failed = project.failed_assessments();
    let due =
        YEARLY.iter().any(|key| looked.presses(key)) || looked.presses("agency_security_check");
    line.put("due", due);
    line.put("failed", !failed.is_empty());
    let building = project.started_on.is_some() && project.accepted_on().is_none();
    line.put("building", building);
    let assessed = project.last_passed(CRYPTOGRAPHY);
    let filed = project.cryptography_report_filed_on;
    line.put("unfiled", assessed.is_some() && filed.is_none());
    line.put("all", true);
    line.day = YEARLY
        .iter()
        .chain(&["agency_security_check"])
        .filter_map(|key| looked.due(key))
        .min();
    let level = u32::try_from(project.mlps_level).unwrap_or(0);
    let names: Vec<String> = failed
        .iter()
        .map(|kind| of_form("record_assessment", "kind", kind))
        .collect();
    line.cells = vec![
        text(format!("第{}级", numeral(level))),
        match &project.mlps_filing {
            Some(_) => good("已备案"),
            None => tag("", "未登记"),
        },
        maybe_day(project.last_passed(MLPS)),
        looked.clock(YEARLY[0], ""),
        match (assessed, filed) {
            (Some(_), Some(_)) => good("通过，已备案"),
            (Some(_), None) => wait("通过，未备案"),
            (None, _) => text(""),
        },
        looked.clock(YEARLY[1], ""),
        looked.clock("agency_security_check", ""),
        if names.is_empty() {
            text("")
        } else {
            bad(names.join("、"))
        },
    ];
    if due || building || !failed.is_empty() {
        line.act("record_assessment");
    }
    if project.mlps_filing.is_none() {
        line.act("record_mlps_filing");
    }
    if assessed.is_some() && filed.is_none() {
        line.act("file_cryptography_report");
    }
    if looked.presses("agency_security_check") {
        line.act("record_security_check");
    }
    vec![line]
}

/// What the judge still misses of this desk's materials before an acceptance.
fn detail(looked: &Looked<'_>, line: &Line) -> Vec<Cell> {
    if !line.is_in("building") {
        return vec![text("")];
    }
    let considered = consider(Some(looked.current), "apply_for_acceptance", looked.env);
    let mut lacking: Vec<String> = Vec::new();
    for finding in considered.iter().flat_map(|found| found.verdict.against()) {
        let ours = finding
            .act
            .as_deref()
            .is_some_and(|act| OURS.contains(&act));
        if ours {
            let materials = looked.env.regulation.materials();
            let named = finding.materials.iter().filter_map(|id| {
                let kind = materials.iter().find(|kind| kind.id == *id)?;
                Some(kind.name.clone())
            });
            lacking.extend(named);
        }
    }
    vec![if lacking.is_empty() {
        good("齐备")
    } else {
        text(lacking.join("、"))
    }]
}

const OURS: [&str; 3] = [
    "record_mlps_filing",
    "record_assessment",
    "file_cryptography_report",
];
