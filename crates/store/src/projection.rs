//! What pages read: one row per thing, made by a [`Projector`] from events in
//! the same transaction that stores them.

mod write;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use unicode_normalization::UnicodeNormalization;

pub(crate) use write::{delete, upsert, upsert_all};

use crate::bulk::{LISTED, listed};
use crate::canonical::{canonical_text, clean, normalise};
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::tree::{Hash, leaf_hash};
use crate::witness::{Silent, Witness};
use crate::{StoredEvent, StreamId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectionRow<B = Value> {
    pub kind: String,
    pub id: String,
    pub sequence: u64,
    pub title: String,
    /// Id of the unit that owns it.
    pub owner: String,
    pub stage: String,
    pub number: Option<String>,
    /// ISO day of the last change.
    pub changed_on: String,
    /// State for pages, integers only as in events; as text for who reads thousands.
    pub body: B,
}

/// Folds events into rows. It must be a function of its arguments alone, and the
/// same whether events come one append after the other or all at once:
/// `rebuild` and `verify` call it with all events of a stream and expect the
/// same rows.
pub trait Projector: Send + Sync {
    /// `before` is the body of the stream's own row (kind and id those of the
    /// stream), if there is one; `events` are those of one append, or all of the
    /// stream. Every row given back replaces the row of the same kind and id; a
    /// row is made by one stream only.
    fn project(
        &self,
        stream: &StreamId,
        before: Option<&Value>,
        events: &[StoredEvent],
    ) -> Result<Vec<ProjectionRow>, String>;

    /// Reads along while the log is verified; compares what is beside it.
    fn witness(&self) -> Box<dyn Witness> {
        Box::new(Silent)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    ChangedNewest,
    ChangedOldest,
    Number,
    Title,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub owner: Option<String>,
    pub stage: Option<String>,
    /// Part of the title or number; case and full-width forms do not matter.
    pub text: Option<String>,
    pub limit: u32,
    pub offset: u64,
    pub order: Order,
}

impl Default for Listing {
    fn default() -> Self {
        Self {
            owner: None,
            stage: None,
            text: None,
            limit: 50,
            offset: 0,
            order: Order::default(),
        }
    }
}

const COLUMNS: &str = "kind, id, sequence, title, owner, stage, number, changed_on, body";

pub(crate) async fn one(
    connection: &mut AnyConnection,
    kind: &str,
    id: &str,
) -> Result<Option<ProjectionRow>> {
    if kind.contains('\0') || id.contains('\0') {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM projections WHERE kind = $1 AND id = $2");
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(kind)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// Rows of a kind by their ids, their bodies as text.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    kind: &str,
    ids: &[String],
) -> Result<Vec<ProjectionRow<String>>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(LISTED) {
        let sql = format!(
            "SELECT {COLUMNS} FROM projections WHERE kind = $1 AND id IN ({})",
            listed(ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(kind);
        for id in ids {
            query = query.bind(id.as_str());
        }
        for row in query.fetch_all(&mut *connection).await? {
            found.push(columns(&row, AnyRow::try_get(&row, "body")?)?);
        }
    }
    Ok(found)
}

/// Every row, or every row of a kind, by kind and id.
pub(crate) async fn all(
    connection: &mut AnyConnection,
    kind: Option<&str>,
) -> Result<Vec<ProjectionRow>> {
    let condition = if kind.is_some() {
        "WHERE kind = $1"
    } else {
        ""
    };
    let sql = format!("SELECT {COLUMNS} FROM projections {condition} ORDER BY kind, id");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    if let Some(kind) = kind {
        query = query.bind(kind);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(from_row).collect()
}

/// What a row says, in one hash: rows are the same where these are.
pub(crate) type Fingerprint = Hash;

/// By kind and id.
pub(crate) type Key = (String, String);

pub(crate) fn fingerprint(row: &ProjectionRow) -> Result<Fingerprint> {
    Ok(fingerprint_of(row, &body_text(row)?))
}

fn fingerprint_of(row: &ProjectionRow, body: &str) -> Fingerprint {
    let sequence = row.sequence.to_string();
    let number = row.number.as_ref().map(|number| format!("={number}"));
    let mut text = String::new();
    for part in [
        &row.kind,
        &row.id,
        &sequence,
        &row.title,
        &row.owner,
        &row.stage,
        number.as_deref().unwrap_or_default(),
        &row.changed_on,
        body,
    ] {
        // writing to a String cannot fail
        let _ = write!(text, "{}:{part}", part.len());
    }
    leaf_hash(text.as_bytes())
}

/// Fingerprints of the stored rows of every kind by kind and id, from the one
/// after `after` on.
pub(crate) async fn page(
    connection: &mut AnyConnection,
    after: &Key,
    limit: u32,
) -> Result<Vec<(Key, Fingerprint)>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM projections WHERE kind > $1 OR (kind = $1 AND id > $2) \
         ORDER BY kind, id LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(after.0.as_str())
        .bind(after.1.as_str())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    let fingerprinted = |row: &AnyRow| {
        let body: String = row.try_get("body")?;
        let row = columns(row, Value::Null)?;
        let fingerprint = fingerprint_of(&row, &body);
        Ok(((row.kind, row.id), fingerprint))
    };
    rows.iter().map(fingerprinted).collect()
}

/// Rows of a kind by id, from the one after `after` on, their bodies as text.
pub(crate) async fn all_after(
    connection: &mut AnyConnection,
    kind: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<ProjectionRow<String>>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM projections WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(kind)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    let read = |row| columns(row, AnyRow::try_get(row, "body")?);
    rows.iter().map(read).collect()
}

pub(crate) async fn list(
    database: &Database,
    kind: &str,
    listing: &Listing,
) -> Result<(Vec<ProjectionRow>, u64)> {
    let (condition, texts) = condition(database, kind, listing);
    if texts.iter().any(|text| text.contains('\0')) {
        return Ok((Vec::new(), 0));
    }
    let mut tx = database.begin_read().await?;
    let sql = format!("SELECT COUNT(*) FROM projections WHERE {condition}");
    let mut count = sqlx::query(AssertSqlSafe(sql));
    for text in &texts {
        count = count.bind(text.as_str());
    }
    let total: i64 = count.fetch_one(&mut *tx).await?.try_get(0)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM projections WHERE {condition} ORDER BY {} LIMIT ${} OFFSET ${}",
        order(listing.order),
        texts.len() + 1,
        texts.len() + 2,
    );
    let mut page = sqlx::query(AssertSqlSafe(sql));
    for text in &texts {
        page = page.bind(text.as_str());
    }
    let page = page
        .bind(i64::from(listing.limit))
        .bind(signed(listing.offset)?);
    let rows = page.fetch_all(&mut *tx).await?;
    let rows: Result<Vec<_>> = rows.iter().map(from_row).collect();
    Ok((rows?, unsigned(total)?))
}

/// For each of these owners the newest `changed_on` of a kind and stage.
pub(crate) async fn latest(
    database: &Database,
    kind: &str,
    stage: &str,
    owners: &[String],
) -> Result<BTreeMap<String, String>> {
    if owners.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<String> = (0..owners.len())
        .map(|place| format!("${}", place + 3))
        .collect();
    let sql = format!(
        "SELECT owner, MAX(changed_on) AS at FROM projections \
         WHERE kind = $1 AND stage = $2 AND owner IN ({}) GROUP BY owner",
        places.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(kind).bind(stage);
    for owner in owners {
        query = query.bind(owner.as_str());
    }
    let rows = query.fetch_all(database.readers()).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("owner")?, row.try_get("at")?)))
        .collect()
}

/// SQL of fixed words and places only; every text is bound.
fn condition(database: &Database, kind: &str, listing: &Listing) -> (String, Vec<String>) {
    let mut texts = vec![kind.to_owned()];
    let mut sql = "kind = $1".to_owned();
    for (column, wanted) in [("owner", &listing.owner), ("stage", &listing.stage)] {
        if let Some(wanted) = wanted {
            texts.push(wanted.clone());
            // writing to a String cannot fail
            let _ = write!(sql, " AND {column} = ${}", texts.len());
        }
    }
    let text = listing.text.as_deref().map(folded);
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        texts.push(text);
        sql.push_str(" AND ");
        sql.push_str(&database.dialect.contains("search", texts.len()));
    }
    (sql, texts)
}

fn order(order: Order) -> &'static str {
    match order {
        Order::ChangedNewest => "changed_on DESC, id",
        Order::ChangedOldest => "changed_on, id",
        // without a number last, on both databases
        Order::Number => "number IS NULL, number, id",
        Order::Title => "title, id",
    }
}

/// Calls the projector and makes its rows storable. A projector that panics
/// must not take the writer with it.
pub(crate) fn projected(
    projector: &dyn Projector,
    stream: &StreamId,
    before: Option<&Value>,
    events: &[StoredEvent],
) -> Result<Vec<ProjectionRow>> {
    let call = std::panic::AssertUnwindSafe(|| projector.project(stream, before, events));
    let rows = std::panic::catch_unwind(call)
        .map_err(|_| StoreError::Projection(format!("{stream} 的投影程序出错")))?
        .map_err(StoreError::Projection)?;
    rows.iter().map(storable).collect()
}

fn storable(row: &ProjectionRow) -> Result<ProjectionRow> {
    let text = |name: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("投影 {name}"), &error))
    };
    Ok(ProjectionRow {
        kind: text("kind", &row.kind)?,
        id: text("id", &row.id)?,
        sequence: row.sequence,
        title: text("title", &row.title)?,
        owner: text("owner", &row.owner)?,
        stage: text("stage", &row.stage)?,
        number: row
            .number
            .as_deref()
            .map(|number| text("number", number))
            .transpose()?,
        changed_on: text("changed_on", &row.changed_on)?,
        body: normalise(&row.body)
            .map_err(|error| StoreError::unstorable(format!("投影 {} body", row.kind), &error))?,
    })
}

fn body_text(row: &ProjectionRow) -> Result<String> {
    canonical_text(&row.body)
        .map_err(|error| StoreError::unstorable(format!("投影 {} body", row.kind), &error))
}

fn search_text(row: &ProjectionRow) -> String {
    let number = row.number.as_deref().unwrap_or_default();
    folded(&format!("{}\n{number}", row.title))
}

fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

fn from_row(row: &AnyRow) -> Result<ProjectionRow> {
    let body = serde_json::from_str(row.try_get("body")?)
        .map_err(|error| StoreError::Corrupt(format!("投影不是 JSON：{error}")))?;
    columns(row, body)
}

fn columns<B>(row: &AnyRow, body: B) -> Result<ProjectionRow<B>> {
    Ok(ProjectionRow {
        kind: row.try_get("kind")?,
        id: row.try_get("id")?,
        sequence: unsigned(row.try_get("sequence")?)?,
        title: row.try_get("title")?,
        owner: row.try_get("owner")?,
        stage: row.try_get("stage")?,
        number: row.try_get("number")?,
        changed_on: row.try_get("changed_on")?,
        body,
    })
}
