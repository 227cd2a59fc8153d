//! The catalogue of results (article 28): what a body of the district sees of a
//! result, and how it begins to use it. Nothing here shows the project.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use tongchou_project::registers::{Registers, ResultEntry, is_on_result};
use tongchou_project::words::RESULT_KINDS;
use uuid::Uuid;

use crate::app::{self, Loaded, World};
use crate::format;
use crate::forms::Pairs;
use crate::pages::acts::offer::{self, OfferView};
use crate::pages::lists::board::standing_in;
use crate::pages::lists::registers::LISTS;
use crate::pages::lists::{
    Board, Empty, Filter, Head, Kind, List, Shape, Table, Value, Wanted, named,
};
use crate::pages::sheet::{Cell, figure, link, maybe_day, text};
use crate::pages::words::of_form;
use crate::web::{Failure, Page, SignedIn, Web, html};

/// The name of the list, where lists are taken away.
pub const KEY: &str = app::RESULT;

const HEADS: [Head; 7] = [
    Head::new("name", "成果"),
    Head::new("kind", "类型"),
    Head::new("unit", "形成单位"),
    Head::new("users", "使用单位数").figures(),
    Head::new("registered_on", "入目录日期"),
    Head::new("using", "使用单位").further(),
    Head::new("description", "说明").further().unsorted(),
];

pub fn shape() -> Shape {
    Shape {
        key: KEY.to_owned(),
        path: format!("/registers/{KEY}"),
        export: format!("/exports/{KEY}"),
        name: "项目成果",
        heads: HEADS.to_vec(),
    }
}

#[derive(Debug, Template)]
#[template(path = "registers/results/index.html")]
struct Index {
    page: Page,
    lists: &'static [List],
    table: Table,
}

/// A result as its reader's list has it.
struct Line<'a> {
    entry: &'a ResultEntry,
    /// The names of the bodies that use it.
    using: String,
    /// Whether the reader's own body does.
    used: bool,
}

pub(super) async fn index(
    web: &Web,
    user: &SignedIn,
    world: &World,
    pairs: &Pairs,
) -> Result<Response, Failure> {
    let (board, lines) = find(web, user, world, pairs)?;
    let total = lines.len();
    let shown = lines.get(board.cut(total)).unwrap_or_default();
    let rows = shown.iter().map(Line::cells).collect();
    let empty = Empty::saying("没有符合条件的成果。项目通过竣工验收后自动列入这里。");
    Ok(html(&Index {
        page: Page::of(user, "项目成果", "/registers/design"),
        lists: &LISTS,
        table: board.table(web, user, total, rows, empty).await?,
    }))
}

/// The results that an address asks for, as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let (board, lines) = find(web, user, &world, pairs)?;
    let rows = lines.iter();
    let rows = rows.map(|line| line.cells().into_iter().map(Value::from).collect());
    board.workbook(web, rows.collect()).await
}

/// The latest first.
fn find<'a>(
    web: &Web,
    user: &SignedIn,
    world: &'a World,
    pairs: &Pairs,
) -> Result<(Board, Vec<Line<'a>>), Failure> {
    if !web.app.may_view_results(world, &user.actor) {
        return Err(Failure::NotFound);
    }
    let entries = world.registers.results.values();
    let mut entries: Vec<&ResultEntry> = entries.collect();
    let board = Board::read(shape(), filters(&entries), pairs);
    entries.retain(|entry| keeps(entry, &board.wanted, &user.actor.body));
    entries.sort_by(|a, b| {
        let later = b.registered_on.cmp(&a.registered_on);
        later.then_with(|| a.name.cmp(&b.name))
    });
    let lines = entries.into_iter();
    let lines = lines.map(|entry| Line::of(entry, &world.registers, &user.actor.body));
    let lines = board.sorted(lines.collect(), Line::by);
    Ok((board, lines))
}

/// Whose use a list is narrowed to.
const USES: [(&str, &str); 3] = [
    ("own", "本单位使用的"),
    ("some", "有单位使用的"),
    ("none", "还没有单位使用的"),
];

fn filters(entries: &[&ResultEntry]) -> Vec<Filter> {
    let units = entries.iter();
    let units: BTreeMap<&str, &str> = units
        .map(|it| (it.unit.as_str(), it.unit_name.as_str()))
        .collect();
    let own = |(key, label): &(&str, &str)| ((*key).to_owned(), (*label).to_owned());
    let kinds = RESULT_KINDS.iter().map(own);
    vec![
        Filter::new("text", "名称、说明或单位", Kind::Text),
        Filter::new("kind", "类型", Kind::Choice(kinds.collect())),
        Filter::new("unit", "形成单位", Kind::Choice(named(units))),
        Filter::new("use", "使用", Kind::Choice(USES.iter().map(own).collect())),
    ]
}

fn keeps(entry: &ResultEntry, wanted: &Wanted, body: &str) -> bool {
    let texts = [&entry.name, &entry.description, &entry.unit_name];
    let used = match wanted.get("use") {
        Some("own") => uses(entry, body),
        Some("some") => !entry.users.is_empty(),
        Some(_) => entry.users.is_empty(),
        None => true,
    };
    used && wanted.fits("kind", &entry.kind)
        && wanted.fits("unit", &entry.unit)
        && wanted.mentions("text", texts.map(String::as_str))
}

fn uses(entry: &ResultEntry, body: &str) -> bool {
    entry.users.iter().any(|user| user.body == body)
}

impl<'a> Line<'a> {
    fn of(entry: &'a ResultEntry, registers: &Registers, body: &str) -> Self {
        let using = entry.users.iter();
        let using: Vec<String> = using.map(|user| registers.body_name(&user.body)).collect();
        Self {
            entry,
            using: using.join("、"),
            used: uses(entry, body),
        }
    }

    /// A cell for every column.
    fn cells(&self) -> Vec<Cell> {
        let entry = self.entry;
        let name = link(format!("/registers/{KEY}/{}", entry.id), &*entry.name);
        let note = if self.used { "本单位使用" } else { "" };
        vec![
            name.noted(note),
            text(kind(entry)),
            text(&*entry.unit_name),
            figure(entry.users.len()),
            maybe_day(entry.registered_on),
            text(&*self.using),
            text(&*entry.description),
        ]
    }

    /// What a column is sorted by.
    fn by(&self, key: &str) -> Value {
        standing_in(&HEADS, &self.cells(), key)
    }
}

fn kind(entry: &ResultEntry) -> String {
    of_form("register_result", "kind", &entry.kind)
}

#[derive(Debug, Template)]
#[template(path = "registers/results/show.html")]
struct Show {
    page: Page,
    name: String,
    kind: String,
    unit: String,
    registered_on: String,
    /// Whether it entered the catalogue by itself.
    at_acceptance: bool,
    /// Whether the reader's own body uses it.
    used: bool,
    description: String,
    note: Option<String>,
    possible: Vec<OfferView>,
    barred: Vec<OfferView>,
    users: Vec<User>,
}

/// A body that uses it.
#[derive(Debug)]
struct User {
    name: String,
    since: String,
    purpose: String,
}

pub(super) async fn show(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    done: Option<&str>,
) -> Result<Response, Failure> {
    let loaded = web.app.load(&user.actor, app::RESULT, id).await;
    let loaded = loaded.map_err(Failure::of)?;
    let entry = loaded.result.as_ref().ok_or(Failure::NotFound)?;
    let world = web.app.world().await?;
    let offers = offers(web, user, &world, &loaded)?;
    let base = format!("/registers/{}/{id}", app::RESULT);
    let (possible, barred): (Vec<_>, Vec<_>) = offers.iter().partition(|offer| offer.possible());
    let views = |offers: Vec<&app::Offer>| -> Vec<OfferView> {
        let view = |each: &app::Offer| offer::view(each, &base, &world.registers);
        offers.into_iter().map(view).collect()
    };
    let law = web.app.law().on(web.app.clock().today());
    let title = done.and_then(|act| law.act(act));
    Ok(html(&Show {
        page: Page::of(user, entry.name.clone(), "/registers/design"),
        name: entry.name.clone(),
        kind: kind(entry),
        unit: entry.unit_name.clone(),
        registered_on: entry.registered_on.map(format::day).unwrap_or_default(),
        at_acceptance: entry.at_acceptance,
        used: uses(entry, &user.actor.body),
        description: entry.description.clone(),
        note: title.map(|act| format!("已办理：{}", act.title)),
        possible: views(possible),
        barred: views(barred),
        users: users(entry, &world.registers),
    }))
}

/// What can be done to the result itself; nothing else of its project.
fn offers(
    web: &Web,
    user: &SignedIn,
    world: &World,
    loaded: &Loaded,
) -> Result<Vec<app::Offer>, Failure> {
    let aggregate = loaded.aggregate.as_ref().ok_or(Failure::NotFound)?;
    let project = loaded.stream.id.to_string();
    let mut offers = web.app.with_env(world, &user.actor, &project, |env| {
        app::offers(aggregate, "project", env, &web.app.who_may(env.regulation))
    })?;
    // who uses it need not begin once more
    let result = loaded.result.as_ref();
    let used = result.is_some_and(|entry| uses(entry, &user.actor.body));
    offers.retain(|offer| is_on_result(offer.key) && !(used && offer.key == "adopt_result"));
    Ok(offers)
}

fn users(entry: &ResultEntry, registers: &Registers) -> Vec<User> {
    let users = entry.users.iter();
    users
        .map(|user| User {
            name: registers.body_name(&user.body),
            since: format::day(user.since),
            purpose: user.purpose.clone(),
        })
        .collect()
}
