//! What people are told in the application. A message of the outbox becomes
//! notices and is gone in one transaction, so each is told once however often a
//! server dies on the way; a key is told a person once in any case. What goes out
//! of the application beside it is promised in the same transaction.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::deliveries;
use crate::error::{Result, StoreError, unsigned};
use crate::store::Store;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Given by the store; 0 of one that is new.
    pub id: i64,
    pub person: String,
    /// Names what it tells of: no person is told the same twice.
    pub key: String,
    pub kind: String,
    pub title: String,
    pub about: String,
    pub href: String,
    /// The article that wants it given; empty of what we remind of ourselves.
    pub basis: String,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

impl Store {
    /// Tells what is not told yet; gives how many that were.
    pub async fn put_notices(&self, notices: &[Notice]) -> Result<u64> {
        let mut tx = self.database.begin_write().await?;
        let told = put(&mut tx, notices).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// Turns a message of the outbox into notices. Nothing happens where another
    /// server did it before.
    pub async fn tell(&self, message: i64, notices: &[Notice]) -> Result<u64> {
        let mut tx = self.database.begin_write().await?;
        let gone = sqlx::query("DELETE FROM outbox WHERE id = $1")
            .bind(message)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Ok(0);
        }
        let told = put(&mut tx, notices).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// How many messages of the outbox wait.
    pub async fn outbox_waiting(&self) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) FROM outbox")
            .fetch_one(self.database.readers())
            .await?;
        unsigned(row.try_get(0)?)
    }

    pub async fn unread_notices(&self, person: &str) -> Result<u64> {
        let Ok(person) = clean(person) else {
            return Ok(0);
        };
        let row = sqlx::query("SELECT COUNT(*) FROM notices WHERE person = $1 AND read_at IS NULL")
            .bind(person)
            .fetch_one(self.database.readers())
            .await?;
        unsigned(row.try_get(0)?)
    }

    /// A person's notices, the unread first, of each the latest first.
    pub async fn notices_of(&self, person: &str, limit: u32, offset: u32) -> Result<Vec<Notice>> {
        let rows = sqlx::query(
            "SELECT * FROM notices WHERE person = $1 \
             ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC \
             LIMIT $2 OFFSET $3",
        )
        .bind(text(person)?)
        .bind(i64::from(limit))
        .bind(i64::from(offset))
        .fetch_all(self.database.readers())
        .await?;
        rows.iter().map(from_row).collect()
    }

    pub async fn count_notices(&self, person: &str) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) FROM notices WHERE person = $1")
            .bind(text(person)?)
            .fetch_one(self.database.readers())
            .await?;
        unsigned(row.try_get(0)?)
    }

    /// Marks one of a person's notices as read, or all of them.
    pub async fn read_notices(&self, person: &str, id: Option<i64>, at: Timestamp) -> Result<()> {
        let mut tx = self.database.begin_write().await?;
        let sql = if id.is_some() {
            "UPDATE notices SET read_at = $2 WHERE person = $1 AND read_at IS NULL AND id = $3"
        } else {
            "UPDATE notices SET read_at = $2 WHERE person = $1 AND read_at IS NULL"
        };
        let mut query = sqlx::query(sql)
            .bind(text(person)?)
            .bind(at.as_microsecond());
        if let Some(id) = id {
            query = query.bind(id);
        }
        query.execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn put(connection: &mut AnyConnection, notices: &[Notice]) -> Result<u64> {
    let mut told = 0;
    for notice in notices {
        let done = sqlx::query(
            "INSERT INTO notices (person, key, kind, title, about, href, basis, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, key) DO NOTHING",
        )
        .bind(text(&notice.person)?)
        .bind(text(&notice.key)?)
        .bind(text(&notice.kind)?)
        .bind(text(&notice.title)?)
        .bind(text(&notice.about)?)
        .bind(text(&notice.href)?)
        .bind(text(&notice.basis)?)
        .bind(notice.at.as_microsecond())
        .execute(&mut *connection)
        .await?;
        if done.rows_affected() == 1 {
            deliveries::promise(&mut *connection, notice).await?;
            told += 1;
        }
    }
    Ok(told)
}

fn from_row(row: &AnyRow) -> Result<Notice> {
    let read_at: Option<i64> = row.try_get("read_at")?;
    Ok(Notice {
        id: row.try_get("id")?,
        person: row.try_get("person")?,
        key: row.try_get("key")?,
        kind: row.try_get("kind")?,
        title: row.try_get("title")?,
        about: row.try_get("about")?,
        href: row.try_get("href")?,
        basis: row.try_get("basis")?,
        at: moment(row.try_get("at")?)?,
        read_at: read_at.map(moment).transpose()?,
    })
}

fn moment(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("通知时间：{error}")))
}

fn text(text: &str) -> Result<String> {
    clean(text).map_err(|error| StoreError::unstorable("notice", &error))
}
