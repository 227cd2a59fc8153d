//! Drafts of forms: what is typed is kept for its person until it is sent.
//! Text with a mark of secrecy is kept nowhere, here neither (A6). It knows no
//! HTML and no rule of the law.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_project::secrecy::carries_mark;
use tongchou_store::{Draft, DraftKey, DraftSaved, StoreError};

use crate::accounts::notes::{self, By};
use crate::forms::Pairs;
use crate::web::Web;

/// Longer nobody comes back to a form.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// As much as one form can send.
const LARGEST: usize = crate::web::LARGEST_BODY;
/// While somebody types on, the same mark is noted once in this time.
const NOTED_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// What is to be kept.
#[derive(Debug)]
pub struct Typed<'a> {
    pub key: DraftKey,
    pub fields: &'a Pairs,
    pub seen: u64,
    /// The revision it began from; 0 where there was none.
    pub revision: u64,
}

/// What came of keeping it.
#[derive(Debug)]
pub enum Saved {
    Now {
        revision: u64,
        at: Timestamp,
    },
    /// Nothing was typed.
    Nothing,
    /// Another window saved in between.
    Overtaken(Box<Draft>),
    /// It bears a mark of secrecy: not kept.
    Withheld,
    TooMany,
    TooLarge,
}

/// The draft of a form, unless it is too old to be offered.
pub async fn stored(web: &Web, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
    let oldest = oldest(web);
    let stored = web.app.store().draft(key).await?;
    Ok(stored.filter(|draft| draft.saved_at >= oldest))
}

pub async fn save(web: &Web, actor: &Actor, typed: Typed<'_>) -> Result<Saved, StoreError> {
    if is_marked(typed.fields) {
        note_withheld(web, actor, &typed.key).await;
        return Ok(Saved::Withheld);
    }
    if typed.fields.is_blank() && typed.revision == 0 {
        return Ok(Saved::Nothing);
    }
    let body = typed.fields.to_text();
    if body.len() > LARGEST {
        return Ok(Saved::TooLarge);
    }
    let at = web.app.clock().now();
    let draft = Draft {
        key: typed.key,
        body,
        seen: typed.seen,
        revision: typed.revision,
        saved_at: at,
    };
    web.app.store().sweep_drafts(oldest(web)).await?;
    Ok(match web.app.store().save_draft(&draft).await? {
        DraftSaved::Saved(revision) => Saved::Now { revision, at },
        DraftSaved::Overtaken(draft) => Saved::Overtaken(draft),
        DraftSaved::TooMany => Saved::TooMany,
    })
}

/// A draft that cannot be removed does not undo what it was for.
pub async fn forget(web: &Web, key: &DraftKey) {
    if let Err(error) = web.app.store().drop_draft(key).await {
        tracing::error!(%error, "draft not removed");
    }
}

fn oldest(web: &Web) -> Timestamp {
    let now = web.app.clock().now();
    now.checked_sub(KEPT).unwrap_or(Timestamp::MIN)
}

/// Whether a text bears a mark, or the form says that the project is secret.
fn is_marked(fields: &Pairs) -> bool {
    let secret = fields.filled("state_secret");
    secret.is_some_and(|said| said != "no")
        || fields
            .iter()
            .any(|(name, value)| carries_mark(name) || carries_mark(value))
}

/// When marks in drafts were noted last, by form.
#[derive(Debug, Default)]
pub struct Noted(Mutex<BTreeMap<DraftKey, Timestamp>>);

impl Noted {
    fn is_due(&self, key: &DraftKey, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.retain(|_, at| now.duration_since(*at) < NOTED_AGAIN_AFTER);
        noted.insert(key.clone(), now).is_none()
    }
}

async fn note_withheld(web: &Web, actor: &Actor, key: &DraftKey) {
    if web.noted.is_due(key, web.app.clock().now()) {
        let about: Value = notes::refused(&key.act, &key.kind, &key.subject, "withheld", &[]);
        notes::note(&web.app, "text_withheld", By::actor(actor), about).await;
    }
}

impl Pairs {
    /// The pairs as they are kept.
    pub fn to_text(&self) -> String {
        json!(self.iter().collect::<Vec<_>>()).to_string()
    }

    pub fn from_text(text: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_json::from_str(text).unwrap_or_default();
        let mut typed = Self::default();
        for (name, value) in pairs {
            typed.push(name, value);
        }
        typed
    }
}
