//! The texts of files, read by the process that examines files, kept beside the index:
//! bounded, by SM3, each read once. Until a file is read it is found by its name.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tongchou_search::{Document, Facet};
use tongchou_store::StoredEvent;

use super::documents::{self, Shown, hashed};
use super::kinds::Kind;
use super::{Search, follow};
use crate::app::World;
use crate::files::verify::named;
use crate::format;

/// Pictures and archives have no text worth the time.
const READ: [&str; 8] = ["pdf", "docx", "xlsx", "pptx", "ofd", "txt", "csv", "md"];
/// A larger file is found by its name alone.
const LARGEST: u64 = 100 * 1024 * 1024;
const PAUSE: Duration = Duration::from_millis(500);

/// A file with the project it was filed with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Filed {
    sm3: String,
    name: String,
    size: u64,
    project: String,
    on: String,
    facets: Vec<(Facet, u64)>,
}

/// The files that an event brought.
pub(super) fn filed(world: &World, event: &StoredEvent) -> Vec<Filed> {
    let Some(project) = documents::project_of(world, event) else {
        return Vec::new();
    };
    let files = named(&event.event.data).into_iter();
    files
        .map(|file| Filed {
            size: file.size.unsigned_abs(),
            sm3: file.sm3,
            name: file.name,
            project: project.id.clone(),
            on: format::day(event.provenance.on),
            facets: documents::of_part(project, Kind::File),
        })
        .collect()
}

impl Search {
    /// A file's document, with its text where that was read before. Where it was not, a
    /// note in the folder says that it is to be read, before the index is committed.
    pub(super) fn of_file(&self, filed: &Filed) -> anyhow::Result<(String, Document)> {
        let mut text = String::new();
        if let Some(kept) = self.kept(&filed.sm3) {
            if kept.exists() {
                text = std::fs::read_to_string(&kept)?;
            } else if self.can_be_read(filed) {
                let waiting = self
                    .waiting()?
                    .join(format!("{}-{}", filed.sm3, filed.project));
                std::fs::write(waiting, serde_json::to_string(filed)?)?;
            }
        }
        let shown = Shown {
            href: format!("/files/{}", filed.sm3),
            project: filed.project.clone(),
            note: filed.on.clone(),
        };
        let document = Document {
            guard: hashed(&filed.project),
            facets: filed.facets.clone(),
            title: filed.name.clone(),
            body: text,
            shown: serde_json::to_string(&shown)?,
            ..Document::default()
        };
        Ok((format!("file/{}/{}", filed.project, filed.sm3), document))
    }

    fn can_be_read(&self, filed: &Filed) -> bool {
        let ending = filed
            .name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        self.0.files.is_some() && filed.size <= LARGEST && READ.contains(&ending.as_str())
    }

    fn kept(&self, sm3: &str) -> Option<PathBuf> {
        let folder = self.0.folder.as_ref()?;
        Some(folder.join("texts").join(sm3))
    }

    fn waiting(&self) -> anyhow::Result<PathBuf> {
        let folder = self.0.folder.as_ref().context("no folder")?.join("waiting");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Reads what waits, until the server stops.
    pub(super) async fn keep_reading(self) {
        if self.0.folder.is_none() {
            return;
        }
        loop {
            if let Err(error) = self.read_waiting().await {
                tracing::warn!("texts of files were not read: {error:#}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Reads every file that waits for it, and puts it in with its text.
    pub async fn read_waiting(&self) -> anyhow::Result<()> {
        let mut waiting = tokio::fs::read_dir(self.waiting()?).await?;
        while let Some(note) = waiting.next_entry().await? {
            let text = tokio::fs::read_to_string(note.path()).await?;
            if let Ok(filed) = serde_json::from_str::<Filed>(&text) {
                self.read(&filed).await?;
                let _alone = self.0.following.lock().await;
                let Some(index) = self.index() else {
                    return Ok(());
                };
                let (owner, document) = self.of_file(&filed)?;
                index.put(&owner, vec![document])?;
                follow::commit(&index, index.position()).await?;
            }
            tokio::fs::remove_file(note.path()).await?;
        }
        Ok(())
    }

    /// The text of a file into its place; an empty one where none can be read.
    async fn read(&self, filed: &Filed) -> anyhow::Result<()> {
        let (Some(files), Some(kept)) = (&self.0.files, self.kept(&filed.sm3)) else {
            return Ok(());
        };
        let folder = kept.parent().context("no folder")?;
        tokio::fs::create_dir_all(folder).await?;
        let text = files.text_of(&filed.sm3, &filed.name, filed.size).await;
        let whole = folder.join(format!("{}.new", filed.sm3));
        tokio::fs::write(&whole, text?).await?;
        tokio::fs::rename(&whole, &kept).await?;
        Ok(())
    }
}
