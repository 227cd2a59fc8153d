//! What pages, the JSON API and the demonstration seed all use: loads what an
//! act is on, asks the project's rules, stores what was decided. It knows no
//! HTTP and no rule of the law.

mod act;
mod act_set;
mod actor;
mod burden;
mod considered;
mod duplicates;
mod duties;
mod load;
mod notices;
mod numbers;
mod outlook;
pub mod projections;
mod record;
mod rehearsal;
mod reminders;
mod replay;
mod sealed;
mod selection;
mod settings;
mod together;
mod view;
pub mod witness;
mod world;

pub use act::{Answer, Asked};
pub use act_set::ActSet;
pub use burden::Sent;
pub use considered::{Offer, may_create, may_ever, offers, standing};
pub use duplicates::{SplitFound, Words, in_words};
pub use duties::{Readiness, Renewed, Told};
pub use load::{Loaded, RESULT};
pub use record::{append_of, provenance_of};
pub use rehearsal::Trial;
pub use replay::{Again, Replay, Replayed};
pub use settings::WhoMay;
pub use together::Wanted;
pub use view::View;
pub use world::{Entry, World};

use std::fmt;
use std::sync::Arc;

use tongchou_project::Refusal;
use tongchou_rules::Law;
use tongchou_store::{Store, StoreError};

use crate::clock::Clock;
use crate::limiter::PerPerson;

/// Why something did not happen.
#[derive(Debug)]
pub enum Fault {
    /// The expected answer "no", with its grounds.
    Refused(Refusal),
    /// Somebody else changed it since it was looked at.
    Conflict(String),
    /// The idempotency key was used for something else.
    KeyReused,
    NotFound,
    Internal(anyhow::Error),
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => {
                Self::Conflict("办理期间，这里已由其他人更新。".to_owned())
            }
            StoreError::IdempotencyMismatch => Self::KeyReused,
            other => Self::Internal(other.into()),
        }
    }
}

/// A handle; clones share everything.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    law: Law,
    clock: Clock,
    demo: bool,
    world: world::Kept,
    settled: settings::Cache,
    views: view::Views,
    duplicates: duplicates::Kept,
    burden: burden::Kept,
    /// Refusals that are noted: whoever is refused without end must not fill the log.
    refusals: PerPerson,
    duties: duties::Kept,
    /// One look at the duties at a time.
    renewing: tokio::sync::Mutex<()>,
    /// One replay at a time.
    replaying: tokio::sync::Mutex<()>,
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").finish_non_exhaustive()
    }
}

impl App {
    pub fn new(store: Store, law: Law, clock: Clock, demo: bool) -> Self {
        Self::with_words(store, law, clock, demo, Words::built_in())
    }

    /// With word lists of the deployment for the duplicate check.
    pub fn with_words(store: Store, law: Law, clock: Clock, demo: bool, words: Words) -> Self {
        Self(Arc::new(Inner {
            store,
            law,
            clock,
            demo,
            world: world::Kept::default(),
            settled: settings::Cache::default(),
            views: view::Views::default(),
            duplicates: duplicates::Kept::of(words),
            burden: burden::Kept::default(),
            refusals: PerPerson::default(),
            duties: duties::Kept::default(),
            renewing: tokio::sync::Mutex::default(),
            replaying: tokio::sync::Mutex::default(),
        }))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn law(&self) -> &Law {
        &self.0.law
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn is_demo(&self) -> bool {
        self.0.demo
    }
}
