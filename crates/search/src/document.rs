//! What is put into the index.

use serde::{Deserialize, Serialize};

/// The guard of what everybody who may search may see.
pub const OPEN: u64 = 0;

/// By what hits are counted and narrowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Facet {
    Kind,
    Unit,
    Field,
    Year,
    Stage,
    Amount,
}

impl Facet {
    /// In the order of pages.
    pub const ALL: [Self; 6] = [
        Self::Kind,
        Self::Unit,
        Self::Field,
        Self::Year,
        Self::Stage,
        Self::Amount,
    ];

    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Unit => "unit",
            Self::Field => "field",
            Self::Year => "year",
            Self::Stage => "stage",
            Self::Amount => "amount",
        }
    }
}

/// One thing that can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What it belongs to: all documents of one owner are replaced together.
    pub owner: String,
    /// Who may see it: only those to whom this guard opens.
    pub guard: u64,
    pub facets: Vec<(Facet, u64)>,
    pub title: String,
    /// Numbers, names and amounts that are looked for exactly.
    pub names: String,
    pub body: String,
    /// What its keeper needs to show it; the index does not read it.
    pub shown: String,
}
