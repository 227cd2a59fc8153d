//! A table on a page: heads, rows of cells, a foot. One template shows them all.

use askama::Template;
use jiff::civil::Date;

use crate::format::Amount;

#[derive(Debug, Template)]
#[template(path = "sheet.html")]
pub struct Sheet {
    pub title: String,
    /// The article the table answers to, in words; empty where there is none.
    pub article: String,
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<Cell>>,
    pub foot: Vec<Cell>,
}

#[derive(Debug)]
pub struct Head {
    pub label: &'static str,
    pub figure: bool,
}

#[derive(Debug)]
pub enum Cell {
    Text(String),
    /// Nothing where there is no day.
    Day(Option<Date>),
    Money(Amount),
    Figure(String),
    Tag {
        tone: &'static str,
        label: String,
    },
    Link {
        href: String,
        label: String,
    },
}

impl Sheet {
    /// A head that begins with `#` is over figures.
    pub fn new(title: &str, article: &str, heads: &[&'static str]) -> Self {
        Self {
            title: title.to_owned(),
            article: tongchou_rules::article::in_words(article).unwrap_or_default(),
            heads: self::heads(heads),
            rows: Vec::new(),
            foot: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn total(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.foot = cells.into_iter().collect();
    }
}

/// A head that begins with `#` is over figures.
pub fn heads(heads: &[&'static str]) -> Vec<Head> {
    heads
        .iter()
        .map(|head| Head {
            label: head.trim_start_matches('#'),
            figure: head.starts_with('#'),
        })
        .collect()
}

pub fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

pub fn maybe(value: Option<&String>) -> Cell {
    Cell::Text(value.cloned().unwrap_or_default())
}

pub fn money(fen: i64) -> Cell {
    Cell::Money(Amount::of(fen))
}

pub fn figure(number: impl std::fmt::Display) -> Cell {
    Cell::Figure(format!("{number}"))
}

pub fn day(date: Date) -> Cell {
    Cell::Day(Some(date))
}

pub fn maybe_day(date: Option<Date>) -> Cell {
    Cell::Day(date)
}

pub fn good(label: impl Into<String>) -> Cell {
    tag("good", label)
}

pub fn bad(label: impl Into<String>) -> Cell {
    tag("bad", label)
}

pub fn wait(label: impl Into<String>) -> Cell {
    tag("wait", label)
}

pub fn tag(tone: &'static str, label: impl Into<String>) -> Cell {
    Cell::Tag {
        tone,
        label: label.into(),
    }
}
