//! Clears away what nobody filed: parts and files that no event names, a week
//! after they were last touched. What an event names is never touched.

use jiff::Timestamp;
use object_store::ObjectStoreExt as _;
use tongchou_store::Store;

use super::{Files, object_path};

impl Files {
    /// One round; gives how many uploads and files are gone.
    pub async fn sweep(&self, store: &Store, now: Timestamp) -> anyhow::Result<(usize, usize)> {
        let before = now
            .checked_sub(self.limits().kept_unfiled)
            .unwrap_or(Timestamp::MIN);
        // no file may settle between the look at its row and the end of its bytes
        let _alone = self.0.settling.write().await;
        let uploads = store.sweep_uploads(before).await?;
        let mut gone = store.sweep_blobs(before).await?;
        let files = gone.len();
        for upload in &uploads {
            self.drop_part(upload.id).await;
            // announced, and broken off before it was a file
            if let Some(sm3) = &upload.sm3
                && store.blob(sm3).await?.is_none()
            {
                gone.push(sm3.clone());
            }
        }
        gone.sort_unstable();
        gone.dedup();
        for sm3 in &gone {
            match self.objects().delete(&object_path(sm3)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => tracing::error!(%error, sm3, "file not removed"),
            }
        }
        self.sweep_parts(before).await?;
        Ok((uploads.len(), files))
    }

    /// Forgets a person's file at once, and its bytes unless somebody else has the same
    /// or an event names it.
    pub async fn discard(&self, store: &Store, person: &str, sm3: &str) -> anyhow::Result<()> {
        // as in a round of sweeping
        let _alone = self.0.settling.write().await;
        while let Some((upload, _)) = store.whole_upload(person, sm3).await? {
            self.forget(store, upload.id).await?;
        }
        if store.forget_blob(sm3).await? {
            self.objects().delete(&object_path(sm3)).await?;
        }
        Ok(())
    }

    /// Parts whose upload was never noted down: a form that broke off.
    async fn sweep_parts(&self, before: Timestamp) -> anyhow::Result<()> {
        let mut folder = tokio::fs::read_dir(&self.0.parts).await?;
        while let Some(entry) = folder.next_entry().await? {
            let touched = Timestamp::try_from(entry.metadata().await?.modified()?)?;
            if touched < before {
                tokio::fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}
