//! JSON bodies, read strictly: duplicate keys, numbers with fractions and bytes
//! that are not UTF-8 are refused, so that nothing is understood in two ways.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde_json::Value;
use tongchou_store::parse_strict;

use super::ApiFailure;
use crate::web::Web;

#[derive(Debug)]
pub struct Json(pub Value);

impl FromRequest<Web> for Json {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, ApiFailure> {
        let body = read(request, web).await?;
        let text = std::str::from_utf8(&body)
            .map_err(|_| ApiFailure::bad_request("请求内容不是 UTF-8 编码的文字"))?;
        if text.trim().is_empty() {
            return Ok(Self(Value::Object(serde_json::Map::new())));
        }
        let value = parse_strict(text)
            .map_err(|error| ApiFailure::bad_request(&not_json(&error.to_string())))?;
        match value {
            Value::Object(_) => Ok(Self(value)),
            _ => Err(ApiFailure::bad_request("请求内容应是一个 JSON 对象")),
        }
    }
}

/// A body within the limit.
pub async fn read(request: Request, web: &Web) -> Result<Bytes, ApiFailure> {
    Bytes::from_request(request, web)
        .await
        .map_err(|_| ApiFailure::too_large())
}

/// The parser's own words, with the place in ours.
fn not_json(error: &str) -> String {
    let (says, place) = error.split_once(" at line ").unwrap_or((error, ""));
    let place = place.split_once(" column ");
    let place = place.map(|(line, column)| format!("（第 {line} 行第 {column} 列）"));
    format!(
        "请求内容不是合规的 JSON：{}{}",
        says.trim(),
        place.unwrap_or_default()
    )
}
