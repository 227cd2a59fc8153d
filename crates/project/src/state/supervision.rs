//! Risks, inspections, rectifications, measures, suspensions and evaluations.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Conclusion;
use crate::acts::IndicatorRow;
use crate::event::By;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    pub id: String,
    pub kind: String,
    pub description: String,
    pub found_on: Date,
    /// States written before do not say it.
    #[serde(default)]
    pub reported_on: Option<Date>,
    pub by: By,
    /// Outcome is "general" or "major".
    pub assessment: Option<Conclusion>,
    pub opinions: Vec<RiskOpinion>,
    pub escalated_on: Option<Date>,
    pub decision: Option<Conclusion>,
}

impl Risk {
    pub fn reported_on(&self) -> Date {
        self.reported_on.unwrap_or(self.found_on)
    }

    pub fn is_major(&self) -> bool {
        self.assessment
            .as_ref()
            .is_some_and(|found| found.outcome == "major")
    }

    pub fn opinion_of(&self, capacity: &str) -> bool {
        self.opinions
            .iter()
            .any(|opinion| opinion.capacities.contains(capacity))
    }

    /// A general risk is settled by its assessment, a major one by its decision.
    pub fn is_open(&self) -> bool {
        match &self.assessment {
            None => true,
            Some(_) => self.is_major() && self.decision.is_none(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskOpinion {
    pub capacities: BTreeSet<String>,
    pub opinion: String,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    pub id: String,
    pub subjects: BTreeSet<String>,
    pub inspected_on: Date,
    pub joint_with: BTreeSet<String>,
    pub violation: bool,
    pub findings: String,
    /// Grounds for suspending payments that it found.
    #[serde(default)]
    pub grounds: BTreeSet<String>,
    pub law: Option<String>,
    /// The confirmed finding of the program that it took up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    pub by: By,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    pub id: String,
    pub inspection: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    pub requirement: String,
    pub due_on: Option<Date>,
    pub by: By,
    pub on: Date,
    pub report: Option<RectificationReport>,
    /// What the unit said for itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    pub verification: Option<Conclusion>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RectificationReport {
    pub report: String,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub text: String,
    pub by: By,
    pub on: Date,
}

impl Rectification {
    pub fn outcome(&self) -> &'static str {
        match &self.verification {
            None => "none",
            Some(found) if found.passed() => "passed",
            Some(_) => "failed",
        }
    }

    pub fn is_open(&self) -> bool {
        self.outcome() != "passed"
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub id: String,
    pub measure: String,
    pub rectification: String,
    pub reason: String,
    /// When the unit was heard, and what it said; events of before have neither.
    #[serde(default)]
    pub heard_on: Option<Date>,
    #[serde(default)]
    pub statement: Option<String>,
    pub by: By,
    pub on: Date,
    pub lifted: Option<Lifted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub id: String,
    pub ground: String,
    pub facts: String,
    pub evidence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    pub by: By,
    pub on: Date,
    pub lifted: Option<Lifted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    pub reason: Option<String>,
    pub by: By,
    pub on: Date,
}

/// What stands until it is lifted.
pub(crate) trait Liftable {
    fn id(&self) -> &str;
    fn lifted(&self) -> Option<&Lifted>;
    fn lift(&mut self, lifted: Lifted);
}

macro_rules! liftable {
    ($($name:ident)*) => {
        $(impl Liftable for $name {
            fn id(&self) -> &str {
                &self.id
            }

            fn lifted(&self) -> Option<&Lifted> {
                self.lifted.as_ref()
            }

            fn lift(&mut self, lifted: Lifted) {
                self.lifted = Some(lifted);
            }
        })*
    };
}
liftable! { Measure Suspension }

/// For the eyes of those alone who may view referrals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub to: String,
    pub summary: String,
    pub evidence: Option<String>,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FalseDeclaration {
    pub facts: String,
    pub evidence: Option<String>,
    pub by: By,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfEvaluation {
    pub score: i64,
    #[serde(default)]
    pub indicators: Vec<IndicatorRow>,
    #[serde(default)]
    pub facts: Option<String>,
    pub goals: String,
    pub problems: Option<String>,
    pub improvements: Option<String>,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    pub id: String,
    pub method: String,
    pub kind: String,
    pub reason: String,
    pub selected_on: Date,
    pub score: Option<i64>,
    #[serde(default)]
    pub indicators: Vec<IndicatorRow>,
    pub grade: Option<String>,
    pub opinion: Option<String>,
    pub concluded_on: Option<Date>,
}
