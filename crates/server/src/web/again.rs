//! A form that came without a session, or with the token of one that has ended: what
//! was typed goes into the page that asks to sign in, and from there into one that
//! sends it to where it was meant for. Nothing is done before the person says so.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::page::html_with;
use super::posted::is;
use super::{Failure, Page, SignedIn, Web};
use crate::files::form;
use crate::forms::{CSRF, Pairs};
use crate::pages::sign_in;

/// Before the names of what is carried through the sign-in.
pub const KEPT: &str = "kept";

/// What was typed, on its way through the sign-in.
#[derive(Debug, Default)]
pub struct Kept {
    pub pairs: Vec<(String, String)>,
    /// Files do not travel: they are chosen again.
    pub files: bool,
}

impl Kept {
    /// What is worth keeping of a form; never a password, never a token.
    fn of(form: &Pairs, files: bool) -> Self {
        let pairs = form
            .iter()
            .filter(|(name, _)| *name != CSRF && !name.contains("password"));
        Self {
            pairs: pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            files,
        }
    }

    /// As the page that asks to sign in sends it on.
    pub fn sent_on(form: &Pairs) -> Self {
        let pairs = form
            .under(KEPT)
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            pairs: pairs.collect(),
            files: form.filled("files").is_some(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// The answer to a form of nobody who is signed in; `otherwise` where nothing was typed.
pub async fn sign_in_first(
    parts: &Parts,
    request: Request,
    web: &Web,
    otherwise: Failure,
) -> Failure {
    let Some(kept) = typed(parts, request, web).await else {
        return otherwise;
    };
    let jar = CookieJar::from_headers(&parts.headers);
    match sign_in::again(web, jar, parts.uri.path(), kept) {
        Ok(response) => Failure::Page(Box::new(response)),
        Err(failure) => failure,
    }
}

/// The answer to a form that was opened in an earlier session of somebody who has
/// signed in since. Only where the browser says that it came from here.
pub fn sent_with_old_token(
    headers: &HeaderMap,
    user: &SignedIn,
    path: &str,
    form: &Pairs,
) -> Failure {
    let site = headers.get("sec-fetch-site");
    let from_here = site.is_some_and(|site| site == "same-origin");
    let kept = Kept::of(form, false);
    if !from_here || kept.is_empty() || by_script(headers) {
        return Failure::Forged;
    }
    Failure::Page(Box::new(resume(user, path, &kept)))
}

/// What was typed, to be sent on in the session that is now.
pub fn resume(user: &SignedIn, path: &str, kept: &Kept) -> Response {
    #[derive(Debug, Template)]
    #[template(path = "sign_in/again.html")]
    struct Again<'a> {
        page: Page,
        path: &'a str,
        csrf: &'a str,
        kept: &'a [(String, String)],
        files: bool,
    }
    html_with(
        StatusCode::OK,
        &Again {
            page: Page::of(user, "继续提交", path),
            path,
            csrf: &user.session.csrf,
            kept: &kept.pairs,
            files: kept.files,
        },
    )
    .into_response()
}

fn by_script(headers: &HeaderMap) -> bool {
    let accepts = headers.get("accept").and_then(|value| value.to_str().ok());
    headers.contains_key("hx-request")
        || accepts.is_some_and(|accepts| accepts.contains("application/json"))
}

async fn typed(parts: &Parts, request: Request, web: &Web) -> Option<Kept> {
    // scripts keep drafts by themselves and read no page
    if by_script(&parts.headers) {
        return None;
    }
    let kept = if is(&request, "multipart/form-data") {
        let (form, files) = form::typed(request, web).await.ok()?;
        Kept::of(&form, files)
    } else if is(&request, "application/x-www-form-urlencoded") {
        let body = Bytes::from_request(request, web).await.ok()?;
        Kept::of(&Pairs::decode(&body).ok()?, false)
    } else {
        return None;
    };
    (!kept.is_empty()).then_some(kept)
}
