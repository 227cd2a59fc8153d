//! The same acts as JSON, under /api/v1. Errors are in Chinese, with the field
//! or the clause they come from and what would help.

pub mod acts;
pub mod at;
pub mod body;
pub mod check;
pub mod duplicates;
pub mod failure;
pub mod log;
pub mod openapi;
pub mod options;
pub mod papers;
pub mod projects;
pub mod registers;
pub mod sessions;

pub use at::{Ask, At};
pub use body::Json;
pub use failure::ApiFailure;
