//! `tongchou demo`: fills a new database with a district of many projects, to
//! measure and to try the program at full load.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::Law;
use super::database::Place;
use crate::clock::Clock;
use crate::demo;

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// 项目数；每个项目约五十个事件
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    projects: u32,
    #[command(flatten)]
    law: Law,
}

impl Demo {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let law = self.law.load()?;
        let store = self.place.open().await?;
        if demo::kind_of(&store).await? != demo::Kind::Empty {
            bail!("这个数据库不是空的，不能放入示范数据；请用 --data 另选一个空文件夹");
        }
        let projects = usize::try_from(self.projects)?;
        let spill = self.place.data.join("filling");
        let tell = |progress: &str| eprint!("\r{progress}　　");
        let now = Clock::System.now();
        let made = demo::fill(store.clone(), law, now, projects, &spill, &tell).await?;
        eprintln!();
        println!("{}", demo::sign_in_table(&store).await?);
        println!(
            "已建立示范区：{} 个项目，日志 {} 个事件，其中 {} 个项目办到办法不允许处为止",
            made.projects,
            made.events,
            made.stopped.len()
        );
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
