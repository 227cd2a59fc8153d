//! Pages and assets travel compressed. What another site made a browser ask for
//! does not: from the sizes of such answers it could guess a form's token.

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, DefaultPredicate, Predicate as _};

type Worth = And<DefaultPredicate, fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool>;

pub fn layer() -> CompressionLayer<Worth> {
    CompressionLayer::new()
        .compress_when(DefaultPredicate::new().and(is_no_file as fn(_, _, &_, &_) -> _))
}

/// Files go out as they are: most are compressed in themselves, and whoever
/// goes on with a broken download counts their bytes.
fn is_no_file(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::CONTENT_DISPOSITION)
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
