//! Sessions of signed-in people. Only a hash of the session's id is kept, so
//! that who reads the database cannot take over a session.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id_hash: String,
    /// Name of the account.
    pub account: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub csrf: String,
}

pub(crate) async fn put(database: &Database, session: &Session) -> Result<()> {
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("session.{field}"), &error))
    };
    let mut tx = database.begin_write().await?;
    sqlx::query(
        "INSERT INTO sessions (id_hash, account, created_at, expires_at, csrf) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id_hash) DO UPDATE SET expires_at = excluded.expires_at, \
         csrf = excluded.csrf",
    )
    .bind(text("id_hash", &session.id_hash)?)
    .bind(text("account", &session.account)?)
    .bind(session.created_at.as_microsecond())
    .bind(session.expires_at.as_microsecond())
    .bind(text("csrf", &session.csrf)?)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The session, unless it has expired by `now`.
pub(crate) async fn get(
    database: &Database,
    id_hash: &str,
    now: Timestamp,
) -> Result<Option<Session>> {
    let Ok(id_hash) = clean(id_hash) else {
        return Ok(None);
    };
    let row = sqlx::query("SELECT * FROM sessions WHERE id_hash = $1 AND expires_at > $2")
        .bind(id_hash)
        .bind(now.as_microsecond())
        .fetch_optional(database.readers())
        .await?;
    row.as_ref().map(from_row).transpose()
}

pub(crate) async fn of(database: &Database, account: &str, now: Timestamp) -> Result<Vec<Session>> {
    let Ok(account) = clean(account) else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query(
        "SELECT * FROM sessions WHERE account = $1 AND expires_at > $2 ORDER BY created_at DESC",
    )
    .bind(account)
    .bind(now.as_microsecond())
    .fetch_all(database.readers())
    .await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &AnyRow) -> Result<Session> {
    Ok(Session {
        id_hash: row.try_get("id_hash")?,
        account: row.try_get("account")?,
        created_at: instant(row.try_get("created_at")?)?,
        expires_at: instant(row.try_get("expires_at")?)?,
        csrf: row.try_get("csrf")?,
    })
}

pub(crate) async fn remove(database: &Database, id_hash: &str) -> Result<()> {
    let Ok(id_hash) = clean(id_hash) else {
        return Ok(());
    };
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM sessions WHERE id_hash = $1")
        .bind(id_hash)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn remove_of(database: &Database, account: &str) -> Result<u64> {
    let Ok(account) = clean(account) else {
        return Ok(0);
    };
    let mut tx = database.begin_write().await?;
    let gone = sqlx::query("DELETE FROM sessions WHERE account = $1")
        .bind(account)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected())
}

pub(crate) async fn sweep(database: &Database, now: Timestamp) -> Result<u64> {
    let mut tx = database.begin_write().await?;
    let gone = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected())
}

fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("会话时间：{error}")))
}
