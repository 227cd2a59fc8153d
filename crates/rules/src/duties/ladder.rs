//! When to speak of a duty: before its last day, once it is late, and to whom
//! above. How many days is a matter of settings; the text names none.

use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::add_days;
use crate::pack::Regulation;

/// A step of the ladder, the later the higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// So many days before the last day.
    Ahead(i64),
    /// The first day after the last one.
    Late,
    /// Still late: who leads the body that owes it is told.
    Leader,
    /// Still late: who oversees is told.
    Overseer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    pub rung: Rung,
    pub on: Date,
}

impl Rung {
    /// A name that stays, for what must not go out twice.
    pub fn key(self) -> String {
        match self {
            Self::Ahead(days) => format!("ahead{days}"),
            Self::Late => "late".to_owned(),
            Self::Leader => "leader".to_owned(),
            Self::Overseer => "overseer".to_owned(),
        }
    }
}

impl Regulation {
    /// The ladder of a duty with this last day, from the lowest rung up.
    pub fn reminders(&self, key: &str, due: Date) -> Vec<Reminder> {
        let rule = self.compiled.duties.iter().find(|rule| rule.key == key);
        let ahead = rule.into_iter().flat_map(|rule| &rule.remind);
        let mut rungs: Vec<Reminder> = ahead
            .map(|limit| self.measure.value(limit).max(0))
            .map(|days| Reminder {
                rung: Rung::Ahead(days),
                on: add_days(due, -days),
            })
            .collect();
        let late = |rung, limit: Option<&str>| {
            let days = limit.map_or(1, |limit| self.measure.value(limit).max(1));
            Reminder {
                rung,
                on: add_days(due, days),
            }
        };
        rungs.push(late(Rung::Late, None));
        rungs.push(late(Rung::Leader, Some("escalate_leader_after")));
        rungs.push(late(Rung::Overseer, Some("escalate_bureau_after")));
        rungs.sort_by_key(|reminder| (reminder.on, std::cmp::Reverse(reminder.rung)));
        rungs.dedup_by_key(|reminder| reminder.rung);
        rungs
    }
}
