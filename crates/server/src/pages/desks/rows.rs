//! A desk's rows: every project its reader may see is looked at, the lines of one
//! view are ordered and cut into pages, and only those shown are laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tongchou_project::{Env, Situation};

use super::Desk;
use super::look::{Line, Looked};
use crate::app::{Entry, View, World};
use crate::forms::Pairs;
use crate::pages::listing::visible;
use crate::pages::lists::board::standing_in;
use crate::pages::lists::{Board, Filter, Kind, Value, Wanted};
use crate::pages::sheet::{Cell, Way, link, maybe_day, text};
use crate::web::address::to;
use crate::web::{SignedIn, Web};

/// How much of a list is wanted.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    Page,
    Whole,
}

#[derive(Debug)]
pub struct Listed {
    pub board: Board,
    pub view: &'static str,
    pub counts: BTreeMap<&'static str, usize>,
    /// A cell for every column.
    pub rows: Vec<Vec<Cell>>,
    pub total: usize,
    /// Planned days of acceptance, with the project's id and title.
    pub planned: Vec<(Date, String, String)>,
}

/// A project with one of its lines.
pub type Found = (Arc<Entry>, Line);

pub async fn list(
    web: &Web,
    user: &SignedIn,
    desk: &'static Desk,
    pairs: Pairs,
    part: Part,
) -> anyhow::Result<Listed> {
    let entries = visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, made, actor) = (web.app.clone(), web.made.clone(), user.actor.clone());
    // looking at thousands of projects: not on the threads that answer
    tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |seen| {
            let found = made.desks.of(&entries, desk.key, || {
                let lines = entries.par_iter();
                let lines = lines.flat_map_iter(|entry| look(desk, entry, seen));
                Ok(lines.collect())
            })?;
            let board = Board::read(desk.shape(), filters(&found, &world), &pairs);
            Ok(lay_out(desk, board, part, &found, &seen.env))
        })
    })
    .await??
}

fn filters(found: &[Found], world: &World) -> Vec<Filter> {
    vec![
        Filter::new("view", "筛选", Kind::Place),
        Filter::new("month", "月份", Kind::Place),
        Filter::new("text", "名称或函号", Kind::Text),
        Filter::new("unit", "项目单位", Kind::Choice(units(found, world))),
    ]
}

fn keeps(entry: &Entry, wanted: &Wanted) -> bool {
    let number = entry.number.as_deref().unwrap_or_default();
    wanted.fits("unit", &entry.owner) && wanted.mentions("text", [entry.title.as_str(), number])
}

fn chosen(desk: &Desk, wanted: &Wanted) -> &'static str {
    let asked = wanted.place("view");
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

fn lay_out(desk: &Desk, board: Board, part: Part, all: &[Found], env: &Env<'_>) -> Listed {
    let view = chosen(desk, &board.wanted);
    let kept = all.iter().filter(|(entry, _)| keeps(entry, &board.wanted));
    let mut found: Vec<&Found> = kept.collect();
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
    let found = board.sorted(found, |found, key| by(desk, found, key));
    let total = found.len();
    let places = match part {
        Part::Page => board.cut(total),
        Part::Whole => 0..total,
    };
    let shown = found.into_iter().skip(places.start).take(places.len());
    Listed {
        view,
        counts,
        rows: shown.filter_map(|found| row(desk, found, env)).collect(),
        total,
        planned: planned(all),
        board,
    }
}

/// What a column is sorted by.
fn by(desk: &Desk, (entry, line): &Found, key: &str) -> Value {
    let project = entry.aggregate.project();
    match key {
        "title" => Value::text(entry.title.as_str()),
        "unit" => Value::text(project.map_or("", |project| &project.unit_name)),
        "nearest" => Value::day(line.day),
        own => standing_in(desk.heads, &line.cells, own),
    }
}

fn row(desk: &Desk, (entry, line): &Found, env: &Env<'_>) -> Option<Vec<Cell>> {
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
    let detail = (desk.detail)(&looked, line);
    let situation = Situation::of(&entry.aggregate, env);
    let ways = line.acts.iter().filter_map(|(act, chosen)| {
        let found = situation.offer(act)?;
        let against = found.state.len() + found.verdict.against().count();
        let known = env.regulation.act(act);
        Some(Way {
            label: known.map_or(*act, |act| &act.title).to_owned(),
            href: format!("{base}/acts/{act}{chosen}"),
            note: match against {
                0 => String::new(),
                against => format!("还有{against}项依据未满足"),
            },
        })
    });
    let project_page = link(format!("{base}/sections/{}", desk.section), &*project.title);
    let mut cells = vec![
        project_page.noted(&*project.unit_name),
        text(&*project.unit_name),
    ];
    cells.extend(line.cells.iter().cloned());
    cells.extend(detail);
    cells.extend([maybe_day(line.day), Cell::Links(ways.collect())]);
    Some(cells)
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

/// The address of another view of a desk, filtered alike.
pub fn address(desk: &Desk, wanted: &Wanted, view: &str) -> String {
    let kept = |key: &str| wanted.get(key).unwrap_or_default();
    let (text, unit, month) = (kept("text"), kept("unit"), wanted.place("month"));
    let pairs = [
        ("view", view),
        ("text", text),
        ("unit", unit),
        ("month", month),
    ];
    to(&desk.path(), &pairs)
}
