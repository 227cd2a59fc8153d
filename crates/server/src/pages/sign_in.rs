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
use crate::web::again::{Kept, resume};
use crate::web::page::html_with;
use crate::web::signed_in::COOKIE;
use crate::web::{Ask, Failure, Page, Posted, SignedIn, Web, posted};

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
    kept: Kept,
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
    let entry = Entry {
        next: asked.next.as_deref(),
        ..Entry::default()
    };
    show(&web, jar, StatusCode::OK, entry)
}

/// With what was typed into a form that came without a session.
pub fn again(web: &Web, jar: CookieJar, path: &str, kept: Kept) -> Result<Response, Failure> {
    let entry = Entry {
        next: Some(path),
        kept,
        ..Entry::default()
    };
    show(web, jar, StatusCode::UNAUTHORIZED, entry)
}

pub async fn create(
    State(web): State<Web>,
    jar: CookieJar,
    request: Request,
) -> Result<Response, Failure> {
    let form = posted::read(request, &web).await?;
    let expected = jar.get(BEFORE).map(Cookie::value).unwrap_or_default();
    let token = form.first(CSRF).unwrap_or_default();
    let name = form.filled("name").unwrap_or_default();
    let password = form.first("password").unwrap_or_default().to_owned();
    let next = form.first("next");
    let kept = Kept::sent_on(&form);
    if expected.is_empty() || !same_secret(token, expected) {
        // a page from before: another window signed in or out meanwhile
        let entry = Entry {
            error: Some("登录页已经失效，请重新输入密码".to_owned()),
            name,
            next,
            kept,
        };
        return show(&web, jar, StatusCode::FORBIDDEN, entry);
    }
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
            if kept.is_empty() || begun.account.must_change {
                return Ok((jar, Redirect::to(safe(next))).into_response());
            }
            let user = SignedIn::of(&web, begun.session, begun.account).await?;
            Ok((jar, resume(&user, safe(next), &kept)).into_response())
        }
        Err(SignInRefusal::Fault(error)) => Err(Failure::Fault(error)),
        Err(refusal) => {
            if web.failures.allow(now) {
                notes::sign_in_failed(&web.app, "page", name, &refusal).await;
            }
            let entry = Entry {
                error: Some(refusal.to_string()),
                name,
                next,
                kept,
            };
            show(&web, jar, StatusCode::UNPROCESSABLE_ENTITY, entry)
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

/// What the page is filled in with.
#[derive(Debug, Default)]
struct Entry<'a> {
    error: Option<String>,
    name: &'a str,
    next: Option<&'a str>,
    kept: Kept,
}

fn is_token(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn show(
    web: &Web,
    jar: CookieJar,
    status: StatusCode,
    entry: Entry<'_>,
) -> Result<Response, Failure> {
    // one token for all windows of a browser: each of them can sign in
    let csrf = match jar.get(BEFORE).map(Cookie::value) {
        Some(token) if is_token(token) => token.to_owned(),
        _ => clock::secret().map_err(anyhow::Error::from)?,
    };
    let template = Show {
        page: Page::public("登录", "/sign_in"),
        error: entry.error,
        name: entry.name.to_owned(),
        next: safe(entry.next).to_owned(),
        csrf: csrf.clone(),
        kept: entry.kept,
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
