//! What a finished project leaves to others (article 28), and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Project;
use crate::event::By;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectResult {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub description: String,
    #[serde(default)]
    pub registered_on: Option<Date>,
    pub adoptions: Vec<Adoption>,
    /// To whom a transfer is permitted.
    pub permits: BTreeSet<String>,
    /// The day of each leave that stands.
    #[serde(default)]
    pub permitted_on: BTreeMap<String, Date>,
    pub transfers: Vec<Transfer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    pub by: By,
    pub purpose: String,
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub receiver: String,
    pub transferred_on: Date,
}

impl ProjectResult {
    /// The id of the one that entered the catalogue by itself at acceptance; those
    /// that the unit registers are `g1`, `g2`…
    pub(crate) const AT_ACCEPTANCE: &str = "g0";

    /// What was accepted, as the declaration tells it (article 28).
    pub(crate) fn at_acceptance(project: &Project, on: Date) -> Self {
        let software =
            project.amount_of("software_development") + project.amount_of("software_purchase");
        let kind = if software > 0 { "software" } else { "other" };
        Self {
            id: Self::AT_ACCEPTANCE.to_owned(),
            ..Self::new(&project.title, kind, &project.summary, on)
        }
    }

    pub(crate) fn registered(
        project: &Project,
        name: &str,
        kind: &str,
        description: &str,
        on: Date,
    ) -> Self {
        let registered = project.results.iter().filter(|it| !it.is_at_acceptance());
        Self {
            id: format!("g{}", registered.count() + 1),
            ..Self::new(name, kind, description, on)
        }
    }

    fn new(name: &str, kind: &str, description: &str, on: Date) -> Self {
        Self {
            id: String::new(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            description: description.to_owned(),
            registered_on: Some(on),
            adoptions: Vec::new(),
            permits: BTreeSet::new(),
            permitted_on: BTreeMap::new(),
            transfers: Vec::new(),
        }
    }

    pub fn is_at_acceptance(&self) -> bool {
        self.id == Self::AT_ACCEPTANCE
    }

    /// Whether the unit's own words may take its place: nobody relies on it yet.
    pub(crate) fn gives_way(&self) -> bool {
        self.is_at_acceptance()
            && self.adoptions.is_empty()
            && self.permits.is_empty()
            && self.transfers.is_empty()
    }
}
