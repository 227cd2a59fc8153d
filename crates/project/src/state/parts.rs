//! The parts of a project from its declaration to its archive.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::acts::{
    AnswerRow, AssetRow, ChangeRow, ContractRow, DefectRow, DepartmentRow, OpinionRow, StaffRow,
    words,
};
use crate::event::By;

/// A person's conclusion on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// "pass", "return" or "reject"; of opinions "favourable" or "unfavourable".
    pub outcome: String,
    pub opinion: String,
    pub number: Option<String>,
    pub by: By,
    pub on: Date,
}

impl Conclusion {
    pub fn passed(&self) -> bool {
        matches!(self.outcome.as_str(), "pass" | "passed" | "favourable")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    pub id: String,
    pub name: String,
    pub operator: String,
    pub purpose: String,
    pub assessment: Option<Conclusion>,
}

/// A document on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub material: String,
    pub title: String,
    pub number: Option<String>,
    pub dated_on: Option<Date>,
    pub note: Option<String>,
    pub digest: Option<String>,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The expert's id in the pool.
    pub expert: String,
    pub person: String,
    pub name: String,
}

/// One of the pool as it was when a panel was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The expert's id in the pool.
    pub expert: String,
    pub name: String,
    pub employer: String,
    pub fields: BTreeSet<String>,
    /// Why the expert could not be drawn, where that was so.
    pub excluded: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    pub seed: String,
    pub members: Vec<Member>,
    pub on: Date,
    /// Why it was drawn anew, where it was.
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub size: i64,
    #[serde(default)]
    pub required_fields: BTreeSet<String>,
    /// In the order of the draw; empty of draws that did not keep it.
    #[serde(default)]
    pub pool: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertOpinion {
    pub by: By,
    pub opinions: Vec<OpinionRow>,
    #[serde(default)]
    pub conclusion: Option<String>,
    #[serde(default)]
    pub summary: Option<String>,
    pub on: Date,
}

/// What experts said of a plan for cryptography (article 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CryptographyReview {
    pub reviewers: String,
    pub reviewed_on: Date,
    pub opinion: String,
}

/// A member of a panel who does not take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// The expert's entry in the pool.
    pub expert: String,
    pub name: String,
    pub ground: String,
    pub reason: String,
    pub on: Date,
}

impl Declined {
    /// Whether it is for an interest, which keeps the expert out for good.
    pub fn is_interest(&self) -> bool {
        self.ground == crate::acts::words::INTEREST
    }
}

/// An item of approved content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub name: String,
    pub category: String,
    pub amount: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub number: Option<String>,
    pub items: Vec<Item>,
    pub conditions: Option<String>,
    pub amount: i64,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub year: i64,
    pub amount: i64,
    pub purpose: String,
    pub number: Option<String>,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procurement {
    pub method: String,
    pub started_on: Date,
    pub number: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    pub id: String,
    pub kind: String,
    pub agency: String,
    pub agency_name: String,
    pub title: String,
    pub number: Option<String>,
    pub signed_on: Date,
    pub items: Vec<ContractRow>,
    pub clauses: BTreeSet<String>,
    pub warranty_months: Option<i64>,
    pub staff: Vec<StaffRow>,
    pub checks: Vec<SecurityCheck>,
    #[serde(default)]
    pub amendments: Vec<Amendment>,
    /// Once it is terminated its items are those that were settled.
    #[serde(default)]
    pub terminated_on: Option<Date>,
}

impl Contract {
    /// What was signed at first.
    pub fn original_items(&self) -> &[ContractRow] {
        let first = self.amendments.first();
        first.map_or(&self.items, |amendment| &amendment.before)
    }

    /// What was signed for at first: changes are measured against it.
    pub fn original_amount(&self) -> i64 {
        self.original_items().iter().map(|row| row.amount).sum()
    }

    pub fn amount(&self) -> i64 {
        self.items.iter().map(|row| row.amount).sum()
    }
}

/// A supplementary agreement, or the settlement of a contract that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub title: String,
    pub number: Option<String>,
    pub signed_on: Date,
    /// The change it rests on.
    pub change: Option<String>,
    pub reason: String,
    /// The contract's items before it.
    pub before: Vec<ContractRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityCheck {
    pub checked_on: Date,
    pub result: String,
    pub findings: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub contract: String,
    pub amount: i64,
    pub paid_on: Date,
    pub purpose: String,
    pub voucher: Option<String>,
    /// Taken back: it counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed: Option<super::Lifted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub id: String,
    /// "filing" or "review".
    pub way: String,
    pub items: Vec<ChangeRow>,
    /// What was approved of its items before it, by their ids.
    #[serde(default)]
    pub before: BTreeMap<String, i64>,
    pub content_amount: i64,
    pub change_amount: i64,
    pub reason: String,
    pub by: By,
    pub on: Date,
    pub review: Option<Conclusion>,
    pub implemented_on: Option<Date>,
}

impl Change {
    /// The day from which the change may be made.
    pub fn permitted_on(&self) -> Option<Date> {
        match &self.review {
            Some(review) => review.passed().then_some(review.on),
            None => (self.way == "filing").then_some(self.on),
        }
    }

    pub fn is_pending(&self) -> bool {
        match self.permitted_on() {
            Some(_) => self.implemented_on.is_none(),
            None => self.review.is_none(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub kind: String,
    pub agency: String,
    pub agency_name: String,
    pub result: String,
    pub report_number: String,
    pub assessed_on: Date,
    pub findings: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskState {
    pub status: String,
    pub statement: Option<String>,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MidtermReport {
    pub sections: BTreeMap<String, String>,
    pub budget: i64,
    pub paid: i64,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceReport {
    pub period: String,
    pub content: String,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub acceptance_on: Date,
    pub statement: String,
    pub by: By,
    pub on: Date,
    pub decision: Option<Conclusion>,
    pub invited: BTreeSet<String>,
    /// The day of the latest invitation.
    #[serde(default)]
    pub invited_on: Option<Date>,
}

impl Application {
    pub fn approved_on(&self) -> Option<Date> {
        self.decision
            .as_ref()
            .filter(|decision| decision.passed())
            .map(|decision| decision.on)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    pub passed: bool,
    pub held_on: Date,
    pub applied_on: Option<Date>,
    pub attendees: String,
    pub opinion: String,
    pub invited: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    pub receiver: String,
    pub handed_on: Date,
}

/// What a return asks to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub step: String,
    pub opinion: String,
    pub defects: Vec<DefectRow>,
    pub on: Date,
    /// What the unit said to the defects when it declared again.
    #[serde(default)]
    pub answers: Vec<AnswerRow>,
}

/// What a department said of a project that is consulted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentOpinion {
    pub stance: String,
    pub opinion: String,
    pub by: By,
    pub on: Date,
}

impl DepartmentOpinion {
    /// As it stands beside the opinions that were recorded for departments.
    pub fn row(&self) -> DepartmentRow {
        let stance = words::label(words::STANCES, &self.stance);
        DepartmentRow {
            department: self.by.body_name.clone(),
            opinion: format!("{stance}：{}", self.opinion),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub meeting: String,
    /// What the departments gave themselves, then what was recorded for them.
    pub departments: Vec<DepartmentRow>,
    pub conclusion: Conclusion,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRegister {
    pub assets: Vec<AssetRow>,
    pub on: Date,
}
