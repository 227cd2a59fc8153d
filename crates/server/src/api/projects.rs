//! Projects as JSON: the list, one with its facts and duties, and what can be
//! done on it now.

use std::num::NonZeroUsize;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use tongchou_project::state::Viewer;
use tongchou_project::{Aggregate, Env, Project, duties, facts, may_view};
use tongchou_rules::{FACTS, Value as FactValue, money};
use uuid::Uuid;

use super::{ApiFailure, Ask, At};
use crate::app::{self, Entry};
use crate::format;
use crate::pages::listing::visible;
use crate::web::{Api, Web};

const PER_PAGE: usize = 20;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    text: Option<String>,
    stage: Option<String>,
    unit: Option<String>,
    page: Option<NonZeroUsize>,
}

pub async fn index(
    State(web): State<Web>,
    Api(user): Api,
    Ask(asked): Ask<Asked>,
) -> Result<Json<Value>, ApiFailure> {
    let seen = visible(&web.app, &user.actor).await?;
    let kept: Vec<&Entry> = seen
        .iter()
        .map(Arc::as_ref)
        .filter(|entry| asked.keeps(entry))
        .collect();
    // a page past the end has none: who reads page after page stops there
    let page = asked.page.map_or(1, NonZeroUsize::get);
    let before = (page - 1).saturating_mul(PER_PAGE);
    let shown = kept.iter().skip(before).take(PER_PAGE);
    let projects: Vec<Value> = shown.filter_map(|entry| row(entry)).collect();
    Ok(Json(
        json!({ "projects": projects, "page": page, "total": kept.len() }),
    ))
}

impl Asked {
    fn keeps(&self, entry: &Entry) -> bool {
        let is = |asked: &Option<String>, found: &str| {
            let asked = asked.as_deref().unwrap_or_default();
            asked.is_empty() || asked == found
        };
        let text = self.text.as_deref().unwrap_or_default();
        let text = text.trim().to_lowercase();
        let number = entry.number.as_deref().unwrap_or_default();
        is(&self.stage, &entry.stage)
            && is(&self.unit, &entry.owner)
            && (entry.title.to_lowercase().contains(&text) || number.to_lowercase().contains(&text))
    }
}

fn row(entry: &Entry) -> Option<Value> {
    let project = entry.aggregate.project()?;
    Some(json!({
        "id": entry.id,
        "title": project.title,
        "unit": project.unit_name,
        "stage": project.stage().key(),
        "number": entry.number.as_deref().unwrap_or_default(),
        "changed_on": format::day_text(&entry.changed_on),
    }))
}

pub async fn show(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
) -> Result<Json<Value>, ApiFailure> {
    let loaded = web.app.load(&user.actor, "project", id).await?;
    let Some(aggregate @ Aggregate::Project(project)) = &loaded.aggregate else {
        return Err(ApiFailure::not_found());
    };
    let world = web.app.world().await?;
    let viewer = web
        .app
        .viewer(&user.actor, &id.to_string(), aggregate)
        .await?;
    let referrals = |env: &Env<'_>| {
        let aggregate = loaded.aggregate.as_ref();
        aggregate.is_some_and(|aggregate| may_view(aggregate, "view_referrals", env))
    };
    let (known, due, referrals) =
        web.app
            .with_env(&world, &user.actor, &id.to_string(), |env| {
                (facts(project, env), duties(project, env), referrals(env))
            })?;
    let known: serde_json::Map<String, Value> = FACTS
        .iter()
        .filter_map(|spec| {
            Some((
                spec.name.to_owned(),
                written(spec.kind, known.get(spec.name)?),
            ))
        })
        .collect();
    let duties: Vec<Value> = due.iter().map(|duty| json!(duty)).collect();
    Ok(Json(json!({
        "id": id.to_string(),
        "sequence": loaded.sequence,
        "state": shown_state(project, referrals, viewer)?,
        "facts": known,
        "duties": duties,
    })))
}

/// The state as it is kept; referrals only for those who may see them (A31.2),
/// of the experts' review what is open to the reader (A14).
fn shown_state(project: &Project, referrals: bool, viewer: Viewer) -> anyhow::Result<Value> {
    let project = project.clone().sealed_for(viewer);
    let project = if referrals {
        project
    } else {
        project.without_referrals()
    };
    Ok(serde_json::to_value(project)?)
}

/// A fact as the check service takes it: yuan, percent, ISO days.
fn written(kind: tongchou_rules::Kind, value: FactValue) -> Value {
    use tongchou_rules::Kind;
    match (kind, value) {
        (_, FactValue::Flag(flag)) => flag.into(),
        (Kind::Money, FactValue::Number(fen)) => money::yuan(fen).into(),
        (Kind::Share, FactValue::Number(points)) => money::percent(points).into(),
        (_, FactValue::Number(number)) => number.into(),
        (_, FactValue::Date(day)) => day.to_string().into(),
        (_, FactValue::Choice(word)) => word.into(),
        (_, FactValue::Set(words)) => words.into_iter().collect::<Vec<_>>().into(),
    }
}

/// Every act this person may do here, with what stands against it now.
pub async fn acts(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
) -> Result<Json<Value>, ApiFailure> {
    let loaded = web.app.load(&user.actor, "project", id).await?;
    let Some(project) = &loaded.aggregate else {
        return Err(ApiFailure::not_found());
    };
    let world = web.app.world().await?;
    let offers = web
        .app
        .with_env(&world, &user.actor, &id.to_string(), |env| {
            app::offers(project, "project", env, &web.app.who_may(env.regulation))
        })?;
    let acts: Vec<Value> = offers
        .iter()
        .map(|offer| {
            json!({
                "act": offer.key,
                "title": offer.title,
                "possible": offer.possible(),
                "verdict": offer.verdict,
                "state": offer.state,
            })
        })
        .collect();
    Ok(Json(json!({ "acts": acts })))
}
