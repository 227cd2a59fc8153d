//! The archive of a project (article 29): what belongs to it and how long each is
//! kept, the package that is handed over, and the check of one. The package is
//! specified in `docs/archive-package.md`. Checking one touches no database.

pub mod check;
pub mod contents;
mod events;
mod index;
pub mod manifest;
pub mod pack;
pub mod retention;
pub mod sending;
pub mod strict_zip;

pub use events::line as event_text;

/// Names within a package; `docs/archive-package.md` specifies them.
pub mod names {
    pub const MANIFEST: &str = "manifest.txt";
    pub const CHECKPOINT: &str = "checkpoint.txt";
    pub const KEY: &str = "public-key.pem";
    pub const EVENTS: &str = "events.jsonl";
    pub const PROOFS: &str = "proofs.jsonl";
    pub const INDEX: &str = "index.xml";
    pub const SHEET: &str = "index.xlsx";
    pub const README: &str = "说明.txt";
    /// Folders of what the index lists.
    pub const LISTED: [&str; 3] = ["letters/", "forms/", "files/"];
}
