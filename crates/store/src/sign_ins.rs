//! Failed sign-ins within a window of time, so that guessing can be slowed.
//! What was typed as a name is kept as a digest only: it may be a password
//! typed into the wrong field, and of any length.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sm3::{Digest, Sm3};
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, unsigned};
use crate::tree::hex;

/// Counts and records in one transaction, so that attempts made at once are
/// counted like attempts made one after the other.
pub(crate) async fn admit(
    database: &Database,
    name: &str,
    at: Timestamp,
    window: SignedDuration,
    most: u64,
) -> Result<bool> {
    let name = keyed(name);
    let mut tx = database.begin_sign_in().await?;
    forget(&mut tx, at, window).await?;
    let admitted = within(&mut tx, &name, at, window).await? < most;
    if admitted {
        insert(&mut tx, &name, at).await?;
    }
    tx.commit().await?;
    Ok(admitted)
}

/// Of these names those that no password may be tried for now.
pub(crate) async fn locked(
    database: &Database,
    names: &[String],
    at: Timestamp,
    window: SignedDuration,
    most: u64,
) -> Result<BTreeSet<String>> {
    let mut connection = database.readers().acquire().await?;
    let rows = sqlx::query(
        "SELECT name FROM failed_sign_ins WHERE at > $1 GROUP BY name HAVING COUNT(*) >= $2",
    )
    .bind(start(at, window))
    .bind(crate::error::signed(most)?)
    .fetch_all(&mut *connection)
    .await?;
    let full: Result<BTreeSet<String>> = rows.iter().map(|row| Ok(row.try_get("name")?)).collect();
    let full = full?;
    let held = names.iter().filter(|name| full.contains(&keyed(name)));
    Ok(held.cloned().collect())
}

pub(crate) async fn clear(database: &Database, name: &str) -> Result<()> {
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM failed_sign_ins WHERE name = $1")
        .bind(keyed(name))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes what no window reaches any more, under whichever name.
async fn forget(
    connection: &mut AnyConnection,
    at: Timestamp,
    window: SignedDuration,
) -> Result<()> {
    sqlx::query("DELETE FROM failed_sign_ins WHERE at <= $1")
        .bind(start(at, window))
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert(connection: &mut AnyConnection, name: &str, at: Timestamp) -> Result<()> {
    sqlx::query("INSERT INTO failed_sign_ins (name, at) VALUES ($1, $2)")
        .bind(name)
        .bind(at.as_microsecond())
        .execute(connection)
        .await?;
    Ok(())
}

async fn within(
    connection: &mut AnyConnection,
    name: &str,
    at: Timestamp,
    window: SignedDuration,
) -> Result<u64> {
    let count: i64 =
        sqlx::query("SELECT COUNT(*) FROM failed_sign_ins WHERE name = $1 AND at > $2")
            .bind(name)
            .bind(start(at, window))
            .fetch_one(connection)
            .await?
            .try_get(0)?;
    unsigned(count)
}

fn start(at: Timestamp, window: SignedDuration) -> i64 {
    at.checked_sub(window)
        .unwrap_or(Timestamp::MIN)
        .as_microsecond()
}

/// Any typed text counts as a name, also one no database could keep.
fn keyed(name: &str) -> String {
    let name = clean(name).unwrap_or_else(|_| name.to_owned());
    hex(&Sm3::digest(name.as_bytes()))
}
