//! The letter as it reads: head, number, whom it is to, what is approved item by
//! item, under which conditions, and what it is needed for.

use askama::Template;
use tongchou_project::state::Letter;
use tongchou_project::{IssueOpinionLetter, Project};
use tongchou_rules::{Regulation, money};

use crate::format::{self, Amount};
use crate::pages::words::of_form;

#[derive(Debug, Template)]
#[template(path = "letters/paper.html")]
pub struct Paper {
    pub issuer: String,
    /// None before it is issued, where the system numbers it.
    pub number: Option<String>,
    pub to: String,
    pub title: String,
    pub measure: String,
    pub decision: String,
    pub items: Vec<Item>,
    pub total: Amount,
    pub in_words: String,
    pub conditions: Vec<String>,
    pub on: String,
}

#[derive(Debug)]
pub struct Item {
    pub name: String,
    pub category: String,
    pub amount: Amount,
}

impl Paper {
    pub fn issued(project: &Project, letter: &Letter, law: &Regulation) -> Self {
        let items = letter.items.iter();
        let items = items.map(|item| (item.name.as_str(), item.category.as_str(), item.amount));
        Self {
            issuer: letter.by.body_name.clone(),
            number: letter.number.clone(),
            on: format::day(letter.on),
            ..Self::common(project, items.collect(), letter.conditions.as_deref(), law)
        }
    }

    /// As it would read were it issued now.
    pub fn drafted(
        project: &Project,
        form: &IssueOpinionLetter,
        issuer: &str,
        on: jiff::civil::Date,
        law: &Regulation,
    ) -> Self {
        let items = form.items.iter();
        let items = items.map(|item| (item.name.as_str(), item.category.as_str(), item.amount));
        Self {
            issuer: issuer.to_owned(),
            number: form.number.clone(),
            on: format::day(on),
            ..Self::common(project, items.collect(), form.conditions.as_deref(), law)
        }
    }

    fn common(
        project: &Project,
        items: Vec<(&str, &str, i64)>,
        conditions: Option<&str>,
        law: &Regulation,
    ) -> Self {
        let total = items.iter().map(|(_, _, amount)| amount).sum();
        Self {
            issuer: String::new(),
            number: None,
            to: project.unit_name.clone(),
            title: project.title.clone(),
            measure: format!("《{}》（{}）", law.name(), law.number()),
            decision: decision(project),
            items: items
                .into_iter()
                .map(|(name, category, amount)| Item {
                    name: name.to_owned(),
                    category: of_form("issue_opinion_letter", "items.category", category),
                    amount: Amount::of(amount),
                })
                .collect(),
            total: Amount::of(total),
            in_words: money::in_words(total),
            conditions: conditions
                .unwrap_or_default()
                .lines()
                .map(str::to_owned)
                .collect(),
            on: String::new(),
        }
    }
}

/// 经区政府2026年11月23日批复（文号）.
fn decision(project: &Project) -> String {
    let Some(found) = &project.review.decision else {
        return String::new();
    };
    let number = found.number.as_ref();
    let number = number
        .map(|number| format!("（{number}）"))
        .unwrap_or_default();
    format!("经{}批复{number}", found.by.body_name)
}
