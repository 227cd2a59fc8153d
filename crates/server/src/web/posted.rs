//! A form posted by a signed-in person from a page of this server: read
//! strictly, and with the token that page was given.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use tongchou_project::FieldError;

use super::{Failure, SignedIn, Web, again};
use crate::accounts::sessions::same_secret;
use crate::files::form;
use crate::forms::{CSRF, Pairs};

#[derive(Debug)]
pub struct Posted {
    pub user: SignedIn,
    pub form: Pairs,
}

/// The same of a form that may hold files.
#[derive(Debug)]
pub struct PostedFiles {
    pub posted: Posted,
    /// Files that came with it and were not taken.
    pub refused: Vec<FieldError>,
}

impl FromRequest<Web> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (user, request) = signed_in(request, web).await?;
        let (parts, body) = request.into_parts();
        let form = read(Request::from_parts(parts.clone(), body), web).await?;
        of_this_session(&parts, &user, &form)?;
        Ok(Self { user, form })
    }
}

impl FromRequest<Web> for PostedFiles {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        if !is(&request, "multipart/form-data") {
            let posted = Posted::from_request(request, web).await?;
            let refused = Vec::new();
            return Ok(Self { posted, refused });
        }
        let (user, request) = signed_in(request, web).await?;
        let (parts, body) = request.into_parts();
        let received = form::read(Request::from_parts(parts.clone(), body), web, &user).await?;
        let form = received.form;
        of_this_session(&parts, &user, &form)?;
        Ok(Self {
            posted: Posted { user, form },
            refused: received.refused,
        })
    }
}

/// Who sends it; whoever is not signed in any more gets back what was typed.
async fn signed_in(request: Request, web: &Web) -> Result<(SignedIn, Request), Failure> {
    let (mut parts, body) = request.into_parts();
    let user = <SignedIn as FromRequestParts<Web>>::from_request_parts(&mut parts, web).await;
    let request = Request::from_parts(parts.clone(), body);
    match user {
        Ok(user) => Ok((user, request)),
        Err(first @ Failure::SignInFirst { .. }) => {
            Err(again::sign_in_first(&parts, request, web, first).await)
        }
        Err(failure) => Err(failure),
    }
}

/// Whether the form was opened in the session that it is sent in.
fn of_this_session(parts: &Parts, user: &SignedIn, form: &Pairs) -> Result<(), Failure> {
    if same_secret(form.first(CSRF).unwrap_or_default(), &user.session.csrf) {
        return Ok(());
    }
    let path = parts.uri.path();
    Err(again::sent_with_old_token(&parts.headers, user, path, form))
}

pub(super) fn is(request: &Request, kind: &str) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|stated| stated.starts_with(kind))
}

/// A form's pairs, whoever sent them.
pub async fn read(request: Request, web: &Web) -> Result<Pairs, Failure> {
    if !is(&request, "application/x-www-form-urlencoded") {
        return Err(Failure::BadRequest("这不是一份表单。"));
    }
    // the limit on bodies is the only reason a body cannot be read whole
    let body = Bytes::from_request(request, web)
        .await
        .map_err(|_| Failure::TooLarge)?;
    Pairs::decode(&body).map_err(|_| Failure::BadRequest("提交的内容不是 UTF-8 编码的文字。"))
}
