//! Commands about the log: verify it, note down where it stands, make anew what
//! pages read.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use tongchou_store::{Checker, Checkpoint as Noted};

use super::database::Place;
use super::files::FilesPlace;
use super::key::Signing;
use crate::archive::check;

#[derive(Debug, Args)]
pub struct Verify {
    /// 档案包（.zip）：只核验这个文件，不用数据库
    #[arg(value_name = "PACKAGE", conflicts_with_all = ["checkpoint", "with_files"])]
    package: Option<PathBuf>,
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
    /// 签名者的公钥：检查点或档案包须由它签名
    #[arg(long, value_name = "FILE", visible_alias = "key")]
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
        if let Some(package) = &self.package {
            return verify_package(package, self.public_key.as_deref());
        }
        if self.public_key.is_some() && self.checkpoint.is_none() {
            bail!("--public-key 须与 --checkpoint 或档案包一起使用");
        }
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
        } else {
            println!("附件的内容没有核验：加 --files 一并核验");
        }
        Ok(if sound {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// A package by itself; with a key, it must be signed with that one.
fn verify_package(path: &Path, key: Option<&Path>) -> anyhow::Result<ExitCode> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let known: Vec<Checker> = key.map(read_key).transpose()?.into_iter().collect();
    let report = check::check(file, &known, key.is_some())?;
    // a reader that has seen enough of it may have gone
    let _ = write!(std::io::stdout(), "{report}");
    Ok(if report.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn read_key(path: &Path) -> anyhow::Result<Checker> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Checker::from_pem(&text).with_context(|| path.display().to_string())
}

fn signed_by(noted: &Noted, path: &Path) -> anyhow::Result<String> {
    let checker = read_key(path)?;
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
