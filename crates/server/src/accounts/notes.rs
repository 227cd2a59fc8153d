//! The audit trail of what is no act of the regulation: sign-ins, refusals,
//! accounts made, text that had to be withheld. Notes are events of the same
//! log, so that nobody can take one out unseen. They never hold what was typed
//! into a form.

use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_store::{Append, NewEvent, Provenance, StreamId};

use super::sessions::SignInRefusal;
use crate::app::App;
use crate::clock::{self, Clock};

pub const STREAM: &str = "note";

/// Kinds of notes, with the words for them.
pub const KINDS: &[(&str, &str)] = &[
    ("signed_in", "登录"),
    ("sign_in_failed", "登录失败"),
    ("signed_out", "退出登录"),
    ("act_refused", "办理被拒绝"),
    ("text_withheld", "疑似国家秘密标志，内容未保存"),
    ("body_registered", "登记单位"),
    ("body_renamed", "更正单位信息"),
    ("body_empowered", "授予单位身份"),
    ("body_led", "登记单位负责人"),
    ("channel_changed", "更改通知方式"),
    ("deliveries_retried", "重发外发通知"),
    ("official_text_imported", "导入官方文本"),
    ("account_created", "创建账号"),
    ("account_renamed", "更正姓名"),
    ("account_disabled", "停用账号"),
    ("account_enabled", "恢复账号"),
    ("capacities_granted", "授予身份"),
    ("password_set", "重置密码"),
    ("password_changed", "修改密码"),
    ("account_unlocked", "解除登录锁定"),
    ("sessions_ended", "结束登录"),
    ("expert_invited", "邀请专家"),
    ("invitation_opened", "专家凭邀请码进入"),
    ("invitation_failed", "邀请码不正确"),
    ("invitation_revoked", "撤销专家邀请"),
];

pub fn label(kind: &str) -> &str {
    KINDS
        .iter()
        .find(|(id, _)| *id == kind)
        .map_or(kind, |(_, label)| *label)
}

/// Who did it, as far as is known.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub person: &'a str,
    pub body: &'a str,
    pub capacity: &'a str,
}

impl<'a> By<'a> {
    pub fn actor(actor: &'a Actor) -> Self {
        Self {
            person: &actor.person,
            body: &actor.body,
            capacity: actor.capacities.first().map_or("", String::as_str),
        }
    }

    /// Nobody who is signed in, or the program itself.
    pub const fn nobody() -> Self {
        Self {
            person: "",
            body: "",
            capacity: "",
        }
    }
}

/// Adds a note. A note that cannot be written is logged and does not undo what
/// it is about.
pub async fn note(app: &App, kind: &str, by: By<'_>, about: Value) {
    if let Err(error) = write(app, kind, by, about).await {
        tracing::error!(%error, kind, "note not written");
    }
}

async fn write(app: &App, kind: &str, by: By<'_>, about: Value) -> anyhow::Result<()> {
    app.store().append(append(app, kind, by, about)).await?;
    Ok(())
}

/// A note as it is written.
pub fn append(app: &App, kind: &str, by: By<'_>, about: Value) -> Append {
    Append {
        stream: StreamId::new(STREAM, clock::new_id()),
        expected: 0,
        events: vec![NewEvent {
            kind: kind.to_owned(),
            version: 1,
            data: about,
        }],
        provenance: provenance(app, kind, by),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    }
}

/// Provenance of what no clause judged.
pub fn provenance(app: &App, act: &str, by: By<'_>) -> Provenance {
    provenance_at(app.clock(), act, by)
}

/// The same before there is an app.
pub fn provenance_at(clock: &Clock, act: &str, by: By<'_>) -> Provenance {
    Provenance {
        person: by.person.to_owned(),
        body: by.body.to_owned(),
        capacity: by.capacity.to_owned(),
        at: clock.now(),
        on: clock.today(),
        act: act.to_owned(),
        regulation: String::new(),
        regulation_hash: String::new(),
        clauses: Vec::new(),
        way: None,
    }
}

/// A refusal, by its clauses alone.
pub fn refused(act: &str, aggregate: &str, id: &str, reason: &str, clauses: &[String]) -> Value {
    json!({ "act": act, "kind": aggregate, "id": id, "reason": reason, "clauses": clauses })
}

/// A sign-in that failed. The name is kept only where it is an account's: people type
/// passwords there.
pub async fn sign_in_failed(app: &App, door: &str, name: &str, refusal: &SignInRefusal) {
    let known = app.store().account_by_name(name).await.ok().flatten();
    let mut about = json!({ "door": door, "locked": matches!(refusal, SignInRefusal::Locked) });
    if let (Some(account), Some(about)) = (known, about.as_object_mut()) {
        about.insert("account".to_owned(), account.name.into());
    }
    note(app, "sign_in_failed", By::nobody(), about).await;
}
