//! The duplicate check over everything there is: projects that were declared, shared
//! platforms, results, items of designs. One index in memory, brought up to date with
//! the world before each use; of a world only what was replaced is read again. It
//! finds and explains; what follows from it the law and people say.

mod entries;
mod found;
mod split;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use sm3::{Digest, Sm3};
use tongchou_likeness::{Corpus, Entry as Text, EntryKind, Hit, Limits};
use tongchou_project::state::{Check, CheckBasis, Match};
use tongchou_project::{Command, Project};

use self::entries::{of_project, project_key};
pub use self::split::SplitFound;
pub use self::words::{Words, in_words};
use super::{App, Entry, World};
use crate::clock;

/// The index as it was last used.
#[derive(Debug)]
pub(super) struct Kept {
    words: RwLock<Words>,
    indexed: RwLock<Option<Indexed>>,
}

#[derive(Debug)]
struct Indexed {
    /// Events of the world that it follows.
    size: u64,
    corpus: Corpus,
    /// The district's own lines of synonyms, and all word lists by their SM3.
    synonyms: String,
    words: String,
    sources: BTreeMap<(&'static str, String), Source>,
}

/// What an entry of the world put into the index.
#[derive(Debug)]
struct Source {
    entry: Arc<Entry>,
    keys: Vec<String>,
}

/// The kinds of the world that are compared.
const KINDS: [&str; 3] = ["project", "platform", "design"];

/// So many hits are looked at, and so many are kept.
const LOOKED_AT: usize = 24;
const KEPT: usize = 12;
/// Of what is only related or only sounds alike a few are enough.
const FOR_INFORMATION: usize = 5;

impl Kept {
    pub(super) fn of(words: Words) -> Self {
        Self {
            words: RwLock::new(words),
            indexed: RwLock::new(None),
        }
    }
}

impl App {
    /// What resembles a project as it now reads. Takes some milliseconds of a core and,
    /// for the first caller, the time to read everything.
    pub fn duplicates_of(&self, world: &World, project: &Project) -> anyhow::Result<Check> {
        let declared = of_project(project);
        self.with_corpus(world, |indexed| {
            let limits = Limits {
                hits: LOOKED_AT,
                passages: 2,
            };
            let mut hits = indexed.corpus.check(&declared, &limits);
            hits.extend(own_drafts(indexed, world, project).check(&declared, &limits));
            let passed_over = passed_over(project);
            hits.retain(|hit| !passed_over.contains(&hit.id));
            let found = hits.iter().map(|hit| found::of_hit(world, project, hit));
            Check {
                found: the_most_telling(found.collect(), project.predecessor.as_deref()),
                basis: CheckBasis {
                    declaration: digest(&declared),
                    compared: i64::try_from(indexed.corpus.len()).unwrap_or(i64::MAX),
                    words: indexed.words.clone(),
                },
            }
        })
    }

    /// The same on a thread that may take its time.
    pub async fn find_duplicates(&self, project: Box<Project>) -> anyhow::Result<Check> {
        let (app, world) = (self.clone(), self.world().await?);
        let found = tokio::task::spawn_blocking(move || app.duplicates_of(&world, &project));
        found.await?
    }

    /// Tells a command what it needs to know of the rest of the district.
    pub(super) async fn supply(
        &self,
        command: &mut Command,
        current: Option<&Project>,
    ) -> anyhow::Result<()> {
        if let Some(project) = current.filter(|_| command.awaits_check()) {
            command.take_check(self.find_duplicates(Box::new(project.clone())).await?);
        }
        Ok(())
    }

    /// Reads everything ahead of the first check.
    pub(crate) fn index_duplicates(&self, world: &World) -> anyhow::Result<()> {
        self.with_corpus(world, |_| ())
    }

    /// Takes the word lists anew where their file was changed.
    pub(crate) fn renew_words(&self) -> anyhow::Result<bool> {
        let kept = &self.0.duplicates;
        let words = kept.words.read().unwrap_or_else(PoisonError::into_inner);
        let Some(renewed) = words.renewed()? else {
            return Ok(false);
        };
        drop(words);
        *kept.words.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        *kept.indexed.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(true)
    }

    fn with_corpus<T>(&self, world: &World, look: impl FnOnce(&Indexed) -> T) -> anyhow::Result<T> {
        let kept = &self.0.duplicates;
        let seen = kept.indexed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(indexed) = seen.as_ref().filter(|it| it.size >= world.size()) {
            return Ok(look(indexed));
        }
        drop(seen);
        let synonyms = words::of_district(world);
        let mut seen = kept.indexed.write().unwrap_or_else(PoisonError::into_inner);
        let mut indexed = match seen.take() {
            // who looks at an older world has older words
            Some(indexed) if indexed.size >= world.size() || indexed.synonyms == synonyms => {
                indexed
            }
            // other words: everything is read anew
            _ => {
                let words = kept.words.read().unwrap_or_else(PoisonError::into_inner);
                Indexed::new(&words, synonyms)?
            }
        };
        if indexed.size < world.size() {
            indexed.follow(world);
        }
        Ok(look(seen.insert(indexed)))
    }
}

impl Indexed {
    fn new(words: &Words, synonyms: String) -> anyhow::Result<Self> {
        let read = words.read(&synonyms)?;
        Ok(Self {
            size: 0,
            corpus: Corpus::new(read.reader),
            words: read.digest,
            synonyms,
            sources: BTreeMap::new(),
        })
    }

    /// Reads what the world has replaced since.
    fn follow(&mut self, world: &World) {
        let mut fresh: Vec<Text> = Vec::new();
        for kind in KINDS {
            for entry in world.of_kind(kind) {
                let key = (kind, entry.id.clone());
                let known = self.sources.get(&key);
                if known.is_some_and(|known| Arc::ptr_eq(&known.entry, entry)) {
                    continue;
                }
                let texts = entries::of_entry(entry);
                let keys: Vec<String> = texts.iter().map(|text| text.id.clone()).collect();
                for gone in known.iter().flat_map(|known| &known.keys) {
                    if !keys.contains(gone) {
                        self.corpus.remove(gone);
                    }
                }
                let changed = texts
                    .into_iter()
                    .filter(|text| self.corpus.get(&text.id) != Some(text));
                fresh.extend(changed);
                let entry = entry.clone();
                self.sources.insert(key, Source { entry, keys });
            }
        }
        self.corpus.put_all(fresh);
        self.size = world.size();
    }
}

/// Drafts are nobody's but their unit's: they are compared among themselves.
fn own_drafts(indexed: &Indexed, world: &World, project: &Project) -> Corpus {
    let mut drafts = indexed.corpus.empty();
    let own = world.registers.projects.of_unit(&project.unit);
    for summary in own.filter(|own| !own.ended && own.id != project.id) {
        let entry = world.entry("project", &summary.id);
        let draft = entry.and_then(|entry| entry.aggregate.project());
        if let Some(draft) = draft.filter(|draft| !entries::is_shared(draft)) {
            drafts.put(of_project(draft));
        }
    }
    drafts
}

/// What a project has of its own: its results, the item of the design it cites.
fn passed_over(project: &Project) -> BTreeSet<String> {
    let declared = &project.declaration;
    let cited = declared.design.iter().zip(&declared.design_item);
    let cited = cited.map(|(design, item)| entries::design_key(design, item));
    entries::result_keys(project)
        .into_iter()
        .chain(cited)
        .chain([project_key(&project.id)])
        .collect()
}

/// What the declaration says it continues and what was built before come first, then what
/// else needs an answer, then what has items of the same name, then the likeliest: what
/// could be reused must never push out what is there twice.
fn the_most_telling(mut found: Vec<Match>, continued: Option<&str>) -> Vec<Match> {
    found.sort_by(|a, b| {
        let rank = |hit: &Match| {
            let continued = hit.kind == "project" && continued == Some(hit.subject.as_str());
            let twice = hit.class.as_deref() == Some("duplicate");
            let items = !hit.items.is_empty();
            (continued, twice, hit.needs_answer(), items, hit.similarity)
        };
        rank(b).cmp(&rank(a)).then(a.subject.cmp(&b.subject))
    });
    let mut told = 0;
    found.retain(|hit| {
        told += usize::from(!hit.needs_answer());
        hit.needs_answer() || told <= FOR_INFORMATION
    });
    found.truncate(KEPT);
    found
}

fn digest(text: &Text) -> String {
    let written = serde_json::to_string(text).unwrap_or_default();
    sm3(written.as_bytes())
}

fn sm3(bytes: &[u8]) -> String {
    clock::hex(&Sm3::digest(bytes))
}

fn kind_of(hit: &Hit) -> &'static str {
    match hit.kind {
        EntryKind::Project => "project",
        EntryKind::Platform => "platform",
        EntryKind::Result => "result",
        EntryKind::DesignItem => "design_item",
    }
}
