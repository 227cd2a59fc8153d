//! Files that come with acts: received in parts, examined, kept under their
//! SM3, named by an event, shown to those who may see what they were filed on.
//! No rule of the law is here, and no file is trusted for its name.

mod checksum;
pub mod examine;
mod examiner;
pub mod form;
pub mod kinds;
mod listing;
pub mod names;
mod place;
mod receive;
mod refused;
pub mod resolve;
pub mod sender;
mod settle;
pub mod show;
mod sweep;
pub mod tus;
pub mod verify;
mod waiting;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::TryStreamExt as _;
use jiff::SignedDuration;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::RwLock;
use tongchou_store::Quota;
use uuid::Uuid;

pub use examiner::{Examiner, Wanted, examine_here};
pub use listing::{FileList, Row as FileRow};
pub use place::{Place, S3};
pub use refused::Refused;
pub use waiting::Waiting;

/// What may be sent, and how long it stays when nobody files it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub largest: u64,
    /// A form sent by a browser without scripts comes in one piece.
    pub plain_form: u64,
    pub quota: Quota,
    pub kept_unfiled: SignedDuration,
    /// Takes documents whose text cannot be read.
    pub accept_unread: bool,
}

/// A file by its SM3, with its size and when it was written.
type Seen = (String, u64, String);
/// More than anybody looks at in a day.
const MOST_SEEN: usize = 10_000;

const MEGABYTE: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            largest: 500 * MEGABYTE,
            plain_form: 200 * MEGABYTE,
            quota: Quota {
                bytes: 2000 * MEGABYTE,
                count: 200,
            },
            kept_unfiled: SignedDuration::from_hours(7 * 24),
            accept_unread: false,
        }
    }
}

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    objects: Arc<dyn ObjectStore>,
    /// Where parts lie until they are whole.
    parts: PathBuf,
    limits: Limits,
    examiner: Examiner,
    /// Uploads being received now, each with its running digest.
    running: Mutex<HashMap<Uuid, Arc<receive::Running>>>,
    /// Files whose bytes were looked at, as they were then.
    sound: Mutex<HashSet<Seen>>,
    /// Held while a file settles; the sweep holds it alone.
    settling: RwLock<()>,
}

impl fmt::Debug for Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Files").finish_non_exhaustive()
    }
}

impl Files {
    /// `parts`: a folder on a disk of this machine.
    pub fn open(
        place: &Place,
        parts: &Path,
        limits: Limits,
        examiner: Examiner,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(parts)?;
        place.make()?;
        Self::open_to_read(place, parts, limits, examiner)
    }

    /// Opens what is there already, be it a copy that cannot be written.
    pub fn open_to_read(
        place: &Place,
        parts: &Path,
        limits: Limits,
        examiner: Examiner,
    ) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            objects: place.open()?,
            parts: parts.to_owned(),
            limits,
            examiner,
            running: Mutex::default(),
            sound: Mutex::default(),
            settling: RwLock::default(),
        })))
    }

    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub fn objects(&self) -> &Arc<dyn ObjectStore> {
        &self.0.objects
    }

    /// The text of a file that was taken, read by a process of its own; empty where
    /// there is none to be read.
    pub(crate) async fn text_of(&self, sm3: &str, name: &str, size: u64) -> anyhow::Result<String> {
        let mut bytes = self.0.objects.get(&object_path(sm3)).await?.into_stream();
        let copy = tempfile::NamedTempFile::new_in(&self.0.parts)?;
        let mut file = tokio::fs::File::create(copy.path()).await?;
        while let Some(part) = bytes.try_next().await? {
            file.write_all(&part).await?;
        }
        file.flush().await?;
        drop(file);
        self.0.examiner.text(copy.path(), name, size).await
    }

    /// [`Self::is_sound`], found out once for bytes that nobody wrote since.
    pub(crate) async fn is_still_sound(&self, sm3: &str) -> anyhow::Result<bool> {
        let meta = match self.0.objects.head(&object_path(sm3)).await {
            Ok(meta) => meta,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let seen = (sm3.to_owned(), meta.size, meta.last_modified.to_string());
        let known = || {
            let known = self.0.sound.lock();
            known.unwrap_or_else(PoisonError::into_inner)
        };
        if known().contains(&seen) {
            return Ok(true);
        }
        let sound = self.is_sound(sm3).await?;
        if sound {
            let mut known = known();
            if known.len() >= MOST_SEEN {
                known.clear();
            }
            known.insert(seen);
        }
        Ok(sound)
    }

    /// A folder for what is looked at once and thrown away.
    pub fn parts(&self) -> &Path {
        &self.0.parts
    }

    fn part(&self, id: Uuid) -> PathBuf {
        self.0.parts.join(id.to_string())
    }
}

/// Where a file lies among the objects: never under the name its sender gave.
pub fn object_path(sm3: &str) -> object_store::path::Path {
    let (first, rest) = sm3.split_at_checked(2).unwrap_or(("", sm3));
    object_store::path::Path::from(format!("{first}/{rest}"))
}

/// A size for people: 1.5 MB.
pub fn size_in_words(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1024 => return format!("{bytes} 字节"),
        1024..1_048_576 => (1024, "KB"),
        1_048_576..1_073_741_824 => (1_048_576, "MB"),
        _ => (1_073_741_824, "GB"),
    };
    let tenths = bytes.saturating_mul(10).div_ceil(unit);
    if tenths % 10 == 0 || tenths > 1000 {
        format!("{} {name}", tenths / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}
