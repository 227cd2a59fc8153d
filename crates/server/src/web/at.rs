//! What stands in the address. An id that is no id is not found, like one that
//! nothing has.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Failure, Web};

#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        match Path::<T>::from_request_parts(parts, web).await {
            Ok(Path(found)) => Ok(Self(found)),
            Err(_) => Err(Failure::NotFound),
        }
    }
}

/// What stands behind the question mark.
#[derive(Debug)]
pub struct Ask<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for Ask<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        match Query::<T>::from_request_parts(parts, web).await {
            Ok(Query(found)) => Ok(Self(found)),
            Err(_) => Err(Failure::BadRequest("网址中的参数无法识别。")),
        }
    }
}
