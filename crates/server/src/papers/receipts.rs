//! Receipts for what a unit filed: from the organ that keeps the file, for the act
//! of the unit.

use tongchou_papers::{Head, Values};
use tongchou_project::{ChangeRow, FileChange, FileCryptographyReport, FileOperationPlan, Project};
use tongchou_rules::{money, vocabulary};

use super::history::Told;
use super::level;
use crate::pages::words::{name, of_form};
use crate::web::Failure;

type Filled = Result<(Head, Values), Failure>;

/// From the organ that issued the opinion letter; else from who would now.
fn from_bureau(told: &Told<'_>) -> Result<Head, Failure> {
    let project = told.project()?;
    let organ = match &project.letter {
        Some(letter) => letter.by.body_name.clone(),
        None => told.organ("bureau"),
    };
    Ok(Head {
        organ,
        ..told.to_unit()?
    })
}

pub fn change(told: &Told<'_>, form: &FileChange) -> Filled {
    let project = told.project()?;
    let letter = project.letter.as_ref();
    let letter = letter.and_then(|letter| letter.number.clone());
    let moved = told
        .after
        .project()
        .map_or(0, |after| after.moved_earlier().1);
    let values = Values::new()
        .text("project_name", &project.title)
        .text(
            "letter_number",
            letter.unwrap_or_else(|| "未编号".to_owned()),
        )
        .date("filed_on", told.event.on)
        .text("filing_number", told.said_number())
        .text("case", name(vocabulary::CHANGE_CASES, &form.change_case))
        .rows("items", form.items.iter().map(|row| changed(project, row)))
        .amount("moved", moved);
    Ok((from_bureau(told)?, values))
}

fn changed(project: &Project, row: &ChangeRow) -> Values {
    let known = row.item.as_deref().and_then(|id| project.approved_item(id));
    let before = known.map_or(0, |item| item.amount);
    let item = known.map(|item| item.name.clone());
    let says = match (known, row.amount) {
        (None, _) => "新增".to_owned(),
        (Some(_), 0) => "取消".to_owned(),
        (Some(item), after) => format!(
            "由{}调整为{}",
            money::in_words(item.amount),
            money::in_words(after)
        ),
    };
    Values::new()
        .text(
            "item",
            item.or_else(|| row.name.clone()).unwrap_or_default(),
        )
        .text("change", says)
        .amount("amount", row.amount - before)
}

pub fn operation_plan(told: &Told<'_>, form: &FileOperationPlan) -> Filled {
    let project = told.project()?;
    let values = Values::new()
        .text("project_name", &project.title)
        .date("filed_on", told.event.on)
        .text("filing_number", told.said_number())
        .text("plan_title", &form.title)
        .text("operator", &form.maintainer);
    Ok((from_bureau(told)?, values))
}

pub fn cryptography_report(told: &Told<'_>, form: &FileCryptographyReport) -> Filled {
    let project = told.project()?;
    let opinion = project.cryptography_opinion.as_ref();
    let organ = match opinion {
        Some(opinion) => opinion.by.body_name.clone(),
        None => told.organ("cryptography"),
    };
    let filed = form.number.clone();
    let mut values = Values::new()
        .text("project_name", &project.title)
        .text("system", &project.title)
        .text("level", level(project.mlps_level))
        .date("filed_on", form.filed_on)
        .text("filing_number", filed.unwrap_or_else(|| told.said_number()));
    let mut assessed = project.assessments.iter().rev();
    let assessed = assessed.find(|each| each.kind == "cryptography_assessment");
    if let Some(assessed) = assessed {
        values = values
            .text("assessor", &assessed.agency_name)
            .date("assessed_on", assessed.assessed_on)
            .text(
                "conclusion",
                of_form("record_assessment", "result", &assessed.result),
            );
    }
    let head = Head {
        organ,
        ..told.to_unit()?
    };
    Ok((head, values))
}
