//! What was declared, and what those who reviewed it concluded.

use tongchou_project::Project;

use super::{category, concluded};
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Sheet, day, good, maybe, money, text, wait};

pub fn declared_budget(project: &Project) -> Sheet {
    let mut sheet = Sheet::new("申报投资", "8", &["内容", "类别", "#金额"]);
    for row in &project.declaration.budget {
        sheet.row([
            text(row.name.clone()),
            category(&row.category),
            money(row.amount),
        ]);
    }
    sheet.total([text("合计"), text(""), money(project.declared_amount())]);
    sheet
}

pub fn reviews(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "审查过程",
        "15",
        &["环节", "结论", "意见", "办理人", "日期", "来源"],
    );
    let review = &project.review;
    let steps = [
        (
            "牵头部门统筹",
            "declaration_endorsed",
            project.declaration.endorsement.as_ref(),
        ),
        (
            "密码应用审核",
            "cryptography_opinion_issued",
            project.cryptography_opinion.as_ref(),
        ),
        (
            "初审",
            "preliminary_review_concluded",
            review.preliminary.as_ref(),
        ),
        (
            "专家评审",
            "expert_review_concluded",
            review.experts.as_ref(),
        ),
        (
            "统筹会商",
            "consultation_concluded",
            review.consultation.as_ref().map(|held| &held.conclusion),
        ),
        ("区政府决策", "project_decided", review.decision.as_ref()),
        (
            "投资主管部门批复",
            "investment_content_approved",
            project.investment.as_ref(),
        ),
    ];
    returns(project, &mut sheet);
    for (step, kind, conclusion) in steps {
        if let Some(found) = conclusion {
            sheet.row([
                text(step),
                concluded(&found.outcome),
                text(found.opinion.clone()),
                text(format!("{} {}", found.by.body_name, found.by.name)),
                day(found.on),
                cell(sources.last(&[kind])),
            ]);
        }
    }
    letter(project, sources, &mut sheet);
    sheet
}

/// Rounds that came before the one that stands.
fn returns(project: &Project, sheet: &mut Sheet) {
    for returned in &project.declaration.returns {
        sheet.row([
            text(returned.step.clone()),
            wait("退回补正"),
            text(returned.opinion.clone()),
            text(""),
            day(returned.on),
            text(""),
        ]);
    }
}

fn letter(project: &Project, sources: &Sources<'_>, sheet: &mut Sheet) {
    if let Some(letter) = &project.letter {
        sheet.row([
            text("出具审查意见函"),
            good(letter.number.clone().unwrap_or_default()),
            text(letter.conditions.clone().unwrap_or_default()),
            text(format!("{} {}", letter.by.body_name, letter.by.name)),
            day(letter.on),
            cell(sources.last(&["opinion_letter_issued"])),
        ]);
    }
}

/// The way of the cryptography plan to the opinion on it.
pub fn cryptography(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["环节", "结论", "文号", "日期", "来源"];
    let mut sheet = Sheet::new("密码应用审核", "10", &heads);
    if let Some(on) = project.cryptography_submitted_on {
        sheet.row([
            text("报送审核"),
            good("已报送"),
            text(""),
            day(on),
            cell(sources.last(&["cryptography_documents_submitted"])),
        ]);
    }
    if let Some(found) = &project.cryptography_opinion {
        sheet.row([
            text("审核意见"),
            concluded(&found.outcome),
            maybe(found.number.as_ref()),
            day(found.on),
            cell(sources.last(&["cryptography_opinion_issued"])),
        ]);
    }
    sheet
}
