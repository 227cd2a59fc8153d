//! The regulation's official text, which its users import: it is theirs to
//! give, not ours to copy. Shown beside our words, never judged by. Every
//! import is kept as a version of its own.

mod split;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sm3::{Digest, Sm3};
use tongchou_rules::{Regulation, article};
use tongchou_store::{Append, NewEvent, ProjectionRow, StoreError, StoredEvent, StreamId};
use uuid::Uuid;

use crate::accounts::notes::{self, By};
use crate::app::App;
use crate::app::projections::bare;
use crate::clock;

pub use split::{Article, Chapter, Paragraph, Parts};

pub const STREAM: &str = "official_text";
const KIND: &str = "official_text_imported";

/// What an import holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub regulation: String,
    /// SM3 of the text as it was given.
    pub sm3: String,
    #[serde(flatten)]
    pub parts: Parts,
}

/// One import, for the list of versions.
#[derive(Debug, Clone)]
pub struct Version {
    pub sequence: u64,
    pub person: String,
    pub at: Timestamp,
    pub imported: Imported,
}

/// Reads a text for a regulation, or says all that is wrong with it.
pub fn read(law: &Regulation, text: &str) -> Result<Imported, Vec<String>> {
    let parts = split::split(text);
    let faults = faults(law, text, &parts);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Imported {
        regulation: law.id().to_owned(),
        sm3: clock::hex(&Sm3::digest(text.as_bytes())),
        parts,
    })
}

fn faults(law: &Regulation, text: &str, parts: &Parts) -> Vec<String> {
    let mut faults = Vec::new();
    if text.trim().is_empty() {
        return vec!["没有填写文本。".to_owned()];
    }
    if tongchou_project::secrecy::carries_mark(text) {
        // (A6) what bears a mark is not kept, whatever it is
        return vec![
            "文本含有国家秘密标志，未予保存；涉密内容不得在本系统处理（第六条）。".to_owned(),
        ];
    }
    let bare: String = text.chars().filter(|l| !l.is_whitespace()).collect();
    if !bare.contains(law.name()) {
        faults.push(format!(
            "文中没有出现《{}》的名称，可能不是这一办法的文本。",
            law.name()
        ));
    }
    let wanted: BTreeSet<u32> = law
        .articles()
        .iter()
        .map(|article| article.number)
        .collect();
    let mut found = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for article in &parts.articles {
        if !found.insert(article.number) {
            twice.insert(article.number);
        }
    }
    let empty: BTreeSet<u32> = parts
        .articles
        .iter()
        .filter(|article| article.paragraphs.iter().all(|p| p.text.is_empty()))
        .map(|article| article.number)
        .collect();
    let missing: BTreeSet<u32> = wanted.difference(&found).copied().collect();
    let beyond: BTreeSet<u32> = found.difference(&wanted).copied().collect();
    for (says, numbers) in [
        ("缺少", missing),
        ("没有内容：", empty),
        ("出现不止一次：", twice),
        ("多出本办法没有的", beyond),
    ] {
        if !numbers.is_empty() {
            faults.push(format!("{says}{}。", named(&numbers)));
        }
    }
    if faults.is_empty() && !parts.articles.is_sorted_by_key(|article| article.number) {
        faults.push("各条的次序不对。".to_owned());
    }
    faults
}

fn named(numbers: &BTreeSet<u32>) -> String {
    let words = numbers
        .iter()
        .map(|number| format!("第{}条", article::numeral(*number)));
    words.collect::<Vec<_>>().join("、")
}

/// Keeps a text as the newest version.
pub async fn import(app: &App, imported: &Imported, by: By<'_>) -> Result<(), StoreError> {
    let stream = StreamId::new(STREAM, id_of(&imported.regulation));
    let expected = app.store().stream(&stream).await?.len();
    let append = Append {
        stream,
        expected: u64::try_from(expected).unwrap_or(u64::MAX),
        events: vec![NewEvent {
            kind: KIND.to_owned(),
            version: 2,
            data: serde_json::to_value(imported).unwrap_or_default(),
        }],
        provenance: notes::provenance(app, "import_official_text", by),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    };
    app.store().append(append).await.map(|_| ())
}

/// Whether this is the version in use already.
pub async fn is_in_use(app: &App, imported: &Imported) -> Result<bool, StoreError> {
    let last = of(app, &imported.regulation).await?;
    Ok(last.is_some_and(|last| last.sm3 == imported.sm3))
}

/// What was imported last for a pack; nothing where nothing was.
pub async fn of(app: &App, pack: &str) -> Result<Option<Imported>, StoreError> {
    let id = id_of(pack).to_string();
    let row = app.store().projection(STREAM, &id).await?;
    Ok(row.and_then(|row| serde_json::from_value(row.body).ok()))
}

/// Every version that was imported, the newest first.
pub async fn versions(app: &App, pack: &str) -> Result<Vec<Version>, StoreError> {
    let events = app
        .store()
        .stream(&StreamId::new(STREAM, id_of(pack)))
        .await?;
    let versions = events.iter().rev().map(|event| Version {
        sequence: event.sequence,
        person: event.provenance.person.clone(),
        at: event.provenance.at,
        imported: content(event),
    });
    Ok(versions.collect())
}

/// One stream for each pack.
fn id_of(pack: &str) -> Uuid {
    let digest = Sm3::digest(pack.as_bytes());
    let half: Vec<u8> = digest.iter().copied().take(16).collect();
    Uuid::from_slice(&half).unwrap_or_default()
}

pub fn row(stored: &StoredEvent) -> ProjectionRow {
    ProjectionRow {
        body: serde_json::to_value(content(stored)).unwrap_or_default(),
        ..bare(stored)
    }
}

/// An event's text; the first version kept plain text by number of article.
fn content(stored: &StoredEvent) -> Imported {
    let data = &stored.event.data;
    if stored.event.version >= 2
        && let Ok(imported) = serde_json::from_value(data.clone())
    {
        return imported;
    }
    let texts: BTreeMap<String, String> = data
        .get("articles")
        .and_then(|articles| serde_json::from_value(articles.clone()).ok())
        .unwrap_or_default();
    let mut articles: Vec<Article> = texts
        .iter()
        .filter_map(|(number, text)| {
            Some(Article {
                number: number.parse().ok()?,
                paragraphs: text.lines().map(plain).collect(),
            })
        })
        .collect();
    articles.sort_by_key(|article| article.number);
    Imported {
        regulation: data
            .get("regulation")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        sm3: String::new(),
        parts: Parts {
            chapters: Vec::new(),
            articles,
        },
    }
}

fn plain(line: &str) -> Paragraph {
    Paragraph {
        text: line.to_owned(),
        items: Vec::new(),
    }
}

impl Imported {
    pub fn article(&self, number: u32) -> Option<&Article> {
        let mut articles = self.parts.articles.iter();
        articles.find(|article| article.number == number)
    }
}
