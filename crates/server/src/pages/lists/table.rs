//! A list as a page shows it: its filters, its head to sort by, its rows, and the
//! ways on. One template shows every list.

use askama::Template;

use super::asked::{Kind, SIZES};
use super::{Found, List, Look};
use crate::forms::Pairs;
use crate::pages::sheet::Cell;
use crate::web::{Failure, SignedIn, Web, address};

#[derive(Debug, Template)]
#[template(path = "table.html")]
pub struct Table {
    list: &'static List,
    csrf: String,
    first: Vec<Field>,
    further: Vec<Field>,
    /// Some further filter, other columns or another size is chosen.
    opened: bool,
    filtered: bool,
    ignored: Vec<&'static str>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    columns: Vec<(&'static str, &'static str, bool)>,
    sizes: Vec<(usize, bool)>,
    sort: String,
    pub total: usize,
    page: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
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
    choices: Vec<(String, String)>,
}

#[derive(Debug)]
struct Head {
    label: &'static str,
    href: String,
    figure: bool,
    /// "ascending", "descending" or nothing.
    sorted: &'static str,
}

#[derive(Debug)]
struct Row {
    href: String,
    title: String,
    cells: Vec<Cell>,
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

impl Table {
    pub async fn of(
        web: &Web,
        user: &SignedIn,
        list: &'static List,
        pairs: Pairs,
        empty: Empty,
    ) -> Result<Self, Failure> {
        let store = web.app.store();
        let views = store.views(&user.account.name, list.key).await?;
        let csrf = user.session.csrf.clone();
        let mut table = list
            .find(web, user, pairs, move |found, look| {
                lay_out(list, &found, look, csrf, empty)
            })
            .await?;
        table.views = views
            .into_iter()
            .map(|view| View {
                here: view.query == table.query,
                href: address::with(list.path, &view.query),
                name: view.name,
            })
            .collect();
        Ok(table)
    }
}

fn lay_out(
    list: &'static List,
    found: &Found,
    look: &Look<'_>,
    csrf: String,
    empty: Empty,
) -> Table {
    let wanted = &found.wanted;
    let total = found.entries.len();
    let pages = total.div_ceil(wanted.size).max(1);
    let page = wanted.page.min(pages);
    let to = |query: &str| address::with(list.path, query);
    let further = |first: bool| found.filters.iter().filter(move |it| it.first == first);
    let standing = list.standing(wanted);
    Table {
        first: further(true).map(|filter| field(filter, found)).collect(),
        further: further(false).map(|filter| field(filter, found)).collect(),
        opened: further(false).any(|filter| wanted.get(filter.key).is_some()),
        filtered: wanted.filters(),
        ignored: wanted.ignored.clone(),
        heads: heads(list, found),
        rows: rows(list, found, look, page),
        columns: list
            .columns
            .iter()
            .skip(1)
            .map(|column| {
                let stands = standing.iter().any(|stands| stands.key == column.key);
                (column.key, column.label, stands)
            })
            .collect(),
        sizes: SIZES.map(|size| (size, size == wanted.size)).to_vec(),
        sort: match (wanted.sort, wanted.descending) {
            (sort, true) => format!("-{sort}"),
            (sort, false) => sort.to_owned(),
        },
        before: (page > 1).then(|| to(&wanted.on_page(page - 1))),
        after: (page < pages).then(|| to(&wanted.on_page(page + 1))),
        export: address::with(&format!("/exports/{}", list.key), &wanted.query()),
        query: wanted.query(),
        views: Vec::new(),
        list,
        csrf,
        total,
        page,
        pages,
        empty,
    }
}

fn field(filter: &super::Filter, found: &Found) -> Field {
    let (kind, choices) = match &filter.kind {
        Kind::Text => ("search", Vec::new()),
        Kind::Choice(choices) => ("choice", choices.clone()),
        Kind::Amount => ("amount", Vec::new()),
        Kind::Day => ("date", Vec::new()),
    };
    Field {
        key: filter.key,
        label: filter.label,
        value: found.wanted.get(filter.key).unwrap_or_default().to_owned(),
        kind,
        choices,
    }
}

fn heads(list: &'static List, found: &Found) -> Vec<Head> {
    let wanted = &found.wanted;
    let head = |column: &'static super::Column| Head {
        label: column.label,
        href: address::with(list.path, &wanted.sorted_by(column.key)),
        figure: column.figure,
        sorted: match wanted.sort == column.key {
            true if wanted.descending => "descending",
            true => "ascending",
            false => "",
        },
    };
    list.standing(wanted).into_iter().map(head).collect()
}

fn rows(list: &'static List, found: &Found, look: &Look<'_>, page: usize) -> Vec<Row> {
    let standing = list.standing(&found.wanted);
    let size = found.wanted.size;
    let shown = found.entries.iter().skip((page - 1) * size).take(size);
    shown
        .map(|entry| {
            let mut cells = standing.iter().map(|column| (column.value)(entry, look));
            Row {
                href: list.href(entry),
                title: cells.next().map(super::value::written).unwrap_or_default(),
                cells: cells.map(super::Value::cell).collect(),
            }
        })
        .collect()
}
