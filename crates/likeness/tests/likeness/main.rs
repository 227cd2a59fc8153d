//! The engine from outside: figures of the evaluation, single behaviours, hostile input.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::inconsistent_digit_grouping,
    dead_code,
    reason = "a test that cannot go on should stop; the evaluation is shared with an example"
)]

#[path = "../../evaluation/background.rs"]
mod background;
mod behaviour;
mod evasion;
mod figures;
mod hostile;
#[path = "../../evaluation/set.rs"]
mod set;
#[path = "../../evaluation/third.rs"]
mod third;
