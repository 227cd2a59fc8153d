//! One need cut into several projects: shown to those who review, never more. The
//! amount is the one from which the measure asks for supervision (article 20): what
//! lies below it escapes, what is cut lies below it.

use std::collections::BTreeSet;

use tongchou_likeness::SplitRule;
use tongchou_project::Project;

use super::entries::{behind, of_project};
use crate::app::{App, World};
use crate::clock;

/// Projects that seem to be one need, with what they cost together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitFound {
    pub members: Vec<SplitPart>,
    /// Whole fen.
    pub sum: i64,
    pub threshold: i64,
    pub days: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitPart {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub year: Option<i32>,
    pub amount: i64,
}

/// The units whose projects one body leads: what it leads may be one need, whichever of
/// them declares it.
fn led_together(world: &World, project: &Project) -> Vec<String> {
    if project.domain.is_empty() {
        return Vec::new();
    }
    let projects = world
        .of_kind("project")
        .filter_map(|entry| entry.aggregate.project());
    let led = projects.filter(|other| other.domain == project.domain);
    let units: BTreeSet<String> = led.map(|other| other.unit_name.clone()).collect();
    units
        .into_iter()
        .chain([project.unit_name.clone()])
        .collect()
}

impl App {
    /// The split that a project seems to be a part of.
    pub fn split_of(&self, world: &World, project: &Project) -> anyhow::Result<Option<SplitFound>> {
        let law = self.regulation(world, clock::day_of(self.clock().now()))?;
        let limits = law
            .limit("supervision_from")
            .zip(law.limit("split_within_days"));
        let Some((threshold, days)) = limits else {
            return Ok(None);
        };
        let rule = SplitRule {
            threshold: threshold.value,
            window_days: days.value,
            related: vec![led_together(world, project)],
        };
        let declared = of_project(project);
        let split = self.with_corpus(world, |indexed| indexed.corpus.split(&declared, &rule))?;
        Ok(split.map(|split| SplitFound {
            members: split
                .members
                .into_iter()
                .map(|member| SplitPart {
                    id: behind(&member.id).to_owned(),
                    title: member.title,
                    unit: member.unit,
                    year: member.year,
                    amount: member.amount,
                })
                .collect(),
            sum: split.sum,
            threshold: rule.threshold,
            days: rule.window_days,
        }))
    }
}
