//! The regulation for those who read it: its articles in our words by chapter,
//! its figures, and what it leaves open. An article's own page has the rest.

mod article;
mod concern;
mod texts;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::{Chapter, Regulation, article as numbers};

use crate::app::World;
use crate::format;
use crate::official_text;
use crate::web::{Failure, Page, SignedIn, Web, html};

pub use article::show as article;
pub use concern::{Concerns, index as projects};
pub use texts::{create as import, index as texts, show as text};

#[derive(Debug, Template)]
#[template(path = "regulation/index.html")]
struct Index {
    page: Page,
    name: String,
    number: String,
    in_force: String,
    hash: String,
    official: bool,
    may_import: bool,
    chapters: Vec<ChapterView>,
    limits: Vec<LimitView>,
    questions: Vec<QuestionView>,
}

#[derive(Debug)]
struct ChapterView {
    number: String,
    title: String,
    articles: Vec<ArticleRow>,
}

#[derive(Debug)]
struct ArticleRow {
    number: u32,
    words: String,
    title: String,
    summary: String,
    clauses: usize,
    limits: usize,
    questions: usize,
    interpretations: usize,
}

/// A figure as a page shows it.
#[derive(Debug)]
struct LimitView {
    says: String,
    value: String,
    article: String,
    choice: bool,
    key: String,
}

/// An open question with the reading in use.
#[derive(Debug)]
struct QuestionView {
    key: String,
    article: String,
    asks: String,
    readings: Vec<ReadingView>,
    since: String,
}

#[derive(Debug)]
struct ReadingView {
    says: String,
    chosen: bool,
    strictest: bool,
}

pub async fn index(State(web): State<Web>, user: Option<SignedIn>) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let law = web.app.regulation(&world, on)?;
    let imported = official_text::of(&web.app, law.id()).await?;
    Ok(html(&Index {
        page: Page::for_anyone(user.as_ref(), "办法条文", "/regulation"),
        name: law.name().to_owned(),
        number: law.number().to_owned(),
        in_force: format::day(law.in_force_from()),
        hash: law.hash().to_owned(),
        official: imported.is_some(),
        may_import: texts::may_import(&web, user.as_ref()).await?,
        chapters: chapters(&law, &world),
        limits: law.limits().map(limit_view).collect(),
        questions: law
            .questions()
            .map(|each| question_view(&world, each, on))
            .collect(),
    }))
}

fn chapters(law: &Regulation, world: &World) -> Vec<ChapterView> {
    let all = law.chapters();
    let until = |place: usize| all.get(place + 1).map_or(u32::MAX, |next| next.from);
    let view = |(place, chapter): (usize, &Chapter)| ChapterView {
        number: format!("第{}章", numbers::numeral(chapter.number)),
        title: chapter.title.clone(),
        articles: law
            .articles()
            .iter()
            .filter(|article| (chapter.from..until(place)).contains(&article.number))
            .map(|article| article_row(law, world, article))
            .collect(),
    };
    all.iter().enumerate().map(view).collect()
}

fn article_row(law: &Regulation, world: &World, article: &tongchou_rules::Article) -> ArticleRow {
    let of = |cited: &str| belongs(cited, article.number);
    ArticleRow {
        number: article.number,
        words: format!("第{}条", numbers::numeral(article.number)),
        title: article.title.clone(),
        summary: article.summary.clone(),
        clauses: law
            .clauses()
            .iter()
            .filter(|clause| of(&clause.article))
            .count(),
        limits: law.limits().filter(|limit| of(&limit.article)).count(),
        questions: law
            .questions()
            .filter(|question| of(&question.article))
            .count(),
        interpretations: world
            .registers
            .interpretations
            .values()
            .filter(|found| found.article.as_deref().is_some_and(of))
            .count(),
    }
}

/// Whether "20.3" is of article 20.
fn belongs(cited: &str, article: u32) -> bool {
    cited.split('.').next().and_then(|first| first.parse().ok()) == Some(article)
}

fn limit_view(limit: &tongchou_rules::Limit) -> LimitView {
    LimitView {
        says: limit.says.clone(),
        value: limit.in_words(),
        article: numbers::in_words(&limit.article).unwrap_or_default(),
        choice: limit.choice,
        key: limit.name.clone(),
    }
}

fn question_view(
    world: &World,
    question: &tongchou_rules::Question,
    on: jiff::civil::Date,
) -> QuestionView {
    let change = super::settings::in_force(&world.registers, &question.id, on);
    QuestionView {
        key: question.id.clone(),
        article: numbers::in_words(&question.article).unwrap_or_default(),
        asks: question.asks.clone(),
        readings: question
            .readings
            .iter()
            .map(|reading| ReadingView {
                says: reading.says.clone(),
                chosen: reading.id == question.chosen,
                strictest: reading.id == question.strictest,
            })
            .collect(),
        since: change.and_then(|change| change.from).map_or_else(
            || "默认读法".to_owned(),
            |from| format!("自{}起选用", format::day(from)),
        ),
    }
}
