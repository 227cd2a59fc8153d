//! Accounts of the server. The password's hash must not stay in a log for ever,
//! so they are rows, not projections; events say in what state each should be,
//! and verification compares (`witness`).

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What the person signs in with; unique.
    pub name: String,
    pub display_name: String,
    /// Id of the body the person acts for.
    pub body: String,
    pub capacities: Vec<String>,
    pub password_hash: String,
    pub disabled: bool,
    /// The password must be changed at the next sign-in.
    pub must_change: bool,
}

/// Adds the account, or replaces the one of the same name.
pub(crate) async fn put(database: &Database, account: &Account) -> Result<()> {
    let mut tx = database.begin_write().await?;
    write(&mut tx, account).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds or replaces within a transaction that also says why.
pub(crate) async fn write(connection: &mut AnyConnection, account: &Account) -> Result<()> {
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("account.{field}"), &error))
    };
    let capacities: Result<Vec<_>> = account
        .capacities
        .iter()
        .map(|capacity| text("capacities", capacity))
        .collect();
    sqlx::query(
        "INSERT INTO accounts \
         (name, display_name, body, capacities, password_hash, disabled, must_change) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (name) DO UPDATE SET display_name = excluded.display_name, \
         body = excluded.body, capacities = excluded.capacities, \
         password_hash = excluded.password_hash, disabled = excluded.disabled, \
         must_change = excluded.must_change",
    )
    .bind(text("name", &account.name)?)
    .bind(text("display_name", &account.display_name)?)
    .bind(text("body", &account.body)?)
    .bind(serde_json::Value::from(capacities?).to_string())
    .bind(text("password_hash", &account.password_hash)?)
    .bind(i64::from(account.disabled))
    .bind(i64::from(account.must_change))
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn by_name(database: &Database, name: &str) -> Result<Option<Account>> {
    let Ok(name) = clean(name) else {
        return Ok(None);
    };
    let row = sqlx::query("SELECT * FROM accounts WHERE name = $1")
        .bind(name)
        .fetch_optional(database.readers())
        .await?;
    row.as_ref().map(from_row).transpose()
}

pub(crate) async fn all(database: &Database) -> Result<Vec<Account>> {
    let mut connection = database.readers().acquire().await?;
    rows(&mut connection).await
}

pub(crate) async fn rows(connection: &mut AnyConnection) -> Result<Vec<Account>> {
    let rows = sqlx::query("SELECT * FROM accounts ORDER BY name")
        .fetch_all(connection)
        .await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &AnyRow) -> Result<Account> {
    let capacities: String = row.try_get("capacities")?;
    Ok(Account {
        name: row.try_get("name")?,
        display_name: row.try_get("display_name")?,
        body: row.try_get("body")?,
        capacities: serde_json::from_str(&capacities)
            .map_err(|error| StoreError::Corrupt(format!("账户的身份列表：{error}")))?,
        password_hash: row.try_get("password_hash")?,
        disabled: row.try_get::<i64, _>("disabled")? != 0,
        must_change: row.try_get::<i64, _>("must_change")? != 0,
    })
}
