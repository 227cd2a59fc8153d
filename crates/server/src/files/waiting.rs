//! What a person has sent for a form and not yet filed: shown with the form
//! again, after a reload as after a refusal.

use tongchou_project::Aggregate;
use tongchou_store::{Store, StoreError, Upload};

use super::size_in_words;

/// One file that has come, or part of one.
#[derive(Debug, Clone)]
pub struct Sent {
    pub upload: String,
    pub name: String,
    pub size: String,
    pub sm3: String,
    /// Its beginning, to be shown.
    pub short: String,
    /// Whether it goes with the form when it is sent.
    pub chosen: bool,
    /// Percent that has come.
    pub percent: u64,
}

#[derive(Debug, Clone, Default)]
pub struct Waiting {
    pub whole: Vec<Sent>,
    pub unfinished: Vec<Sent>,
}

impl Waiting {
    /// `typed`: what was sent with the form that is shown again, if one was.
    pub async fn of(
        store: &Store,
        person: &str,
        form: &str,
        typed: Option<&[String]>,
        current: Option<&Aggregate>,
    ) -> Result<Self, StoreError> {
        let mut waiting = Self::default();
        let typed_here = |sm3: &str| typed.is_some_and(|typed| typed.iter().any(|t| t == sm3));
        for upload in store.uploads_of(person).await? {
            let whole = match &upload.sm3 {
                Some(sm3) => store.blob(sm3).await?.is_some(),
                None => false,
            };
            let sm3 = upload.sm3.clone().unwrap_or_default();
            let here = upload.form == form;
            if whole && (here || typed_here(&sm3)) {
                if waiting.whole.iter().all(|known| known.sm3 != sm3) {
                    let chosen = typed.is_none() || typed_here(&sm3);
                    waiting.whole.push(sent(&upload, sm3, chosen));
                }
            } else if here && !whole {
                waiting.unfinished.push(sent(&upload, sm3, false));
            }
        }
        waiting.already_filed(typed.unwrap_or_default(), current);
        Ok(waiting)
    }

    /// Files that lie on the same thing already and were named again.
    fn already_filed(&mut self, typed: &[String], current: Option<&Aggregate>) {
        for sm3 in typed {
            if self.whole.iter().any(|known| known.sm3 == *sm3) {
                continue;
            }
            let filings = current.map_or(&[][..], Aggregate::filings);
            if let Some(file) = filings.iter().find_map(|filing| filing.holds(sm3)) {
                self.whole.push(Sent {
                    upload: String::new(),
                    name: file.name.clone(),
                    size: size_in_words(file.size.unsigned_abs()),
                    short: shortened(&file.sm3),
                    sm3: file.sm3.clone(),
                    chosen: true,
                    percent: 100,
                });
            }
        }
    }
}

fn sent(upload: &Upload, sm3: String, chosen: bool) -> Sent {
    Sent {
        upload: upload.id.to_string(),
        name: upload.name.clone(),
        size: size_in_words(upload.size),
        short: shortened(&sm3),
        sm3,
        chosen,
        percent: (upload.received * 100)
            .checked_div(upload.size)
            .unwrap_or(0),
    }
}

fn shortened(sm3: &str) -> String {
    sm3.chars().take(12).collect()
}
