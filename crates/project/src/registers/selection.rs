//! Projects selected for inspection or evaluation: who could be, by which points, by
//! which seed, who came out; and the same drawn once more from what was recorded.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tongchou_rules::RiskPoint;

use crate::event::By;

/// A project that could be selected, as it stood then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selectable {
    pub project: String,
    pub title: String,
    pub unit: String,
    pub unit_name: String,
    pub points: Vec<RiskPoint>,
}

impl Selectable {
    pub fn score(&self) -> i64 {
        self.points.iter().map(|point| point.points).sum()
    }
}

/// One that came out, and how: "risk" or "random".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub project: String,
    pub way: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    pub id: String,
    pub title: String,
    /// "inspection" or "evaluation".
    pub purpose: String,
    pub scope: String,
    pub by_risk: i64,
    pub at_random: i64,
    pub reason: String,
    pub seed: String,
    /// By project id.
    pub population: Vec<Selectable>,
    pub drawn: Vec<Drawn>,
    pub by: By,
    pub on: Option<Date>,
}

impl Selection {
    /// How a project came out, if it did.
    pub fn way_of(&self, project: &str) -> Option<&str> {
        let mut drawn = self.drawn.iter();
        drawn
            .find(|each| each.project == project)
            .map(|each| each.way.as_str())
    }

    /// Draws once more: whether what comes out is what was recorded.
    pub fn is_reproduced(&self) -> bool {
        draw(&self.seed, &self.population, self.by_risk, self.at_random) == self.drawn
    }

    /// Without what only those who select may see: the points of others, and which of
    /// others' projects came out.
    #[must_use]
    pub fn reduced(mut self, visible: &BTreeSet<String>) -> Self {
        self.population.clear();
        self.seed.clear();
        self.drawn.retain(|each| visible.contains(&each.project));
        self
    }
}

/// The highest scores first, chance deciding between equal ones; then by chance alone
/// among the rest. Chance is SM3 of the seed and the project's id.
pub(crate) fn draw(
    seed: &str,
    population: &[Selectable],
    by_risk: i64,
    at_random: i64,
) -> Vec<Drawn> {
    let size = |number: i64| usize::try_from(number).unwrap_or(0);
    let ranks: BTreeMap<&str, String> = population
        .iter()
        .map(|each| (each.project.as_str(), crate::rank(seed, &each.project)))
        .collect();
    let rank = |each: &Selectable| ranks.get(each.project.as_str()).cloned();
    let mut ordered: Vec<&Selectable> = population.iter().collect();
    ordered.sort_by_key(|each| (std::cmp::Reverse(each.score()), rank(each)));
    let mut rest = ordered.split_off(size(by_risk).min(ordered.len()));
    rest.sort_by_key(|each| rank(each));
    let of = |way: &'static str| {
        move |each: &Selectable| Drawn {
            project: each.project.clone(),
            way: way.to_owned(),
        }
    };
    let at_risk = ordered.into_iter().map(of("risk"));
    let by_chance = rest.into_iter().take(size(at_random)).map(of("random"));
    at_risk.chain(by_chance).collect()
}
