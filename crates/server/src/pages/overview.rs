//! The leader's view: what all the projects that somebody sees come to. Every
//! figure leads to the list that it counts. It shows, and decides nothing.

mod figures;
mod flow;
mod picture;
mod pictures;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use rayon::prelude::*;

use self::figures::{BY, Figures};
use self::flow::Counted;
pub use self::picture::Picture;
use super::listing::visible;
use super::lists::Look;
use super::unchanged::Entries;
use crate::app::Entry;
use crate::format;
use crate::web::{Failure, Page, Queried, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "overview/show.html")]
struct Show {
    page: Page,
    today: String,
    projects: usize,
    by: &'static str,
    ways: &'static [(&'static str, &'static str)],
    /// Whether the reader has the pages beside it.
    beside: bool,
    pictures: Arc<Vec<Picture>>,
}

/// The same for a wall: pictures alone, which renew themselves.
#[derive(Debug, Template)]
#[template(path = "overview/wall.html")]
struct Wall {
    page: Page,
    today: String,
    projects: usize,
    by: &'static str,
    pictures: Arc<Vec<Picture>>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let asked = pairs.filled("by").unwrap_or_default();
    let by = BY.iter().find(|(key, _)| *key == asked);
    let by = by.map_or("field", |(key, _)| *key);
    let entries = visible(&web.app, &user.actor).await?;
    let projects = entries.len();
    let pictures = made(&web, &user, entries, by).await?;
    let page = Page::of(&user, "概览", "/overview");
    let today = format::day(web.app.clock().today());
    Ok(if pairs.has("wall") {
        html(&Wall {
            page,
            today,
            projects,
            by,
            pictures,
        })
    } else {
        html(&Show {
            page,
            today,
            projects,
            by,
            ways: &BY,
            beside: !user.administers(),
            pictures,
        })
    })
}

async fn made(
    web: &Web,
    user: &SignedIn,
    entries: Entries,
    by: &'static str,
) -> Result<Arc<Vec<Picture>>, Failure> {
    let (app, made, actor) = (web.app.clone(), web.made.clone(), user.actor.clone());
    let world = web.app.world().await?;
    let found = tokio::task::spawn_blocking(move || {
        made.overviews.of(&entries, by, || {
            app.with_view(&world, &actor, |view| {
                let who = &app.who_may(view.env.regulation);
                gather(&entries, by, &Look { view, who })
            })
        })
    });
    Ok(found.await??)
}

fn gather(entries: &[Arc<Entry>], by: &'static str, look: &Look<'_>) -> Vec<Picture> {
    let on = look.view.env.on;
    let registered = entries.iter().filter_map(|entry| entry.aggregate.project());
    let first = registered.filter_map(|project| project.registered_on).min();
    let counted = Counted::new(look.view.env.regulation.calendar(), earliest(first, on), on);
    let figures = entries
        .par_iter()
        .fold(Figures::default, |mut figures, entry| {
            figures.add(entry, by, look, &counted);
            figures
        })
        .reduce(Figures::default, Figures::append);
    figures.pictures(by)
}

/// Years before any record are not counted through.
fn earliest(first: Option<Date>, on: Date) -> Date {
    first.filter(|first| *first < on).unwrap_or(on)
}
