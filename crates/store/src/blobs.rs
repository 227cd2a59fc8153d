//! What the database knows of files: which there are, which events name them.
//! The bytes are elsewhere, under the same SM3. A file that an event names is
//! never forgotten; one that none names may be.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};
use uuid::Uuid;

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError, signed, unsigned};
use crate::{StoredEvent, StreamId};

/// A file whose bytes are in the object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Lower-case hexadecimal.
    pub sm3: String,
    pub size: u64,
    pub media_type: String,
    /// Whether a browser may show it inside a page.
    pub shows: bool,
    pub stored_at: Timestamp,
}

/// An event that names a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobReference {
    pub position: u64,
    pub stream: StreamId,
    pub event_kind: String,
}

/// Adds the file, or notes that it was stored again now.
pub(crate) async fn put(connection: &mut AnyConnection, blob: &Blob) -> Result<()> {
    let text = |field: &str, text: &str| {
        clean(text).map_err(|error| StoreError::unstorable(format!("blob.{field}"), &error))
    };
    sqlx::query(
        "INSERT INTO blobs (sm3, size, media_type, shows, stored_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (sm3) DO UPDATE SET media_type = excluded.media_type, \
         shows = excluded.shows, stored_at = excluded.stored_at",
    )
    .bind(text("sm3", &blob.sm3)?)
    .bind(signed(blob.size)?)
    .bind(text("media_type", &blob.media_type)?)
    .bind(i64::from(blob.shows))
    .bind(blob.stored_at.as_microsecond())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn get(connection: &mut AnyConnection, sm3: &str) -> Result<Option<Blob>> {
    let Ok(sm3) = clean(sm3) else { return Ok(None) };
    let row = sqlx::query("SELECT * FROM blobs WHERE sm3 = $1")
        .bind(sm3)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Blob {
        sm3: row.try_get("sm3")?,
        size: unsigned(row.try_get("size")?)?,
        media_type: row.try_get("media_type")?,
        shows: row.try_get::<i64, _>("shows")? != 0,
        stored_at: crate::uploads::instant(row.try_get("stored_at")?)?,
    }))
}

/// The events that name a file, in the order of the log.
pub(crate) async fn references(
    connection: &mut AnyConnection,
    sm3: &str,
) -> Result<Vec<BlobReference>> {
    let Ok(sm3) = clean(sm3) else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query("SELECT * FROM blob_references WHERE sm3 = $1 ORDER BY position")
        .bind(sm3)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("stream_id")?;
            let id = Uuid::parse_str(&id)
                .map_err(|error| StoreError::Corrupt(format!("文件引用：{error}")))?;
            Ok(BlobReference {
                position: unsigned(row.try_get("position")?)?,
                stream: StreamId::new(row.try_get::<String, _>("stream_kind")?, id),
                event_kind: row.try_get("event_kind")?,
            })
        })
        .collect()
}

/// Inside an append: the files its event names are there, and stay.
pub(crate) async fn refer(
    connection: &mut AnyConnection,
    files: &[String],
    event: &StoredEvent,
) -> Result<()> {
    for sm3 in files {
        // a row that is written cannot be swept by another transaction
        let there = sqlx::query("UPDATE blobs SET stored_at = stored_at WHERE sm3 = $1")
            .bind(sm3.as_str())
            .execute(&mut *connection)
            .await?;
        if there.rows_affected() == 0 {
            return Err(StoreError::BlobMissing(sm3.clone()));
        }
        sqlx::query(
            "INSERT INTO blob_references (sm3, position, stream_kind, stream_id, event_kind) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sm3, position) DO NOTHING",
        )
        .bind(sm3.as_str())
        .bind(signed(event.position)?)
        .bind(event.stream.kind.as_str())
        .bind(event.stream.id.to_string())
        .bind(event.event.kind.as_str())
        .execute(&mut *connection)
        .await?;
        sqlx::query("UPDATE uploads SET filed = 1 WHERE sm3 = $1 AND person = $2")
            .bind(sm3.as_str())
            .bind(event.provenance.person.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Forgets files stored before `before` that no event and no upload names;
/// gives what was forgotten, so that the bytes can follow.
pub(crate) async fn sweep(database: &Database, before: Timestamp) -> Result<Vec<String>> {
    let mut tx = database.begin_log_write().await?;
    let rows = sqlx::query(
        "DELETE FROM blobs WHERE stored_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM blob_references r WHERE r.sm3 = blobs.sm3) \
         AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.sm3 = blobs.sm3) RETURNING sm3",
    )
    .bind(before.as_microsecond())
    .fetch_all(&mut *tx)
    .await?;
    let gone = rows
        .iter()
        .map(|row| Ok(row.try_get("sm3")?))
        .collect::<Result<_>>()?;
    tx.commit().await?;
    Ok(gone)
}

/// Forgets one file that no event and no upload names; whether it was there.
pub(crate) async fn forget(database: &Database, sm3: &str) -> Result<bool> {
    let Ok(sm3) = clean(sm3) else {
        return Ok(false);
    };
    let mut tx = database.begin_log_write().await?;
    let gone = sqlx::query(
        "DELETE FROM blobs WHERE sm3 = $1 \
         AND NOT EXISTS (SELECT 1 FROM blob_references r WHERE r.sm3 = blobs.sm3) \
         AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.sm3 = blobs.sm3)",
    )
    .bind(sm3)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(gone.rows_affected() > 0)
}
