//! Follows the log from the position that the index keeps: what an event changed is put
//! in anew, and the position with it, in one commit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tongchou_search::{Document, Index, SearchError};
use tongchou_store::StoredEvent;

use super::{Search, documents, texts};
use crate::app::World;
use crate::official_text;

/// How often it looks for new events: what is new is found within a second.
const EVERY: Duration = Duration::from_millis(300);
/// After a failure it is left alone for a while.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Events that are put in together.
const PAGE: u32 = 1000;

/// What belongs to no one thing.
const ARTICLES: &str = "articles";

impl Search {
    /// Runs until the server stops.
    pub async fn keep(self) {
        let reading = self.clone();
        tokio::spawn(async move { reading.keep_reading().await });
        loop {
            let pause = match self.catch_up().await {
                Ok(()) => EVERY,
                Err(error) => {
                    tracing::error!("the search index does not follow: {error:#}");
                    self.0
                        .damaged
                        .store(true, std::sync::atomic::Ordering::Relaxed);
                    AFTER_FAILURE
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Puts in all that happened up to now.
    pub async fn catch_up(&self) -> anyhow::Result<()> {
        let _alone = self.0.following.lock().await;
        let asked = self.take_request()?;
        let index = self.opened().await?;
        let fresh = asked || self.index().is_none();
        if asked {
            index.empty()?;
        }
        if fresh {
            self.put_articles(&index).await?;
        }
        let empty = self.0.app.store().checkpoint().await?.size == 0;
        if index.position() == 0 && (fresh || !empty) {
            self.put_everything(&index).await?;
        } else {
            self.put_news(&index, fresh).await?;
        }
        if fresh {
            self.show(index);
        }
        Ok(())
    }

    async fn put_news(&self, index: &Arc<Index>, fresh: bool) -> anyhow::Result<()> {
        let mut put = fresh;
        loop {
            let position = index.position();
            let size = self.0.app.store().checkpoint().await?.size;
            if size <= position && !put {
                return Ok(());
            }
            let events = self.0.app.store().events_after(position, PAGE).await?;
            let last = events.last().map_or(position, |event| event.position);
            let world = self.0.app.world().await?;
            self.put_events(index, &world, &events)?;
            let changed: BTreeSet<_> = events.iter().map(|event| &event.stream).collect();
            if changed
                .iter()
                .any(|stream| stream.kind == official_text::STREAM)
            {
                self.put_articles(index).await?;
            }
            for stream in changed {
                let id = stream.id.to_string();
                if let Some(entry) = world.entry(&stream.kind, &id) {
                    index.put(&stream.to_string(), documents::of_entry(entry))?;
                }
            }
            commit(index, last).await?;
            put = false;
        }
    }

    /// From nothing: everything as it is now, then what was written down on the way.
    async fn put_everything(&self, index: &Arc<Index>) -> anyhow::Result<()> {
        let world = self.0.app.world().await?;
        for kind in documents_of_kinds() {
            for entry in world.of_kind(kind) {
                let owner = format!("{kind}/{}", entry.id);
                index.put(&owner, documents::of_entry(entry))?;
            }
        }
        let mut position = 0;
        loop {
            let events = self.0.app.store().events_after(position, PAGE).await?;
            let Some(last) = events.last().filter(|_| position < world.size()) else {
                break;
            };
            position = last.position;
            self.put_events(index, &world, &events)?;
        }
        // what came meanwhile is news
        commit(index, world.size()).await
    }

    fn put_events(
        &self,
        index: &Arc<Index>,
        world: &World,
        events: &[StoredEvent],
    ) -> anyhow::Result<()> {
        let law = self.0.app.law().on(self.0.app.clock().today());
        for event in events {
            if let Some(document) = documents::of_event(world, law, event) {
                index.put(&format!("event/{}", event.position), vec![document])?;
            }
            for filed in texts::filed(world, event) {
                let (owner, document) = self.of_file(&filed)?;
                index.put(&owner, vec![document])?;
            }
        }
        Ok(())
    }

    async fn put_articles(&self, index: &Arc<Index>) -> anyhow::Result<()> {
        let law = self.0.app.law().on(self.0.app.clock().today());
        let official = official_text::of(&self.0.app, law.id()).await?;
        let documents: Vec<Document> = documents::of_articles(law, official.as_ref());
        Ok(index.put(ARTICLES, documents)?)
    }

    /// Whether somebody asked on the command line for the index to be made anew.
    fn take_request(&self) -> anyhow::Result<bool> {
        let Some(folder) = &self.0.folder else {
            return Ok(false);
        };
        let request = folder.join(REQUEST);
        let asked = request.exists();
        if asked {
            std::fs::remove_file(&request)?;
        }
        Ok(asked)
    }
}

/// A file in the folder that asks the server for an index from nothing.
pub(super) const REQUEST: &str = "rebuild";

impl Search {
    /// Asks whoever keeps the index in a folder to make it anew.
    pub fn request_rebuild(folder: &std::path::Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        Ok(std::fs::write(folder.join(REQUEST), "")?)
    }

    /// Makes the index anew here and now; false where a running server keeps it.
    pub async fn rebuild(&self) -> anyhow::Result<bool> {
        let alone = self.0.following.lock().await;
        match self.opened().await {
            Ok(index) => index.empty()?,
            Err(error) => match error.downcast_ref::<SearchError>() {
                Some(SearchError::Busy) => return Ok(false),
                _ => return Err(error),
            },
        }
        self.hide();
        drop(alone);
        self.catch_up().await?;
        Ok(true)
    }
}

/// The streams whose entries can be found.
fn documents_of_kinds() -> [&'static str; 8] {
    [
        "project",
        "design",
        "platform",
        "catalogue_item",
        "agency",
        "expert",
        "meeting",
        "interpretation",
    ]
}

/// Writing to the disk takes its time.
pub(super) async fn commit(index: &Arc<Index>, position: u64) -> anyhow::Result<()> {
    let index = index.clone();
    Ok(tokio::task::spawn_blocking(move || index.commit(position)).await??)
}
