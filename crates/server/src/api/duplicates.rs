//! The duplicate check as JSON: what is on record with its answers, and what a
//! declaration would meet if it read otherwise. Recording a check and answering its
//! hits are acts, done where all acts are done.

use axum::Json as Answered;
use axum::extract::State;
use serde_json::{Value, json};
use tongchou_project::state::Match;
use tongchou_project::{Command, Notice, Project, Refusal};
use uuid::Uuid;

use super::{ApiFailure, At, Json};
use crate::app::{Fault, Loaded};
use crate::pages::duplicates::draft;
use crate::web::{Api, Web};

pub async fn show(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
) -> Result<Answered<Value>, ApiFailure> {
    let loaded = web.app.load(&user.actor, "project", id).await?;
    let declared = &project(&loaded)?.declaration;
    Ok(Answered(json!({
        "checked_on": declared.checked_on,
        "current": declared.checked_on.is_some() && !declared.check_stale,
        "basis": declared.check_basis,
        "hits": hits(&declared.matches),
    })))
}

/// Compares the declaration with the fields given laid over it; saves nothing.
pub async fn create(
    State(web): State<Web>,
    Api(user): Api,
    At(id): At<Uuid>,
    Json(input): Json,
) -> Result<Answered<Value>, ApiFailure> {
    const FORM: &str = "revise_declaration";
    let loaded = web.app.load(&user.actor, "project", id).await?;
    let project = project(&loaded)?;
    let (of, about) = (loaded.aggregate.as_ref(), id.to_string());
    let may = match of {
        Some(of) => web.app.may_do(&user.actor, &about, of, FORM).await?,
        None => false,
    };
    if !may {
        return Err(Fault::Refused(Refusal::NotPermitted(Notice {
            says: "只有项目单位可以比对尚未保存的申报内容".to_owned(),
            remedy: "由项目单位办理".to_owned(),
            who: vec!["project_unit".to_owned()],
        }))
        .into());
    }
    // what bears a mark of secrecy goes no further
    Command::parse(FORM, &input).map_err(|errors| Fault::Refused(Refusal::Fields(errors)))?;
    let found = web
        .app
        .find_duplicates(draft::of(Some(project), &input, &user.actor))
        .await?;
    Ok(Answered(json!({
        "checked_on": null,
        "current": true,
        "basis": found.basis,
        "hits": hits(&found.found),
    })))
}

fn project(loaded: &Loaded) -> Result<&Project, ApiFailure> {
    let of = loaded.aggregate.as_ref();
    of.and_then(|of| of.project())
        .ok_or_else(ApiFailure::not_found)
}

fn hits(found: &[Match]) -> Vec<Value> {
    let hit = |hit: &Match| {
        let mut told = json!(hit);
        if let Some(fields) = told.as_object_mut() {
            fields.insert("needs_answer".to_owned(), hit.needs_answer().into());
        }
        told
    };
    found.iter().map(hit).collect()
}
