//! The description of the API, made from the acts themselves: a path for each,
//! a schema for each of its fields. Nothing in it is written by hand twice.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use tongchou_project::{ActSpec, FieldKind, FieldSpec, act_specs};
use tongchou_rules::{Regulation, article};

use crate::web::Web;

pub async fn show(State(web): State<Web>) -> Json<Value> {
    Json(document(web.app.law().on(web.app.clock().today())))
}

/// The whole document (OpenAPI 3.1).
pub fn document(law: &Regulation) -> Value {
    let mut paths = fixed_paths();
    for spec in act_specs() {
        let path = paths.entry(act_path(spec)).or_insert_with(|| json!({}));
        if let Some(operations) = path.as_object_mut() {
            operations.insert("post".to_owned(), act_operation(spec, law));
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
        "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } },
    })
}

fn act_path(spec: &ActSpec) -> String {
    match (spec.aggregate, spec.creates) {
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
    let refusals = [
        ("400", "无法识别"),
        ("401", "未登录"),
        ("403", "无权办理"),
        ("404", "没有找到"),
        ("409", "内容已有变化，或幂等键已用"),
        ("413", "超过2MB"),
        ("422", "不予办理：逐条列明依据、所看事实和办法"),
    ];
    let mut responses = Map::new();
    responses.insert(
        "201".to_owned(),
        json!({ "description": "已办理：事件、依据、结果" }),
    );
    for (status, says) in refusals {
        responses.insert(status.to_owned(), json!({ "description": says }));
    }
    json!({
        "operationId": spec.key,
        "summary": title,
        "parameters": parameters,
        "requestBody": { "content": { "application/json": { "schema": object(spec.fields) } } },
        "responses": responses,
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

/// Paths that are no act.
fn fixed_paths() -> Map<String, Value> {
    let get = |summary: &str, parameters: Vec<Value>| json!({ "get": { "summary": summary, "parameters": parameters, "responses": { "200": { "description": "结果" } } } });
    let open = |operation: Value| {
        let mut operation = operation;
        if let Some(fields) = operation.as_object_mut() {
            fields.insert("security".to_owned(), json!([]));
        }
        operation
    };
    let post = |summary: &str| json!({ "summary": summary, "responses": { "200": { "description": "结果" } } });
    let mut paths = Map::new();
    let sessions = open(post("登录，取得令牌"));
    let end = json!({ "summary": "退出登录", "responses": { "204": { "description": "已退出" } } });
    paths.insert(
        "/api/v1/sessions".to_owned(),
        json!({ "post": sessions, "delete": end }),
    );
    paths.insert(
        "/api/v1/check".to_owned(),
        json!({ "post": open(post("不建项目，直接询问办法；一行一个 JSON 对象")) }),
    );
    paths.insert("/api/v1/acts".to_owned(), get("全部办理事项", vec![]));
    paths.insert("/api/v1/projects".to_owned(), get("可以看到的项目", vec![]));
    let registers: BTreeSet<&str> = act_specs()
        .iter()
        .map(|spec| spec.aggregate)
        .filter(|kind| *kind != "project")
        .collect();
    for kind in registers {
        paths.insert(format!("/api/v1/registers/{kind}"), get("登记簿", vec![]));
        let one = format!("/api/v1/registers/{kind}/{{id}}");
        paths.insert(one, get("登记簿中的一项", vec![id_parameter()]));
    }
    paths.insert(
        "/api/v1/projects/{id}".to_owned(),
        get("一个项目的状态、事实和义务", vec![id_parameter()]),
    );
    paths.insert(
        "/api/v1/projects/{id}/acts".to_owned(),
        get("现在能办的事项和不能办的理由", vec![id_parameter()]),
    );
    paths.extend(file_paths());
    paths.insert(
        "/api/v1/log/checkpoint".to_owned(),
        get("日志的总数和根", vec![]),
    );
    let position = json!({ "name": "position", "in": "path", "required": true, "schema": { "type": "integer" } });
    paths.insert(
        "/api/v1/log/proof/{position}".to_owned(),
        get("事件在日志中的证明", vec![position]),
    );
    paths
}

/// Files come before the act that names them, by the tus protocol.
fn file_paths() -> Map<String, Value> {
    let header = |name: &str, says: &str| json!({ "name": name, "in": "header", "required": true, "description": says, "schema": { "type": "string" } });
    let tus = || header("Tus-Resumable", "1.0.0");
    let answers = |status: &str, says: &str| {
        let mut answers = Map::new();
        answers.insert(status.to_owned(), json!({ "description": says }));
        answers.insert(
            "422".to_owned(),
            json!({ "description": "文件不予接收：说明和办法" }),
        );
        answers
    };
    let length = header("Upload-Length", "字节数");
    let told = header("Upload-Metadata", "filename 加文件名的 Base64");
    let create = json!({ "summary": "开始上传一个文件（tus 1.0.0）", "parameters": [tus(), length, told],
        "responses": answers("201", "上传地址在 Location 中") });
    let offset = header("Upload-Offset", "从第几字节起");
    let piece = json!({ "summary": "传一段；传完后即行检查", "parameters": [id_parameter(), tus(), offset],
        "requestBody": { "content": { "application/offset+octet-stream": {} } },
        "responses": answers("204", "已收到的字节数在 Upload-Offset 中") });
    let state = json!({ "summary": "上传的结果：SM3 摘要值用于办理事项的文件字段", "parameters": [id_parameter()],
        "responses": answers("200", "名称、大小、已收到的字节数、SM3") });
    let head = json!({ "summary": "已收到多少", "parameters": [id_parameter(), tus()],
        "responses": { "200": { "description": "已收到的字节数在 Upload-Offset 中" } } });
    let end = json!({ "summary": "放弃上传", "parameters": [id_parameter(), tus()],
        "responses": { "204": { "description": "已删除" } } });
    let sm3 = json!({ "name": "sm3", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" } });
    let download = json!({ "summary": "取回可以看到的文件，可分段", "parameters": [sm3],
        "responses": { "200": { "description": "文件" }, "206": { "description": "文件的一段" }, "404": { "description": "没有找到" } } });
    let mut paths = Map::new();
    paths.insert("/api/v1/uploads".to_owned(), json!({ "post": create }));
    paths.insert(
        "/api/v1/uploads/{id}".to_owned(),
        json!({ "head": head, "get": state, "patch": piece, "delete": end }),
    );
    paths.insert("/api/v1/files/{sm3}".to_owned(), json!({ "get": download }));
    paths
}
