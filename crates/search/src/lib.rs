//! A full-text index of what there is: documents in, hits out. It knows no project, no
//! person and no HTTP; what a reader may see comes in with each question as the set of
//! guards that open to them, and nothing behind another guard is counted or shown.
//!
//! The index is derived. It keeps the position of the log that it follows in the same
//! commit as its documents, so that the two agree whenever the process is killed, and
//! says when it cannot be used, so that its keeper makes it anew.

mod asked;
mod collect;
mod document;
mod excerpt;
mod index;
mod query;
#[cfg(test)]
mod tests;
mod tokens;

pub use asked::{Asked, Terms};
pub use document::{Document, Facet, OPEN};
pub use excerpt::{Stretch, excerpt, marked};
pub use index::{Found, Hit, Index, Opened, SearchError};
