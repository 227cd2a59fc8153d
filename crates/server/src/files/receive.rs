//! Takes the bytes of a file as they come, onto the disk: however large it is,
//! only a piece of it is in memory. What has come stays when the connection
//! breaks.

use std::io::SeekFrom;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use sm3::{Digest, Sm3};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;
use tongchou_store::{Store, StoreError, Upload};
use uuid::Uuid;

use super::{Files, Refused, kinds, names, size_in_words};
use crate::clock;

/// A sender who is silent for so long has gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Digest of the first bytes of an upload.
#[derive(Debug, Default)]
pub(super) struct Digested {
    pub bytes: u64,
    pub sm3: Sm3,
}

/// One piece is received at a time.
pub(super) type Running = Mutex<Digested>;

/// What an upload is to be.
#[derive(Debug)]
pub struct Announced<'a> {
    pub person: &'a str,
    pub name: &'a str,
    pub form: &'a str,
    pub size: u64,
}

#[derive(Debug)]
pub enum Stop {
    Refused(Refused),
    /// Larger than the limit.
    TooLarge(Refused),
    /// Another piece of the same upload is being received.
    Busy,
    /// The piece does not begin where the last one ended.
    Elsewhere(u64),
    /// The sender has gone; what came is kept.
    BrokenOff,
    /// The piece's own checksum does not fit.
    Garbled,
    Fault(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Files {
    /// Makes room for an upload, or says why not.
    pub async fn begin(
        &self,
        store: &Store,
        announced: Announced<'_>,
        now: Timestamp,
    ) -> Result<Upload, Stop> {
        let name = self.acceptable(announced.name, announced.size)?;
        let announced = Announced {
            name: &name,
            ..announced
        };
        let upload = self.admit(store, clock::new_id(), announced, now).await?;
        File::create(self.part(upload.id)).await?;
        Ok(upload)
    }

    /// The name it is kept under, if name and size will do.
    pub fn acceptable(&self, sent: &str, size: u64) -> Result<String, Stop> {
        // the name as sent: a mark must not pass by being cut off
        if tongchou_project::secrecy::is_named_secret(sent) {
            return Err(Stop::Refused(Refused::secret()));
        }
        let name = names::clean(sent).ok_or_else(|| {
            Stop::Refused(Refused::new("文件没有名称", "请给文件起一个名称后上传"))
        })?;
        if size == 0 {
            return Err(Stop::Refused(Refused::new(
                format!("“{name}”是空文件"),
                "请核对是否选错了文件",
            )));
        }
        let largest = self.limits().largest;
        if size > largest {
            return Err(Stop::TooLarge(too_large(&name, size, largest)));
        }
        kinds::by_name(&name).map_err(Stop::Refused)?;
        Ok(name)
    }

    /// Takes a piece that begins at `offset`. `check`: looks at the bytes when
    /// the piece has ended; where it says no, the piece is forgotten.
    pub async fn receive<E: std::fmt::Display>(
        &self,
        store: &Store,
        upload: &Upload,
        offset: u64,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
        check: &mut (dyn Check + Send),
        now: Timestamp,
    ) -> Result<u64, Stop> {
        let mut running = self.hold(upload.id)?;
        let upload = store.upload(upload.id, &upload.person).await?;
        let upload = upload.ok_or_else(|| Stop::Elsewhere(0))?;
        if offset != upload.received {
            return Err(Stop::Elsewhere(upload.received));
        }
        if offset == upload.size {
            // the last piece again, whose answer was lost
            return Ok(offset);
        }
        let path = self.part(upload.id);
        let mut file = OpenOptions::new().write(true).open(path).await?;
        // bytes that were never acknowledged are written again
        file.set_len(offset).await?;
        file.seek(SeekFrom::Start(offset)).await?;
        let before = running.sm3.clone();
        let (at, broken) = write(&mut file, &mut running, &upload, &mut pieces, check).await?;
        if broken.is_none() && !check.fits() {
            file.set_len(offset).await?;
            if running.bytes == at {
                *running = Digested {
                    bytes: offset,
                    sm3: before,
                };
            }
            return Err(Stop::Garbled);
        }
        file.sync_data().await?;
        store.advance_upload(upload.id, at, now).await?;
        if let Some(why) = broken {
            tracing::info!(id = %upload.id, at, why, "upload broken off");
            return Err(Stop::BrokenOff);
        }
        Ok(at)
    }

    /// Takes a file that comes in one piece, of a size not known before.
    pub async fn receive_whole<E: std::fmt::Display>(
        &self,
        store: &Store,
        announced: Announced<'_>,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
        now: Timestamp,
    ) -> Result<Upload, Stop> {
        let name = self.acceptable(announced.name, 1)?;
        let id = clock::new_id();
        let most = self.limits().plain_form.min(self.limits().largest);
        let mut file = File::create(self.part(id)).await?;
        let mut size = 0;
        while let Some(piece) = pieces.next().await {
            let Ok(piece) = piece else {
                self.drop_part(id).await;
                return Err(Stop::Refused(cut_off(&name)));
            };
            size += piece.len() as u64;
            if size > most {
                self.drop_part(id).await;
                return Err(Stop::TooLarge(too_large(&name, size, most)));
            }
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        file.sync_data().await?;
        let begun = self.acceptable(&name, size);
        let begun = match begun {
            Ok(name) => {
                self.admit(
                    store,
                    id,
                    Announced {
                        size,
                        name: &name,
                        ..announced
                    },
                    now,
                )
                .await
            }
            Err(stop) => Err(stop),
        };
        if begun.is_err() {
            self.drop_part(id).await;
        }
        begun
    }

    async fn admit(
        &self,
        store: &Store,
        id: Uuid,
        announced: Announced<'_>,
        now: Timestamp,
    ) -> Result<Upload, Stop> {
        let upload = Upload {
            id,
            person: announced.person.to_owned(),
            name: announced.name.to_owned(),
            form: announced.form.to_owned(),
            size: announced.size,
            received: 0,
            sm3: None,
            touched_at: now,
            filed: false,
        };
        let quota = self.limits().quota;
        match store.begin_upload(&upload, quota).await? {
            Some((bytes, count)) => Err(Stop::Refused(over_quota(bytes, count, quota.bytes))),
            None => Ok(upload),
        }
    }

    pub(super) fn hold(&self, id: Uuid) -> Result<OwnedMutexGuard<Digested>, Stop> {
        let mut running = self
            .0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let one = Arc::clone(running.entry(id).or_default());
        one.try_lock_owned().map_err(|_| Stop::Busy)
    }

    /// Forgets an upload: its row, its part.
    pub async fn forget(&self, store: &Store, id: Uuid) -> Result<(), StoreError> {
        self.drop_part(id).await;
        store.remove_upload(id).await
    }

    pub(super) async fn drop_part(&self, id: Uuid) {
        self.release(id);
        if let Err(error) = tokio::fs::remove_file(self.part(id)).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::error!(%error, %id, "part of an upload not removed");
        }
    }
}

/// Writes pieces until they end; gives how far it came, and why no further.
async fn write<E: std::fmt::Display>(
    file: &mut File,
    running: &mut Digested,
    upload: &Upload,
    pieces: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
    check: &mut (dyn Check + Send),
) -> Result<(u64, Option<String>), Stop> {
    let mut at = upload.received;
    let broken = loop {
        let piece = match timeout(SILENCE, pieces.next()).await {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => break None,
            Ok(Some(Err(error))) => break Some(error.to_string()),
            Err(_) => break Some("silent for too long".to_owned()),
        };
        let length = piece.len() as u64;
        if at + length > upload.size {
            return Err(Stop::Refused(longer(upload)));
        }
        file.write_all(&piece).await?;
        check.take(&piece);
        if running.bytes == at {
            running.sm3.update(&piece);
            running.bytes += length;
        }
        at += length;
    };
    file.flush().await?;
    Ok((at, broken))
}

impl Files {
    fn release(&self, id: Uuid) {
        let mut running = self
            .0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        running.remove(&id);
    }
}

/// A checksum of one piece, as the sender states it.
pub trait Check {
    fn take(&mut self, bytes: &[u8]);
    fn fits(&mut self) -> bool;
}

/// No checksum was stated.
#[derive(Debug)]
pub struct Unchecked;

impl Check for Unchecked {
    fn take(&mut self, _: &[u8]) {}

    fn fits(&mut self) -> bool {
        true
    }
}

pub(super) fn too_large(name: &str, size: u64, largest: u64) -> Refused {
    Refused::new(
        format!(
            "“{name}”有 {}，一个文件最大 {}",
            size_in_words(size),
            size_in_words(largest)
        ),
        "请压缩或拆分后上传",
    )
}

fn cut_off(name: &str) -> Refused {
    Refused::new(format!("“{name}”没有传完"), "请重新选择文件上传")
}

fn longer(upload: &Upload) -> Refused {
    Refused::new(
        format!("“{}”传来的内容比申明的 {} 字节多", upload.name, upload.size),
        "请重新选择文件上传",
    )
}

fn over_quota(bytes: u64, count: u64, most: u64) -> Refused {
    Refused::new(
        format!(
            "您已上传而尚未提交的文件有 {count} 个，共 {}，超过了每人 {} 的限额",
            size_in_words(bytes),
            size_in_words(most)
        ),
        "请先提交或移除已上传的文件；七日内没有提交的会自动清除",
    )
}
