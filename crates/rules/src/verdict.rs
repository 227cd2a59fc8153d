//! What the regulation answers: a decision and, clause by clause, its grounds.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::clause::Basis;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Permitted,
    Refused,
    /// A fact that decides is not known.
    Insufficient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Satisfied,
    /// A material or an earlier act is lacking.
    Missing,
    /// A fact stands against a limit or a prohibition.
    Violated,
    NotApplicable,
    Insufficient,
    /// Stands against the act, but is set to warn, not to refuse.
    Warning,
}

impl Status {
    /// Whether a finding of this status refuses.
    pub fn is_against(self) -> bool {
        matches!(self, Status::Missing | Status::Violated)
    }

    pub fn label(self) -> &'static str {
        match self {
            Status::Satisfied => "满足",
            Status::Missing => "缺少",
            Status::Violated => "不符合",
            Status::NotApplicable => "不适用",
            Status::Insufficient => "待填写",
            Status::Warning => "提醒",
        }
    }
}

/// A fact or limit that was looked at, as it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub name: Cow<'static, str>,
    pub label: Cow<'static, str>,
    pub value: Cow<'static, str>,
}

/// One clause's answer. What it says the same each time it shares with the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub clause: Arc<str>,
    pub article: Arc<str>,
    pub article_text: Arc<str>,
    pub status: Status,
    pub basis: Basis,
    pub says: Arc<str>,
    pub remedy: Arc<str>,
    #[serde(skip_serializing_if = "none_in")]
    pub materials: Arc<[String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Seen>,
    #[serde(skip_serializing_if = "none_in")]
    pub limits: Arc<[Seen]>,
    /// Members that a set lacks, by their Chinese names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Names of facts that the clause needs and that are not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Arc<str>>,
}

fn none_in<T>(list: &Arc<[T]>) -> bool {
    list.is_empty()
}

/// A place where the law leaves its reading open, and the reading in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    pub id: String,
    pub article: String,
    pub article_text: String,
    pub asks: String,
    pub chosen: String,
    pub readings: Vec<(String, String)>,
}

/// The answer to "may this be done now, and if not, why and what then".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub act: String,
    pub on: Date,
    pub decision: Decision,
    /// For changes: "filing" or "review".
    pub way: Option<String>,
    pub findings: Vec<Finding>,
    pub questions: Vec<Arc<OpenQuestion>>,
    pub regulation: String,
    pub regulation_hash: String,
}

impl Verdict {
    /// The findings that refuse.
    pub fn against(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.status.is_against())
    }

    /// The findings of one status.
    pub fn with(&self, status: Status) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.status == status)
    }

    /// Ids of the clauses that concerned the act: what an event keeps of it.
    pub fn clauses(&self) -> Vec<String> {
        self.findings
            .iter()
            .filter(|finding| finding.status != Status::NotApplicable)
            .map(|finding| finding.clause.to_string())
            .collect()
    }
}
