//! What happens when a file has come whole: its digest, the examination, its
//! way to where files are kept, and only then that there is such a file. Each
//! step may be the last one of this process; none leaves half a file behind.

use futures_util::StreamExt;
use jiff::Timestamp;
use object_store::{ObjectStoreExt as _, WriteMultipart};
use sm3::{Digest, Sm3};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tongchou_store::{Blob, Store, Upload};

use super::examine::Verdict;
use super::receive::Stop;
use super::{Files, object_path};
use crate::clock;

const PIECE: usize = 8 * 1024 * 1024;

impl Files {
    /// Makes a file of an upload that has come whole. Refused: nothing is kept.
    pub async fn settle(
        &self,
        store: &Store,
        upload: &Upload,
        now: Timestamp,
    ) -> Result<Blob, Stop> {
        let held = self.hold(upload.id)?;
        if let Some((_, blob)) = self.settled_already(store, upload).await? {
            return Ok(blob);
        }
        let path = self.part(upload.id);
        let sm3 = if held.bytes == upload.size {
            clock::hex(&held.sm3.clone().finalize())
        } else {
            // not every byte passed through this process
            digest_of(&path).await?
        };
        let accept = self.limits().accept_unread;
        let verdict = self
            .0
            .examiner
            .look(&path, &upload.name, upload.size, accept);
        let (media_type, shows) = match verdict.await? {
            Verdict::Taken { media_type, shows } => (media_type, shows),
            Verdict::Refused(refused) => {
                self.forget(store, upload.id).await?;
                return Err(Stop::Refused(refused));
            }
        };
        let _settling = self.0.settling.read().await;
        store.announce_upload(upload.id, &sm3).await?;
        self.keep(&path, &sm3, upload.size).await?;
        let blob = Blob {
            sm3,
            size: upload.size,
            media_type,
            shows,
            stored_at: now,
        };
        store.finish_upload(upload.id, &blob).await?;
        self.drop_part(upload.id).await;
        Ok(blob)
    }

    /// The last piece may be sent again when its answer was lost.
    async fn settled_already(
        &self,
        store: &Store,
        upload: &Upload,
    ) -> Result<Option<(Upload, Blob)>, Stop> {
        let now = store.upload(upload.id, &upload.person).await?;
        let Some(sm3) = now.and_then(|upload| upload.sm3) else {
            return Ok(None);
        };
        Ok(store.whole_upload(&upload.person, &sm3).await?)
    }

    /// Puts the bytes where files are kept, and reads them back.
    async fn keep(&self, path: &std::path::Path, sm3: &str, size: u64) -> anyhow::Result<()> {
        let place = object_path(sm3);
        let there = self.objects().head(&place).await;
        if there.is_ok_and(|meta| meta.size == size) && self.is_sound(sm3).await? {
            return Ok(());
        }
        let mut file = File::open(path).await?;
        let upload = self.objects().put_multipart(&place).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            if (&mut file)
                .take(PIECE as u64)
                .read_to_end(&mut piece)
                .await?
                == 0
            {
                break;
            }
            // no more than a few pieces wait to be written
            upload.wait_for_capacity(2).await?;
            upload.put(piece.into());
        }
        upload.finish().await?;
        if self.is_sound(sm3).await? {
            return Ok(());
        }
        self.objects().delete(&place).await?;
        anyhow::bail!("what was written is not what was received")
    }

    /// Whether the bytes that are kept have the digest they are kept under.
    pub async fn is_sound(&self, sm3: &str) -> anyhow::Result<bool> {
        let kept = match self.objects().get(&object_path(sm3)).await {
            Ok(kept) => kept,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let mut pieces = kept.into_stream();
        let mut digest = Sm3::new();
        while let Some(piece) = pieces.next().await {
            digest.update(piece?);
        }
        Ok(clock::hex(&digest.finalize()) == sm3)
    }
}

async fn digest_of(path: &std::path::Path) -> std::io::Result<String> {
    let mut file = File::open(path).await?;
    let mut digest = Sm3::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Ok(clock::hex(&digest.finalize()));
        }
        digest.update(piece.get(..read).unwrap_or_default());
    }
}
