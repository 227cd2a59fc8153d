//! What stands over every section of a project: its name, unit, lead, number and
//! amounts, the bar of its stages, the sections.

use super::section::Section;
use super::stages::{self, Step};
use super::{View, facts};
use crate::format;
use crate::pages::listing::tone;
use crate::pages::simulator;

#[derive(Debug)]
pub struct Frame {
    pub base: String,
    pub simulator: String,
    pub title: String,
    pub unit: String,
    pub lead: String,
    pub stage: &'static str,
    pub tone: &'static str,
    pub figures: Vec<facts::Fact>,
    /// Payments are suspended by a decision that stands.
    pub payments_stopped: bool,
    pub note: Option<String>,
    /// Of a project of earlier years, that it is one.
    pub earlier: Option<String>,
    pub steps: Vec<Step>,
    pub tabs: Vec<Tab>,
}

#[derive(Debug)]
pub struct Tab {
    pub label: &'static str,
    pub href: String,
    pub here: bool,
}

impl Frame {
    pub fn of(view: &View<'_>, here: Section, done: Option<&str>) -> Self {
        let project = view.project;
        let stage = project.stage();
        let done = done.and_then(|act| view.standing.law.act(act));
        Self {
            base: view.base.to_owned(),
            simulator: simulator::of_project(view.base),
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            lead: view.lead.clone(),
            stage: stage.label(),
            tone: tone(stage),
            figures: facts::headline(project, &view.sources),
            payments_stopped: project.suspensions.iter().any(|it| it.lifted.is_none()),
            note: done.map(|act| format!("已办理：{}", act.title)),
            steps: stages::steps(project, &view.standing),
            earlier: project.earlier.as_ref().map(told_of_earlier),
            tabs: Section::all()
                .filter(|section| section.of_project(project))
                .map(|section| Tab {
                    label: section.label(),
                    href: section.href(view.base),
                    here: section == here,
                })
                .collect(),
        }
    }
}

fn told_of_earlier(earlier: &tongchou_project::state::Earlier) -> String {
    let day = earlier.on.map(format::day).unwrap_or_default();
    format!(
        "往年项目：{day}由{}按往年资料登记，当时的办理没有经过本系统审核；{}。",
        earlier.by.body_name,
        earlier.audit.tell()
    )
}
