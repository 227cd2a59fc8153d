//! Commands about the log: verify it, note down where it stands, make anew what
//! pages read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use tongchou_store::{Checker, Checkpoint as Noted};

use super::database::Place;
use super::files::FilesPlace;
use super::key::Signing;

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// 先前另行保存的检查点
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// 同时核验每个事件所附的文件是否都在、未被改动
    #[arg(long = "files")]
    with_files: bool,
    #[command(flatten)]
    files: FilesPlace,
    /// 签名者的公钥：检查点须由它签名
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    public_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Checkpoint {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    signing: Signing,
}

impl Verify {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let checkpoint = self
            .checkpoint
            .as_deref()
            .map(read_checkpoint)
            .transpose()?;
        if let (Some(noted), Some(path)) = (&checkpoint, &self.public_key) {
            let signer = signed_by(noted, path)?;
            println!("检查点由 {signer} 签名，签名有效");
        }
        let store = self.place.open_to_read().await?;
        let report = store.verify(checkpoint.as_ref()).await?;
        println!("{report}");
        let mut sound = report.is_sound();
        if self.with_files {
            let files = self.files.open_to_read(&self.place)?.verify(&store).await?;
            println!("{files}");
            sound = sound && files.is_sound();
        }
        Ok(if sound {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn signed_by(noted: &Noted, path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let checker = Checker::from_pem(&text).with_context(|| path.display().to_string())?;
    match checker.signer_of(noted) {
        Some(signer) => Ok(signer.to_owned()),
        None => bail!("检查点没有这一公钥的有效签名，不能作为核验的依据"),
    }
}

fn read_checkpoint(path: &Path) -> anyhow::Result<Noted> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(text.parse()?)
}

pub async fn rebuild(place: Place) -> anyhow::Result<ExitCode> {
    let report = place.open_existing().await?.rebuild().await?;
    println!("{report}");
    Ok(ExitCode::SUCCESS)
}

impl Checkpoint {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let signer = self.signing.signer()?;
        let mut noted = self.place.open_to_read().await?.checkpoint().await?;
        if let Some(signer) = signer {
            signer.sign(&mut noted);
        }
        print!("{noted}");
        Ok(ExitCode::SUCCESS)
    }
}
