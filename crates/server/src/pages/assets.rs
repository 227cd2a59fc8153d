//! The sheet, the icon and the scripts, built into the program: government networks are
//! closed, nothing may come from elsewhere.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::pack;

pub async fn show(Path(name): Path<String>) -> Response {
    let kind = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("js") => "text/javascript; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match pack::asset(&name) {
        Some(data) => ([(header::CONTENT_TYPE, kind)], data.into_owned()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
