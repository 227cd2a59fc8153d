//! Where the data are: a folder by default, a database when one is named.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tongchou_store::Store;

use crate::app::projections::Projections;
use crate::app::witness;

#[derive(Debug, Args)]
pub struct Place {
    /// 数据文件夹
    #[arg(
        long,
        value_name = "DIR",
        default_value = "data",
        env = "TONGCHOU_DATA"
    )]
    pub data: PathBuf,
    /// 数据库：sqlite:路径 或 postgres://…（默认为数据文件夹中的 tongchou.db）
    #[arg(
        long,
        value_name = "URL",
        env = "TONGCHOU_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
}

impl Place {
    pub fn url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("tongchou.db").display()))
    }

    /// Where this machine keeps its full-text index.
    pub fn search(&self) -> PathBuf {
        self.data.join("search")
    }

    /// Where this machine keeps the checkpoint that its server found last.
    pub fn checkpoint(&self) -> PathBuf {
        self.data.join("checkpoint.txt")
    }

    pub async fn open(&self) -> anyhow::Result<Store> {
        let store = Store::open(&self.url(), Arc::new(Projections))
            .await
            .context("数据库打不开")?;
        witness::name_log(&store).await?;
        Ok(store)
    }

    /// To write to a database that must be there already.
    pub async fn open_existing(&self) -> anyhow::Result<Store> {
        Store::open_existing(&self.url(), Arc::new(Projections))
            .await
            .context("数据库打不开")
    }

    /// To read one that must be there already, be it a copy that cannot be written.
    pub async fn open_to_read(&self) -> anyhow::Result<Store> {
        Store::open_to_read(&self.url(), Arc::new(Projections))
            .await
            .context("数据库打不开")
    }
}
