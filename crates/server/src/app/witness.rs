//! What the tables beside the log should hold, by its events: accounts with
//! their capacities, document numbers, the log's name. `tongchou verify` asks.

use std::collections::{BTreeMap, BTreeSet};

use tongchou_store::{Account, Store, StoreError, StoredEvent, StreamId, Tables, Witness};
use uuid::Uuid;

use super::numbers;
use super::projections::DATABASE;
use crate::accounts::records::{self, Recorded};
use crate::accounts::{bodies, notes};
use crate::clock::Clock;

/// The first event of a new log says the log's name.
const NAMED: &str = "log_named";

fn naming() -> StreamId {
    StreamId::new(DATABASE, Uuid::from_u128(1))
}

/// Writes the log's name into an empty log.
pub async fn name_log(store: &Store) -> Result<(), StoreError> {
    let checkpoint = store.checkpoint().await?;
    if checkpoint.size > 0 {
        return Ok(());
    }
    let clock = Clock::System;
    let append = tongchou_store::Append {
        stream: naming(),
        expected: 0,
        events: vec![tongchou_store::NewEvent {
            kind: NAMED.to_owned(),
            version: 1,
            data: serde_json::json!({ "origin": checkpoint.origin }),
        }],
        provenance: notes::provenance_at(&clock, NAMED, notes::By::nobody()),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    };
    match store.append(append).await {
        // two programs opened it at once: one of them named it
        Ok(_) | Err(StoreError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether nothing but the log's name was written yet.
pub async fn is_untouched(store: &Store) -> Result<bool, StoreError> {
    let first = store.events_after(0, 2).await?;
    Ok(first.iter().all(|event| event.event.kind == NAMED))
}

#[derive(Debug, Default)]
pub struct Beside {
    origin: Option<String>,
    accounts: BTreeMap<String, Recorded>,
    numbers: BTreeMap<String, BTreeSet<u64>>,
}

impl Witness for Beside {
    fn see(&mut self, event: &StoredEvent) {
        let kind = event.event.kind.as_str();
        if event.stream.kind == notes::STREAM && records::KINDS.contains(&kind) {
            self.account(kind, event);
        } else if event.stream.kind == DATABASE && kind == NAMED {
            let origin = event
                .event
                .data
                .get("origin")
                .and_then(|origin| origin.as_str());
            self.origin = origin.map(ToOwned::to_owned);
        } else if event.stream.kind != bodies::STREAM
            && let Some((series, number)) = numbers::given(&event.event)
        {
            self.numbers.entry(series).or_default().insert(number);
        }
    }

    fn compare(&self, tables: &Tables) -> Option<String> {
        self.named(tables)
            .or_else(|| self.account_fault(&tables.accounts))
            .or_else(|| self.number_fault(&tables.numbers))
    }
}

impl Beside {
    /// Later events replace what earlier ones said.
    fn account(&mut self, kind: &str, event: &StoredEvent) {
        let said: Recorded = serde_json::from_value(event.event.data.clone()).unwrap_or_default();
        let name = if said.account.is_empty() {
            event.provenance.person.clone()
        } else {
            said.account
        };
        let known = self.accounts.entry(name).or_default();
        known.body = said.body.or(known.body.take());
        known.capacities = said.capacities.or(known.capacities.take());
        known.password = said.password.or(known.password.take());
        let disabled = match kind {
            "account_disabled" => Some(true),
            "account_enabled" => Some(false),
            _ => None,
        };
        known.disabled = said.disabled.or(disabled).or(known.disabled);
    }

    fn named(&self, tables: &Tables) -> Option<String> {
        let named = self.origin.as_ref()?;
        (*named != tables.origin).then(|| {
            format!(
                "日志名称现为 {}，而日志的第一个事件记为 {named}，已被改动",
                tables.origin
            )
        })
    }

    fn account_fault(&self, accounts: &[Account]) -> Option<String> {
        for account in accounts {
            let name = &account.name;
            let Some(said) = self.accounts.get(name) else {
                return Some(format!("账号 {name} 没有事件为据，不是由本系统创建的"));
            };
            if let Some(what) = differs(said, &Recorded::of(account)) {
                return Some(format!("账号 {name} 的{what}与事件所记不符，已被改动"));
            }
        }
        let gone = self
            .accounts
            .keys()
            .find(|name| !accounts.iter().any(|a| a.name == **name))?;
        Some(format!("账号 {gone} 缺失：事件记有此账号，已被删除"))
    }

    fn number_fault(&self, tables: &BTreeMap<String, u64>) -> Option<String> {
        let none = BTreeSet::new();
        for (series, last) in tables {
            let given = self.numbers.get(series).unwrap_or(&none);
            if let Some(lacking) = (1..=*last).find(|number| !given.contains(number)) {
                return Some(format!(
                    "编号序列 {series} 记到 {last}，而没有发出 {lacking} 号的事件"
                ));
            }
            if given.contains(&(last + 1)) {
                return Some(format!(
                    "编号序列 {series} 记到 {last}，而事件中已有 {} 号：再发出会重复",
                    last + 1
                ));
            }
        }
        let lost = self
            .numbers
            .iter()
            .find(|(series, given)| !tables.contains_key(*series) && given.contains(&1));
        lost.map(|(series, _)| format!("编号序列 {series} 缺失，而事件中已有 1 号：再发出会重复"))
    }
}

fn differs(said: &Recorded, is: &Recorded) -> Option<&'static str> {
    let sorted = |words: &Option<Vec<String>>| {
        let mut words = words.clone()?;
        words.sort();
        Some(words)
    };
    let unlike = |said: &Option<String>, is: &Option<String>| said.is_some() && said != is;
    if said.capacities.is_some() && sorted(&said.capacities) != sorted(&is.capacities) {
        Some("身份")
    } else if unlike(&said.body, &is.body) {
        Some("单位")
    } else if said.disabled.is_some() && said.disabled != is.disabled {
        Some("停用状态")
    } else if unlike(&said.password, &is.password) {
        Some("密码")
    } else {
        None
    }
}
