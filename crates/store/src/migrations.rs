//! Brings a database to the present schema. Migrations are only ever added;
//! a database made by a newer program is refused.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, Row};
use uuid::Uuid;

use crate::database::{Database, Dialect};
use crate::error::{Result, StoreError};
use crate::tree::empty_root;

/// A migration's number, which it keeps, and its statements.
type Migration = (i64, &'static str);

const SQLITE: &[Migration] = &[
    (1, include_str!("../migrations/sqlite/0001_store.sql")),
    (2, include_str!("../migrations/sqlite/0002_blobs.sql")),
    (
        3,
        include_str!("../migrations/sqlite/0003_visits_and_views.sql"),
    ),
    (4, include_str!("../migrations/sqlite/0004_drafts.sql")),
    (5, include_str!("../migrations/sqlite/0005_invitations.sql")),
    (20, include_str!("../migrations/sqlite/0020_duties.sql")),
    (
        21,
        include_str!("../migrations/sqlite/0021_notices_and_jobs.sql"),
    ),
    (36, include_str!("../migrations/sqlite/0036_deliveries.sql")),
    (
        37,
        include_str!("../migrations/sqlite/0037_notices_in_order.sql"),
    ),
];
const POSTGRES: &[Migration] = &[
    (1, include_str!("../migrations/postgres/0001_store.sql")),
    (2, include_str!("../migrations/postgres/0002_blobs.sql")),
    (
        3,
        include_str!("../migrations/postgres/0003_visits_and_views.sql"),
    ),
    (4, include_str!("../migrations/postgres/0004_drafts.sql")),
    (
        5,
        include_str!("../migrations/postgres/0005_invitations.sql"),
    ),
    (20, include_str!("../migrations/postgres/0020_duties.sql")),
    (
        21,
        include_str!("../migrations/postgres/0021_notices_and_jobs.sql"),
    ),
    (
        36,
        include_str!("../migrations/postgres/0036_deliveries.sql"),
    ),
    (
        37,
        include_str!("../migrations/postgres/0037_notices_in_order.sql"),
    ),
];

/// For who may not write: refuses a schema that is not the present one.
pub(crate) async fn expect_present(database: &Database) -> Result<()> {
    let mut connection = database.readers().acquire().await?;
    let applied = applied(&mut connection).await?;
    let known = migrations(database);
    not_newer(&applied, known)?;
    if known.iter().all(|(number, _)| applied.contains(number)) {
        Ok(())
    } else {
        Err(StoreError::Older {
            found: last(applied.iter().copied()),
            known: last(known.iter().map(|(number, _)| *number)),
        })
    }
}

pub(crate) async fn migrate(database: &Database) -> Result<()> {
    let known = migrations(database);
    let mut tx = database.begin_log_write().await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY)")
        .execute(&mut *tx)
        .await?;
    let applied = applied(&mut tx).await?;
    not_newer(&applied, known)?;
    for (number, sql) in known {
        if !applied.contains(number) {
            sqlx::raw_sql(*sql).execute(&mut *tx).await?;
            sqlx::query("INSERT INTO schema_versions (version) VALUES ($1)")
                .bind(*number)
                .execute(&mut *tx)
                .await?;
        }
    }
    if applied.is_empty() {
        sqlx::query(
            "INSERT INTO log_head (id, origin, size, root, peaks) VALUES (1, $1, 0, $2, $3)",
        )
        .bind(format!("tongchou.{}", Uuid::now_v7()))
        .bind(empty_root().to_vec())
        .bind(Vec::<u8>::new())
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

fn migrations(database: &Database) -> &'static [Migration] {
    match database.dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    }
}

/// A number that this program does not know was given by a newer one.
fn not_newer(applied: &BTreeSet<i64>, known: &[Migration]) -> Result<()> {
    let newer = applied
        .iter()
        .find(|number| !known.iter().any(|(each, _)| each == *number));
    match newer {
        None => Ok(()),
        Some(_) => Err(StoreError::Newer {
            found: last(applied.iter().copied()),
            known: last(known.iter().map(|(number, _)| *number)),
        }),
    }
}

fn last(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.max().unwrap_or(0)
}

async fn applied(connection: &mut AnyConnection) -> Result<BTreeSet<i64>> {
    let rows = sqlx::query("SELECT version FROM schema_versions")
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
