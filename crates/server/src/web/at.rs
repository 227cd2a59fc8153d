//! What stands in the address. An id that is no id is not found, like one that
//! nothing has.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Failure, Web};
use crate::forms::Pairs;

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

/// What stands behind the question mark where nothing in it may fail: lists are
/// reached by addresses that people keep, shorten and pass on.
#[derive(Debug)]
pub struct Queried(pub Pairs);

impl FromRequestParts<Web> for Queried {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(Pairs::decode(query.as_bytes()).unwrap_or_default()))
    }
}
