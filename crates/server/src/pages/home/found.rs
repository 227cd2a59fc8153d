//! What one project means for the person at work: acts that wait, duties that
//! are late or come up. Asks the rules and the calendar, and decides nothing.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::civil::Date;
use tongchou_project::{Actor, Project, Stage, act_specs};
use tongchou_rules::Duty;
use tongchou_rules::calendar::Calendar;

use crate::app::Entry;
use crate::format;
use crate::pages::listing::{due, tone, waiting};
use crate::pages::lists::Look;
use crate::pages::lists::projects::{is_late, is_soon};

#[derive(Debug, Default)]
pub struct Found {
    pub waits: Vec<Wait>,
    pub late: Vec<Due>,
    pub coming: Vec<Due>,
    pub owed: Vec<Due>,
}

impl Found {
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
    pub act: &'static str,
    pub act_title: String,
    pub href: String,
    pub project: String,
    pub title: String,
    pub unit: String,
    pub since: Option<Date>,
    /// 上次办理2026年11月3日，已过 5 个工作日.
    pub waited: String,
    pub deadline: Option<Deadline>,
}

#[derive(Debug, Clone)]
pub struct Deadline {
    pub on: Date,
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
    pub on: Option<Date>,
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

pub fn look(entry: &Entry, look: &Look<'_>) -> Found {
    let Some(project) = entry.aggregate.project() else {
        return Found::default();
    };
    let duties = due(entry, look.view);
    let actor = look.view.env.actor;
    let mut found = Found {
        waits: waits(entry, project, &duties, look),
        ..Found::default()
    };
    for duty in duties.iter() {
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
        list.push(due_view(entry, project, duty, look));
    }
    found
}

/// A duty of a unit is that of the project's own unit alone.
fn owes(duty: &Duty, project: &Project, actor: &Actor) -> bool {
    actor.capacities.contains(&duty.who)
        && (duty.who != "project_unit" || project.unit == actor.body)
}

fn waits(entry: &Entry, project: &Project, duties: &[Duty], look: &Look<'_>) -> Vec<Wait> {
    let (on, calendar) = (look.view.env.on, look.view.env.regulation.calendar());
    let since: Option<Date> = entry.changed_on.parse().ok();
    let law = look.view.env.regulation;
    let title = |act: &str| {
        law.act(act)
            .map_or(act, |act| act.title.as_str())
            .to_owned()
    };
    waiting(entry, look.view)
        .into_iter()
        .map(|act| Wait {
            href: format!("/projects/{}/acts/{act}", entry.id),
            project: format!("/projects/{}", entry.id),
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            waited: since.map_or_else(String::new, |since| waited(since, on, calendar)),
            deadline: last_day(act, project, duties).map(|last| deadline(last, on, calendar)),
            since,
            act_title: title(act),
            act,
        })
        .collect()
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
            (format!("已逾期 {over} 个工作日"), "bad")
        }
        Ordering::Equal => ("今天到期".to_owned(), "wait"),
        // a matter of showing: a working week ahead it is marked
        Ordering::Greater if left <= 5 => (format!("还有 {left} 个工作日"), "wait"),
        Ordering::Greater => (format!("还有 {left} 个工作日"), ""),
    };
    Deadline {
        on: last,
        day: format!("{}前", format::day(last)),
        left,
        tone,
    }
}

fn due_view(entry: &Entry, project: &Project, duty: &Duty, look: &Look<'_>) -> Due {
    let home = format!("/projects/{}", entry.id);
    let may_act = owes(duty, project, look.view.env.actor) && !duty.act.is_empty();
    Due {
        on: duty.due_on,
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
            .map(|last| deadline(last, look.view.env.on, look.view.env.regulation.calendar())),
    }
}

/// By act, in the order of the life cycle; within an act the oldest first, what
/// has a last day before what has none.
pub fn grouped(waits: Vec<Wait>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for wait in waits {
        match groups.iter_mut().find(|group| group.act == wait.act) {
            Some(group) => group.shown.push(wait),
            None => groups.push(Group {
                act: wait.act,
                title: wait.act_title.clone(),
                total: 0,
                shown: vec![wait],
            }),
        }
    }
    let place = |act: &str| act_specs().iter().position(|spec| spec.key == act);
    groups.sort_by_key(|group| place(group.act));
    for group in &mut groups {
        group.total = group.shown.len();
        group.shown.sort_by_key(|wait| {
            let last = wait.deadline.as_ref().map_or(Date::MAX, |last| last.on);
            (last, wait.since)
        });
        group.shown.truncate(IN_GROUP);
    }
    groups
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
    let count = |stage: &Stage| {
        let key = stage.key();
        entries.iter().filter(|entry| entry.stage == key).count()
    };
    Stage::ALL
        .iter()
        .map(|stage| (stage.key(), stage.label(), count(stage), tone(*stage)))
        .filter(|(_, _, count, _)| *count > 0)
        .collect()
}
