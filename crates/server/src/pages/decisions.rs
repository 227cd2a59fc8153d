//! The government's desk: every project that waits for its decision, many decided
//! with one form, each an act of its own.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tongchou_project::{Env, Stage, consider};

use super::acts::offer::{Against, against_law, against_state};
use super::batch::{self, Results, Told};
use super::kept::{self, DECISIONS, Kept, Wanted};
use super::listing;
use super::words::outcome;
use crate::app::{Entry, World};
use crate::clock;
use crate::format::{self, Amount};
use crate::forms::Pairs;
use crate::web::page::html_with;
use crate::web::{Ask, Failure, Page, Posted, SignedIn, Web};

const ACT: &str = DECISIONS.act;
/// The conclusion that one opinion may stand for.
const PASS: &str = "pass";

#[derive(Debug, Template)]
#[template(path = "decisions/index.html")]
struct Index {
    page: Page,
    csrf: String,
    key: String,
    note: Option<String>,
    failed: bool,
    decided_on: String,
    number: String,
    opinion: String,
    rows: Vec<Row>,
    total: Amount,
    outcomes: &'static [(&'static str, &'static str)],
    kept: Kept,
}

#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    unit: String,
    amount: Amount,
    consulted: String,
    opinion: String,
    sequence: u64,
    against: Vec<Against>,
    outcome: String,
    own_opinion: String,
    told: Option<Told>,
    /// What departments and the cryptography office said.
    opinions: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    done: Option<usize>,
    draft: Option<String>,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let note = asked.done.map(|count| format!("已办理{count}个项目"));
    let wanted = Wanted { draft: asked.draft };
    let desk = (DECISIONS, kept::all());
    let (form, kept) = kept::open(&web, &user.actor, desk, None, &wanted).await?;
    let form = form.unwrap_or_default();
    lay_out(&web, &user, &form, Results::new(), (note, kept)).await
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let waiting = waiting(&web, user).await?;
    let ids: Vec<String> = waiting.iter().map(|entry| entry.id.clone()).collect();
    let mut filled = form.clone();
    let mut common = Pairs::default();
    for name in ["decided_on", "number"] {
        common.push(name, form.first(name).unwrap_or_default());
    }
    // an opinion for all that pass, where a project has none of its own; what is
    // returned or rejected is told why
    for id in &ids {
        let own = format!("{id}.opinion");
        let passes = form.first(&format!("{id}.outcome")) == Some(PASS);
        if passes && form.filled(&own).is_none() {
            filled = filled.without(&own);
            filled.push(own, form.first("opinion").unwrap_or_default());
        }
    }
    let results = batch::perform(&web, user, ACT, &filled, &ids, &common).await?;
    if !results.is_empty() && results.values().all(|told| told.done) {
        kept::done(&web, &user.actor, DECISIONS, kept::all()).await;
        let to = format!("/decisions?done={}", results.len());
        return Ok(Redirect::to(&to).into_response());
    }
    let note = if results.is_empty() {
        "没有选择任何项目的决策结论".to_owned()
    } else {
        batch::in_words(&results)
    };
    let kept = kept::refused(&web, &user.actor, (DECISIONS, kept::all()), form, 0).await;
    lay_out(&web, user, form, results, (Some(note), kept)).await
}

/// The projects that wait for a decision, the longest first; the desk is there
/// for those alone who may decide.
async fn waiting(web: &Web, user: &SignedIn) -> Result<Vec<std::sync::Arc<Entry>>, Failure> {
    let world = web.app.world().await?;
    let may = web.app.with_env(&world, &user.actor, "", |env| {
        let who = web.app.who_may(env.regulation);
        let capacities = who.get(ACT);
        capacities.is_some_and(|words| words.iter().any(|word| user.has(word)))
    })?;
    if !may {
        return Err(Failure::NotFound);
    }
    let seen = listing::visible(&web.app, &user.actor).await?;
    let waiting = seen.iter().rev();
    Ok(waiting
        .filter(|entry| entry.stage == Stage::AwaitingDecision.key())
        .cloned()
        .collect())
}

async fn lay_out(
    web: &Web,
    user: &SignedIn,
    form: &Pairs,
    mut results: Results,
    (note, kept): (Option<String>, Kept),
) -> Result<Response, Failure> {
    let waiting = waiting(web, user).await?;
    let world = web.app.world().await?;
    let failed = note.is_some()
        && form.has("_csrf")
        && (results.is_empty() || results.values().any(|told| !told.done));
    let withheld = results.values().any(|told| told.withheld);
    let blank = Pairs::default();
    let form = if withheld { &blank } else { form };
    let today = web.app.clock().today();
    let text = |name: &str| form.first(name).unwrap_or_default().to_owned();
    let total = waiting
        .iter()
        .filter_map(|entry| entry.aggregate.project())
        .map(tongchou_project::Project::total_amount)
        .sum();
    let rows = web.app.with_env(&world, &user.actor, "", |env| {
        waiting
            .iter()
            .filter_map(|entry| row(env, &world, entry, form, results.remove(&entry.id)))
            .collect()
    })?;
    let index = Index {
        page: Page::of(user, "区政府决策", "/reviews"),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        note,
        failed,
        decided_on: form
            .first("decided_on")
            .map_or_else(|| today.to_string(), str::to_owned),
        number: text("number"),
        opinion: text("opinion"),
        rows,
        total: Amount::of(total),
        outcomes: tongchou_rules::vocabulary::OUTCOMES.words,
        kept,
    };
    let status = if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html_with(status, &index))
}

fn row(
    env: &Env<'_>,
    world: &World,
    entry: &Entry,
    form: &Pairs,
    told: Option<Told>,
) -> Option<Row> {
    let project = entry.aggregate.project()?;
    let env = Env {
        id: &entry.id,
        ..*env
    };
    let considered = consider(Some(&entry.aggregate), ACT, &env)?;
    let base = format!("/projects/{}", entry.id);
    let mut against = against_law(&considered.verdict, &base, &world.registers);
    against.extend(against_state(&considered.state));
    let held = project.review.consultation.as_ref()?;
    let cell = |column: &str| {
        let name = format!("{}.{column}", entry.id);
        form.first(&name).unwrap_or_default().to_owned()
    };
    let departments = project.department_opinions().into_iter();
    let departments = departments.map(|row| format!("{}：{}", row.department, row.opinion));
    let cryptography = project.cryptography_opinion.as_ref().map(|found| {
        let (_, outcome) = outcome(&found.outcome);
        format!("密码应用审核：{outcome}。{}", found.opinion)
    });
    Some(Row {
        opinions: departments.chain(cryptography).collect(),
        id: entry.id.clone(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        amount: Amount::of(project.total_amount()),
        consulted: format::day(held.conclusion.on),
        opinion: held.conclusion.opinion.clone(),
        sequence: entry.sequence,
        against,
        outcome: cell("outcome"),
        own_opinion: cell("opinion"),
        told,
    })
}
