//! Work promised by an append, done after its commit. Delivery is at least
//! once: a row stays until it is reported done, so its doer must bear seeing
//! it twice.

use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::OutboxMessage;
use crate::canonical::canonical_text;
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: i64,
    /// First event of the append that promised it.
    pub position: u64,
    pub kind: String,
    pub body: Value,
}

pub(crate) async fn put(
    connection: &mut AnyConnection,
    position: u64,
    message: &OutboxMessage,
) -> Result<()> {
    let body = canonical_text(&message.body)
        .map_err(|error| StoreError::unstorable("outbox.body", &error))?;
    sqlx::query("INSERT INTO outbox (position, kind, body) VALUES ($1, $2, $3)")
        .bind(signed(position)?)
        .bind(message.kind.as_str())
        .bind(body)
        .execute(connection)
        .await?;
    Ok(())
}

/// The oldest rows that are not done.
pub(crate) async fn take(database: &Database, limit: u32) -> Result<Vec<OutboxRow>> {
    let rows = sqlx::query("SELECT id, position, kind, body FROM outbox ORDER BY id LIMIT $1")
        .bind(i64::from(limit))
        .fetch_all(database.readers())
        .await?;
    rows.iter()
        .map(|row| {
            let body: String = row.try_get("body")?;
            Ok(OutboxRow {
                id: row.try_get("id")?,
                position: unsigned(row.try_get("position")?)?,
                kind: row.try_get("kind")?,
                body: serde_json::from_str(&body)
                    .map_err(|error| StoreError::Corrupt(format!("待办消息不是 JSON：{error}")))?,
            })
        })
        .collect()
}

pub(crate) async fn done(database: &Database, ids: &[i64]) -> Result<()> {
    let mut tx = database.begin_write().await?;
    for id in ids {
        sqlx::query("DELETE FROM outbox WHERE id = $1")
            .bind(*id)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
