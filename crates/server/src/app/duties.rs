//! The projection of duties: worked out again whenever events, settings, the
//! calendar, the law or the day are other than the last time, and kept in the
//! store with a log of what moved and why. What falls due when is the rules'
//! affair; this compares what they say now with what they said before.

mod compare;
mod kept;

pub(super) use kept::Kept;
pub use kept::Readiness;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tongchou_project::{Actor, Env, Project};
use tongchou_rules::{Duty, Regulation};
use tongchou_store::{DutyBasis, DutyChange, DutyRow, DutyWanted, StoredEvent};

use super::{App, World};
use crate::clock;
use compare::{Cause, Fresh};

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Renewed {
    /// How many projects were looked at.
    pub projects: usize,
    /// How many duties are new, other or gone.
    pub changed: usize,
}

/// All but the events that duties come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Basis {
    day: String,
    law: String,
    calendar: String,
    settings: BTreeMap<String, String>,
}

/// An act of which those concerned by a duty learn nothing (article 31).
const UNTOLD: &str = "refer_lead";

/// How often a look is tried again when another server was faster.
const TRIES: usize = 5;
const PAGE: u32 = 1000;

impl App {
    /// Brings the duties up to date; cheap where nothing happened.
    pub async fn renew_duties(&self) -> anyhow::Result<Renewed> {
        let _alone = self.0.renewing.lock().await;
        for _ in 0..TRIES {
            if let Some(renewed) = self.try_to_renew().await? {
                return Ok(renewed);
            }
        }
        bail!("the duties were changed by others each time")
    }

    async fn try_to_renew(&self) -> anyhow::Result<Option<Renewed>> {
        let kept = self.store().duty_basis().await?;
        let world = self.world().await?;
        let at = self.clock().now();
        let on = clock::day_of(at);
        let regulation = self.regulation(&world, on)?;
        let basis = self.basis(&world, on);
        let before: Option<Basis> = kept
            .as_ref()
            .and_then(|kept| serde_json::from_value(kept.body.clone()).ok());
        let (revision, size) = kept.map_or((0, 0), |kept| (kept.revision, kept.size));
        let whole = before.as_ref() != Some(&basis);
        if !whole && size == world.size() {
            return Ok(Some(Renewed::default()));
        }
        // a copy of a longer log is another log
        let after = if size > world.size() { 0 } else { size };
        let first = before.is_none();
        let acts = self.causes(&world, &regulation, after, first).await?;
        let old = self.kept_duties(whole, &acts).await?;
        let rest = before.map(|before| what_differs(&before, &basis, &regulation));
        let new = DutyBasis {
            revision,
            size: world.size(),
            body: serde_json::to_value(&basis)?,
        };
        let (projects, change) = tokio::task::spawn_blocking(move || {
            let look = Looking {
                world: &world,
                regulation: &regulation,
                at,
                on,
            };
            let subjects = look.subjects(whole, &old, &acts);
            let causes = with_rest(acts, rest.as_ref(), &subjects);
            (subjects.len(), look.change(subjects, old, &causes, first))
        })
        .await?;
        let changed = change.put.len() + change.remove.len();
        let done = self.store().change_duties(&new, &change).await?;
        Ok(done.then_some(Renewed { projects, changed }))
    }

    fn basis(&self, world: &World, on: Date) -> Basis {
        let pack = self.law().on(on);
        Basis {
            day: on.to_string(),
            law: pack.hash().to_owned(),
            calendar: pack.calendar().digest(),
            settings: world.registers.settings_on(on),
        }
    }

    /// By project, the acts on it since.
    async fn causes(
        &self,
        world: &World,
        regulation: &Regulation,
        after: u64,
        first: bool,
    ) -> anyhow::Result<BTreeMap<String, Cause>> {
        let mut causes: BTreeMap<String, Cause> = BTreeMap::new();
        // at the first time all of it is new, and nothing is told
        if first {
            return Ok(causes);
        }
        let mut after = after;
        while after < world.size() {
            let events = self.store().events_after(after, PAGE).await?;
            let Some(last) = events.last() else { break };
            after = last.position;
            let told = |event: &&StoredEvent| {
                event.stream.kind == "project" && event.provenance.act != UNTOLD
            };
            for event in events.iter().filter(told) {
                let cause = causes.entry(event.stream.id.to_string()).or_default();
                cause.act(
                    &event.provenance.act,
                    &title_of(event, regulation),
                    event.position,
                );
            }
        }
        Ok(causes)
    }

    async fn kept_duties(
        &self,
        whole: bool,
        causes: &BTreeMap<String, Cause>,
    ) -> anyhow::Result<BTreeMap<String, Vec<DutyRow>>> {
        let mut found: BTreeMap<String, Vec<DutyRow>> = BTreeMap::new();
        let mut take = |rows: Vec<DutyRow>| {
            for row in rows {
                found.entry(row.subject.clone()).or_default().push(row);
            }
        };
        if whole {
            take(self.store().duties(&DutyWanted::default()).await?);
        } else {
            for subject in causes.keys() {
                let of_subject = DutyWanted {
                    subject: Some(subject.clone()),
                    ..DutyWanted::default()
                };
                take(self.store().duties(&of_subject).await?);
            }
        }
        Ok(found)
    }
}

fn title_of(event: &StoredEvent, regulation: &Regulation) -> String {
    let act = event.provenance.act.as_str();
    regulation
        .act(act)
        .map_or(act, |act| act.title.as_str())
        .to_owned()
}

/// Why a duty without any act on its project may be another.
fn what_differs(before: &Basis, now: &Basis, regulation: &Regulation) -> Cause {
    let mut cause = Cause::default();
    if before.law != now.law {
        cause.add("law", "办法文本或条款更新");
    }
    if before.calendar != now.calendar {
        cause.add("calendar", "节假日和调休安排更新");
    }
    let keys: BTreeSet<&String> = before.settings.keys().chain(now.settings.keys()).collect();
    for key in keys {
        if before.settings.get(key) != now.settings.get(key) {
            let named = regulation.limit(key).map(|limit| limit.says.clone());
            let named = named.or_else(|| {
                let mut questions = regulation.questions();
                let found = questions.find(|question| question.id == *key);
                found.map(|question| question.asks.clone())
            });
            cause.add(
                "setting",
                &format!("设置变更：{}", named.as_ref().unwrap_or(key)),
            );
        }
    }
    if before.day != now.day {
        cause.add("day", "日期推移");
    }
    cause
}

/// What changed around the projects comes on top of the acts on each.
fn with_rest(
    mut causes: BTreeMap<String, Cause>,
    rest: Option<&Cause>,
    subjects: &BTreeSet<String>,
) -> BTreeMap<String, Cause> {
    for subject in rest.iter().flat_map(|_| subjects) {
        let cause = causes.entry(subject.clone()).or_default();
        cause.also(rest.unwrap_or(&Cause::default()));
    }
    causes
}

struct Looking<'a> {
    world: &'a World,
    regulation: &'a Regulation,
    at: Timestamp,
    on: Date,
}

impl Looking<'_> {
    fn subjects(
        &self,
        whole: bool,
        old: &BTreeMap<String, Vec<DutyRow>>,
        acts: &BTreeMap<String, Cause>,
    ) -> BTreeSet<String> {
        if !whole {
            return acts.keys().cloned().collect();
        }
        let of_world = self.world.of_kind("project").map(|entry| entry.id.clone());
        of_world.chain(old.keys().cloned()).collect()
    }

    fn change(
        &self,
        subjects: BTreeSet<String>,
        mut old: BTreeMap<String, Vec<DutyRow>>,
        causes: &BTreeMap<String, Cause>,
        first: bool,
    ) -> DutyChange {
        let pairs: Vec<(String, Vec<DutyRow>)> = subjects
            .into_iter()
            .map(|subject| {
                let rows = old.remove(&subject).unwrap_or_default();
                (subject, rows)
            })
            .collect();
        let nobody = Actor::nobody();
        let changes: Vec<DutyChange> = pairs
            .into_par_iter()
            .map(|(subject, rows)| {
                let fresh = self.fresh(&subject, &nobody);
                let known = Cause::default();
                let cause = causes.get(&subject).unwrap_or(&known);
                let recurs = |key: &str| self.regulation.duty_recurs(key);
                let mut change = compare::compare(&subject, rows, fresh, recurs, cause, self.on);
                if first {
                    change.moves.clear();
                }
                change
            })
            .collect();
        let mut whole = DutyChange::default();
        for mut change in changes {
            whole.put.append(&mut change.put);
            whole.remove.append(&mut change.remove);
            whole.moves.append(&mut change.moves);
        }
        whole
    }

    fn fresh(&self, subject: &str, nobody: &Actor) -> Vec<Fresh> {
        let entry = self.world.entry("project", subject);
        let Some(project) = entry.and_then(|entry| entry.aggregate.project()) else {
            return Vec::new();
        };
        let env = Env {
            actor: nobody,
            id: subject,
            at: self.at,
            on: self.on,
            regulation: self.regulation,
            registers: &self.world.registers,
        };
        let duties = tongchou_project::duties(project, &env);
        duties
            .into_iter()
            .filter_map(|duty| fresh(project, duty))
            .collect()
    }
}

fn fresh(project: &Project, duty: Duty) -> Option<Fresh> {
    let owner = match duty.who.as_str() {
        "project_unit" => project.unit.clone(),
        "domain_lead" => project.domain.clone(),
        _ => String::new(),
    };
    let body = Told {
        title: duty.title,
        article: duty.article_text,
        who: duty.who,
        to: duty.to,
        act: duty.act,
        says: duty.says,
    };
    Some(Fresh {
        owner,
        from_on: duty.from?.to_string(),
        due_on: duty.due_on?.to_string(),
        done_on: duty.done_on.map(|day| day.to_string()),
        act: body.act.clone(),
        body: serde_json::to_value(&body).ok()?,
        key: duty.key,
    })
}

/// What is kept of a duty beside its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub title: String,
    /// In words.
    pub article: String,
    /// The capacity that owes it, and those that receive it.
    pub who: String,
    pub to: Vec<String>,
    pub act: String,
    pub says: String,
}
