//! The regulation as a part of the program: loads a pack of clauses, judges
//! facts against it, lists duties, counts working days. It knows no clock, no
//! randomness, no storage and no network, and holds no rule in Rust that a
//! clause could hold.

pub mod article;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod check;
mod clause;
mod condition;
mod derive;
pub mod duties;
pub mod facts;
mod findings;
mod gaps;
mod judge;
mod law;
mod measure;
pub mod money;
mod notice;
mod outline;
mod pack;
mod permit;
mod plan;
#[cfg(feature = "prove")]
pub mod prove;
mod render;
mod request;
mod risk;
mod unknown;
mod verdict;
pub mod vocabulary;
mod words;

pub use clause::{Basis, Clause};
pub use duties::{Duty, DutyState, Reminder, Rung};
pub use facts::{FACTS, FactSpec, Facts, Kind, Origin, Value, fact};
pub use findings::FindingKind;
pub use judge::Fault;
pub use law::Law;
pub use measure::{Limit, Question, Reading, Unit};
pub use notice::{Notice, NoticeDay};
pub use outline::DutyText;
pub use pack::{Act, Article, Chapter, Indicator, Material, PackError, PackErrors, Regulation};
pub use permit::{Asker, Permit};
pub use plan::{Obstacle, Plan, PlannedMaterial, PlannedStep};
pub use render::value as in_words;
pub use risk::{RiskCause, RiskPoint};
pub use verdict::{Decision, Finding, OpenQuestion, Seen, Status, Verdict};
