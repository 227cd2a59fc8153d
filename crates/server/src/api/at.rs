//! What stands in an API address: an id that is no id is not found.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::ApiFailure;
use crate::web::Web;

#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for At<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiFailure> {
        match Path::<T>::from_request_parts(parts, web).await {
            Ok(Path(found)) => Ok(Self(found)),
            Err(_) => Err(ApiFailure::not_found()),
        }
    }
}

#[derive(Debug)]
pub struct Ask<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Ask<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiFailure> {
        match Query::<T>::from_request_parts(parts, web).await {
            Ok(Query(found)) => Ok(Self(found)),
            Err(_) => Err(ApiFailure::bad_request(
                "网址中的参数无法识别；page 应为从 1 起的整数，文字应为 UTF-8 编码",
            )),
        }
    }
}
