//! Private addresses under which a person's calendar program reads what falls
//! due for them. Kept as digests; a new address ends the one before.

use jiff::Timestamp;
use sqlx::Row;

use crate::canonical::clean;
use crate::error::{Result, StoreError};
use crate::store::Store;

/// One person's address: when it was made and last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

impl Store {
    /// Gives a person an address in place of any other.
    pub async fn put_feed(&self, person: &str, token_hash: &str, at: Timestamp) -> Result<()> {
        let mut tx = self.database.begin_write().await?;
        sqlx::query(
            "INSERT INTO feeds (person, token_hash, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET token_hash = excluded.token_hash, \
             created_at = excluded.created_at, read_at = NULL",
        )
        .bind(text(person)?)
        .bind(text(token_hash)?)
        .bind(at.as_microsecond())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn drop_feed(&self, person: &str) -> Result<()> {
        let mut tx = self.database.begin_write().await?;
        sqlx::query("DELETE FROM feeds WHERE person = $1")
            .bind(text(person)?)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn feed(&self, person: &str) -> Result<Option<Feed>> {
        let row = sqlx::query("SELECT created_at, read_at FROM feeds WHERE person = $1")
            .bind(text(person)?)
            .fetch_optional(self.database.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let read_at: Option<i64> = row.try_get("read_at")?;
        Ok(Some(Feed {
            created_at: moment(row.try_get("created_at")?)?,
            read_at: read_at.map(moment).transpose()?,
        }))
    }

    /// Whose address this is; notes that it was read.
    pub async fn read_feed(&self, token_hash: &str, at: Timestamp) -> Result<Option<String>> {
        let Ok(token_hash) = text(token_hash) else {
            return Ok(None);
        };
        let mut tx = self.database.begin_write().await?;
        let row =
            sqlx::query("UPDATE feeds SET read_at = $2 WHERE token_hash = $1 RETURNING person")
                .bind(token_hash)
                .bind(at.as_microsecond())
                .fetch_optional(&mut *tx)
                .await?;
        tx.commit().await?;
        Ok(row.map(|row| row.try_get("person")).transpose()?)
    }
}

fn moment(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("日历地址时间：{error}")))
}

fn text(text: &str) -> Result<String> {
    clean(text).map_err(|error| StoreError::unstorable("feed", &error))
}
