//! The letters that tell of a project's events, by their numbers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Project;
use crate::event::{By, Event};

/// A letter that was given its number when its event was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    pub number: String,
    /// The act that it tells of.
    pub act: String,
    /// Who did the act: of a receipt the one who filed.
    pub by: By,
    pub on: Date,
}

/// Known to those alone who may view referrals: no list of letters tells of it.
const REFERRAL: &str = "refer_lead";
const OPINION: &str = "issue_opinion_letter";

impl Numbered {
    /// The letter that an event is told by.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        let act = event.what.act();
        let number = event.what.issued_number().filter(|_| act != REFERRAL)?;
        Some(Self {
            number: number.to_owned(),
            act: act.to_owned(),
            by: event.by.clone(),
            on: event.on,
        })
    }
}

impl Project {
    /// Every letter with a number, the opinion letter first.
    pub fn letters(&self) -> impl Iterator<Item = Numbered> + '_ {
        let opinion = self.letter.as_ref().and_then(|letter| {
            Some(Numbered {
                number: letter.number.clone()?,
                act: OPINION.to_owned(),
                by: letter.by.clone(),
                on: letter.on,
            })
        });
        opinion.into_iter().chain(self.numbered.iter().cloned())
    }

    /// The letter of that number.
    pub fn numbered_letter(&self, number: &str) -> Option<Numbered> {
        self.letters().find(|letter| letter.number == number)
    }
}
