//! How a person wants to be told outside the application. That they are told in
//! it is nobody's choice, so there is no row for it.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::store::Store;

/// One way to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub person: String,
    /// `mail` or `webhook`.
    pub kind: String,
    pub address: String,
    pub mode: Mode,
    /// What makes this address's signing secret another than the last one's.
    pub salt: String,
    /// None until its person has shown that the address is theirs.
    pub confirmed_at: Option<Timestamp>,
    /// Digest of the code that shows it; empty where none is asked for.
    pub code_hash: String,
    pub code_until: Option<Timestamp>,
    pub code_failures: u64,
    pub changed_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Off,
    /// Each notice by itself.
    Each,
    /// One message a day.
    Daily,
}

impl Mode {
    pub fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Each => "each",
            Self::Daily => "daily",
        }
    }

    pub fn of(key: &str) -> Option<Self> {
        [Self::Off, Self::Each, Self::Daily]
            .into_iter()
            .find(|mode| mode.key() == key)
    }

    /// The state that a new delivery begins in.
    fn first_state(self) -> Option<&'static str> {
        match self {
            Self::Off => None,
            Self::Each => Some("waiting"),
            Self::Daily => Some("held"),
        }
    }
}

impl Store {
    pub async fn channels_of(&self, person: &str) -> Result<Vec<Channel>> {
        let rows = sqlx::query("SELECT * FROM channels WHERE person = $1 ORDER BY kind")
            .bind(text(person)?)
            .fetch_all(self.database.readers())
            .await?;
        rows.iter().map(from_row).collect()
    }

    /// Those who want one message a day.
    pub async fn daily_channels(&self) -> Result<Vec<Channel>> {
        let rows = sqlx::query(
            "SELECT * FROM channels WHERE mode = 'daily' AND confirmed_at > 0 \
             ORDER BY person, kind",
        )
        .fetch_all(self.database.readers())
        .await?;
        rows.iter().map(from_row).collect()
    }

    /// Sets a channel. What is on its way goes the way that now is chosen: at once,
    /// with the next message of the day, or not at all.
    pub async fn put_channel(&self, channel: &Channel) -> Result<()> {
        let mut tx = self.database.begin_write().await?;
        write(&mut tx, channel).await?;
        let moved = match channel.mode {
            Mode::Off => {
                "UPDATE deliveries SET state = 'withdrawn', ended_at = $3 \
                 WHERE person = $1 AND channel = $2 AND state IN ('waiting', 'held', 'failed')"
            }
            Mode::Each => {
                "UPDATE deliveries SET state = 'waiting', next_at = $3 \
                 WHERE person = $1 AND channel = $2 AND state = 'held'"
            }
            Mode::Daily => {
                "UPDATE deliveries SET state = 'held', next_at = $3 WHERE person = $1 \
                 AND channel = $2 AND state = 'waiting' AND form = 'notice' AND attempts = 0"
            }
        };
        sqlx::query(moved)
            .bind(text(&channel.person)?)
            .bind(text(&channel.kind)?)
            .bind(channel.changed_at.as_microsecond())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a code; true where it was the right one, in time, and not tried too often.
    pub async fn confirm_channel(
        &self,
        person: &str,
        kind: &str,
        code_hash: &str,
        now: Timestamp,
        most_failures: u64,
    ) -> Result<bool> {
        let mut tx = self.database.begin_write().await?;
        let done = sqlx::query(
            "UPDATE channels SET confirmed_at = $4, code_hash = '', code_until = 0 \
             WHERE person = $1 AND kind = $2 AND code_hash = $3 AND code_hash <> '' \
             AND code_until > $4 AND code_failures < $5",
        )
        .bind(text(person)?)
        .bind(text(kind)?)
        .bind(text(code_hash)?)
        .bind(now.as_microsecond())
        .bind(signed(most_failures)?)
        .execute(&mut *tx)
        .await?;
        let right = done.rows_affected() == 1;
        if !right {
            sqlx::query(
                "UPDATE channels SET code_failures = code_failures + 1 \
                 WHERE person = $1 AND kind = $2",
            )
            .bind(text(person)?)
            .bind(text(kind)?)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(right)
    }
}

/// Whither a notice for a person goes out, with the state its delivery begins in.
pub(crate) async fn ways(
    connection: &mut AnyConnection,
    person: &str,
) -> Result<Vec<(String, &'static str)>> {
    let rows =
        sqlx::query("SELECT * FROM channels WHERE person = $1 AND confirmed_at > 0 ORDER BY kind")
            .bind(text(person)?)
            .fetch_all(connection)
            .await?;
    let mut ways = Vec::new();
    for row in &rows {
        let channel = from_row(row)?;
        if let Some(state) = channel.mode.first_state() {
            ways.push((channel.kind, state));
        }
    }
    Ok(ways)
}

async fn write(connection: &mut AnyConnection, channel: &Channel) -> Result<()> {
    sqlx::query(
        "INSERT INTO channels (person, kind, address, mode, salt, confirmed_at, code_hash, \
         code_until, code_failures, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (person, kind) DO UPDATE SET address = excluded.address, \
         mode = excluded.mode, salt = excluded.salt, confirmed_at = excluded.confirmed_at, \
         code_hash = excluded.code_hash, code_until = excluded.code_until, \
         code_failures = excluded.code_failures, changed_at = excluded.changed_at",
    )
    .bind(text(&channel.person)?)
    .bind(text(&channel.kind)?)
    .bind(text(&channel.address)?)
    .bind(channel.mode.key())
    .bind(text(&channel.salt)?)
    .bind(instant(channel.confirmed_at))
    .bind(text(&channel.code_hash)?)
    .bind(instant(channel.code_until))
    .bind(signed(channel.code_failures)?)
    .bind(channel.changed_at.as_microsecond())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) fn from_row(row: &AnyRow) -> Result<Channel> {
    let mode: String = row.try_get("mode")?;
    Ok(Channel {
        person: row.try_get("person")?,
        kind: row.try_get("kind")?,
        address: row.try_get("address")?,
        mode: Mode::of(&mode)
            .ok_or_else(|| StoreError::Corrupt(format!("通知方式 {mode} 不是已知的")))?,
        salt: row.try_get("salt")?,
        confirmed_at: moment(row.try_get("confirmed_at")?)?,
        code_hash: row.try_get("code_hash")?,
        code_until: moment(row.try_get("code_until")?)?,
        code_failures: unsigned(row.try_get("code_failures")?)?,
        changed_at: moment(row.try_get("changed_at")?)?.unwrap_or(Timestamp::UNIX_EPOCH),
    })
}

pub(crate) fn instant(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::as_microsecond)
}

pub(crate) fn moment(microseconds: i64) -> Result<Option<Timestamp>> {
    if microseconds == 0 {
        return Ok(None);
    }
    Timestamp::from_microsecond(microseconds)
        .map(Some)
        .map_err(|error| StoreError::Corrupt(format!("通知渠道时间：{error}")))
}

pub(crate) fn text(text: &str) -> Result<String> {
    clean(text).map_err(|error| StoreError::unstorable("channel", &error))
}
