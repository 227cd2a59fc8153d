//! Forms of the end: the plan of operation, archive, assets, self-evaluation.

use jiff::ToSpan;
use jiff::civil::Date;
use tongchou_papers::{Kind, Values};
use tongchou_project::state::{ContractedItem, Numbered};
use tongchou_project::{Filing, Project};
use tongchou_rules::vocabulary;

use super::{Ground, with_date};
use crate::archive::retention::{Retention, part_of_act, part_of_material};
use crate::pages::words::{name, of_form};
use crate::papers::history::issuer;

pub(super) fn maintenance(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let mut contracts = project.contracts.iter().rev();
    let contract = contracts.find(|each| each.kind == "operation" && each.terminated_on.is_none());
    let operators = contract.map(|contract| contract.agency_name.clone());
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

/// Every file, every document without one, every letter, by their days.
pub(super) fn archive(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let filings = project.filings.iter();
    let filings = filings.filter(|filing| !filing.is_replaced(&project.filings));
    let files = filings.flat_map(|filing| {
        let files = filing.files.iter();
        files.map(|file| {
            let number = match filing.material {
                Some(_) => "",
                None => filing.title.as_str(),
            };
            let row = row(part_of_filing(ground, filing), &file.name, number)
                .text("author", &filing.by.body_name)
                .text(
                    "retention",
                    Retention::of_filing(ground.env.regulation, filing).in_words(),
                )
                .text("fingerprint", &file.sm3);
            (filing.on, row)
        })
    });
    let filed = |material: &str| {
        let mut filings = project.filings.iter();
        filings.any(|filing| filing.material.as_deref() == Some(material))
    };
    let documents = project.documents.iter();
    let documents = documents.filter(|document| !filed(&document.material));
    let documents = documents.map(|document| {
        let stage = part_of_material(ground.env.regulation, &document.material, "");
        let retention = Retention::of_material(ground.env.regulation, &document.material);
        let number = document.number.as_deref().unwrap_or_default();
        let digest = document.digest.as_deref().unwrap_or_default();
        let row = row(stage, &document.title, number)
            .text("author", &document.by.body_name)
            .text("retention", retention.in_words())
            .text("fingerprint", digest);
        (document.dated_on.unwrap_or(document.on), row)
    });
    let letters = project.letters().map(|letter| {
        let (title, author) = named(ground, &letter);
        let row = row(
            part_of_act(ground.env.regulation, &letter.act),
            &title,
            &letter.number,
        )
        .text("author", author)
        .text(
            "retention",
            Retention::of_letters(ground.env.regulation).in_words(),
        );
        (letter.on, row)
    });
    let mut rows: Vec<_> = documents.chain(files).chain(letters).collect();
    rows.sort_by_key(|(on, _)| *on);
    let rows = rows.into_iter().map(|(on, row)| row.date("dated", on));
    Values::new().rows("documents", rows.collect::<Vec<_>>())
}

/// A letter's own name, where its act has one alone, and the organ it is from.
fn named(ground: &Ground<'_>, letter: &Numbered) -> (String, String) {
    let kind = match letter.act.as_str() {
        "issue_opinion_letter" => Kind::OpinionLetter,
        "file_change" => Kind::ChangeReceipt,
        "file_operation_plan" => Kind::MaintenanceReceipt,
        "file_cryptography_report" => Kind::CryptographyReceipt,
        "order_rectification" => Kind::RectificationNotice,
        "suspend_payment" => Kind::SuspensionNotice,
        "impose_measure" => Kind::Circular,
        act => {
            let known = ground.env.regulation.act(act);
            let title = known.map_or(act, |act| act.title.as_str());
            return (title.to_owned(), letter.by.body_name.clone());
        }
    };
    let organ = issuer(kind, &letter.by, ground.env.registers);
    (ground.printing.name(kind), organ)
}

fn part_of_filing(ground: &Ground<'_>, filing: &Filing) -> &'static str {
    match &filing.material {
        Some(material) => part_of_material(ground.env.regulation, material, &filing.act),
        None => part_of_act(ground.env.regulation, &filing.act),
    }
}

fn row(stage: &str, title: &str, number: &str) -> Values {
    Values::new()
        .text("stage", stage)
        .text("title", title)
        .text("number", number)
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
