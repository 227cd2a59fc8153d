//! What goes out of the application. A delivery is promised in the transaction that
//! stores its notice, and stays until it has arrived, was given up or taken back:
//! who dies between sending and saying so has it sent again, under the same uid.

use jiff::Timestamp;
use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::canonical_text;
use crate::channels::{self, Channel, instant, moment, text};
use crate::error::{Result, StoreError, signed, unsigned};
use crate::notices::Notice;
use crate::store::Store;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Given by the store; 0 of one that is new.
    pub id: i64,
    /// Stays the same however often it is sent.
    pub uid: String,
    pub person: String,
    pub channel: String,
    /// `notice`, `digest`, `code` or `test`.
    pub form: String,
    pub body: Value,
    /// `waiting`, `held` (for the message of the day), `bundled` (into one), `sent`,
    /// `failed` (given up) or `withdrawn`.
    pub state: String,
    pub attempts: u64,
    pub created_at: Timestamp,
    pub next_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub error: String,
}

impl Delivery {
    /// One to be sent at once, to a person by a channel.
    pub fn new(
        uid: String,
        person: &str,
        channel: &str,
        form: &str,
        body: Value,
        at: Timestamp,
    ) -> Self {
        Self {
            id: 0,
            uid,
            person: person.to_owned(),
            channel: channel.to_owned(),
            form: form.to_owned(),
            body,
            state: "waiting".to_owned(),
            attempts: 0,
            created_at: at,
            next_at: at,
            ended_at: None,
            error: String::new(),
        }
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempted {
    Sent,
    Again { at: Timestamp, error: String },
    GivenUp { error: String },
}

impl Store {
    /// Adds a delivery that comes from no notice. False where one of its uid is known.
    pub async fn put_delivery(&self, delivery: &Delivery) -> Result<bool> {
        let mut tx = self.database.begin_write().await?;
        let new = insert(&mut tx, delivery).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// What is to be sent by now, each with its person's channel; the longest due first.
    pub async fn due_deliveries(
        &self,
        kind: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(Delivery, Channel)>> {
        let rows = sqlx::query(
            "SELECT d.* FROM deliveries d \
             JOIN channels c ON c.person = d.person AND c.kind = d.channel \
             WHERE d.state = 'waiting' AND d.next_at <= $2 AND d.channel = $1 \
             AND (c.confirmed_at > 0 OR d.form = 'code') ORDER BY d.next_at, d.id LIMIT $3",
        )
        .bind(kind)
        .bind(now.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(self.database.readers())
        .await?;
        let mut due = Vec::new();
        for row in &rows {
            let delivery = from_row(row)?;
            let known = self.channels_of(&delivery.person).await?;
            let channel = known.into_iter().find(|channel| channel.kind == kind);
            due.extend(channel.map(|channel| (delivery, channel)));
        }
        Ok(due)
    }

    /// Notes what came of an attempt. False where somebody else noted one since.
    pub async fn end_delivery(
        &self,
        delivery: &Delivery,
        attempted: &Attempted,
        now: Timestamp,
    ) -> Result<bool> {
        let (state, next, ended, error) = match attempted {
            Attempted::Sent => ("sent", now, Some(now), ""),
            Attempted::Again { at, error } => ("waiting", *at, None, error.as_str()),
            Attempted::GivenUp { error } => ("failed", now, Some(now), error.as_str()),
        };
        let mut tx = self.database.begin_write().await?;
        let done = sqlx::query(
            "UPDATE deliveries SET state = $3, attempts = attempts + 1, next_at = $4, \
             ended_at = $5, error = $6 WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
        )
        .bind(delivery.id)
        .bind(signed(delivery.attempts)?)
        .bind(state)
        .bind(next.as_microsecond())
        .bind(instant(ended))
        .bind(text(error)?)
        .execute(&mut *tx)
        .await?;
        // a code that was sent is its receiver's alone
        sqlx::query("UPDATE deliveries SET body = '{}' WHERE id = $1 AND form = 'code' AND state <> 'waiting'")
            .bind(delivery.id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// What waits for a person's message of the day, the oldest first.
    pub async fn held_deliveries(&self, person: &str, channel: &str) -> Result<Vec<Delivery>> {
        let rows = sqlx::query(
            "SELECT * FROM deliveries WHERE person = $1 AND channel = $2 AND state = 'held' \
             ORDER BY id",
        )
        .bind(text(person)?)
        .bind(text(channel)?)
        .fetch_all(self.database.readers())
        .await?;
        rows.iter().map(from_row).collect()
    }

    /// Puts held deliveries into one, all or nothing; once for its uid.
    pub async fn bundle(&self, held: &[Delivery], whole: &Delivery) -> Result<bool> {
        let mut tx = self.database.begin_write().await?;
        if !insert(&mut tx, whole).await? {
            return Ok(false);
        }
        for delivery in held {
            sqlx::query(
                "UPDATE deliveries SET state = 'bundled', ended_at = $2 \
                 WHERE id = $1 AND state = 'held'",
            )
            .bind(delivery.id)
            .bind(whole.created_at.as_microsecond())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Has what was given up, or waits for another attempt, tried at once: one, or all.
    /// Gives how many.
    pub async fn retry_deliveries(&self, id: Option<i64>, now: Timestamp) -> Result<u64> {
        let mut tx = self.database.begin_write().await?;
        let sql = if id.is_some() {
            "UPDATE deliveries SET state = 'waiting', next_at = $1, ended_at = 0 \
             WHERE (state = 'failed' OR (state = 'waiting' AND attempts > 0)) \
             AND form <> 'code' AND id = $2"
        } else {
            "UPDATE deliveries SET state = 'waiting', next_at = $1, ended_at = 0 \
             WHERE (state = 'failed' OR (state = 'waiting' AND attempts > 0)) \
             AND form <> 'code'"
        };
        let mut query = sqlx::query(sql).bind(now.as_microsecond());
        if let Some(id) = id {
            query = query.bind(id);
        }
        let done = query.execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    pub async fn deliveries_of(&self, person: &str, limit: u32) -> Result<Vec<Delivery>> {
        let rows =
            sqlx::query("SELECT * FROM deliveries WHERE person = $1 ORDER BY id DESC LIMIT $2")
                .bind(text(person)?)
                .bind(i64::from(limit))
                .fetch_all(self.database.readers())
                .await?;
        rows.iter().map(from_row).collect()
    }

    /// Those with an error, the latest first.
    pub async fn troubled_deliveries(&self, limit: u32) -> Result<Vec<Delivery>> {
        let rows = sqlx::query(
            "SELECT * FROM deliveries WHERE state = 'failed' \
             OR (state = 'waiting' AND attempts > 0) ORDER BY id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.database.readers())
        .await?;
        rows.iter().map(from_row).collect()
    }

    /// How many there are, by channel and state.
    pub async fn delivery_counts(&self) -> Result<Vec<(String, String, u64)>> {
        let rows = sqlx::query(
            "SELECT channel, state, COUNT(*) AS number FROM deliveries \
             GROUP BY channel, state ORDER BY channel, state",
        )
        .fetch_all(self.database.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let number = unsigned(row.try_get("number")?)?;
                Ok((row.try_get("channel")?, row.try_get("state")?, number))
            })
            .collect()
    }

    /// Forgets what ended before a moment.
    pub async fn sweep_deliveries(&self, before: Timestamp) -> Result<u64> {
        let mut tx = self.database.begin_write().await?;
        let gone = sqlx::query("DELETE FROM deliveries WHERE ended_at > 0 AND ended_at < $1")
            .bind(before.as_microsecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

/// Promises what a new notice sends out, in its transaction.
pub(crate) async fn promise(connection: &mut AnyConnection, notice: &Notice) -> Result<()> {
    for (channel, state) in channels::ways(&mut *connection, &notice.person).await? {
        let uid = uid(&channel, &notice.person, &notice.key);
        let body = json!({
            "kind": notice.kind, "title": notice.title, "about": notice.about,
            "href": notice.href, "basis": notice.basis,
        });
        let delivery = Delivery {
            state: state.to_owned(),
            ..Delivery::new(uid, &notice.person, &channel, "notice", body, notice.at)
        };
        insert(&mut *connection, &delivery).await?;
    }
    Ok(())
}

/// A name that follows from what it names, so that nothing is promised twice.
pub fn uid(channel: &str, person: &str, key: &str) -> String {
    let mut digest = Sm3::new();
    for part in [channel, person, key] {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    crate::tree::hex(&digest.finalize())
        .chars()
        .take(32)
        .collect()
}

async fn insert(connection: &mut AnyConnection, delivery: &Delivery) -> Result<bool> {
    let body = canonical_text(&delivery.body)
        .map_err(|error| StoreError::unstorable("delivery.body", &error))?;
    let done = sqlx::query(
        "INSERT INTO deliveries (uid, person, channel, form, body, state, attempts, created_at, \
         next_at, ended_at, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (uid) DO NOTHING",
    )
    .bind(text(&delivery.uid)?)
    .bind(text(&delivery.person)?)
    .bind(text(&delivery.channel)?)
    .bind(text(&delivery.form)?)
    .bind(body)
    .bind(text(&delivery.state)?)
    .bind(signed(delivery.attempts)?)
    .bind(delivery.created_at.as_microsecond())
    .bind(delivery.next_at.as_microsecond())
    .bind(instant(delivery.ended_at))
    .bind(text(&delivery.error)?)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn from_row(row: &AnyRow) -> Result<Delivery> {
    let body: String = row.try_get("body")?;
    Ok(Delivery {
        id: row.try_get("id")?,
        uid: row.try_get("uid")?,
        person: row.try_get("person")?,
        channel: row.try_get("channel")?,
        form: row.try_get("form")?,
        body: serde_json::from_str(&body)
            .map_err(|error| StoreError::Corrupt(format!("外发通知不是 JSON：{error}")))?,
        state: row.try_get("state")?,
        attempts: unsigned(row.try_get("attempts")?)?,
        created_at: moment(row.try_get("created_at")?)?.unwrap_or(Timestamp::UNIX_EPOCH),
        next_at: moment(row.try_get("next_at")?)?.unwrap_or(Timestamp::UNIX_EPOCH),
        ended_at: moment(row.try_get("ended_at")?)?,
        error: row.try_get("error")?,
    })
}
