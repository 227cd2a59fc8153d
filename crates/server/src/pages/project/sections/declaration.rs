//! What was declared, and what those who reviewed it concluded.

use tongchou_project::Project;

use super::{category, concluded};
use crate::format;
use crate::pages::sheet::{Sheet, day, figure, good, money, text, wait};
use crate::pages::words::of_form;

pub fn declared_budget(project: &Project) -> Sheet {
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

pub fn reviews(project: &Project) -> Sheet {
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

pub fn matches(project: &Project) -> Sheet {
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
