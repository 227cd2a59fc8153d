//! What a person was told: the unread first, each with the way to what it tells
//! of. Reading marks it; nothing else changes.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::format;
use crate::web::{Failure, Page, Posted, Queried, SignedIn, Web, html};

const SIZE: u32 = 50;

#[derive(Debug, Template)]
#[template(path = "notices/index.html")]
struct Index {
    page: Page,
    csrf: String,
    rows: Vec<Row>,
    unread: u64,
    total: u64,
    number: u32,
    before: bool,
    after: bool,
}

#[derive(Debug)]
struct Row {
    id: i64,
    kind: &'static str,
    tone: &'static str,
    title: String,
    about: String,
    href: String,
    basis: String,
    at: String,
    unread: bool,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let store = web.app.store();
    let person = &user.account.name;
    let total = store.count_notices(person).await?;
    let pages = u32::try_from(total)
        .unwrap_or(u32::MAX)
        .div_ceil(SIZE)
        .max(1);
    let asked: u32 = pairs
        .filled("page")
        .unwrap_or_default()
        .parse()
        .unwrap_or(1);
    let number = asked.clamp(1, pages);
    let notices = store.notices_of(person, SIZE, (number - 1) * SIZE).await?;
    let rows = notices.into_iter().map(|notice| {
        let (kind, tone) = match notice.kind.as_str() {
            "late" => ("逾期", "bad"),
            "log" => ("核验", "bad"),
            "duty" => ("到期提醒", "wait"),
            _ => ("办理", "live"),
        };
        Row {
            id: notice.id,
            kind,
            tone,
            title: notice.title,
            about: notice.about,
            href: notice.href,
            basis: notice.basis,
            at: format::moment(notice.at),
            unread: notice.read_at.is_none(),
        }
    });
    Ok(html(&Index {
        csrf: user.session.csrf.clone(),
        rows: rows.collect(),
        unread: user.notices,
        total,
        number,
        before: number > 1,
        after: number < pages,
        page: Page::of(&user, "通知", "/notices"),
    }))
}

/// Marks one as read and goes where it leads, or marks all.
pub async fn read(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let person = &posted.user.account.name;
    let id = posted.form.filled("id").and_then(|id| id.parse().ok());
    let now = web.app.clock().now();
    let store = web.app.store();
    if posted.form.filled("all").is_some() {
        store.read_notices(person, None, now).await?;
    } else if let Some(id) = id {
        store.read_notices(person, Some(id), now).await?;
    }
    Ok(Redirect::to("/notices").into_response())
}
