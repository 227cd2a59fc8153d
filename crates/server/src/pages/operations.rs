//! What the server does by the clock, for the system administrator: each job
//! with its last run and its next, what waits in the outbox, what did not arrive
//! outside, the latest runs.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use tongchou_store::JobRun;

use super::channels;
use super::log::Checked;
use crate::accounts::notes::{self, By};
use crate::format;
use crate::jobs::JOBS;
use crate::outside::{MAIL, WEBHOOK};
use crate::web::{Failure, Page, Posted, SignedIn, Web, html};

const RUNS: u32 = 500;
const SHOWN: usize = 60;

#[derive(Debug, Template)]
#[template(path = "operations/index.html")]
struct Index {
    page: Page,
    waiting: u64,
    checked: Checked,
    jobs: Vec<Line>,
    runs: Vec<Run>,
    csrf: String,
    ways: Vec<Way>,
    troubled: Vec<Troubled>,
}

/// A way out, with how many deliveries are in which state.
#[derive(Debug)]
struct Way {
    title: &'static str,
    carried: bool,
    waiting: u64,
    held: u64,
    sent: u64,
    failed: u64,
}

/// A delivery with an error; what it tells is its receiver's alone.
#[derive(Debug)]
struct Troubled {
    id: i64,
    uid: String,
    person: String,
    channel: &'static str,
    form: &'static str,
    tone: &'static str,
    state: &'static str,
    attempts: u64,
    created: String,
    next: String,
    error: String,
}

const TROUBLED: u32 = 100;

#[derive(Debug)]
struct Line {
    title: &'static str,
    when: &'static str,
    last: Option<Run>,
    next: String,
    /// Some server is at it.
    running: bool,
}

#[derive(Debug, Clone)]
struct Run {
    title: &'static str,
    due: String,
    started: String,
    took: String,
    failed: bool,
    says: String,
    holder: String,
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    if !user.has("system_admin") {
        return Err(Failure::NotFound);
    }
    let store = web.app.store();
    let now = web.app.clock().now();
    let states = store.job_states().await?;
    let runs = store.job_runs(RUNS).await?;
    let jobs = JOBS.iter().map(|job| {
        let state = states.iter().find(|state| state.name == job.name);
        let last = runs.iter().find(|run| run.name == job.name);
        Line {
            title: job.title,
            when: job.when,
            last: last.map(told),
            next: format::moment(job.next(now)),
            running: state.is_some_and(|state| !state.holder.is_empty() && state.lease_until > now),
        }
    });
    // what runs each minute would fill the page with nothing
    let weighty = runs
        .iter()
        .filter(|run| !matches!(run.name.as_str(), "notices" | "deliveries") || run.failed);
    Ok(html(&Index {
        page: Page::of(&user, "运行情况", "/operations"),
        waiting: store.outbox_waiting().await?,
        checked: Checked::by(&web).await,
        jobs: jobs.collect(),
        runs: weighty.take(SHOWN).map(told).collect(),
        csrf: user.session.csrf.clone(),
        ways: ways(&web).await?,
        troubled: troubled(&web).await?,
    }))
}

async fn ways(web: &Web) -> Result<Vec<Way>, Failure> {
    let counts = web.app.store().delivery_counts().await?;
    let way = |kind: &'static str| {
        let of = |wanted: &[&str]| {
            let counted = counts
                .iter()
                .filter(|(channel, state, _)| channel == kind && wanted.contains(&state.as_str()));
            counted.map(|(_, _, number)| *number).sum()
        };
        Way {
            title: channels::label(kind),
            carried: web.outside.carries(kind),
            waiting: of(&["waiting"]),
            held: of(&["held"]),
            sent: of(&["sent"]),
            failed: of(&["failed"]),
        }
    };
    Ok(vec![way(MAIL), way(WEBHOOK)])
}

async fn troubled(web: &Web) -> Result<Vec<Troubled>, Failure> {
    let found = web.app.store().troubled_deliveries(TROUBLED).await?;
    let rows = found.into_iter().map(|delivery| {
        let (tone, state) = channels::state(&delivery);
        Troubled {
            id: delivery.id,
            channel: channels::label(&delivery.channel),
            form: match delivery.form.as_str() {
                "digest" => "每日汇总",
                "code" => "确认码",
                "test" => "试发",
                _ => "通知",
            },
            tone,
            state,
            attempts: delivery.attempts,
            created: format::moment(delivery.created_at),
            next: if delivery.state == "waiting" {
                format::moment(delivery.next_at)
            } else {
                String::new()
            },
            uid: delivery.uid,
            person: delivery.person,
            error: delivery.error,
        }
    });
    Ok(rows.collect())
}

/// Has what did not arrive tried again: one, or all.
pub async fn retry(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    if !posted.user.has("system_admin") {
        return Err(Failure::NotFound);
    }
    let id = posted.form.filled("id").and_then(|id| id.parse().ok());
    let all = posted.form.filled("all").is_some();
    if all || id.is_some() {
        let now = web.app.clock().now();
        let id = if all { None } else { id };
        let number = web.app.store().retry_deliveries(id, now).await?;
        let about = json!({ "number": number });
        let by = By::actor(&posted.user.actor);
        notes::note(&web.app, "deliveries_retried", by, about).await;
    }
    Ok(Redirect::to("/operations#outside").into_response())
}

fn told(run: &JobRun) -> Run {
    let job = JOBS.iter().find(|job| job.name == run.name);
    Run {
        title: job.map_or("（已取消的任务）", |job| job.title),
        due: format::moment(run.due_at),
        started: format::moment(run.started_at),
        took: format::span(run.ended_at.duration_since(run.started_at)),
        failed: run.failed,
        says: run.says.clone(),
        holder: run.holder.chars().take(8).collect(),
    }
}
