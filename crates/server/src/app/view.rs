//! What one person sees of the whole district at one moment: which projects,
//! which acts are open to them, what is owed. The same answers as asking
//! `tongchou_project` about each project anew, from what was found out before;
//! a test compares the two after random acts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use tongchou_project::state::Proposal;
use tongchou_project::{
    Actor, Asking, Env, Grounds, Situation, Standing, act_specs, may_by_standing, may_view,
    proposals,
};
use tongchou_rules::Duty;

use super::act_set::ActSet;
use super::considered::may_ever;
use super::outlook::{Era, owed};
use super::{App, Entry, World};

/// Valid for one world, person and moment.
#[derive(Debug)]
pub struct View<'a> {
    pub env: Env<'a>,
    asking: Asking<'a>,
    era: Era,
    capacities: u32,
    /// The acts on projects that one of the person's capacities may ever do.
    acts: ActSet,
}

impl View<'_> {
    /// The acts, of those wanted, that are open to the person on a project now.
    pub fn open(&self, entry: &Entry, wanted: ActSet) -> ActSet {
        let wanted = wanted.and(self.acts);
        let Some(project) = entry.aggregate.project().filter(|_| !wanted.is_empty()) else {
            return ActSet::default();
        };
        let env = self.env_of(entry);
        let standing = Standing::of(project, &self.asking);
        let find_out = |acts: ActSet| {
            let situation = Situation::of(&entry.aggregate, &env);
            acts.filter(|act| situation.is_open(act))
        };
        let grounds = || Grounds::of(project, &env);
        entry.outlook.with(self.era, grounds, |kept| {
            kept.open(standing, self.capacities, wanted, find_out)
        })
    }

    /// What is owed on a project, by whomever: its duties that are not done.
    pub fn owed(&self, entry: &Entry) -> Arc<[Duty]> {
        let Some(project) = entry.aggregate.project() else {
            return Arc::default();
        };
        let env = self.env_of(entry);
        let grounds = || Grounds::of(project, &env);
        entry.outlook.with(self.era, grounds, |kept| {
            kept.duties
                .get_or_insert_with(|| owed(project, &env))
                .clone()
        })
    }

    /// What the program proposes on a project, for those who may see it.
    pub fn proposed(&self, entry: &Entry) -> Arc<[Proposal]> {
        let Some(project) = entry.aggregate.project() else {
            return Arc::default();
        };
        let env = self.env_of(entry);
        let grounds = || Grounds::of(project, &env);
        entry.outlook.with(self.era, grounds, |kept| {
            kept.proposals
                .get_or_insert_with(|| proposals(project, &env).into())
                .clone()
        })
    }

    /// Of some projects those on which the person may do an act, as far as capacities
    /// and standing go.
    pub fn permits<'b>(&self, act: &str, entries: &'b [Arc<Entry>]) -> Vec<&'b Arc<Entry>> {
        entries.iter().filter(self.by_standing(act)).collect()
    }

    /// Whether the person may do an act on a project: asked once for each standing.
    fn by_standing(&self, act: &str) -> impl FnMut(&&Arc<Entry>) -> bool {
        let mut known: BTreeMap<Standing, Option<bool>> = BTreeMap::new();
        move |entry| {
            let Some(project) = entry.aggregate.project() else {
                return false;
            };
            let standing = Standing::of(project, &self.asking);
            let by_standing = known
                .entry(standing)
                .or_insert_with(|| may_by_standing(act, standing, &self.env));
            by_standing.unwrap_or_else(|| may_view(&entry.aggregate, act, &self.env_of(entry)))
        }
    }

    pub fn env_of<'b>(&'b self, entry: &'b Entry) -> Env<'b> {
        Env {
            id: &entry.id,
            ..self.env
        }
    }

    /// Whether the person may view each of some projects.
    fn visible<'b>(&self, entries: impl Iterator<Item = &'b Arc<Entry>>) -> Vec<Arc<Entry>> {
        entries
            .filter(self.by_standing("view_project"))
            .cloned()
            .collect()
    }
}

/// What views of different people and moments share.
#[derive(Debug, Default)]
pub(super) struct Views {
    era: Mutex<Option<(u64, Date, String)>>,
    capacities: Mutex<BTreeMap<BTreeSet<String>, u32>>,
    visible: Mutex<Vec<Seen>>,
}

/// The projects that one person could see in one world.
#[derive(Debug)]
struct Seen {
    size: u64,
    era: u64,
    actor: Actor,
    entries: Arc<Vec<Arc<Entry>>>,
}

/// More people than look at lists at the same time; each costs eight bytes a
/// project.
const SEEN_KEPT: usize = 64;

impl Views {
    fn era(&self, on: Date, law: &str) -> u64 {
        let mut era = self.era.lock().unwrap_or_else(PoisonError::into_inner);
        match era.as_ref() {
            Some((number, day, known)) if *day == on && known == law => *number,
            known => {
                let number = known.map_or(1, |(number, ..)| number + 1);
                *era = Some((number, on, law.to_owned()));
                number
            }
        }
    }

    fn capacities(&self, actor: &Actor) -> u32 {
        let mut known = self
            .capacities
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(&actor.capacities) {
            return *number;
        }
        let number = u32::try_from(known.len()).unwrap_or(u32::MAX);
        known.insert(actor.capacities.clone(), number);
        number
    }

    fn seen(&self, size: u64, era: u64, actor: &Actor) -> Option<Arc<Vec<Arc<Entry>>>> {
        let seen = self.visible.lock().unwrap_or_else(PoisonError::into_inner);
        let mut same = seen
            .iter()
            .filter(|seen| seen.size == size && seen.era == era && seen.actor == *actor);
        same.next().map(|seen| seen.entries.clone())
    }

    fn keep(&self, new: Seen) {
        let mut seen = self.visible.lock().unwrap_or_else(PoisonError::into_inner);
        // nobody asks for an older world again
        seen.retain(|seen| seen.size >= new.size && seen.actor != new.actor);
        if seen.len() >= SEEN_KEPT {
            seen.remove(0);
        }
        seen.push(new);
    }
}

impl App {
    /// Calls with what a person sees of a world now.
    pub fn with_view<T>(
        &self,
        world: &World,
        actor: &Actor,
        look: impl FnOnce(&View<'_>) -> T,
    ) -> anyhow::Result<T> {
        self.with_env(world, actor, "", |env| {
            let who = self.who_may(env.regulation);
            let acts = ActSet::of(|key| {
                let own = |spec: &tongchou_project::ActSpec| {
                    spec.key == key && spec.aggregate == "project" && !spec.creates
                };
                act_specs().iter().any(own) && may_ever(env, &who, key)
            });
            look(&View {
                env: *env,
                asking: Asking::of(env),
                era: Era {
                    number: self.0.views.era(env.on, env.regulation.hash()),
                    version: world.version(),
                },
                capacities: self.0.views.capacities(actor),
                acts,
            })
        })
    }

    /// Every project the actor may see, the latest changed first.
    pub async fn visible(&self, actor: &Actor) -> anyhow::Result<Arc<Vec<Arc<Entry>>>> {
        let world = self.world().await?;
        self.visible_in(&world, actor)
    }

    /// The same in a world at hand.
    pub fn visible_in(&self, world: &World, actor: &Actor) -> anyhow::Result<Arc<Vec<Arc<Entry>>>> {
        self.with_view(world, actor, |view| {
            let (size, era) = (world.size(), view.era.number);
            if let Some(entries) = self.0.views.seen(size, era, actor) {
                return entries;
            }
            let entries = Arc::new(view.visible(world.latest_projects()));
            self.0.views.keep(Seen {
                size,
                era,
                actor: actor.clone(),
                entries: entries.clone(),
            });
            entries
        })
    }
}
