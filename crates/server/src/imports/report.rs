//! What would come of a sheet, or came, row by row.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The numbers of rows that may not be stored at all (article 6).
    pub withheld: BTreeSet<usize>,
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
    /// Says the same as another row, whose number this is.
    Same(usize),
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
            withheld: BTreeSet::new(),
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

    /// The number of the first row of an act.
    pub(super) fn number_of(&self, unit: &Unit) -> usize {
        let first = unit.lines.first();
        let line = first.and_then(|place| self.table.rows.get(*place));
        line.map_or(0, |line| line.number)
    }

    /// Every row of an act is wrong where one is: they are done together.
    pub(super) fn refuse(&mut self, unit: &Unit, refusal: &Refusal, fit: &Fit) {
        if refusal.withholds() {
            let number = self.number_of(unit);
            self.withheld.insert(number);
        }
        self.put(&unit.lines, &Outcome::Wrong(Vec::new()));
        let numbers: Vec<usize> = unit
            .lines
            .iter()
            .filter_map(|place| Some(self.table.rows.get(*place)?.number))
            .collect();
        for (row, wrong) in told(refusal, fit, &numbers) {
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

    pub fn same(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Same(_)))
    }

    /// The rows of which there is something to say: with their numbers, and what.
    pub fn said(&self) -> impl Iterator<Item = (usize, String)> {
        let lines = self.table.rows.iter().zip(&self.outcomes).enumerate();
        let told = lines.filter(|(place, (_, outcome))| {
            matches!(outcome, Outcome::Wrong(_) | Outcome::Same(_))
                || self.remarks.contains_key(place)
        });
        told.map(|(place, (line, _))| (line.number, self.words(place)))
    }

    pub fn wrong(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Wrong(_)))
    }
}

/// What is wrong, each with the row of the act's table that it is in. Rows are named by
/// their numbers in the sheet.
fn told(refusal: &Refusal, fit: &Fit, numbers: &[usize]) -> Vec<(usize, Wrong)> {
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
            says: {
                let says = format!("{}：{}", error.label, error.message);
                if error.field.contains('[') {
                    renumbered(&says, numbers)
                } else {
                    says
                }
            },
        };
        (row, wrong)
    });
    told.collect()
}

/// 第2行 of a table, as the row of the sheet that it came from.
fn renumbered(says: &str, numbers: &[usize]) -> String {
    let mut written = String::new();
    let mut parts = says.split('第');
    written.push_str(parts.next().unwrap_or_default());
    for part in parts {
        written.push('第');
        let row = part.split_once('行').and_then(|(number, rest)| {
            let row = number.parse::<usize>().ok()?.checked_sub(1)?;
            Some((numbers.get(row)?, rest))
        });
        match row {
            Some((number, rest)) => written.push_str(&format!("{number}行{rest}")),
            None => written.push_str(part),
        }
    }
    written
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

#[cfg(test)]
mod tests {
    use super::renumbered;

    #[test]
    fn rows_are_named_by_their_numbers_in_the_sheet() {
        let says = "资产清单：第4行与第3行重复，请合并或删去（第三十条）";
        assert_eq!(
            renumbered(says, &[2, 3, 5, 9]),
            "资产清单：第9行与第5行重复，请合并或删去（第三十条）"
        );
        assert_eq!(renumbered("第9行", &[2]), "第9行");
    }
}
