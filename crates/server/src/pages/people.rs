//! Bodies and accounts, for the three administrators: the system administrator
//! makes them, the security administrator grants what they may do, the audit
//! administrator sees what they did. None can do another's part.

pub mod accounts;
pub mod bodies;
pub mod body_list;
pub mod capacities;
pub mod notes;
pub mod sign_ins;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_rules::{Asker, Facts};
use tongchou_store::Account;

use super::exports;
use super::lists::Value;
use super::words::name;
use crate::accounts::sessions;
use crate::app::World;
use crate::forms::Pairs;
use crate::web::{Ask, Failure, Page, SignedIn, Web, html};

/// Whether the permits allow an administrative act.
pub async fn may(web: &Web, user: &SignedIn, act: &str) -> Result<bool, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let capacities: Vec<String> = user.actor.capacities.iter().cloned().collect();
    let asker = Asker {
        capacities: &capacities,
    };
    let law = web.app.regulation(&world, on)?;
    Ok(law.permitted(act, &asker, &Facts::default(), on)?)
}

/// What one may not do here is not here.
async fn must(web: &Web, user: &SignedIn, act: &str) -> Result<(), Failure> {
    if may(web, user, act).await? {
        Ok(())
    } else {
        Err(Failure::NotFound)
    }
}

/// What was just done, by the address that it led to.
#[derive(Debug, Default, Deserialize)]
pub struct Finished {
    done: Option<String>,
}

impl Finished {
    pub fn in_words(&self) -> Option<&'static str> {
        Some(match self.done.as_deref()? {
            "created" => "账号已创建。请把账号和首次密码分别告知本人，再请安全管理员授予身份。",
            "disabled" => "账号已停用，现有的登录已结束。",
            "enabled" => "账号已恢复使用。",
            "password" => "首次密码已设置，现有的登录已结束；本人下次登录时须修改。",
            "capacities" => "身份已保存，立即生效。",
            "sessions" => "所选的登录已结束。",
            "unlocked" => "登录锁定已解除。",
            "registered" => "单位已登记。请安全管理员授予身份。",
            "empowered" => "身份和领域已保存，立即生效。",
            "led" => "单位负责人已保存。",
            "renamed" => "名称已更正；此前的办理记录保留当时的名称。",
            _ => return None,
        })
    }
}

/// Back to an account, with what was done.
fn back_to(name: &str, done: &str) -> Response {
    Redirect::to(&format!("/people/accounts/{name}?done={done}")).into_response()
}

/// What is wrong with a name: a mark of secrecy (A6), or its length.
pub(crate) fn misnamed(name: &str) -> Option<String> {
    if tongchou_project::secrecy::carries_mark(name) {
        return Some(
            "名称含有国家秘密标志，未予保存；涉密内容不得在本系统处理（第六条）".to_owned(),
        );
    }
    (name.chars().count() > 100).then(|| "名称不超过100个字".to_owned())
}

#[derive(Debug, Clone, Copy)]
pub struct Rights {
    pub accounts: bool,
    pub capacities: bool,
    pub audit: bool,
}

impl Rights {
    async fn of(web: &Web, user: &SignedIn) -> Result<Self, Failure> {
        Ok(Self {
            accounts: may(web, user, "manage_accounts").await?,
            capacities: may(web, user, "manage_capacities").await?,
            audit: may(web, user, "view_audit_log").await?,
        })
    }

    /// Who administers accounts in any way.
    async fn some(web: &Web, user: &SignedIn) -> Result<Self, Failure> {
        let rights = Self::of(web, user).await?;
        if rights.accounts || rights.capacities || rights.audit {
            Ok(rights)
        } else {
            Err(Failure::NotFound)
        }
    }
}

/// States an account can be in, with the words for them.
pub const STATES: [(&str, &str); 5] = [
    ("normal", "正常"),
    ("locked", "暂停登录"),
    ("must_change", "须改密码"),
    ("powerless", "尚无身份"),
    ("disabled", "已停用"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    text: String,
    state: String,
    capacity: String,
    page: Option<usize>,
}

impl Asked {
    fn read(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.filled(key).unwrap_or_default().to_owned();
        Self {
            text: get("text"),
            state: get("state"),
            capacity: get("capacity"),
            page: None,
        }
    }

    /// Of all accounts those asked for.
    fn of<'a>(
        &self,
        accounts: &'a [Account],
        world: &World,
        locked: &BTreeSet<String>,
    ) -> Vec<&'a Account> {
        let text = self.text.trim().to_lowercase();
        let named = |account: &&Account| {
            let body = world.registers.body_name(&account.body);
            let words = [&account.name, &account.display_name, &body];
            text.is_empty() || words.iter().any(|word| word.to_lowercase().contains(&text))
        };
        accounts
            .iter()
            .filter(named)
            .filter(|account| self.state.is_empty() || state(account, locked) == self.state)
            .filter(|account| {
                self.capacity.is_empty() || account.capacities.contains(&self.capacity)
            })
            .collect()
    }
}

#[derive(Debug, Template)]
#[template(path = "people/index.html")]
struct Index {
    page: Page,
    rights: Rights,
    asked: Asked,
    states: [(&'static str, &'static str); 5],
    capacities: &'static [(&'static str, &'static str)],
    rows: Vec<AccountRow>,
    total: usize,
    found: usize,
    at: usize,
    pages: usize,
    query: String,
}

#[derive(Debug)]
struct AccountRow {
    name: String,
    display_name: String,
    body: String,
    capacities: String,
    state: (&'static str, &'static str),
    last_sign_in: Option<Timestamp>,
}

const PER_PAGE: usize = 25;
/// The name of the list, where lists are taken away.
pub const KEY: &str = "accounts";
const HEADS: [&str; 6] = ["账号", "姓名", "单位", "身份", "状态", "最近登录"];

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let rights = Rights::some(&web, &user).await?;
    let world = web.app.world().await?;
    let accounts = web.app.store().accounts().await?;
    let locked = locked(&web, &accounts).await?;
    let kept = asked.of(&accounts, &world, &locked);
    let pages = kept.len().div_ceil(PER_PAGE).max(1);
    let at = asked.page.unwrap_or(1).clamp(1, pages);
    let shown: Vec<&Account> = kept
        .iter()
        .skip((at - 1) * PER_PAGE)
        .take(PER_PAGE)
        .copied()
        .collect();
    let last = last_sign_ins(&web, &shown).await?;
    Ok(html(&Index {
        page: Page::of(&user, "单位与账号", "/people"),
        rights,
        states: STATES,
        capacities: CAPACITIES.words,
        rows: shown
            .iter()
            .map(|account| row(account, &world, &locked, &last))
            .collect(),
        total: accounts.len(),
        found: kept.len(),
        at,
        pages,
        query: query(&[
            ("text", &asked.text),
            ("state", &asked.state),
            ("capacity", &asked.capacity),
        ]),
        asked,
    }))
}

/// The accounts as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    Rights::some(web, user).await?;
    let world = web.app.world().await?;
    let accounts = web.app.store().accounts().await?;
    let locked = locked(web, &accounts).await?;
    let kept = Asked::read(pairs).of(&accounts, &world, &locked);
    let last = last_sign_ins(web, &kept).await?;
    let rows = kept.into_iter().map(|account| {
        let row = row(account, &world, &locked, &last);
        [
            Value::text(row.name),
            Value::text(row.display_name),
            Value::text(row.body),
            Value::text(row.capacities),
            Value::text(row.state.1),
            row.last_sign_in.map_or(Value::Nothing, Value::Moment),
        ]
    });
    exports::table(web, "账号".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}

fn row(
    account: &Account,
    world: &World,
    locked: &BTreeSet<String>,
    last: &BTreeMap<String, Timestamp>,
) -> AccountRow {
    AccountRow {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        body: world.registers.body_name(&account.body),
        capacities: list(account.capacities.iter()),
        state: labelled(state(account, locked)),
        last_sign_in: last.get(&account.name).copied(),
    }
}

/// Names that have failed too often to sign in now.
async fn locked(web: &Web, accounts: &[Account]) -> Result<BTreeSet<String>, Failure> {
    let names: Vec<String> = accounts
        .iter()
        .map(|account| account.name.clone())
        .collect();
    let now = web.app.clock().now();
    Ok(sessions::locked(web.app.store(), &names, now).await?)
}

fn state(account: &Account, locked: &BTreeSet<String>) -> &'static str {
    if account.disabled {
        "disabled"
    } else if locked.contains(&account.name) {
        "locked"
    } else if account.must_change {
        "must_change"
    } else if account.capacities.is_empty() {
        "powerless"
    } else {
        "normal"
    }
}

/// A state's tone and words.
fn labelled(state: &str) -> (&'static str, &'static str) {
    let mut states = STATES.iter();
    let label = states
        .find(|(id, _)| *id == state)
        .map_or("", |(_, label)| *label);
    let tone = match state {
        "normal" => "good",
        "disabled" | "locked" => "bad",
        _ => "wait",
    };
    (tone, label)
}

async fn last_sign_ins(
    web: &Web,
    accounts: &[&Account],
) -> Result<BTreeMap<String, Timestamp>, Failure> {
    let names: Vec<String> = accounts
        .iter()
        .map(|account| account.name.clone())
        .collect();
    let stream = crate::accounts::notes::STREAM;
    let last = web.app.store().latest(stream, "signed_in", &names).await?;
    let told = last.into_iter();
    Ok(told
        .filter_map(|(name, at)| Some((name, at.parse().ok()?)))
        .collect())
}

/// An address's query without the page, for links to other pages.
fn query(pairs: &[(&str, &str)]) -> String {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<String> = filled
        .map(|(name, value)| format!("{name}={}&", crate::web::address::encoded(value)))
        .collect();
    parts.concat()
}

fn list<'a>(words: impl Iterator<Item = &'a String>) -> String {
    let named: Vec<String> = words.map(|word| name(CAPACITIES, word)).collect();
    named.join("、")
}
