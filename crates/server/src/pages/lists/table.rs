//! A list as a page shows it: its filters, its head to sort by, its rows, and the
//! ways on. One template shows every list.

use std::ops::Range;

use askama::Template;

use super::asked::{Kind, SIZES};
use super::{Column, Filter, Head, List, Look, Shape, Wanted};
use crate::app::Entry;
use crate::forms::Pairs;
use crate::pages::sheet::{self, Cell};
use crate::web::{Failure, SignedIn, Web, address};

#[derive(Debug, Template)]
#[template(path = "table.html")]
pub struct Table {
    shape: Shape,
    csrf: String,
    /// Where the list stands: sent with the form, not asked for.
    places: Vec<(&'static str, String)>,
    first: Vec<Field>,
    further: Vec<Field>,
    /// Some further filter, other columns or another size is chosen.
    opened: bool,
    filtered: bool,
    ignored: Vec<&'static str>,
    heads: Vec<Over>,
    rows: Vec<Vec<Cell>>,
    columns: Vec<(&'static str, &'static str, bool)>,
    sizes: Vec<(usize, bool)>,
    sort: String,
    pub total: usize,
    /// What is told beside the total.
    pub told: String,
    page: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
    /// The address without any filter.
    bare: String,
    query: String,
    export: String,
    views: Vec<View>,
    empty: Empty,
}

#[derive(Debug)]
struct Field {
    key: &'static str,
    label: &'static str,
    value: String,
    kind: &'static str,
    /// Whether everything can be chosen by choosing nothing.
    blank: bool,
    choices: Vec<(String, String)>,
}

#[derive(Debug)]
struct Over {
    label: &'static str,
    /// Empty where the list cannot be sorted by it.
    href: String,
    figure: bool,
    /// "ascending", "descending" or nothing.
    sorted: &'static str,
}

#[derive(Debug)]
struct View {
    name: String,
    href: String,
    here: bool,
}

/// What a list says where nothing is there at all, and what one could do.
#[derive(Debug, Default)]
pub struct Empty {
    pub says: String,
    pub link: Option<(String, String)>,
}

impl Empty {
    /// Where nothing can be done about it.
    pub fn saying(says: &str) -> Self {
        Self {
            says: says.to_owned(),
            link: None,
        }
    }
}

impl Table {
    pub async fn of(
        web: &Web,
        user: &SignedIn,
        list: &'static List,
        pairs: Pairs,
        empty: Empty,
    ) -> Result<Self, Failure> {
        let csrf = user.session.csrf.clone();
        let found = list.find(web, user, pairs, move |found, look| {
            let (wanted, total) = (&found.wanted, found.entries.len());
            let shown = found.entries.get(cut(wanted, total)).unwrap_or_default();
            let standing = list.standing(wanted);
            let rows = shown.iter().map(|entry| row(list, entry, &standing, look));
            let rows = (total, rows.collect());
            lay_out(list.shape(), wanted, &found.filters, rows, csrf, empty)
        });
        found.await?.with_views(web, user).await
    }

    pub async fn with_views(mut self, web: &Web, user: &SignedIn) -> Result<Self, Failure> {
        let store = web.app.store();
        let views = store.views(&user.account.name, &self.shape.key).await?;
        let view = |view: tongchou_store::View| View {
            here: view.query == self.query,
            href: address::with(&self.shape.path, &view.query),
            name: view.name,
        };
        self.views = views.into_iter().map(view).collect();
        Ok(self)
    }
}

/// Which of so many rows stand on the page asked for; on the last one where that
/// is past it.
pub fn cut(wanted: &Wanted, total: usize) -> Range<usize> {
    let page = wanted.page.min(total.div_ceil(wanted.size).max(1));
    let first = (page - 1) * wanted.size;
    first..total.min(first + wanted.size)
}

/// Lays out one page's rows, of so many in all.
pub fn lay_out(
    shape: Shape,
    wanted: &Wanted,
    filters: &[Filter],
    (total, rows): (usize, Vec<Vec<Cell>>),
    csrf: String,
    empty: Empty,
) -> Table {
    let pages = total.div_ceil(wanted.size).max(1);
    let page = wanted.page.min(pages);
    let to = |query: &str| address::with(&shape.path, query);
    let asked = |first: bool| {
        let asked = filters.iter().filter(move |it| it.first == first);
        asked.filter(|filter| !matches!(filter.kind, Kind::Place))
    };
    let fields = |first: bool| asked(first).map(|filter| field(filter, wanted)).collect();
    let stands = wanted.stands(&shape.heads);
    let columns = shape.heads.iter().zip(&stands).skip(1);
    let places = filters.iter().filter(|it| matches!(it.kind, Kind::Place));
    Table {
        places: places
            .map(|filter| (filter.key, wanted.place(filter.key).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        first: fields(true),
        further: fields(false),
        opened: asked(false).any(|filter| wanted.get(filter.key).is_some()),
        filtered: wanted.filters(),
        ignored: wanted.ignored.clone(),
        heads: heads(&shape, wanted, &stands),
        rows,
        columns: columns
            .map(|(head, stands)| (head.key, head.label, *stands))
            .collect(),
        sizes: SIZES.map(|size| (size, size == wanted.size)).to_vec(),
        sort: match (wanted.sort, wanted.descending) {
            (sort, true) => format!("-{sort}"),
            (sort, false) => sort.to_owned(),
        },
        before: (page > 1).then(|| to(&wanted.on_page(page - 1))),
        after: (page < pages).then(|| to(&wanted.on_page(page + 1))),
        bare: to(&wanted.places()),
        export: address::with(&shape.export, &wanted.query()),
        query: wanted.query(),
        views: Vec::new(),
        told: String::new(),
        csrf,
        total,
        page,
        pages,
        empty,
        shape,
    }
}

fn field(filter: &Filter, wanted: &Wanted) -> Field {
    let (kind, choices) = match &filter.kind {
        Kind::Choice(choices) => ("choice", choices.clone()),
        Kind::Amount => ("amount", Vec::new()),
        Kind::Day => ("date", Vec::new()),
        Kind::Text | Kind::Place => ("search", Vec::new()),
    };
    Field {
        key: filter.key,
        label: filter.label,
        value: wanted.get(filter.key).unwrap_or(filter.usual).to_owned(),
        kind,
        blank: filter.usual.is_empty(),
        choices,
    }
}

fn heads(shape: &Shape, wanted: &Wanted, stands: &[bool]) -> Vec<Over> {
    let over = |head: &Head| Over {
        label: head.label,
        href: if head.sorts {
            address::with(&shape.path, &wanted.sorted_by(head.key))
        } else {
            String::new()
        },
        figure: head.figure,
        sorted: match wanted.sort == head.key {
            true if wanted.descending => "descending",
            true => "ascending",
            false => "",
        },
    };
    let standing = shape.heads.iter().zip(stands);
    standing
        .filter(|(_, stands)| **stands)
        .map(|(head, _)| over(head))
        .collect()
}

/// The first cell leads to the record.
fn row(list: &List, entry: &Entry, standing: &[&Column], look: &Look<'_>) -> Vec<Cell> {
    let cell = |(place, column): (usize, &&Column)| {
        let value = (column.value)(entry, look);
        match place {
            0 => sheet::link(list.href(entry), super::value::written(value)),
            _ => value.cell(),
        }
    };
    standing.iter().enumerate().map(cell).collect()
}
