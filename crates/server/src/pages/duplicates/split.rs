//! One need cut into several projects: told to those who have a part in the review,
//! with the sum. Who only declares is not shown what others declared.

use super::hits::sees_project;
use crate::app::SplitFound;
use crate::format::Amount;
use crate::pages::opened::Opened;
use crate::web::Failure;

#[derive(Debug)]
pub struct SplitView {
    pub lines: Vec<Line>,
    pub sum: Amount,
    pub threshold: String,
    pub days: i64,
}

#[derive(Debug)]
pub struct Line {
    pub title: String,
    pub href: Option<String>,
    pub unit: String,
    pub year: String,
    pub amount: Amount,
}

/// The acts of those who review, are consulted or inspect.
const REVIEWS: [&str; 7] = [
    "endorse_declaration",
    "conclude_preliminary_review",
    "give_expert_opinion",
    "give_department_opinion",
    "conclude_consultation",
    "decide_project",
    "record_inspection",
];

pub async fn of(opened: &Opened<'_>) -> Result<Option<SplitView>, Failure> {
    let mut reviews = false;
    for act in REVIEWS {
        reviews |= opened.consider(act)?.permitted_to_actor;
    }
    if !reviews {
        return Ok(None);
    }
    let (app, world) = (opened.web.app.clone(), opened.world.clone());
    let project = opened.project()?.clone();
    let looked = tokio::task::spawn_blocking(move || app.split_of(&world, &project));
    let found = looked.await.map_err(anyhow::Error::from)??;
    found.map(|found| in_words(opened, found)).transpose()
}

fn in_words(opened: &Opened<'_>, found: SplitFound) -> Result<SplitView, Failure> {
    let mut lines = Vec::new();
    for part in found.members {
        let app = &opened.web.app;
        let other = part.id != opened.id;
        let seen = other && sees_project(app, &opened.world, opened.actor, &part.id)?;
        lines.push(Line {
            title: part.title,
            href: seen.then(|| format!("/projects/{}", part.id)),
            unit: part.unit,
            year: part
                .year
                .map_or_else(String::new, |year| format!("{year}年")),
            amount: Amount::of(part.amount),
        });
    }
    Ok(SplitView {
        lines,
        sum: Amount::of(found.sum),
        threshold: Amount::of(found.threshold).short,
        days: found.days,
    })
}
