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
use serde::Deserialize;
use tongchou_project::Project;

use super::sheet::Cell;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

use calendar::Calendar;
pub use export::show as export;
use look::{Line, Looked};
pub use rows::Row;

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
    heads: &'static [&'static str],
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

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    view: Option<String>,
    text: Option<String>,
    unit: Option<String>,
    page: Option<String>,
    /// Of the calendar: 2026-12.
    month: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "desks/show.html")]
struct Show {
    page: Page,
    key: &'static str,
    label: &'static str,
    says: &'static str,
    articles: &'static str,
    desks: Vec<Tab>,
    views: Vec<Tab>,
    units: Vec<(String, String)>,
    text: String,
    unit: String,
    view: &'static str,
    heads: Vec<super::sheet::Head>,
    rows: Vec<Row>,
    total: usize,
    number: usize,
    pages: usize,
    /// The same view as a workbook.
    export: String,
    before: Option<String>,
    after: Option<String>,
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
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let desk = one(&user, &key)?;
    let listed = rows::list(&web, &user, desk, &asked, rows::PER_PAGE).await?;
    let here = listed.view;
    let tab = |view: &View| Tab {
        label: view.label,
        href: rows::address(desk, &asked, view.key, 1),
        here: view.key == here,
        count: listed.counts.get(view.key).copied(),
    };
    let today = web.app.clock().today();
    let law = web.app.regulation(&*web.app.world().await?, today)?;
    let calendar = (desk.key == acceptance::DESK.key)
        .then(|| calendar::of(&law, today, &listed.planned, asked.month.as_deref()));
    let number = listed.number;
    Ok(html(&Show {
        page: Page::of(&user, format!("{}业务台", desk.label), "/desks"),
        key: desk.key,
        label: desk.label,
        says: desk.says,
        articles: desk.articles,
        desks: of(&user)
            .map(|known| Tab {
                label: known.label,
                href: format!("/desks/{}", known.key),
                here: known.key == desk.key,
                count: None,
            })
            .collect(),
        views: desk.views.iter().map(tab).collect(),
        text: asked.text.clone().unwrap_or_default(),
        unit: asked.unit.clone().unwrap_or_default(),
        view: here,
        heads: super::sheet::heads(desk.heads),
        export: rows::export(desk, &asked),
        before: (number > 1).then(|| rows::address(desk, &asked, here, number - 1)),
        after: (number < listed.pages).then(|| rows::address(desk, &asked, here, number + 1)),
        units: listed.units,
        rows: listed.rows,
        total: listed.total,
        number,
        pages: listed.pages,
        calendar,
    }))
}
