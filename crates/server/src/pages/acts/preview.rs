//! What the law would answer to a form as far as it is filled in: a part of the
//! page for the script that asks while somebody types, the whole page for the
//! button. Nothing is stored, and nothing is noted.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use tongchou_project::preview_unsent;

use super::{Target, alike, emptied, form, verdict};
use crate::forms::Pairs;
use crate::web::page::html;
use crate::web::{Failure, Posted, Web};

pub(crate) async fn create(
    State(web): State<Web>,
    target: Target,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let loaded = target.load(&web, user).await?;
    target.must_be_permitted(&web, user, &loaded).await?;
    let current = loaded.aggregate.as_ref();
    let typed = target.typed(form);
    let mut input = target.input(&web, user, current, &typed).await?;
    emptied::settle(target.spec, current, (form, &typed), &mut input);
    let world = web.app.world().await?;
    let id = loaded.stream.id.to_string();
    let shown = web.app.with_env(&world, &user.actor, &id, |env| {
        let previewed = preview_unsent(current, target.spec.key, &input, env)?;
        let who = web.app.who_may(env.regulation);
        Some(verdict::Shown::of(
            &previewed,
            &target,
            current,
            (env, &who),
        ))
    })?;
    let shown = shown.ok_or(Failure::NotFound)?;
    let shown = if shown.compares() {
        shown.beside(alike::of(&web, user, &target, current, &input).await?)
    } else {
        shown
    };
    if headers.contains_key("hx-request") {
        return Ok(html(&verdict::Moved { shown }));
    }
    // what bears a mark of secrecy is not sent back
    let typed = if shown.withheld {
        Pairs::default()
    } else {
        typed
    };
    let form = form::Form::again(form, typed).with_verdict(shown);
    form.respond(&web, user, &target, &loaded).await
}
