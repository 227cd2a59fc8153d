//! Invitations of people without an account to one thing, and the session each
//! opens once. Only digests are kept: who reads the database learns neither the
//! link nor the code. What an invitation is for, this module does not know.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError, unsigned};
use crate::store::Store;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: String,
    pub token_hash: String,
    pub code_hash: String,
    pub project: String,
    pub panel: String,
    pub expert: String,
    pub invited_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Wrong codes so far.
    pub failures: u64,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub session: Option<GuestSession>,
}

/// The session that an invitation opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestSession {
    pub id_hash: String,
    pub csrf: String,
    pub expires_at: Timestamp,
}

/// What became of a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// The session is open; the code is used up.
    Opened,
    /// Not the code; so many attempts are left.
    Wrong { left: u64 },
    /// Used, revoked, expired, or tried too often.
    Ended,
}

impl Store {
    /// Adds an invitation; earlier ones of the project for the same expert end.
    pub async fn add_invitation(&self, invitation: &Invitation) -> Result<()> {
        add(self.database(), invitation).await
    }

    /// The invitations of a project, the earliest first.
    pub async fn invitations(&self, project: &str) -> Result<Vec<Invitation>> {
        of_project(self.database(), project).await
    }

    pub async fn invitation(&self, token_hash: &str) -> Result<Option<Invitation>> {
        by_token(self.database(), token_hash).await
    }

    /// Tries a code. Reading, counting and opening are one transaction: however
    /// many come at once, one code opens one session and no more than `most`
    /// wrong ones are listened to.
    pub async fn redeem_invitation(
        &self,
        token_hash: &str,
        code_hash: &str,
        session: &GuestSession,
        now: Timestamp,
        most: u64,
    ) -> Result<Redeemed> {
        redeem(self.database(), token_hash, code_hash, session, now, most).await
    }

    /// Ends an invitation and the session it opened; whether there was one to end.
    pub async fn revoke_invitation(&self, project: &str, id: &str, now: Timestamp) -> Result<bool> {
        revoke(self.database(), project, id, now).await
    }
}

async fn add(database: &Database, invitation: &Invitation) -> Result<()> {
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("invitation.{field}"), &error))
    };
    let mut tx = database.begin_write().await?;
    sqlx::query(
        "UPDATE invitations SET revoked_at = $1, session_hash = NULL \
         WHERE project = $2 AND expert = $3 AND revoked_at IS NULL",
    )
    .bind(invitation.created_at.as_microsecond())
    .bind(text("project", &invitation.project)?)
    .bind(text("expert", &invitation.expert)?)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO invitations (id, token_hash, code_hash, project, panel, expert, invited_by, \
         created_at, expires_at, failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
    )
    .bind(text("id", &invitation.id)?)
    .bind(text("token_hash", &invitation.token_hash)?)
    .bind(text("code_hash", &invitation.code_hash)?)
    .bind(text("project", &invitation.project)?)
    .bind(text("panel", &invitation.panel)?)
    .bind(text("expert", &invitation.expert)?)
    .bind(text("invited_by", &invitation.invited_by)?)
    .bind(invitation.created_at.as_microsecond())
    .bind(invitation.expires_at.as_microsecond())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn of_project(database: &Database, project: &str) -> Result<Vec<Invitation>> {
    let Ok(project) = clean(project) else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query("SELECT * FROM invitations WHERE project = $1 ORDER BY created_at, id")
        .bind(project)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(decode).collect()
}

async fn by_token(database: &Database, token_hash: &str) -> Result<Option<Invitation>> {
    let mut connection = database.readers().acquire().await?;
    find(&mut connection, token_hash).await
}

async fn find(connection: &mut AnyConnection, token_hash: &str) -> Result<Option<Invitation>> {
    let Ok(token_hash) = clean(token_hash) else {
        return Ok(None);
    };
    let row = sqlx::query("SELECT * FROM invitations WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(decode).transpose()
}

async fn redeem(
    database: &Database,
    token_hash: &str,
    code_hash: &str,
    session: &GuestSession,
    now: Timestamp,
    most: u64,
) -> Result<Redeemed> {
    let mut tx = database.begin_sign_in().await?;
    let Some(found) = find(&mut tx, token_hash).await?.filter(|found| {
        found.used_at.is_none()
            && found.revoked_at.is_none()
            && found.expires_at > now
            && found.failures < most
    }) else {
        return Ok(Redeemed::Ended);
    };
    let redeemed = if found.code_hash == code_hash {
        sqlx::query(
            "UPDATE invitations SET used_at = $1, session_hash = $2, csrf = $3, \
             session_expires_at = $4 WHERE id = $5",
        )
        .bind(now.as_microsecond())
        .bind(session.id_hash.clone())
        .bind(session.csrf.clone())
        .bind(session.expires_at.as_microsecond())
        .bind(found.id)
        .execute(&mut *tx)
        .await?;
        Redeemed::Opened
    } else {
        sqlx::query("UPDATE invitations SET failures = failures + 1 WHERE id = $1")
            .bind(found.id)
            .execute(&mut *tx)
            .await?;
        let left = most.saturating_sub(found.failures.saturating_add(1));
        Redeemed::Wrong { left }
    };
    tx.commit().await?;
    Ok(redeemed)
}

async fn revoke(database: &Database, project: &str, id: &str, now: Timestamp) -> Result<bool> {
    let (Ok(project), Ok(id)) = (clean(project), clean(id)) else {
        return Ok(false);
    };
    let mut tx = database.begin_write().await?;
    let done = sqlx::query(
        "UPDATE invitations SET revoked_at = $1, session_hash = NULL \
         WHERE project = $2 AND id = $3 AND revoked_at IS NULL",
    )
    .bind(now.as_microsecond())
    .bind(project)
    .bind(id)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(done.rows_affected() > 0)
}

fn decode(row: &AnyRow) -> Result<Invitation> {
    let session = match row.try_get::<Option<String>, _>("session_hash")? {
        None => None,
        Some(id_hash) => Some(GuestSession {
            id_hash,
            csrf: row.try_get("csrf")?,
            expires_at: instant(row.try_get("session_expires_at")?)?,
        }),
    };
    let maybe = |column: &str| -> Result<Option<Timestamp>> {
        let at: Option<i64> = row.try_get(column)?;
        at.map(instant).transpose()
    };
    Ok(Invitation {
        id: row.try_get("id")?,
        token_hash: row.try_get("token_hash")?,
        code_hash: row.try_get("code_hash")?,
        project: row.try_get("project")?,
        panel: row.try_get("panel")?,
        expert: row.try_get("expert")?,
        invited_by: row.try_get("invited_by")?,
        created_at: instant(row.try_get("created_at")?)?,
        expires_at: instant(row.try_get("expires_at")?)?,
        failures: unsigned(row.try_get("failures")?)?,
        used_at: maybe("used_at")?,
        revoked_at: maybe("revoked_at")?,
        session,
    })
}

fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("邀请时间：{error}")))
}
