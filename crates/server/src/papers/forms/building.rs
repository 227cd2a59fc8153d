//! Forms of building: changes, the mid-term report, the application for acceptance.

use tongchou_papers::Values;
use tongchou_project::Project;
use tongchou_rules::vocabulary;

use super::{Ground, with_date};
use crate::format;
use crate::pages::project::needs;
use crate::pages::words::{name, of_form};

fn letter_number(project: &Project) -> String {
    let letter = project.letter.as_ref();
    let number = letter.and_then(|letter| letter.number.clone());
    number.unwrap_or_default()
}

pub(super) fn change(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let rows = project.approved.iter().map(|item| {
        Values::new()
            .text("before", &item.name)
            .amount("from", item.amount)
    });
    let values = Values::new()
        .text("letter_number", letter_number(project))
        .rows("items", rows);
    if project.letter.is_none() {
        return values;
    }
    values
        .amount("approved", project.letter_amount())
        .amount("moved", project.moved_earlier().1)
}

pub(super) fn midterm(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let rows = project.contracts.iter().map(|contract| {
        Values::new()
            .text("contract", &contract.title)
            .text("contractor", &contract.agency_name)
            .amount("amount", contract.amount())
            .amount("paid", project.paid_on_contract(&contract.id))
    });
    let last = project.midterm_reports.last();
    let section = |key: &str| {
        let section = last.and_then(|report| report.sections.get(key));
        section.cloned().unwrap_or_default()
    };
    let values = Values::new()
        .text("letter_number", letter_number(project))
        .rows("budget", rows)
        .date("paid_by", ground.env.on)
        .text("progress", section("progress"))
        .text("data", section("data_resources"))
        .text("security", section("security"));
    let values = with_date(values, "starts_on", project.started_on);
    let planned = project
        .planned_end_on
        .or(project.declaration.planned_end_on);
    with_date(values, "ends_on", planned)
}

/// The materials that the law asks of such a project for an act, and others of the act
/// that are on file.
fn materials(ground: &Ground<'_>, act: &str) -> Vec<Values> {
    let project = ground.project;
    let plan = needs::plan_of(project, ground.env);
    let asked = |id: &str| plan.materials.iter().any(|planned| planned.material == id);
    let wanted = ground.env.regulation.materials().iter();
    let wanted = wanted.filter(|material| material.for_act == act);
    wanted
        .filter(|material| asked(&material.id) || project.has(&material.id))
        .map(|material| {
            let document = project.documents.iter().rev();
            let document = document.clone().find(|each| each.material == material.id);
            let passed = project.passed.contains(&material.id);
            let state = match document {
                Some(_) if passed => "通过",
                Some(_) => "具备",
                None => "",
            };
            let row = Values::new()
                .text("material", name(vocabulary::MATERIALS, &material.id))
                .text("article", super::super::article(&material.article))
                .text("state", state);
            let dated = document.map(|each| each.dated_on.unwrap_or(each.on));
            with_date(row, "dated", dated)
        })
        .collect()
}

pub(super) fn acceptance(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let application = project.application.as_ref();
    let task = |word: &str| {
        let task = project.data_tasks.get(word)?;
        let status = of_form("complete_data_task", "status", &task.status);
        Some(format!("{status}（{}）", format::day(task.on)))
    };
    let invited = application.map(|applied| applied.invited.clone());
    let invited = invited.unwrap_or_default();
    let values = Values::new()
        .text("letter_number", letter_number(project))
        .amount("approved", project.approved_amount())
        .amount("contracted", project.contracts_amount())
        .texts(
            "invited",
            invited
                .iter()
                .map(|word| name(vocabulary::CAPACITIES, word)),
        )
        .text(
            "completion",
            application.map_or("", |applied| applied.statement.as_str()),
        )
        .rows("materials", materials(ground, "apply_for_acceptance"))
        .text("cloud", task("cloud").unwrap_or_default())
        .text("refresh", task("update").unwrap_or_default())
        .text("chain", task("chain").unwrap_or_default())
        .text("ownership", task("rights").unwrap_or_default());
    let held = project.acceptances.last().map(|held| held.held_on);
    let planned = application.map(|applied| applied.acceptance_on).or(held);
    with_date(values, "planned_on", planned)
}
