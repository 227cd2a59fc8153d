//! What those who supervise found, ordered and concluded.

use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::concluded;
use crate::pages::sheet::{Sheet, bad, day, figure, good, maybe, maybe_day, text, wait};
use crate::pages::words::{name, of_form};

pub fn inspections(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "监督检查",
        "31.1",
        &["检查部门", "情况和问题", "是否违规", "检查日期"],
    );
    for inspection in &project.inspections {
        sheet.row([
            text(inspection.by.body_name.clone()),
            text(inspection.findings.clone()),
            if inspection.violation {
                bad("违反规定")
            } else {
                good("未发现")
            },
            day(inspection.inspected_on),
        ]);
    }
    sheet
}

pub fn rectifications(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("整改", "31.2", &["整改要求", "期限", "整改报告", "复核"]);
    for order in &project.rectifications {
        let verified = order.verification.as_ref();
        sheet.row([
            text(order.requirement.clone()),
            maybe_day(order.due_on),
            maybe_day(order.report.as_ref().map(|report| report.on)),
            verified.map_or_else(|| wait("未复核"), |found| concluded(&found.outcome)),
        ]);
    }
    sheet
}

pub fn measures(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "监督措施和暂停拨付",
        "31",
        &["措施", "理由", "决定部门", "日期", "状态"],
    );
    let standing = |lifted: bool| {
        if lifted {
            good("已解除")
        } else {
            bad("执行中")
        }
    };
    for measure in &project.measures {
        sheet.row([
            text(name(v::MEASURES, &measure.measure)),
            text(measure.reason.clone()),
            text(measure.by.body_name.clone()),
            day(measure.on),
            standing(measure.lifted.is_some()),
        ]);
    }
    for suspension in &project.suspensions {
        sheet.row([
            text(format!(
                "暂停拨付：{}",
                name(v::GROUNDS, &suspension.ground)
            )),
            text(suspension.facts.clone()),
            text(suspension.by.body_name.clone()),
            day(suspension.on),
            standing(suspension.lifted.is_some()),
        ]);
    }
    sheet
}

pub fn evaluations(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("绩效评价", "32", &["评价", "#得分", "等次", "意见", "日期"]);
    for own in &project.self_evaluations {
        sheet.row([
            text("项目单位自评"),
            figure(own.score),
            text(""),
            text(own.goals.clone()),
            day(own.on),
        ]);
    }
    for found in &project.evaluations {
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
