//! Desks: lists across projects for those who do one kind of work, each row with
//! the form to do it with. A desk shows what its reader may see and what the
//! judge and the duties say; it decides nothing. Which desks a body has is a
//! matter of showing: the permits decide at every form.

mod acceptance;
mod building;
mod calendar;
mod evaluation;
mod export;
mod look;
mod rows;
mod security;
mod supervision;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::Project;

use super::lists::{Empty, Head, Shape, Table};
use super::sheet::Cell;
use crate::web::{At, Failure, Page, Queried, SignedIn, Web, html};

use calendar::Calendar;
pub use export::show as export;
use look::{Line, Looked};
pub use rows::Found;

/// One desk.
#[derive(Debug)]
struct Desk {
    key: &'static str,
    label: &'static str,
    says: &'static str,
    articles: &'static str,
    /// Whose it is.
    capacities: &'static [&'static str],
    /// The section of a project's page where its rows lead.
    section: &'static str,
    views: &'static [View],
    heads: &'static [Head],
    /// Whether a project can have a line at all: asked first, for thousands.
    concerns: fn(&Project) -> bool,
    /// The lines of one project.
    lines: fn(&Looked<'_>) -> Vec<Line>,
    /// Cells that cost more than the rest, made for the rows shown alone.
    detail: fn(&Looked<'_>, &Line) -> Vec<Cell>,
}

/// A selection of a desk's lines; the first is shown without being asked for.
#[derive(Debug)]
struct View {
    key: &'static str,
    label: &'static str,
}

const fn view(key: &'static str, label: &'static str) -> View {
    View { key, label }
}

const DESKS: &[&Desk] = &[
    &security::DESK,
    &building::DESK,
    &acceptance::DESK,
    &supervision::DESK,
    &evaluation::DESK,
];

/// Whether a person has any desk.
pub fn any(user: &SignedIn) -> bool {
    of(user).next().is_some()
}

fn of(user: &SignedIn) -> impl Iterator<Item = &'static Desk> + '_ {
    DESKS
        .iter()
        .copied()
        .filter(|desk| desk.capacities.iter().any(|capacity| user.has(capacity)))
}

fn one(user: &SignedIn, key: &str) -> Result<&'static Desk, Failure> {
    let found = of(user).find(|desk| desk.key == key);
    found.ok_or(Failure::NotFound)
}

/// The lines of every desk as lists.
pub fn shapes() -> impl Iterator<Item = Shape> {
    DESKS.iter().map(|desk| desk.shape())
}

impl Desk {
    fn path(&self) -> String {
        format!("/desks/{}", self.key)
    }

    /// Its own columns between those that every desk has.
    fn shape(&self) -> Shape {
        let before = [
            Head::new("title", "项目"),
            Head::new("unit", "项目单位").further(),
        ];
        let after = [
            Head::new("nearest", "最近的期限").further(),
            Head::new("act", "办理").unsorted(),
        ];
        let heads = before.iter().chain(self.heads).chain(&after);
        Shape {
            key: format!("desk-{}", self.key),
            path: self.path(),
            export: format!("{}/export", self.path()),
            name: self.label,
            heads: heads.copied().collect(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "desks/show.html")]
struct Show {
    page: Page,
    label: &'static str,
    says: &'static str,
    articles: &'static str,
    desks: Vec<Tab>,
    views: Vec<Tab>,
    view: &'static str,
    table: Table,
    calendar: Option<Calendar>,
}

#[derive(Debug)]
struct Tab {
    label: &'static str,
    href: String,
    here: bool,
    count: Option<usize>,
}

pub async fn index(user: SignedIn) -> Result<Response, Failure> {
    let first = of(&user).next().ok_or(Failure::NotFound)?;
    Ok(Redirect::to(&format!("/desks/{}", first.key)).into_response())
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let desk = one(&user, &key)?;
    let month = pairs.filled("month").map(ToOwned::to_owned);
    let listed = rows::list(&web, &user, desk, pairs, rows::Part::Page).await?;
    let here = listed.view;
    let tab = |view: &View| Tab {
        label: view.label,
        href: rows::address(desk, &listed.board.wanted, view.key),
        here: view.key == here,
        count: listed.counts.get(view.key).copied(),
    };
    let views = desk.views.iter().map(tab).collect();
    let today = web.app.clock().today();
    let law = web.app.regulation(&*web.app.world().await?, today)?;
    let calendar = (desk.key == acceptance::DESK.key)
        .then(|| calendar::of(&law, today, &listed.planned, month.as_deref()));
    let empty = Empty::saying("没有符合条件的事项。");
    let (board, total, rows) = (listed.board, listed.total, listed.rows);
    Ok(html(&Show {
        page: Page::of(&user, format!("{}业务台", desk.label), "/desks"),
        label: desk.label,
        says: desk.says,
        articles: desk.articles,
        desks: of(&user)
            .map(|known| Tab {
                label: known.label,
                href: known.path(),
                here: known.key == desk.key,
                count: None,
            })
            .collect(),
        views,
        view: here,
        table: board.table(&web, &user, total, rows, empty).await?,
        calendar,
    }))
}
