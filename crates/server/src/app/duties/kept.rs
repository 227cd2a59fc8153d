//! What readers of duties get without waiting: those that are not done, kept in memory
//! by the revision they were read at, and word of a long look that goes on behind.

use std::sync::{Arc, Mutex, PoisonError};

use tongchou_store::{DutyRow, DutyWanted};

use super::Basis;
use crate::app::App;
use crate::clock;

/// The duties that are not done, by last day.
type Open = Arc<Vec<Arc<DutyRow>>>;

#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<(u64, Open)>>);

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

    /// The duties that are not done, as they were worked out last.
    pub async fn open_duties(&self) -> anyhow::Result<Open> {
        let basis = self.store().duty_basis().await?;
        let revision = basis.map_or(0, |basis| basis.revision);
        let kept = &self.0.duties.0;
        let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, open)) = known.filter(|(known, _)| *known == revision) {
            return Ok(open);
        }
        let wanted = DutyWanted {
            open: true,
            ..DutyWanted::default()
        };
        let rows = self.store().duties(&wanted).await?;
        let open: Open = Arc::new(rows.into_iter().map(Arc::new).collect());
        // rows read after the revision are no older than it; newer ones are read again
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((revision, open.clone()));
        Ok(open)
    }
}
