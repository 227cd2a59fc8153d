//! One entry of each register, as its events have made it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tongchou_rules::Facts;

use crate::actor::Env;
use crate::acts::DesignRow;
use crate::aggregate::State;
use crate::event::By;
use crate::file::Filing;
use crate::registers::Selection;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Design {
    pub id: String,
    /// "district" or "domain".
    pub kind: String,
    pub title: String,
    pub edition: String,
    pub fields: BTreeSet<String>,
    pub items: Vec<DesignRow>,
    pub replaces: Option<String>,
    pub by: By,
    pub drafted_on: Option<Date>,
    pub approved_on: Option<Date>,
    pub approval_number: Option<String>,
    pub filed_on: Option<Date>,
    pub in_force_from: Option<Date>,
    /// Letters that tell of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbered: Vec<crate::state::Numbered>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
}

impl Design {
    pub fn is_district(&self) -> bool {
        self.kind == "district"
    }

    pub fn item(&self, code: &str) -> Option<&DesignRow> {
        self.items.iter().find(|item| item.code == code)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Platform {
    pub id: String,
    pub name: String,
    pub description: String,
    pub fields: BTreeSet<String>,
    pub contact: Option<String>,
    pub by: By,
    pub retired: bool,
}

/// Words that the duplicate check takes for one: the bureau's own line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Synonyms {
    pub id: String,
    /// Of [`crate::acts::words::SYNONYM_MEANINGS`].
    pub meaning: String,
    pub field: String,
    pub words: Vec<String>,
    /// The words as they are listed.
    pub line: String,
    pub by: By,
    pub removed: bool,
}

/// A line of a unit's catalogue of services it may purchase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogueItem {
    pub id: String,
    pub code: String,
    pub name: String,
    pub year: i64,
    pub by: By,
    pub removed: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agency {
    pub id: String,
    pub name: String,
    pub credit_code: String,
    pub kinds: BTreeSet<String>,
    pub contact: Option<String>,
    pub by: By,
    pub notices: Vec<AgencyNotice>,
    /// Letters that tell of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbered: Vec<crate::state::Numbered>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyNotice {
    pub fault: String,
    pub facts: String,
    pub evidence: Option<String>,
    pub project: Option<String>,
    /// When the agency was heard, and what it said; notices of before have neither.
    #[serde(default)]
    pub heard_on: Option<Date>,
    #[serde(default)]
    pub statement: Option<String>,
    /// The last day it stands for; without one it stands until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    pub by: By,
    pub on: Date,
    pub withdrawn: Option<crate::state::Lifted>,
}

impl AgencyNotice {
    /// A notice stands until it is withdrawn, or until the day it was made for is over.
    pub fn stands_on(&self, on: Date) -> bool {
        self.withdrawn.is_none() && self.until.is_none_or(|until| on <= until)
    }
}

impl Agency {
    /// Whether any notice was not withdrawn, be its time over or not.
    pub fn is_named(&self) -> bool {
        self.notices.iter().any(|notice| notice.withdrawn.is_none())
    }

    /// Whether it stands on the public notices on a day.
    pub fn is_named_on(&self, on: Date) -> bool {
        self.notices.iter().any(|notice| notice.stands_on(on))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expert {
    pub id: String,
    pub name: String,
    /// The account the expert signs in with; of one without an account a name
    /// that no account can have.
    pub person: String,
    pub employer: String,
    pub body: Option<String>,
    pub agencies: BTreeSet<String>,
    /// Bodies the expert declared a relation to.
    pub bodies: BTreeSet<String>,
    pub fields: BTreeSet<String>,
    pub cryptography: bool,
    pub by: By,
    pub retired: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    pub id: String,
    pub title: String,
    pub held_on: Option<Date>,
    pub place: String,
    pub agenda: BTreeSet<String>,
    pub by: By,
    pub minutes: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<crate::state::Lifted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub attendees: String,
    pub minutes: String,
    pub on: Date,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interpretation {
    pub id: String,
    pub article: Option<String>,
    pub number: Option<String>,
    pub text: String,
    pub by: By,
    pub published_on: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
}

/// One change of a setting; the entries together are its history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setting {
    pub id: String,
    pub key: String,
    pub value: String,
    pub from: Option<Date>,
    pub reason: Option<String>,
    pub by: By,
    pub on: Option<Date>,
}

/// Facts that every entry has: whose it is and who made it.
fn ownership(by: &By, env: &Env) -> Facts {
    Facts {
        own_unit: Some(by.body.is_empty() || by.body == env.actor.body),
        own_submission: Some(!by.person.is_empty() && by.person == env.actor.person),
        ..Facts::default()
    }
}

macro_rules! entries {
    ($($name:ident $($filings:ident)?,)*) => {
        $(impl State for $name {
            fn facts(&self, env: &Env) -> Facts {
                ownership(&self.by, env)
            }

            fn handled_by(&mut self, _person: &str) {}

            $(fn filings(&mut self) -> Option<&mut Vec<Filing>> {
                Some(&mut self.$filings)
            })?
        })*
    };
}
entries! {
    Platform,
    CatalogueItem,
    Agency filings,
    Expert,
    Meeting filings,
    Selection,
    Interpretation filings,
    Setting,
    Synonyms,
}

impl State for Design {
    fn facts(&self, env: &Env) -> Facts {
        Facts {
            district_design: Some(self.is_district()),
            district_design_in_force: Some(env.registers.district_design_in_force(env.on)),
            design_approved: Some(self.approved_on.is_some()),
            design_filed: Some(self.filed_on.is_some()),
            ..ownership(&self.by, env)
        }
    }

    fn handled_by(&mut self, _person: &str) {}

    fn filings(&mut self) -> Option<&mut Vec<Filing>> {
        Some(&mut self.filings)
    }
}
