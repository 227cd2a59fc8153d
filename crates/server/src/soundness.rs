//! Whether log and files still hold, asked when the server starts and each night.
//! What was found the time before is kept in memory and in a file beside the
//! database, signed where there is a key: whoever rewrites the whole database, its
//! tree and head included, contradicts that checkpoint.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tongchou_store::{Checker, Checkpoint, Notice, Signer};

use crate::accounts::separation;
use crate::app::App;
use crate::clock::day_of;
use crate::files::Files;

/// A handle; clones share what was found.
#[derive(Debug, Clone, Default)]
pub struct Soundness {
    place: Option<PathBuf>,
    signer: Option<Arc<Signer>>,
    latest: Arc<Mutex<Latest>>,
}

#[derive(Debug, Default)]
struct Latest {
    checkpoint: Option<Checkpoint>,
    found: Option<Found>,
}

/// What a check came to.
#[derive(Debug, Clone)]
pub struct Found {
    pub at: Timestamp,
    pub took: SignedDuration,
    pub sound: bool,
    /// One line each: the log, the files.
    pub says: Vec<String>,
}

impl Soundness {
    /// One that keeps its checkpoint in a file, too.
    pub fn keeping(place: PathBuf, signer: Option<Arc<Signer>>) -> Self {
        Self {
            place: Some(place),
            signer,
            latest: Arc::default(),
        }
    }

    /// What this server found last; none before its first check ended.
    pub async fn found(&self) -> Option<Found> {
        self.latest.lock().await.found.clone()
    }

    /// Checks all, and tells the administrators of what does not hold.
    pub async fn check(&self, app: &App, files: Option<&Files>) -> anyhow::Result<Found> {
        let at = app.clock().now();
        let mut says = Vec::new();
        let mut sound = true;
        let known = match self.known().await {
            Ok(known) => known,
            Err(error) => {
                sound = false;
                says.push(format!("核验不通过：{error:#}"));
                None
            }
        };
        let report = app.store().verify(known.as_ref()).await?;
        sound &= report.is_sound();
        says.push(report.to_string());
        if let Some(files) = files {
            let files = files.verify(app.store()).await?;
            sound &= files.is_sound();
            says.extend(files.to_string().lines().map(ToOwned::to_owned));
        }
        let found = Found {
            at,
            took: app.clock().now().duration_since(at),
            sound,
            says,
        };
        let mut latest = self.latest.lock().await;
        if sound {
            let mut checkpoint = Checkpoint {
                origin: report.origin,
                size: report.size,
                root: report.root,
                signatures: Vec::new(),
            };
            if let Some(signer) = &self.signer {
                signer.sign(&mut checkpoint);
            }
            if let Some(place) = &self.place {
                write(place, &checkpoint).await?;
            }
            latest.checkpoint = Some(checkpoint);
        }
        latest.found = Some(found.clone());
        drop(latest);
        if !sound {
            tell(app, &found).await?;
        }
        Ok(found)
    }

    /// The checkpoint to hold the log against: the one in memory, which nobody can
    /// have changed, or else the one in the file.
    async fn known(&self) -> anyhow::Result<Option<Checkpoint>> {
        if let Some(checkpoint) = &self.latest.lock().await.checkpoint {
            return Ok(Some(checkpoint.clone()));
        }
        let Some(place) = &self.place else {
            return Ok(None);
        };
        let text = match tokio::fs::read_to_string(place).await {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context(place.display().to_string()),
        };
        let remedy = || {
            format!(
                "{} 不能作为依据；查明原因后移走这个文件，再重新启动",
                place.display()
            )
        };
        let checkpoint: Checkpoint = text.parse().with_context(remedy)?;
        if let Some(signer) = &self.signer {
            let ours = Checker::from_pem(&signer.public_pem()?)?;
            ours.signer_of(&checkpoint)
                .context("没有本服务器密钥的有效签名")
                .with_context(remedy)?;
        }
        Ok(Some(checkpoint))
    }
}

/// Whole or not at all: a server that is killed leaves the former one.
async fn write(place: &Path, checkpoint: &Checkpoint) -> anyhow::Result<()> {
    let beside = place.with_extension("new");
    let written = async {
        tokio::fs::write(&beside, checkpoint.to_string()).await?;
        tokio::fs::File::open(&beside).await?.sync_all().await?;
        tokio::fs::rename(&beside, place).await
    };
    written.await.with_context(|| place.display().to_string())
}

/// Once a day at most, to each of the three administrators.
async fn tell(app: &App, found: &Found) -> anyhow::Result<()> {
    let accounts = app.store().accounts().await?;
    let told = accounts
        .into_iter()
        .filter(|account| !account.disabled && separation::administers(&account.capacities));
    let notices: Vec<Notice> = told
        .map(|account| Notice {
            id: 0,
            person: account.name,
            key: format!("log:{}", day_of(found.at)),
            kind: "log".to_owned(),
            title: "事件日志或文件核验不通过".to_owned(),
            about: found.says.join("；"),
            href: "/log".to_owned(),
            basis: String::new(),
            at: found.at,
            read_at: None,
        })
        .collect();
    app.store().put_notices(&notices).await?;
    Ok(())
}

impl Found {
    /// What stands in the record of runs.
    pub fn in_short(&self) -> String {
        let first = self.says.first().map_or("", String::as_str);
        match self.says.len() {
            0 | 1 => first.to_owned(),
            _ if self.sound => self.says.join("；"),
            more => format!("{first}（共 {more} 项，见“日志校验”页）"),
        }
    }
}
