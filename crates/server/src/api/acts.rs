//! Acts as JSON: what acts there are, and doing one.

use axum::Json as Answered;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tongchou_project::registers::is_on_result;
use tongchou_project::{ActSpec, act_spec, act_specs};
use uuid::Uuid;

use super::{ApiFailure, At, Json};
use crate::app::{Asked, RESULT};
use crate::web::{Api, Web};

/// Every act with its fields.
pub async fn index(State(web): State<Web>, Api(_): Api) -> Answered<Value> {
    let law = web.app.law().on(web.app.clock().today());
    let acts: Vec<Value> = act_specs()
        .iter()
        .map(|spec| {
            let act = law.act(spec.key);
            json!({
                "key": spec.key,
                "title": act.map(|act| act.title.as_str()),
                "stage": act.map(|act| act.stage.as_str()),
                "aggregate": spec.aggregate,
                "creates": spec.creates,
                "fields": spec.fields.iter().map(|field| json!({
                    "name": field.name,
                    "label": field.label,
                    "required": field.required,
                    "article": field.article,
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    Answered(json!({ "acts": acts }))
}

/// `POST /api/v1/{kind}s/{id}/acts/{act}`.
pub async fn on_project(
    State(web): State<Web>,
    Api(user): Api,
    At((id, act)): At<(Uuid, String)>,
    headers: HeaderMap,
    Json(input): Json,
) -> Result<Response, ApiFailure> {
    let spec = known(&act, "project", false)?;
    perform(&web, &user, spec, Some(id), &headers, &input).await
}

pub async fn on_register(
    State(web): State<Web>,
    Api(user): Api,
    At((kind, id, act)): At<(String, Uuid, String)>,
    headers: HeaderMap,
    Json(input): Json,
) -> Result<Response, ApiFailure> {
    if kind == "project" {
        return Err(ApiFailure::not_found());
    }
    let spec = known(&act, &kind, false)?;
    perform(&web, &user, spec, Some(id), &headers, &input).await
}

pub async fn create_project(
    State(web): State<Web>,
    Api(user): Api,
    headers: HeaderMap,
    Json(input): Json,
) -> Result<Response, ApiFailure> {
    let spec = creating("project")?;
    perform(&web, &user, spec, None, &headers, &input).await
}

/// A project of earlier years, taken in from records.
pub async fn create_earlier_project(
    State(web): State<Web>,
    Api(user): Api,
    headers: HeaderMap,
    Json(input): Json,
) -> Result<Response, ApiFailure> {
    let spec = known(EARLIER, "project", true)?;
    perform(&web, &user, spec, None, &headers, &input).await
}

/// The act that brings a project into being beside its registration.
pub(super) const EARLIER: &str = "record_earlier_project";

pub async fn create_register(
    State(web): State<Web>,
    Api(user): Api,
    At(kind): At<String>,
    headers: HeaderMap,
    Json(input): Json,
) -> Result<Response, ApiFailure> {
    if kind == "project" {
        return Err(ApiFailure::not_found());
    }
    let spec = creating(&kind)?;
    perform(&web, &user, spec, None, &headers, &input).await
}

pub(super) fn known(act: &str, kind: &str, creates: bool) -> Result<&'static ActSpec, ApiFailure> {
    act_spec(act)
        .filter(|spec| {
            let listed = kind == RESULT && is_on_result(spec.key);
            spec.creates == creates && (listed || spec.aggregate == kind)
        })
        .ok_or_else(ApiFailure::not_found)
}

pub(super) fn creating(kind: &str) -> Result<&'static ActSpec, ApiFailure> {
    act_specs()
        .iter()
        .find(|spec| spec.aggregate == kind && spec.creates)
        .ok_or_else(ApiFailure::not_found)
}

async fn perform(
    web: &Web,
    user: &crate::web::SignedIn,
    spec: &ActSpec,
    id: Option<Uuid>,
    headers: &HeaderMap,
    input: &Value,
) -> Result<Response, ApiFailure> {
    let key = headers.get("idempotency-key").map(|key| key.to_str());
    let key = key
        .transpose()
        .map_err(|_| ApiFailure::bad_request("Idempotency-Key 只能是 ASCII 文字"))?;
    if key.is_some_and(|key| key.is_empty() || key.len() > 200) {
        return Err(ApiFailure::bad_request(
            "Idempotency-Key 应为 1 至 200 个字符",
        ));
    }
    let asked = Asked {
        act: spec.key,
        id,
        input,
        key,
        seen: None,
    };
    let answer = web.app.act(&user.actor, asked).await?;
    Ok((StatusCode::CREATED, Answered(answer.body)).into_response())
}
