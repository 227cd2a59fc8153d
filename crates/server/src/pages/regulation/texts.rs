//! The official text: importing it, and the versions that were. The text is
//! pasted, or read from a file and shown to be looked over before it is imported.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use tongchou_rules::{Regulation, article as numbers};

use crate::accounts::notes::{self, By};
use crate::format;
use crate::official_text::{self, Imported, Version};
use crate::pages::difference::{Segment, segments};
use crate::pages::people;
use crate::web::page::html_with;
use crate::web::{At, Failure, Page, Posted, PostedFiles, SignedIn, Web, html};

/// The field of the form that takes a file.
const FILE: &str = "file";

#[derive(Debug, Template)]
#[template(path = "regulation/texts.html")]
struct Index {
    page: Page,
    law: String,
    articles: usize,
    csrf: String,
    may_import: bool,
    typed: String,
    /// What was read from a file, to be looked over.
    told: String,
    faults: Vec<String>,
    versions: Vec<VersionRow>,
}

#[derive(Debug)]
struct VersionRow {
    sequence: u64,
    when: String,
    person: String,
    parts: String,
    sm3: String,
    latest: bool,
}

/// The system administrator brings the text in; everybody may read it.
pub async fn may_import(web: &Web, user: Option<&SignedIn>) -> Result<bool, Failure> {
    match user {
        Some(user) => people::may(web, user, "manage_accounts").await,
        None => Ok(false),
    }
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    Ok(html(&lay_out(&web, &user).await?))
}

pub async fn create(State(web): State<Web>, sent: PostedFiles) -> Result<Response, Failure> {
    let PostedFiles { posted, refused } = sent;
    let Posted { user, form } = posted;
    if !may_import(&web, Some(&user)).await? {
        return Err(Failure::NotFound);
    }
    let typed = form.first("text").unwrap_or_default();
    if !refused.is_empty() {
        let faults = refused.into_iter().map(|fault| fault.message).collect();
        return refuse(&web, &user, typed, faults).await;
    }
    if let Some(sm3) = form.filled(FILE) {
        return read_file(&web, &user, typed, sm3).await;
    }
    let law = law(&web).await?;
    match official_text::read(&law, typed) {
        Ok(imported) if official_text::is_in_use(&web.app, &imported).await? => {
            let says = "与现用的版本完全相同，没有重复导入。".to_owned();
            refuse(&web, &user, typed, vec![says]).await
        }
        Ok(imported) => {
            official_text::import(&web.app, &imported, By::actor(&user.actor)).await?;
            let about = json!({ "sm3": imported.sm3 });
            notes::note(
                &web.app,
                "official_text_imported",
                By::actor(&user.actor),
                about,
            )
            .await;
            Ok(Redirect::to("/regulation/texts").into_response())
        }
        Err(faults) => refuse(&web, &user, typed, faults).await,
    }
}

async fn refuse(
    web: &Web,
    user: &SignedIn,
    typed: &str,
    faults: Vec<String>,
) -> Result<Response, Failure> {
    // what bears a mark of secrecy is not sent back either
    let withheld = tongchou_project::secrecy::carries_mark(typed);
    let page = Index {
        typed: if withheld { "" } else { typed }.to_owned(),
        faults,
        ..lay_out(web, user).await?
    };
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The text of a file that came with the form, in the form. Nothing is imported before
/// somebody has looked at what was read.
async fn read_file(
    web: &Web,
    user: &SignedIn,
    typed: &str,
    sm3: &str,
) -> Result<Response, Failure> {
    let sent = web
        .app
        .store()
        .whole_upload(&user.actor.person, sm3)
        .await?;
    let (Some((upload, blob)), Some(files)) = (sent, &web.files) else {
        return Err(Failure::NotFound);
    };
    let text = files.text_of(sm3, &upload.name, blob.size).await?;
    if text.trim().is_empty() {
        let says = format!(
            "“{}”里读不出文字（可能是扫描件），请另存为 .docx 或 .txt，或者把全文粘贴到下面。",
            upload.name
        );
        return refuse(web, user, typed, vec![says]).await;
    }
    let told = format!(
        "已从“{}”读出 {} 字，尚未导入。请核对下面的文本，再按“导入”。",
        upload.name,
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .count()
    );
    Ok(html(&Index {
        typed: text,
        told,
        ..lay_out(web, user).await?
    }))
}

async fn law(web: &Web) -> Result<Arc<Regulation>, Failure> {
    let world = web.app.world().await?;
    Ok(web.app.regulation(&world, web.app.clock().today())?)
}

async fn lay_out(web: &Web, user: &SignedIn) -> Result<Index, Failure> {
    let law = law(web).await?;
    let versions = official_text::versions(&web.app, law.id()).await?;
    let newest = versions.first().map(|version| version.sequence);
    Ok(Index {
        page: Page::of(user, "官方文本", "/regulation"),
        law: law.name().to_owned(),
        articles: law.articles().len(),
        csrf: user.session.csrf.clone(),
        may_import: may_import(web, Some(user)).await?,
        typed: String::new(),
        told: String::new(),
        faults: Vec::new(),
        versions: versions
            .iter()
            .map(|version| version_row(version, newest))
            .collect(),
    })
}

fn version_row(version: &Version, newest: Option<u64>) -> VersionRow {
    let parts = &version.imported.parts;
    let paragraphs: usize = parts
        .articles
        .iter()
        .map(|article| article.paragraphs.len())
        .sum();
    let items: usize = parts
        .articles
        .iter()
        .flat_map(|article| &article.paragraphs)
        .map(|paragraph| paragraph.items.len())
        .sum();
    VersionRow {
        sequence: version.sequence,
        when: format::moment(version.at),
        person: if version.person.is_empty() {
            "命令行".to_owned()
        } else {
            version.person.clone()
        },
        parts: format!(
            "{}章 {}条 {paragraphs}款 {items}项",
            parts.chapters.len(),
            parts.articles.len()
        ),
        sm3: version.imported.sm3.clone(),
        latest: newest == Some(version.sequence),
    }
}

#[derive(Debug, Template)]
#[template(path = "regulation/text.html")]
struct Show {
    page: Page,
    law: String,
    when: String,
    sm3: String,
    /// The version before it, with the articles that read differently.
    before: Option<Before>,
    chapters: Vec<(String, Vec<ArticleText>)>,
}

#[derive(Debug)]
struct Before {
    sequence: u64,
    /// Number and words of each article.
    differs: Vec<(u32, String)>,
}

#[derive(Debug)]
struct ArticleText {
    number: u32,
    words: String,
    paragraphs: Vec<(String, Vec<String>)>,
    /// How it reads differently from the version before.
    changed: Vec<Segment>,
}

impl ArticleText {
    fn whole(&self) -> String {
        let lines = self
            .paragraphs
            .iter()
            .flat_map(|(text, items)| std::iter::once(text).chain(items));
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    fn compare(&mut self, before: &str) {
        let now = self.whole();
        if now != before {
            self.changed = segments(before, &now);
        }
    }
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(sequence): At<u64>,
) -> Result<Response, Failure> {
    let law = law(&web).await?;
    let versions = official_text::versions(&web.app, law.id()).await?;
    let version = versions.iter().find(|version| version.sequence == sequence);
    let version = version.ok_or(Failure::NotFound)?;
    let mut shown = chapters(&version.imported);
    let mut older = versions.iter().filter(|other| other.sequence < sequence);
    let before = older.next().map(|older| compare(&mut shown, older));
    Ok(html(&Show {
        page: Page::of(&user, "官方文本", "/regulation"),
        law: law.name().to_owned(),
        when: format::moment(version.at),
        sm3: version.imported.sm3.clone(),
        before,
        chapters: shown,
    }))
}

/// Marks what reads differently from an older version.
fn compare(shown: &mut [(String, Vec<ArticleText>)], older: &Version) -> Before {
    let was = older.imported.parts.articles.iter().map(article_text);
    let was: BTreeMap<u32, String> = was.map(|it| (it.number, it.whole())).collect();
    let mut differs = Vec::new();
    for article in shown.iter_mut().flat_map(|(_, articles)| articles) {
        article.compare(was.get(&article.number).map_or("", String::as_str));
        if !article.changed.is_empty() {
            differs.push((article.number, article.words.clone()));
        }
    }
    Before {
        sequence: older.sequence,
        differs,
    }
}

fn chapters(imported: &Imported) -> Vec<(String, Vec<ArticleText>)> {
    let mut shown: Vec<(String, Vec<ArticleText>)> = Vec::new();
    for article in &imported.parts.articles {
        let mut chapters = imported.parts.chapters.iter();
        let head = chapters.find(|chapter| chapter.from == article.number);
        let head = head
            .map(|chapter| format!("第{}章 {}", numbers::numeral(chapter.number), chapter.title));
        if head.is_some() || shown.is_empty() {
            shown.push((head.unwrap_or_default(), Vec::new()));
        }
        if let Some((_, articles)) = shown.last_mut() {
            articles.push(article_text(article));
        }
    }
    shown
}

fn article_text(article: &official_text::Article) -> ArticleText {
    let paragraph = |paragraph: &official_text::Paragraph| {
        let items = (1..).zip(&paragraph.items);
        let items = items.map(|(item, text)| format!("（{}）{text}", numbers::numeral(item)));
        (paragraph.text.clone(), items.collect())
    };
    ArticleText {
        number: article.number,
        words: format!("第{}条", numbers::numeral(article.number)),
        paragraphs: article.paragraphs.iter().map(paragraph).collect(),
        changed: Vec::new(),
    }
}
