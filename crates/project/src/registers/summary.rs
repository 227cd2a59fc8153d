//! What other projects may know of a project.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SharedMap;
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
    /// The meeting that concluded on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consulted_at: Option<String>,
    /// Taken in from records of earlier years.
    pub earlier: bool,
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
            consulted_at: project
                .review
                .consultation
                .as_ref()
                .map(|held| held.meeting.clone()),
            earlier: project.earlier.is_some(),
            ended: project.withdrawn.is_some() || project.review.rejected.is_some(),
        }
    }
    pub fn is_poor(&self) -> bool {
        self.grade.as_deref() == Some("poor")
    }
}

/// The summaries of all projects, found by id and by unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summaries {
    by_id: SharedMap<String, Arc<ProjectSummary>>,
    by_unit: SharedMap<(String, String), ()>,
    /// By unit, how many of its projects were last evaluated as poor.
    poor: SharedMap<String, usize>,
    /// By unit and agency, how many of the unit's projects have contracts with it.
    contracts: SharedMap<(String, String), usize>,
}

impl Summaries {
    pub fn get(&self, id: &str) -> Option<&ProjectSummary> {
        self.by_id.get(id).map(Arc::as_ref)
    }

    pub fn contains_key(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &ProjectSummary> {
        self.by_id.values().map(Arc::as_ref)
    }

    pub fn of_unit(&self, unit: &str) -> impl Iterator<Item = &ProjectSummary> {
        let from = (unit.to_owned(), String::new());
        let unit = from.0.clone();
        self.by_unit
            .from_key(&from)
            .take_while(move |((of, _), ())| *of == unit)
            .filter_map(|((_, id), ())| self.get(id))
    }

    /// Whether any of a unit's projects was last evaluated as poor.
    pub fn any_poor(&self, unit: &str) -> bool {
        self.poor.get(unit).is_some_and(|projects| *projects > 0)
    }

    /// Whether an agency has a contract on any of a unit's projects.
    pub fn works_for(&self, unit: &str, agency: &str) -> bool {
        let of = (unit.to_owned(), agency.to_owned());
        self.contracts
            .get(&of)
            .is_some_and(|projects| *projects > 0)
    }

    pub fn insert(&mut self, id: String, summary: ProjectSummary) {
        if let Some(before) = self.by_id.get(&id).cloned() {
            self.by_unit.remove(&(before.unit.clone(), id.clone()));
            self.count_poor(&before, -1);
            self.count_contracts(&before, -1);
        }
        self.count_poor(&summary, 1);
        self.count_contracts(&summary, 1);
        self.by_unit.insert((summary.unit.clone(), id.clone()), ());
        self.by_id.insert(id, Arc::new(summary));
    }

    fn count_contracts(&mut self, summary: &ProjectSummary, by: isize) {
        for agency in &summary.agencies {
            let of = (summary.unit.clone(), agency.clone());
            let known = self.contracts.get(&of).copied().unwrap_or(0);
            self.contracts.insert(of, known.saturating_add_signed(by));
        }
    }

    fn count_poor(&mut self, summary: &ProjectSummary, by: isize) {
        if summary.is_poor() {
            let known = self.poor.get(&summary.unit).copied().unwrap_or(0);
            self.poor
                .insert(summary.unit.clone(), known.saturating_add_signed(by));
        }
    }
}

impl Serialize for Summaries {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.by_id.iter();
        serializer.collect_map(entries.map(|(id, summary)| (id, summary.as_ref())))
    }
}

impl<'de> Deserialize<'de> for Summaries {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = SharedMap::<String, ProjectSummary>::deserialize(deserializer)?;
        let mut summaries = Self::default();
        for (id, summary) in entries.iter() {
            summaries.insert(id.clone(), summary.clone());
        }
        Ok(summaries)
    }
}
