//! What was found out about one project, kept with it: which acts are open, and
//! what is still owed. Answers hold for one state of the project (an entry is
//! never changed, only replaced), one day and law, and what its facts look up in
//! the registers; acts also for one standing and the capacities of whoever asks.
//! It only remembers: every answer comes from `tongchou_project`.

use std::sync::{Arc, Mutex, PoisonError};

use tongchou_project::state::Proposal;
use tongchou_project::{Grounds, Project, Standing};
use tongchou_rules::Duty;

use super::act_set::ActSet;

#[derive(Debug, Default)]
pub struct Outlook(Mutex<Kept>);

/// The day and law that answers are for, and how far the registers were looked
/// through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Era {
    /// Another number for another day or law.
    pub number: u64,
    /// [`super::World::version`]
    pub version: u64,
}

#[derive(Debug, Default)]
pub(super) struct Kept {
    era: Era,
    grounds: Option<Grounds>,
    acts: Vec<Answered>,
    pub duties: Option<Arc<[Duty]>>,
    pub proposals: Option<Arc<[Proposal]>>,
}

/// For people of one standing and the same capacities.
#[derive(Debug)]
struct Answered {
    standing: Standing,
    capacities: u32,
    asked: ActSet,
    open: ActSet,
}

impl Outlook {
    /// Calls with what is known and still holds.
    pub(super) fn with<T>(
        &self,
        era: Era,
        grounds: impl FnOnce() -> Grounds,
        look: impl FnOnce(&mut Kept) -> T,
    ) -> T {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.renew(era, grounds);
        look(&mut kept)
    }
}

impl Kept {
    /// Forgets what no longer holds.
    fn renew(&mut self, era: Era, grounds: impl FnOnce() -> Grounds) {
        if self.era == era && self.grounds.is_some() {
            return;
        }
        let grounds = grounds();
        if self.era.number != era.number || self.grounds.as_ref() != Some(&grounds) {
            self.acts.clear();
            self.duties = None;
            self.proposals = None;
            self.grounds = Some(grounds);
        }
        self.era = era;
    }

    /// Which of the wanted acts are open; those not asked before are found out.
    pub(super) fn open(
        &mut self,
        standing: Standing,
        capacities: u32,
        wanted: ActSet,
        find_out: impl FnOnce(ActSet) -> ActSet,
    ) -> ActSet {
        let known = self
            .acts
            .iter()
            .position(|known| known.standing == standing && known.capacities == capacities);
        let place = known.unwrap_or_else(|| {
            self.acts.push(Answered {
                standing,
                capacities,
                asked: ActSet::default(),
                open: ActSet::default(),
            });
            self.acts.len() - 1
        });
        let Some(answered) = self.acts.get_mut(place) else {
            return find_out(wanted);
        };
        let new = wanted.without(answered.asked);
        if !new.is_empty() {
            answered.open = answered.open.or(find_out(new));
            answered.asked = answered.asked.or(new);
        }
        answered.open.and(wanted)
    }
}

/// Duties that are not done: the done ones are history.
pub(super) fn owed(project: &Project, env: &tongchou_project::Env<'_>) -> Arc<[Duty]> {
    let duties = tongchou_project::duties(project, env).into_iter();
    duties
        .filter(|duty| duty.state != tongchou_rules::DutyState::Done)
        .collect()
}
