//! The law over time: each act is judged by the pack in force on its day (A35).

use jiff::civil::Date;

use crate::pack::Regulation;

/// All packs, and which one counts when.
#[derive(Debug, Clone)]
pub struct Law {
    first: Regulation,
    /// The packs after the first, by first day of force.
    later: Vec<Regulation>,
}

impl Law {
    /// `None` without a single pack: there is nothing to judge by.
    pub fn new(mut packs: Vec<Regulation>) -> Option<Law> {
        packs.sort_by_key(Regulation::in_force_from);
        let mut packs = packs.into_iter();
        Some(Law {
            first: packs.next()?,
            later: packs.collect(),
        })
    }

    /// The pack in force on a day. Before the first one came into force it is
    /// still the first that answers: by its own clause, that it does not apply yet.
    pub fn on(&self, day: Date) -> &Regulation {
        self.later
            .iter()
            .rev()
            .find(|pack| pack.in_force_from() <= day)
            .unwrap_or(&self.first)
    }

    /// The newest pack.
    pub fn latest(&self) -> &Regulation {
        self.later.last().unwrap_or(&self.first)
    }
}
