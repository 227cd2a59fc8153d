//! Bodies: registered by the system administrator; what they may do is granted
//! by the security administrator. Who leads one is told of what stays undone.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use tongchou_project::registers::Body;
use tongchou_rules::vocabulary::{CAPACITIES, FIELDS};
use tongchou_store::{Account, StreamId};
use uuid::Uuid;

use super::{Finished, Rights, misnamed, must};
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::{self, By};
use crate::accounts::separation;
use crate::app::World;
use crate::clock;
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web, html};

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
    /// What is wrong with a new name.
    misnamed: Option<String>,
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
    let body = known(&world, id)?.clone();
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
        misnamed: None,
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
    let error = against_name(&world, name, "");
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

/// What is wrong with the name of a body; `own` is the one that bears it, if any.
fn against_name(world: &World, name: &str, own: &str) -> Option<String> {
    let mut others = world
        .registers
        .bodies
        .values()
        .filter(|body| body.id != own);
    if name.is_empty() {
        Some("单位名称必须填写".to_owned())
    } else if others.any(|body| body.name == name) {
        Some("已有同名的单位".to_owned())
    } else {
        misnamed(name)
    }
}

/// Corrects the name of a body, and whether it is one of the district's. What was done
/// under the old name keeps it.
pub async fn rename(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let world = web.app.world().await?;
    let body = known(&world, id)?;
    let name = posted.form.filled("name").unwrap_or_default();
    if let Some(error) = against_name(&world, name, &body.id) {
        let page = lay_out(&web, user, body.clone(), None).await?;
        let page = Show {
            misnamed: Some(error),
            ..page
        };
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let renamed = Registration {
        name: name.to_owned(),
        in_district: posted.form.has("in_district"),
        ..Registration::of(body)
    };
    let about = json!({ "body": renamed.name, "before": body.name });
    change(&web, user, id, &renamed, ("body_renamed", about)).await
}

pub async fn grant(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_capacities").await?;
    let world = web.app.world().await?;
    let body = known(&world, id)?;
    let chosen = |name: &str, offered: Vec<Word>| -> BTreeSet<String> {
        let typed: BTreeSet<&str> = posted.form.all(name).collect();
        offered
            .iter()
            .filter(|word| typed.contains(word.id))
            .map(|word| word.id.to_owned())
            .collect()
    };
    let body = Registration {
        capacities: chosen("capacities", of_bodies(&BTreeSet::new())),
        domains: chosen("domains", words(FIELDS, &BTreeSet::new())),
        ..Registration::of(body)
    };
    let about = json!({ "body": body.name, "capacities": body.capacities });
    change(&web, &posted.user, id, &body, ("body_empowered", about)).await
}

fn known(world: &World, id: Uuid) -> Result<&Body, Failure> {
    let body = world.registers.bodies.get(&id.to_string());
    body.ok_or(Failure::NotFound)
}

/// Registers a body as it is to be from now on, notes what was done and goes back to
/// its page, which says so.
async fn change(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    body: &Registration,
    (kind, about): (&str, Value),
) -> Result<Response, Failure> {
    let stream = StreamId::new(bodies::STREAM, id);
    let history = web.app.store().stream(&stream).await?;
    let seen = history.last().map_or(0, |event| event.sequence);
    let by = By::actor(&user.actor);
    bodies::register(&web.app, id, seen, body, by).await?;
    notes::note(&web.app, kind, by, about).await;
    let done = kind.trim_start_matches("body_");
    Ok(Redirect::to(&format!("/people/bodies/{id}?done={done}")).into_response())
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
    let body = known(&world, id)?;
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
        leader: leader.to_owned(),
        ..Registration::of(body)
    };
    let about = json!({ "body": led.name, "account": led.leader });
    change(&web, user, id, &led, ("body_led", about)).await
}
