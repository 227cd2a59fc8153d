//! `tongchou search rebuild`: makes the full-text index from the log anew.

use std::process::ExitCode;
use std::time::Instant;

use clap::Subcommand;

use super::Law;
use super::database::Place;
use super::files::FilesPlace;
use crate::app::App;
use crate::clock::Clock;
use crate::search;

#[derive(Debug, Subcommand)]
pub enum Search {
    /// 由日志重建索引；服务正在运行的，由服务重建
    Rebuild(Rebuild),
}

#[derive(Debug, clap::Args)]
pub struct Rebuild {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    files: FilesPlace,
    #[command(flatten)]
    law: Law,
}

impl Search {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Rebuild(asked) = self;
        let store = asked.place.open_existing().await?;
        let files = asked.files.open(&asked.place)?;
        let app = App::new(store, asked.law.load()?, Clock::System, false);
        let search = search::Search::in_folder(app, &asked.place.search(), Some(files));
        let begun = Instant::now();
        if !search.rebuild().await? {
            search::Search::request_rebuild(&asked.place.search())?;
            println!("索引由正在运行的服务使用，已通知其重建。");
            return Ok(ExitCode::SUCCESS);
        }
        search.read_waiting().await?;
        let (position, documents) = search.state().unwrap_or_default();
        println!(
            "索引已重建：日志至第 {position} 号事件，{documents} 条内容，用时 {} 毫秒。",
            begun.elapsed().as_millis()
        );
        Ok(ExitCode::SUCCESS)
    }
}
