//! Projects as JSON: the list, one with its facts and duties, and what can be
//! done on it now.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use tongchou_project::{Aggregate, duties, facts};
use tongchou_rules::{FACTS, Value as FactValue, money};
use uuid::Uuid;

use super::{ApiFailure, Ask, At};
use crate::app;
use crate::pages::listing::{self, Filter};
use crate::web::{Api, Web};

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    text: Option<String>,
    stage: Option<String>,
    unit: Option<String>,
    page: Option<usize>,
}

pub async fn index(
    State(web): State<Web>,
    Api(user): Api,
    Ask(asked): Ask<Asked>,
) -> Result<Json<Value>, ApiFailure> {
    let filter = Filter {
        text: asked.text.unwrap_or_default(),
        stage: asked.stage.unwrap_or_default(),
        unit: asked.unit.unwrap_or_default(),
    };
    let page = asked.page.unwrap_or(1);
    let listed = listing::projects(&web.app, &user.actor, &filter, page).await?;
    let projects: Vec<Value> = listed
        .rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "title": row.title,
                "unit": row.unit,
                "stage": row.stage,
                "number": row.number,
                "changed_on": row.changed_on,
            })
        })
        .collect();
    Ok(Json(
        json!({ "projects": projects, "page": listed.page, "total": listed.total }),
    ))
}

pub async fn show(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
) -> Result<Json<Value>, ApiFailure> {
    let loaded = web.app.load(&user.actor, "project", id).await?;
    let Some(Aggregate::Project(project)) = &loaded.aggregate else {
        return Err(ApiFailure::not_found());
    };
    let world = web.app.world().await?;
    let (known, due) = web
        .app
        .with_env(&world, &user.actor, &id.to_string(), |env| {
            (facts(project, env), duties(project, env))
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
        "state": shown_state(project)?,
        "facts": known,
        "duties": duties,
    })))
}

/// The state as it is kept, without what only some may see.
fn shown_state(project: &tongchou_project::Project) -> anyhow::Result<Value> {
    Ok(serde_json::to_value(project.clone().without_referrals())?)
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
