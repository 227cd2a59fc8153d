//! Tests of the regulation and its judge, from outside.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_debug_implementations,
    reason = "a test that cannot go on should stop"
)]

mod audit;
mod boundaries;
mod check;
mod duties;
mod loader;
mod notice;
mod pack;
#[cfg(feature = "prove")]
mod prove;
mod scenarios;
mod support;
