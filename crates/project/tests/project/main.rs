//! The life cycle against the real pack: each act both ways, what must never
//! happen over random sequences, who may do what, and a second opinion in plain
//! Rust on the main gates.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::too_many_lines,
    clippy::wildcard_imports,
    clippy::type_complexity,
    reason = "a test that cannot go on fails, and a table of cases is long"
)]

mod acceptance;
mod cases;
mod chance;
mod construction;
mod contracts;
mod declaration;
mod duplicates;
mod earlier;
mod files;
mod findings;
mod forms;
mod histories;
mod lifecycle;
mod money;
mod never;
mod oracle;
mod preview;
mod registers;
mod review;
mod selection;
mod shape;
mod supervision;
mod world;
