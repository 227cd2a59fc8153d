//! Makes the stored projections anew from the events.

use std::fmt;
use std::sync::Arc;

use crate::database::Database;
use crate::error::{Result, StoreError};
use crate::replay::{by_key, replay};
use crate::witness::Silent;
use crate::{Projector, projection};

/// What a rebuild read and wrote. With the projector that made the rows in
/// the first place, `changed`, `added` and `removed` are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuildReport {
    pub events: u64,
    pub rows: u64,
    pub changed: u64,
    pub added: u64,
    pub removed: u64,
}

impl fmt::Display for RebuildReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "由 {} 个事件重建 {} 行：改正 {} 行，补上 {} 行，删去 {} 行",
            self.events, self.rows, self.changed, self.added, self.removed
        )
    }
}

pub(crate) async fn rebuild(
    database: &Database,
    projector: &Arc<dyn Projector>,
) -> Result<RebuildReport> {
    let mut tx = database.begin_log_write().await?;
    let replayed = replay(&mut tx, projector, &mut Silent).await?;
    if let Some(failed) = replayed.failed {
        return Err(StoreError::Projection(failed.to_string()));
    }
    let stored = by_key(projection::all(&mut tx, None).await?);
    let differs = |key, row| stored.get(key).is_some_and(|stored| stored != row);
    let report = RebuildReport {
        events: replayed.events,
        rows: count(replayed.rows.len()),
        changed: count(
            replayed
                .rows
                .iter()
                .filter(|(k, r)| differs(*k, *r))
                .count(),
        ),
        added: count(
            replayed
                .rows
                .keys()
                .filter(|key| !stored.contains_key(*key))
                .count(),
        ),
        removed: count(
            stored
                .keys()
                .filter(|key| !replayed.rows.contains_key(*key))
                .count(),
        ),
    };
    sqlx::query("DELETE FROM projections")
        .execute(&mut *tx)
        .await?;
    for row in replayed.rows.values() {
        projection::upsert(&mut tx, row).await?;
    }
    tx.commit().await?;
    Ok(report)
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}
