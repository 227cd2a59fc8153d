//! Duties spoken of: before their last day, when they are late, to who leads the
//! body that owes them, then to who oversees; and what is late now, for the message
//! of the day. When to speak is the rules' affair.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::{Actor, Project};
use tongchou_rules::{Rung, vocabulary};
use tongchou_store::{DutyRow, Notice};

use super::{App, Entry, Told, World};

/// A duty whose day to be spoken of it is.
#[derive(Debug, Clone, Copy)]
struct Spoken<'a> {
    row: &'a DutyRow,
    told: &'a Told,
    entry: &'a Entry,
    project: &'a Project,
    rung: Rung,
    due: Date,
    on: Date,
}

/// What a duty is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Owes,
    Leads,
    Oversees,
}

impl App {
    /// Speaks of the duties whose day for that it is; gives how many notices.
    /// A duty that came or moved since stands on the highest rung it has passed; one
    /// that did so yesterday came after the reminders of that morning, as a rule.
    pub async fn remind(&self, on: Date) -> anyhow::Result<u64> {
        self.renew_duties().await?;
        let world = self.world().await?;
        let law = self.regulation(&world, on)?;
        let people = self.people().await?;
        let mut notices = Vec::new();
        for row in self.open_duties().await?.iter() {
            let (Ok(due), Ok(since)) = (row.due_on.parse::<Date>(), row.stands_since.parse())
            else {
                continue;
            };
            let ladder = law.reminders(&row.key, due);
            let passed = ladder.iter().rfind(|step| step.on.max(since) <= on);
            let Some(step) = passed.filter(|step| speaks(step.on, since, on)) else {
                continue;
            };
            let (Some(entry), Ok(told)) = (
                world.entry("project", &row.subject),
                serde_json::from_value::<Told>(row.body.clone()),
            ) else {
                continue;
            };
            let Some(project) = entry.aggregate.project() else {
                continue;
            };
            notices.extend(self.of_duty(
                &world,
                &people,
                Spoken {
                    row,
                    told: &told,
                    entry,
                    project,
                    rung: step.rung,
                    due,
                    on,
                },
            )?);
        }
        Ok(self.store().put_notices(&notices).await?)
    }

    fn of_duty(
        &self,
        world: &World,
        people: &[Actor],
        spoken: Spoken<'_>,
    ) -> anyhow::Result<Vec<Notice>> {
        let Spoken { row, told, .. } = spoken;
        let mut leaders = Vec::new();
        if spoken.rung == Rung::Leader {
            for person in people {
                if leads(world, person, row, told)
                    && self.may_know(world, person, spoken.entry, "")?
                {
                    leaders.push(person);
                }
            }
        }
        let mut notices = Vec::new();
        for person in people {
            let leader = leaders.iter().find(|leader| leader.body == person.body);
            let part = if leader.is_some_and(|leader| leader.person == person.person) {
                Part::Leads
            } else if owes(person, row, told) {
                Part::Owes
            } else if spoken.rung == Rung::Overseer && person.capacities.contains("bureau") {
                Part::Oversees
            } else {
                continue;
            };
            if !self.may_know(world, person, spoken.entry, "")? {
                continue;
            }
            notices.push(Notice {
                id: 0,
                person: person.person.clone(),
                key: format!(
                    "duty:{}:{}:{}:{}",
                    row.subject,
                    row.key,
                    row.due_on,
                    spoken.rung.key()
                ),
                kind: if spoken.due < spoken.on {
                    "late"
                } else {
                    "duty"
                }
                .to_owned(),
                title: format!("{}：{}", told.title, spoken.project.title),
                about: in_words(spoken, part, leader.map(|leader| leader.name.as_str())),
                href: place_of(part, told, row),
                basis: String::new(),
                at: self.clock().now(),
                read_at: None,
            });
        }
        Ok(notices)
    }

    /// What each of some people owes, or leads the body that owes, and is late on a day;
    /// the oldest first.
    pub(crate) async fn late_of(
        &self,
        wanted: &BTreeSet<&str>,
        on: Date,
    ) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
        let mut people = self.people().await?;
        people.retain(|each| wanted.contains(each.person.as_str()));
        let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        if people.is_empty() {
            return Ok(all);
        }
        let world = self.world().await?;
        let today = on.to_string();
        let open = self.open_duties().await?;
        for row in open.iter().take_while(|row| row.due_on < today) {
            let (Ok(due), Ok(told)) = (
                row.due_on.parse::<Date>(),
                serde_json::from_value::<Told>(row.body.clone()),
            ) else {
                continue;
            };
            let Some(entry) = world.entry("project", &row.subject) else {
                continue;
            };
            let Some(project) = entry.aggregate.project() else {
                continue;
            };
            for person in &people {
                let part = if owes(person, row, &told) {
                    Part::Owes
                } else if leads(&world, person, row, &told) {
                    Part::Leads
                } else {
                    continue;
                };
                if !self.may_know(&world, person, entry, "")? {
                    continue;
                }
                all.entry(person.person.clone()).or_default().push(json!({
                    "title": format!("{}：{}", told.title, project.title),
                    "about": format!(
                        "应由{}于{}前办理，已逾期{}天（{}）",
                        owing(&told, project), crate::format::day(due), (on - due).get_days(), told.article
                    ),
                    "href": place_of(part, &told, row),
                }));
            }
        }
        Ok(all)
    }
}

/// Whether a rung is spoken of on a day, where the duty stands since another. Nobody
/// is told the same twice: the notices' keys see to that.
fn speaks(rung: Date, since: Date, on: Date) -> bool {
    let stood = rung.max(since);
    stood == on || stood == since && on.yesterday().is_ok_and(|day| day == since)
}

fn owes(person: &Actor, row: &DutyRow, told: &Told) -> bool {
    person.capacities.contains(&told.who) && (row.owner.is_empty() || row.owner == person.body)
}

/// Whether a person leads the body, or one of the bodies, that owes a duty.
fn leads(world: &World, person: &Actor, row: &DutyRow, told: &Told) -> bool {
    let body = world.registers.bodies.get(&person.body);
    body.is_some_and(|body| {
        body.leader == person.person
            && if row.owner.is_empty() {
                body.capacities.contains(&told.who)
            } else {
                body.id == row.owner
            }
    })
}

fn place_of(part: Part, told: &Told, row: &DutyRow) -> String {
    if part == Part::Owes && !told.act.is_empty() {
        crate::pages::kept::place_of(&told.act, &row.subject)
    } else {
        format!("/projects/{}", row.subject)
    }
}

fn owing<'a>(told: &'a Told, project: &'a Project) -> &'a str {
    match told.who.as_str() {
        "project_unit" => project.unit_name.as_str(),
        who => vocabulary::CAPACITIES.label(who).unwrap_or(who),
    }
}

fn in_words(spoken: Spoken<'_>, part: Part, leader: Option<&str>) -> String {
    let Spoken { told, project, .. } = spoken;
    let last = crate::format::day(spoken.due);
    let owes = owing(told, project);
    let article = &told.article;
    let late = (spoken.on - spoken.due).get_days();
    match spoken.rung {
        Rung::Ahead(_) if late < 0 => {
            format!("由{owes}于{last}前办理，还有{}天（{article}）", -late)
        }
        Rung::Ahead(_) => format!("由{owes}于{last}前办理，今天到期（{article}）"),
        Rung::Late => format!("应由{owes}于{last}前办理，已逾期{late}天（{article}）"),
        Rung::Leader => {
            let next = match (part, leader) {
                (Part::Leads, _) => "请您作为单位负责人督促办理".to_owned(),
                (_, Some(leader)) => format!("已报单位负责人{leader}督促"),
                (_, None) => "请报单位负责人督促".to_owned(),
            };
            format!("应由{owes}于{last}前办理，已逾期{late}天，{next}（{article}）")
        }
        Rung::Overseer => format!(
            "应由{owes}于{last}前办理，已逾期{late}天，现报区科技和信息化局督办（{article}）"
        ),
    }
}
