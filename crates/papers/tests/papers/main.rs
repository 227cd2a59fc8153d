//! Writes every letter and form and reads them with readers that know nothing
//! of the writer: poppler for PDF, Python's own zip and XML, and python-docx,
//! for Word.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

mod conformity;
mod deployment;
mod hostile;
mod measures;
mod support;
mod variables;
mod word;
