//! The word lists of the comparison: those of the program, those that the bureau keeps in
//! its register of synonyms, and those of a file. A changed file is taken while the server runs; one that cannot be
//! read changes nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::SystemTime;

use anyhow::Context;
use serde::Serialize;
use tongchou_likeness::{Lexicon, LexiconError, Reader};

use crate::app::World;

/// Reading the lists takes some tenths of a second and much memory: once is enough.
static BUILT_IN: LazyLock<Result<Reader, LexiconError>> = LazyLock::new(Reader::built_in);

/// A text in its words; none where the lists of the program cannot be read.
pub fn in_words(text: &str) -> Vec<String> {
    let reader = BUILT_IN.as_ref();
    reader.map_or_else(|_| Vec::new(), |reader| reader.words(text))
}

#[derive(Debug, Clone)]
pub struct Words {
    /// None: the lists of the program alone, read when they are first needed.
    own: Option<Own>,
}

#[derive(Debug, Clone)]
struct Own {
    reader: Reader,
    sheet: String,
    file: PathBuf,
    changed: Option<SystemTime>,
}

impl Words {
    pub fn built_in() -> Self {
        Self { own: None }
    }

    /// The lists of the program with a sheet of the deployment.
    pub fn with_file(file: PathBuf) -> anyhow::Result<Self> {
        let told = || format!("词表 {}", file.display());
        let changed = std::fs::metadata(&file).with_context(told)?.modified().ok();
        let sheet = std::fs::read_to_string(&file).with_context(told)?;
        let mut sheets = Lexicon::built_in_texts().to_vec();
        sheets.push(&sheet);
        let lexicon = Lexicon::read(&sheets).with_context(told)?;
        Ok(Self {
            own: Some(Own {
                reader: Reader::new(lexicon),
                sheet,
                file,
                changed,
            }),
        })
    }

    pub fn of(file: Option<PathBuf>) -> anyhow::Result<Self> {
        file.map_or_else(|| Ok(Self::built_in()), Self::with_file)
    }

    /// The lists of the file as it is now, where it was changed.
    pub(super) fn renewed(&self) -> anyhow::Result<Option<Self>> {
        let Some(own) = &self.own else {
            return Ok(None);
        };
        let changed = std::fs::metadata(&own.file).and_then(|about| about.modified());
        if changed.ok() == own.changed {
            return Ok(None);
        }
        Self::with_file(own.file.clone()).map(Some)
    }

    /// The lists with the district's own lines. Lines that cannot be read together with
    /// the rest are left out: a check with fewer words is better than none.
    pub(super) fn read(&self, synonyms: &str) -> anyhow::Result<Read> {
        if !synonyms.is_empty() {
            let mut sheets = self.sheets();
            sheets.push(synonyms);
            match Lexicon::read(&sheets) {
                Ok(lexicon) => {
                    return Ok(Read {
                        reader: Reader::new(lexicon),
                        digest: digest(&sheets),
                    });
                }
                Err(error) => tracing::warn!("the district's synonyms are left out: {error}"),
            }
        }
        let reader = match &self.own {
            Some(own) => own.reader.clone(),
            None => BUILT_IN
                .as_ref()
                .cloned()
                .map_err(|error| anyhow::anyhow!("{error}"))?,
        };
        Ok(Read {
            reader,
            digest: digest(&self.sheets()),
        })
    }

    fn sheets(&self) -> Vec<&str> {
        let mut sheets = Lexicon::built_in_texts().to_vec();
        sheets.extend(self.own.as_ref().map(|own| own.sheet.as_str()));
        sheets
    }
}

/// Word lists as they are compared by.
pub(super) struct Read {
    pub reader: Reader,
    /// SM3 of all of them.
    pub digest: String,
}

/// The lines that the bureau keeps in its register, as a sheet of words; empty where
/// there are none.
pub(super) fn of_district(world: &World) -> String {
    let mut sheet = Sheet::default();
    let mut fields: BTreeMap<&str, Field> = BTreeMap::new();
    let mut lines = world
        .registers
        .synonyms
        .values()
        .filter(|it| !it.removed)
        .peekable();
    if lines.peek().is_none() {
        return String::new();
    }
    for line in lines {
        let words = line.words.join(" ");
        let field = fields.entry(&line.field);
        match line.meaning.as_str() {
            "object" => field.or_default().about.push(words),
            "user" => field.or_default().users.push(words),
            "function" => sheet.functions.push(words),
            "capability" => sheet.capabilities.push(words),
            _ => sheet.plain.push(words),
        }
    }
    let named = fields.into_iter().map(|(name, field)| Field {
        name: name.to_owned(),
        ..field
    });
    sheet.field = named.collect();
    toml::to_string(&sheet).unwrap_or_default()
}

#[derive(Debug, Default, Serialize)]
struct Sheet {
    functions: Vec<String>,
    capabilities: Vec<String>,
    plain: Vec<String>,
    field: Vec<Field>,
}

#[derive(Debug, Default, Serialize)]
struct Field {
    name: String,
    users: Vec<String>,
    about: Vec<String>,
}

fn digest(sheets: &[&str]) -> String {
    super::sm3(sheets.concat().as_bytes())
}
