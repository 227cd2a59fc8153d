//! What the record or other data show against the law, and what a person made of it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::By;

/// What data from outside the system tell of the project. It has no effect: it is
/// held against the record, and a person decides on what that shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    pub id: String,
    /// The act that it tells of.
    pub happened: String,
    pub happened_on: Date,
    pub amount: Option<i64>,
    pub contract: Option<String>,
    pub source: String,
    pub facts: String,
    pub by: By,
    pub on: Date,
}

/// A thing on record that a finding rests on: the event that tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The event's kind, and its place among those of its kind.
    pub event: String,
    pub place: usize,
    pub on: Date,
    pub says: String,
}

/// A finding that the program proposes, word for word as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What it is about: the same for the same thing, whatever its figures.
    pub key: String,
    /// SM3 of the key and the facts: another once the facts are others.
    pub mark: String,
    /// The kind of finding in the regulation pack.
    pub kind: String,
    pub title: String,
    /// The clause, or `duty:` and the duty's key.
    pub clause: String,
    pub article: String,
    pub article_text: String,
    pub says: String,
    /// The facts that were looked at: label and value.
    pub facts: Vec<(String, String)>,
    pub rests: Vec<Rest>,
    pub grounds: BTreeSet<String>,
    pub subjects: BTreeSet<String>,
    /// The day on which it came about.
    pub since: Date,
}

/// What a person decided on a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub id: String,
    pub proposal: Proposal,
    pub confirmed: bool,
    /// What was found, or why it is set aside.
    pub reason: String,
    pub by: By,
    pub on: Date,
}
