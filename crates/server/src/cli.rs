//! The command line. Each command is a small program over the same parts; what
//! it prints is for the person at the terminal.

mod account;
mod check;
mod database;
mod demo;
mod export;
mod files;
mod import;
mod key;
mod log;
mod outside;
mod papers;
mod regulation;
mod search;
mod serve;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::pack::Folders;

#[derive(Debug, Parser)]
#[command(name = "tongchou", version, about = "统筹：区信息化项目全过程管理")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务（网页和 JSON 接口）
    Serve(Box<serve::Serve>),
    /// 在新的空数据库中建立有许多项目的示范区，供测试性能和试用
    Demo(demo::Demo),
    /// 不建项目，直接询问办法：每行一个 JSON 对象
    Check(check::Check),
    /// 成批登记：导入 Excel 或逗号分隔的表格
    Import(import::Import),
    /// 导出给其他系统
    #[command(subcommand)]
    Export(export::Export),
    /// 办法：检查、展示、导入官方文本、形式证明
    #[command(subcommand)]
    Regulation(regulation::Regulation),
    /// 核验整个日志，指出第一处不符
    Verify(log::Verify),
    /// 由事件重建供页面读取的内容
    Rebuild(database::Place),
    /// 全文查找的索引
    #[command(subcommand)]
    Search(search::Search),
    /// 打印日志现在的检查点，供另行保存；给出密钥的，附上签名
    Checkpoint(log::Checkpoint),
    /// 为检查点签名的密钥：生成、展示公钥
    #[command(subcommand)]
    Key(key::Key),
    /// 账号：创建、列出、改密码、停用
    #[command(subcommand)]
    Account(account::Account),
    /// 检查一个文件（由服务自行调用）
    #[command(hide = true)]
    Examine(files::Examine),
    /// 打印数据格式
    #[command(subcommand)]
    Schema(Schema),
    /// 打印 JSON 接口的 OpenAPI 说明
    Openapi(Law),
}

#[derive(Debug, Subcommand)]
enum Schema {
    /// 事实（docs/facts.schema.json）
    Facts(Law),
}

/// Which regulation to use.
#[derive(Debug, Args)]
struct Law {
    /// 代替内置办法的文件夹
    #[arg(long, value_name = "DIR")]
    regulations: Option<PathBuf>,
    /// 代替内置工作日历的文件夹
    #[arg(long, value_name = "DIR")]
    calendars: Option<PathBuf>,
}

impl Law {
    fn load(&self) -> anyhow::Result<tongchou_rules::Law> {
        crate::pack::law(&self.folders())
    }

    fn folders(&self) -> Folders {
        Folders {
            regulations: self.regulations.clone(),
            calendars: self.calendars.clone(),
        }
    }
}

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TONGCHOU_LOG")
                .unwrap_or_else(|_| "warn,tongchou_server=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(cli.command) {
        Ok(code) => code,
        // whoever read the output has read enough
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tongchou: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(check) => return check.run(),
        Command::Regulation(regulation) => return regulation.run(),
        Command::Schema(Schema::Facts(law)) => {
            let schema = tongchou_rules::check::schema(law.load()?.latest());
            say(&serde_json::to_string_pretty(&schema)?)?;
        }
        Command::Openapi(law) => {
            let document = crate::api::openapi::document(law.load()?.latest());
            say(&serde_json::to_string_pretty(&document)?)?;
        }
        Command::Examine(examine) => return examine.run(),
        Command::Serve(serve) => return wait(serve.run()),
        Command::Demo(demo) => return wait(demo.run()),
        Command::Import(import) => return wait(import.run()),
        Command::Export(export) => return wait(export.run()),
        Command::Verify(verify) => return wait(verify.run()),
        Command::Rebuild(place) => return wait(log::rebuild(place)),
        Command::Search(search) => return wait(search.run()),
        Command::Checkpoint(checkpoint) => return wait(checkpoint.run()),
        Command::Key(key) => return key.run(),
        Command::Account(account) => return wait(account.run()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a line, or says that nobody reads any more.
fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(work);
    // what goes on behind may be cut off anywhere: a database holds what is whole
    runtime.shutdown_timeout(FAREWELL);
    done
}

/// For work that goes on behind when a command has ended.
const FAREWELL: Duration = Duration::from_secs(5);
