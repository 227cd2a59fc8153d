//! What the API answers when it does not do what it was asked.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tongchou_project::Refusal;
use tongchou_store::StoreError;

use crate::app::Fault;
use crate::clock;

#[derive(Debug)]
pub struct ApiFailure {
    status: StatusCode,
    body: Value,
}

impl ApiFailure {
    fn new(status: StatusCode, says: &str, remedy: &str) -> Self {
        let body = json!({ "error": { "says": says, "remedy": remedy } });
        Self { status, body }
    }

    pub fn bad_request(says: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            says,
            "修改后重新发送；什么也没有保存",
        )
    }

    pub fn unauthorized() -> Self {
        let remedy = "用 POST /api/v1/sessions 取得令牌，放在 Authorization: Bearer 头中";
        Self::new(StatusCode::UNAUTHORIZED, "没有有效的登录令牌", remedy)
    }

    pub fn must_change_password() -> Self {
        let remedy = "先用浏览器登录并修改密码";
        Self::new(StatusCode::FORBIDDEN, "密码须先修改", remedy)
    }

    pub fn sign_in_refused(says: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, says, "核对后重试")
    }

    pub fn too_large() -> Self {
        let says = "请求内容超过 2 MB";
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            says,
            "缩短后重新发送；什么也没有保存",
        )
    }

    pub fn too_often() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "一分钟内的请求过多",
            "一分钟后再试",
        )
    }

    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "没有找到，或者不对您开放",
            "核对地址和编号",
        )
    }

    fn internal(error: &anyhow::Error) -> Self {
        let id = clock::new_id();
        tracing::error!(%id, error = format!("{error:#}"), "request failed");
        if let Some(StoreError::Unstorable { field, reason }) = error.downcast_ref::<StoreError>() {
            let says = format!("“{field}”的内容无法保存：{reason}");
            return Self::new(StatusCode::UNPROCESSABLE_ENTITY, &says, "修改后重新发送");
        }
        let remedy = format!("稍后再试；如仍不成功，请把编号 {id} 告诉系统管理员");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "系统没有能够完成这次请求",
            &remedy,
        )
    }

    fn refused(refusal: Refusal) -> Self {
        let withheld = refusal.withholds();
        let body = match refusal {
            Refusal::NotFound => return Self::not_found(),
            Refusal::NotPermitted(notice) => {
                let body = json!({ "error": notice });
                return Self {
                    status: StatusCode::FORBIDDEN,
                    body,
                };
            }
            Refusal::Fields(errors) => json!({ "errors": errors, "withheld": withheld }),
            Refusal::Law(verdict) => {
                json!({ "verdict": verdict, "findings": verdict.against().collect::<Vec<_>>() })
            }
            Refusal::State(findings) => json!({ "findings": findings }),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, body }
    }
}

impl From<Fault> for ApiFailure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Self::refused(refusal),
            Fault::Conflict(says) => Self::new(StatusCode::CONFLICT, &says, "重新读取后再提交"),
            Fault::KeyReused => Self::new(
                StatusCode::CONFLICT,
                "同一个 Idempotency-Key 先前用于内容不同的请求",
                "换一个新的 Idempotency-Key",
            ),
            Fault::NotFound => Self::not_found(),
            Fault::Internal(error) => Self::internal(&error),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        Self::internal(&error.into())
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        (self.status, axum::Json(self.body)).into_response()
    }
}
