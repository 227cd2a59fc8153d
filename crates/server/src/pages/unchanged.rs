//! What was made of all the projects that somebody sees, good while nothing
//! happens: the same projects give the same page. What a person sees is one list as
//! long as no event is stored and day and law stay (`App::visible`), so that list is
//! what pages are kept by.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::desks::Found;
use super::home::Work;
use super::map::Drawn;
use super::overview::Picture;
use crate::app::Entry;

pub type Entries = Arc<Vec<Arc<Entry>>>;

#[derive(Debug)]
pub struct Unchanged<T>(Mutex<Vec<Page<T>>>);

#[derive(Debug)]
struct Page<T> {
    /// Held by the views of the world as it is: once they let go, nobody asks again.
    entries: Weak<Vec<Arc<Entry>>>,
    /// Which of the pages over these entries it is.
    key: String,
    made: Arc<T>,
}

/// What the pages over a whole district are kept in.
#[derive(Debug, Default)]
pub struct Made {
    pub starts: Unchanged<Work>,
    pub overviews: Unchanged<Vec<Picture>>,
    pub desks: Unchanged<Vec<Found>>,
    pub maps: Unchanged<Drawn>,
}

/// More people than look at the same time.
const KEPT: usize = 32;

impl<T> Default for Unchanged<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Unchanged<T> {
    /// The page of that key, made on the thread it is called on where it is not there.
    pub fn of(
        &self,
        entries: &Entries,
        key: &str,
        make: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<Arc<T>> {
        if let Some(made) = self.known(entries, key) {
            return Ok(made);
        }
        let made = Arc::new(make()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|page| page.entries.strong_count() > 0);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Page {
            entries: Arc::downgrade(entries),
            key: key.to_owned(),
            made: made.clone(),
        });
        Ok(made)
    }

    fn known(&self, entries: &Entries, key: &str) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = kept.iter();
        let same = |page: &&Page<T>| page.entries.as_ptr() == Arc::as_ptr(entries);
        let found = kept.find(|page| page.key == key && same(page));
        found.map(|page| page.made.clone())
    }
}
