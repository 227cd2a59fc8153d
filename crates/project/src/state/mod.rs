//! What events have made: a project and its parts. Plain data and questions
//! about it; no rule of the law is asked here.

mod assets;
mod earlier;
mod findings;
mod letters;
mod matches;
mod money;
mod names;
mod parts;
mod project;
mod results;
mod seal;
mod stage;
mod supervision;

pub use assets::ContractedItem;
pub use earlier::{Earlier, HistoryAudit, HistoryFinding};
pub use findings::{Observation, Proposal, Rest, Settled};
pub use letters::Numbered;
pub use matches::*;
pub use parts::*;
pub use project::{Declaration, Project, Review};
pub use results::{Adoption, ProjectResult, Transfer};
pub use seal::Viewer;
pub use stage::Stage;
pub(crate) use supervision::Liftable;
pub use supervision::*;
