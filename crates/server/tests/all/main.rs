//! The server's tests, one binary: pages and API through HTTP, one file per
//! resource, and the house rules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::unnecessary_wraps,
    reason = "a test that cannot go on fails, and a story is told in one piece"
)]

mod access;
mod administrators;
mod api;
mod archive;
mod bad_input;
mod burden;
mod check;
mod declaration;
mod demo;
mod desks;
mod drafts;
mod duplicates;
mod duties;
mod files;
mod findings;
mod imports;
mod journey;
mod journeys;
mod laboratory;
mod listen;
mod lists;
mod meetings;
mod notices;
mod open_data;
mod outside;
mod overview;
mod panel;
mod papers;
mod people;
mod previews;
mod project_sections;
mod projects;
mod public;
mod registers;
mod regulation;
mod replay;
mod results;
mod review;
mod search;
mod settings;
mod sign_in;
mod simulated_years;
mod simulator;
mod support;
mod tidy;
mod under_review;
mod verify;
mod views;
mod work;
