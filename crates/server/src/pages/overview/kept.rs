//! Pictures made lately: the same projects give the same pictures. What a person
//! sees is one list as long as nothing happened and the day is the same
//! (`App::visible`), so that list is what they are kept by.

use std::sync::{Arc, Mutex, PoisonError};

use super::Picture;
use crate::app::Entry;

/// More people than look at the same time.
const KEPT: usize = 32;

#[derive(Debug, Default)]
pub struct Overviews(Mutex<Vec<Made>>);

#[derive(Debug)]
struct Made {
    entries: Arc<Vec<Arc<Entry>>>,
    by: &'static str,
    pictures: Arc<Vec<Picture>>,
}

impl Overviews {
    pub fn of(&self, entries: &Arc<Vec<Arc<Entry>>>, by: &str) -> Option<Arc<Vec<Picture>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = kept.iter();
        let found = kept.find(|made| made.by == by && Arc::ptr_eq(&made.entries, entries));
        found.map(|made| made.pictures.clone())
    }

    pub fn keep(
        &self,
        entries: Arc<Vec<Arc<Entry>>>,
        by: &'static str,
        pictures: &Arc<Vec<Picture>>,
    ) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Made {
            entries,
            by,
            pictures: pictures.clone(),
        });
    }
}
