//! Why an act does not happen: an expected answer, with what would help. It
//! carries nothing of the machinery.

use serde::Serialize;
use tongchou_rules::Verdict;

use crate::FieldError;

#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The form is not well filled in; every fault at once.
    Fields(Vec<FieldError>),
    NotPermitted(Notice),
    /// Clauses of the regulation stand against it.
    Law(Box<Verdict>),
    /// The record stands against it: what is referred to is not there, or it is done already.
    State(Vec<StateFinding>),
    NotFound,
}

/// Who may do what the person may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub says: String,
    pub remedy: String,
    /// The capacities that can be permitted the act.
    pub who: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateFinding {
    pub says: String,
    pub remedy: String,
    /// The article the order comes from ("15"), or "".
    pub article: &'static str,
}

impl StateFinding {
    pub fn new(says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            remedy: remedy.into(),
            article: "",
        }
    }

    /// With the article that it rests on.
    #[must_use]
    pub fn by(mut self, article: &'static str) -> Self {
        self.article = article;
        self
    }
}

impl Refusal {
    /// Whether what was typed may be neither stored nor shown again.
    pub fn withholds(&self) -> bool {
        match self {
            Self::Fields(errors) => errors.iter().any(|error| error.withhold),
            Self::Law(verdict) => verdict.against().any(|found| &*found.article == "6"),
            _ => false,
        }
    }
}
