//! What the server does by the clock, for the system administrator: each job
//! with its last run and its next, what waits in the outbox, the latest runs.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_store::JobRun;

use crate::format;
use crate::jobs::JOBS;
use crate::web::{Failure, Page, SignedIn, Web, html};

const RUNS: u32 = 500;
const SHOWN: usize = 60;

#[derive(Debug, Template)]
#[template(path = "operations/index.html")]
struct Index {
    page: Page,
    waiting: u64,
    jobs: Vec<Line>,
    runs: Vec<Run>,
}

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
        .filter(|run| run.name != "notices" || run.failed);
    Ok(html(&Index {
        page: Page::of(&user, "运行情况", "/operations"),
        waiting: store.outbox_waiting().await?,
        jobs: jobs.collect(),
        runs: weighty.take(SHOWN).map(told).collect(),
    }))
}

fn told(run: &JobRun) -> Run {
    let job = JOBS.iter().find(|job| job.name == run.name);
    let took = run.ended_at.duration_since(run.started_at).as_millis();
    Run {
        title: job.map_or("（已取消的任务）", |job| job.title),
        due: format::moment(run.due_at),
        started: format::moment(run.started_at),
        took: if took < 1000 {
            format!("{took} 毫秒")
        } else {
            format!("{} 秒", took / 1000)
        },
        failed: run.failed,
        says: run.says.clone(),
        holder: run.holder.chars().take(8).collect(),
    }
}
