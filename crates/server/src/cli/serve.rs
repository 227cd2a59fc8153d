//! `tongchou serve`: opens the database, seeds a new demonstration one when
//! asked, answers until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use tokio::net::TcpListener;

use super::database::Place;
use super::files::FilesPlace;
use super::key::Signing;
use super::outside::OutsidePlace;
use super::papers::PapersPlace;
use super::{FAREWELL, Law};
use crate::app::{App, Words};
use crate::clock::Clock;
use crate::jobs::Runner;
use crate::listen::Manners;
use crate::search::Search;
use crate::soundness::Soundness;
use crate::web::Web;
use crate::{demo, listen, ready, router};

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    files: FilesPlace,
    /// 监听地址；默认只有本机能访问
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "TONGCHOU_LISTEN"
    )]
    listen: SocketAddr,
    /// 在新的空数据库中建立示范区，供试用
    #[arg(long)]
    demo: bool,
    /// 前面有终结 TLS 的代理：登录凭据只随 HTTPS 发送
    #[arg(long)]
    behind_tls: bool,
    /// 重复核查的补充词表（TOML）；修改后一分钟内生效
    #[arg(long, value_name = "FILE", env = "TONGCHOU_SYNONYMS")]
    synonyms: Option<PathBuf>,
    #[command(flatten)]
    papers: PapersPlace,
    #[command(flatten)]
    outside: OutsidePlace,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    law: Law,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let law = self.law.load()?;
        let signer = self.signing.signer()?.map(Arc::new);
        let words = Words::of(self.synonyms)?;
        let store = self.place.open().await?;
        let kind = demo::kind_of(&store).await?;
        match (kind, self.demo) {
            (demo::Kind::Real, true) => bail!(
                "这个数据库不是以 --demo 建立的，不能放入示范数据；请用 --data 另选一个空文件夹"
            ),
            (demo::Kind::Empty, true) => {
                eprintln!("正在建立示范区，约需半分钟……");
                demo::seed(store.clone(), law.clone(), Clock::System.now()).await?;
            }
            (demo::Kind::Empty, false) => explain_first_account(),
            (demo::Kind::Demo, _) | (demo::Kind::Real, false) => {}
        }
        let is_demo = demo::kind_of(&store).await? == demo::Kind::Demo;
        let app = App::with_words(store.clone(), law, Clock::System, is_demo, words);
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("不能在 {} 上监听", self.listen))?;
        let address = listener.local_addr()?;
        if is_demo {
            println!("{}", demo::sign_in_table(&store).await?);
        }
        println!("统筹已启动：http://{address}");
        let outside = Arc::new(self.outside.open(self.papers.base(address))?);
        let printing = self.papers.open(address)?;
        let files = self.files.open(&self.place)?;
        let soundness = Soundness::keeping(self.place.checkpoint(), signer.clone());
        let runner = Runner::new(app.clone(), Some(files.clone()))
            .carrying(outside.clone())
            .watching(soundness.clone());
        tokio::spawn(runner.keep());
        tokio::spawn(ready::keep(app.clone()));
        let folder = self.place.search();
        let search = Search::in_folder(app.clone(), &folder, Some(files.clone()));
        tokio::spawn(search.clone().keep());
        let web = Web::new(app, self.behind_tls)
            .with_files(files)
            .carrying(outside)
            .searched_by(search)
            .watched_by(soundness)
            .printed_by(printing);
        let routes = router::router(web.signed_by(signer));
        listen::answer(listener, routes, Manners::default(), told_to_stop()).await;
        // a check of the whole log may hold a connection for minutes
        drop(tokio::time::timeout(FAREWELL, store.close()).await);
        Ok(ExitCode::SUCCESS)
    }
}

fn explain_first_account() {
    println!(
        "数据库中还没有账号。请另开终端创建三名管理员（密码由标准输入读取）：\n\
         \x20 tongchou account create 账号名 --capacity system_admin\n\
         \x20 tongchou account create 账号名 --capacity security_admin\n\
         \x20 tongchou account create 账号名 --capacity audit_admin\n\
         其他单位和账号由系统管理员在网页上建立，身份由安全管理员授予。"
    );
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            },
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
