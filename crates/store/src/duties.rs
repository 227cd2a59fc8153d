//! What falls due, worked out by the server from events, settings, calendar and
//! day, and kept so that pages, calendars and reminders ask for a span of days
//! and not for everything. With it a log of what moved and why. The store does
//! not know what a duty is: the rest of it is a document.

use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::canonical::{canonical_text, clean};
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::store::Store;

/// Rows in one statement: both databases limit the values bound.
const ROWS: usize = 100;

/// One duty of one project. Days are ISO dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// Given by the store; 0 of one that is new.
    pub id: i64,
    pub subject: String,
    pub key: String,
    /// Body that owes it; empty where a capacity does.
    pub owner: String,
    pub from_on: String,
    pub due_on: String,
    pub done_on: Option<String>,
    /// Since when it stands with this last day.
    pub stands_since: String,
    pub body: Value,
}

/// What came, moved, was met or fell away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyMove {
    pub subject: String,
    pub key: String,
    pub what: String,
    pub old_due: Option<String>,
    pub new_due: Option<String>,
    pub noticed_on: String,
    /// A document: title, and what it comes from.
    pub cause: Value,
}

/// What the rows were worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyBasis {
    /// Counts the changes; whoever changes must know the last.
    pub revision: u64,
    /// Size of the log.
    pub size: u64,
    pub body: Value,
}

/// All that changes at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyChange {
    /// New ones, and those there are by their id.
    pub put: Vec<DutyRow>,
    pub remove: Vec<i64>,
    pub moves: Vec<DutyMove>,
}

/// Which duties are asked for; what is not named does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyWanted {
    pub subject: Option<String>,
    pub key: Option<String>,
    pub due_from: Option<String>,
    pub due_to: Option<String>,
    /// Only those not done.
    pub open: bool,
}

impl Store {
    /// What the duties there are were worked out from; none before the first time.
    pub async fn duty_basis(&self) -> Result<Option<DutyBasis>> {
        let mut connection = self.database.readers().acquire().await?;
        basis(&mut connection).await
    }

    /// Changes the duties, where nobody did since `basis.revision` was read (0:
    /// there were none yet). False, and nothing changed, where somebody was first.
    pub async fn change_duties(&self, basis: &DutyBasis, change: &DutyChange) -> Result<bool> {
        apply(&self.database, basis, change).await
    }

    /// By last day, then by project.
    pub async fn duties(&self, wanted: &DutyWanted) -> Result<Vec<DutyRow>> {
        list(&self.database, wanted).await
    }

    /// The latest moves first: of everything, or of one subject.
    pub async fn duty_moves(&self, subject: Option<&str>, limit: u32) -> Result<Vec<DutyMove>> {
        moves(&self.database, subject, limit).await
    }
}

async fn basis(connection: &mut AnyConnection) -> Result<Option<DutyBasis>> {
    let row = sqlx::query("SELECT revision, size, body FROM duty_basis WHERE id = 1")
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        Ok(DutyBasis {
            revision: unsigned(row.try_get("revision")?)?,
            size: unsigned(row.try_get("size")?)?,
            body: document(&row.try_get::<String, _>("body")?)?,
        })
    })
    .transpose()
}

async fn apply(database: &Database, new: &DutyBasis, change: &DutyChange) -> Result<bool> {
    let mut tx = database.begin_duties().await?;
    let known = basis(&mut tx).await?.map_or(0, |basis| basis.revision);
    if known != new.revision {
        return Ok(false);
    }
    for ids in change.remove.chunks(ROWS) {
        let sql = format!("DELETE FROM duties WHERE id IN {}", places(1, ids.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in ids {
            query = query.bind(*id);
        }
        query.execute(&mut *tx).await?;
    }
    let (new_rows, changed): (Vec<&DutyRow>, Vec<_>) =
        change.put.iter().partition(|row| row.id == 0);
    for rows in new_rows.chunks(ROWS) {
        insert(&mut tx, rows).await?;
    }
    for row in changed {
        update(&mut tx, row).await?;
    }
    for moves in change.moves.chunks(ROWS) {
        note(&mut tx, moves).await?;
    }
    sqlx::query(
        "INSERT INTO duty_basis (id, revision, size, body) VALUES (1, $1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, \
         size = excluded.size, body = excluded.body",
    )
    .bind(signed(known.saturating_add(1))?)
    .bind(signed(new.size)?)
    .bind(text("basis", &new.body)?)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

async fn insert(connection: &mut AnyConnection, rows: &[&DutyRow]) -> Result<()> {
    let sql = format!(
        "INSERT INTO duties (subject, key, owner, from_on, due_on, done_on, stands_since, body) \
         VALUES {}",
        places(rows.len(), 8)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for row in rows {
        query = query
            .bind(word(&row.subject)?)
            .bind(word(&row.key)?)
            .bind(word(&row.owner)?)
            .bind(word(&row.from_on)?)
            .bind(word(&row.due_on)?)
            .bind(row.done_on.clone())
            .bind(word(&row.stands_since)?)
            .bind(text("duty", &row.body)?);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn update(connection: &mut AnyConnection, row: &DutyRow) -> Result<()> {
    sqlx::query(
        "UPDATE duties SET owner = $2, from_on = $3, due_on = $4, done_on = $5, \
         stands_since = $6, body = $7 WHERE id = $1",
    )
    .bind(row.id)
    .bind(word(&row.owner)?)
    .bind(word(&row.from_on)?)
    .bind(word(&row.due_on)?)
    .bind(row.done_on.clone())
    .bind(word(&row.stands_since)?)
    .bind(text("duty", &row.body)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn note(connection: &mut AnyConnection, moves: &[DutyMove]) -> Result<()> {
    let sql = format!(
        "INSERT INTO duty_moves (subject, key, what, old_due, new_due, noticed_on, cause) \
         VALUES {}",
        places(moves.len(), 7)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for each in moves {
        query = query
            .bind(word(&each.subject)?)
            .bind(word(&each.key)?)
            .bind(word(&each.what)?)
            .bind(each.old_due.clone())
            .bind(each.new_due.clone())
            .bind(word(&each.noticed_on)?)
            .bind(text("cause", &each.cause)?);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn list(database: &Database, wanted: &DutyWanted) -> Result<Vec<DutyRow>> {
    let mut conditions = vec!["1 = 1".to_owned()];
    let mut texts = Vec::new();
    for (condition, value) in [
        ("subject =", &wanted.subject),
        ("key =", &wanted.key),
        ("due_on >=", &wanted.due_from),
        ("due_on <=", &wanted.due_to),
    ] {
        if let Some(value) = value {
            texts.push(word(value)?);
            conditions.push(format!("{condition} ${}", texts.len()));
        }
    }
    if wanted.open {
        conditions.push("done_on IS NULL".to_owned());
    }
    let sql = format!(
        "SELECT * FROM duties WHERE {} ORDER BY due_on, subject, key, id",
        conditions.join(" AND ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for text in texts {
        query = query.bind(text);
    }
    let rows = query.fetch_all(database.readers()).await?;
    rows.iter().map(from_row).collect()
}

async fn moves(database: &Database, subject: Option<&str>, limit: u32) -> Result<Vec<DutyMove>> {
    let condition = if subject.is_some() {
        "WHERE subject = $2"
    } else {
        ""
    };
    let sql = format!("SELECT * FROM duty_moves {condition} ORDER BY id DESC LIMIT $1");
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit));
    if let Some(subject) = subject {
        query = query.bind(word(subject)?);
    }
    let rows = query.fetch_all(database.readers()).await?;
    rows.iter()
        .map(|row| {
            Ok(DutyMove {
                subject: row.try_get("subject")?,
                key: row.try_get("key")?,
                what: row.try_get("what")?,
                old_due: row.try_get("old_due")?,
                new_due: row.try_get("new_due")?,
                noticed_on: row.try_get("noticed_on")?,
                cause: document(&row.try_get::<String, _>("cause")?)?,
            })
        })
        .collect()
}

fn from_row(row: &AnyRow) -> Result<DutyRow> {
    Ok(DutyRow {
        id: row.try_get("id")?,
        subject: row.try_get("subject")?,
        key: row.try_get("key")?,
        owner: row.try_get("owner")?,
        from_on: row.try_get("from_on")?,
        due_on: row.try_get("due_on")?,
        done_on: row.try_get("done_on")?,
        stands_since: row.try_get("stands_since")?,
        body: document(&row.try_get::<String, _>("body")?)?,
    })
}

fn document(text: &str) -> Result<Value> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Corrupt(format!("期限不是 JSON：{error}")))
}

fn text(field: &str, document: &Value) -> Result<String> {
    canonical_text(document).map_err(|error| StoreError::unstorable(field, &error))
}

fn word(text: &str) -> Result<String> {
    clean(text).map_err(|error| StoreError::unstorable("duty", &error))
}

/// `($1, $2), ($3, $4)`: words and numbers of our own only.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places = (1..=columns).map(|column| format!("${}", row * columns + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
