//! The recorded acts of a project judged once more, each under the law of its day,
//! beside what was recorded then. For those who may see the project, of what they
//! may see of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::may_view;
use uuid::Uuid;

use crate::app::Again;
use crate::format;
use crate::web::{At, Failure, Page, SignedIn, Web, html};

/// Acts that only some may see.
const REFERRAL: &str = "refer_lead";

#[derive(Debug, Template)]
#[template(path = "replay/show.html")]
struct Show {
    page: Page,
    title: String,
    id: String,
    rows: Vec<Row>,
    different: usize,
}

#[derive(Debug)]
struct Row {
    position: u64,
    on: String,
    act: String,
    who: String,
    regulation: String,
    hash: String,
    clauses: usize,
    differences: Vec<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let loaded = web.app.load(&user.actor, "project", id).await;
    let loaded = loaded.map_err(Failure::of)?;
    let project = loaded.aggregate.ok_or(Failure::NotFound)?;
    let title = project.project().map(|known| known.title.clone());
    let world = web.app.world().await?;
    let id = id.to_string();
    let referrals = web.app.with_env(&world, &user.actor, &id, |env| {
        may_view(&project, "view_referrals", env)
    })?;
    let shown: BTreeMap<u64, &str> = loaded
        .events
        .iter()
        .filter(|event| referrals || event.provenance.act != REFERRAL)
        .map(|event| (event.position, event.provenance.body.as_str()))
        .collect();
    let last = shown.keys().next_back().copied().unwrap_or_default();
    let replay = web.app.replay(Again::Of(&id, last)).await?;
    let rows = replay.judged.into_iter().rev().filter_map(|judged| {
        let body = shown.get(&judged.position)?;
        let law = web.app.law().on(judged.on);
        let act = law.act(&judged.act);
        Some(Row {
            position: judged.position,
            on: format::day(judged.on),
            act: act.map_or(judged.act.clone(), |act| act.title.clone()),
            who: world.registers.body_name(body),
            regulation: judged.regulation,
            hash: judged.hash.chars().take(12).collect(),
            clauses: judged.clauses,
            differences: judged.differences,
        })
    });
    let rows: Vec<Row> = rows.collect();
    Ok(html(&Show {
        page: Page::of(&user, "重放当时的结论", "/projects"),
        title: title.unwrap_or_default(),
        different: rows
            .iter()
            .filter(|row| !row.differences.is_empty())
            .count(),
        id,
        rows,
    }))
}
