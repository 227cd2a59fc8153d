//! A project of earlier years: what its records tell, and what the judge found in them
//! when they were taken in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::acts::EarlierEventRow;
use crate::event::By;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Earlier {
    pub source: Option<String>,
    pub circumstances: Option<String>,
    pub events: Vec<EarlierEventRow>,
    pub audit: HistoryAudit,
    pub by: By,
    pub on: Option<Date>,
}

/// What the judge found in a history on one day, by the settings of that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryAudit {
    pub until: Option<Date>,
    pub regulation: String,
    pub against: Vec<HistoryFinding>,
    /// Clauses that depend on what the records do not tell.
    pub undecided: Vec<HistoryFinding>,
    /// Facts that the records are silent about, by their names for people.
    pub not_examined: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryFinding {
    pub on: Date,
    pub act: String,
    pub clause: String,
    pub article: String,
    pub article_text: String,
    pub says: String,
    pub remedy: String,
    /// What was looked at: name and value, for people.
    pub facts: Vec<(String, String)>,
}

impl Earlier {
    /// The day of the first thing that the records tell.
    pub fn since(&self) -> Option<Date> {
        self.events.iter().map(|event| event.on).min()
    }

    pub fn first(&self, act: &str) -> Option<Date> {
        let of_act = self.events.iter().filter(|event| event.act == act);
        of_act.map(|event| event.on).min()
    }
}
