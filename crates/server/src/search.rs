//! The full-text index of the district beside the log: made of it, following it, made
//! anew whenever it cannot be used. Nothing is decided by it. What it holds of a project
//! is what everybody sees who may see the project; which projects those are is asked at
//! every search.

mod documents;
mod follow;
mod kinds;
mod texts;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashSet;
use tongchou_project::Actor;
use tongchou_search::{Asked, Found, Index, OPEN, Opened, SearchError};

use crate::app::{App, Entry, World};
use crate::files::Files;

pub use documents::{Shown, hashed};
pub use kinds::{Band, Kind};

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    app: App,
    files: Option<Files>,
    /// None: in memory, gone with the process.
    folder: Option<PathBuf>,
    index: RwLock<Option<Arc<Index>>>,
    /// One at a time brings the index up to date.
    following: tokio::sync::Mutex<()>,
    damaged: AtomicBool,
    opened_to: Mutex<Vec<Guards>>,
}

/// The guards of what one reader sees, as long as that is the same list.
struct Guards {
    seen: Arc<Vec<Arc<Entry>>>,
    results: bool,
    meetings: bool,
    open: Arc<FxHashSet<u64>>,
}

const GUARDS_KEPT: usize = 32;

impl fmt::Debug for Search {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Search").finish_non_exhaustive()
    }
}

impl Search {
    /// In a folder of this machine, which nothing else is kept in.
    pub fn in_folder(app: App, folder: &Path, files: Option<Files>) -> Self {
        Self::with(app, Some(folder.to_owned()), files)
    }

    pub fn in_memory(app: App, files: Option<Files>) -> Self {
        Self::with(app, None, files)
    }

    fn with(app: App, folder: Option<PathBuf>, files: Option<Files>) -> Self {
        Self(Arc::new(Inner {
            app,
            files,
            folder,
            index: RwLock::default(),
            following: tokio::sync::Mutex::default(),
            damaged: AtomicBool::new(false),
            opened_to: Mutex::default(),
        }))
    }

    /// What is found of what a person may see; none while the index is being made.
    pub fn find(
        &self,
        world: &World,
        actor: &Actor,
        mut asked: Asked,
    ) -> anyhow::Result<Option<Found>> {
        // one that is being made would say that there is nothing
        let Some(index) = self.index().filter(|index| index.position() > 0) else {
            return Ok(None);
        };
        asked.open = self.open_to(world, actor)?;
        match index.find(&asked) {
            Ok(found) => Ok(Some(found)),
            Err(error) => {
                tracing::error!(%error, "the search index is made anew");
                self.0.damaged.store(true, Ordering::Relaxed);
                Ok(None)
            }
        }
    }

    /// How far the index follows the log, and how many documents it holds.
    pub fn state(&self) -> Option<(u64, u64)> {
        let index = self.index()?;
        Some((index.position(), index.documents()))
    }

    fn index(&self) -> Option<Arc<Index>> {
        let index = self.0.index.read().unwrap_or_else(PoisonError::into_inner);
        index.clone()
    }

    fn open_to(&self, world: &World, actor: &Actor) -> anyhow::Result<Arc<FxHashSet<u64>>> {
        let seen = self.0.app.visible_in(world, actor)?;
        let results = self.0.app.may_view_results(world, actor);
        let meetings = world.is_every_project(&seen);
        let kept = || {
            self.0
                .opened_to
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let known = kept()
            .iter()
            .find(|known| {
                Arc::ptr_eq(&known.seen, &seen)
                    && (known.results, known.meetings) == (results, meetings)
            })
            .map(|known| known.open.clone());
        if let Some(open) = known {
            return Ok(open);
        }
        let mut open: FxHashSet<u64> = seen.iter().map(|entry| hashed(&entry.id)).collect();
        open.insert(OPEN);
        if results {
            open.insert(hashed(documents::RESULTS));
        }
        if meetings {
            open.insert(hashed(documents::MEETINGS));
        }
        let open = Arc::new(open);
        let mut kept = kept();
        if kept.len() >= GUARDS_KEPT {
            kept.remove(0);
        }
        kept.push(Guards {
            seen,
            results,
            meetings,
            open: open.clone(),
        });
        Ok(open)
    }

    /// Opens the index, where it is not open, or was damaged.
    async fn opened(&self) -> anyhow::Result<Arc<Index>> {
        let damaged = self.0.damaged.swap(false, Ordering::Relaxed);
        if let Some(index) = self.index().filter(|_| !damaged) {
            return Ok(index);
        }
        self.hide();
        let source = self.source().await?;
        let folder = self.0.folder.clone();
        let opening = tokio::task::spawn_blocking(move || opened(folder.as_deref(), &source));
        let index = Arc::new(opening.await??);
        let size = self.0.app.store().checkpoint().await?.size;
        if index.position() > size {
            // the database was put back to an earlier day
            index.empty()?;
        }
        Ok(index)
    }

    /// Names all that the documents are made of beside the events.
    async fn source(&self) -> anyhow::Result<String> {
        let origin = self.0.app.store().checkpoint().await?.origin;
        let law = self.0.app.law().latest().hash().to_owned();
        Ok(format!("{origin} {law} {}", documents::FORM))
    }

    fn hide(&self) {
        *self.0.index.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn show(&self, index: Arc<Index>) {
        *self.0.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index);
    }
}

fn opened(folder: Option<&Path>, source: &str) -> Result<Index, SearchError> {
    let Some(folder) = folder else {
        return Index::in_memory(source);
    };
    let (index, how) = Index::open(&folder.join("index"), source)?;
    if how != Opened::Kept {
        tracing::info!(?how, "the search index is made from the log");
    }
    Ok(index)
}

/// By facet and value, how many: as the index counts.
pub type Counts = BTreeMap<(tongchou_search::Facet, u64), u32>;
