//! The tables of a project's page. Sums come from the project; nothing is added
//! up here.

use tongchou_project::Project;
use tongchou_rules::{Regulation, vocabulary as v};

use super::super::sheet::{
    Cell, Sheet, bad, day, figure, good, maybe, maybe_day, money, tag, text, wait,
};
use super::super::words::{name, names, of_form, outcome};
use crate::format;

/// A return for correction with all its defects.
#[derive(Debug)]
pub struct Returned {
    pub when: String,
    pub opinion: String,
    pub defects: Vec<(String, String, String)>,
}

pub fn returns(project: &Project) -> Vec<Returned> {
    let of = |returned: &tongchou_project::state::Return| Returned {
        when: format::day(returned.on),
        opinion: returned.opinion.clone(),
        defects: returned
            .defects
            .iter()
            .map(|row| {
                let clause = row.clause.clone().unwrap_or_default();
                (row.subject.clone(), row.defect.clone(), clause)
            })
            .collect(),
    };
    project.declaration.returns.iter().rev().map(of).collect()
}

/// The tables that have anything in them.
pub fn all(project: &Project, law: &Regulation) -> Vec<Sheet> {
    let sheets = [
        declared_budget(project),
        reviews(project),
        matches(project),
        approved(project),
        budgets(project),
        contracts(project),
        payments(project),
        changes(project),
        assessments(project),
        materials(project, law),
        risks(project),
        inspections(project),
        rectifications(project),
        measures(project),
        acceptances(project),
        results(project),
        assets(project),
        evaluations(project),
    ];
    sheets
        .into_iter()
        .filter(|sheet| !sheet.rows.is_empty())
        .collect()
}

fn category(word: &str) -> Cell {
    text(of_form("issue_opinion_letter", "items.category", word))
}

fn concluded(word: &str) -> Cell {
    let (tone, label) = outcome(word);
    tag(tone, label)
}

fn declared_budget(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("申报投资", "8", &["内容", "类别", "#金额"]);
    if project.letter.is_none() {
        for row in &project.declaration.budget {
            sheet.row([
                text(row.name.clone()),
                category(&row.category),
                money(row.amount),
            ]);
        }
        sheet.total([text("合计"), text(""), money(project.total_amount())]);
    }
    sheet
}

fn reviews(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "审查过程",
        "15",
        &["环节", "结论", "意见", "办理人", "日期"],
    );
    let review = &project.review;
    let steps = [
        ("牵头部门统筹", project.declaration.endorsement.as_ref()),
        ("密码应用审核", project.cryptography_opinion.as_ref()),
        ("初审", review.preliminary.as_ref()),
        ("专家评审", review.experts.as_ref()),
        (
            "统筹会商",
            review.consultation.as_ref().map(|held| &held.conclusion),
        ),
        ("区政府决策", review.decision.as_ref()),
        ("投资主管部门批复", project.investment.as_ref()),
    ];
    for (step, conclusion) in steps {
        if let Some(found) = conclusion {
            sheet.row([
                text(step),
                concluded(&found.outcome),
                text(found.opinion.clone()),
                text(format!("{} {}", found.by.body_name, found.by.name)),
                day(found.on),
            ]);
        }
    }
    sheet
}

fn matches(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "重复核查",
        "3",
        &["相似的平台或项目", "#相似度", "答复", "理由"],
    );
    for hit in &project.declaration.matches {
        let similarity = match hit.similarity {
            0 => text("人工补充"),
            points => figure(format::percent(points)),
        };
        let answer = match &hit.answer {
            Some(answer) => good(of_form("answer_match", "answer", &answer.answer)),
            None => wait("未答复"),
        };
        let reason = hit
            .answer
            .as_ref()
            .map_or(&hit.reason, |answer| &answer.reason);
        sheet.row([
            text(hit.title.clone()),
            similarity,
            answer,
            text(reason.clone()),
        ]);
    }
    sheet
}

fn approved(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "核定内容（含已生效变更）",
        "16",
        &["内容", "类别", "#核定金额"],
    );
    for item in &project.approved {
        sheet.row([
            text(item.name.clone()),
            category(&item.category),
            money(item.amount),
        ]);
    }
    sheet.total([text("合计"), text(""), money(project.approved_amount())]);
    sheet
}

fn budgets(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("预算", "16", &["年度", "用途", "文号", "安排日期", "#金额"]);
    for budget in &project.budgets {
        sheet.row([
            text(format!("{}年", budget.year)),
            text(of_form("arrange_budget", "purpose", &budget.purpose)),
            maybe(budget.number.as_ref()),
            day(budget.on),
            money(budget.amount),
        ]);
    }
    sheet.total([
        text("合计"),
        text(""),
        text(""),
        text(""),
        money(project.budget_amount()),
    ]);
    sheet
}

fn contracts(project: &Project) -> Sheet {
    let heads = [
        "合同",
        "类别",
        "服务机构",
        "签订日期",
        "质保",
        "必备条款",
        "#金额",
        "#已付",
    ];
    let mut sheet = Sheet::new("合同", "18", &heads);
    for contract in &project.contracts {
        let warranty = contract
            .warranty_months
            .map(|months| format!("{months}个月"));
        sheet.row([
            text(contract.title.clone()),
            text(name(v::CONTRACT_KINDS, &contract.kind)),
            text(contract.agency_name.clone()),
            day(contract.signed_on),
            text(warranty.unwrap_or_default()),
            text(names(v::CONTRACT_CLAUSES, &contract.clauses)),
            money(contract.amount()),
            money(project.paid_on_contract(&contract.id)),
        ]);
    }
    let blank = || text("");
    sheet.total([
        text("合计"),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        money(project.contracts_amount()),
        money(project.paid()),
    ]);
    sheet
}

fn payments(project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        "付款",
        "33.2",
        &["合同", "款项", "凭证号", "付款日期", "#金额"],
    );
    for payment in &project.payments {
        let contract = project.contract(&payment.contract);
        sheet.row([
            text(
                contract
                    .map(|contract| contract.title.clone())
                    .unwrap_or_default(),
            ),
            text(payment.purpose.clone()),
            maybe(payment.voucher.as_ref()),
            day(payment.paid_on),
            money(payment.amount),
        ]);
    }
    sheet.total([
        text("合计"),
        text(""),
        text(""),
        text(""),
        money(project.paid()),
    ]);
    sheet
}

fn changes(project: &Project) -> Sheet {
    let heads = [
        "理由",
        "办理方式",
        "状态",
        "提出日期",
        "实施日期",
        "#涉及内容",
        "#资金调整",
    ];
    let mut sheet = Sheet::new("变更", "22", &heads);
    for change in &project.changes {
        let way = if change.way == "filing" {
            "备案"
        } else {
            "审查"
        };
        let state = match (&change.review, change.permitted_on()) {
            (_, Some(_)) => good("已生效"),
            (Some(review), None) => concluded(&review.outcome),
            (None, None) => wait("待审查"),
        };
        sheet.row([
            text(change.reason.clone()),
            text(way),
            state,
            day(change.on),
            maybe_day(change.implemented_on),
            money(change.content_amount),
            money(change.change_amount),
        ]);
    }
    sheet
}

fn assessments(project: &Project) -> Sheet {
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

fn materials(project: &Project, law: &Regulation) -> Sheet {
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

fn risks(project: &Project) -> Sheet {
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

fn inspections(project: &Project) -> Sheet {
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

fn rectifications(project: &Project) -> Sheet {
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

fn measures(project: &Project) -> Sheet {
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

fn acceptances(project: &Project) -> Sheet {
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

fn results(project: &Project) -> Sheet {
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

fn assets(project: &Project) -> Sheet {
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

fn evaluations(project: &Project) -> Sheet {
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
