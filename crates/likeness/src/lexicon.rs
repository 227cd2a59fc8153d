//! The word lists: which words mean the same, which say nothing, which name a kind of work. Read
//! from TOML text, so that a deployment may bring its own; the built-in lists are in `data`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::entry::Work;
use crate::normal::normal;

/// What kind of meaning a unit of text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// What a system is about: parking, archives.
    Object,
    /// Whom it serves.
    User,
    /// What it does.
    Function,
    /// What a shared platform offers.
    Capability,
    /// A word that no list knows.
    Word,
}

/// A line of the lists.
#[derive(Debug, Clone)]
pub struct Concept {
    /// The first word of the line.
    pub name: String,
    pub meaning: Meaning,
    /// Number of the field, where the line stands under one.
    pub field: Option<u8>,
    /// Many systems have it, so that it tells little.
    pub broad: bool,
}

/// Why a list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    #[error("词表格式有误：{0}")]
    Format(#[from] toml::de::Error),
    #[error("词表中“{0}”一行没有两个字以上的词")]
    Empty(String),
    #[error("词表过大：领域不得超过 {most_fields} 个，词组不得超过 {most_lines} 行")]
    TooLarge {
        most_fields: usize,
        most_lines: usize,
    },
}

/// All lists together.
#[derive(Debug, Clone)]
pub struct Lexicon {
    pub(crate) concepts: Vec<Concept>,
    pub(crate) fields: Vec<String>,
    pub(crate) words: FxHashMap<String, Vec<u32>>,
    pub(crate) plain: FxHashSet<String>,
    pub(crate) drop: Vec<String>,
    /// Characters that make no unknown word.
    pub(crate) stop: FxHashSet<char>,
    pub(crate) marks: Vec<(Work, String)>,
    /// What is not read in the texts of a service: its own marks and the words of its trade.
    pub(crate) trade: Vec<String>,
    /// What says that something is built, and what says that it is only tended.
    pub(crate) building: Vec<String>,
    pub(crate) tending: Vec<String>,
}

const MOST_FIELDS: usize = 250;
const MOST_LINES: usize = 60_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(default)]
    field: Vec<FieldSheet>,
    #[serde(default)]
    functions: Vec<String>,
    #[serde(default)]
    capabilities: Vec<String>,
    #[serde(default)]
    plain: Vec<String>,
    #[serde(default)]
    stop: String,
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    work: WorkSheet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSheet {
    name: String,
    #[serde(default)]
    users: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorkSheet {
    noise: String,
    building: String,
    tending: String,
    maintenance: String,
    supervision: String,
    test: String,
    security: String,
    consulting: String,
    upgrade: String,
}

impl Lexicon {
    /// The lists that come with the program, without those of a deployment.
    pub fn built_in() -> Result<Self, LexiconError> {
        Self::read(&Self::built_in_texts())
    }

    /// The texts of the built-in lists, to be edited and given back to [`Lexicon::read`].
    pub fn built_in_texts() -> [&'static str; 8] {
        [
            include_str!("../data/livelihood.toml"),
            include_str!("../data/city.toml"),
            include_str!("../data/government.toml"),
            include_str!("../data/common.toml"),
            include_str!("../data/more.toml"),
            include_str!("../data/spoken.toml"),
            include_str!("../data/daily.toml"),
            include_str!("../data/trades.toml"),
        ]
    }

    /// Reads several sheets as one. A field named twice is one field.
    pub fn read(sheets: &[&str]) -> Result<Self, LexiconError> {
        let mut lexicon = Self {
            concepts: Vec::new(),
            fields: Vec::new(),
            words: FxHashMap::default(),
            plain: FxHashSet::default(),
            drop: Vec::new(),
            stop: FxHashSet::default(),
            marks: Vec::new(),
            trade: Vec::new(),
            building: Vec::new(),
            tending: Vec::new(),
        };
        for sheet in sheets {
            lexicon.take(toml::from_str(sheet)?)?;
        }
        lexicon.nest();
        let services = lexicon.marks.iter().filter(|(work, _)| work.is_service());
        lexicon.trade.extend(services.map(|(_, mark)| mark.clone()));
        lexicon
            .trade
            .sort_by_key(|word| std::cmp::Reverse(word.len()));
        lexicon
            .drop
            .sort_by_key(|word| std::cmp::Reverse(word.len()));
        Ok(lexicon)
    }

    /// The words that name a kind of work.
    pub(crate) fn work_marks(&self) -> Vec<String> {
        self.marks.iter().map(|(_, mark)| mark.clone()).collect()
    }

    fn take(&mut self, sheet: Sheet) -> Result<(), LexiconError> {
        for field in sheet.field {
            let number = self.field(&field.name)?;
            for line in &field.about {
                self.line(line, Meaning::Object, Some(number))?;
            }
            for line in &field.users {
                self.line(line, Meaning::User, Some(number))?;
            }
        }
        for line in &sheet.functions {
            self.line(line, Meaning::Function, None)?;
        }
        for line in &sheet.capabilities {
            self.line(line, Meaning::Capability, None)?;
        }
        self.plain.extend(split(&sheet.plain));
        self.drop.extend(split(&sheet.drop));
        self.stop.extend(sheet.stop.chars());
        self.trade.extend(split(&[sheet.work.noise.as_str()]));
        self.building.extend(split(&[sheet.work.building.as_str()]));
        self.tending.extend(split(&[sheet.work.tending.as_str()]));
        let work = sheet.work;
        for (work, line) in [
            (Work::Supervision, work.supervision),
            (Work::Security, work.security),
            (Work::Test, work.test),
            (Work::Maintenance, work.maintenance),
            (Work::Consulting, work.consulting),
            (Work::Upgrade, work.upgrade),
        ] {
            self.marks.extend(split(&[line]).map(|mark| (work, mark)));
        }
        Ok(())
    }

    fn field(&mut self, name: &str) -> Result<u8, LexiconError> {
        let known = self.fields.iter().position(|it| it == name);
        let number = known.unwrap_or(self.fields.len());
        if known.is_none() {
            self.fields.push(name.to_owned());
        }
        u8::try_from(number)
            .ok()
            .filter(|it| usize::from(*it) < MOST_FIELDS)
            .ok_or_else(too_large)
    }

    fn line(
        &mut self,
        line: &str,
        meaning: Meaning,
        field: Option<u8>,
    ) -> Result<(), LexiconError> {
        let number = u32::try_from(self.concepts.len())
            .ok()
            .filter(|_| self.concepts.len() < MOST_LINES)
            .ok_or_else(too_large)?;
        let (line, broad) = match line.strip_prefix('~') {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        let words: Vec<String> = split(&[line])
            .filter(|word| word.chars().count() > 1)
            .collect();
        let name = words
            .first()
            .ok_or_else(|| LexiconError::Empty(line.to_owned()))?
            .clone();
        // A line that begins like another of its field adds to that one.
        let known = self
            .concepts
            .iter()
            .position(|it| it.name == name && it.meaning == meaning && it.field == field)
            .and_then(|at| u32::try_from(at).ok());
        let number = known.unwrap_or(number);
        if known.is_none() {
            self.concepts.push(Concept {
                name,
                meaning,
                field,
                broad,
            });
        }
        for word in words {
            let meanings = self.words.entry(word).or_default();
            if !meanings.contains(&number) {
                meanings.push(number);
            }
        }
        Ok(())
    }

    /// A word also means what the listed words inside it mean: 停车收费 is 停车 as well.
    fn nest(&mut self) {
        let mut more: Vec<(String, Vec<u32>)> = Vec::new();
        for word in self.words.keys() {
            let inner = self.inside(word);
            more.push((word.clone(), inner));
        }
        for (word, inner) in more {
            if let Some(meanings) = self.words.get_mut(&word) {
                meanings.extend(inner);
                meanings.sort_unstable();
                meanings.dedup();
            }
        }
    }

    /// The meanings of the listed words strictly inside a word, sorted.
    pub(crate) fn inside(&self, word: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let ends: Vec<usize> = word
            .char_indices()
            .map(|(at, _)| at)
            .chain([word.len()])
            .collect();
        if ends.len() > LONGEST_NEST {
            return found;
        }
        for (place, start) in ends.iter().enumerate() {
            for end in ends.iter().skip(place + 2) {
                let inner = word.get(*start..*end).unwrap_or_default();
                if inner.len() < word.len() {
                    found.extend(self.words.get(inner).into_iter().flatten());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Longer words are not looked into.
const LONGEST_NEST: usize = 14;

fn too_large() -> LexiconError {
    LexiconError::TooLarge {
        most_fields: MOST_FIELDS,
        most_lines: MOST_LINES,
    }
}

fn split<S: AsRef<str>>(lines: &[S]) -> impl Iterator<Item = String> {
    lines
        .iter()
        .flat_map(|line| line.as_ref().split_whitespace())
        .map(normal)
}
