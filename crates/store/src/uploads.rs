//! Files on their way in: who sends them, how much has come, and for which
//! form. An upload belongs to one person; to everybody else it is not there.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use uuid::Uuid;

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::{Blob, blobs};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: Uuid,
    pub person: String,
    pub name: String,
    /// Address of the form it is meant for.
    pub form: String,
    pub size: u64,
    /// Bytes that are on disk.
    pub received: u64,
    /// Known once it has come whole.
    pub sm3: Option<String>,
    pub touched_at: Timestamp,
    /// Whether an event names it.
    pub filed: bool,
}

/// How much one person may have lying about.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    pub bytes: u64,
    pub count: u64,
}

/// Adds the upload, unless its person has as much as the quota allows already:
/// then nothing, and what there is.
pub(crate) async fn begin(
    database: &Database,
    upload: &Upload,
    quota: Quota,
) -> Result<Option<(u64, u64)>> {
    let mut tx = database.begin_upload().await?;
    let (bytes, count) = unfiled(&mut tx, &upload.person).await?;
    if bytes.saturating_add(upload.size) > quota.bytes || count >= quota.count {
        return Ok(Some((bytes, count)));
    }
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("upload.{field}"), &error))
    };
    sqlx::query(
        "INSERT INTO uploads (id, person, name, form, size, received, touched_at, filed) \
         VALUES ($1, $2, $3, $4, $5, 0, $6, 0)",
    )
    .bind(upload.id.to_string())
    .bind(text("person", &upload.person)?)
    .bind(text("name", &upload.name)?)
    .bind(text("form", &upload.form)?)
    .bind(signed(upload.size)?)
    .bind(upload.touched_at.as_microsecond())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(None)
}

async fn unfiled(connection: &mut AnyConnection, person: &str) -> Result<(u64, u64)> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes, COUNT(*) AS count \
         FROM uploads WHERE person = $1 AND filed = 0",
    )
    .bind(person)
    .fetch_one(connection)
    .await?;
    Ok((
        unsigned(row.try_get("bytes")?)?,
        unsigned(row.try_get("count")?)?,
    ))
}

pub(crate) async fn get(database: &Database, id: Uuid, person: &str) -> Result<Option<Upload>> {
    let row = sqlx::query("SELECT * FROM uploads WHERE id = $1 AND person = $2")
        .bind(id.to_string())
        .bind(person)
        .fetch_optional(database.readers())
        .await?;
    row.as_ref().map(decode).transpose()
}

/// A person's uploads that no event names yet, the oldest first.
pub(crate) async fn of(database: &Database, person: &str) -> Result<Vec<Upload>> {
    let rows = sqlx::query("SELECT * FROM uploads WHERE person = $1 AND filed = 0 ORDER BY id")
        .bind(person)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(decode).collect()
}

/// The person's latest whole upload of a file, filed or not.
pub(crate) async fn whole(
    database: &Database,
    person: &str,
    sm3: &str,
) -> Result<Option<(Upload, Blob)>> {
    let Ok(sm3) = clean(sm3) else { return Ok(None) };
    let mut connection = database.readers().acquire().await?;
    let row = sqlx::query(
        "SELECT * FROM uploads WHERE person = $1 AND sm3 = $2 ORDER BY filed, id DESC LIMIT 1",
    )
    .bind(person)
    .bind(sm3.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let blob = blobs::get(&mut connection, &sm3).await?;
    blob.map(|blob| Ok((decode(&row)?, blob))).transpose()
}

pub(crate) async fn advance(
    database: &Database,
    id: Uuid,
    received: u64,
    at: Timestamp,
) -> Result<()> {
    let mut tx = database.begin_write().await?;
    sqlx::query("UPDATE uploads SET received = $1, touched_at = $2 WHERE id = $3")
        .bind(signed(received)?)
        .bind(at.as_microsecond())
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Says which file it is, before its bytes go where files are kept: should that
/// be broken off, the sweep knows what to look for.
pub(crate) async fn announce(database: &Database, id: Uuid, sm3: &str) -> Result<()> {
    let mut tx = database.begin_write().await?;
    sqlx::query("UPDATE uploads SET sm3 = $1 WHERE id = $2")
        .bind(sm3)
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The bytes are where files are kept: from now on an event may name it.
pub(crate) async fn finish(database: &Database, id: Uuid, blob: &Blob) -> Result<()> {
    let mut tx = database.begin_write().await?;
    blobs::put(&mut tx, blob).await?;
    sqlx::query("UPDATE uploads SET sm3 = $1, received = size, touched_at = $2 WHERE id = $3")
        .bind(blob.sm3.as_str())
        .bind(blob.stored_at.as_microsecond())
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn remove(database: &Database, id: Uuid) -> Result<()> {
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM uploads WHERE id = $1")
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets uploads that nobody has touched since; gives them, so that their
/// parts can follow.
pub(crate) async fn sweep(database: &Database, before: Timestamp) -> Result<Vec<Upload>> {
    let mut tx = database.begin_write().await?;
    let rows = sqlx::query("DELETE FROM uploads WHERE touched_at < $1 RETURNING *")
        .bind(before.as_microsecond())
        .fetch_all(&mut *tx)
        .await?;
    let gone = rows.iter().map(decode).collect::<Result<_>>()?;
    tx.commit().await?;
    Ok(gone)
}

fn decode(row: &AnyRow) -> Result<Upload> {
    let id: String = row.try_get("id")?;
    Ok(Upload {
        id: Uuid::parse_str(&id)
            .map_err(|error| StoreError::Corrupt(format!("上传编号：{error}")))?,
        person: row.try_get("person")?,
        name: row.try_get("name")?,
        form: row.try_get("form")?,
        size: unsigned(row.try_get("size")?)?,
        received: unsigned(row.try_get("received")?)?,
        sm3: row.try_get("sm3")?,
        touched_at: instant(row.try_get("touched_at")?)?,
        filed: row.try_get::<i64, _>("filed")? != 0,
    })
}

pub(crate) fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Corrupt(format!("时间：{error}")))
}
