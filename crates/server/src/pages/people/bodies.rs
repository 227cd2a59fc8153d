//! Bodies: registered by the system administrator; what they may do is granted
//! by the security administrator.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::registers::Body;
use tongchou_rules::vocabulary::{CAPACITIES, FIELDS};
use tongchou_store::StreamId;
use uuid::Uuid;

use super::{Rights, must};
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::By;
use crate::accounts::separation::ADMINISTRATORS;
use crate::clock;
use crate::web::{At, Failure, Page, Posted, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "people/body.html")]
struct Show {
    page: Page,
    body: Body,
    rights: Rights,
    capacities: Vec<Word>,
    domains: Vec<Word>,
    csrf: String,
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
    offered.retain(|word| word.id != "public" && !ADMINISTRATORS.contains(&word.id));
    offered
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let rights = Rights::of(&web, &user).await?;
    if !rights.accounts && !rights.capacities {
        return Err(Failure::NotFound);
    }
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&id.to_string());
    let body = body.ok_or(Failure::NotFound)?.clone();
    Ok(html(&Show {
        page: Page::of(&user, body.name.clone(), "/people"),
        capacities: of_bodies(&body.capacities),
        domains: words(FIELDS, &body.domains),
        csrf: user.session.csrf.clone(),
        rights,
        body,
    }))
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_accounts").await?;
    let name = posted.form.filled("name");
    let name = name.ok_or(Failure::BadRequest("单位名称必须填写。"))?;
    super::plain_words(name)?;
    let world = web.app.world().await?;
    if world
        .registers
        .bodies
        .values()
        .any(|body| body.name == name)
    {
        return Err(Failure::BadRequest("已有同名的单位。"));
    }
    let body = Registration {
        name: name.to_owned(),
        capacities: BTreeSet::new(),
        domains: BTreeSet::new(),
        in_district: posted.form.has("in_district"),
    };
    let id = clock::new_id();
    bodies::register(&web.app, id, 0, &body, By::actor(&posted.user.actor)).await?;
    Ok(Redirect::to("/people").into_response())
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
    };
    let history = web
        .app
        .store()
        .stream(&StreamId::new(bodies::STREAM, id))
        .await?;
    let seen = history.last().map_or(0, |event| event.sequence);
    bodies::register(&web.app, id, seen, &body, By::actor(&posted.user.actor)).await?;
    Ok(Redirect::to("/people").into_response())
}
