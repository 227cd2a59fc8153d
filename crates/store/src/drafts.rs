//! What people typed into forms and have not sent: kept for its person alone,
//! replaced as they type on, gone once it is sent. Drafts are no events; what
//! their text may not hold is for the caller to know.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::store::Store;

/// More than anybody leaves unfinished; the oldest is not thrown away for a
/// new one, since nobody would know.
const MOST_OF_A_PERSON: i64 = 300;

/// Whose draft, of which form, about what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftKey {
    pub person: String,
    /// The kind of what the form is about.
    pub kind: String,
    /// Its id; empty for what is yet to be made.
    pub subject: String,
    pub act: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub key: DraftKey,
    pub body: String,
    /// The last event that the form had seen.
    pub seen: u64,
    /// Counts the savings; a form that knows an earlier one is not the last.
    pub revision: u64,
    pub saved_at: Timestamp,
}

/// What came of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSaved {
    /// With its revision.
    Saved(u64),
    /// Another form saved after the one that asks had read.
    Overtaken(Box<Draft>),
    TooMany,
}

impl Store {
    /// Saves a draft over the revision it names (0: none yet).
    pub async fn save_draft(&self, draft: &Draft) -> Result<DraftSaved> {
        save(&self.database, draft).await
    }

    pub async fn draft(&self, key: &DraftKey) -> Result<Option<Draft>> {
        get(&self.database, key).await
    }

    /// A person's drafts, the latest first.
    pub async fn drafts_of(&self, person: &str) -> Result<Vec<Draft>> {
        of(&self.database, person).await
    }

    pub async fn draft_count(&self, person: &str) -> Result<u64> {
        let Ok(person) = clean(person) else {
            return Ok(0);
        };
        let mut connection = self.database.readers().acquire().await?;
        unsigned(count(&mut connection, &person).await?)
    }

    pub async fn drop_draft(&self, key: &DraftKey) -> Result<()> {
        drop(&self.database, key).await
    }

    /// Removes drafts that were last saved before a moment.
    pub async fn sweep_drafts(&self, before: Timestamp) -> Result<u64> {
        sweep(&self.database, before).await
    }
}

/// Saves where the stored revision is the one in `draft.revision` (0: none).
async fn save(database: &Database, draft: &Draft) -> Result<DraftSaved> {
    let key = cleaned(&draft.key)?;
    let body = clean(&draft.body).map_err(|error| StoreError::unstorable("draft.body", &error))?;
    let mut tx = database.begin_write().await?;
    let stored = find(&mut tx, &key).await?;
    let known = stored.as_ref().map_or(0, |stored| stored.revision);
    if let Some(stored) = stored.filter(|stored| stored.revision != draft.revision) {
        return Ok(DraftSaved::Overtaken(Box::new(stored)));
    }
    if known == 0 && count(&mut tx, &key.person).await? >= MOST_OF_A_PERSON {
        return Ok(DraftSaved::TooMany);
    }
    let revision = draft.revision.max(known).saturating_add(1);
    sqlx::query(
        "INSERT INTO drafts (person, kind, subject, act, body, seen, revision, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (person, kind, subject, act) DO UPDATE SET body = excluded.body, \
         seen = excluded.seen, revision = excluded.revision, saved_at = excluded.saved_at",
    )
    .bind(key.person)
    .bind(key.kind)
    .bind(key.subject)
    .bind(key.act)
    .bind(body)
    .bind(signed(draft.seen)?)
    .bind(signed(revision)?)
    .bind(draft.saved_at.as_microsecond())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(DraftSaved::Saved(revision))
}

async fn get(database: &Database, key: &DraftKey) -> Result<Option<Draft>> {
    let Ok(key) = cleaned(key) else {
        return Ok(None);
    };
    let mut connection = database.readers().acquire().await?;
    find(&mut connection, &key).await
}

/// A person's drafts, the latest first.
async fn of(database: &Database, person: &str) -> Result<Vec<Draft>> {
    let Ok(person) = clean(person) else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query("SELECT * FROM drafts WHERE person = $1 ORDER BY saved_at DESC, act")
        .bind(person)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(from_row).collect()
}

async fn drop(database: &Database, key: &DraftKey) -> Result<()> {
    let Ok(key) = cleaned(key) else {
        return Ok(());
    };
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM drafts WHERE person = $1 AND kind = $2 AND subject = $3 AND act = $4")
        .bind(key.person)
        .bind(key.kind)
        .bind(key.subject)
        .bind(key.act)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Removes what nobody went on with since `before`.
async fn sweep(database: &Database, before: Timestamp) -> Result<u64> {
    let mut tx = database.begin_write().await?;
    let gone = sqlx::query("DELETE FROM drafts WHERE saved_at < $1")
        .bind(before.as_microsecond())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected())
}

fn cleaned(key: &DraftKey) -> Result<DraftKey> {
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("draft.{field}"), &error))
    };
    Ok(DraftKey {
        person: text("person", &key.person)?,
        kind: text("kind", &key.kind)?,
        subject: text("subject", &key.subject)?,
        act: text("act", &key.act)?,
    })
}

async fn find(connection: &mut AnyConnection, key: &DraftKey) -> Result<Option<Draft>> {
    let row = sqlx::query(
        "SELECT * FROM drafts WHERE person = $1 AND kind = $2 AND subject = $3 AND act = $4",
    )
    .bind(key.person.as_str())
    .bind(key.kind.as_str())
    .bind(key.subject.as_str())
    .bind(key.act.as_str())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(from_row).transpose()
}

async fn count(connection: &mut AnyConnection, person: &str) -> Result<i64> {
    let row = sqlx::query("SELECT COUNT(*) FROM drafts WHERE person = $1")
        .bind(person)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

fn from_row(row: &AnyRow) -> Result<Draft> {
    let saved_at = Timestamp::from_microsecond(row.try_get("saved_at")?)
        .map_err(|error| StoreError::Corrupt(format!("草稿时间：{error}")))?;
    Ok(Draft {
        key: DraftKey {
            person: row.try_get("person")?,
            kind: row.try_get("kind")?,
            subject: row.try_get("subject")?,
            act: row.try_get("act")?,
        },
        body: row.try_get("body")?,
        seen: unsigned(row.try_get("seen")?)?,
        revision: unsigned(row.try_get("revision")?)?,
        saved_at,
    })
}
