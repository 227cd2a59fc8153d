//! What one project means for the person at work: acts that wait, duties that
//! are late or come up. Asks the rules and the calendar, and decides nothing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use tongchou_project::{Actor, Project, Stage, act_specs};
use tongchou_rules::calendar::Calendar;
use tongchou_rules::{Duty, Regulation};

use crate::app::{Entry, View};
use crate::format;
use crate::pages::clock;
use crate::pages::kept::place_of;
use crate::pages::listing::{due, tone, waiting};
use crate::pages::lists::Look;
use crate::pages::lists::projects::{is_late, is_soon};

/// Kept short: most of what is found is only counted, and what is shown is put
/// into words afterwards.
#[derive(Debug, Default)]
pub struct Found<'a> {
    pub waits: Vec<Waiting<'a>>,
    pub late: Vec<Owed<'a>>,
    pub coming: Vec<Owed<'a>>,
    pub owed: Vec<Owed<'a>>,
}

/// An act that a project waits for.
#[derive(Debug)]
pub struct Waiting<'a> {
    entry: &'a Entry,
    act: &'static str,
    since: Option<Date>,
    last: Option<Date>,
}

/// One of a project's duties, by its place among them.
#[derive(Debug)]
pub struct Owed<'a> {
    entry: &'a Entry,
    duties: Arc<[Duty]>,
    place: usize,
}

impl Owed<'_> {
    fn duty(&self) -> Option<&Duty> {
        self.duties.get(self.place)
    }

    pub fn last_day(&self) -> Option<Date> {
        self.duty()?.due_on
    }
}

impl Found<'_> {
    pub fn append(&mut self, mut other: Self) {
        self.waits.append(&mut other.waits);
        self.late.append(&mut other.late);
        self.coming.append(&mut other.coming);
        self.owed.append(&mut other.owed);
    }
}

/// One act that one project waits for.
#[derive(Debug)]
pub struct Wait {
    pub href: String,
    pub project: String,
    pub title: String,
    pub unit: String,
    /// 上次办理2026年11月3日，已过 5 个工作日.
    pub waited: String,
    pub deadline: Option<Deadline>,
}

#[derive(Debug, Clone)]
pub struct Deadline {
    pub day: String,
    pub left: String,
    pub tone: &'static str,
}

/// The waits for one act, the oldest first.
#[derive(Debug)]
pub struct Group {
    pub act: &'static str,
    pub title: String,
    pub total: usize,
    pub shown: Vec<Wait>,
}

/// How many projects a group names; a list has the rest.
const IN_GROUP: usize = 5;

#[derive(Debug)]
pub struct Due {
    pub title: String,
    pub article: String,
    /// The form that fulfils it, or the project where others must.
    pub href: String,
    pub project: String,
    pub project_title: String,
    pub unit: String,
    pub deadline: Option<Deadline>,
}

#[derive(Debug)]
pub struct Mine {
    pub href: String,
    pub title: String,
    pub stage: &'static str,
    pub tone: &'static str,
    pub amount: format::Amount,
    pub changed_on: String,
}

/// How many projects stand where: key and label of the stage, number, tone.
pub type Stages = Vec<(&'static str, &'static str, usize, &'static str)>;

pub fn look<'a>(entry: &'a Entry, look: &Look<'_>) -> Found<'a> {
    let Some(project) = entry.aggregate.project() else {
        return Found::default();
    };
    let duties = due(entry, look.view);
    let actor = look.view.env.actor;
    let mut found = Found {
        waits: waits(entry, project, &duties, look.view),
        ..Found::default()
    };
    for (place, duty) in duties.iter().enumerate() {
        let list = if owes(duty, project, actor) {
            if is_late(duty) {
                &mut found.late
            } else if is_soon(duty, look.view.env.on) {
                &mut found.coming
            } else {
                continue;
            }
        } else if is_late(duty) && duty.to.iter().any(|to| actor.capacities.contains(to)) {
            &mut found.owed
        } else {
            continue;
        };
        list.push(Owed {
            entry,
            duties: duties.clone(),
            place,
        });
    }
    found
}

/// A duty of a unit is that of the project's own unit alone.
fn owes(duty: &Duty, project: &Project, actor: &Actor) -> bool {
    actor.capacities.contains(&duty.who)
        && (duty.who != "project_unit" || project.unit == actor.body)
}

fn waits<'a>(
    entry: &'a Entry,
    project: &Project,
    duties: &[Duty],
    view: &View<'_>,
) -> Vec<Waiting<'a>> {
    let acts = waiting(entry, view);
    if acts.is_empty() {
        return Vec::new();
    }
    let since: Option<Date> = entry.changed_on.parse().ok();
    acts.into_iter()
        .map(|act| Waiting {
            entry,
            act,
            since,
            last: last_day(act, project, duties),
        })
        .collect()
}

impl Waiting<'_> {
    fn shown(&self, look: &Look<'_>) -> Option<Wait> {
        let project = self.entry.aggregate.project()?;
        let (on, law) = (look.view.env.on, look.view.env.regulation);
        let home = format!("/projects/{}", self.entry.id);
        let deadline = |last| deadline(last, on, law.calendar());
        let waited = |since| waited(since, on, law.calendar());
        Some(Wait {
            href: place_of(self.act, &self.entry.id),
            project: home,
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            waited: self.since.map(waited).unwrap_or_default(),
            deadline: self.last.map(deadline),
        })
    }
}

fn act_title(act: &str, law: &Regulation) -> String {
    let known = law.act(act);
    known.map_or(act, |act| act.title.as_str()).to_owned()
}

/// By a duty that the act fulfils, or by what was applied for: an acceptance
/// takes place once it is approved (article 25), so before the day it is planned on.
fn last_day(act: &str, project: &Project, duties: &[Duty]) -> Option<Date> {
    if act == "decide_acceptance_application" {
        let application = project.application.as_ref()?;
        return application.acceptance_on.yesterday().ok();
    }
    let fulfilled = duties.iter().filter(|duty| duty.act == act);
    fulfilled.filter_map(|duty| duty.due_on).min()
}

fn waited(since: Date, on: Date, calendar: &Calendar) -> String {
    let day = format::day(since);
    match calendar.count(since, on).days {
        days if days > 0 => format!("上次办理{day}，已过 {days} 个工作日"),
        _ => format!("上次办理{day}"),
    }
}

fn deadline(last: Date, on: Date, calendar: &Calendar) -> Deadline {
    let left = calendar.count(on, last).days;
    let (left, tone) = match last.cmp(&on) {
        Ordering::Less => {
            let over = calendar.count(last, on).days;
            (
                format!("{}（{over} 个工作日）", clock::left(last, on)),
                "bad",
            )
        }
        Ordering::Equal => ("今天到期".to_owned(), "wait"),
        // a matter of showing: a working week ahead it is marked
        Ordering::Greater => {
            let tone = if left <= 5 { "wait" } else { "" };
            (
                format!("{}（{left} 个工作日）", clock::left(last, on)),
                tone,
            )
        }
    };
    Deadline {
        day: format!("{}前", format::day(last)),
        left,
        tone,
    }
}

impl Owed<'_> {
    pub fn shown(&self, look: &Look<'_>) -> Option<Due> {
        let project = self.entry.aggregate.project()?;
        let duty = self.duty()?;
        let home = format!("/projects/{}", self.entry.id);
        let may_act = owes(duty, project, look.view.env.actor) && !duty.act.is_empty();
        let calendar = look.view.env.regulation.calendar();
        Some(Due {
            title: duty.title.clone(),
            article: duty.article_text.clone(),
            href: if may_act {
                format!("{home}/acts/{}", duty.act)
            } else {
                home.clone()
            },
            project: home,
            project_title: project.title.clone(),
            unit: project.unit_name.clone(),
            deadline: duty
                .due_on
                .map(|last| deadline(last, look.view.env.on, calendar)),
        })
    }
}

/// By act, the most pressing act first: within an act and among them what has a
/// last day comes before what has none, then the oldest.
pub fn grouped(waits: Vec<Waiting<'_>>, look: &Look<'_>) -> Vec<Group> {
    let mut of_act: BTreeMap<Option<usize>, Vec<Waiting<'_>>> = BTreeMap::new();
    for wait in waits {
        let place = act_specs().iter().position(|spec| spec.key == wait.act);
        of_act.entry(place).or_default().push(wait);
    }
    let pressing = |wait: &Waiting<'_>| (wait.last.unwrap_or(Date::MAX), wait.since);
    let mut groups: Vec<Vec<Waiting<'_>>> = of_act.into_values().collect();
    for waits in &mut groups {
        waits.sort_by_key(pressing);
    }
    groups.sort_by_key(|waits| waits.first().map(pressing));
    let group = |waits: Vec<Waiting<'_>>| {
        let act = waits.first().map(|wait| wait.act).unwrap_or_default();
        let shown = waits.iter().take(IN_GROUP);
        Group {
            act,
            title: act_title(act, look.view.env.regulation),
            total: waits.len(),
            shown: shown.filter_map(|wait| wait.shown(look)).collect(),
        }
    };
    groups.into_iter().map(group).collect()
}

pub fn mine(entry: &Entry) -> Option<Mine> {
    let project = entry.aggregate.project()?;
    let stage = project.stage();
    Some(Mine {
        href: format!("/projects/{}", entry.id),
        title: project.title.clone(),
        stage: stage.label(),
        tone: tone(stage),
        amount: format::Amount::of(project.total_amount()),
        changed_on: format::day_text(&entry.changed_on),
    })
}

/// For those who see more than their own unit's projects.
pub fn stages(entries: &[Arc<Entry>], actor: &Actor) -> Stages {
    if entries.iter().all(|entry| entry.owner == actor.body) {
        return Vec::new();
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        *counts.entry(&entry.stage).or_default() += 1;
    }
    let count = |stage: &Stage| counts.get(stage.key()).copied().unwrap_or_default();
    Stage::ALL
        .iter()
        .map(|stage| (stage.key(), stage.label(), count(stage), tone(*stage)))
        .filter(|(_, _, count, _)| *count > 0)
        .collect()
}
