//! One selection of projects for inspection or evaluation: who could be selected and by
//! which points, the seed, who came out, and the same drawn once more on demand.

use askama::Template;
use axum::response::Response;
use tongchou_project::registers::{Selectable, Selection};
use tongchou_project::{Aggregate, rank};
use uuid::Uuid;

use super::words::of_form;
use crate::app::Loaded;
use crate::format;
use crate::web::{Failure, Page, SignedIn, Web, address, html};

#[derive(Debug, Template)]
#[template(path = "registers/selection.html")]
struct Show {
    page: Page,
    title: String,
    note: Option<String>,
    purpose: String,
    scope: String,
    reason: String,
    by: String,
    on: String,
    by_risk: i64,
    at_random: i64,
    seed: String,
    lines: Vec<Line>,
    /// Whether the reader sees who could be selected, and not only what concerns them.
    whole: bool,
    again: Option<bool>,
    here: String,
}

#[derive(Debug)]
struct Line {
    href: String,
    title: String,
    unit: String,
    score: i64,
    causes: String,
    /// The first digits of what chance goes by.
    rank: String,
    way: &'static str,
    /// Address of the form that takes it up.
    form: Option<String>,
}

pub async fn show(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    loaded: &Loaded,
    note: Option<String>,
    recompute: bool,
) -> Result<Response, Failure> {
    let shown = web.app.shown(&user.actor, loaded.aggregate.clone()).await?;
    let Some(Aggregate::Selection(selection)) = &shown else {
        return Err(Failure::NotFound);
    };
    let whole = !selection.seed.is_empty();
    let world = web.app.world().await?;
    let mut lines: Vec<Line> = if whole {
        let population = selection.population.iter();
        population.map(|each| line(selection, each)).collect()
    } else {
        let drawn = selection.drawn.iter();
        drawn
            .map(|each| Line {
                href: format!("/projects/{}", each.project),
                title: world.title_of(&each.project).unwrap_or_default(),
                unit: String::new(),
                score: 0,
                causes: String::new(),
                rank: String::new(),
                way: way(Some(&each.way)),
                form: None,
            })
            .collect()
    };
    lines.sort_by(|one, other| {
        let key = |line: &Line| (line.way.is_empty(), std::cmp::Reverse(line.score));
        key(one).cmp(&key(other))
    });
    Ok(html(&Show {
        page: Page::of(user, selection.title.clone(), "/registers/design"),
        title: selection.title.clone(),
        note,
        purpose: of_form("draw_selection", "purpose", &selection.purpose),
        scope: of_form("draw_selection", "scope", &selection.scope),
        reason: selection.reason.clone(),
        by: selection.by.body_name.clone(),
        on: selection.on.map(format::day).unwrap_or_default(),
        by_risk: selection.by_risk,
        at_random: selection.at_random,
        seed: selection.seed.clone(),
        lines,
        whole,
        again: (recompute && whole).then(|| selection.is_reproduced()),
        here: format!("/registers/selection/{id}"),
    }))
}

fn way(way: Option<&str>) -> &'static str {
    match way {
        Some("risk") => "按风险",
        Some(_) => "随机",
        None => "",
    }
}

fn line(selection: &Selection, each: &Selectable) -> Line {
    let causes = each
        .points
        .iter()
        .map(|point| format!("{}（{}）{}分", point.title, point.count, point.points));
    let drawn = selection.way_of(&each.project);
    Line {
        href: format!("/projects/{}", each.project),
        title: each.title.clone(),
        unit: each.unit_name.clone(),
        score: each.score(),
        causes: causes.collect::<Vec<_>>().join("；"),
        rank: rank(&selection.seed, &each.project)
            .chars()
            .take(12)
            .collect(),
        way: way(drawn),
        form: drawn.map(|way| form(selection, each, way)),
    }
}

/// The form of an inspection or of a selection for evaluation, with what is known.
fn form(selection: &Selection, each: &Selectable, way: &str) -> String {
    let told = format!(
        "抽查“{}”，{}选取（得分{}，种子 {}）",
        selection.title,
        self::way(Some(way)),
        each.score(),
        selection.seed.chars().take(12).collect::<String>()
    );
    let (act, query) = if selection.purpose == "inspection" {
        (
            "record_inspection",
            format!("findings={}", address::encoded(&told)),
        )
    } else {
        (
            "select_for_evaluation",
            format!("method={way}&reason={}", address::encoded(&told)),
        )
    };
    format!("/projects/{}/acts/{act}?{query}", each.project)
}
