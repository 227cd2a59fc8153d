//! The regulation for those who read it: articles in our words with their
//! clauses, limits, readings of open questions, interpretations, and the
//! official text where it was imported.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::{Basis, Regulation, article};

use super::words::in_general;
use crate::app::World;
use crate::format;
use crate::official_text::{self, Articles};
use crate::web::{Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "regulation/show.html")]
struct Show {
    page: Page,
    name: String,
    number: String,
    in_force: String,
    hash: String,
    articles: Vec<ArticleView>,
    limits: Vec<LimitView>,
    questions: Vec<QuestionView>,
}

#[derive(Debug)]
struct ArticleView {
    id: String,
    number: String,
    title: String,
    summary: String,
    official: Option<String>,
    clauses: Vec<ClauseView>,
    interpretations: Vec<(String, String)>,
}

#[derive(Debug)]
struct ClauseView {
    id: String,
    place: String,
    says: String,
    inferred: bool,
    warns: bool,
    acts: String,
}

#[derive(Debug)]
struct LimitView {
    says: String,
    value: String,
    article: String,
    choice: bool,
    key: String,
}

#[derive(Debug)]
struct QuestionView {
    key: String,
    article: String,
    asks: String,
    readings: Vec<(String, bool)>,
}

pub async fn show(State(web): State<Web>, user: Option<SignedIn>) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let law = web.app.regulation(&world, web.app.clock().today())?;
    let official = official_text::of(&web.app, law.id()).await?;
    Ok(html(&Show {
        page: Page::for_anyone(user.as_ref(), "办法条文", "/regulation"),
        name: law.name().to_owned(),
        number: law.number().to_owned(),
        in_force: format::day(law.in_force_from()),
        hash: law.hash().to_owned(),
        articles: articles(&law, &world, &official),
        limits: limits(&law),
        questions: questions(&law),
    }))
}

fn articles(law: &Regulation, world: &World, official: &Articles) -> Vec<ArticleView> {
    let of = |article: &tongchou_rules::Article| {
        let number = article.number.to_string();
        let belongs = |cited: &str| cited.split('.').next() == Some(number.as_str());
        ArticleView {
            id: format!("a{number}"),
            number: article::in_words(&number).unwrap_or_default(),
            title: article.title.clone(),
            summary: article.summary.clone(),
            official: official.get(&article.number).cloned(),
            clauses: law
                .clauses()
                .iter()
                .filter(|clause| belongs(&clause.article))
                .map(|clause| clause_view(law, clause))
                .collect(),
            interpretations: world
                .registers
                .interpretations
                .values()
                .filter(|found| found.article.as_deref().is_some_and(belongs))
                .map(|found| (found.number.clone().unwrap_or_default(), found.text.clone()))
                .collect(),
        }
    };
    law.articles().iter().map(of).collect()
}

fn clause_view(law: &Regulation, clause: &tongchou_rules::Clause) -> ClauseView {
    let acts: Vec<&str> = law
        .acts_of(&clause.id)
        .iter()
        .map(|act| act.title.as_str())
        .collect();
    ClauseView {
        id: clause.id.to_string(),
        place: clause.article_text.to_string(),
        says: in_general(law.clause_says(&clause.id).unwrap_or(&clause.says)),
        inferred: clause.basis == Basis::Inferred,
        warns: !law.refuses(clause),
        acts: acts.join("、"),
    }
}

fn limits(law: &Regulation) -> Vec<LimitView> {
    law.limits()
        .map(|limit| LimitView {
            says: limit.says.clone(),
            value: limit.in_words(),
            article: article::in_words(&limit.article).unwrap_or_default(),
            choice: limit.choice,
            key: limit.name.clone(),
        })
        .collect()
}

fn questions(law: &Regulation) -> Vec<QuestionView> {
    law.questions()
        .map(|question| QuestionView {
            key: question.id.clone(),
            article: article::in_words(&question.article).unwrap_or_default(),
            asks: question.asks.clone(),
            readings: question
                .readings
                .iter()
                .map(|reading| (reading.says.clone(), reading.id == question.chosen))
                .collect(),
        })
        .collect()
}
