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
use super::lists::{Empty, Table, letters::LIST};
use super::opened::Opened;
use crate::web::{At, Failure, Page, Queried, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "letters/show.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    number: String,
    pdf: String,
    word: String,
    paper: Paper,
}

/// The event in which a letter is issued.
const ISSUED: &str = "opinion_letter_issued";

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    let letter = project.letter.as_ref().ok_or(Failure::NotFound)?;
    let law = opened.regulation()?;
    let mut events = opened.loaded.events.iter();
    let issued = events.find(|event| event.event.kind == ISSUED);
    let sequence = issued.ok_or(Failure::NotFound)?.sequence;
    let key = format!("{}/papers/opinion_letter-{sequence}", opened.home());
    Ok(html(&Show {
        pdf: format!("{key}.pdf"),
        word: format!("{key}.docx"),
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
    table: Table,
}

/// The letters on projects that the reader may see, the latest first.
pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let empty = Empty {
        says: "还没有出具审查意见函，或者没有您可以查看的。".to_owned(),
        link: None,
    };
    Ok(html(&Index {
        page: Page::of(&user, "审查意见函登记", "/reviews"),
        table: Table::of(&web, &user, &LIST, pairs, empty).await?,
    }))
}
