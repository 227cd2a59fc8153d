//! The security of a project: its level and filing, assessments, what failed and
//! is not made good, checks of outsourced services.

use tongchou_project::Project;
use tongchou_rules::article::numeral;

use super::concluded;
use crate::format;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Sheet, bad, day, good, maybe, text, wait};
use crate::pages::words::of_form;

pub fn level(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new("定级和备案", "20.1", &["事项", "情况", "办理", "来源"]);
    let level = u32::try_from(project.mlps_level).unwrap_or(0);
    let number = project.mlps_filing.as_ref();
    sheet.row([
        text("安全保护等级"),
        text(format!("第{}级", numeral(level))),
        number.map_or_else(
            || wait("未登记备案"),
            |number| good(format!("已备案（{number}）")),
        ),
        cell(sources.last(&["mlps_filing_recorded"])),
    ]);
    if let Some(on) = project.cryptography_report_filed_on {
        sheet.row([
            text("密码应用安全性评估报告备案"),
            text(format::day(on)),
            good("已备案"),
            cell(sources.last(&["cryptography_report_filed"])),
        ]);
    }
    sheet
}

pub fn assessments(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "种类",
        "结果",
        "机构",
        "报告编号",
        "报告日期",
        "主要问题",
        "来源",
    ];
    let mut sheet = Sheet::new("测评", "20", &heads);
    for (place, assessment) in project.assessments.iter().enumerate() {
        sheet.row([
            text(of_form("record_assessment", "kind", &assessment.kind)),
            concluded(&assessment.result),
            text(assessment.agency_name.clone()),
            text(assessment.report_number.clone()),
            day(assessment.assessed_on),
            maybe(assessment.findings.as_ref()),
            cell(sources.nth(&["assessment_recorded"], place)),
        ]);
    }
    sheet
}

/// What failed and was not yet made good: a later report that passes closes it.
pub fn open(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("未通过，整改中", "20.4", &["测评", "状态", "办法"]);
    for kind in project.failed_assessments() {
        sheet.row([
            text(of_form("record_assessment", "kind", kind)),
            bad("未通过"),
            text("整改后重新测评；登记通过的结果后关闭"),
        ]);
    }
    sheet
}

pub fn checks(project: &Project) -> Sheet {
    let heads = ["合同", "检查日期", "结果", "问题"];
    let mut sheet = Sheet::new("外包安全检查", "19", &heads);
    for contract in &project.contracts {
        for check in &contract.checks {
            sheet.row([
                text(contract.title.clone()),
                day(check.checked_on),
                concluded(&check.result),
                maybe(check.findings.as_ref()),
            ]);
        }
    }
    sheet
}
