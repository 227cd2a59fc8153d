//! `tongchou export`: what others read, from the terminal.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use tongchou_papers::Papers;

use super::Law;
use super::database::Place;
use crate::app::App;
use crate::clock::Clock;
use crate::open_data;

#[derive(Debug, Subcommand)]
pub enum Export {
    /// 项目作为开放数据：OC4IDS 0.9.5（JSON）
    Oc4ids(Oc4ids),
    /// 内置的文书模板，写到一个空文件夹，供修改后用 --templates 指定
    Templates(Templates),
}

#[derive(Debug, Args)]
pub struct Templates {
    /// 不存在或空的文件夹
    folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct Oc4ids {
    /// 以谁的身份导出（账号名）：只有其能查看的项目
    #[arg(long = "as", value_name = "ACCOUNT")]
    account: String,
    /// 写到这个文件；不写则打印
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// 读者访问本系统的地址
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080",
        env = "TONGCHOU_ADDRESS"
    )]
    address: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    law: Law,
}

impl Export {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Oc4ids(asked) => asked.run().await,
            Self::Templates(asked) => asked.run(),
        }
    }
}

impl Templates {
    fn run(self) -> anyhow::Result<ExitCode> {
        let said = || self.folder.display().to_string();
        std::fs::create_dir_all(&self.folder).with_context(said)?;
        if std::fs::read_dir(&self.folder)
            .with_context(said)?
            .next()
            .is_some()
        {
            bail!("{} 不是空文件夹，没有写入", said());
        }
        for (name, text) in Papers::built_in() {
            std::fs::write(self.folder.join(&name), text).with_context(|| name.clone())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Oc4ids {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.place.open_to_read().await?;
        let app = App::new(store.clone(), self.law.load()?, Clock::System, false);
        let mut accounts = store.accounts().await?.into_iter();
        let account = accounts.find(|known| known.name == self.account && !known.disabled);
        let account = account.with_context(|| format!("没有可用的账号 {}", self.account))?;
        let actor = app.actor(&account).await?;
        let world = app.world().await?;
        let seen = app.visible_in(&world, &actor)?;
        let entries = seen.iter().map(AsRef::as_ref);
        if !entries.clone().any(open_data::is_public) {
            bail!(
                "没有可以导出的项目：账号 {} 看不到已申报的项目",
                self.account
            );
        }
        let publisher = open_data::publisher(&world, &self.address);
        let to: Box<dyn Write> = match &self.to {
            Some(path) => {
                Box::new(std::fs::File::create(path).with_context(|| path.display().to_string())?)
            }
            None => Box::new(std::io::stdout().lock()),
        };
        open_data::write(BufWriter::new(to), &publisher, entries)?;
        Ok(ExitCode::SUCCESS)
    }
}
