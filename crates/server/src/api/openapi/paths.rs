//! The paths of the API that are no act: lists, single things, the check
//! service, the log, sessions.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tongchou_project::act_specs;

use super::{id_parameter, schemas};

pub fn fixed() -> Map<String, Value> {
    let mut paths = Map::new();
    let mut put = |path: &str, operations: Value| {
        paths.insert(format!("/api/v1{path}"), operations);
    };
    put("/sessions", sessions());
    put("/check", json!({ "post": check() }));
    put(
        "/openapi.json",
        json!({ "get": open(get("openapi", "本说明", "Document", &[], &[])) }),
    );
    put(
        "/acts",
        json!({ "get": get("acts", "全部办理事项及其字段", "Acts", &[], &[401]) }),
    );
    let filters = [
        text("text", "名称或文号的一部分"),
        text("stage", "阶段"),
        text("unit", "项目单位编号"),
        page(),
    ];
    put(
        "/projects",
        json!({ "get": get("projects", "可以看到的项目", "Projects", &filters, &[400, 401]) }),
    );
    let one = [id_parameter()];
    put(
        "/projects/{id}",
        json!({ "get": get("project", "一个项目的状态、事实和义务", "Project", &one, &[401, 404]) }),
    );
    let says = "现在能办的事项和不能办的理由";
    put(
        "/projects/{id}/acts",
        json!({ "get": get("project_acts", says, "Offers", &one, &[401, 404]) }),
    );
    put("/projects/{id}/duplicates", duplicates(&one));
    papers(&one, &mut put);
    let kinds: BTreeSet<&str> = act_specs().iter().map(|spec| spec.aggregate).collect();
    for kind in kinds.into_iter().filter(|kind| *kind != "project") {
        let filters = [text("text", "名称的一部分"), page()];
        let list = get(
            &format!("{kind}_list"),
            "登记簿",
            "Entries",
            &filters,
            &[400, 401],
        );
        put(&format!("/registers/{kind}"), json!({ "get": list }));
        let show = get(kind, "登记簿中的一项", "Entry", &one, &[401, 404]);
        put(&format!("/registers/{kind}/{{id}}"), json!({ "get": show }));
    }
    let says = "日志的总数和根，配置了密钥的附签名";
    put(
        "/log/checkpoint",
        json!({ "get": open(get("checkpoint", says, "Checkpoint", &[], &[])) }),
    );
    let position = json!({ "name": "position", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1 } });
    let proof = get("proof", "事件在日志中的证明", "Proof", &[position], &[404]);
    put("/log/proof/{position}", json!({ "get": open(proof) }));
    paths
}

/// Letters and forms: which there are, and each as a file.
fn papers(one: &[Value], put: &mut impl FnMut(&str, Value)) {
    let says = "文书和表格：名称、文号，以及 PDF、Word 的地址";
    put(
        "/projects/{id}/papers",
        json!({ "get": get("papers", says, "Papers", one, &[401, 404]) }),
    );
    for (path, name) in [("papers", "paper"), ("forms", "form")] {
        let file = json!({ "name": name, "in": "path", "required": true,
            "description": "键加 .pdf 或 .docx，取自列表中的地址", "schema": { "type": "string" } });
        let mut answers = schemas::failures(&[401, 404]);
        answers.insert("200".to_owned(), json!({ "description": "文件" }));
        let download = json!({ "operationId": format!("download_{name}"), "summary": "下载为 PDF 或 Word",
            "parameters": [id_parameter(), file], "responses": answers });
        put(
            &format!("/projects/{{id}}/{path}/{{{name}}}"),
            json!({ "get": download }),
        );
    }
}

fn sessions() -> Value {
    let mut begun = schemas::failures(&[400, 401, 413]);
    begun.insert("201".to_owned(), schemas::answer("Session"));
    let mut ended = schemas::failures(&[401]);
    ended.insert("204".to_owned(), json!({ "description": "已退出" }));
    let body = json!({
        "type": "object", "required": ["name", "password"], "additionalProperties": false,
        "properties": { "name": { "type": "string" }, "password": { "type": "string" } },
    });
    let create = json!({
        "operationId": "sign_in",
        "summary": "登录，取得令牌",
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": begun,
    });
    json!({
        "post": open(create),
        "delete": { "operationId": "sign_out", "summary": "退出登录", "responses": ended },
    })
}

fn duplicates(one: &[Value]) -> Value {
    let says =
        "重复核查的结果、依据和答复；核查和答复用事项 record_duplicate_check、answer_match 办理";
    let show = get("duplicates", says, "Duplicates", one, &[401, 404]);
    let says = "把所给的申报内容与全部已申报项目、平台、成果和顶层设计比对，不保存";
    let mut create = get(
        "compare",
        says,
        "Duplicates",
        one,
        &[400, 401, 403, 404, 413, 422],
    );
    if let Some(fields) = create.as_object_mut() {
        let body = json!({ "type": "object", "description": "revise_declaration 的任意字段" });
        let body =
            json!({ "required": true, "content": { "application/json": { "schema": body } } });
        fields.insert("requestBody".to_owned(), body);
    }
    json!({ "get": show, "post": create })
}

fn check() -> Value {
    let mut responses = schemas::failures(&[400, 413, 429]);
    let answer = json!({ "application/x-ndjson": { "schema": { "type": "string" } } });
    let answer =
        json!({ "description": "一行一个回答；读不懂的行以 error 回答", "content": answer });
    responses.insert("200".to_owned(), answer);
    let question = json!({ "schema": { "$ref": "#/components/schemas/Question" } });
    open(json!({
        "operationId": "check",
        "summary": "不建项目，直接询问办法；一行一个 JSON 对象",
        "requestBody": { "required": true, "content": { "application/json": question } },
        "responses": responses,
    }))
}

fn get(id: &str, summary: &str, schema: &str, parameters: &[Value], fails: &[u16]) -> Value {
    let mut responses = schemas::failures(fails);
    responses.insert("200".to_owned(), schemas::answer(schema));
    json!({ "operationId": id, "summary": summary, "parameters": parameters, "responses": responses })
}

/// Needs no token.
fn open(mut operation: Value) -> Value {
    if let Some(fields) = operation.as_object_mut() {
        fields.insert("security".to_owned(), json!([]));
    }
    operation
}

fn text(name: &str, says: &str) -> Value {
    json!({ "name": name, "in": "query", "description": says, "schema": { "type": "string" } })
}

fn page() -> Value {
    json!({ "name": "page", "in": "query", "description": "第几页，从 1 起", "schema": { "type": "integer", "minimum": 1 } })
}
