//! The law asked without a project: one JSON object, or one a line. It stores
//! nothing, so it asks for no sign-in; a modest limit keeps it available.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{ApiFailure, body};
use crate::check;
use crate::web::Web;

pub async fn create(State(web): State<Web>, request: Request) -> Result<Response, ApiFailure> {
    if !web.checks.allow(web.app.clock().now()) {
        return Err(ApiFailure::too_often());
    }
    let body = body::read(request, &web).await?;
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiFailure::bad_request(
            "请求内容为空，应是 JSON 对象，一行一个",
        ));
    }
    if let Some(line) = one_object(&body) {
        return one(&web, &line);
    }
    let answers = tokio::task::spawn_blocking(move || {
        let mut answers = Vec::new();
        check::run(web.app.law(), &mut body.as_ref(), &mut answers).map(|_| answers)
    })
    .await??;
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8")];
    Ok((kind, answers).into_response())
}

/// A single object is answered or refused as a whole; where several stand in
/// lines, each line has an answer of its own.
fn one(web: &Web, line: &[u8]) -> Result<Response, ApiFailure> {
    match tongchou_rules::check::answer(web.app.law(), line) {
        Ok(answer) => {
            let kind = [(header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8")];
            Ok((kind, format!("{answer}\n")).into_response())
        }
        Err(error) => {
            let field = error.field.as_deref().unwrap_or_default();
            Err(ApiFailure::bad_field(field, &error.message))
        }
    }
}

/// The body on one line, if it is a single JSON value; its text stays as it is.
fn one_object(body: &[u8]) -> Option<Vec<u8>> {
    let single = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
    single.then(|| {
        body.iter()
            .map(|byte| {
                if matches!(byte, b'\n' | b'\r') {
                    b' '
                } else {
                    *byte
                }
            })
            .collect()
    })
}
