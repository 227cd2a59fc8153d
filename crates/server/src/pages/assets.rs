//! The sheet, the icon and the scripts, built into the program: government
//! networks are closed, nothing may come from elsewhere. Asked for by the address
//! that pages give them, a browser keeps them for good.

use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pack;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

pub async fn show(Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let kind = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("js") => "text/javascript; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let (Some(data), Some(mark)) = (pack::asset(&name), pack::asset_mark(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // an address of another edition must not be kept with this one's content
    let cache = if query.is_some_and(|query| query == format!("v={mark}")) {
        FOR_GOOD
    } else {
        ASK_AGAIN
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)];
    (headers, data.into_owned()).into_response()
}

/// The address that pages give a file.
pub fn address(name: &str) -> String {
    match pack::asset_mark(name) {
        Some(mark) => format!("/assets/{name}?v={mark}"),
        None => format!("/assets/{name}"),
    }
}
