//! The description of the API, made from the acts themselves: a path for each,
//! a schema for each of its fields. Nothing in it is written by hand twice.

mod files;
mod paths;
mod schemas;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use tongchou_project::registers::is_on_result;
use tongchou_project::{ActSpec, FieldKind, FieldSpec, act_specs};
use tongchou_rules::{Regulation, article};

use super::acts::EARLIER;
use crate::app::RESULT;
use crate::web::Web;

pub async fn show(State(web): State<Web>) -> Json<Value> {
    Json(document(web.app.law().on(web.app.clock().today())))
}

/// The whole document (OpenAPI 3.1).
pub fn document(law: &Regulation) -> Value {
    let mut paths = paths::fixed();
    paths.extend(files::paths());
    for spec in act_specs() {
        if let Some((path, operation)) = options(spec, law) {
            paths.insert(path, json!({ "get": operation }));
        }
        describe(&mut paths, act_path(spec), act_operation(spec, law));
        if is_on_result(spec.key) {
            let path = format!("/api/v1/registers/{RESULT}/{{id}}/acts/{}", spec.key);
            describe(&mut paths, path, act_operation(spec, law));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "统筹",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!("依据{}（{}）办理信息化项目", law.name(), law.number()),
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas::all(),
            "responses": schemas::responses(),
        },
    })
}

fn describe(paths: &mut Map<String, Value>, path: String, operation: Value) {
    let path = paths.entry(path).or_insert_with(|| json!({}));
    if let Some(operations) = path.as_object_mut() {
        operations.insert("post".to_owned(), operation);
    }
}

fn act_path(spec: &ActSpec) -> String {
    match (spec.aggregate, spec.creates) {
        ("project", true) if spec.key == EARLIER => "/api/v1/projects/earlier".to_owned(),
        ("project", true) => "/api/v1/projects".to_owned(),
        ("project", false) => format!("/api/v1/projects/{{id}}/acts/{}", spec.key),
        (kind, true) => format!("/api/v1/registers/{kind}"),
        (kind, false) => format!("/api/v1/registers/{kind}/{{id}}/acts/{}", spec.key),
    }
}

fn act_operation(spec: &ActSpec, law: &Regulation) -> Value {
    let title = law.act(spec.key).map_or(spec.key, |act| act.title.as_str());
    let mut parameters = vec![json!({
        "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 200 },
        "description": "重复发送同一请求时只办理一次",
    })];
    if !spec.creates {
        parameters.push(id_parameter());
    }
    let done = json!({ "description": "已办理：事件、依据、结果", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Done" } } } });
    let mut responses = schemas::failures(&[400, 401, 403, 404, 409, 413, 422]);
    responses.insert("201".to_owned(), done);
    json!({
        "operationId": spec.key,
        "summary": title,
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": { "schema": object(spec.fields) } } },
        "responses": responses,
    })
}

/// What the reference fields of an act may hold.
fn options(spec: &ActSpec, law: &Regulation) -> Option<(String, Value)> {
    if !refers(spec.fields) {
        return None;
    }
    let title = law.act(spec.key).map_or(spec.key, |act| act.title.as_str());
    let mut responses = schemas::failures(&[401, 404]);
    responses.insert("200".to_owned(), schemas::answer("Options"));
    let mut operation = json!({
        "operationId": format!("{}_options", spec.key),
        "summary": format!("{title}：各引用字段可填的编号和名称"),
        "responses": responses,
    });
    if !spec.creates
        && let Some(fields) = operation.as_object_mut()
    {
        fields.insert("parameters".to_owned(), json!([id_parameter()]));
    }
    Some((format!("{}/options", act_path(spec)), operation))
}

fn refers(fields: &[FieldSpec]) -> bool {
    fields.iter().any(|field| match field.kind {
        FieldKind::Reference(_) | FieldKind::References(_) => true,
        FieldKind::Rows(columns) => refers(columns),
        _ => false,
    })
}

fn id_parameter() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}

fn object(fields: &[FieldSpec]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    json!({
        "type": "object", "properties": properties,
        "required": required, "additionalProperties": false,
    })
}

fn property(field: &FieldSpec) -> Value {
    let mut schema = schema(field.kind);
    if let Some(fields) = schema.as_object_mut() {
        if field.required {
            let least = match field.kind {
                FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Reference(_) => {
                    "minLength"
                }
                FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Rows(_) => "minItems",
                _ => "",
            };
            if !least.is_empty() {
                fields.insert(least.to_owned(), 1.into());
            }
        }
        fields.insert("title".to_owned(), field.label.into());
        let cited = article::in_words(field.article).unwrap_or_default();
        let described = [field.help, cited.as_str()]
            .iter()
            .filter(|text| !text.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("；");
        if !described.is_empty() {
            fields.insert("description".to_owned(), described.into());
        }
    }
    schema
}

fn schema(kind: FieldKind) -> Value {
    let words = |words: &[(&str, &str)]| {
        let each: Vec<Value> = words
            .iter()
            .map(|(id, label)| json!({ "const": id, "title": label }))
            .collect();
        json!({ "oneOf": each })
    };
    let id = || json!({ "type": "string" });
    match kind {
        FieldKind::Text { max } | FieldKind::LongText { max } => {
            json!({ "type": "string", "maxLength": max })
        }
        FieldKind::Money { .. } => json!({
            "type": ["string", "integer"], "pattern": r"^\d{1,15}(\.\d{1,2})?$", "examples": ["1200000.50"],
        }),
        FieldKind::Share => {
            json!({ "type": ["string", "integer"], "pattern": r"^\d{1,5}(\.\d{1,2})?$" })
        }
        FieldKind::Count { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::Flag => json!({ "type": "boolean" }),
        FieldKind::Choice(choice) => words(choice),
        FieldKind::Choices(choice) => {
            json!({ "type": "array", "items": words(choice), "uniqueItems": true })
        }
        FieldKind::Reference(_) => id(),
        FieldKind::References(_) => json!({ "type": "array", "items": id(), "uniqueItems": true }),
        FieldKind::Files => json!({
            "type": "array", "uniqueItems": true,
            "items": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "description": "先经 /api/v1/uploads 上传，此处填文件的 SM3 摘要值",
        }),
        FieldKind::Rows(columns) => json!({ "type": "array", "items": object(columns) }),
    }
}
