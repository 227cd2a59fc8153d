//! What a list's address asks for. Addresses are kept and passed on: what in one
//! is not understood is left out and named, and never fails.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tongchou_rules::money;

use super::Head;
use crate::forms::Pairs;
use crate::web::address;

/// How many rows a page may have; the first is the usual number.
pub const SIZES: [usize; 4] = [20, 50, 100, 200];

const SORT: &str = "sort";
const PAGE: &str = "page";
const SIZE: &str = "size";
const COLUMNS: &str = "columns";

/// Longer texts are found nowhere.
const LONGEST: usize = 100;

#[derive(Debug)]
pub struct Filter {
    pub key: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    /// Stands in the first row, before others are asked for.
    pub first: bool,
    /// What is chosen where nothing is; empty for everything.
    pub usual: &'static str,
}

#[derive(Debug)]
pub enum Kind {
    Text,
    /// Values with their names.
    Choice(Vec<(String, String)>),
    /// In 万元.
    Amount,
    Day,
    /// Where on the page the list stands: carried along, never asked for.
    Place,
}

#[derive(Debug, Default)]
pub struct Wanted {
    filters: BTreeMap<&'static str, String>,
    places: BTreeMap<&'static str, String>,
    /// Key of a column; empty for the order things come in.
    pub sort: &'static str,
    pub descending: bool,
    pub page: usize,
    pub size: usize,
    /// The columns chosen; none for the usual ones.
    pub columns: Vec<&'static str>,
    /// Names of what was not understood.
    pub ignored: Vec<&'static str>,
}

impl Wanted {
    pub fn read(pairs: &Pairs, heads: &[Head], filters: &[Filter]) -> Self {
        let mut wanted = Self {
            page: 1,
            size: SIZES[0],
            ..Self::default()
        };
        for filter in filters {
            let Some(value) = pairs.filled(filter.key) else {
                continue;
            };
            let kept = match filter.kind {
                Kind::Place => &mut wanted.places,
                _ => &mut wanted.filters,
            };
            if filter.takes(value) {
                kept.insert(filter.key, value.to_owned());
            } else {
                wanted.ignored.push(filter.label);
            }
        }
        wanted.read_columns(pairs, heads);
        wanted.read_place(pairs);
        wanted
    }

    fn read_columns(&mut self, pairs: &Pairs, heads: &[Head]) {
        let column = |key: &str| heads.iter().find(|column| column.key == key);
        if let Some(sort) = pairs.filled(SORT) {
            let bare = sort.strip_prefix('-');
            match column(bare.unwrap_or(sort)).filter(|column| column.sorts) {
                Some(column) => {
                    self.sort = column.key;
                    self.descending = bare.is_some();
                }
                None => self.ignored.push("排序"),
            }
        }
        let asked: Vec<_> = pairs.all(COLUMNS).map(column).collect();
        if asked.iter().any(Option::is_none) {
            self.ignored.push("显示的列");
        }
        let known = |key: &str| asked.iter().flatten().any(|column| column.key == key);
        let chosen = || heads.iter().skip(1);
        // the form sends them all: the usual ones are no choice
        if chosen().any(|column| column.usual != known(column.key)) {
            let kept = chosen().map(|column| column.key);
            self.columns = kept.filter(|key| known(key)).collect();
        }
    }

    fn read_place(&mut self, pairs: &Pairs) {
        if let Some(page) = pairs.filled(PAGE) {
            match page.parse() {
                Ok(page) if page > 0 => self.page = page,
                _ => self.ignored.push("页码"),
            }
        }
        if let Some(size) = pairs.filled(SIZE) {
            match size.parse() {
                Ok(size) if SIZES.contains(&size) => self.size = size,
                _ => self.ignored.push("每页行数"),
            }
        }
    }

    /// Whether any filter is set.
    pub fn filters(&self) -> bool {
        !self.filters.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.filters.get(key).map(String::as_str)
    }

    /// Where on the page the list stands.
    pub fn place(&self, key: &str) -> &str {
        self.places.get(key).map_or("", String::as_str)
    }

    /// The places alone, without what is filtered.
    pub fn places(&self) -> String {
        let places = self.places.iter();
        address::query(places.map(|(key, value)| (*key, value.as_str())))
    }

    /// The columns that stand, by choice or by habit; the first always does.
    pub fn stands(&self, heads: &[Head]) -> Vec<bool> {
        let stands = |(place, head): (usize, &Head)| {
            place == 0
                || if self.columns.is_empty() {
                    head.usual
                } else {
                    self.columns.contains(&head.key)
                }
        };
        heads.iter().enumerate().map(stands).collect()
    }

    /// Whether a value fits a filter that asks for one value.
    pub fn fits(&self, key: &str, value: &str) -> bool {
        self.get(key).is_none_or(|wanted| wanted == value)
    }

    /// Whether what was typed is part of any of the texts.
    pub fn mentions<'a>(&self, key: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let Some(wanted) = self.get(key) else {
            return true;
        };
        let wanted = wanted.to_lowercase();
        // most of what is looked for has no letters of two cases
        let cased = wanted.chars().any(char::is_lowercase);
        let mut texts = texts.into_iter();
        texts.any(|text| {
            if cased {
                text.to_lowercase().contains(&wanted)
            } else {
                text.contains(&wanted)
            }
        })
    }

    pub fn amount(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(fen_of_wan)
    }

    pub fn day(&self, key: &str) -> Option<Date> {
        self.get(key).and_then(|text| text.parse().ok())
    }

    /// The address of this list without its page.
    pub fn query(&self) -> String {
        self.written(self.sort, self.descending, 1)
    }

    pub fn on_page(&self, page: usize) -> String {
        self.written(self.sort, self.descending, page)
    }

    /// Sorted by a column; once more the other way round.
    pub fn sorted_by(&self, column: &str) -> String {
        self.written(column, self.sort == column && !self.descending, 1)
    }

    fn written(&self, sort: &str, descending: bool, page: usize) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        for (key, value) in self.places.iter().chain(&self.filters) {
            pairs.push((key, value.clone()));
        }
        if !sort.is_empty() {
            let sign = if descending { "-" } else { "" };
            pairs.push((SORT, format!("{sign}{sort}")));
        }
        if self.size != SIZES[0] {
            pairs.push((SIZE, self.size.to_string()));
        }
        for column in &self.columns {
            pairs.push((COLUMNS, (*column).to_owned()));
        }
        if page > 1 {
            pairs.push((PAGE, page.to_string()));
        }
        address::query(pairs.iter().map(|(key, value)| (*key, value.as_str())))
    }
}

impl Filter {
    pub fn new(key: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            key,
            label,
            kind,
            first: true,
            usual: "",
        }
    }

    fn takes(&self, value: &str) -> bool {
        match &self.kind {
            Kind::Text | Kind::Place => value.chars().count() <= LONGEST,
            Kind::Choice(choices) => choices.iter().any(|(known, _)| known == value),
            Kind::Amount => fen_of_wan(value).is_some(),
            Kind::Day => value.parse::<Date>().is_ok(),
        }
    }
}

/// "12.5" 万元 in fen.
fn fen_of_wan(text: &str) -> Option<i64> {
    let hundredths = money::parse_yuan(text).ok()?;
    hundredths.checked_mul(10_000)
}
