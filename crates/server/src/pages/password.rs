//! Changing one's own password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::accounts::notes::By;
use crate::accounts::{passwords, records};
use crate::web::page::html_with;
use crate::web::{Failure, Page, Posted, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "people/password.html")]
struct Show {
    page: Page,
    must: bool,
    error: Option<String>,
    rules: Vec<String>,
}

fn lay_out(user: &SignedIn, error: Option<String>) -> Show {
    Show {
        page: Page::of(user, "修改密码", "/password"),
        must: user.account.must_change,
        error,
        rules: passwords::rules(),
    }
}

pub async fn new(user: SignedIn) -> Response {
    html(&lay_out(&user, None))
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    let text = |name: &str| form.first(name).unwrap_or_default().to_owned();
    let hash = Some(user.account.password_hash.clone());
    let error = if !passwords::matches(text("current"), hash).await {
        Some("现在的密码不正确".to_owned())
    } else if text("password") != text("again") {
        Some("两次输入的新密码不一致".to_owned())
    } else if text("password") == text("current") {
        Some("新密码不能与现在的密码相同".to_owned())
    } else {
        passwords::weakness(&text("password"), &user.account.name)
    };
    if error.is_some() {
        let template = lay_out(&user, error);
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &template));
    }
    let mut account = user.account.clone();
    account.password_hash = passwords::hash(text("password")).await?;
    account.must_change = false;
    let by = By::actor(&user.actor);
    records::put(&web.app, "password_changed", &account, by, "page").await?;
    // whoever else is signed in with the old password is not any more
    web.app.store().drop_sessions_of(&account.name).await?;
    web.app.store().put_session(&user.session).await?;
    Ok(Redirect::to("/").into_response())
}
