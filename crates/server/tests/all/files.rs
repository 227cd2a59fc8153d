//! Files: sent in parts or with a form, examined, filed with an event, shown to
//! those who may see what they were filed on.

mod forms;
mod hostile;
pub mod made;
mod secrets;
mod serving;
mod sweeping;
mod uploads;

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::{Answered, Client, District};

/// Where the bytes of a file lie.
pub fn place_of(district: &District, sm3: &str) -> PathBuf {
    let (first, rest) = sm3.split_at(2);
    district.folder.path().join("files").join(first).join(rest)
}

pub const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
pub const PIECE: (&str, &str) = ("content-type", "application/offset+octet-stream");

pub fn metadata(name: &str, form: &str) -> String {
    let encoded = |text: &str| STANDARD.encode(text);
    format!("filename {},form {}", encoded(name), encoded(form))
}

pub async fn create(client: &Client, name: &str, size: usize, form: &str) -> Answered {
    let (size, told) = (size.to_string(), metadata(name, form));
    let headers = [TUS, ("upload-length", &size), ("upload-metadata", &told)];
    client
        .ask(Method::POST, "/api/v1/uploads", &headers, Body::empty())
        .await
}

/// The id of an upload for which room was made.
pub async fn begun(client: &Client, name: &str, size: usize) -> String {
    let answer = create(client, name, size, "").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let location = answer.headers["location"].to_str().unwrap();
    location.rsplit('/').next().unwrap().to_owned()
}

pub async fn piece(client: &Client, id: &str, at: usize, bytes: &[u8]) -> Answered {
    let at = at.to_string();
    let headers = [TUS, PIECE, ("upload-offset", at.as_str())];
    let path = format!("/api/v1/uploads/{id}");
    client
        .ask(Method::PATCH, &path, &headers, bytes.to_vec())
        .await
}

pub async fn state(client: &Client, id: &str) -> Answered {
    client.get(&format!("/api/v1/uploads/{id}")).await
}

/// A whole file in one piece: the answer to the piece, or to its announcement.
pub async fn sent_for(client: &Client, name: &str, bytes: &[u8], form: &str) -> Answered {
    let answer = create(client, name, bytes.len(), form).await;
    if answer.status != StatusCode::CREATED {
        return answer;
    }
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    let id = location.rsplit('/').next().unwrap().to_owned();
    let answer = piece(client, &id, 0, bytes).await;
    if answer.status == StatusCode::NO_CONTENT {
        state(client, &id).await
    } else {
        answer
    }
}

pub async fn sent(client: &Client, name: &str, bytes: &[u8]) -> Answered {
    sent_for(client, name, bytes, "").await
}

/// The SM3 of a file that was taken.
pub async fn taken(client: &Client, name: &str, bytes: &[u8]) -> String {
    let answer = sent(client, name, bytes).await;
    assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
    answer.json()["sm3"].as_str().unwrap().to_owned()
}

/// What was said against a file.
pub async fn refused(client: &Client, name: &str, bytes: &[u8]) -> String {
    let answer = sent(client, name, bytes).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{name}: {}",
        answer.text
    );
    let error = &answer.json()["error"];
    assert!(!error["remedy"].as_str().unwrap().is_empty());
    error["message"].as_str().unwrap().to_owned()
}

/// A picture filed on a project; its SM3.
pub async fn filed(client: &Client, project: &str) -> String {
    let sm3 = taken(client, "机房照片.png", &made::png()).await;
    let answer = submitted(client, project, json!([sm3])).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    sm3
}

pub async fn submitted(client: &Client, project: &str, files: serde_json::Value) -> Answered {
    let path = format!("/api/v1/projects/{project}/acts/submit_material");
    let form = json!({ "material": "security_plan", "title": "安全方案", "files": files });
    client.post(&path, &form).await
}
