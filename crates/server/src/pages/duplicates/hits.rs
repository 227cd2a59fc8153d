//! Hits in words. A link leads only to what the reader may view.

use tongchou_likeness::UNSURE;
use tongchou_project::registers::ResultEntry;
use tongchou_project::state::{Match, MatchPassage};
use tongchou_project::words::{DESIGN_ITEM, MATCH_CLASSES, MATCH_KINDS, label};
use tongchou_project::{Actor, may_view};

use crate::app::{App, World};
use crate::format::{self, Amount};
use crate::pages::opened::Opened;
use crate::pages::words::of_form;
use crate::web::Failure;

#[derive(Debug)]
pub struct Hit {
    pub id: String,
    pub tone: &'static str,
    pub class: String,
    pub kind: String,
    pub title: String,
    pub href: Option<String>,
    /// Whose it is, of which year.
    pub whose: String,
    pub likeness: String,
    pub confidence: String,
    pub reason: String,
    pub aspects: String,
    pub causes: Vec<(String, String)>,
    pub passages: Vec<MatchPassage>,
    pub items: Vec<String>,
    /// What of it stands in the catalogue of results, ready to be used: address and name.
    pub results: Vec<(String, String)>,
    pub asks: bool,
    pub answer: Option<Answered>,
}

#[derive(Debug)]
pub struct Answered {
    pub label: String,
    pub reason: String,
    pub on: String,
}

pub fn of(opened: &Opened<'_>, found: &[Match]) -> Result<Vec<Hit>, Failure> {
    in_words(&opened.web.app, &opened.world, opened.actor, found)
}

/// What needs an answer first.
pub fn in_words(
    app: &App,
    world: &World,
    actor: &Actor,
    found: &[Match],
) -> Result<Vec<Hit>, Failure> {
    let mut sorted: Vec<&Match> = found.iter().collect();
    sorted.sort_by_key(|hit| !hit.needs_answer());
    let mut hits = Vec::new();
    for hit in sorted {
        hits.push(Hit {
            results: results_of(app, world, actor, hit),
            ..Hit::of(hit, place_of(app, world, actor, hit)?)
        });
    }
    Ok(hits)
}

impl Hit {
    fn of(hit: &Match, href: Option<String>) -> Self {
        let (tone, class) = class(hit);
        let year = hit.year.map(|year| format!("{year}年"));
        let whose = [hit.unit_name.clone(), year.unwrap_or_default()];
        let whose: Vec<String> = whose.into_iter().filter(|it| !it.is_empty()).collect();
        let share = |points: i64| match points {
            0 => String::new(),
            points => format::percent(points),
        };
        Self {
            id: hit.id.clone(),
            tone,
            class,
            kind: kind(&hit.kind),
            title: hit.title.clone(),
            href,
            whose: whose.join(" · "),
            likeness: share(hit.similarity),
            confidence: share(hit.confidence),
            reason: hit.reason.clone(),
            aspects: hit.aspects.join("、"),
            causes: hit
                .causes
                .iter()
                .map(|cause| (format!("{:+}", cause.points), cause.text.clone()))
                .collect(),
            passages: hit.passages.clone(),
            items: hit.items.iter().map(item).collect(),
            results: Vec::new(),
            asks: hit.needs_answer(),
            answer: hit.answer.as_ref().map(|given| Answered {
                label: of_form("answer_match", "answer", &given.answer),
                reason: given.reason.clone(),
                on: format::day(given.on),
            }),
        }
    }
}

fn item(item: &tongchou_project::state::MatchItem) -> String {
    let cost = |fen: i64| match fen {
        0 => String::new(),
        fen => format!("（{}）", Amount::of(fen).short),
    };
    format!(
        "“{}”{}与{}“{}”{}相近",
        item.own_name,
        cost(item.own_amount),
        item.place,
        item.name,
        cost(item.amount)
    )
}

/// The class of a hit in words, with its tone.
pub fn class(hit: &Match) -> (&'static str, String) {
    let Some(word) = hit.class.as_deref() else {
        let says = if hit.subject.is_empty() {
            "人工补充"
        } else {
            "名称或概述相近"
        };
        return ("wait", says.to_owned());
    };
    if word == "similar_words" && hit.similarity >= UNSURE {
        return ("wait", "可能相近，请判断".to_owned());
    }
    let (design_item, _) = DESIGN_ITEM;
    if word == "related" && hit.kind == design_item {
        return ("", "有关的设计条目".to_owned());
    }
    let tone = match word {
        "duplicate" => "bad",
        "reuse_candidate" => "wait",
        _ => "",
    };
    (tone, label(MATCH_CLASSES, word).to_owned())
}

fn kind(word: &str) -> String {
    let (design_item, name) = DESIGN_ITEM;
    if word == design_item {
        name.to_owned()
    } else {
        label(MATCH_KINDS, word).to_owned()
    }
}

fn place_of(
    app: &App,
    world: &World,
    actor: &Actor,
    hit: &Match,
) -> Result<Option<String>, Failure> {
    let id = hit.subject.as_str();
    if id.is_empty() {
        return Ok(None);
    }
    Ok(match hit.kind.as_str() {
        "platform" => Some(format!("/registers/platform/{id}")),
        "design_item" => {
            let design = id.split('#').next().unwrap_or_default();
            Some(format!("/registers/design/{design}"))
        }
        "result" => {
            let seen = app.may_view_results(world, actor);
            seen.then(|| format!("/registers/result/{id}"))
        }
        _ => sees_project(app, world, actor, id)?.then(|| format!("/projects/{id}")),
    })
}

/// The results of the project that was found, for whoever may use them (article 28).
fn results_of(app: &App, world: &World, actor: &Actor, hit: &Match) -> Vec<(String, String)> {
    let found = (hit.kind == "project").then(|| world.entry("project", &hit.subject));
    let project = found.flatten().and_then(|it| it.aggregate.project());
    let usable = project.filter(|it| it.unit != actor.body && app.may_view_results(world, actor));
    let results = usable.map(ResultEntry::of).unwrap_or_default();
    let link = |it: ResultEntry| (format!("/registers/result/{}", it.id), it.name);
    results.into_iter().map(link).collect()
}

pub fn sees_project(app: &App, world: &World, actor: &Actor, id: &str) -> Result<bool, Failure> {
    let Some(entry) = world.entry("project", id) else {
        return Ok(false);
    };
    let may = app.with_env(world, actor, id, |env| {
        may_view(&entry.aggregate, "view_project", env)
    })?;
    Ok(may)
}
