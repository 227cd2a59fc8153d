//! What the record of a project shows against the regulation, for those who supervise
//! (articles 31 and 33): the pack says which clauses and duties are looked for, the
//! judge finds them. A finding proposed here has no effect; a person decides on it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audit::{self, Dated, Happened};
use crate::facts::Facts;
use crate::judge::Fault;
use crate::pack::{Compiled, PackError, Regulation};
use crate::verdict::Finding;
use crate::vocabulary;

const FILE: &str = "findings.toml";

/// A kind of finding that is looked for: data of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingKind {
    pub key: String,
    pub title: String,
    #[serde(default)]
    pub clauses: Vec<String>,
    #[serde(default)]
    pub acts: Vec<String>,
    #[serde(default)]
    pub today: Vec<String>,
    #[serde(default)]
    pub duties: Vec<String>,
    #[serde(default)]
    pub grounds: BTreeSet<String>,
    #[serde(default)]
    pub subjects: BTreeSet<String>,
}

impl Regulation {
    /// The kinds of finding that are looked for.
    pub fn finding_kinds(&self) -> &[FindingKind] {
        &self.compiled.findings
    }

    /// What a dated history shows of the kinds that are looked for, each with its kind.
    pub fn found_in(
        &self,
        circumstances: &Facts,
        history: &[Happened],
        until: Date,
    ) -> Result<Vec<(&FindingKind, Dated)>, Fault> {
        let acts: BTreeSet<&str> = self
            .finding_kinds()
            .iter()
            .flat_map(|kind| kind.acts.iter().map(String::as_str))
            .collect();
        let told = audit::violations(self, circumstances, history, until, &acts)?;
        let with_kind = |dated: Dated| {
            let mut kinds = self.finding_kinds().iter();
            let kind = kinds
                .find(|kind| kind.acts.contains(&dated.act) && kind.looks_for(&dated.finding))?;
            Some((kind, dated))
        };
        Ok(told.into_iter().filter_map(with_kind).collect())
    }

    /// The acts that are asked about as a record stands.
    pub fn asked_today(&self) -> BTreeSet<&str> {
        let kinds = self.finding_kinds().iter();
        kinds
            .flat_map(|kind| kind.today.iter().map(String::as_str))
            .collect()
    }

    /// What stands against an act as a record stands, of the kinds that are looked for.
    pub fn found_today(
        &self,
        act: &str,
        facts: &Facts,
        on: Date,
    ) -> Result<Vec<(&FindingKind, Finding)>, Fault> {
        let verdict = self.judge(act, facts, on)?;
        let against = verdict.findings.into_iter();
        let with_kind = |finding: Finding| {
            let mut kinds = self.finding_kinds().iter();
            let kind = kinds
                .find(|kind| kind.today.iter().any(|key| key == act) && kind.looks_for(&finding))?;
            Some((kind, finding))
        };
        Ok(against
            .filter(|finding| finding.status.is_against())
            .filter_map(with_kind)
            .collect())
    }

    /// The kind of finding that a late duty is.
    pub fn finding_of_duty(&self, duty: &str) -> Option<&FindingKind> {
        let mut kinds = self.finding_kinds().iter();
        kinds.find(|kind| kind.duties.iter().any(|key| key == duty))
    }
}

impl FindingKind {
    fn looks_for(&self, finding: &Finding) -> bool {
        self.clauses.iter().any(|id| **id == *finding.clause)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    finding: Vec<FindingKind>,
}

/// A pack without the file looks for nothing.
pub(crate) fn read(text: Option<&str>) -> Result<Vec<FindingKind>, Vec<PackError>> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let table: Result<Table, _> = toml::from_str(text);
    table
        .map(|table| table.finding)
        .map_err(|error| vec![PackError::at(FILE, None, error.to_string())])
}

/// Names that nothing else in the pack knows.
pub(crate) fn check(pack: &Compiled, errors: &mut Vec<PackError>) {
    for kind in &pack.findings {
        let mut wrong = Vec::new();
        for id in &kind.clauses {
            if !pack.clauses.iter().any(|clause| *clause.id == **id) {
                wrong.push(format!("no clause {id}"));
            }
        }
        for act in kind.acts.iter().chain(&kind.today) {
            if !pack.acts.contains_key(act) {
                wrong.push(format!("no act {act}"));
            }
        }
        for key in &kind.duties {
            if !pack.duties.iter().any(|duty| duty.key == *key) {
                wrong.push(format!("no duty {key}"));
            }
        }
        for ground in &kind.grounds {
            if vocabulary::GROUNDS.label(ground).is_none() {
                wrong.push(format!("no ground {ground}"));
            }
        }
        if kind.clauses.is_empty() && kind.duties.is_empty() {
            wrong.push("it looks for nothing".to_owned());
        }
        let told = wrong
            .into_iter()
            .map(|message| PackError::at(FILE, None, format!("finding {}: {message}", kind.key)));
        errors.extend(told);
    }
}
