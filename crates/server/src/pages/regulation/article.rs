//! One article: the official text where it was imported, beside it our words
//! and every clause; its figures, materials, duties, open questions and the
//! bureau's interpretations.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_rules::{Basis, Clause, Regulation, article as numbers};

use super::super::words::{in_general, name};
use super::{LimitView, QuestionView, belongs, limit_view, question_view};
use crate::app::{self, World};
use crate::clock;
use crate::format;
use crate::official_text::{self, Article};
use crate::web::{At, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "regulation/article.html")]
struct Show {
    page: Page,
    law: String,
    number: u32,
    words: String,
    title: String,
    summary: String,
    chapter: String,
    before: Option<u32>,
    after: Option<u32>,
    official: bool,
    places: Vec<Place>,
    limits: Vec<LimitView>,
    materials: Vec<(String, String)>,
    acts: Vec<(String, String)>,
    duties: Vec<DutyView>,
    questions: Vec<QuestionView>,
    interpretations: Vec<Interpreted>,
    publish: Option<Publish>,
    signed_in: bool,
}

/// A paragraph's place: what it says there, and what we make of it.
#[derive(Debug)]
struct Place {
    id: String,
    words: String,
    text: String,
    items: Vec<(String, String)>,
    clauses: Vec<ClauseView>,
}

#[derive(Debug)]
struct ClauseView {
    id: String,
    /// Where no official text carries the anchor of an item, the clause does.
    anchor: String,
    place: String,
    says: String,
    remedy: String,
    inferred: bool,
    warns: bool,
    acts: String,
}

#[derive(Debug)]
struct DutyView {
    title: String,
    article: String,
    who: String,
    to: String,
    says: String,
    inferred: bool,
}

#[derive(Debug)]
struct Interpreted {
    number: String,
    article: String,
    text: String,
    on: String,
    href: String,
}

/// What the bureau's form on the page needs (A36).
#[derive(Debug)]
struct Publish {
    csrf: String,
    key: String,
}

pub async fn show(
    State(web): State<Web>,
    user: Option<SignedIn>,
    At(asked): At<String>,
) -> Result<Response, Failure> {
    let number = asked
        .split('.')
        .next()
        .and_then(|first| first.parse::<u32>().ok());
    let number = number.ok_or(Failure::NotFound)?;
    if asked != number.to_string() {
        // 20.3 is a place on the page of 20
        numbers::in_words(&asked).ok_or(Failure::NotFound)?;
        return Ok(Redirect::to(&format!("/regulation/{number}#a{asked}")).into_response());
    }
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let law = web.app.regulation(&world, on)?;
    let mut articles = law.articles().iter();
    let article = articles.find(|known| known.number == number);
    let article = article.ok_or(Failure::NotFound)?;
    let imported = official_text::of(&web.app, law.id()).await?;
    let text = imported.as_ref().and_then(|text| text.article(number));
    let of = |cited: &str| belongs(cited, number);
    let known = |number: u32| law.articles().iter().any(|each| each.number == number);
    let words = format!("第{}条", numbers::numeral(number));
    Ok(html(&Show {
        page: Page::for_anyone(
            user.as_ref(),
            &format!("{words} {}", article.title),
            "/regulation",
        ),
        law: law.name().to_owned(),
        words,
        title: article.title.clone(),
        summary: article.summary.clone(),
        chapter: chapter(&law, number),
        before: number.checked_sub(1).filter(|before| known(*before)),
        after: Some(number + 1).filter(|after| known(*after)),
        official: text.is_some(),
        places: places(&law, number, text),
        limits: law
            .limits()
            .filter(|limit| of(&limit.article))
            .map(limit_view)
            .collect(),
        materials: materials(&law, number),
        acts: acts(&law, number),
        duties: duties(&law, number),
        questions: law
            .questions()
            .filter(|question| of(&question.article))
            .map(|question| question_view(&world, question, on))
            .collect(),
        interpretations: interpretations(&world, number),
        publish: publish(&web, &world, user.as_ref())?,
        signed_in: user.is_some(),
        number,
    }))
}

fn chapter(law: &Regulation, number: u32) -> String {
    let mut chapters = law.chapters().iter().rev();
    let found = chapters.find(|chapter| chapter.from <= number);
    let words = |chapter: &tongchou_rules::Chapter| {
        format!("第{}章 {}", numbers::numeral(chapter.number), chapter.title)
    };
    found.map(words).unwrap_or_default()
}

/// The paragraphs in order: those of the official text, or those that our
/// clauses cite.
fn places(law: &Regulation, number: u32, text: Option<&Article>) -> Vec<Place> {
    let mut clauses: BTreeMap<u32, Vec<&Clause>> = BTreeMap::new();
    for clause in law
        .clauses()
        .iter()
        .filter(|clause| belongs(&clause.article, number))
    {
        let paragraph = clause.article.split('.').nth(1);
        let paragraph = paragraph
            .and_then(|second| second.parse().ok())
            .unwrap_or(0);
        clauses.entry(paragraph).or_default().push(clause);
    }
    let paragraphs = text
        .map(|text| text.paragraphs.as_slice())
        .unwrap_or_default();
    let only = paragraphs.len() == 1;
    let mut all: BTreeSet<u32> = clauses.keys().copied().collect();
    all.extend(
        (1..)
            .zip(paragraphs)
            .map(|(place, _)| if only { 0 } else { place }),
    );
    all.into_iter()
        .map(|paragraph| {
            let index = if only { 0 } else { paragraph.wrapping_sub(1) };
            let official = usize::try_from(index)
                .ok()
                .and_then(|index| paragraphs.get(index));
            let id = if paragraph == 0 {
                format!("a{number}")
            } else {
                format!("a{number}.{paragraph}")
            };
            let items = official
                .map(|official| official.items.as_slice())
                .unwrap_or_default();
            let items = (1_u32..).zip(items).map(|(item, text)| {
                let words = format!("（{}）{text}", numbers::numeral(item));
                (format!("a{number}.{}.{item}", paragraph.max(1)), words)
            });
            let items: Vec<_> = items.collect();
            let anchored: BTreeSet<&str> = items.iter().map(|(id, _)| id.as_str()).collect();
            let found = clauses.remove(&paragraph).unwrap_or_default();
            Place {
                words: if paragraph == 0 {
                    String::new()
                } else {
                    format!("第{}款", numbers::numeral(paragraph))
                },
                text: official
                    .map(|official| official.text.clone())
                    .unwrap_or_default(),
                clauses: clause_views(law, &found, &id, &anchored),
                items,
                id,
            }
        })
        .collect()
}

/// Each anchor stands once on the page: at the first clause of its place.
fn clause_views(
    law: &Regulation,
    clauses: &[&Clause],
    place: &str,
    anchored: &BTreeSet<&str>,
) -> Vec<ClauseView> {
    let mut used: BTreeSet<String> = anchored.iter().map(|id| (*id).to_owned()).collect();
    used.insert(place.to_owned());
    let mut views = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let anchor = format!("a{}", clause.article);
        let anchor = if used.insert(anchor.clone()) {
            anchor
        } else {
            String::new()
        };
        views.push(ClauseView {
            anchor,
            ..clause_view(law, clause)
        });
    }
    views
}

fn clause_view(law: &Regulation, clause: &Clause) -> ClauseView {
    let acts: Vec<&str> = law
        .acts_of(&clause.id)
        .iter()
        .map(|act| act.title.as_str())
        .collect();
    ClauseView {
        id: clause.id.to_string(),
        anchor: String::new(),
        place: clause.article_text.to_string(),
        says: in_general(law.clause_says(&clause.id).unwrap_or(&clause.says)),
        remedy: in_general(law.clause_remedy(&clause.id).unwrap_or(&clause.remedy)),
        inferred: clause.basis == Basis::Inferred,
        warns: !law.refuses(clause),
        acts: acts.join("、"),
    }
}

fn materials(law: &Regulation, number: u32) -> Vec<(String, String)> {
    law.materials()
        .iter()
        .filter(|material| belongs(&material.article, number))
        .map(|material| {
            let act = law.act(&material.for_act);
            let act = act.map(|act| act.title.clone()).unwrap_or_default();
            (material.name.clone(), act)
        })
        .collect()
}

/// The acts at which a clause of the article stands, with who may do them.
fn acts(law: &Regulation, number: u32) -> Vec<(String, String)> {
    let clauses = law
        .clauses()
        .iter()
        .filter(|clause| belongs(&clause.article, number));
    let mut found: Vec<_> = clauses.flat_map(|clause| law.acts_of(&clause.id)).collect();
    found.sort_by_key(|act| (act.order, &act.key));
    found.dedup_by_key(|act| &act.key);
    found
        .into_iter()
        .map(|act| {
            let who: Vec<String> = law
                .who_may(&act.key)
                .into_iter()
                .map(|capacity| name(CAPACITIES, capacity))
                .collect();
            (act.title.clone(), who.join("、"))
        })
        .collect()
}

fn duties(law: &Regulation, number: u32) -> Vec<DutyView> {
    let mut duties = law.duty_texts();
    duties.retain(|duty| belongs(&duty.article, number));
    duties
        .into_iter()
        .map(|duty| DutyView {
            title: duty.title,
            article: duty.article_text,
            who: name(CAPACITIES, &duty.who),
            to: duty
                .to
                .iter()
                .map(|to| name(CAPACITIES, to))
                .collect::<Vec<_>>()
                .join("、"),
            says: duty.says,
            inferred: duty.basis == Basis::Inferred,
        })
        .collect()
}

fn interpretations(world: &World, number: u32) -> Vec<Interpreted> {
    world
        .registers
        .interpretations
        .values()
        .filter(|found| {
            found
                .article
                .as_deref()
                .is_some_and(|cited| belongs(cited, number))
        })
        .map(|found| Interpreted {
            number: found.number.clone().unwrap_or_default(),
            article: found
                .article
                .as_deref()
                .and_then(numbers::in_words)
                .unwrap_or_default(),
            text: found.text.clone(),
            on: found.published_on.map(format::day).unwrap_or_default(),
            href: format!("/registers/interpretation/{}", found.id),
        })
        .collect()
}

fn publish(web: &Web, world: &World, user: Option<&SignedIn>) -> Result<Option<Publish>, Failure> {
    let Some(user) = user else { return Ok(None) };
    let may = web.app.with_env(world, &user.actor, "", |env| {
        app::may_create(
            "publish_interpretation",
            env,
            &web.app.who_may(env.regulation),
        )
    })?;
    if !may {
        return Ok(None);
    }
    Ok(Some(Publish {
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
    }))
}
