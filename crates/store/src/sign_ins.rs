//! Failed sign-ins within a window of time, so that guessing can be slowed.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, unsigned};

/// Records a failure; gives how many there are within the window ending now.
pub(crate) async fn record(
    database: &Database,
    name: &str,
    at: Timestamp,
    window: SignedDuration,
) -> Result<u64> {
    let name = keyed(name);
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM failed_sign_ins WHERE name = $1 AND at <= $2")
        .bind(name.as_str())
        .bind(start(at, window))
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO failed_sign_ins (name, at) VALUES ($1, $2)")
        .bind(name.as_str())
        .bind(at.as_microsecond())
        .execute(&mut *tx)
        .await?;
    let count = within(&mut tx, &name, at, window).await?;
    tx.commit().await?;
    Ok(count)
}

pub(crate) async fn count(
    database: &Database,
    name: &str,
    at: Timestamp,
    window: SignedDuration,
) -> Result<u64> {
    let mut connection = database.readers().acquire().await?;
    within(&mut connection, &keyed(name), at, window).await
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
    clean(name).unwrap_or_else(|_| name.replace('\0', "\u{fffd}"))
}
