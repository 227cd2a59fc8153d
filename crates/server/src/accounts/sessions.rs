//! Signing in and staying signed in. Only a digest of a session's secret is
//! kept; a session ends after eight hours, or after half an hour without use.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sm3::{Digest, Sm3};
use tongchou_store::{Account, Session, Store, StoreError};

use super::passwords;
use crate::clock;

const LONGEST: SignedDuration = SignedDuration::from_hours(8);
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// Prolonging writes to the disk, so it is done at most once in this time.
const PROLONG_AFTER: SignedDuration = SignedDuration::from_mins(1);
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const MOST_FAILURES: u64 = 5;

/// When sessions end and names are locked, in words.
pub fn rules() -> String {
    format!(
        "{} 分钟内连续 {MOST_FAILURES} 次登录失败的，暂停登录；{} 分钟不操作或者登录满 {} 小时自动退出",
        WINDOW.as_mins(),
        IDLE.as_mins(),
        LONGEST.as_hours()
    )
}

/// Of these names those that may not try a password now.
pub async fn locked(
    store: &Store,
    names: &[String],
    now: Timestamp,
) -> Result<BTreeSet<String>, StoreError> {
    store.locked_names(names, now, WINDOW, MOST_FAILURES).await
}

#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// The same words whether name or password is wrong, or the account is disabled.
    #[error("账号或密码不正确")]
    Wrong,
    #[error("连续五次登录失败，该账号暂停登录，请十五分钟后再试")]
    Locked,
    #[error(transparent)]
    Fault(#[from] anyhow::Error),
}

impl From<StoreError> for SignInRefusal {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

/// A session just begun: the secret goes to the browser and nowhere else.
#[derive(Debug)]
pub struct Begun {
    pub secret: String,
    pub session: Session,
    pub account: Account,
}

pub async fn begin(
    store: &Store,
    name: &str,
    password: String,
    now: Timestamp,
) -> Result<Begun, SignInRefusal> {
    // counts as failed before the password is looked at, so that guesses made
    // at once cannot all pass
    let admitted = store.admit_sign_in(name, now, WINDOW, MOST_FAILURES);
    if !admitted.await? {
        return Err(SignInRefusal::Locked);
    }
    let account = store.account_by_name(name).await?;
    let account = account.filter(|account| !account.disabled);
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let matches = passwords::matches(password, hash).await;
    let Some(account) = account.filter(|_| matches) else {
        return Err(SignInRefusal::Wrong);
    };
    store.clear_failed_sign_ins(name).await?;
    store.sweep_sessions(now).await?;
    let (secret, session) = new_session(&account.name, now)?;
    store.put_session(&session).await?;
    Ok(Begun {
        secret,
        session,
        account,
    })
}

fn new_session(account: &str, now: Timestamp) -> anyhow::Result<(String, Session)> {
    let secret = clock::secret()?;
    let session = Session {
        id_hash: digest(&secret),
        account: account.to_owned(),
        created_at: now,
        expires_at: later(now, IDLE),
        csrf: clock::secret()?,
    };
    Ok((secret, session))
}

/// The session behind a secret with its account, prolonged by this use.
pub async fn resume(
    store: &Store,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(Session, Account)>, StoreError> {
    let Some(mut session) = store.session(&digest(secret), now).await? else {
        return Ok(None);
    };
    let account = store.account_by_name(&session.account).await?;
    let Some(account) = account.filter(|account| !account.disabled) else {
        return Ok(None);
    };
    let until = later(now, IDLE).min(later(session.created_at, LONGEST));
    if until.duration_since(session.expires_at) > PROLONG_AFTER {
        session.expires_at = until;
        store.put_session(&session).await?;
    }
    Ok(Some((session, account)))
}

pub async fn end(store: &Store, session: &Session) -> Result<(), StoreError> {
    store.drop_session(&session.id_hash).await
}

fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn digest(secret: &str) -> String {
    clock::hex(&Sm3::digest(secret.as_bytes()))
}

/// Compares without telling by its time where two secrets differ.
pub fn same_secret(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0, |differing, (a, b)| differing | (a ^ b))
            == 0
}
