//! Where a working day starts: what waits for me, what is late, what comes next,
//! each with a link to the very form.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use rayon::prelude::*;
use tongchou_rules::DutyState;

use super::acts::awaited;
use super::listing::{tone, visible};
use super::project::DutyView;
use crate::app;
use crate::web::{Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "work/show.html")]
struct Show {
    page: Page,
    name: String,
    waiting: Vec<Waiting>,
    late: Vec<Due>,
    coming: Vec<Due>,
    projects: usize,
    may_register: bool,
}

/// A project with the acts it waits for from this person.
#[derive(Debug)]
struct Waiting {
    id: String,
    title: String,
    unit: String,
    stage: &'static str,
    tone: &'static str,
    acts: Vec<(String, &'static str)>,
}

#[derive(Debug)]
struct Due {
    id: String,
    title: String,
    act: String,
    on: Option<jiff::civil::Date>,
    duty: DutyView,
}

/// How far ahead duties are announced.
const AHEAD_DAYS: i64 = 90;

#[derive(Debug, Default)]
struct Found {
    waiting: Option<Waiting>,
    late: Vec<Due>,
    coming: Vec<Due>,
}

pub async fn show(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    if user.administers() {
        return Ok(Redirect::to("/people").into_response());
    }
    let entries = visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor, projects) = (web.app.clone(), user.actor.clone(), entries.len());
    let (found, may_register) = tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |view| {
            let found: Vec<Found> = entries.par_iter().map(|entry| look(entry, view)).collect();
            let who = app.who_may(view.env.regulation);
            let may_register = app::may_create("register_project", &view.env, &who);
            (found, may_register)
        })
    })
    .await??;
    let mut show = Show {
        page: Page::of(&user, "我的工作", "/"),
        name: user.actor.name.clone(),
        waiting: Vec::new(),
        late: Vec::new(),
        coming: Vec::new(),
        projects,
        may_register,
    };
    for found in found {
        show.waiting.extend(found.waiting);
        show.late.extend(found.late);
        show.coming.extend(found.coming);
    }
    show.late.sort_by_key(|due| due.on);
    show.coming.sort_by_key(|due| due.on);
    Ok(html(&show))
}

fn look(entry: &app::Entry, view: &app::View<'_>) -> Found {
    let Some(project) = entry.aggregate.project() else {
        return Found::default();
    };
    let stage = project.stage();
    let env = &view.env;
    let title = |act: &str| env.regulation.act(act).map(|act| act.title.clone());
    let acts: Vec<_> = view
        .open(entry, awaited::at(stage))
        .keys()
        .map(|key| (title(key).unwrap_or_default(), key))
        .collect();
    let mut found = Found::default();
    if !acts.is_empty() {
        found.waiting = Some(Waiting {
            id: entry.id.clone(),
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            stage: stage.label(),
            tone: tone(stage),
            acts,
        });
    }
    for duty in view.owed(entry).iter() {
        // a duty of others is on their page
        let mine = env.actor.capacities.contains(&duty.who)
            && (duty.who != "project_unit" || project.unit == env.actor.body);
        if !mine {
            continue;
        }
        let soon = duty
            .due_on
            .is_some_and(|due| (due - env.on).get_days() <= i32::try_from(AHEAD_DAYS).unwrap_or(0));
        let list = match duty.state {
            DutyState::Overdue => &mut found.late,
            DutyState::Due => &mut found.coming,
            DutyState::Upcoming if soon => &mut found.coming,
            _ => continue,
        };
        list.push(Due {
            id: entry.id.clone(),
            title: project.title.clone(),
            act: duty.act.clone(),
            on: duty.due_on,
            duty: DutyView::of(duty),
        });
    }
    found
}
