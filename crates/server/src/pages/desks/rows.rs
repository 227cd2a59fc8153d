//! A desk's rows: every project its reader may see is looked at, the lines of one
//! view are ordered and cut into pages, and only those shown are laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tongchou_project::{Env, Situation};

use super::look::{Line, Looked};
use super::{Asked, Desk};
use crate::app::{Entry, View, World};
use crate::pages::listing::visible;
use crate::pages::sheet::Cell;
use crate::web::address::to;
use crate::web::{SignedIn, Web};

/// Rows of a page.
pub const PER_PAGE: usize = 30;

#[derive(Debug)]
pub struct Row {
    pub title: String,
    pub unit: String,
    /// The section of the project's page it is about.
    pub href: String,
    pub cells: Vec<Cell>,
    /// The nearest day of what it is about.
    pub day: Option<Date>,
    pub forms: Vec<Form>,
}

#[derive(Debug)]
pub struct Form {
    pub title: String,
    pub href: String,
    /// How many reasons stand against it now.
    pub against: usize,
}

#[derive(Debug)]
pub struct Listed {
    pub view: &'static str,
    pub counts: BTreeMap<&'static str, usize>,
    pub rows: Vec<Row>,
    pub total: usize,
    pub number: usize,
    pub pages: usize,
    pub units: Vec<(String, String)>,
    /// Planned days of acceptance, with the project's id and title.
    pub planned: Vec<(Date, String, String)>,
}

type Found = (Arc<Entry>, Line);

pub async fn list(
    web: &Web,
    user: &SignedIn,
    desk: &'static Desk,
    asked: &Asked,
    per_page: usize,
) -> anyhow::Result<Listed> {
    let entries = visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor) = (web.app.clone(), user.actor.clone());
    let view = chosen(desk, asked);
    let number = asked.page.as_deref().and_then(|page| page.parse().ok());
    let wanted = Wanted {
        text: asked
            .text
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_lowercase(),
        unit: asked.unit.clone().unwrap_or_default(),
    };
    // looking at thousands of projects: not on the threads that answer
    tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |seen| {
            let found: Vec<Found> = entries
                .par_iter()
                .flat_map_iter(|entry| look(desk, entry, seen))
                .collect();
            let cut = (number.unwrap_or(1), per_page);
            lay_out(desk, view, &wanted, cut, found, &world, &seen.env)
        })
    })
    .await?
}

/// What the lines are filtered by, beside the view.
#[derive(Debug)]
struct Wanted {
    text: String,
    unit: String,
}

impl Wanted {
    fn keeps(&self, entry: &Entry) -> bool {
        (self.unit.is_empty() || entry.owner == self.unit)
            && (self.text.is_empty()
                || entry.title.to_lowercase().contains(&self.text)
                || entry
                    .number
                    .as_ref()
                    .is_some_and(|number| number.to_lowercase().contains(&self.text)))
    }
}

fn chosen(desk: &Desk, asked: &Asked) -> &'static str {
    let asked = asked.view.as_deref().unwrap_or_default();
    let known = desk.views.iter().find(|view| view.key == asked);
    known.or(desk.views.first()).map_or("", |view| view.key)
}

fn look(desk: &Desk, entry: &Arc<Entry>, seen: &View<'_>) -> Vec<Found> {
    let Some(project) = entry.aggregate.project() else {
        return Vec::new();
    };
    if project.closed.is_some() || project.letter.is_none() || !(desk.concerns)(project) {
        return Vec::new();
    }
    let (env, duties) = (seen.env_of(entry), seen.owed(entry));
    let lines = (desk.lines)(&Looked {
        current: &entry.aggregate,
        project,
        env: &env,
        duties: &duties,
    });
    let of_entry = |line| (Arc::clone(entry), line);
    lines.into_iter().map(of_entry).collect()
}

fn lay_out(
    desk: &Desk,
    view: &'static str,
    wanted: &Wanted,
    (number, per_page): (usize, usize),
    mut found: Vec<Found>,
    world: &World,
    env: &Env<'_>,
) -> Listed {
    let planned = planned(&found);
    let units = units(&found, world);
    found.retain(|(entry, _)| wanted.keeps(entry));
    let mut counts = BTreeMap::new();
    for known in desk.views {
        let inside = found.iter().filter(|(_, line)| line.is_in(known.key));
        counts.insert(known.key, inside.count());
    }
    found.retain(|(_, line)| line.is_in(view));
    found.sort_by(|(a, one), (b, other)| {
        let order = |line: &Line| (line.day.is_none(), line.day);
        order(one).cmp(&order(other)).then_with(|| a.id.cmp(&b.id))
    });
    let total = found.len();
    let pages = total.div_ceil(per_page).max(1);
    let number = number.clamp(1, pages);
    let shown = found
        .into_iter()
        .skip((number - 1) * per_page)
        .take(per_page);
    Listed {
        view,
        counts,
        rows: shown.filter_map(|found| row(desk, found, env)).collect(),
        total,
        number,
        pages,
        units,
        planned,
    }
}

fn row(desk: &Desk, (entry, mut line): Found, env: &Env<'_>) -> Option<Row> {
    let env = &Env {
        id: &entry.id,
        ..*env
    };
    let project = entry.aggregate.project()?;
    let base = format!("/projects/{}", entry.id);
    let looked = Looked {
        current: &entry.aggregate,
        project,
        env,
        duties: &[],
    };
    let detail = (desk.detail)(&looked, &line);
    let acts = std::mem::take(&mut line.acts);
    let situation = Situation::of(&entry.aggregate, env);
    let forms = acts
        .into_iter()
        .filter_map(|(act, chosen)| {
            let found = situation.offer(act)?;
            let against = found.state.len() + found.verdict.against().count();
            Some(Form {
                title: env
                    .regulation
                    .act(act)
                    .map_or(act, |act| &act.title)
                    .to_owned(),
                href: format!("{base}/acts/{act}{chosen}"),
                against,
            })
        })
        .collect();
    line.cells.extend(detail);
    Some(Row {
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        href: format!("{base}/sections/{}", desk.section),
        cells: line.cells,
        day: line.day,
        forms,
    })
}

fn units(found: &[Found], world: &World) -> Vec<(String, String)> {
    let ids: BTreeSet<&str> = found
        .iter()
        .map(|(entry, _)| entry.owner.as_str())
        .collect();
    let mut units: Vec<(String, String)> = ids
        .into_iter()
        .map(|id| (id.to_owned(), world.registers.body_name(id)))
        .collect();
    units.sort_by(|a, b| a.1.cmp(&b.1));
    units
}

fn planned(found: &[Found]) -> Vec<(Date, String, String)> {
    let mut planned: Vec<_> = found
        .iter()
        .filter_map(|(entry, _)| {
            let applied = entry.aggregate.project()?.application.as_ref()?;
            Some((applied.acceptance_on, entry.id.clone(), entry.title.clone()))
        })
        .collect();
    planned.sort();
    planned.dedup();
    planned
}

/// The address of a desk with these filters.
pub fn address(desk: &Desk, asked: &Asked, view: &str, page: usize) -> String {
    let page = if page > 1 {
        page.to_string()
    } else {
        String::new()
    };
    let more = [("view", view), ("page", &page)];
    filtered(&format!("/desks/{}", desk.key), asked, more)
}

/// The address of the same view as a workbook.
pub fn export(desk: &Desk, asked: &Asked) -> String {
    let more = [("view", chosen(desk, asked)), ("page", "")];
    filtered(&format!("/desks/{}/export", desk.key), asked, more)
}

fn filtered(path: &str, asked: &Asked, more: [(&str, &str); 2]) -> String {
    let kept = |value: &Option<String>| value.clone().unwrap_or_default();
    let (text, unit, month) = (kept(&asked.text), kept(&asked.unit), kept(&asked.month));
    let [view, page] = more;
    let pairs = [
        view,
        ("text", &text),
        ("unit", &unit),
        ("month", &month),
        page,
    ];
    to(path, &pairs)
}
