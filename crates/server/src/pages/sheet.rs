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

#[derive(Debug, Clone)]
pub enum Cell {
    Text(String),
    /// Nothing where there is no day.
    Day(Option<Date>),
    Money(Amount),
    Figure(String),
    Tag {
        tone: &'static str,
        label: String,
        /// Its place in a series, where a list is sorted by it.
        rank: i64,
    },
    Link {
        href: String,
        label: String,
    },
    /// A text with the article it rests on.
    Cited(String, String),
    /// Ways on, each with a word about it.
    Links(Vec<Way>),
    /// With a second line in small.
    Noted(Box<Cell>, String),
}

#[derive(Debug, Clone)]
pub struct Way {
    pub href: String,
    pub label: String,
    pub note: String,
}

impl Way {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            note: String::new(),
        }
    }
}

/// The place of a tag that belongs to no series: behind those that do.
const NO_RANK: i64 = i64::MAX;

impl Cell {
    /// What stands first in it: one column holds one kind of cell.
    pub fn bare(&self) -> &Self {
        match self {
            Self::Noted(cell, _) => cell.bare(),
            other => other,
        }
    }

    pub fn note(&self) -> &str {
        match self {
            Self::Noted(_, note) => note,
            _ => "",
        }
    }

    pub fn is_figure(&self) -> bool {
        matches!(self.bare(), Self::Figure(_) | Self::Money(_))
    }

    #[must_use]
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self::Noted(Box::new(self), note.into())
    }
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
    ranked(tone, label, NO_RANK)
}

/// A tag out of a series.
pub fn ranked(tone: &'static str, label: impl Into<String>, rank: i64) -> Cell {
    Cell::Tag {
        tone,
        label: label.into(),
        rank,
    }
}

pub fn link(href: impl Into<String>, label: impl Into<String>) -> Cell {
    Cell::Link {
        href: href.into(),
        label: label.into(),
    }
}
