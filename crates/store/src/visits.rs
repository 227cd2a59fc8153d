//! When people last looked, so that they can be told what changed since. Not
//! part of the log: it is about readers, not about the district's business.

use jiff::Timestamp;
use sqlx::Row;

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};

/// A moment, and how long the log was then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub at: Timestamp,
    pub position: u64,
}

/// The latest look of the visit that goes on, and that of the visit before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    pub last: Mark,
    pub before: Option<Mark>,
}

pub(crate) async fn get(database: &Database, person: &str) -> Result<Option<Visit>> {
    let Ok(person) = clean(person) else {
        return Ok(None);
    };
    let row = sqlx::query("SELECT * FROM visits WHERE person = $1")
        .bind(person)
        .fetch_optional(database.readers())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let before: (Option<i64>, Option<i64>) =
        (row.try_get("before_at")?, row.try_get("before_position")?);
    Ok(Some(Visit {
        last: mark(row.try_get("last_at")?, row.try_get("last_position")?)?,
        before: match before {
            (Some(at), Some(position)) => Some(mark(at, position)?),
            _ => None,
        },
    }))
}

pub(crate) async fn put(database: &Database, person: &str, visit: &Visit) -> Result<()> {
    let person = clean(person).map_err(|error| StoreError::unstorable("visit.person", &error))?;
    let before = visit.before.as_ref();
    let mut tx = database.begin_write().await?;
    sqlx::query(
        "INSERT INTO visits (person, last_at, last_position, before_at, before_position) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (person) DO UPDATE SET last_at = excluded.last_at, \
         last_position = excluded.last_position, before_at = excluded.before_at, \
         before_position = excluded.before_position",
    )
    .bind(person)
    .bind(visit.last.at.as_microsecond())
    .bind(signed(visit.last.position)?)
    .bind(before.map(|mark| mark.at.as_microsecond()))
    .bind(before.map(|mark| signed(mark.position)).transpose()?)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

fn mark(at: i64, position: i64) -> Result<Mark> {
    let at = Timestamp::from_microsecond(at)
        .map_err(|error| StoreError::Corrupt(format!("来访时间：{error}")))?;
    Ok(Mark {
        at,
        position: unsigned(position)?,
    })
}
