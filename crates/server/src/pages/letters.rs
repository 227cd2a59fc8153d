//! Opinion letters: drawn up beside what was declared, read as they will read
//! before they are issued, shown and printed afterwards, and registered by number.

mod drafting;
mod paper;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

pub use drafting::{create, new};

use self::paper::Paper;
use super::listing;
use super::opened::Opened;
use crate::format::{self, Amount};
use crate::web::{At, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "letters/show.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    number: String,
    paper: Paper,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    let letter = project.letter.as_ref().ok_or(Failure::NotFound)?;
    let law = opened.regulation()?;
    Ok(html(&Show {
        page: Page::of(&user, format!("审查意见函：{}", project.title), "/reviews"),
        home: opened.home(),
        title: project.title.clone(),
        number: letter.number.clone().unwrap_or_default(),
        paper: Paper::issued(project, letter, &law),
    }))
}

#[derive(Debug, Template)]
#[template(path = "letters/index.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
    total: Amount,
}

#[derive(Debug)]
struct Row {
    id: String,
    number: String,
    title: String,
    unit: String,
    items: usize,
    amount: Amount,
    on: String,
}

/// The letters on projects that the reader may see, the latest first.
pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let seen = listing::visible(&web.app, &user.actor).await?;
    let mut letters: Vec<_> = seen
        .iter()
        .filter_map(|entry| {
            let project = entry.aggregate.project()?;
            Some((entry, project, project.letter.as_ref()?))
        })
        .collect();
    letters.sort_by(|a, b| {
        b.2.on
            .cmp(&a.2.on)
            .then_with(|| b.2.number.cmp(&a.2.number))
    });
    let total = letters.iter().map(|(_, _, letter)| letter.amount).sum();
    let rows = letters
        .into_iter()
        .map(|(entry, project, letter)| Row {
            id: entry.id.clone(),
            number: letter.number.clone().unwrap_or_default(),
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            items: letter.items.len(),
            amount: Amount::of(letter.amount),
            on: format::day(letter.on),
        })
        .collect();
    Ok(html(&Index {
        page: Page::of(&user, "审查意见函登记", "/reviews"),
        rows,
        total: Amount::of(total),
    }))
}
