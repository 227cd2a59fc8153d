//! What those who supervise found, ordered and concluded.

use jiff::civil::Date;
use tongchou_project::state::Rectification;
use tongchou_project::{IndicatorRow, Project};
use tongchou_rules::Regulation;
use tongchou_rules::vocabulary as v;

use super::concluded;
use crate::format;
use crate::pages::clock;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Cell, Sheet, bad, day, figure, good, maybe, maybe_day, text, wait};
use crate::pages::words::{name, of_form};

pub fn inspections(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "监督检查",
        "31.1",
        &["检查部门", "情况和问题", "是否违规", "检查日期", "来源"],
    );
    for (place, inspection) in project.inspections.iter().enumerate() {
        sheet.row([
            text(inspection.by.body_name.clone()),
            text(inspection.findings.clone()),
            if inspection.violation {
                bad("违反规定")
            } else {
                good("未发现")
            },
            day(inspection.inspected_on),
            cell(sources.nth(&["inspection_recorded"], place)),
        ]);
    }
    sheet
}

/// Each order with its clock.
pub fn rectifications(project: &Project, sources: &Sources<'_>, on: Date) -> Sheet {
    let heads = [
        "整改要求",
        "期限",
        "时限",
        "整改报告",
        "陈述申辩",
        "复核",
        "来源",
    ];
    let mut sheet = Sheet::new("限期整改", "31.2", &heads);
    for (place, order) in project.rectifications.iter().enumerate() {
        let verified = order.verification.as_ref();
        sheet.row([
            text(order.requirement.clone()),
            maybe_day(order.due_on),
            clock::of(order, on),
            text(reported(order)),
            text(said(order)),
            verified.map_or_else(|| wait("未复核"), |found| concluded(&found.outcome)),
            cell(sources.nth(&["rectification_ordered"], place)),
        ]);
    }
    sheet
}

/// What the unit reported, with the day and how late it was.
fn reported(order: &Rectification) -> String {
    order.report.as_ref().map_or_else(String::new, |report| {
        let late = order.due_on.map(|due| (report.on - due).get_days());
        let late = late.filter(|days| *days > 0);
        let late = late
            .map(|days| format!("（逾期{days}天报告）"))
            .unwrap_or_default();
        format!("{}{late}：{}", format::day(report.on), report.report)
    })
}

/// What the unit said for itself, with the days.
fn said(order: &Rectification) -> String {
    let said = order.statements.iter();
    let said: Vec<String> = said
        .map(|each| format!("{}：{}", format::day(each.on), each.text))
        .collect();
    said.join("\n")
}

fn standing(lifted: bool) -> Cell {
    if lifted {
        good("已解除")
    } else {
        bad("执行中")
    }
}

pub fn measures(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "措施",
        "理由",
        "项目单位的陈述",
        "决定部门",
        "日期",
        "状态",
        "来源",
    ];
    let mut sheet = Sheet::new("监督措施", "31.2", &heads);
    for (place, measure) in project.measures.iter().enumerate() {
        sheet.row([
            text(name(v::MEASURES, &measure.measure)),
            text(measure.reason.clone()),
            maybe(measure.statement.as_ref()),
            text(measure.by.body_name.clone()),
            day(measure.on),
            standing(measure.lifted.is_some()),
            cell(sources.nth(&["measure_imposed"], place)),
        ]);
    }
    sheet
}

pub fn suspensions(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["情形", "事实", "决定部门", "日期", "状态", "来源"];
    let mut sheet = Sheet::new("暂停拨付", "33.2", &heads);
    for (place, suspension) in project.suspensions.iter().enumerate() {
        sheet.row([
            text(name(v::GROUNDS, &suspension.ground)),
            text(suspension.facts.clone()),
            text(suspension.by.body_name.clone()),
            day(suspension.on),
            standing(suspension.lifted.is_some()),
            cell(sources.nth(&["payment_suspended"], place)),
        ]);
    }
    sheet
}

pub fn false_declarations(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["事实", "证据", "记录部门", "日期", "来源"];
    let mut sheet = Sheet::new("虚假申报", "13", &heads);
    for (place, found) in project.false_declarations.iter().enumerate() {
        sheet.row([
            text(found.facts.clone()),
            maybe(found.evidence.as_ref()),
            text(found.by.body_name.clone()),
            day(found.on),
            cell(sources.nth(&["false_declaration_recorded"], place)),
        ]);
    }
    sheet
}

pub fn evaluations(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["评价", "#得分", "等次", "意见", "日期", "来源"];
    let mut sheet = Sheet::new("绩效评价", "32", &heads);
    for (place, own) in project.self_evaluations.iter().enumerate() {
        sheet.row([
            text("项目单位自评"),
            figure(own.score),
            text(""),
            text(own.goals.clone()),
            day(own.on),
            cell(sources.nth(&["self_evaluation_submitted"], place)),
        ]);
    }
    for (place, found) in project.evaluations.iter().enumerate() {
        let grade = found
            .grade
            .as_deref()
            .map(|grade| of_form("conclude_evaluation", "grade", grade));
        sheet.row([
            text(of_form("select_for_evaluation", "kind", &found.kind)),
            figure(
                found
                    .score
                    .map(|score| score.to_string())
                    .unwrap_or_default(),
            ),
            text(grade.unwrap_or_else(|| "评估中".to_owned())),
            maybe(found.opinion.as_ref()),
            day(found.concluded_on.unwrap_or(found.selected_on)),
            cell(
                sources
                    .nth(&["evaluation_concluded"], place)
                    .or_else(|| sources.nth(&["selected_for_evaluation"], place)),
            ),
        ]);
    }
    sheet
}

/// The pack's indicators with the latest scores of the unit and of the evaluation.
pub fn indicators(project: &Project, law: &Regulation) -> Sheet {
    let heads = ["指标", "说明", "#满分", "#自评", "#评估"];
    let mut sheet = Sheet::new("评分指标（条文没有规定，可以调整）", "", &heads);
    let own = project.self_evaluations.last();
    let own = own.map_or(&[][..], |found| &found.indicators);
    let found = project.evaluations.last();
    let found = found.map_or(&[][..], |found| &found.indicators);
    for known in law.indicators() {
        let points = |rows: &[IndicatorRow]| {
            let mut rows = rows.iter();
            let row = rows.find(|row| row.indicator == known.id);
            row.and_then(|row| row.points)
                .map_or_else(|| text(""), figure)
        };
        sheet.row([
            text(known.name.clone()),
            text(known.says.clone()),
            figure(known.points),
            points(own),
            points(found),
        ]);
    }
    sheet
}

pub fn referrals(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "移送问题线索（仅有权人员可见）",
        "31.2",
        &["移送机关", "问题线索", "移送部门", "日期"],
    );
    for referral in &project.referrals {
        sheet.row([
            text(of_form("refer_lead", "to", &referral.to)),
            text(referral.summary.clone()),
            text(referral.by.body_name.clone()),
            day(referral.on),
        ]);
    }
    sheet
}
