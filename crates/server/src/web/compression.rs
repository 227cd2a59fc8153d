//! Pages and assets travel compressed. What another site made a browser ask for
//! does not: from the sizes of such answers it could guess a form's token.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{
    And, DefaultPredicate, NotForContentType, Predicate as _,
};

type Worth =
    And<And<And<DefaultPredicate, NotForContentType>, NotForContentType>, NotForContentType>;

/// Compresses what grows smaller by it: workbooks, PDF and packages are
/// compressed in themselves.
pub fn layer() -> CompressionLayer<Worth> {
    let worth = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/vnd."))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/octet-stream"));
    CompressionLayer::new().compress_when(worth)
}

pub async fn only_for_own_pages(mut request: Request, next: Next) -> Response {
    if !asked_from_here(request.headers()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
}

/// Browsers say it; a program that does not has no token to lose.
fn asked_from_here(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok())
        .is_none_or(|site| matches!(site, "same-origin" | "none"))
}
