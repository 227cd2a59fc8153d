//! The regulation's official text, which its users import: it is theirs to
//! give, not ours to copy. Shown beside our words, never judged by.

use std::collections::BTreeMap;

use serde_json::json;
use sm3::{Digest, Sm3};
use tongchou_rules::article::numeral;
use tongchou_store::{Append, NewEvent, ProjectionRow, StoreError, StoredEvent, StreamId};
use uuid::Uuid;

use crate::accounts::notes::{self, By};
use crate::app::App;
use crate::app::projections::bare;

pub const STREAM: &str = "official_text";

/// Text by number of article.
pub type Articles = BTreeMap<u32, String>;

/// Splits at paragraphs that begin with 第X条. What stands before the first
/// (title, number, preface) and headings of chapters are left out.
pub fn split(text: &str) -> Articles {
    let mut articles = Articles::new();
    let mut current = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((number, rest)) = heading(line) {
            current = Some(number);
            articles.insert(number, rest.trim().to_owned());
        } else if is_chapter(line) {
            current = None;
        } else if let Some(article) = current.and_then(|number| articles.get_mut(&number)) {
            article.push('\n');
            article.push_str(line);
        }
    }
    articles
}

fn heading(line: &str) -> Option<(u32, &str)> {
    let (number, rest) = line.strip_prefix('第')?.split_once('条')?;
    let number = (1..=99).find(|candidate| numeral(*candidate) == number)?;
    Some((number, rest))
}

fn is_chapter(line: &str) -> bool {
    line.strip_prefix('第')
        .and_then(|rest| rest.split_once('章'))
        .is_some_and(|(number, _)| number.chars().count() <= 3)
}

pub async fn import(app: &App, articles: &Articles) -> Result<(), StoreError> {
    let pack = app.law().latest().id().to_owned();
    let stream = StreamId::new(STREAM, id_of(&pack));
    let expected = app.store().stream(&stream).await?.len();
    let texts: BTreeMap<String, &String> = articles
        .iter()
        .map(|(number, text)| (number.to_string(), text))
        .collect();
    let append = Append {
        stream,
        expected: u64::try_from(expected).unwrap_or(u64::MAX),
        events: vec![NewEvent {
            kind: "official_text_imported".to_owned(),
            version: 1,
            data: json!({ "regulation": pack, "articles": texts }),
        }],
        provenance: notes::provenance(app, "import_official_text", By::nobody()),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    };
    app.store().append(append).await.map(|_| ())
}

/// What was imported for a pack; empty where nothing was.
pub async fn of(app: &App, pack: &str) -> Result<Articles, StoreError> {
    let row = app
        .store()
        .projection(STREAM, &id_of(pack).to_string())
        .await?;
    let articles = row.and_then(|row| serde_json::from_value(row.body).ok());
    let articles: BTreeMap<String, String> = articles.unwrap_or_default();
    Ok(articles
        .into_iter()
        .filter_map(|(number, text)| Some((number.parse().ok()?, text)))
        .collect())
}

/// One stream for each pack.
fn id_of(pack: &str) -> Uuid {
    let digest = Sm3::digest(pack.as_bytes());
    let half: Vec<u8> = digest.iter().copied().take(16).collect();
    Uuid::from_slice(&half).unwrap_or_default()
}

pub fn row(stored: &StoredEvent) -> ProjectionRow {
    ProjectionRow {
        body: stored
            .event
            .data
            .get("articles")
            .cloned()
            .unwrap_or_default(),
        ..bare(stored)
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn articles_are_told_apart_and_chapters_left_out() {
        let text = "办法\n\n第一章 总则\n第一条 甲。\n乙。\n第二章 申报\n第十二条　丙，见第一条。\n第三项 丁";
        let articles = split(text);
        assert_eq!(articles[&1], "甲。\n乙。");
        assert_eq!(articles[&12], "丙，见第一条。\n第三项 丁");
        assert_eq!(articles.len(), 2);
    }
}
