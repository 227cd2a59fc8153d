//! The box in the head of every page: projects, entries of registers and units,
//! by a part of their title, number or name. Finds only what its reader may see.

mod full;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::listing::{tone, visible};
use super::lists;
use crate::app::{Entry, World};
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

/// Longer texts are part of nothing.
const LONGEST: usize = 100;
/// How many hits of each kind a page shows, and how many fit under the box.
const ON_PAGE: usize = 20;
const UNDER_BOX: usize = 6;

#[derive(Debug, Template)]
#[template(path = "search/show.html")]
struct Show {
    page: Page,
    hits: Hits,
}

#[derive(Debug, Template)]
#[template(path = "search/hits.html")]
struct Hits {
    sought: String,
    projects: Vec<Hit>,
    more: Option<(usize, String)>,
    entries: Vec<Hit>,
    units: Vec<Hit>,
}

#[derive(Debug)]
struct Hit {
    href: String,
    title: String,
    note: String,
    tag: String,
    tone: &'static str,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    headers: HeaderMap,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let sought: String = pairs.filled("q").unwrap_or_default().to_owned();
    let while_typing = headers.contains_key("hx-request");
    if let Some(search) = web
        .search
        .as_ref()
        .filter(|_| !while_typing && !user.administers())
    {
        return full::show(&web, search, &user, &pairs).await;
    }
    let most = if while_typing { UNDER_BOX } else { ON_PAGE };
    let hits = find(&web, &user, sought, most).await?;
    if while_typing {
        return Ok(html(&hits));
    }
    let mut page = Page::of(&user, "查找", "/search");
    page.sought.clone_from(&hits.sought);
    Ok(html(&Show { page, hits }))
}

async fn find(web: &Web, user: &SignedIn, sought: String, most: usize) -> Result<Hits, Failure> {
    let mut hits = Hits {
        projects: Vec::new(),
        more: None,
        entries: Vec::new(),
        units: Vec::new(),
        sought,
    };
    if hits.sought.is_empty() || hits.sought.chars().count() > LONGEST || user.administers() {
        return Ok(hits);
    }
    let world = web.app.world().await?;
    let seen = visible(&web.app, &user.actor).await?;
    let wanted = hits.sought.to_lowercase();
    let found: Vec<_> = seen.iter().filter(|entry| is_hit(entry, &wanted)).collect();
    if found.len() > most {
        let query = address::query([("text", hits.sought.as_str())]);
        hits.more = Some((found.len(), address::with("/projects", &query)));
    }
    hits.projects = found
        .iter()
        .take(most)
        .filter_map(|entry| project(entry))
        .collect();
    let agendas = web.app.agendas(&world, &user.actor)?;
    let open = |entry: &Entry| agendas.shows_entry(entry);
    hits.entries = entries(&world, &wanted, &open).take(most).collect();
    hits.units = units(&world, &seen, &wanted, most);
    Ok(hits)
}

fn is_hit(entry: &Entry, wanted: &str) -> bool {
    let unit = entry.aggregate.project().map(|it| it.unit_name.as_str());
    [Some(entry.title.as_str()), entry.number.as_deref(), unit]
        .into_iter()
        .flatten()
        .any(|text| text.to_lowercase().contains(wanted))
}

fn project(entry: &Entry) -> Option<Hit> {
    let project = entry.aggregate.project()?;
    let number = entry.number.as_deref().unwrap_or_default();
    Some(Hit {
        href: format!("/projects/{}", entry.id),
        title: entry.title.clone(),
        note: format!("{} {number}", project.unit_name),
        tag: project.stage().label().to_owned(),
        tone: tone(project.stage()),
    })
}

fn entries<'a>(
    world: &'a World,
    wanted: &'a str,
    open: &'a dyn Fn(&Entry) -> bool,
) -> impl Iterator<Item = Hit> + 'a {
    let lists = lists::registers::LISTS.iter();
    // their titles are keys, or words that an article's own page has
    let titled = lists.filter(|list| !matches!(list.key, "setting" | "interpretation"));
    titled.flat_map(move |list| {
        let found = world.of_kind(list.key);
        let found = found.filter(move |it| is_hit(it, wanted) && open(it));
        found.map(move |entry| Hit {
            href: list.href(entry),
            title: entry.title.clone(),
            note: entry.number.clone().unwrap_or_default(),
            tag: list.name.to_owned(),
            tone: "",
        })
    })
}

/// Units that have projects which the reader sees.
fn units(world: &World, seen: &[std::sync::Arc<Entry>], wanted: &str, most: usize) -> Vec<Hit> {
    let bodies = world.registers.bodies.values();
    let named = bodies.filter(|body| body.name.to_lowercase().contains(wanted));
    named
        .filter_map(|body| {
            let projects = seen.iter().filter(|entry| entry.owner == body.id).count();
            let query = address::query([("unit", body.id.as_str())]);
            (projects > 0).then(|| Hit {
                href: address::with("/projects", &query),
                title: body.name.clone(),
                note: format!("{projects} 个项目"),
                tag: "单位".to_owned(),
                tone: "",
            })
        })
        .take(most)
        .collect()
}
