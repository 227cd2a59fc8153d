//! The letters and forms of a project for programs: which there are, and each as Word
//! or PDF. What the pages show of them, under the same rights.

use axum::Json as Answered;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ApiFailure, At};
use crate::pages::papers::{Row, form_of, letter_of, rows_of};
use crate::web::{Api, Failure, Web};

pub async fn index(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
) -> Result<Answered<Value>, ApiFailure> {
    let base = format!("/api/v1/projects/{id}");
    let rows = rows_of(&web, &user, id, &base).await.map_err(failed)?;
    let told = |rows: Vec<Row>| -> Vec<Value> { rows.iter().map(row).collect() };
    Ok(Answered(
        json!({ "letters": told(rows.0), "forms": told(rows.1) }),
    ))
}

fn row(row: &Row) -> Value {
    json!({
        "name": row.name, "number": row.number, "says": row.says, "on": row.on,
        "pdf": row.pdf, "docx": row.word,
    })
}

pub async fn letter(
    State(web): State<Web>,
    Api(user): Api,
    At((id, file)): At<(Uuid, String)>,
) -> Result<Response, ApiFailure> {
    letter_of(&web, &user, id, &file).await.map_err(failed)
}

pub async fn form(
    State(web): State<Web>,
    Api(user): Api,
    At((id, file)): At<(Uuid, String)>,
) -> Result<Response, ApiFailure> {
    form_of(&web, &user, id, &file).await.map_err(failed)
}

/// A page's failure as the API says it.
fn failed(failure: Failure) -> ApiFailure {
    match failure {
        Failure::Fault(error) => ApiFailure::from(error),
        Failure::Unavailable { says, .. } => ApiFailure::from(anyhow::anyhow!(says)),
        _ => ApiFailure::not_found(),
    }
}
