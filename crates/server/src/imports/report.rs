//! What would come of a sheet, or came, row by row.

use std::collections::BTreeMap;

use tongchou_project::Refusal;

use super::fit::Fit;
use super::gather::Unit;
use super::{Table, Wrong};

/// What would come of a sheet, or came.
#[derive(Debug)]
pub struct Report {
    pub table: Table,
    pub strange: Vec<String>,
    /// One for each row of the table.
    pub outcomes: Vec<Outcome>,
    /// What the judge found in what is told of earlier years, by the place of its row:
    /// it is taken in all the same.
    pub remarks: BTreeMap<usize, Vec<String>>,
    /// What can be done.
    pub(super) units: Vec<Unit>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Can be done.
    Ready,
    /// Was done now.
    Done,
    /// Was judged, and is not taken in.
    Judged,
    /// Was done by an earlier import.
    Known,
    /// A row of totals.
    Total,
    Wrong(Vec<Wrong>),
}

impl Unit {
    pub(super) fn id(&self) -> String {
        self.project.map(|id| id.to_string()).unwrap_or_default()
    }
}

impl Report {
    pub(super) fn of(table: Table, strange: Vec<String>) -> Self {
        Self {
            outcomes: vec![Outcome::Ready; table.rows.len()],
            remarks: BTreeMap::new(),
            units: Vec::new(),
            strange,
            table,
        }
    }

    pub(super) fn remark(&mut self, remarks: Vec<(usize, String)>) {
        for (place, says) in remarks {
            self.remarks.entry(place).or_default().push(says);
        }
    }

    /// What is said of a row.
    pub fn words(&self, place: usize) -> String {
        let outcome = self.outcomes.get(place);
        let said = outcome.map(super::sheet::words).unwrap_or_default();
        match self.remarks.get(&place) {
            Some(remarks) => format!("{said}；合规核查：{}", remarks.join("；")),
            None => said,
        }
    }

    pub fn judged(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Judged))
    }

    pub(super) fn put(&mut self, lines: &[usize], outcome: &Outcome) {
        for line in lines {
            if let Some(place) = self.outcomes.get_mut(*line) {
                place.clone_from(outcome);
            }
        }
    }

    /// Every row of an act is wrong where one is: they are done together.
    pub(super) fn refuse(&mut self, unit: &Unit, refusal: &Refusal, fit: &Fit) {
        self.put(&unit.lines, &Outcome::Wrong(Vec::new()));
        for (row, wrong) in told(refusal, fit) {
            let line = unit.lines.get(row).or(unit.lines.first());
            let place = line.and_then(|line| self.outcomes.get_mut(*line));
            if let Some(Outcome::Wrong(all)) = place {
                all.push(wrong);
            }
        }
        for line in &unit.lines {
            if let Some(Outcome::Wrong(all)) = self.outcomes.get_mut(*line)
                && all.is_empty()
            {
                all.push(whole_row("与它一起办理的其他行有问题".to_owned()));
            }
        }
    }

    pub fn count(&self, is: fn(&Outcome) -> bool) -> usize {
        self.outcomes.iter().filter(|outcome| is(outcome)).count()
    }

    pub fn ready(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Ready))
    }

    pub fn done(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Done))
    }

    pub fn known(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Known))
    }

    pub fn wrong(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Wrong(_)))
    }
}

/// What is wrong, each with the row of the act's table that it is in.
fn told(refusal: &Refusal, fit: &Fit) -> Vec<(usize, Wrong)> {
    let Refusal::Fields(errors) = refusal else {
        let reasons = reasons(refusal).into_iter();
        let wrong = |says: String| Wrong {
            column: fit.named_first(&says),
            says,
        };
        return reasons.map(|says| (0, wrong(says))).collect();
    };
    let told = errors.iter().map(|error| {
        let (own, row) = match error.field.split_once('[') {
            Some((_, rest)) => {
                let (row, rest) = rest.split_once(']').unwrap_or((rest, ""));
                (rest.trim_start_matches('.'), row.parse().unwrap_or(0))
            }
            None => (error.field.split('.').next().unwrap_or_default(), 0),
        };
        let wrong = Wrong {
            column: fit.column(own),
            says: format!("{}：{}", error.label, error.message),
        };
        (row, wrong)
    });
    told.collect()
}

pub(super) fn reasons(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Fields(errors) => errors.iter().map(|error| error.message.clone()).collect(),
        Refusal::NotPermitted(notice) => vec![format!("{}。{}", notice.says, notice.remedy)],
        Refusal::Law(verdict) => verdict
            .against()
            .map(|found| format!("{}：{}", found.article_text, found.says))
            .collect(),
        Refusal::State(found) => found
            .iter()
            .map(|found| format!("{}；{}", found.says, found.remedy))
            .collect(),
        Refusal::NotFound => vec!["办理的对象不存在".to_owned()],
    }
}

pub(super) fn whole_row(says: String) -> Wrong {
    Wrong { column: None, says }
}
