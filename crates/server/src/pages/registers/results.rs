//! The catalogue of results (article 28): what a body of the district sees of a
//! result, and how it begins to use it. Nothing here shows the project.

use askama::Template;
use axum::response::Response;
use tongchou_project::registers::{Registers, ResultEntry, is_on_result};
use uuid::Uuid;

use crate::app::{self, Loaded, World};
use crate::format;
use crate::forms::Pairs;
use crate::pages::acts::offer::{self, OfferView};
use crate::pages::lists::List;
use crate::pages::lists::registers::LISTS;
use crate::pages::words::of_form;
use crate::web::{Failure, Page, SignedIn, Web, address, html};

#[derive(Debug, Template)]
#[template(path = "registers/results/index.html")]
struct Index {
    page: Page,
    lists: &'static [List],
    rows: Vec<Row>,
    /// What was looked for in names, descriptions and units.
    text: String,
    total: usize,
    number: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
}

/// What the catalogue's address asks for.
#[derive(Debug, Default)]
struct Wanted {
    text: String,
    page: usize,
}

impl Wanted {
    fn of(pairs: &Pairs) -> Self {
        let page = pairs.filled("page").and_then(|page| page.parse().ok());
        Self {
            text: pairs.filled("text").unwrap_or_default().trim().to_owned(),
            page: page.unwrap_or(1).max(1),
        }
    }

    fn keeps(&self, entry: &ResultEntry) -> bool {
        let texts = [&entry.name, &entry.description, &entry.unit_name];
        let wanted = self.text.to_lowercase();
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }

    fn on_page(&self, page: usize) -> String {
        let page = page.to_string();
        let pairs = [("text", self.text.as_str()), ("page", page.as_str())];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        address::with("/registers/result", &address::query(pairs))
    }
}

const PER_PAGE: usize = 50;

#[derive(Debug)]
struct Row {
    id: String,
    name: String,
    kind: String,
    unit: String,
    users: usize,
    /// Whether the reader's own body uses it.
    used: bool,
    registered_on: String,
}

pub(super) fn index(
    web: &Web,
    user: &SignedIn,
    world: &World,
    pairs: &Pairs,
) -> Result<Response, Failure> {
    if !web.app.may_view_results(world, &user.actor) {
        return Err(Failure::NotFound);
    }
    let wanted = Wanted::of(pairs);
    let entries = world.registers.results.values();
    let mut entries: Vec<&ResultEntry> = entries.filter(|entry| wanted.keeps(entry)).collect();
    entries.sort_by(|a, b| {
        b.registered_on
            .cmp(&a.registered_on)
            .then(a.name.cmp(&b.name))
    });
    let pages = entries.len().div_ceil(PER_PAGE).max(1);
    let number = wanted.page.min(pages);
    Ok(html(&Index {
        page: Page::of(user, "项目成果", "/registers/design"),
        lists: &LISTS,
        rows: entries
            .iter()
            .skip((number - 1) * PER_PAGE)
            .take(PER_PAGE)
            .map(|entry| row(entry, &user.actor.body))
            .collect(),
        total: entries.len(),
        before: (number > 1).then(|| wanted.on_page(number - 1)),
        after: (number < pages).then(|| wanted.on_page(number + 1)),
        text: wanted.text,
        number,
        pages,
    }))
}

fn row(entry: &ResultEntry, body: &str) -> Row {
    Row {
        id: entry.id.clone(),
        name: entry.name.clone(),
        kind: of_form("register_result", "kind", &entry.kind),
        unit: entry.unit_name.clone(),
        users: entry.users.len(),
        used: entry.users.iter().any(|(user, _)| user == body),
        registered_on: entry.registered_on.map(format::day).unwrap_or_default(),
    }
}

#[derive(Debug, Template)]
#[template(path = "registers/results/show.html")]
struct Show {
    page: Page,
    row: Row,
    description: String,
    note: Option<String>,
    possible: Vec<OfferView>,
    barred: Vec<OfferView>,
    /// The bodies that use it, with the day from which they do.
    users: Vec<(String, String)>,
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
        row: row(entry, &user.actor.body),
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
    offers.retain(|offer| is_on_result(offer.key));
    Ok(offers)
}

fn users(entry: &ResultEntry, registers: &Registers) -> Vec<(String, String)> {
    let users = entry.users.iter();
    users
        .map(|(body, since)| (registers.body_name(body), format::day(*since)))
        .collect()
}
