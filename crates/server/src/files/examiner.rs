//! Has a file examined by a process of its own, with little memory and little
//! time: a file made to break its reader breaks that process and nothing else.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::examine::{self, Verdict};

/// Examinations at a time: each may take a processor and much memory.
const AT_ONCE: usize = 2;
const PATIENCE: Duration = Duration::from_mins(1);
/// Of addresses, not of memory in use; the allocator reserves generously.
const MEMORY: u64 = 4 * 1024 * 1024 * 1024;

#[derive(Debug)]
pub struct Examiner {
    /// The program itself, which knows the command `examine`.
    program: PathBuf,
    patience: Duration,
    places: Semaphore,
}

impl Examiner {
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            patience: PATIENCE,
            places: Semaphore::new(AT_ONCE),
        }
    }

    /// This very program, be it replaced on the disk by a newer one meanwhile.
    pub fn this() -> anyhow::Result<Self> {
        let program = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe()?
        };
        Ok(Self::new(program))
    }

    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The verdict; where the process dies or does not come to an end, that the
    /// file is too much for it.
    pub(super) async fn look(
        &self,
        path: &Path,
        name: &str,
        size: u64,
        accept_unread: bool,
    ) -> anyhow::Result<Verdict> {
        let more = accept_unread.then_some("--accept-unread");
        match self.run(path, name, size, more).await? {
            Some(text) => Ok(serde_json::from_str(&text)?),
            None => Ok(Verdict::Refused(examine::too_much(name))),
        }
    }

    /// The text of a file, for the search; empty where it breaks its reader.
    pub(super) async fn text(&self, path: &Path, name: &str, size: u64) -> anyhow::Result<String> {
        let text = self.run(path, name, size, Some("--text")).await?;
        Ok(text.unwrap_or_default())
    }

    /// What the process wrote down; none where it came to no good end.
    async fn run(
        &self,
        path: &Path,
        name: &str,
        size: u64,
        more: Option<&str>,
    ) -> anyhow::Result<Option<String>> {
        let _place = self.places.acquire().await?;
        let answer = path.with_extension("verdict");
        let _ = tokio::fs::remove_file(&answer).await;
        let mut command = Command::new(&self.program);
        command
            .arg("examine")
            .args([path, answer.as_path()])
            // in one piece: a name may begin with a hyphen
            .arg(format!("--name={name}"))
            .args(more)
            .env_clear()
            .stdin(Stdio::null())
            // readers of PDF talk; what they say may be what the file says
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().context("examiner does not start")?;
        // a second more for every ten megabytes
        let patience = self.patience + Duration::from_secs(size / 10_000_000);
        let ended = tokio::time::timeout(patience, child.wait()).await;
        if ended.is_err() {
            child.kill().await?;
        }
        let text = tokio::fs::read_to_string(&answer).await;
        let _ = tokio::fs::remove_file(&answer).await;
        match (ended, text) {
            (Ok(Ok(status)), Ok(text)) if status.success() => Ok(Some(text)),
            (ended, _) => {
                tracing::warn!(?ended, size, "a file broke its examiner");
                Ok(None)
            }
        }
    }
}

/// What is asked of the process.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    Verdict {
        /// Takes what cannot be read all the same.
        accept_unread: bool,
    },
    /// The text of a file that was taken.
    Text,
}

/// What the process does: bounds itself, looks, writes the verdict down.
pub fn examine_here(path: &Path, answer: &Path, name: &str, wanted: Wanted) -> anyhow::Result<()> {
    // where the system has no such bounds the deadline remains
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY);
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
    // a deep document needs a deep stack
    let (path, name) = (path.to_owned(), name.to_owned());
    let looking = std::thread::Builder::new()
        .stack_size(256 * 1024 * 1024)
        .spawn(move || match wanted {
            Wanted::Text => Ok(examine::text(&path, &name)),
            Wanted::Verdict { accept_unread } => {
                serde_json::to_string(&examine::look(&path, &name, accept_unread))
            }
        })?;
    let found = looking
        .join()
        .map_err(|_| anyhow::anyhow!("the examiner panicked"))?;
    std::fs::write(answer, found?)?;
    Ok(())
}
