//! What may be put into the reference fields of an act: id and name, as the
//! form of the act offers them.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use tongchou_project::{ActSpec, Aggregate, FieldKind, FieldSpec, consider, options};
use uuid::Uuid;

use super::acts::{creating, known};
use super::{ApiFailure, At};
use crate::web::{Api, SignedIn, Web};

pub async fn on_project(
    State(web): State<Web>,
    Api(user): Api,
    At((id, act)): At<(Uuid, String)>,
) -> Result<Json<Value>, ApiFailure> {
    of(&web, &user, known(&act, "project", false)?, Some(id)).await
}

pub async fn on_register(
    State(web): State<Web>,
    Api(user): Api,
    At((kind, id, act)): At<(String, Uuid, String)>,
) -> Result<Json<Value>, ApiFailure> {
    if kind == "project" {
        return Err(ApiFailure::not_found());
    }
    of(&web, &user, known(&act, &kind, false)?, Some(id)).await
}

/// For acts that bring something into being.
pub async fn new_project(
    State(web): State<Web>,
    Api(user): Api,
) -> Result<Json<Value>, ApiFailure> {
    of(&web, &user, creating("project")?, None).await
}

pub async fn new_register(
    State(web): State<Web>,
    Api(user): Api,
    At(kind): At<String>,
) -> Result<Json<Value>, ApiFailure> {
    if kind == "project" {
        return Err(ApiFailure::not_found());
    }
    of(&web, &user, creating(&kind)?, None).await
}

/// Who may not do the act learns nothing of what it could refer to.
async fn of(
    web: &Web,
    user: &SignedIn,
    spec: &'static ActSpec,
    id: Option<Uuid>,
) -> Result<Json<Value>, ApiFailure> {
    let loaded = match id {
        Some(id) => Some(web.app.load_for(&user.actor, spec, id).await?),
        None => None,
    };
    let current = loaded.as_ref().and_then(|loaded| loaded.aggregate.as_ref());
    let world = web.app.world().await?;
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let found = web.app.with_env(&world, &user.actor, &id, |env| {
        let considered = consider(current, spec.key, env)?;
        considered.permitted_to_actor.then(|| {
            let mut fields = Map::new();
            gather(&mut fields, spec.fields, "", &|name| {
                listed(current, spec.key, name, env)
            });
            fields
        })
    })?;
    let fields = found.ok_or_else(ApiFailure::not_found)?;
    Ok(Json(json!({ "act": spec.key, "options": fields })))
}

fn listed(
    current: Option<&Aggregate>,
    act: &str,
    name: &str,
    env: &tongchou_project::Env<'_>,
) -> Value {
    let options = options(current, act, name, env).into_iter();
    options
        .map(|(id, label)| json!({ "id": id, "label": label }))
        .collect()
}

/// Reference fields by path: `contract`, `items.item`.
fn gather(
    into: &mut Map<String, Value>,
    fields: &[FieldSpec],
    before: &str,
    listed: &dyn Fn(&str) -> Value,
) {
    for field in fields {
        let path = format!("{before}{}", field.name);
        match field.kind {
            FieldKind::Reference(_) | FieldKind::References(_) => {
                into.insert(path.clone(), listed(&path));
            }
            FieldKind::Rows(columns) => gather(into, columns, &format!("{path}."), listed),
            _ => {}
        }
    }
}
