//! The simulator: what a project of such facts would meet, before anybody files
//! it, for one set of facts or two side by side. The facts stand in the address,
//! so that whoever is given it sees the same. Nothing is stored.

mod answer;
mod asked;
mod sheet;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_rules::{Facts, Plan, Regulation};
use uuid::Uuid;

use crate::app::World;
use crate::format;
use crate::forms::{Pairs, element_id};
use crate::web::page::html_with;
use crate::web::{Failure, Page, Queried, SignedIn, Web};

use answer::Answer;
use asked::{Asked, PROJECT, Set};
use sheet::Part;

pub use asked::{address_of, of_project};

#[derive(Debug, Template)]
#[template(path = "simulator/show.html")]
struct Show {
    page: Page,
    today: String,
    parts: Vec<Part>,
    compares: bool,
    titles: Vec<&'static str>,
    project: Option<(String, String)>,
    errors: Vec<(String, String)>,
    withheld: bool,
    ignored: String,
    /// The address of the same facts, of each set alone.
    address: String,
    alone: Vec<(&'static str, String)>,
    answer: Option<Answer>,
}

/// A project that a set of facts began with.
struct Began {
    title: String,
    facts: Facts,
}

pub async fn show(
    State(web): State<Web>,
    user: Option<SignedIn>,
    uri: Uri,
    headers: HeaderMap,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    if user.is_none() && !web.checks.allow(web.app.clock().now()) {
        return Err(Failure::TooOften);
    }
    let world = web.app.world().await?;
    let began = began(&web, user.as_ref(), &world, &pairs, &uri).await?;
    let asked = Asked::of(&pairs, began.as_ref().map(|began| &began.facts));
    let by_script = headers.contains_key("hx-request");
    if asked::holds_blanks(&pairs) && !by_script && !asked.withheld {
        return Ok(Redirect::to(&asked.address()).into_response());
    }
    let on = web.app.clock().today();
    let law = web.app.regulation(&world, on)?;
    let show = Show {
        page: Page::for_anyone(user.as_ref(), "试算", "/simulator"),
        today: format::day(on),
        parts: sheet::lay_out(&asked),
        compares: asked.compares(),
        titles: asked.sets.iter().map(|set| set.title).collect(),
        project: asked.project.clone().zip(began.map(|began| began.title)),
        errors: errors(&asked),
        withheld: asked.withheld,
        ignored: asked::unknown(&pairs).join("、"),
        address: asked.address(),
        alone: asked
            .sets
            .iter()
            .map(|set| (set.title, asked.alone(set.prefix)))
            .collect(),
        answer: answer(&asked, &law, on)?,
    };
    Ok(told(&asked, &show))
}

/// What cannot be read is refused like any form; the script puts the address of
/// what is asked in its bar.
fn told(asked: &Asked, show: &Show) -> Response {
    let status = if asked.is_wrong() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let mut response = html_with(status, show);
    if let Ok(address) = HeaderValue::from_str(&asked.address()) {
        response.headers_mut().insert("hx-replace-url", address);
    }
    response
}

/// For those who may see it; others find nothing.
async fn began(
    web: &Web,
    user: Option<&SignedIn>,
    world: &World,
    pairs: &Pairs,
    uri: &Uri,
) -> Result<Option<Began>, Failure> {
    let Some(id) = pairs.filled(PROJECT) else {
        return Ok(None);
    };
    let Some(user) = user else {
        return Err(Failure::SignInFirst {
            next: uri.to_string(),
        });
    };
    let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound)?;
    let loaded = web.app.load(&user.actor, "project", id).await;
    let loaded = loaded.map_err(Failure::of)?;
    let project = loaded.aggregate.as_ref().and_then(|known| known.project());
    let project = project.ok_or(Failure::NotFound)?;
    let facts = web
        .app
        .with_env(world, &user.actor, &id.to_string(), |env| {
            let known = tongchou_project::facts(project, env);
            let mut facts = env.regulation.circumstances_of(&known);
            for spec in env.regulation.dates_of_duties() {
                if let Some(date) = known.get(spec.name) {
                    facts.set(spec.name, date);
                }
            }
            let planned = project.declaration.planned_end_on;
            facts.planned_end_on = facts.planned_end_on.or(planned);
            let begins = project.declaration.planned_start_on;
            facts.construction_started_on = facts.construction_started_on.or(begins);
            facts
        })?;
    Ok(Some(Began {
        title: project.title.clone(),
        facts,
    }))
}

fn answer(
    asked: &Asked,
    law: &Regulation,
    on: jiff::civil::Date,
) -> Result<Option<Answer>, Failure> {
    if asked.is_wrong() {
        return Ok(None);
    }
    let mut plans: Vec<(&Set, Arc<Plan>)> = Vec::new();
    for set in &asked.sets {
        plans.push((set, law.plan(&set.facts, on)?));
    }
    Ok(Some(Answer::of(&plans, law)))
}

/// Each fault with its field, and whose it is where two sets are compared.
fn errors(asked: &Asked) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for set in &asked.sets {
        for error in &set.errors {
            let target = element_id(&format!("{}{}", set.prefix, error.field));
            let says = if set.title.is_empty() {
                error.message.clone()
            } else {
                format!("{}：{}", set.title, error.message)
            };
            told.push((target, says));
        }
    }
    told
}
