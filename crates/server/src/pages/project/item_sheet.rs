//! Item by item, side by side: declared, approved by the letter, approved after
//! changes, contracted, paid. What differs from the figure before it is marked in
//! words and with its sign. Sums come from the project.

use std::collections::BTreeSet;

use tongchou_project::Project;

use crate::format::{Amount, wan};
use crate::pages::words::of_form;

#[derive(Debug)]
pub struct Line {
    pub name: String,
    pub category: String,
    pub declared: Option<Amount>,
    pub letter: Figure,
    pub now: Figure,
    pub contracted: Figure,
    pub paid: Paid,
}

/// A figure and how it differs from the one before.
#[derive(Debug, Default)]
pub struct Figure {
    pub amount: Option<Amount>,
    /// −5.00万元 核减; empty where nothing differs.
    pub diff: String,
    pub tone: &'static str,
}

/// What was paid of an item, as far as payments on whole contracts tell.
#[derive(Debug)]
pub enum Paid {
    None,
    Exact(Amount),
    Between(Amount, Amount),
}

impl Line {
    /// The figures after the declared one, in the order of the life cycle.
    pub fn figures(&self) -> [&Figure; 3] {
        [&self.letter, &self.now, &self.contracted]
    }
}

/// The sums under the columns.
pub fn totals(project: &Project) -> [Amount; 5] {
    [
        project.declared_amount(),
        project.letter_amount(),
        project.approved_amount(),
        project.contracts_amount(),
        project.paid(),
    ]
    .map(Amount::of)
}

pub fn lines(project: &Project) -> Vec<Line> {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut lines: Vec<Line> = project
        .approved
        .iter()
        .map(|item| {
            let declared = declared_for(project, &item.name, &item.category, &told);
            told.extend(declared.map(|(place, _)| place));
            approved(project, item, declared.map(|(_, fen)| fen))
        })
        .collect();
    for (place, row) in project.declaration.budget.iter().enumerate() {
        if !told.contains(&place) {
            lines.push(declared_only(project, row));
        }
    }
    lines.extend(outside(project));
    lines
}

/// The declared row of an approved item: of the same name and category, else of
/// the same name; a row counts once.
fn declared_for(
    project: &Project,
    name: &str,
    category: &str,
    told: &BTreeSet<usize>,
) -> Option<(usize, i64)> {
    let rows = || {
        let rows = project.declaration.budget.iter().enumerate();
        rows.filter(|(place, row)| row.name == name && !told.contains(place))
    };
    rows()
        .find(|(_, row)| row.category == category)
        .or_else(|| rows().next())
        .map(|(place, row)| (place, row.amount))
}

fn approved(
    project: &Project,
    item: &tongchou_project::state::Item,
    declared: Option<i64>,
) -> Line {
    let letter = project.letter.as_ref().and_then(|letter| {
        let mut items = letter.items.iter();
        items
            .find(|known| known.id == item.id)
            .map(|known| known.amount)
    });
    let contracted = project.contracted().get(item.id.as_str()).copied();
    Line {
        name: item.name.clone(),
        category: category(&item.category),
        declared: declared.map(Amount::of),
        letter: figure(letter, declared, ("核增", "核减")),
        now: figure(
            Some(item.amount),
            letter.or(Some(0)),
            ("变更增加", "变更减少"),
        ),
        contracted: figure(
            contracted,
            contracted.map(|_| item.amount),
            ("超出核定", "低于核定"),
        ),
        paid: paid(project.paid_on_item(&item.id)),
    }
}

fn declared_only(project: &Project, row: &tongchou_project::BudgetRow) -> Line {
    let decided = project.letter.is_some();
    Line {
        name: row.name.clone(),
        category: category(&row.category),
        declared: Some(Amount::of(row.amount)),
        letter: figure(
            decided.then_some(0),
            decided.then_some(row.amount),
            ("核增", "未核定"),
        ),
        now: Figure::default(),
        contracted: Figure::default(),
        paid: Paid::None,
    }
}

/// What contracts hold beside the approved content.
fn outside(project: &Project) -> Vec<Line> {
    let rows = project.contracts.iter().flat_map(|each| &each.items);
    rows.filter(|row| {
        let item = row.item.as_deref().and_then(|id| project.approved_item(id));
        item.is_none()
    })
    .map(|row| Line {
        name: row.name.clone(),
        category: String::new(),
        declared: None,
        letter: Figure::default(),
        now: Figure::default(),
        contracted: Figure {
            amount: Some(Amount::of(row.amount)),
            diff: "不在核定内容内".to_owned(),
            tone: "bad",
        },
        paid: Paid::None,
    })
    .collect()
}

fn figure(amount: Option<i64>, before: Option<i64>, (more, less): (&str, &str)) -> Figure {
    let moved = amount.zip(before).map_or(0, |(now, before)| now - before);
    let (diff, tone) = match moved.signum() {
        1 => (format!("+{}万元 {more}", wan(moved)), "up"),
        -1 => (format!("−{}万元 {less}", wan(-moved)), "down"),
        _ => (String::new(), ""),
    };
    Figure {
        amount: amount.map(Amount::of),
        diff,
        tone,
    }
}

fn paid((least, most): (i64, i64)) -> Paid {
    if most == 0 {
        Paid::None
    } else if least == most {
        Paid::Exact(Amount::of(most))
    } else {
        Paid::Between(Amount::of(least), Amount::of(most))
    }
}

fn category(word: &str) -> String {
    of_form("issue_opinion_letter", "items.category", word)
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn a_difference_is_told_in_words_and_sign() {
        let less = figure(Some(50_000_000), Some(100_000_000), ("核增", "核减"));
        assert_eq!((less.diff.as_str(), less.tone), ("−50.00万元 核减", "down"));
        let same = figure(Some(7), Some(7), ("核增", "核减"));
        assert!(same.diff.is_empty());
        let unknown = figure(None, Some(7), ("核增", "核减"));
        assert!(unknown.amount.is_none() && unknown.diff.is_empty());
    }
}
