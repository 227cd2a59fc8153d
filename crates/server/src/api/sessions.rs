//! Signing in with a name and a password for a token. The token is a session
//! like a browser's, with the same ends.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{ApiFailure, Json};
use crate::accounts::notes::{self, By};
use crate::accounts::sessions::{self, SignInRefusal};
use crate::web::{Api, Web};

pub async fn create(State(web): State<Web>, Json(body): Json) -> Result<Response, ApiFailure> {
    let text = |name: &str| {
        body.get(name)
            .and_then(|value| value.as_str())
            .ok_or_else(|| ApiFailure::bad_field(name, &format!("缺少“{name}”，应为文字")))
    };
    let mut names = body.as_object().into_iter().flat_map(serde_json::Map::keys);
    if let Some(other) = names.find(|name| !["name", "password"].contains(&name.as_str())) {
        let other: String = other.chars().take(40).collect();
        return Err(ApiFailure::bad_field(
            &other,
            "没有这个字段；只用 name 和 password",
        ));
    }
    let (name, password) = (text("name")?, text("password")?.to_owned());
    let now = web.app.clock().now();
    match sessions::begin(web.app.store(), name, password, now).await {
        Ok(begun) => {
            let by = By {
                person: &begun.account.name,
                body: &begun.account.body,
                capacity: "",
            };
            notes::note(&web.app, "signed_in", by, json!({ "door": "api" })).await;
            let until = begun.session.expires_at.to_string();
            let answer = json!({ "token": begun.secret, "expires_at": until });
            Ok((StatusCode::CREATED, axum::Json(answer)).into_response())
        }
        Err(SignInRefusal::Fault(error)) => Err(error.into()),
        Err(refusal) => {
            if web.failures.allow(now) {
                notes::sign_in_failed(&web.app, "api", name, &refusal).await;
            }
            Err(ApiFailure::sign_in_refused(&refusal.to_string()))
        }
    }
}

pub async fn end(State(web): State<Web>, Api(user): Api) -> Result<StatusCode, ApiFailure> {
    sessions::end(web.app.store(), &user.session).await?;
    Ok(StatusCode::NO_CONTENT)
}
