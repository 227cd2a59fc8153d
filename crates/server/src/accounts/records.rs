//! Every change of an account is an event beside it, in one transaction: who
//! may sign in as whom, with which capacities, can be told from the log alone.
//! The password itself never enters it, only a digest of its salted hash, so
//! that a hash put in by hand is noticed.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use tongchou_store::{Account, Append, StoreError};

use super::notes::{self, By};
use crate::app::App;
use crate::clock;

/// What an event says of an account; older events say less.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recorded {
    pub account: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacities: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl Recorded {
    pub fn of(account: &Account) -> Self {
        let hash = account.password_hash.as_bytes();
        Self {
            account: account.name.clone(),
            body: Some(account.body.clone()),
            capacities: Some(account.capacities.clone()),
            disabled: Some(account.disabled),
            password: Some(clock::hex(&Sm3::digest(hash))),
        }
    }
}

/// Kinds of events that are about an account's state.
pub const KINDS: [&str; 7] = [
    "account_created",
    "account_renamed",
    "account_disabled",
    "account_enabled",
    "capacities_granted",
    "password_set",
    "password_changed",
];

/// Where a new account's form is: no account may be called so.
const RESERVED: &str = "new";

/// What is wrong with the name of an account.
pub fn misnamed(name: &str) -> Option<&'static str> {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let wrong = name.is_empty() || name.len() > 40 || !name.chars().all(plain) || name == RESERVED;
    wrong.then_some("账号名用小写字母、数字和下划线，不超过40个，不能是 new")
}

/// Stores an account with the event that says why; `door` is where it was done.
pub async fn put(
    app: &App,
    kind: &str,
    account: &Account,
    by: By<'_>,
    door: &str,
) -> Result<(), StoreError> {
    let append = said(app, kind, account, by, door);
    let done = app.store().append_with_account(append, account.clone());
    done.await.map(|_| ())
}

/// What is written of an account beside it.
pub fn said(app: &App, kind: &str, account: &Account, by: By<'_>, door: &str) -> Append {
    let mut data = json!(Recorded::of(account));
    if let Value::Object(fields) = &mut data {
        fields.insert("door".to_owned(), door.into());
    }
    notes::append(app, kind, by, data)
}
