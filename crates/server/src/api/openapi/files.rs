//! The paths of files: they come before the act that names them.

use serde_json::{Map, Value, json};

use super::id_parameter;

/// By the tus protocol.
pub fn paths() -> Map<String, Value> {
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
