//! What happened, to what, by whom, on which day. The stored form is another
//! matter: see [`crate::stored`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::acts::Happened;

/// Who did it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub person: String,
    pub name: String,
    pub body: String,
    pub body_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id of the aggregate it happened to.
    pub subject: String,
    pub by: By,
    /// The day that counts for the law.
    pub on: Date,
    pub what: Happened,
}

impl Event {
    /// One sentence for a timeline: 区财政局安排2025年预算120.00万元.
    pub fn describe(&self) -> String {
        format!("{}{}", self.by.body_name, self.what.step().tell_any())
    }

    pub fn kind(&self) -> &'static str {
        self.what.kind().0
    }
}
