//! Who acts, and what the act may look at: the day, the law, the registers. All
//! of it comes in with the call; this crate reads no clock and no database.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tongchou_rules::Regulation;

use crate::registers::Registers;

/// The person at work, for one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: String,
    pub name: String,
    pub body: String,
    pub body_name: String,
    pub capacities: BTreeSet<String>,
    /// The fields of informatisation that the body leads.
    pub domains: BTreeSet<String>,
}

impl Actor {
    /// Who asks where the answer is the same for everybody: what the law says of a
    /// record, never who may.
    pub fn nobody() -> Self {
        Self {
            person: String::new(),
            name: String::new(),
            body: String::new(),
            body_name: String::new(),
            capacities: BTreeSet::new(),
            domains: BTreeSet::new(),
        }
    }
}

/// What stands around one act.
#[derive(Debug, Clone, Copy)]
pub struct Env<'a> {
    pub actor: &'a Actor,
    /// The stream's id: of the aggregate acted on, or of the one to be made.
    pub id: &'a str,
    pub at: Timestamp,
    pub on: Date,
    pub regulation: &'a Regulation,
    pub registers: &'a Registers,
}
