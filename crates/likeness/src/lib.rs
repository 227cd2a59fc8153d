//! Likeness: which projects, shared platforms, results and design items meet the same need as a
//! declaration, of which class the likeness is, and why. A pure function of the entries, the word
//! lists and the declaration: no clock, no randomness, no database, no network. It finds and
//! explains; it refuses nothing, and knows neither the regulation nor what a project is.
//!
//! ```
//! use tongchou_likeness::{Corpus, Entry, Limits, Reader};
//!
//! let mut corpus = Corpus::new(Reader::built_in()?);
//! corpus.put(Entry {
//!     id: "2023-17".into(),
//!     title: "路侧停车管理平台".into(),
//!     summary: "采集泊位占用情况，自动计费".into(),
//!     ..Entry::default()
//! });
//! let declaration = Entry {
//!     title: "道路车位感知系统".into(),
//!     summary: "掌握车位有没有车，自动收费".into(),
//!     ..Entry::default()
//! };
//! for hit in corpus.check(&declaration, &Limits::default()) {
//!     println!("{} {} {}", hit.title, hit.class.label(), hit.finding);
//! }
//! # Ok::<(), tongchou_likeness::LexiconError>(())
//! ```

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "scores are estimates between 0 and 200; no money is ever a float here"
)]

mod check;
mod class;
mod clause;
mod embedding;
mod entry;
mod explain;
mod index;
mod items;
mod lexicon;
mod measure;
mod normal;
mod passage;
mod piece;
mod profile;
mod reader;
mod repeat;
mod reuse;
mod score;
mod script;
mod split;

pub use check::{Aspect, Hit, Limits};
pub use class::{Class, UNSURE};
pub use embedding::Embedding;
pub use entry::{Entry, EntryKind, Item, Work};
pub use index::Corpus;
pub use items::ItemMatch;
pub use lexicon::{Concept, Lexicon, LexiconError, Meaning};
pub use measure::Measures;
pub use passage::{Passage, Stretch};
pub use reader::Reader;
pub use score::Cause;
pub use split::{Split, SplitMember, SplitRule};
