//! Registers as JSON: designs, platforms, agencies and the others, as kept.

use std::num::NonZeroU64;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_project::registers::ResultEntry;
use tongchou_store::Listing;
use uuid::Uuid;

use super::{ApiFailure, Ask, At};
use crate::app::RESULT;
use crate::app::projections::is_aggregate;
use crate::web::{Api, Web};

const PER_PAGE: u32 = 100;
/// The register of which not everybody sees every entry.
const MEETING: &str = "meeting";

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    text: Option<String>,
    page: Option<NonZeroU64>,
}

pub async fn index(
    State(web): State<Web>,
    Api(user): Api,
    At(kind): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Json<Value>, ApiFailure> {
    if kind == RESULT {
        return results(&web, &user.actor).await;
    }
    known(&kind)?;
    if kind == MEETING {
        return meetings(&web, &user.actor, &asked).await;
    }
    let page = asked.page.map_or(1, NonZeroU64::get);
    let listing = Listing {
        text: asked.text,
        limit: PER_PAGE,
        offset: (page - 1).saturating_mul(u64::from(PER_PAGE)),
        ..Listing::default()
    };
    let (rows, total) = web.app.store().list(&kind, &listing).await?;
    let entries: Vec<Value> = rows
        .into_iter()
        .map(|row| json!({ "id": row.id, "title": row.title, "stage": row.stage, "number": row.number }))
        .collect();
    Ok(Json(
        json!({ "entries": entries, "page": page, "total": total }),
    ))
}

async fn meetings(web: &Web, actor: &Actor, asked: &Asked) -> Result<Json<Value>, ApiFailure> {
    let world = web.app.world().await?;
    let agendas = web.app.agendas(&world, actor)?;
    let text = asked.text.as_deref().unwrap_or_default().to_lowercase();
    let mut entries: Vec<Value> = world
        .of_kind(MEETING)
        .filter(|entry| agendas.shows_entry(entry) && entry.title.to_lowercase().contains(&text))
        .map(|it| json!({ "id": it.id, "title": it.title, "stage": it.stage, "number": it.number }))
        .collect();
    entries.reverse();
    let (page, total) = (asked.page.map_or(1, NonZeroU64::get), entries.len());
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let before = usize::try_from(page - 1).unwrap_or(usize::MAX);
    let entries: Vec<Value> = entries
        .into_iter()
        .skip(before.saturating_mul(size))
        .take(size)
        .collect();
    Ok(Json(
        json!({ "entries": entries, "page": page, "total": total }),
    ))
}

pub async fn show(
    State(web): State<Web>,
    Api(user): Api,
    At((kind, id)): At<(String, Uuid)>,
) -> Result<Json<Value>, ApiFailure> {
    if kind != RESULT {
        known(&kind)?;
    }
    let loaded = web.app.load(&user.actor, &kind, id).await?;
    if let Some(entry) = &loaded.result {
        return Ok(Json(json!({
            "id": id.to_string(),
            "sequence": loaded.sequence,
            "state": shown(entry),
        })));
    }
    let aggregate = web.app.shown(&user.actor, loaded.aggregate).await?;
    Ok(Json(json!({
        "id": id.to_string(),
        "sequence": loaded.sequence,
        "state": aggregate,
    })))
}

/// The catalogue of results, the latest first.
async fn results(web: &Web, actor: &Actor) -> Result<Json<Value>, ApiFailure> {
    let world = web.app.world().await?;
    if !web.app.may_view_results(&world, actor) {
        return Err(ApiFailure::not_found());
    }
    let entries: Vec<Value> = world.registers.results.values().map(shown).collect();
    let total = entries.len();
    Ok(Json(json!({ "entries": entries, "total": total })))
}

/// A result without its project.
fn shown(entry: &ResultEntry) -> Value {
    json!({
        "id": entry.id, "result": entry.result, "title": entry.name, "kind": entry.kind,
        "description": entry.description, "unit": entry.unit_name,
        "registered_on": entry.registered_on, "users": entry.users.len(),
    })
}

fn known(kind: &str) -> Result<(), ApiFailure> {
    if is_aggregate(kind) && kind != "project" {
        Ok(())
    } else {
        Err(ApiFailure::not_found())
    }
}
