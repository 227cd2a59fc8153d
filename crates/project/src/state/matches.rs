//! What the duplicate check found, with the grounds it was found on, and what the
//! unit answered. Comparing is done elsewhere: hits come in with the command.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words;

/// A hit of the duplicate check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    #[serde(default)]
    pub id: String,
    /// Among [`crate::words::MATCH_KINDS`], or "design_item".
    pub kind: String,
    /// The project, platform, result or item of a design; empty where a person typed
    /// the hit.
    #[serde(default)]
    pub subject: String,
    pub title: String,
    /// How alike the two needs are, in basis points.
    #[serde(default)]
    pub similarity: i64,
    /// What was found, in one sentence.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub answer: Option<Answer>,
    /// It was answered, and the last check does not find it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// Among [`crate::words::MATCH_CLASSES`]; none of hits that a person typed, and of
    /// those found before there were classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// How sure the class is, in basis points.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub confidence: i64,
    /// Whose it is, by name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// In which respects the two agree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aspects: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<MatchCause>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<MatchPassage>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<MatchItem>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// A named ground with its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchCause {
    pub text: String,
    pub points: i64,
}

/// Two passages that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchPassage {
    pub place: String,
    pub here: Vec<MatchStretch>,
    pub other_place: String,
    pub there: Vec<MatchStretch>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchStretch {
    pub text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agrees: bool,
}

/// An item of the budget that is close to one that was bought or declared before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchItem {
    pub own_name: String,
    /// Whole fen; 0 where it is not known.
    pub own_amount: i64,
    /// Where the other item stands: 合同“…”第3项.
    pub place: String,
    pub name: String,
    pub amount: i64,
    pub likeness: i64,
}

impl Match {
    /// Whether the unit has to say something to it: everything but what is only related
    /// or only sounds alike.
    pub fn needs_answer(&self) -> bool {
        self.class
            .as_deref()
            .is_none_or(|class| matches!(class, "duplicate" | "reuse_candidate"))
    }

    /// What was to be withdrawn has to be gone from the declaration, not only
    /// promised: as long as a check finds it, it asks.
    pub fn awaits_answer(&self) -> bool {
        let answered = |given: &Answer| given.answer != words::MATCH_WITHDRAWN || self.gone;
        self.needs_answer() && !self.answer.as_ref().is_some_and(answered)
    }

    /// A hit on the same thing, whenever it was found.
    pub fn is_on_the_same(&self, other: &Self) -> bool {
        let same_name = !self.subject.is_empty() || self.title == other.title;
        self.kind == other.kind && self.subject == other.subject && same_name
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub answer: String,
    pub reason: String,
    pub on: Date,
}

/// What a check was made of: who doubts it can make it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBasis {
    /// SM3 of the declaration as it was compared.
    pub declaration: String,
    /// How many things it was compared with.
    pub compared: i64,
    /// SM3 of the word lists.
    pub words: String,
}

/// What a check found, handed in with the command that records it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    pub found: Vec<Match>,
    pub basis: CheckBasis,
}
