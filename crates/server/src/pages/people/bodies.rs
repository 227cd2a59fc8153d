//! Bodies: registered by the system administrator; what they may do is granted
//! by the security administrator. Who leads one is told of what stays undone.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use tongchou_project::registers::Body;
use tongchou_rules::vocabulary::{CAPACITIES, FIELDS};
use tongchou_store::{Account, StreamId};
use uuid::Uuid;

use super::super::exports;
use super::super::lists::Value;
use super::super::words::names;
use super::{Finished, Rights, list, misnamed, must, query};
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::{self, By};
use crate::accounts::separation;
use crate::app::World;
use crate::clock;
use crate::forms::Pairs;
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web, html};

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

#[derive(Debug, Template)]
#[template(path = "people/body.html")]
struct Show {
    page: Page,
    body: Body,
    rights: Rights,
    capacities: Vec<Word>,
    domains: Vec<Word>,
    people: Vec<Member>,
    csrf: String,
    error: Option<&'static str>,
    /// What was just done.
    done: Option<&'static str>,
}

#[derive(Debug)]
struct Member {
    name: String,
    shown: String,
    disabled: bool,
    leads: bool,
    /// Could see no project, and so could be told of none.
    powerless: bool,
}

impl Show {
    fn leader(&self) -> Option<&Member> {
        self.people.iter().find(|person| person.leads)
    }
}

#[derive(Debug, Template)]
#[template(path = "people/new_body.html")]
struct New {
    page: Page,
    csrf: String,
    name: String,
    in_district: bool,
    error: Option<String>,
}

#[derive(Debug)]
pub struct Word {
    pub id: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

pub fn words(words: tongchou_rules::vocabulary::Words, chosen: &BTreeSet<String>) -> Vec<Word> {
    let word = |(id, label): &(&'static str, &'static str)| Word {
        id,
        label,
        chosen: chosen.contains(*id),
    };
    words.words.iter().map(word).collect()
}

/// Capacities that a body can have: administration is a person's.
pub fn of_bodies(chosen: &BTreeSet<String>) -> Vec<Word> {
    let mut offered = words(CAPACITIES, chosen);
    offered.retain(|word| separation::of_bodies(word.id));
    offered
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(finished): Ask<Finished>,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&id.to_string());
    let body = body.ok_or(Failure::NotFound)?.clone();
    let page = lay_out(&web, &user, body, None).await?;
    Ok(html(&Show {
        done: finished.in_words(),
        ..page
    }))
}

async fn lay_out(
    web: &Web,
    user: &SignedIn,
    body: Body,
    error: Option<&'static str>,
) -> Result<Show, Failure> {
    let rights = Rights::of(web, user).await?;
    if !rights.accounts && !rights.capacities {
        return Err(Failure::NotFound);
    }
    let mut people = Vec::new();
    for account in web.app.store().accounts().await? {
        if account.body == body.id {
            let actor = web.app.actor(&account).await?;
            people.push(Member {
                leads: account.name == body.leader,
                powerless: actor.capacities.is_empty(),
                name: account.name,
                shown: account.display_name,
                disabled: account.disabled,
            });
        }
    }
    Ok(Show {
        page: Page::of(user, body.name.clone(), "/people"),
        capacities: of_bodies(&body.capacities),
        domains: words(FIELDS, &body.domains),
        people,
        csrf: user.session.csrf.clone(),
        rights,
        body,
        error,
        done: None,
    })
}

pub async fn new(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    must(&web, &user, "manage_accounts").await?;
    Ok(html(&blank(&user, "", true, None)))
}

fn blank(user: &SignedIn, name: &str, in_district: bool, error: Option<String>) -> New {
    New {
        page: Page::of(user, "登记单位", "/people"),
        csrf: user.session.csrf.clone(),
        name: name.to_owned(),
        in_district,
        error,
    }
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let name = posted.form.filled("name").unwrap_or_default();
    let in_district = posted.form.has("in_district");
    let world = web.app.world().await?;
    let mut bodies = world.registers.bodies.values();
    let error = if name.is_empty() {
        Some("单位名称必须填写".to_owned())
    } else if bodies.any(|body| body.name == name) {
        Some("已有同名的单位".to_owned())
    } else {
        misnamed(name)
    };
    if error.is_some() {
        let marked = tongchou_project::secrecy::carries_mark(name);
        let page = blank(user, if marked { "" } else { name }, in_district, error);
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let body = Registration {
        name: name.to_owned(),
        capacities: BTreeSet::new(),
        domains: BTreeSet::new(),
        in_district,
        leader: String::new(),
    };
    let id = clock::new_id();
    let by = By::actor(&user.actor);
    bodies::register(&web.app, id, 0, &body, by).await?;
    notes::note(
        &web.app,
        "body_registered",
        by,
        json!({ "body": body.name }),
    )
    .await;
    Ok(Redirect::to(&format!("/people/bodies/{id}?done=registered")).into_response())
}

pub async fn grant(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_capacities").await?;
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&id.to_string());
    let body = body.ok_or(Failure::NotFound)?;
    let chosen = |name: &str, offered: Vec<Word>| -> BTreeSet<String> {
        let typed: BTreeSet<&str> = posted.form.all(name).collect();
        offered
            .iter()
            .filter(|word| typed.contains(word.id))
            .map(|word| word.id.to_owned())
            .collect()
    };
    let body = Registration {
        name: body.name.clone(),
        capacities: chosen("capacities", of_bodies(&BTreeSet::new())),
        domains: chosen("domains", words(FIELDS, &BTreeSet::new())),
        in_district: body.in_district,
        leader: body.leader.clone(),
    };
    let seen = seen(&web, id).await?;
    let by = By::actor(&posted.user.actor);
    bodies::register(&web.app, id, seen, &body, by).await?;
    let about = json!({ "body": body.name, "capacities": body.capacities });
    notes::note(&web.app, "body_empowered", by, about).await;
    Ok(Redirect::to(&format!("/people/bodies/{id}?done=empowered")).into_response())
}

/// The last event of a body that one who changes it now has seen.
async fn seen(web: &Web, id: Uuid) -> Result<u64, Failure> {
    let stream = StreamId::new(bodies::STREAM, id);
    let history = web.app.store().stream(&stream).await?;
    Ok(history.last().map_or(0, |event| event.sequence))
}

/// Who leads a body: told when a duty of the body stays undone.
pub async fn lead(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&id.to_string());
    let body = body.ok_or(Failure::NotFound)?;
    let leader = posted.form.filled("leader").unwrap_or_default();
    let accounts = web.app.store().accounts().await?;
    let of_body = |account: &&Account| account.body == body.id && !account.disabled;
    let known = accounts.iter().filter(of_body);
    if !leader.is_empty() && !known.clone().any(|account| account.name == leader) {
        let says = "负责人须从本单位正在使用的账号中选择";
        let page = lay_out(&web, user, body.clone(), Some(says)).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let led = Registration {
        name: body.name.clone(),
        capacities: body.capacities.clone(),
        domains: body.domains.clone(),
        in_district: body.in_district,
        leader: leader.to_owned(),
    };
    let by = By::actor(&user.actor);
    bodies::register(&web.app, id, seen(&web, id).await?, &led, by).await?;
    let about = json!({ "body": led.name, "account": led.leader });
    notes::note(&web.app, "body_led", by, about).await;
    Ok(Redirect::to(&format!("/people/bodies/{id}?done=led")).into_response())
}
