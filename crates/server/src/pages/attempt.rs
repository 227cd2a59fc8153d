//! An act on a project sent from a page's own form: done, or the reasons for
//! which the page is shown again with what was typed.

use axum::http::StatusCode;
use serde_json::Value;
use tongchou_project::{Refusal, StateFinding};
use uuid::Uuid;

use super::acts::seen;
use crate::app::{Asked, Fault};
use crate::forms::{KEY, Pairs};
use crate::web::{Failure, SignedIn, Web};

/// Why it was not done, and what the page answers with.
pub type Again = (Refusal, StatusCode);

/// `None` once it is done.
pub async fn attempt(
    web: &Web,
    user: &SignedIn,
    form: &Pairs,
    (act, id): (&str, Uuid),
    input: &Value,
) -> Result<Option<Again>, Failure> {
    let asked = Asked {
        act,
        id: Some(id),
        input,
        key: form.filled(KEY),
        seen: seen(form),
    };
    match web.app.act(&user.actor, asked).await {
        Ok(_) => Ok(None),
        Err(Fault::Refused(Refusal::NotPermitted(notice))) => Err(Failure::NotPermitted(notice)),
        Err(Fault::Refused(refusal)) => Ok(Some((refusal, StatusCode::UNPROCESSABLE_ENTITY))),
        Err(Fault::Conflict(what)) => Ok(Some((overtaken(&what), StatusCode::CONFLICT))),
        Err(fault) => Err(Failure::of(fault)),
    }
}

/// Something else happened since the form was opened: what was typed is shown
/// again beside it, to be looked at and sent once more.
pub fn overtaken(what: &str) -> Refusal {
    let remedy = "填写的内容保留在下面；核对变化后可以再次提交。本次没有保存。";
    Refusal::State(vec![StateFinding::new(what, remedy)])
}

/// The form was sent before with other content, then changed and sent again.
pub fn sent_before() -> Refusal {
    let says = "这份表单已经办理过一次，现在的内容与那一次不同";
    let remedy = "先前的办理已经生效；确要再办一次的，核对下面的内容后再次提交。本次没有保存。";
    Refusal::State(vec![StateFinding::new(says, remedy)])
}
