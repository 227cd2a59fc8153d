//! Who sends files: a page with its form's token, or a program with its own; and
//! the answers that both can read.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Files, Refused};
use crate::accounts::sessions::same_secret;
use crate::api::ApiFailure;
use crate::web::{Api, SignedIn, Web};

/// Of the protocol.
pub const VERSION: &str = "1.0.0";
const TOKEN: &str = "x-csrf-token";

/// Who sends, and where files go.
#[derive(Debug)]
pub struct Sender {
    pub user: SignedIn,
    pub files: Files,
}

impl FromRequestParts<Web> for Sender {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failed> {
        let user = if parts.headers.contains_key(header::AUTHORIZATION) {
            Api::from_request_parts(parts, web)
                .await
                .map_err(Failed::Api)?
                .0
        } else {
            from_page(parts, web).await?
        };
        let files = web
            .files
            .clone()
            .ok_or_else(|| Failed::gone(StatusCode::SERVICE_UNAVAILABLE))?;
        let reads = matches!(parts.method, Method::GET | Method::OPTIONS);
        let spoken = parts.headers.get("tus-resumable");
        if !reads && spoken.is_none_or(|version| version != VERSION) {
            return Err(Failed::of(
                StatusCode::PRECONDITION_FAILED,
                "请求头 Tus-Resumable 应为 1.0.0",
                "按 tus 1.0.0 协议重新发送",
            ));
        }
        Ok(Self { user, files })
    }
}

/// A page's cookie counts only with the token of its form.
async fn from_page(parts: &mut Parts, web: &Web) -> Result<SignedIn, Failed> {
    let user = <Option<SignedIn> as FromRequestParts<Web>>::from_request_parts(parts, web).await;
    let user = user.ok().flatten().ok_or_else(|| {
        Failed::of(
            StatusCode::UNAUTHORIZED,
            "登录已经失效",
            "重新登录后可以接着上传",
        )
    })?;
    let reads = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let token = parts
        .headers
        .get(TOKEN)
        .and_then(|value| value.to_str().ok());
    if !reads && !same_secret(token.unwrap_or_default(), &user.session.csrf) {
        return Err(Failed::of(
            StatusCode::FORBIDDEN,
            "这次上传不是由本系统当前打开的表单发出的",
            "请刷新页面后重新选择文件",
        ));
    }
    if user.account.must_change {
        return Err(Failed::Api(ApiFailure::must_change_password()));
    }
    Ok(user)
}

/// Why not, as JSON: scripts show it beside the file.
#[derive(Debug)]
pub enum Failed {
    Api(ApiFailure),
    Refused(StatusCode, Refused),
}

impl Failed {
    pub fn of(status: StatusCode, says: &str, remedy: &str) -> Self {
        Self::Refused(status, Refused::new(says, remedy))
    }

    pub fn gone(status: StatusCode) -> Self {
        Self::of(
            status,
            "没有找到这次上传，或者不对您开放",
            "请重新选择文件上传",
        )
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Api(ApiFailure::from(error))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut answer = match self {
            Self::Api(failure) => failure.into_response(),
            Self::Refused(status, refused) => ApiFailure::of_file(status, refused).into_response(),
        };
        spoken(answer.headers_mut());
        answer
    }
}

pub fn spoken(headers: &mut HeaderMap) {
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
}
