//! Forms that a unit fills in, with what is known already filled in: as the
//! project stands now. What is not known stays blank.

mod building;
mod closing;

use tongchou_papers::{Head, Kind, Paper, Values};
use tongchou_project::registers::ResultEntry;
use tongchou_project::{Env, Project};
use tongchou_rules::vocabulary;

use super::{Printing, level};
use crate::archive::contents::{Item, Source};
use crate::pages::words::{name, of_form};
use crate::web::Failure;

/// A project and what its forms may look up.
pub(super) struct Ground<'a> {
    pub project: &'a Project,
    pub env: &'a Env<'a>,
}

/// The forms that an act asks for, beside it.
pub fn beside(act: &str) -> &'static [Kind] {
    match act {
        "declare_project" | "revise_declaration" => &[Kind::DeclarationForm, Kind::BudgetTable],
        "submit_material" => &[
            Kind::DeclarationForm,
            Kind::BudgetTable,
            Kind::CryptographyForm,
            Kind::ArchiveIndex,
        ],
        "submit_cryptography_documents" => &[Kind::CryptographyForm],
        "file_change" | "request_change_review" => &[Kind::ChangeForm],
        "submit_midterm_report" => &[Kind::MidtermReport],
        "apply_for_acceptance" => &[Kind::AcceptanceApplication],
        "file_operation_plan" => &[Kind::MaintenancePlan],
        "hand_over_archive" => &[Kind::ArchiveIndex],
        "register_assets" => &[Kind::AssetList],
        "submit_self_evaluation" => &[Kind::SelfEvaluation],
        "adopt_result" => &[Kind::ReuseUndertaking],
        _ => &[],
    }
}

/// Every form of a project; the opinions of experts come with the review, the
/// undertaking of who uses a result with the result.
pub fn all() -> impl Iterator<Item = Kind> {
    let elsewhere = [Kind::ExpertOpinion, Kind::ReuseUndertaking];
    let all = Kind::ALL.iter().copied();
    all.filter(move |kind| kind.is_form() && !elsewhere.contains(kind))
}

/// The undertaking of a body that begins to use a result (article 28).
pub fn undertaking(
    printing: &Printing,
    result: &ResultEntry,
    user: &str,
    on: jiff::civil::Date,
) -> Result<Paper, Failure> {
    let values = Values::new()
        .text("result", &result.name)
        .text("kind", of_form("register_result", "kind", &result.kind))
        .text("unit", &result.unit_name)
        .text("description", &result.description);
    let values = with_date(values, "registered_on", result.registered_on);
    filled(printing, Kind::ReuseUndertaking, (user, &values), on)
}

/// The index of the archive, of the same documents as that of the package but itself,
/// each with the SM3 of its bytes as far as they are there.
pub fn archive_index<'a>(
    printing: &Printing,
    project: &Project,
    documents: impl IntoIterator<Item = (&'a Item, Option<&'a str>)>,
    on: jiff::civil::Date,
) -> Result<Paper, Failure> {
    let documents = documents.into_iter();
    let rows = documents.filter_map(|(item, sm3)| {
        let recorded = match &item.source {
            Source::Form(Kind::ArchiveIndex) => return None,
            Source::Paper { digest } => digest.as_deref(),
            Source::Letter(_) | Source::File(_) | Source::Form(_) => None,
        };
        let row = Values::new()
            .text("stage", item.part)
            .text("title", item.title())
            .text("number", &item.number)
            .text("author", &item.author)
            .date("dated", item.on)
            .text("retention", item.retention.in_words())
            .text("fingerprint", sm3.or(recorded).unwrap_or_default());
        Some(row)
    });
    let values = Values::new()
        .text("project_name", &project.title)
        .rows("documents", rows.collect::<Vec<_>>());
    filled(
        printing,
        Kind::ArchiveIndex,
        (&project.unit_name, &values),
        on,
    )
}

/// Every form but the index of the archive, which is made of its documents.
pub fn paper(
    printing: &Printing,
    kind: Kind,
    project: &Project,
    env: &Env<'_>,
) -> Result<Paper, Failure> {
    let ground = Ground { project, env };
    let values = match kind {
        Kind::DeclarationForm => declaration(&ground),
        Kind::BudgetTable => budget(&ground),
        Kind::CryptographyForm => cryptography(&ground),
        Kind::ChangeForm => building::change(&ground),
        Kind::MidtermReport => building::midterm(&ground),
        Kind::AcceptanceApplication => building::acceptance(&ground),
        Kind::MaintenancePlan => closing::maintenance(&ground),
        Kind::AssetList => closing::assets(&ground),
        Kind::SelfEvaluation => closing::self_evaluation(&ground),
        _ => return Err(Failure::NotFound),
    };
    let values = values.text("project_name", &project.title);
    filled(printing, kind, (&project.unit_name, &values), env.on)
}

fn filled(
    printing: &Printing,
    kind: Kind,
    (organ, values): (&str, &Values),
    on: jiff::civil::Date,
) -> Result<Paper, Failure> {
    let head = Head {
        organ: organ.to_owned(),
        ..Head::default()
    };
    // who fills it in dates it; the file has the day it was made
    Ok(Paper {
        dated: Some((on.year(), on.month(), on.day())),
        ..printing.fill(kind, &head, values)?
    })
}

/// Of what is declared or approved: name, category, amount.
fn items(project: &Project) -> Vec<(&str, &str, i64)> {
    if project.letter.is_some() {
        let approved = project.approved.iter();
        return approved
            .map(|item| (item.name.as_str(), item.category.as_str(), item.amount))
            .collect();
    }
    let declared = project.declaration.budget.iter();
    declared
        .map(|row| (row.name.as_str(), row.category.as_str(), row.amount))
        .collect()
}

fn category(word: &str) -> String {
    of_form("revise_declaration", "budget.category", word)
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "是" } else { "否" }
}

fn declaration(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let declared = &project.declaration;
    let topic = |word: &str| declared.topics.get(word).cloned().unwrap_or_default();
    let named = |words, chosen: &std::collections::BTreeSet<String>| -> Vec<String> {
        chosen.iter().map(|word| name(words, word)).collect()
    };
    let (design_item, _) = tongchou_project::words::DESIGN_ITEM;
    let matches = declared.matches.iter();
    let reuse = matches.filter(|hit| hit.kind != design_item).map(|hit| {
        let answer = hit.answer.as_ref();
        let said = answer.map(|answer| of_form("answer_match", "answer", &answer.answer));
        Values::new()
            .text("platform", &hit.title)
            .text("answer", said.unwrap_or_default())
            .text("reason", answer.map_or("", |answer| answer.reason.as_str()))
    });
    let design = declared.design.as_ref();
    let design = design.and_then(|id| ground.env.registers.designs.get(id));
    let design = design.map(|design| {
        let item = declared
            .design_item
            .as_deref()
            .and_then(|code| design.item(code));
        let item = item.map(|item| format!("：{} {}", item.code, item.title));
        format!("{}{}", design.title, item.unwrap_or_default())
    });
    let endorsed = declared.endorsement.as_ref();
    let values = Values::new()
        .texts("fields", named(vocabulary::FIELDS, &project.fields))
        .text("nature", name(vocabulary::NATURES, &project.nature))
        .texts("funding", named(vocabulary::FUNDINGS, &project.funding))
        .amount("total", project.declared_amount())
        .amount("security", security(project))
        .text("leader", declared.signed_by.as_deref().unwrap_or_default())
        .text("level", level(project.mlps_level))
        .text("critical", yes_or_no(project.critical_infrastructure))
        .texts("design_items", design)
        .text("objectives", topic("objectives"))
        .text("needs", topic("needs"))
        .text("scope", &project.summary)
        .text("data_plan", topic("data_acquisition"))
        .text("management", topic("management"))
        .text("mechanism", topic("mechanisms"))
        .text("performance", topic("performance"))
        .rows("reuse", reuse)
        .text(
            "lead_opinion",
            endorsed.map_or("", |said| said.opinion.as_str()),
        );
    let values = with_date(values, "starts_on", declared.planned_start_on);
    with_date(values, "ends_on", declared.planned_end_on)
}

fn security(project: &Project) -> i64 {
    let security = items(project).into_iter();
    let security = security.filter(|(_, category, _)| *category == "security");
    security.map(|(_, _, amount)| amount).sum()
}

fn with_date(values: Values, name: &str, day: Option<jiff::civil::Date>) -> Values {
    match day {
        Some(day) => values.date(name, day),
        None => values,
    }
}

fn budget(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let rows = items(project).into_iter().map(|(name, word, amount)| {
        let row = Values::new()
            .text("category", category(word))
            .text("item", name)
            .amount("amount", amount);
        if word == "security" {
            row.amount("security", amount)
        } else {
            row
        }
    });
    let total: i64 = items(project).iter().map(|(_, _, amount)| amount).sum();
    let values = Values::new().rows("items", rows);
    if total == 0 {
        return values;
    }
    // cut off, as shares are: never said to be more than it is
    let share = i128::from(security(project)) * 10_000 / i128::from(total);
    let share = i64::try_from(share).unwrap_or_default();
    values
        .amount("total", total)
        .text("share", crate::format::percent(share))
}

fn cryptography(ground: &Ground<'_>) -> Values {
    let project = ground.project;
    let values = Values::new()
        .text("system", &project.title)
        .text("level", level(project.mlps_level))
        .text("critical", yes_or_no(project.critical_infrastructure))
        .amount("total", project.total_amount());
    match &project.cryptography_review {
        Some(review) => values
            .texts("experts", [review.reviewers.clone()])
            .date("reviewed_on", review.reviewed_on)
            .text("expert_opinion", &review.opinion),
        None => values,
    }
}
