//! Rows put in place of those of the same kind and id, and taken away.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{ProjectionRow, body_text, search_text};
use crate::bulk::{ROWS, places};
use crate::error::{Result, signed};

pub(crate) async fn upsert(connection: &mut AnyConnection, row: &ProjectionRow) -> Result<()> {
    upsert_all(connection, std::slice::from_ref(row)).await
}

/// Rows of different kinds or ids.
pub(crate) async fn upsert_all(
    connection: &mut AnyConnection,
    rows: &[ProjectionRow],
) -> Result<()> {
    for rows in rows.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO projections \
             (kind, id, sequence, title, owner, stage, number, changed_on, body, search) \
             VALUES {} \
             ON CONFLICT (kind, id) DO UPDATE SET sequence = excluded.sequence, \
             title = excluded.title, owner = excluded.owner, stage = excluded.stage, \
             number = excluded.number, changed_on = excluded.changed_on, \
             body = excluded.body, search = excluded.search",
            places(rows.len(), 10)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in rows {
            query = query
                .bind(row.kind.as_str())
                .bind(row.id.as_str())
                .bind(signed(row.sequence)?)
                .bind(row.title.as_str())
                .bind(row.owner.as_str())
                .bind(row.stage.as_str())
                .bind(row.number.clone())
                .bind(row.changed_on.as_str())
                .bind(body_text(row)?)
                .bind(search_text(row));
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(crate) async fn delete(connection: &mut AnyConnection, kind: &str, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM projections WHERE kind = $1 AND id = $2")
        .bind(kind)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
