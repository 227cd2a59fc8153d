//! The log: how long it is and its root, for everybody; its events, for the
//! audit administrator.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use tongchou_store::{StoredEvent, hex};

use super::exports;
use super::lists::Value;
use crate::accounts::notes;
use crate::app::App;
use crate::format;
use crate::forms::Pairs;
use crate::web::{Ask, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Deserialize)]
pub struct Asked {
    before: Option<u64>,
}

#[derive(Debug, Template)]
#[template(path = "log/show.html")]
struct Show {
    page: Page,
    origin: String,
    size: u64,
    root: String,
    text: String,
    key: Option<KeyView>,
    /// For the administrators only: it may name accounts.
    checked: Option<Checked>,
    events: Option<Vec<Row>>,
    before: Option<u64>,
    earlier: Option<u64>,
}

/// What the server's own check of log and files came to.
#[derive(Debug)]
pub struct Checked {
    /// None before the first check of this server ended.
    pub found: Option<FoundView>,
}

#[derive(Debug)]
pub struct FoundView {
    pub when: String,
    pub took: String,
    pub sound: bool,
    pub says: Vec<String>,
}

impl Checked {
    pub async fn by(web: &Web) -> Self {
        let found = web.soundness.found().await.map(|found| FoundView {
            when: format::moment(found.at),
            took: format::span(found.took),
            sound: found.sound,
            says: found.says,
        });
        Self { found }
    }
}

/// Who signs, and the key to check it with.
#[derive(Debug)]
struct KeyView {
    signer: String,
    id: String,
    public: String,
}

#[derive(Debug)]
struct Row {
    position: u64,
    at: Timestamp,
    what: String,
    person: String,
    stream: String,
    leaf: String,
}

const PER_PAGE: u64 = 50;
const IN_A_SHEET: u64 = 50_000;
/// The name of the list, where lists are taken away.
pub const KEY: &str = "log";
const HEADS: [&str; 6] = ["位置", "时间", "事项", "办理人", "对象", "叶散列"];

pub async fn show(
    State(web): State<Web>,
    user: Option<SignedIn>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let checkpoint = web.checkpoint().await?;
    let audits = match &user {
        Some(user) => super::people::may(&web, user, "view_audit_log").await?,
        None => false,
    };
    let checked = if user.as_ref().is_some_and(SignedIn::administers) {
        Some(Checked::by(&web).await)
    } else {
        None
    };
    let (from, last) = part(checkpoint.size, asked.before, PER_PAGE);
    let events = if audits {
        Some(rows(&web.app, from, last).await?)
    } else {
        None
    };
    Ok(html(&Show {
        page: Page::for_anyone(user.as_ref(), "日志校验", "/log"),
        origin: checkpoint.origin.clone(),
        size: checkpoint.size,
        root: hex(&checkpoint.root),
        text: checkpoint.to_string(),
        key: key(&web)?,
        checked,
        events,
        before: asked.before,
        earlier: (audits && from > 0).then_some(from + 1),
    }))
}

fn key(web: &Web) -> Result<Option<KeyView>, Failure> {
    let Some(signer) = &web.signer else {
        return Ok(None);
    };
    Ok(Some(KeyView {
        signer: signer.name().to_owned(),
        id: signer.key_id(),
        public: signer.public_pem()?,
    }))
}

/// The checkpoint as a file to keep.
pub async fn checkpoint(State(web): State<Web>) -> Result<Response, Failure> {
    let checkpoint = web.checkpoint().await?;
    let name = format!(
        "attachment; filename=\"checkpoint-{}.txt\"",
        checkpoint.size
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, checkpoint.to_string()).into_response())
}

/// The events up to one as a workbook, the latest first, as far as one sheet is of use.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    if !super::people::may(web, user, "view_audit_log").await? {
        return Err(Failure::NotFound);
    }
    let before = pairs.filled("before").and_then(|text| text.parse().ok());
    let (from, last) = part(web.checkpoint().await?.size, before, IN_A_SHEET);
    let rows = rows(&web.app, from, last).await?;
    let rows = rows.into_iter().map(|row| {
        [
            Value::Figure(i64::try_from(row.position).unwrap_or(i64::MAX)),
            Value::Moment(row.at),
            Value::text(row.what),
            Value::text(row.person),
            Value::text(row.stream),
            Value::text(row.leaf),
        ]
    });
    exports::table(web, "日志".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}

/// The positions of at most so many events before one.
fn part(size: u64, before: Option<u64>, most: u64) -> (u64, u64) {
    let last = before.map_or(size, |before| before.saturating_sub(1).min(size));
    (last.saturating_sub(most), last)
}

async fn rows(app: &App, from: u64, to: u64) -> Result<Vec<Row>, Failure> {
    let count = u32::try_from(to.saturating_sub(from)).unwrap_or(0);
    let events = app.store().events_after(from, count).await?;
    Ok(events.iter().rev().map(|event| row(app, event)).collect())
}

/// Who did what when; never the content.
fn row(app: &App, event: &StoredEvent) -> Row {
    let law = app.law().on(event.provenance.on);
    let act = law.act(&event.provenance.act);
    let noted = notes::label(&event.event.kind);
    Row {
        position: event.position,
        at: event.provenance.at,
        what: act.map_or_else(|| noted.to_owned(), |act| act.title.clone()),
        person: event.provenance.person.clone(),
        stream: event.stream.to_string(),
        leaf: hex(&event.leaf),
    }
}
