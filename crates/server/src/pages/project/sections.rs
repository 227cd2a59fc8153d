//! The tables of a project's page. Sums come from the project; nothing is added
//! up here.

mod building;
mod declaration;
mod earlier;
pub(crate) mod findings;
mod money;
mod security;
mod supervision;

use jiff::civil::Date;
use tongchou_project::{Project, Stage, act_spec};
use tongchou_rules::vocabulary;

use super::super::sheet::{Cell, Sheet, tag, text};
use super::super::words::{of_form, outcome};
use super::View;
use super::section::Section;
use super::sources::Sources;
use crate::app::World;
use crate::format;
use crate::forms::{element_id, sections};

/// The act whose form holds the declaration.
const REVISES: &str = "revise_declaration";

/// A return for correction with all its defects.
#[derive(Debug)]
pub struct Returned {
    pub when: String,
    pub opinion: String,
    pub defects: Vec<Defect>,
}

#[derive(Debug)]
pub struct Defect {
    pub subject: String,
    pub says: String,
    pub clause: String,
    /// Where it is put right; empty where it is about no one field or material.
    pub cure: String,
}

/// The form that holds the field or part of the declaration, or takes the material,
/// of that name, or of the one name that it is a part of: what stands behind `acts/`
/// in its address.
fn cure_of(subject: &str) -> Option<String> {
    let subject = subject.trim();
    let fields = act_spec(REVISES)?.fields.iter();
    let fields = fields.map(|field| {
        let place = format!("{REVISES}#{}", element_id(field.name));
        (field.label, place)
    });
    let parts = sections::of(REVISES).iter();
    let parts = parts.map(|part| (part.title, format!("{REVISES}#s-{}", part.key)));
    let materials = vocabulary::MATERIALS.words.iter();
    let materials = materials.map(|(key, label)| (*label, material_form(key)));
    let check = std::iter::once(("重复核查", "record_duplicate_check".to_owned()));
    let known: Vec<(&str, String)> = fields.chain(parts).chain(materials).chain(check).collect();
    let mut exact = known.iter().filter(|(label, _)| *label == subject);
    if let Some((_, place)) = exact.next() {
        return Some(place.clone());
    }
    let near = |(label, _): &&(&str, String)| {
        subject.chars().count() > 1 && (label.contains(subject) || subject.contains(*label))
    };
    let mut near = known.iter().filter(near);
    let (_, place) = near.next()?;
    near.next().is_none().then(|| place.clone())
}

/// The form that hands a material in: its own act's, or that of all others.
fn material_form(material: &str) -> String {
    match material {
        "truth_commitment" => "declare_project".to_owned(),
        _ => format!("submit_material?material={material}"),
    }
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
                Defect {
                    cure: cure_of(&row.subject).unwrap_or_default(),
                    subject: row.subject.clone(),
                    says: row.defect.clone(),
                    clause,
                }
            })
            .collect(),
    };
    project.declaration.returns.iter().rev().map(of).collect()
}

/// The returns of a project that is to be put right now; none of any other.
pub fn open_returns(project: &Project) -> Vec<Returned> {
    if project.stage() == Stage::Returned {
        returns(project)
    } else {
        Vec::new()
    }
}

/// Where each step of the review is seen in full.
pub fn review_pages(project: &Project, world: &World, base: &str) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    if project
        .declaration
        .returns
        .iter()
        .any(|it| !it.defects.is_empty())
    {
        pages.push((format!("{base}/submissions"), "历次申报和退回".to_owned()));
    }
    if project.review.panel.is_some() {
        pages.push((
            format!("{base}/panel"),
            "专家评审：名单、意见和结论".to_owned(),
        ));
    }
    let meetings = world.registers.meetings.values();
    for meeting in meetings.filter(|meeting| meeting.agenda.contains(&project.id)) {
        let title = format!("会商会议：{}", meeting.title);
        pages.push((format!("/registers/meeting/{}", meeting.id), title));
    }
    if project.letter.is_some() {
        pages.push((format!("{base}/papers"), "审查意见函和其他文书".to_owned()));
    }
    pages
}

/// The tables that show what an act decides on, for those acts whose form does
/// not say it by itself.
pub(super) fn decided_on(
    act: &str,
    project: &Project,
    sources: &Sources<'_>,
    on: Date,
) -> Vec<Sheet> {
    let mut sheets = match act {
        "endorse_declaration" | "approve_investment_content" => vec![
            declaration::declared_budget(project),
            crate::pages::review::matches(project),
        ],
        "issue_cryptography_opinion" | "review_cryptography_plan" => {
            vec![declaration::cryptography(project, sources)]
        }
        "review_change" | "implement_change" => vec![
            money::changes(project, sources),
            money::contracts(project, sources),
        ],
        "decide_acceptance_application" | "invite_to_acceptance" | "conclude_acceptance" => vec![
            building::acceptances(project, sources),
            security::assessments(project, sources),
            money::changes(project, sources),
            building::risks(project, sources),
            supervision::rectifications(project, sources, on),
        ],
        "assess_risk" | "give_risk_opinion" | "escalate_risk" | "decide_risk" => {
            vec![building::risks(project, sources)]
        }
        "report_rectification" | "verify_rectification" => {
            vec![supervision::rectifications(project, sources, on)]
        }
        "impose_measure" | "lift_measure" | "state_case" => vec![
            supervision::measures(project, sources),
            supervision::rectifications(project, sources, on),
            supervision::inspections(project, sources),
        ],
        "resume_payment" => vec![supervision::suspensions(project, sources)],
        "make_payment" | "arrange_budget" => vec![
            money::budgets(project, sources),
            money::contracts(project, sources),
            money::payments(project, sources),
        ],
        "permit_transfer" | "adopt_result" | "transfer_result" => {
            vec![
                building::results(project, sources),
                building::result_users(project),
            ]
        }
        "conclude_evaluation" => vec![supervision::evaluations(project, sources)],
        _ => Vec::new(),
    };
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

/// The tables of a section that have anything in them.
pub(super) fn of(section: Section, view: &View<'_>) -> Vec<Sheet> {
    let (project, sources) = (view.project, &view.sources);
    let law = view.standing.law;
    let mut sheets = match section {
        Section::History => earlier::sheets(view),
        Section::Declaration => vec![
            declaration::declared_budget(project),
            crate::pages::review::matches(project),
            supervision::false_declarations(project, sources),
        ],
        Section::Materials => vec![building::materials(project, law)],
        Section::Review => vec![declaration::reviews(project, sources)],
        Section::Money => vec![
            money::budgets(project, sources),
            money::contracts(project, sources),
            money::amendments(project),
            money::payments(project, sources),
            money::changes(project, sources),
            supervision::suspensions(project, sources),
        ],
        Section::Building => vec![
            money::changes(project, sources),
            building::data_tasks(project),
            building::midterm_reports(project, sources),
            building::performance_reports(project, sources),
            building::risks(project, sources),
        ],
        Section::Security => vec![
            security::open(project),
            security::level(project, sources),
            security::assessments(project, sources),
            security::checks(project),
            declaration::cryptography(project, sources),
        ],
        Section::Acceptance => vec![
            building::acceptances(project, sources),
            building::results(project, sources),
            building::result_users(project),
            building::assets(project),
            building::handed_over(project),
        ],
        Section::Evaluation => vec![
            supervision::evaluations(project, sources),
            supervision::indicators(project, law),
        ],
        Section::Supervision => vec![
            findings::proposed(view),
            findings::settled(view),
            findings::observations(project, sources),
            supervision::inspections(project, sources),
            supervision::rectifications(project, sources, view.standing.env.on),
            supervision::measures(project, sources),
            supervision::suspensions(project, sources),
        ],
        Section::Overview | Section::Record => Vec::new(),
    };
    if section == Section::Supervision && view.referrals {
        sheets.push(supervision::referrals(project));
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

pub fn category(word: &str) -> Cell {
    text(of_form("issue_opinion_letter", "items.category", word))
}

pub fn concluded(word: &str) -> Cell {
    let (tone, label) = outcome(word);
    tag(tone, label)
}
