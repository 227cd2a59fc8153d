//! Makes the stored projections anew from the events.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sqlx::AnyConnection;

use crate::database::Database;
use crate::error::{Result, StoreError};
use crate::projection::{Fingerprint, Key};
use crate::replay::{Replay, Step};
use crate::{Projector, projection};

const PAGE: u32 = 1000;

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
    let mut stored = stored(&mut tx).await?;
    let mut report = RebuildReport {
        events: 0,
        rows: 0,
        changed: 0,
        added: 0,
        removed: 0,
    };
    let mut replay = Replay::new(projector.as_ref());
    loop {
        let rows = match replay.next(&mut tx).await? {
            Step::Failed(failed) => return Err(StoreError::Projection(failed.to_string())),
            Step::End => break,
            Step::Rows(rows) => rows,
        };
        for row in rows {
            report.rows += 1;
            let says = projection::fingerprint(&row)?;
            match stored.remove(&(row.kind.clone(), row.id.clone())) {
                None => report.added += 1,
                Some(known) if known != says => report.changed += 1,
                // the columns that are made of these are written again as well
                Some(_) => {}
            }
            projection::upsert(&mut tx, &row).await?;
        }
    }
    for (kind, id) in stored.into_keys() {
        report.removed += 1;
        projection::delete(&mut tx, &kind, &id).await?;
    }
    report.events = replay.events;
    tx.commit().await?;
    Ok(report)
}

async fn stored(connection: &mut AnyConnection) -> Result<BTreeMap<Key, Fingerprint>> {
    let mut stored = BTreeMap::new();
    let mut after = Key::default();
    loop {
        let page = projection::page(connection, &after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(stored);
        };
        after = last.clone();
        stored.extend(page);
    }
}
