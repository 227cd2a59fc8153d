//! The projects an article concerns now: a clause of it stands at a step the
//! project can take at the stage that it has reached, or a duty of it is open. Judged
//! for each project once and kept until something of it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;
use serde::Deserialize;
use tongchou_project::{Actor, Situation};
use tongchou_rules::{Clause, Regulation, article as numbers};

use super::belongs;
use crate::app::{App, Entry, View};
use crate::pages::listing;
use crate::pages::project::is_ahead;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

/// What registers say may change without the project changing.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(5);
const PER_PAGE: usize = 50;

/// Answers by article and project, for one regulation.
#[derive(Debug, Default)]
pub struct Concerns(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    regulation: String,
    since: Option<Timestamp>,
    /// By article and project: the sequence that was judged, and the answer.
    answers: HashMap<(u32, String), (u64, bool)>,
}

impl Concerns {
    /// Of these projects those that the article concerns.
    fn of(
        &self,
        app: &App,
        law: &Regulation,
        number: u32,
        seen: &[Arc<Entry>],
    ) -> anyhow::Result<Vec<Arc<Entry>>> {
        let known = self.known(app, law, number);
        let world = tokio::runtime::Handle::current().block_on(app.world())?;
        let nobody = Actor::nobody();
        let judged: Vec<(Arc<Entry>, bool)> = app.with_view(&world, &nobody, |view| {
            let acts = acts(view.env.regulation, number);
            seen.par_iter()
                .map(|entry| {
                    let kept = known
                        .get(&entry.id)
                        .filter(|(sequence, _)| *sequence == entry.sequence);
                    let concerned = kept.map_or_else(
                        || concerned(entry, number, &acts, view),
                        |(_, concerned)| *concerned,
                    );
                    (entry.clone(), concerned)
                })
                .collect()
        })?;
        self.keep(number, &judged);
        Ok(judged
            .into_iter()
            .filter_map(|(entry, concerned)| concerned.then_some(entry))
            .collect())
    }

    fn known(&self, app: &App, law: &Regulation, number: u32) -> HashMap<String, (u64, bool)> {
        let now = app.clock().now();
        let key = format!("{} {}", law.hash(), app.clock().today());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = kept
            .since
            .is_some_and(|since| now.duration_since(since) < KEPT_FOR);
        if kept.regulation != key || !fresh {
            *kept = Kept {
                regulation: key,
                since: Some(now),
                answers: HashMap::new(),
            };
        }
        let answers = kept
            .answers
            .iter()
            .filter(|((article, _), _)| *article == number);
        answers
            .map(|((_, id), answer)| (id.clone(), *answer))
            .collect()
    }

    fn keep(&self, number: u32, judged: &[(Arc<Entry>, bool)]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (entry, concerned) in judged {
            let answer = (entry.sequence, *concerned);
            kept.answers.insert((number, entry.id.clone()), answer);
        }
    }
}

/// The acts at which clauses of an article stand, with their stages.
fn acts(law: &Regulation, number: u32) -> Vec<(String, String)> {
    let clauses = law
        .clauses()
        .iter()
        .filter(|clause| belongs(&clause.article, number));
    let mut acts: Vec<(String, String)> = clauses
        .flat_map(|clause| law.acts_of(&clause.id))
        .map(|act| (act.key.clone(), act.stage.clone()))
        .collect();
    acts.sort();
    acts.dedup();
    acts
}

fn concerned(entry: &Entry, number: u32, acts: &[(String, String)], view: &View<'_>) -> bool {
    let owed = view.owed(entry);
    if owed.iter().any(|duty| belongs(&duty.article, number)) {
        return true;
    }
    let env = view.env_of(entry);
    let situation = Situation::of(&entry.aggregate, &env);
    let of_article = |clause: &Clause| belongs(&clause.article, number);
    let is_ahead = |stage: &str| {
        let project = entry.aggregate.project();
        project.is_some_and(|project| is_ahead(project, stage))
    };
    let mut acts = acts.iter().filter(|(_, stage)| !is_ahead(stage));
    acts.any(|(act, _)| situation.concerned(act, of_article))
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    page: Option<usize>,
}

#[derive(Debug, Template)]
#[template(path = "regulation/projects.html")]
struct Index {
    page: Page,
    number: u32,
    words: String,
    title: String,
    rows: Vec<Row>,
    total: usize,
    at: usize,
    pages: usize,
}

#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    unit: String,
    stage: &'static str,
    tone: &'static str,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    At(number): At<u32>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let law = web.app.regulation(&world, web.app.clock().today())?;
    let mut articles = law.articles().iter();
    let article = articles
        .find(|known| known.number == number)
        .ok_or(Failure::NotFound)?;
    let seen = listing::visible(&web.app, &user.actor).await?;
    let (app, concerns, judged_by) = (web.app.clone(), web.concerns.clone(), law.clone());
    let found = tokio::task::spawn_blocking(move || concerns.of(&app, &judged_by, number, &seen));
    let found = found.await??;
    let total = found.len();
    let pages = total.div_ceil(PER_PAGE).max(1);
    let at = asked.page.unwrap_or(1).clamp(1, pages);
    let rows = found
        .iter()
        .skip((at - 1) * PER_PAGE)
        .take(PER_PAGE)
        .filter_map(|entry| row(entry));
    Ok(html(&Index {
        page: Page::of(
            &user,
            format!("第{}条涉及的项目", numbers::numeral(number)),
            "/regulation",
        ),
        number,
        words: format!("第{}条", numbers::numeral(number)),
        title: article.title.clone(),
        rows: rows.collect(),
        total,
        at,
        pages,
    }))
}

fn row(entry: &Entry) -> Option<Row> {
    let project = entry.aggregate.project()?;
    let stage = project.stage();
    Some(Row {
        id: entry.id.clone(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        stage: stage.label(),
        tone: listing::tone(stage),
    })
}
