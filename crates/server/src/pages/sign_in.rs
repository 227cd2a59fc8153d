//! Signing in and out.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use serde_json::json;

use crate::accounts::notes::{self, By};
use crate::accounts::sessions::{self, SignInRefusal, same_secret};
use crate::clock;
use crate::forms::CSRF;
use crate::web::page::html_with;
use crate::web::signed_in::COOKIE;
use crate::web::{Ask, Failure, Page, Posted, Web, posted};

/// Holds the form's token while nobody is signed in.
const BEFORE: &str = "tongchou_before";

#[derive(Debug, Template)]
#[template(path = "sign_in/show.html")]
struct Show {
    page: Page,
    error: Option<String>,
    name: String,
    next: String,
    csrf: String,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    next: Option<String>,
}

pub async fn new(
    State(web): State<Web>,
    Ask(asked): Ask<Asked>,
    jar: CookieJar,
) -> Result<Response, Failure> {
    show(&web, jar, StatusCode::OK, None, "", asked.next.as_deref())
}

pub async fn create(
    State(web): State<Web>,
    jar: CookieJar,
    request: Request,
) -> Result<Response, Failure> {
    let form = posted::read(request, &web).await?;
    let expected = jar.get(BEFORE).map(Cookie::value).unwrap_or_default();
    let token = form.first(CSRF).unwrap_or_default();
    if expected.is_empty() || !same_secret(token, expected) {
        return Err(Failure::Forged);
    }
    let name = form.filled("name").unwrap_or_default();
    let password = form.first("password").unwrap_or_default().to_owned();
    let next = form.first("next");
    let now = web.app.clock().now();
    match sessions::begin(web.app.store(), name, password, now).await {
        Ok(begun) => {
            let by = By {
                person: &begun.account.name,
                body: &begun.account.body,
                capacity: "",
            };
            notes::note(&web.app, "signed_in", by, json!({ "door": "page" })).await;
            let jar = jar
                .remove(removal(BEFORE))
                .add(cookie(&web, COOKIE, begun.secret));
            Ok((jar, Redirect::to(safe(next))).into_response())
        }
        Err(SignInRefusal::Fault(error)) => Err(Failure::Fault(error)),
        Err(refusal) => {
            // the name typed is not kept: people type passwords there
            let about =
                json!({ "door": "page", "locked": matches!(refusal, SignInRefusal::Locked) });
            if web.failures.allow(now) {
                notes::note(&web.app, "sign_in_failed", By::nobody(), about).await;
            }
            let says = Some(refusal.to_string());
            show(
                &web,
                jar,
                StatusCode::UNPROCESSABLE_ENTITY,
                says,
                name,
                next,
            )
        }
    }
}

pub async fn end(
    State(web): State<Web>,
    jar: CookieJar,
    posted: Posted,
) -> Result<Response, Failure> {
    sessions::end(web.app.store(), &posted.user.session).await?;
    let by = By::actor(&posted.user.actor);
    notes::note(&web.app, "signed_out", by, json!({})).await;
    Ok((jar.remove(removal(COOKIE)), Redirect::to("/sign_in")).into_response())
}

fn show(
    web: &Web,
    jar: CookieJar,
    status: StatusCode,
    error: Option<String>,
    name: &str,
    next: Option<&str>,
) -> Result<Response, Failure> {
    let csrf = clock::secret().map_err(anyhow::Error::from)?;
    let template = Show {
        page: Page::public("登录", "/sign_in"),
        error,
        name: name.to_owned(),
        next: safe(next).to_owned(),
        csrf: csrf.clone(),
    };
    let jar = jar.add(cookie(web, BEFORE, csrf));
    Ok((jar, html_with(status, &template)).into_response())
}

fn cookie(web: &Web, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(web.behind_tls)
        .build()
}

fn removal(name: &'static str) -> Cookie<'static> {
    Cookie::build(name).path("/").build()
}

/// Only a path of this server: anything else could lead people away.
fn safe(next: Option<&str>) -> &str {
    next.filter(|path| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(char::is_control)
    })
    .unwrap_or("/")
}
