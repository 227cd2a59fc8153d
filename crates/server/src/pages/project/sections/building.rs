//! What came of the building: assessments, documents, risks, acceptance, results.

use tongchou_project::Project;
use tongchou_rules::Regulation;

use super::concluded;
use crate::pages::sheet::{Sheet, bad, day, figure, good, maybe, money, tag, text, wait};
use crate::pages::words::of_form;

pub fn assessments(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "测评",
        "20",
        &["种类", "结果", "机构", "报告编号", "报告日期"],
    );
    for assessment in &project.assessments {
        sheet.row([
            text(of_form("record_assessment", "kind", &assessment.kind)),
            concluded(&assessment.result),
            text(assessment.agency_name.clone()),
            text(assessment.report_number.clone()),
            day(assessment.assessed_on),
        ]);
    }
    sheet
}

pub fn materials(project: &Project, law: &Regulation) -> Sheet {
    let mut sheet = Sheet::new(
        "材料和档案",
        "29",
        &["材料", "名称", "文号", "状态", "提交人", "提交日期"],
    );
    for document in &project.documents {
        let kind = law
            .materials()
            .iter()
            .find(|known| known.id == document.material);
        let state = if project.passed.contains(&document.material) {
            good("已通过")
        } else {
            tag("live", "已提交")
        };
        sheet.row([
            text(kind.map_or_else(|| document.material.clone(), |kind| kind.name.clone())),
            text(document.title.clone()),
            maybe(document.number.as_ref()),
            state,
            text(document.by.name.clone()),
            day(document.on),
        ]);
    }
    sheet
}

pub fn risks(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "风险",
        "23.2",
        &["种类", "情况", "研判", "发现日期", "状态"],
    );
    for risk in &project.risks {
        let assessed = risk.assessment.as_ref();
        sheet.row([
            text(of_form("report_risk", "kind", &risk.kind)),
            text(risk.description.clone()),
            assessed.map_or_else(|| wait("待研判"), |found| concluded(&found.outcome)),
            day(risk.found_on),
            if risk.is_open() {
                wait("未办结")
            } else {
                good("已办结")
            },
        ]);
    }
    sheet
}

pub fn acceptances(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "竣工验收",
        "25",
        &["验收日期", "结论", "参加单位和人员", "意见"],
    );
    for held in &project.acceptances {
        sheet.row([
            day(held.held_on),
            if held.passed {
                good("通过验收")
            } else {
                bad("未通过验收")
            },
            text(held.attendees.clone()),
            text(held.opinion.clone()),
        ]);
    }
    sheet
}

pub fn results(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("成果", "28", &["成果", "类型", "使用单位"]);
    for result in &project.results {
        let adopters: Vec<String> = result
            .adoptions
            .iter()
            .map(|each| each.by.body_name.clone())
            .collect();
        sheet.row([
            text(result.name.clone()),
            text(of_form("register_result", "kind", &result.kind)),
            text(adopters.join("、")),
        ]);
    }
    sheet
}

pub fn assets(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("资产", "30", &["名称", "类型", "#数量", "#价值"]);
    for asset in project.assets.iter().flat_map(|register| &register.assets) {
        sheet.row([
            text(asset.name.clone()),
            text(of_form("register_assets", "assets.kind", &asset.kind)),
            figure(asset.quantity),
            money(asset.value),
        ]);
    }
    sheet
}
