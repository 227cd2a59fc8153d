//! The tables of a project's page. Sums come from the project; nothing is added
//! up here.

mod building;
mod declaration;
mod money;
mod supervision;

use tongchou_project::Project;
use tongchou_rules::Regulation;

pub use supervision::referrals;

use super::super::sheet::{Cell, Sheet, tag, text};
use super::super::words::{of_form, outcome};
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
        declaration::declared_budget(project),
        declaration::reviews(project),
        declaration::matches(project),
        money::approved(project),
        money::budgets(project),
        money::contracts(project),
        money::payments(project),
        money::changes(project),
        building::assessments(project),
        building::materials(project, law),
        building::risks(project),
        supervision::inspections(project),
        supervision::rectifications(project),
        supervision::measures(project),
        building::acceptances(project),
        building::results(project),
        building::assets(project),
        supervision::evaluations(project),
    ];
    sheets
        .into_iter()
        .filter(|sheet| !sheet.rows.is_empty())
        .collect()
}

pub fn category(word: &str) -> Cell {
    text(of_form("issue_opinion_letter", "items.category", word))
}

pub fn concluded(word: &str) -> Cell {
    let (tone, label) = outcome(word);
    tag(tone, label)
}
