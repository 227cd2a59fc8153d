//! Who is signed in where, and the lock after failed sign-ins: sessions are
//! ended by the system administrator, locks lifted by the security
//! administrator.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::accounts::{known, refuse};
use super::{back_to, must};
use crate::accounts::notes::{self, By};
use crate::format;
use crate::web::{At, Failure, Posted, Web};

/// A session that has not ended.
#[derive(Debug)]
pub struct SessionRow {
    /// The digest of the session's secret: it opens nothing.
    pub id: String,
    pub begun: String,
    pub until: String,
}

pub(super) async fn of(web: &Web, account: &str) -> Result<Vec<SessionRow>, Failure> {
    let now = web.app.clock().now();
    let sessions = web.app.store().sessions_of(account, now).await?;
    let row = |session: tongchou_store::Session| SessionRow {
        begun: format::moment(session.created_at),
        until: format::moment(session.expires_at),
        id: session.id_hash,
    };
    Ok(sessions.into_iter().map(row).collect())
}

/// Ends one session, or all where none is named.
pub async fn end(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let account = known(&web, &name).await?;
    if account.name == user.account.name {
        return refuse(&web, user, &name, None, "自己的登录请用“退出”结束").await;
    }
    let store = web.app.store();
    match posted.form.filled("session") {
        Some(id) => {
            let sessions = store.sessions_of(&name, web.app.clock().now()).await?;
            let own = sessions.iter().find(|session| session.id_hash == id);
            // one that ended meanwhile has ended
            if let Some(session) = own {
                store.drop_session(&session.id_hash).await?;
            }
        }
        None => {
            store.drop_sessions_of(&name).await?;
        }
    }
    let about = json!({ "account": name });
    notes::note(&web.app, "sessions_ended", By::actor(&user.actor), about).await;
    Ok(back_to(&name, "sessions"))
}

/// Lifts the lock after failed sign-ins.
pub async fn unlock(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_capacities").await?;
    let account = known(&web, &name).await?;
    if account.name == user.account.name {
        let says = "不能解除自己的锁定，请由另一名安全管理员办理";
        return refuse(&web, user, &name, None, says).await;
    }
    web.app.store().clear_failed_sign_ins(&name).await?;
    let about = json!({ "account": name });
    notes::note(&web.app, "account_unlocked", By::actor(&user.actor), about).await;
    Ok(back_to(&name, "unlocked"))
}
