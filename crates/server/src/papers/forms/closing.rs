//! Forms of the end: the plan of operation, assets, self-evaluation.

use jiff::ToSpan;
use jiff::civil::Date;
use tongchou_papers::Values;
use tongchou_project::Project;
use tongchou_project::state::ContractedItem;
use tongchou_rules::vocabulary;

use super::{Ground, with_date};
use crate::pages::words::{name, of_form};

pub(super) fn maintenance(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let mut contracts = project.contracts.iter().rev();
    let contract = contracts.find(|each| each.kind == "operation" && each.terminated_on.is_none());
    let operators = contract.map(|contract| contract.agency_name.clone());
    let operators = operators.or_else(|| project.maintainer.clone());
    let values = Values::new()
        .text("operator", operators.unwrap_or_default())
        .text("scope", &project.summary);
    with_date(values, "warranty", warranty_ends(project))
}

/// The last day of the warranty that building contracts promise, from acceptance on.
fn warranty_ends(project: &Project) -> Option<Date> {
    let standing = project.contracts.iter();
    let standing = standing.filter(|it| it.kind == "implementation" && it.terminated_on.is_none());
    let months = standing.filter_map(|it| it.warranty_months).max()?;
    let ends = project.accepted_on()?.checked_add(months.months()).ok()?;
    ends.yesterday().ok()
}

pub(super) fn assets(ground: &Ground<'_>) -> Values {
    let items = ground.project.contracted_items();
    let rows = ground.project.registered_assets().map(|asset| {
        let item = items.iter().find(|item| item.is_of(asset));
        Values::new()
            .text("code", asset.number.as_deref().unwrap_or_default())
            .text(
                "class",
                of_form("register_assets", "assets.kind", &asset.kind),
            )
            .text("name", &asset.name)
            .count("quantity", asset.quantity)
            .amount("value", asset.value)
            .text("model", asset.model.as_deref().unwrap_or_default())
            .text("place", asset.location.as_deref().unwrap_or_default())
            .text("keeper", asset.keeper.as_deref().unwrap_or_default())
            .text(
                "contract_item",
                item.map(ContractedItem::title).unwrap_or_default(),
            )
    });
    Values::new().rows("assets", rows.collect::<Vec<_>>())
}

pub(super) fn self_evaluation(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let last = project.self_evaluations.last();
    let rows = ground.env.regulation.indicators().iter().map(|indicator| {
        let scored = last.iter().flat_map(|last| &last.indicators);
        let scored = scored.clone().find(|row| row.indicator == indicator.id);
        let row = Values::new()
            .text("indicator", &indicator.name)
            .count("weight", indicator.points);
        match scored {
            None => row,
            Some(scored) => {
                let row = row.text("actual", scored.note.as_deref().unwrap_or_default());
                match scored.points {
                    Some(points) => row.count("score", points),
                    None => row,
                }
            }
        }
    });
    let mut operation: Vec<String> = Vec::new();
    if let Some(live) = project.live_on {
        operation.push(format!("{}投入使用。", crate::format::day(live)));
    }
    for (word, task) in &project.data_tasks {
        let status = of_form("complete_data_task", "status", &task.status);
        operation.push(format!("{}{status}。", name(vocabulary::DATA_TASKS, word)));
    }
    let said = |text: Option<&String>| text.cloned().unwrap_or_default();
    let values = Values::new()
        .rows("indicators", rows.collect::<Vec<_>>())
        .amount("invested", project.paid())
        .text("operation", operation.concat())
        .text("benefit", last.map_or("", |last| last.goals.as_str()))
        .text(
            "problems",
            said(last.and_then(|last| last.problems.as_ref())),
        );
    let values = match project.budget_for("operation") {
        0 => values,
        fen => values.amount("operating", fen),
    };
    let duties = tongchou_project::duties(project, ground.env).into_iter();
    let due = duties
        .filter(|duty| duty.key == "self_evaluation")
        .find_map(|duty| duty.due_on);
    let values = with_date(values, "due_on", due);
    with_date(values, "accepted_on", project.accepted_on())
}
