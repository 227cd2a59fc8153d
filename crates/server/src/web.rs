//! What every page shares: the server's state, who is signed in, forms with
//! their tokens, headers, failures. No page and no rule of the law is here.

pub mod address;
pub mod again;
pub mod at;
pub mod cited;
pub mod compression;
pub mod failure;
pub mod headers;
pub mod origin;
pub mod page;
pub mod posted;
pub mod signed_in;

use std::sync::Arc;

use tongchou_store::{Checkpoint, Signer, StoreError};

use crate::app::App;
use crate::drafts::Noted;
use crate::files::Files;
use crate::limiter::Limiter;
use crate::outside::Outside;
use crate::pages::regulation::Concerns;
use crate::pages::unchanged::Made;
use crate::papers::Printing;
use crate::search::Search;
use crate::soundness::Soundness;

pub use at::{Ask, At, Queried};
pub use failure::Failure;
pub use page::{Page, html};
pub use posted::{Posted, PostedFiles};
pub use signed_in::{Api, SignedIn};

/// Forms and JSON bodies are small; anything larger is a mistake or worse.
pub const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// State of the server, shared by all requests.
#[derive(Debug, Clone)]
pub struct Web {
    pub app: App,
    /// Where files go; none where this server takes no files.
    pub files: Option<Files>,
    /// The cookie may only travel over TLS: the server stands behind a proxy
    /// that ends it.
    pub behind_tls: bool,
    pub checks: Arc<Limiter>,
    /// Failed sign-ins that are noted: whoever tries names without end must
    /// not fill the log.
    pub failures: Arc<Limiter>,
    pub concerns: Arc<Concerns>,
    pub made: Arc<Made>,
    /// Signs the checkpoints that are shown, where a key was configured.
    pub signer: Option<Arc<Signer>>,
    /// Sets letters and forms as Word and PDF.
    pub printing: Arc<Printing>,
    /// The full-text index; without one only names and numbers are found.
    pub search: Option<Search>,
    /// What the server found of the log last.
    pub soundness: Soundness,
    /// The ways out of the application that this server has.
    pub outside: Arc<Outside>,
    /// Marks of secrecy in drafts that were noted already.
    pub noted: Arc<Noted>,
    /// Checks of archive packages that may run at the same time.
    pub package_checks: Arc<tokio::sync::Semaphore>,
}

/// Each takes a processor and room on the disk for a while.
const PACKAGE_CHECKS: usize = 2;

impl Web {
    pub fn new(app: App, behind_tls: bool) -> Self {
        Self {
            app,
            files: None,
            behind_tls,
            checks: Arc::default(),
            failures: Arc::default(),
            concerns: Arc::default(),
            made: Arc::default(),
            signer: None,
            printing: Arc::default(),
            search: None,
            soundness: Soundness::default(),
            outside: Arc::default(),
            noted: Arc::default(),
            package_checks: Arc::new(tokio::sync::Semaphore::new(PACKAGE_CHECKS)),
        }
    }

    #[must_use]
    pub fn with_files(mut self, files: Files) -> Self {
        self.files = Some(files);
        self
    }

    #[must_use]
    pub fn signed_by(mut self, signer: Option<Arc<Signer>>) -> Self {
        self.signer = signer;
        self
    }

    #[must_use]
    pub fn printed_by(mut self, printing: Arc<Printing>) -> Self {
        self.printing = printing;
        self
    }

    #[must_use]
    pub fn carrying(mut self, outside: Arc<Outside>) -> Self {
        self.outside = outside;
        self
    }

    #[must_use]
    pub fn searched_by(mut self, search: Search) -> Self {
        self.search = Some(search);
        self
    }

    #[must_use]
    pub fn watched_by(mut self, soundness: Soundness) -> Self {
        self.soundness = soundness;
        self
    }

    /// The log as it is now, signed where there is a key.
    pub async fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        let mut checkpoint = self.app.store().checkpoint().await?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut checkpoint);
        }
        Ok(checkpoint)
    }
}
