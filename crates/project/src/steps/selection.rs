//! Selecting projects for inspection or evaluation. Who can be selected, with their
//! points, comes in with the command; so does the seed.

use super::checks::{all, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{Command, DrawSelection, words};
use crate::refusal::StateFinding;
use crate::registers::Selection;
use crate::registers::selection::{Selectable, draw};
use crate::state::{Project, Stage};

impl Command {
    /// The scope of projects that the command needs, with their points.
    pub fn awaits_population(&self) -> Option<&str> {
        match self {
            Self::DrawSelection(form) => Some(&form.scope),
            _ => None,
        }
    }

    /// Hands the command those who can be selected.
    pub fn take_population(&mut self, mut population: Vec<Selectable>) {
        if let Self::DrawSelection(form) = self {
            population.sort_by(|one, other| one.project.cmp(&other.project));
            form.population = population;
        }
    }
}

/// Whether a project is in a scope: by its letter, and by where it stands.
pub fn in_scope(project: &Project, scope: &str) -> bool {
    let accepted = project.accepted_on().is_some();
    project.letter.is_some()
        && project.closed.is_none()
        && match scope {
            "running" => !accepted && project.stage() != Stage::Terminated,
            "accepted" => accepted,
            _ => true,
        }
}

impl Step for DrawSelection {
    type Of = Selection;

    fn guard(&self, _: &Selection, _: &Env) -> Vec<StateFinding> {
        let wanted = self.by_risk.saturating_add(self.at_random);
        let size = i64::try_from(self.population.len()).unwrap_or(i64::MAX);
        let short = format!("符合范围的项目只有{size}个，不足{wanted}个");
        all([
            unless(
                wanted > 0,
                "没有填写选取几个",
                "按风险和随机至少选取一个",
                "31.1",
            ),
            unless(
                wanted <= size,
                &short,
                "请减少选取的个数，或者放宽范围",
                "31.1",
            ),
            unless(
                !self.seed.is_empty(),
                "抽取种子尚未产生",
                "种子由服务器在办理时产生，不由人填写",
                "31.1",
            ),
        ])
    }

    fn complete(&mut self, _: &Selection, _: &Env) {
        self.drawn = draw(&self.seed, &self.population, self.by_risk, self.at_random);
    }

    fn found(&self, made: &Made) -> Option<Selection> {
        Some(Selection {
            id: made.id.to_owned(),
            title: self.title.clone(),
            purpose: self.purpose.clone(),
            scope: self.scope.clone(),
            by_risk: self.by_risk,
            at_random: self.at_random,
            reason: self.reason.clone(),
            seed: self.seed.clone(),
            population: self.population.clone(),
            drawn: self.drawn.clone(),
            by: made.by.clone(),
            on: Some(made.on),
        })
    }

    fn apply(&self, _: &mut Selection, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!(
            "选取{}个项目开展{}（按风险{}个，随机{}个）",
            self.drawn.len(),
            words::label(words::SELECTION_PURPOSES, &self.purpose),
            self.by_risk,
            self.at_random
        )
    }
}
