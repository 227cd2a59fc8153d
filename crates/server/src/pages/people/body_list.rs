//! The bodies, on a page and as a workbook.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tongchou_project::registers::Body;
use tongchou_rules::vocabulary::FIELDS;
use tongchou_store::Account;

use super::super::exports;
use super::super::lists::Value;
use super::super::words::names;
use super::{Rights, list, query};
use crate::app::World;
use crate::forms::Pairs;
use crate::web::{Ask, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    text: String,
    page: Option<usize>,
}

#[derive(Debug, Template)]
#[template(path = "people/bodies.html")]
struct Index {
    page: Page,
    rights: Rights,
    text: String,
    rows: Vec<Row>,
    found: usize,
    at: usize,
    pages: usize,
    query: String,
}

#[derive(Debug)]
struct Row {
    id: String,
    name: String,
    capacities: String,
    domains: String,
    in_district: bool,
    accounts: usize,
}

const PER_PAGE: usize = 25;
/// The name of the list, where lists are taken away.
pub const KEY: &str = "bodies";
const HEADS: [&str; 5] = ["单位", "身份", "牵头领域", "本区党政机关", "账号"];

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let rights = Rights::some(&web, &user).await?;
    let world = web.app.world().await?;
    let text = asked.text.trim();
    let kept = named(&world, text);
    let pages = kept.len().div_ceil(PER_PAGE).max(1);
    let at = asked.page.unwrap_or(1).clamp(1, pages);
    let accounts = web.app.store().accounts().await?;
    let rows = kept
        .iter()
        .skip((at - 1) * PER_PAGE)
        .take(PER_PAGE)
        .map(|body| row(body, &accounts));
    Ok(html(&Index {
        page: Page::of(&user, "单位", "/people"),
        rights,
        rows: rows.collect(),
        found: kept.len(),
        at,
        pages,
        query: query(&[("text", text)]),
        text: text.to_owned(),
    }))
}

/// Bodies whose name holds a text, by name.
fn named<'a>(world: &'a World, text: &str) -> Vec<&'a Body> {
    let bodies = world.registers.bodies.values();
    let mut named: Vec<&Body> = bodies.filter(|body| body.name.contains(text)).collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named
}

fn row(body: &Body, accounts: &[Account]) -> Row {
    let own = accounts.iter().filter(|account| account.body == body.id);
    Row {
        id: body.id.clone(),
        name: body.name.clone(),
        capacities: list(body.capacities.iter()),
        domains: names(FIELDS, &body.domains),
        in_district: body.in_district,
        accounts: own.count(),
    }
}

/// The bodies as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    Rights::some(web, user).await?;
    let world = web.app.world().await?;
    let accounts = web.app.store().accounts().await?;
    let text = pairs.filled("text").unwrap_or_default().trim();
    let rows = named(&world, text).into_iter().map(|body| {
        let row = row(body, &accounts);
        [
            Value::text(row.name),
            Value::text(row.capacities),
            Value::text(row.domains),
            Value::text(if row.in_district { "是" } else { "否" }),
            Value::Figure(i64::try_from(row.accounts).unwrap_or(i64::MAX)),
        ]
    });
    exports::table(web, "单位".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}
