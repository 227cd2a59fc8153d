//! What other projects may know of a project.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::state::Project;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectSummary {
    pub id: String,
    pub unit: String,
    pub unit_name: String,
    pub title: String,
    pub summary: String,
    pub stage: String,
    pub letter_number: Option<String>,
    pub letter_on: Option<Date>,
    /// "none", "passed" or "failed".
    pub acceptance: String,
    pub acceptance_on: Option<Date>,
    /// The grade of the latest evaluation.
    pub grade: Option<String>,
    /// The agencies it has contracts with.
    pub agencies: BTreeSet<String>,
    pub declared: bool,
    pub ended: bool,
}

impl ProjectSummary {
    pub fn of(project: &Project) -> Self {
        let letter = project.letter.as_ref();
        let grade = project
            .evaluations
            .iter()
            .rev()
            .find_map(|each| each.grade.clone());
        Self {
            id: project.id.clone(),
            unit: project.unit.clone(),
            unit_name: project.unit_name.clone(),
            title: project.title.clone(),
            summary: project.summary.clone(),
            stage: project.stage().key().to_owned(),
            letter_number: letter.and_then(|letter| letter.number.clone()),
            letter_on: letter.map(|letter| letter.on),
            acceptance: project.acceptance_result().to_owned(),
            acceptance_on: project.acceptances.last().map(|held| held.held_on),
            grade,
            agencies: project
                .contracts
                .iter()
                .map(|each| each.agency.clone())
                .collect(),
            declared: project.declared(),
            ended: project.withdrawn.is_some() || project.review.rejected.is_some(),
        }
    }
}
