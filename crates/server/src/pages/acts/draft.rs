//! The draft of a form: saved while somebody types (the script asks for JSON)
//! or by its button, and thrown away.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_store::{Draft, StoreError};

use super::{Target, form, revision, seen};
use crate::app::Loaded;
use crate::drafts::{self, Saved, Typed};
use crate::format;
use crate::forms::{KEY, OVER, Pairs};
use crate::web::{Failure, Posted, SignedIn, Web};

const WITHHELD: &str = "所填内容带有国家秘密标志，草稿没有保存。涉密内容不得在本系统处理（第六条），请立即删去；已通知安全管理员。";

pub(crate) async fn create(
    State(web): State<Web>,
    target: Target,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let loaded = target.load(&web, user).await?;
    target.must_be_permitted(&web, user, &loaded).await?;
    let fields = target.typed(form);
    let saved = if is_sent(&web, &user.actor, form).await? {
        // it was overtaken by its own form being sent
        Saved::Nothing
    } else {
        let typed = Typed {
            key: target.draft_key(user),
            fields: &fields,
            seen: seen(form).unwrap_or(loaded.sequence),
            revision: over(form).unwrap_or_else(|| revision(form)),
        };
        drafts::save(&web, &user.actor, typed).await?
    };
    if is_by_script(&headers) {
        let back = format!("{}?draft=continue", target.action());
        return Ok(told(&back, &saved));
    }
    if let Saved::Now { .. } | Saved::Nothing = saved {
        // kept first, so that the sheet shows what was typed
        if let Some(sheet) = target.sheet().filter(|_| form.first("to") == Some("sheet")) {
            return Ok(Redirect::to(&sheet).into_response());
        }
        return Ok(Redirect::to(&format!("{}?draft=continue", target.action())).into_response());
    }
    let fields = match saved {
        Saved::Withheld => Pairs::default(),
        _ => fields,
    };
    let form = form::Form::again(form, fields).with_draft(Some(saved));
    form.respond(&web, user, &target, &loaded).await
}

/// Thrown away at its person's wish.
pub(crate) async fn discard(
    State(web): State<Web>,
    target: Target,
    posted: Posted,
) -> Result<Response, Failure> {
    web.app
        .store()
        .drop_draft(&target.draft_key(&posted.user))
        .await?;
    drop_files(&web, &target, &posted.user).await?;
    let to = match posted.form.first("to") {
        Some("list") => "/drafts".to_owned(),
        _ => target.action(),
    };
    Ok(Redirect::to(&to).into_response())
}

/// What was uploaded for the form goes with its draft.
async fn drop_files(web: &Web, target: &Target, user: &SignedIn) -> Result<(), Failure> {
    let Some(files) = &web.files else {
        return Ok(());
    };
    let (store, form) = (web.app.store(), target.action());
    for upload in store.uploads_of(&user.actor.person).await? {
        if upload.form == form && !upload.filed {
            files.forget(store, upload.id).await?;
        }
    }
    Ok(())
}

/// Whether this very form was sent already: a saving that was under way then
/// must not bring its draft back.
pub(crate) async fn is_sent(web: &Web, actor: &Actor, form: &Pairs) -> Result<bool, Failure> {
    let Some(key) = form.filled(KEY) else {
        return Ok(false);
    };
    match web.app.store().answered(key, &actor.person, "").await {
        // under the digest of a request: it was used
        Ok(Some(_)) | Err(StoreError::IdempotencyMismatch) => Ok(true),
        Ok(None) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether the script asks, and not its person by a button.
pub(crate) fn is_by_script(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::ACCEPT);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// What was done since a draft was saved; empty where nothing was.
pub(crate) fn changed(web: &Web, loaded: &Loaded, stored: &Draft) -> String {
    let since = web.app.titles_since(loaded, stored.seen);
    if since.is_empty() {
        return String::new();
    }
    format!("保存草稿以后，这里又办理了{}，请核对。", since.join("、"))
}

/// The revision that is to be written over, by its person's word.
pub(crate) fn over(form: &Pairs) -> Option<u64> {
    form.filled(OVER).and_then(|known| known.parse().ok())
}

/// For the script; `back` is where the draft is gone on with.
pub(crate) fn told(back: &str, saved: &Saved) -> Response {
    let status = match saved {
        Saved::Now { .. } | Saved::Nothing => StatusCode::OK,
        Saved::Overtaken(_) => StatusCode::CONFLICT,
        Saved::Withheld | Saved::TooMany | Saved::TooLarge => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let body: Value = match saved {
        Saved::Now { revision, .. } => json!({ "revision": revision, "says": says(saved) }),
        Saved::Overtaken(draft) => json!({
            "revision": draft.revision,
            "says": says(saved),
            "continue": back,
        }),
        _ => json!({ "says": says(saved), "withheld": matches!(saved, Saved::Withheld) }),
    };
    (status, Json(body)).into_response()
}

/// 已于 10:32 保存草稿
pub(crate) fn says(saved: &Saved) -> String {
    match saved {
        Saved::Now { at, .. } => format!("已于 {} 保存草稿", format::clock_time(*at)),
        Saved::Nothing => String::new(),
        Saved::Overtaken(draft) => overtaken(draft),
        Saved::Withheld => WITHHELD.to_owned(),
        Saved::TooMany => "草稿已达 300 份，这一份没有保存。请到“我的草稿”删去不用的。".to_owned(),
        Saved::TooLarge => "内容过大，草稿没有保存。一份表单不能超过 2 MB，请缩短文字。".to_owned(),
    }
}

fn overtaken(draft: &Draft) -> String {
    format!(
        "这份表单另有一份草稿（{}保存，可能来自另一个窗口），本页内容没有盖过它。",
        format::moment(draft.saved_at)
    )
}
