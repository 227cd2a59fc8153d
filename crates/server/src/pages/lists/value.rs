//! What stands in a cell, of its own type: a page writes it, a workbook keeps
//! it, a column is sorted by it.

use std::cmp::Ordering;

use encoding_rs::GBK;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::format;
use crate::pages::sheet::Cell;

#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Day(Date),
    /// To the second, in China.
    Moment(Timestamp),
    /// Whole fen.
    Money(i64),
    Figure(i64),
    /// A word out of a series, with its place in the series.
    Tag {
        tone: &'static str,
        label: String,
        rank: i64,
    },
    Nothing,
}

/// What a column is sorted by. Chinese words go by their bytes in GBK, where the
/// characters in daily use stand in the order of their pronunciation.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Day(Date),
    Moment(Timestamp),
    /// By its place in a series, then as a text.
    Ranked(i64, Vec<u8>),
    Text(Vec<u8>),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }

    /// An amount that there may not be yet.
    pub fn money(fen: i64) -> Self {
        if fen == 0 {
            Self::Nothing
        } else {
            Self::Money(fen)
        }
    }

    fn key(self) -> Option<Key> {
        Some(match self {
            Self::Text(text) => Key::Text(spoken(&text)),
            Self::Day(day) => Key::Day(day),
            Self::Moment(at) => Key::Moment(at),
            Self::Money(number) | Self::Figure(number) => Key::Number(number),
            Self::Tag { rank, label, .. } => Key::Ranked(rank, spoken(&label)),
            Self::Nothing => return None,
        })
    }

    pub fn cell(self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Day(day) => Cell::Day(Some(day)),
            Self::Moment(at) => Cell::Text(format::moment(at)),
            Self::Money(fen) => Cell::Money(format::Amount::of(fen)),
            Self::Figure(number) => Cell::Figure(number.to_string()),
            Self::Tag { tone, label, rank } => Cell::Tag { tone, label, rank },
            Self::Nothing => Cell::Text(String::new()),
        }
    }
}

/// What stands on a page already: its text, day or amount without where it leads.
impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Day(day) => Self::day(day),
            Cell::Money(amount) => Self::Money(amount.fen),
            Cell::Figure(text) => text.parse().map_or_else(|_| Self::text(text), Self::Figure),
            Cell::Text(text) | Cell::Cited(text, _) => Self::text(text),
            Cell::Tag { tone, label, rank } => Self::Tag { tone, label, rank },
            Cell::Link { label, .. } => Self::text(label),
            Cell::Links(ways) => {
                let labels: Vec<String> = ways.into_iter().map(|way| way.label).collect();
                Self::text(labels.join("、"))
            }
            Cell::Noted(cell, _) => Self::from(*cell),
        }
    }
}

/// As Chinese words are put in order in daily use.
fn spoken(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

/// Sorts by a value; what has none stands last either way, and what is equal
/// stays in the order it came in.
pub fn sort<T>(rows: Vec<T>, descending: bool, of: impl Fn(&T) -> Value) -> Vec<T> {
    let keyed = rows.into_iter().map(|row| (of(&row).key(), row));
    let mut keyed: Vec<(Option<Key>, T)> = keyed.collect();
    keyed.sort_by(|(one, _), (other, _)| match (one, other) {
        (Some(one), Some(other)) if descending => other.cmp(one),
        (Some(one), Some(other)) => one.cmp(other),
        (one, other) => other.is_some().cmp(&one.is_some()).then(Ordering::Equal),
    });
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// As plain words.
pub fn written(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Day(day) => format::day(day),
        Value::Moment(at) => format::moment(at),
        Value::Money(fen) => format::Amount::of(fen).short,
        Value::Figure(number) => number.to_string(),
        Value::Tag { label, .. } => label,
        Value::Nothing => "（无名称）".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn chinese_words_are_sorted_as_they_are_pronounced() {
        let mut words = ["卫生", "安全", "民政", "街道", "办事"];
        words.sort_by_key(|word| Value::text(*word).key());
        assert_eq!(words, ["安全", "办事", "街道", "民政", "卫生"]);
    }
}
