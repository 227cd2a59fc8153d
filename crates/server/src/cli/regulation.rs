//! Commands about the regulation: does it load, does it answer its cases, what
//! does it say, what is its official text, and does it still say what it said.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::database::Place;
use super::{Law, say};
use crate::accounts::notes::By;
use crate::app::{Again, App};
use crate::clock::Clock;
use crate::files::examine;
use crate::official_text;

#[derive(Debug, Subcommand)]
pub enum Regulation {
    /// 载入办法，运行它的全部案例，打印发现的问题
    Check(Law),
    /// 打印每一条规则和限额
    Show(Law),
    /// 导入官方文本（.docx、.txt 或 .pdf），与我们的表述并列展示
    Import(Import),
    /// 按当日的办法重放每一次办理的结论，与记录比对；有不一致的，退出码不为零
    Replay(Replay),
    /// 形式证明（须以 --features prove 构建）
    Prove(Law),
}

#[derive(Debug, Args)]
pub struct Import {
    /// 官方文本，“第X条”起头的段落为一条
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    law: Law,
}

#[derive(Debug, Args)]
pub struct Replay {
    /// 只重放这个项目（或登记簿条目）的办理
    #[arg(long, value_name = "ID")]
    of: Option<uuid::Uuid>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    law: Law,
}

impl Regulation {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Check(law) => check(&law),
            Self::Show(law) => show(&law),
            Self::Import(import) => super::wait(import.run()),
            Self::Replay(replay) => super::wait(replay.run()),
            Self::Prove(law) => prove(&law),
        }
    }
}

fn check(law: &Law) -> anyhow::Result<ExitCode> {
    let law = law.load()?;
    let regulation = law.latest();
    let failures = regulation.run_cases();
    for failure in &failures {
        let line = failure
            .line
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        println!("{}{line}: {}", failure.file, failure.message);
    }
    println!(
        "{}（{}）：{} 条规则，{} 个案例，{} 处不符",
        regulation.name(),
        regulation.number(),
        regulation.clauses().len(),
        regulation.cases().len() + regulation.permit_cases().len(),
        failures.len()
    );
    Ok(if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn show(law: &Law) -> anyhow::Result<ExitCode> {
    let law = law.load()?;
    let regulation = law.latest();
    say(&format!("{}（{}）", regulation.name(), regulation.number()))?;
    say(&format!(
        "自 {} 起施行；规则包 {}",
        regulation.in_force_from(),
        regulation.hash()
    ))?;
    for clause in regulation.clauses() {
        let says = regulation.clause_says(&clause.id).unwrap_or(&clause.says);
        say(&format!("{}\t{}\t{says}", clause.id, clause.article_text))?;
    }
    for limit in regulation.limits() {
        let choice = if limit.choice { "（设置）" } else { "" };
        say(&format!(
            "{}\t{}\t{}{choice}",
            limit.name,
            limit.in_words(),
            limit.says
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Import {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let text = text_of(&self.file)?;
        let law = self.law.load()?;
        let imported = match official_text::read(law.latest(), &text) {
            Ok(imported) => imported,
            Err(faults) => bail!("没有导入：\n  {}", faults.join("\n  ")),
        };
        let store = self.place.open_existing().await?;
        let app = App::new(store, law, Clock::System, false);
        if official_text::is_in_use(&app, &imported).await? {
            say("与现用的版本完全相同，没有重复导入。")?;
            return Ok(ExitCode::SUCCESS);
        }
        official_text::import(&app, &imported, By::nobody()).await?;
        say(&format!(
            "已导入 {} 章 {} 条，SM3 {}",
            imported.parts.chapters.len(),
            imported.parts.articles.len(),
            imported.sm3
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The text of a file: plain as it is, or what can be read in a document.
fn text_of(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    if let Ok(text) = String::from_utf8(bytes) {
        return Ok(text);
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let text = examine::text(file, &name);
    if text.is_empty() {
        bail!("“{name}”里读不出文字；请用 .docx、.txt（UTF-8 或 GBK）或有文字层的 .pdf");
    }
    Ok(text)
}

impl Replay {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.place.open_to_read().await?;
        let app = App::new(store, self.law.load()?, Clock::System, false);
        let of = self.of.map(|id| id.to_string());
        let again = of
            .as_deref()
            .map_or(Again::Everything, |id| Again::Of(id, u64::MAX));
        let replay = app.replay(again).await?;
        for each in replay.different() {
            say(&format!(
                "{} {} {} {}（日志第{}条）",
                each.on, each.kind, each.id, each.act, each.position
            ))?;
            for difference in &each.differences {
                say(&format!("  {difference}"))?;
            }
        }
        let different = replay.different().count();
        say(&format!(
            "重放 {} 次办理，{different} 次与记录不一致",
            replay.judged.len()
        ))?;
        Ok(if different == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

#[cfg(feature = "prove")]
fn prove(law: &Law) -> anyhow::Result<ExitCode> {
    let law = law.load()?;
    let proved = tongchou_rules::prove::run(law.latest(), None)?;
    println!("{proved}");
    Ok(if proved.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(not(feature = "prove"))]
fn prove(_: &Law) -> anyhow::Result<ExitCode> {
    anyhow::bail!(
        "这个程序构建时没有形式证明；请用 cargo run --features prove -p tongchou-server -- regulation prove"
    )
}
