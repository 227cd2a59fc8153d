//! The catalogue of results (article 28): what other units may know of a result
//! without seeing the project that made it. Entries follow from the project's own
//! events: acceptance makes the first, the unit's registration the others.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::state::{Project, ProjectResult};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultEntry {
    pub id: String,
    /// Where acts on the result are recorded; not shown to those who may not see it.
    pub project: String,
    /// The result's id within its project.
    pub result: String,
    pub name: String,
    pub kind: String,
    pub description: String,
    pub unit: String,
    pub unit_name: String,
    pub registered_on: Option<Date>,
    /// It entered by itself when its project was accepted; its words are the declaration's.
    pub at_acceptance: bool,
    pub users: Vec<ResultUser>,
}

/// A body that uses a result and undertook not to hand it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultUser {
    pub body: String,
    pub since: Date,
    pub purpose: String,
}

impl ResultEntry {
    /// The entries of a project: one for each of its results.
    pub fn of(project: &Project) -> Vec<Self> {
        let results = project.results.iter();
        results.map(|result| Self::entry(project, result)).collect()
    }

    /// The id of what enters by itself when a project is accepted.
    pub(super) fn id_at_acceptance(project: &str) -> String {
        entry_id(project, ProjectResult::AT_ACCEPTANCE)
    }

    fn entry(project: &Project, result: &ProjectResult) -> Self {
        let users = result.adoptions.iter();
        Self {
            id: entry_id(&project.id, &result.id),
            project: project.id.clone(),
            result: result.id.clone(),
            name: result.name.clone(),
            kind: result.kind.clone(),
            description: result.description.clone(),
            unit: project.unit.clone(),
            unit_name: project.unit_name.clone(),
            registered_on: result.registered_on,
            at_acceptance: result.is_at_acceptance(),
            users: users
                .map(|each| ResultUser {
                    body: each.by.body.clone(),
                    since: each.on,
                    purpose: each.purpose.clone(),
                })
                .collect(),
        }
    }
}

/// The acts that are done to a result by those who see it in the catalogue; they are
/// recorded with its project.
pub fn is_on_result(act: &str) -> bool {
    matches!(act, "adopt_result" | "permit_transfer" | "transfer_result")
}

/// An id of its own, in the form of a UUID of version 8, that tells nothing of the
/// project and is the same whenever the catalogue is made.
fn entry_id(project: &str, result: &str) -> String {
    let digest = Sm3::digest(format!("result/{project}/{result}").as_bytes());
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}
