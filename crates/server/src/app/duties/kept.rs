//! What readers of duties get without waiting: those that are not done, kept in memory
//! by what they were worked out from, and word of a long look that goes on behind.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tongchou_store::{DutyBasis, DutyRow, DutyWanted};

use super::Basis;
use crate::app::App;
use crate::clock;

/// The duties that are not done, by last day.
type Open = Arc<Vec<Arc<DutyRow>>>;

#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<(Option<DutyBasis>, Open)>>);

/// As of when a reader sees the duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    Current,
    /// They stand as they were worked out last; they are being worked out anew.
    Renewing,
}

/// So many projects are looked at anew while a reader waits.
const FEW_PROJECTS: usize = 1_000;
const FEW_EVENTS: u64 = 500;

impl App {
    /// Brings the duties up to date for a reader, who does not wait for what takes long.
    pub async fn duties_for_reader(&self) -> anyhow::Result<Readiness> {
        self.duties_within(FEW_PROJECTS).await
    }

    /// The same with another measure of what takes long.
    pub async fn duties_within(&self, few: usize) -> anyhow::Result<Readiness> {
        if !self.takes_long(few).await? {
            self.renew_duties().await?;
            return Ok(Readiness::Current);
        }
        // one look at a time, and nobody queues for it
        if self.0.renewing.try_lock().is_ok() {
            let app = self.clone();
            tokio::spawn(async move {
                if let Err(error) = app.renew_duties().await {
                    tracing::error!("duties: {error:#}");
                }
            });
        }
        Ok(Readiness::Renewing)
    }

    async fn takes_long(&self, few: usize) -> anyhow::Result<bool> {
        let world = self.world().await?;
        if world.latest_projects().count() <= few {
            return Ok(false);
        }
        let Some(kept) = self.store().duty_basis().await? else {
            return Ok(true);
        };
        let on = clock::day_of(self.clock().now());
        let before: Option<Basis> = serde_json::from_value(kept.body).ok();
        let since = world.size().abs_diff(kept.size);
        Ok(before != Some(self.basis(&world, on)) || since > FEW_EVENTS)
    }

    /// The duties that are not done, as they were worked out last. Where acts alone
    /// came since they were read, those of their projects alone are read again.
    pub async fn open_duties(&self) -> anyhow::Result<Open> {
        let basis = self.store().duty_basis().await?;
        let kept = &self.0.duties.0;
        let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let open: Open = match (known, &basis) {
            (Some((known, open)), basis) if known == *basis => return Ok(open),
            (Some((Some(known), open)), Some(now)) if follows(&known, now) => {
                Arc::new(self.read_again(&open, known.size, now.size).await?)
            }
            _ => {
                let rows = self.store().duties(&not_done(None)).await?;
                Arc::new(rows.into_iter().map(Arc::new).collect())
            }
        };
        // rows read after their basis are no older than it; newer ones are read again
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((basis, open.clone()));
        Ok(open)
    }

    async fn read_again(
        &self,
        open: &[Arc<DutyRow>],
        after: u64,
        to: u64,
    ) -> anyhow::Result<Vec<Arc<DutyRow>>> {
        let events = self
            .store()
            .events_after(after, u32::try_from(to - after)?)
            .await?;
        let acted_on: BTreeSet<String> = events
            .iter()
            .map(|event| event.stream.id.to_string())
            .collect();
        let others = open.iter().filter(|row| !acted_on.contains(&row.subject));
        let mut rows: Vec<Arc<DutyRow>> = others.cloned().collect();
        for subject in acted_on {
            let own = self.store().duties(&not_done(Some(subject))).await?;
            rows.extend(own.into_iter().map(Arc::new));
        }
        rows.sort_by(|one, other| place(one).cmp(&place(other)));
        Ok(rows)
    }
}

fn place(row: &DutyRow) -> (&str, &str, &str, i64) {
    (&row.due_on, &row.subject, &row.key, row.id)
}

fn not_done(subject: Option<String>) -> DutyWanted {
    DutyWanted {
        subject,
        open: true,
        ..DutyWanted::default()
    }
}

/// Whether nothing but a few acts came in between.
fn follows(known: &DutyBasis, now: &DutyBasis) -> bool {
    let acts = now.size.checked_sub(known.size);
    known.body == now.body && acts.is_some_and(|acts| acts <= FEW_EVENTS)
}
