//! How a panel was drawn: seed, pool in order, who was left out and why, and the
//! result; drawn once more where that was asked for.

use tongchou_project::state::{Candidate, Panel};
use tongchou_project::{Project, rank};
use tongchou_rules::vocabulary as v;

use crate::format;
use crate::pages::words::names;

#[derive(Debug)]
pub struct Draw {
    pub number: usize,
    pub stands: bool,
    pub when: String,
    pub reason: String,
    pub seed: String,
    pub size: i64,
    pub required: String,
    pub candidates: Vec<Line>,
    /// What drawing again came to, where it was done: equal or not.
    pub again: Option<bool>,
    /// The draw did not keep its pool, so that it cannot be done again.
    pub unkept: bool,
}

#[derive(Debug)]
pub struct Line {
    pub name: String,
    pub employer: String,
    pub expert: String,
    pub fields: String,
    /// The first digits of what the order goes by.
    pub rank: String,
    pub excluded: Option<String>,
    pub drawn: bool,
}

/// The draws of the review under way, the latest first; none of the names where
/// they are not open.
pub fn of(project: &Project, open: bool, recompute: bool) -> Vec<Draw> {
    let review = &project.review;
    let panels = review.earlier_panels.iter().chain(&review.panel);
    let count = panels.clone().count();
    let mut draws: Vec<Draw> = panels
        .zip(1..)
        .map(|(panel, number)| draw(panel, number, number == count, open, recompute))
        .collect();
    draws.reverse();
    draws
}

fn draw(panel: &Panel, number: usize, stands: bool, open: bool, recompute: bool) -> Draw {
    let candidates = if open {
        panel.pool.iter().map(|each| line(panel, each)).collect()
    } else {
        Vec::new()
    };
    Draw {
        number,
        stands,
        when: format::day(panel.on),
        reason: panel.reason.clone().unwrap_or_default(),
        seed: if open {
            panel.seed.clone()
        } else {
            String::new()
        },
        size: panel.size,
        required: names(v::FIELDS, &panel.required_fields),
        candidates,
        again: panel
            .redraw()
            .filter(|_| recompute && open)
            .map(|again| again.equal),
        unkept: panel.pool.is_empty(),
    }
}

fn line(panel: &Panel, each: &Candidate) -> Line {
    let drawn = |member: &tongchou_project::state::Member| member.expert == each.expert;
    Line {
        name: each.name.clone(),
        employer: each.employer.clone(),
        expert: each.expert.clone(),
        fields: names(v::FIELDS, &each.fields),
        rank: rank(&panel.seed, &each.expert).chars().take(12).collect(),
        excluded: each.exclusion().map(str::to_owned),
        drawn: panel.members.iter().any(drawn),
    }
}
