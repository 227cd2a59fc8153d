//! The audit trail: sign-ins, refusals and changes of accounts for the audit
//! administrator; withheld text for the security administrator. Never what was
//! typed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use tongchou_store::{Listing, ProjectionRow};

use tongchou_rules::vocabulary::CAPACITIES;

use super::super::words::name;
use super::{Rights, query};
use crate::accounts::notes;
use crate::app::App;
use crate::format;
use crate::web::{Ask, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    person: String,
    page: Option<u64>,
}

#[derive(Debug, Template)]
#[template(path = "people/notes.html")]
struct Index {
    page: Page,
    rights: Rights,
    asked: Asked,
    kinds: &'static [(&'static str, &'static str)],
    rows: Vec<Row>,
    total: u64,
    number: u64,
    pages: u64,
    query: String,
}

#[derive(Debug)]
struct Row {
    when: String,
    what: String,
    tone: &'static str,
    person: String,
    about: String,
}

const PER_PAGE: u32 = 50;

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let rights = Rights::of(&web, &user).await?;
    if !rights.audit && !rights.capacities {
        return Err(Failure::NotFound);
    }
    let number = asked.page.unwrap_or(1).max(1);
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let withheld = || Some("text_withheld".to_owned());
    let listing = Listing {
        stage: if rights.audit {
            filled(&asked.kind)
        } else {
            withheld()
        },
        owner: filled(&asked.person),
        limit: PER_PAGE,
        offset: (number - 1).saturating_mul(u64::from(PER_PAGE)),
        ..Listing::default()
    };
    let (rows, total) = web.app.store().list(notes::STREAM, &listing).await?;
    Ok(html(&Index {
        page: Page::of(&user, "审计记录", "/people"),
        rows: rows.iter().map(|found| row(&web.app, found)).collect(),
        total,
        number,
        pages: total.div_ceil(u64::from(PER_PAGE)).max(1),
        query: query(&[("kind", &asked.kind), ("person", &asked.person)]),
        kinds: if rights.audit { notes::KINDS } else { &[] },
        rights,
        asked,
    }))
}

fn row(app: &App, note: &ProjectionRow) -> Row {
    let at = note
        .body
        .get("at")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let about = note.body.get("about").unwrap_or(&Value::Null);
    let text = |name: &str| about.get(name).and_then(Value::as_str).unwrap_or_default();
    let law = app.law().latest();
    let act = law.act(text("act")).map_or("", |act| act.title.as_str());
    let reason = match text("reason") {
        "not_permitted" => "无权办理",
        "law" => "依据办法不予办理",
        _ => "",
    };
    let clauses = about.get("clauses").and_then(Value::as_array);
    let clauses = clauses.into_iter().flatten().filter_map(Value::as_str);
    let mut articles: Vec<&str> = clauses
        .filter_map(|id| Some(&*law.clause(id)?.article_text))
        .collect();
    articles.dedup();
    let capacities = about.get("capacities").and_then(Value::as_array);
    let capacities = capacities.into_iter().flatten().filter_map(Value::as_str);
    let capacities: Vec<String> = capacities.map(|word| name(CAPACITIES, word)).collect();
    let door = match text("door") {
        "terminal" => "在服务器终端办理",
        "api" => "接口",
        _ => "",
    };
    let parts = [
        act,
        reason,
        &articles.join("、"),
        text("account"),
        if about.get("account").is_some() {
            ""
        } else {
            text("body")
        },
        &capacities.join("、"),
        door,
    ];
    Row {
        when: at.parse().map(format::moment).unwrap_or_default(),
        what: note.title.clone(),
        tone: match note.stage.as_str() {
            "sign_in_failed" | "act_refused" => "wait",
            "text_withheld" => "bad",
            _ => "",
        },
        person: note.owner.clone(),
        about: parts
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("；"),
    }
}
