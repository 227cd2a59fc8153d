//! Headers of every answer, the same for pages and JSON. Files alone bring
//! their own policy: stricter for a download, and the one exception that lets a
//! page show a PDF.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

pub async fn secure(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let own = headers.contains_key(header::CONTENT_SECURITY_POLICY);
    let framed = own && headers.contains_key(header::X_FRAME_OPTIONS);
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    if !own {
        set(header::CONTENT_SECURITY_POLICY, POLICY);
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !framed {
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    // not `no-referrer`: with it browsers send `Origin: null` with a form, and
    // the origin could not be checked
    set(header::REFERRER_POLICY, "same-origin");
    // what may be kept says so itself
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    answer
}
