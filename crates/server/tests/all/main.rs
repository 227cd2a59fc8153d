//! The server's tests, one binary: pages and API through HTTP, one file per
//! resource, and the house rules.

mod access;
mod api;
mod bad_input;
mod check;
mod demo;
mod journey;
mod people;
mod projects;
mod public;
mod registers;
mod sign_in;
mod support;
mod tidy;
