//! Commands about the log: verify it, note down where it stands, make anew what
//! pages read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tongchou_store::Checkpoint;

use super::database::Place;
use super::files::FilesPlace;

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
}

impl Verify {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let checkpoint = self
            .checkpoint
            .as_deref()
            .map(read_checkpoint)
            .transpose()?;
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

fn read_checkpoint(path: &Path) -> anyhow::Result<Checkpoint> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(text.parse()?)
}

pub async fn rebuild(place: Place) -> anyhow::Result<ExitCode> {
    let report = place.open_existing().await?.rebuild().await?;
    println!("{report}");
    Ok(ExitCode::SUCCESS)
}

pub async fn checkpoint(place: Place) -> anyhow::Result<ExitCode> {
    print!("{}", place.open_to_read().await?.checkpoint().await?);
    Ok(ExitCode::SUCCESS)
}
