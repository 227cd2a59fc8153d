//! Brings a database to the present schema. Migrations are only ever added;
//! a database made by a newer program is refused.

use std::cmp::Ordering;

use sqlx::{AnyConnection, Row};
use uuid::Uuid;

use crate::database::{Database, Dialect};
use crate::error::{Result, StoreError};
use crate::tree::empty_root;

const SQLITE: &[&str] = &[
    include_str!("../migrations/sqlite/0001_store.sql"),
    include_str!("../migrations/sqlite/0002_blobs.sql"),
    include_str!("../migrations/sqlite/0003_visits_and_views.sql"),
    include_str!("../migrations/sqlite/0005_invitations.sql"),
];
const POSTGRES: &[&str] = &[
    include_str!("../migrations/postgres/0001_store.sql"),
    include_str!("../migrations/postgres/0002_blobs.sql"),
    include_str!("../migrations/postgres/0003_visits_and_views.sql"),
    include_str!("../migrations/postgres/0005_invitations.sql"),
];

/// For who may not write: refuses a schema that is not the present one.
pub(crate) async fn expect_present(database: &Database) -> Result<()> {
    let mut connection = database.readers().acquire().await?;
    let found = version(&mut connection).await?;
    let known = count(migrations(database));
    match found.cmp(&known) {
        Ordering::Less => Err(StoreError::Older { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StoreError::Newer { found, known }),
    }
}

pub(crate) async fn migrate(database: &Database) -> Result<()> {
    let migrations = migrations(database);
    let mut tx = database.begin_log_write().await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY)")
        .execute(&mut *tx)
        .await?;
    let found = version(&mut tx).await?;
    let known = count(migrations);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, sql) in (1i64..).zip(migrations) {
        if version > found {
            sqlx::raw_sql(*sql).execute(&mut *tx).await?;
            sqlx::query("INSERT INTO schema_versions (version) VALUES ($1)")
                .bind(version)
                .execute(&mut *tx)
                .await?;
        }
    }
    if found == 0 {
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

fn migrations(database: &Database) -> &'static [&'static str] {
    match database.dialect {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    }
}

fn count(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

async fn version(connection: &mut AnyConnection) -> Result<i64> {
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM schema_versions")
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}
