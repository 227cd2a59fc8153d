//! What is on record of a unit: its other projects with their evaluations and
//! what was imposed on them. Article 32: evaluations are a basis for reviewing
//! later declarations.

use std::sync::Arc;

use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use crate::app::{Entry, World};
use crate::pages::sheet::{Cell, Sheet, bad, day, good, maybe_day, tag, text, wait};
use crate::pages::words::{name, of_form};

#[derive(Debug)]
pub struct Past {
    /// How many other projects the unit has.
    pub projects: usize,
    pub evaluations: Sheet,
    pub sanctions: Sheet,
}

pub fn of(world: &World, project: &Project) -> Past {
    let others: Vec<&Arc<Entry>> = world
        .of_kind("project")
        .filter(|entry| entry.owner == project.unit && entry.id != project.id)
        .collect();
    let mut past = Past {
        projects: others.len(),
        evaluations: Sheet::new("以往评估", "32", &["项目", "结果", "评估意见", "日期"]),
        sanctions: Sheet::new(
            "监督和处理",
            "31.2",
            &["项目", "事项", "内容", "日期", "现状"],
        ),
    };
    for entry in others {
        if let Some(other) = entry.aggregate.project() {
            evaluated(&mut past.evaluations, other);
            sanctioned(&mut past.sanctions, other);
        }
    }
    past
}

fn titled(project: &Project) -> Cell {
    Cell::Link {
        href: format!("/projects/{}", project.id),
        label: project.title.clone(),
    }
}

fn evaluated(sheet: &mut Sheet, project: &Project) {
    for each in project.evaluations.iter().rev() {
        let Some(grade) = &each.grade else { continue };
        let label = of_form("conclude_evaluation", "grade", grade);
        let result = match grade.as_str() {
            "poor" => bad(label),
            "fair" => wait(label),
            _ => good(label),
        };
        sheet.row([
            titled(project),
            result,
            text(each.opinion.clone().unwrap_or_default()),
            maybe_day(each.concluded_on),
        ]);
    }
}

fn sanctioned(sheet: &mut Sheet, project: &Project) {
    for each in &project.measures {
        sheet.row([
            titled(project),
            text(name(v::MEASURES, &each.measure)),
            text(each.reason.clone()),
            day(each.on),
            if each.lifted.is_none() {
                bad("生效")
            } else {
                tag("", "已解除")
            },
        ]);
    }
    for each in &project.suspensions {
        sheet.row([
            titled(project),
            text("暂停资金拨付"),
            text(name(v::GROUNDS, &each.ground)),
            day(each.on),
            if each.lifted.is_none() {
                bad("生效")
            } else {
                tag("", "已恢复")
            },
        ]);
    }
    for each in &project.false_declarations {
        sheet.row([
            titled(project),
            text("虚假申报"),
            text(each.facts.clone()),
            day(each.on),
            bad("已记录"),
        ]);
    }
    let open = project.rectifications.iter().filter(|each| each.is_open());
    for each in open {
        sheet.row([
            titled(project),
            text("限期整改"),
            text(each.requirement.clone()),
            day(each.on),
            wait("整改中"),
        ]);
    }
}
