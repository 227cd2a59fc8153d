//! A hit as it is fixed in the history: with its grounds in words, short enough to be
//! kept with every project.

use tongchou_likeness::{Class, Hit, ItemMatch, Passage, Stretch, UNSURE};
use tongchou_project::Project;
use tongchou_project::state::{Match, MatchCause, MatchItem, MatchPassage, MatchStretch};

use super::entries;
use super::kind_of;
use crate::app::World;

/// So many items of one hit are kept.
const ITEMS: usize = 6;

pub(super) fn of_hit(world: &World, project: &Project, hit: &Hit) -> Match {
    let class = class(hit);
    // what somebody has to judge is shown with its passages; the rest is only mentioned
    let told = matches!(class, Class::Duplicate | Class::ReuseCandidate) || hit.likeness >= UNSURE;
    let id = entries::behind(&hit.id);
    let mut causes: Vec<MatchCause> = hit.causes.iter().map(cause).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.points.abs()));
    Match {
        kind: kind_of(hit).to_owned(),
        subject: id.to_owned(),
        title: hit.title.clone(),
        similarity: hit.likeness,
        reason: reason(world, id, hit, class),
        class: Some(word(class).to_owned()),
        confidence: hit.confidence,
        unit_name: hit.unit.clone(),
        year: hit.year.map(i64::from),
        aspects: hit
            .aspects
            .iter()
            .filter(|_| told || class == Class::Related)
            .map(|it| it.label().to_owned())
            .collect(),
        causes,
        passages: hit
            .passages
            .iter()
            .take(if told { 2 } else { 0 })
            .map(passage)
            .collect(),
        items: items(world, project, id, hit),
        ..Match::default()
    }
}

/// What is planned is nothing that was built twice.
fn class(hit: &Hit) -> Class {
    match (kind_of(hit), hit.class) {
        ("design_item", _) => Class::Related,
        (_, class) => class,
    }
}

fn word(class: Class) -> &'static str {
    match class {
        Class::Duplicate => "duplicate",
        Class::Related => "related",
        Class::ReuseCandidate => "reuse_candidate",
        Class::SimilarWords => "similar_words",
    }
}

fn reason(world: &World, id: &str, hit: &Hit, class: Class) -> String {
    if kind_of(hit) == "design_item" {
        let (design, code) = id.split_once('#').unwrap_or((id, ""));
        let design = world.registers.designs.get(design);
        let title = design.map_or("", |design| design.title.as_str());
        return format!("与“{title}”第{code}条内容相近，请核对是否应引用该条");
    }
    match (class, hit.items.is_empty()) {
        (Class::SimilarWords, false) => "总体用途不同，但有明细与对方的内容相近".to_owned(),
        _ => hit.finding.clone(),
    }
}

fn cause(cause: &tongchou_likeness::Cause) -> MatchCause {
    MatchCause {
        text: cause.text.clone(),
        points: i64::from(cause.points),
    }
}

fn passage(passage: &Passage) -> MatchPassage {
    let stretches = |side: &[Stretch]| {
        let stretch = |it: &Stretch| MatchStretch {
            text: it.text.clone(),
            agrees: it.agrees,
        };
        side.iter().map(stretch).collect()
    };
    MatchPassage {
        place: passage.place.clone(),
        here: stretches(&passage.here),
        other_place: passage.other_place.clone(),
        there: stretches(&passage.there),
    }
}

/// Items of a project against items of another; what a platform offers is no item.
fn items(world: &World, project: &Project, id: &str, hit: &Hit) -> Vec<MatchItem> {
    let entry = world.entry("project", id);
    let Some(other) = entry.and_then(|entry| entry.aggregate.project()) else {
        return Vec::new();
    };
    let places = entries::items(other);
    let item = |it: &ItemMatch| {
        // without a number it is the title or a sentence
        let place = match it.number.checked_sub(1) {
            Some(at) => places.get(at)?.place.clone(),
            None => it.place.clone(),
        };
        Some(MatchItem {
            own_name: if it.own_is_title {
                format!("本项目“{}”", project.title)
            } else {
                it.own_name.clone()
            },
            own_amount: it.own_amount,
            place,
            name: it.name.clone(),
            amount: it.amount,
            likeness: it.likeness,
        })
    };
    let shown = hit.items.iter().filter(|it| it.budget || it.number == 0);
    shown.filter_map(item).take(ITEMS).collect()
}
