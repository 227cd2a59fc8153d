//! `tongchou import`: a sheet brought in from the terminal, as the page 导入 does it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use tongchou_project::Refusal;

use super::Law;
use super::database::Place;
use crate::app::{App, Fault};
use crate::clock::Clock;
use crate::imports::run::{self, Report};
use crate::imports::{KINDS, Kind, sheet};

#[derive(Debug, Args)]
pub struct Import {
    /// 导入什么：agency、expert、platform、catalogue_item、project、contract、payment、asset、history（往年项目）、body（单位）、account（人员账号）、body_capacities、account_capacities（身份）
    kind: String,
    /// .xlsx 或 .csv 文件
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 以谁的身份办理（账号名）
    #[arg(long = "as", value_name = "ACCOUNT")]
    account: String,
    /// 只检查，不导入
    #[arg(long)]
    dry_run: bool,
    /// 有一行有问题就都不导入；不写则导入没有问题的行
    #[arg(long)]
    all_or_none: bool,
    /// 把标出问题的表格写到这个文件
    #[arg(long, value_name = "FILE")]
    returned: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    law: Law,
}

impl Import {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let Some(kind) = Kind::of(&self.kind) else {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.key).collect();
            bail!(
                "不能导入“{}”；可以导入的是：{}",
                self.kind,
                known.join("、")
            );
        };
        let bytes =
            std::fs::read(&self.file).with_context(|| format!("读不出 {}", self.file.display()))?;
        let store = self.place.open_existing().await?;
        let app = App::new(store.clone(), self.law.load()?, Clock::System, false);
        let mut accounts = store.accounts().await?.into_iter();
        let account = accounts.find(|known| known.name == self.account && !known.disabled);
        let account = account.with_context(|| format!("没有可用的账号 {}", self.account))?;
        let actor = app.actor(&account).await?;
        let tried = run::try_out(&app, &actor, kind, bytes.clone()).await;
        let mut report = tried.map_err(told)?;
        if !self.dry_run {
            let done = run::carry_out(&app, &actor, report, self.all_or_none).await;
            report = done.map_err(told)?;
        }
        tell(&report);
        if let Some(path) = &self.returned {
            std::fs::write(path, sheet::returned(kind.name, &report, &bytes)?)
                .with_context(|| format!("写不了 {}", path.display()))?;
        }
        store.close().await;
        // the process ends: nobody needs to take the world apart
        std::mem::forget(app);
        Ok(if report.wrong() == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn tell(report: &Report) {
    if !report.strange.is_empty() {
        println!("没有对应栏目、没有读取的列：{}", report.strange.join("、"));
    }
    for (number, says) in report.said() {
        println!("第{number}行：{says}");
    }
    if report.judged() > 0 {
        println!("已核查、没有登记 {} 行", report.judged());
    }
    if !report.remarks.is_empty() {
        println!("合规核查发现问题 {} 行", report.remarks.len());
    }
    if report.same() > 0 {
        println!("文件内重复 {} 行", report.same());
    }
    println!(
        "已导入 {} 行，可以导入 {} 行，以前已导入 {} 行，有问题 {} 行",
        report.done(),
        report.ready(),
        report.known(),
        report.wrong()
    );
}

fn told(fault: Fault) -> anyhow::Error {
    match fault {
        Fault::Refused(Refusal::Fields(errors)) => {
            let says: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            anyhow::anyhow!(says.join("；"))
        }
        Fault::Internal(error) => error,
        _ => anyhow::anyhow!("没有导入"),
    }
}
