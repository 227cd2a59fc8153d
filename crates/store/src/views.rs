//! Lists as people want to see them again: a name, and what stands behind the
//! question mark of the list's address. What it means is the server's affair.

use sqlx::Row;

use crate::canonical::clean;
use crate::database::Database;
use crate::error::{Result, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub name: String,
    pub query: String,
}

pub(crate) async fn of(database: &Database, person: &str, list: &str) -> Result<Vec<View>> {
    let rows =
        sqlx::query("SELECT name, query FROM views WHERE person = $1 AND list = $2 ORDER BY name")
            .bind(text("person", person)?)
            .bind(text("list", list)?)
            .fetch_all(database.readers())
            .await?;
    rows.iter()
        .map(|row| {
            Ok(View {
                name: row.try_get("name")?,
                query: row.try_get("query")?,
            })
        })
        .collect()
}

pub(crate) async fn put(
    database: &Database,
    person: &str,
    list: &str,
    view: &View,
    most: i64,
) -> Result<bool> {
    let (person, list) = (text("person", person)?, text("list", list)?);
    let (name, query) = (text("name", &view.name)?, text("query", &view.query)?);
    let mut tx = database.begin_write().await?;
    let others: i64 =
        sqlx::query("SELECT COUNT(*) FROM views WHERE person = $1 AND list = $2 AND name <> $3")
            .bind(person.clone())
            .bind(list.clone())
            .bind(name.clone())
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
    if others >= most {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO views (person, list, name, query) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person, list, name) DO UPDATE SET query = excluded.query",
    )
    .bind(person)
    .bind(list)
    .bind(name)
    .bind(query)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(true)
}

pub(crate) async fn remove(
    database: &Database,
    person: &str,
    list: &str,
    name: &str,
) -> Result<()> {
    let mut tx = database.begin_write().await?;
    sqlx::query("DELETE FROM views WHERE person = $1 AND list = $2 AND name = $3")
        .bind(text("person", person)?)
        .bind(text("list", list)?)
        .bind(text("name", name)?)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

fn text(field: &str, text: &str) -> Result<String> {
    clean(text).map_err(|error| StoreError::unstorable(format!("view.{field}"), &error))
}
