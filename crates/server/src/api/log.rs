//! The log for those who check it from outside: its size and root, and proof
//! that an event is in it.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use tongchou_store::hex;

use super::{ApiFailure, At};
use crate::web::Web;

pub async fn checkpoint(State(web): State<Web>) -> Result<Json<Value>, ApiFailure> {
    let checkpoint = web.checkpoint().await?;
    Ok(Json(json!({
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": hex(&checkpoint.root),
        "signatures": checkpoint.signatures,
        "text": checkpoint.to_string(),
    })))
}

pub async fn proof(
    State(web): State<Web>,
    At(position): At<u64>,
) -> Result<Json<Value>, ApiFailure> {
    let proof = web.app.store().inclusion_proof(position).await?;
    let proof = proof.ok_or_else(ApiFailure::not_found)?;
    let path: Vec<String> = proof.path.iter().map(|hash| hex(hash)).collect();
    Ok(Json(json!({
        "position": proof.position,
        "size": proof.size,
        "leaf": hex(&proof.leaf),
        "path": path,
        "root": hex(&proof.root),
    })))
}
