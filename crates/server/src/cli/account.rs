//! Accounts from the terminal: how the first administrators come in.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_store::{Account as Stored, Store};

use super::database::Place;
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::By;
use crate::accounts::{passwords, records, separation};
use crate::app::App;
use crate::clock::{self, Clock};
use crate::pack::{self, Folders};

/// Where the changes made here were made, for the log.
const DOOR: &str = "terminal";

#[derive(Debug, Subcommand)]
pub enum Account {
    /// 创建账号；密码取自 --password-file、TONGCHOU_PASSWORD 或标准输入
    Create(Create),
    /// 列出账号
    List(Place),
    /// 重置密码
    Password(Password),
    /// 停用账号，并结束它的登录
    Disable(Named),
}

#[derive(Debug, Args)]
pub struct Named {
    /// 账号名
    name: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub struct Password {
    #[command(flatten)]
    named: Named,
    /// 含密码的文件（第一行）
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    password: Password,
    /// 姓名
    #[arg(long)]
    display_name: Option<String>,
    /// 单位名称；没有登记过的单位随之登记
    #[arg(long, default_value = "系统管理")]
    body: String,
    /// 身份，可重复：system_admin、security_admin、audit_admin 之一，或业务身份
    #[arg(long = "capacity", default_value = "system_admin")]
    capacities: Vec<String>,
}

impl Account {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Create(create) => create.run().await?,
            Self::List(place) => list(&place.open_to_read().await?).await?,
            Self::Password(password) => password.run().await?,
            Self::Disable(named) => disable(&named).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<()> {
        let named = &self.password.named;
        let store = named.place.open().await?;
        ensure!(
            store.account_by_name(&named.name).await?.is_none(),
            "账号 {} 已经存在",
            named.name
        );
        for capacity in &self.capacities {
            ensure!(
                CAPACITIES.label(capacity).is_some(),
                "没有名为 {capacity} 的身份"
            );
        }
        if let Some(conflict) = separation::conflict(&self.capacities) {
            bail!(conflict);
        }
        let password_hash = passwords::hash(self.password.read()?).await?;
        let body = self.body_id(&store).await?;
        let account = Stored {
            name: named.name.clone(),
            display_name: self.display_name.unwrap_or_else(|| named.name.clone()),
            body,
            capacities: self.capacities,
            password_hash,
            disabled: false,
            must_change: false,
        };
        let app = app(store)?;
        records::put(&app, "account_created", &account, By::nobody(), DOOR).await?;
        println!(
            "已创建账号 {}（{}）",
            account.name,
            account.capacities.join("、")
        );
        Ok(())
    }

    /// The body of this name, registered if there is none.
    async fn body_id(&self, store: &Store) -> anyhow::Result<String> {
        let known = store.all(bodies::STREAM).await?;
        if let Some(row) = known.iter().find(|row| row.title == self.body) {
            return Ok(row.id.clone());
        }
        let id = clock::new_id();
        let body = Registration {
            name: self.body.clone(),
            capacities: self.capacities.iter().cloned().collect(),
            domains: BTreeSet::new(),
            in_district: true,
            leader: String::new(),
        };
        bodies::register(&app(store.clone())?, id, 0, &body, By::nobody()).await?;
        Ok(id.to_string())
    }
}

impl Password {
    async fn run(self) -> anyhow::Result<()> {
        let store = self.named.place.open().await?;
        let mut account = stored(&store, &self.named.name).await?;
        account.password_hash = passwords::hash(self.read()?).await?;
        let app = app(store.clone())?;
        records::put(&app, "password_set", &account, By::nobody(), DOOR).await?;
        store.drop_sessions_of(&account.name).await?;
        store.clear_failed_sign_ins(&account.name).await?;
        println!("已重置账号 {} 的密码", self.named.name);
        Ok(())
    }

    /// The password, which never stands on the command line: others on the
    /// machine can read that.
    fn read(&self) -> anyhow::Result<String> {
        let text = if let Some(path) = &self.password_file {
            std::fs::read_to_string(path).with_context(|| path.display().to_string())?
        } else if let Ok(text) = std::env::var("TONGCHOU_PASSWORD") {
            text
        } else {
            if std::io::stdin().is_terminal() {
                eprintln!("请输入密码，回车后按 Ctrl-D：");
            }
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        };
        let password = text.lines().next().unwrap_or_default().to_owned();
        match passwords::weakness(&password, &self.named.name) {
            Some(weakness) => bail!(weakness),
            None => Ok(password),
        }
    }
}

async fn list(store: &Store) -> anyhow::Result<()> {
    for account in store.accounts().await? {
        let state = if account.disabled {
            "（已停用）"
        } else {
            ""
        };
        let capacities = account.capacities.join(",");
        println!(
            "{}\t{}\t{capacities}{state}",
            account.name, account.display_name
        );
    }
    Ok(())
}

async fn disable(named: &Named) -> anyhow::Result<()> {
    let store = named.place.open().await?;
    let mut account = stored(&store, &named.name).await?;
    account.disabled = true;
    let app = app(store.clone())?;
    records::put(&app, "account_disabled", &account, By::nobody(), DOOR).await?;
    store.drop_sessions_of(&account.name).await?;
    println!("已停用账号 {}", named.name);
    Ok(())
}

async fn stored(store: &Store, name: &str) -> anyhow::Result<Stored> {
    let account = store.account_by_name(name).await?;
    account.with_context(|| format!("没有名为 {name} 的账号"))
}

fn app(store: Store) -> anyhow::Result<App> {
    let law = pack::law(&Folders::default())?;
    Ok(App::new(store, law, Clock::System, false))
}
