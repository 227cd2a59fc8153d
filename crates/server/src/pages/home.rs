//! Where a working day starts: what waits for me, what is late, what comes next,
//! what is new, each with a link to the very form.

mod found;
mod news;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use rayon::prelude::*;
use tongchou_project::Actor;

use self::found::{Due, Group, Mine, Owed, Stages};
use self::news::News;
use super::listing::visible;
use super::lists::Look;
use crate::app::{self, App, Entry, World};
use crate::format;
use crate::web::{Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "work/show.html")]
struct Show {
    page: Page,
    name: String,
    today: String,
    work: Arc<Work>,
    news: News,
    drafts: u64,
}

/// What one person finds on a day.
#[derive(Debug)]
pub struct Work {
    groups: Vec<Group>,
    waiting: usize,
    late: Section,
    coming: Section,
    /// Late with others, who owe it to this person's body.
    owed: Section,
    mine: Vec<Mine>,
    mine_total: usize,
    mine_all: String,
    mine_title: &'static str,
    stages: Stages,
    may_register: bool,
    projects: usize,
}

/// The first of some duties, and how many there are.
#[derive(Debug)]
struct Section {
    shown: Vec<Due>,
    total: usize,
    all: &'static str,
}

/// How many lines of a kind stand on the page; a list has the rest.
const SHOWN: usize = 8;

pub async fn show(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    if user.administers() {
        return Ok(Redirect::to("/people").into_response());
    }
    let entries = visible(&web.app, &user.actor).await?;
    let news = news::since(&web, &user, &entries).await?;
    let (app, made, actor) = (web.app.clone(), web.made.clone(), user.actor.clone());
    let world = web.app.world().await?;
    let work = tokio::task::spawn_blocking(move || {
        made.starts
            .of(&entries, "", || work(&app, &world, &actor, &entries))
    });
    let work = work.await??;
    Ok(html(&Show {
        page: Page::of(&user, "工作台", "/"),
        name: user.actor.name.clone(),
        today: today(&web.app),
        work,
        news,
        drafts: user.drafts,
    }))
}

/// Finds out, on the thread it is called on, what the start pages of people with
/// these capacities will show: the first of them need not wait for it.
pub fn make_ready(app: &App, world: &World, actor: &Actor) -> anyhow::Result<()> {
    let entries = app.visible_in(world, actor)?;
    work(app, world, actor, &entries).map(drop)
}

fn work(app: &App, world: &World, actor: &Actor, entries: &[Arc<Entry>]) -> anyhow::Result<Work> {
    app.with_view(world, actor, |view| {
        let look = Look {
            view,
            who: &app.who_may(view.env.regulation),
        };
        gather(entries, &look)
    })
}

/// 2026年11月24日 星期二, and what kind of day it is where it is no ordinary one.
fn today(app: &App) -> String {
    let on = app.clock().today();
    let calendar = app.law().on(on).calendar();
    let weekday = ["一", "二", "三", "四", "五", "六", "日"]
        .get(usize::try_from(on.weekday().to_monday_zero_offset()).unwrap_or(0))
        .copied()
        .unwrap_or_default();
    let name = calendar.day(on).name.filter(|name| *name != "周末");
    let name = name.map(|name| format!("（{name}）")).unwrap_or_default();
    format!("{} 星期{weekday}{name}", format::day(on))
}

fn gather(entries: &[Arc<Entry>], look: &Look<'_>) -> Work {
    let looked: Vec<found::Found<'_>> = entries
        .par_iter()
        .map(|entry| found::look(entry, look))
        .collect();
    let mut all = found::Found::default();
    for each in looked {
        all.append(each);
    }
    let waiting = all.waits.len();
    let (mine_title, mine_all, own) = own(entries, look.view.env.actor);
    Work {
        groups: found::grouped(all.waits, look),
        waiting,
        late: section(all.late, "/projects?due=late", look),
        coming: section(all.coming, "/projects?due=soon", look),
        owed: section(all.owed, "/projects?due=late", look),
        mine_total: own.len(),
        mine: own
            .iter()
            .take(SHOWN)
            .filter_map(|entry| found::mine(entry))
            .collect(),
        mine_all,
        mine_title,
        stages: found::stages(entries, look.view.env.actor),
        may_register: app::may_create("register_project", &look.view.env, look.who),
        projects: entries.len(),
    }
}

fn section(mut duties: Vec<Owed<'_>>, all: &'static str, look: &Look<'_>) -> Section {
    duties.sort_by_key(Owed::last_day);
    let shown = duties.iter().take(SHOWN);
    Section {
        shown: shown.filter_map(|due| due.shown(look)).collect(),
        total: duties.len(),
        all,
    }
}

/// A unit's own projects; for others, those they were brought into, where these
/// are few enough to be named.
fn own<'a>(
    entries: &'a [Arc<Entry>],
    actor: &Actor,
) -> (&'static str, String, Vec<&'a Arc<Entry>>) {
    if actor.capacities.contains("project_unit") {
        let own = entries.iter().filter(|entry| entry.owner == actor.body);
        let all = format!("/projects?unit={}", actor.body);
        return ("我的项目", all, own.collect());
    }
    let brought_in = ["expert", "domain_lead"];
    let few = actor
        .capacities
        .iter()
        .all(|held| brought_in.contains(&held.as_str()));
    let entries = if few {
        entries.iter().collect()
    } else {
        Vec::new()
    };
    ("与我有关的项目", "/projects".to_owned(), entries)
}
