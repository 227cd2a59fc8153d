//! Answers to requests that carried an idempotency key.

use std::collections::BTreeSet;

use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::Idempotency;
use crate::bulk::{LISTED, ROWS, listed, places};
use crate::canonical::canonical_text;
use crate::error::{Result, StoreError, signed};

/// The answer given before under this key; a mismatch if it answered another
/// request.
pub(crate) async fn earlier(
    connection: &mut AnyConnection,
    key: &str,
    person: &str,
    digest: &str,
) -> Result<Option<Value>> {
    if key.contains('\0') || person.contains('\0') {
        return Ok(None);
    }
    let row =
        sqlx::query("SELECT request_digest, answer FROM answers WHERE person = $1 AND key = $2")
            .bind(person)
            .bind(key)
            .fetch_optional(connection)
            .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get::<String, _>("request_digest")? != digest {
        return Err(StoreError::IdempotencyMismatch);
    }
    let answer: String = row.try_get("answer")?;
    serde_json::from_str(&answer)
        .map(Some)
        .map_err(|error| StoreError::Corrupt(format!("先前的答复不是 JSON：{error}")))
}

/// Those of a person's keys that have an answer.
pub(crate) async fn known(
    connection: &mut AnyConnection,
    person: &str,
    keys: &[String],
) -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for keys in keys.chunks(LISTED) {
        // nothing that came from outside is in the text
        let text = format!(
            "SELECT key FROM answers WHERE person = $1 AND key IN ({})",
            listed(keys.len())
        );
        let mut asked = sqlx::query(AssertSqlSafe(text)).bind(person);
        for key in keys {
            asked = asked.bind(key.as_str());
        }
        for row in asked.fetch_all(&mut *connection).await? {
            known.insert(row.try_get::<String, _>("key")?);
        }
    }
    Ok(known)
}

pub(crate) async fn record(
    connection: &mut AnyConnection,
    idempotency: &Idempotency,
    position: u64,
) -> Result<()> {
    record_all(connection, &[(idempotency, position)]).await
}

/// Answers, each with the position of the first event that it tells of.
pub(crate) async fn record_all(
    connection: &mut AnyConnection,
    answers: &[(&Idempotency, u64)],
) -> Result<()> {
    for answers in answers.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO answers (person, key, request_digest, answer, position) VALUES {}",
            places(answers.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (idempotency, position) in answers {
            let answer = canonical_text(&idempotency.answer)
                .map_err(|error| StoreError::unstorable("idempotency.answer", &error))?;
            query = query
                .bind(idempotency.person.as_str())
                .bind(idempotency.key.as_str())
                .bind(idempotency.request_digest.as_str())
                .bind(answer)
                .bind(signed(*position)?);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
