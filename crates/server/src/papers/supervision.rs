//! Letters of supervision: orders, suspensions, circulars, referrals.

use tongchou_papers::{Head, Values};
use tongchou_project::state::Inspection;
use tongchou_project::{ImposeMeasure, OrderRectification, Project, ReferLead, SuspendPayment};
use tongchou_rules::vocabulary;

use super::history::Told;
use super::outline;
use crate::pages::words::{name, of_form};
use crate::web::Failure;

type Filled = Result<(Head, Values), Failure>;

/// The inspection that an order rests on.
fn inspection<'a>(project: &'a Project, cited: Option<&str>) -> Option<&'a Inspection> {
    let mut latest = project.inspections.iter().rev();
    match cited {
        Some(id) => latest.find(|each| each.id == id),
        None => latest.find(|each| each.violation),
    }
}

pub fn rectification(told: &Told<'_>, form: &OrderRectification) -> Filled {
    let project = told.project()?;
    let mut values = Values::new()
        .text("project_name", &project.title)
        .texts("demands", outline::items(&form.requirement))
        .text("contact", told.contact());
    if let Some(due) = form.due_on {
        values = values.date("due_on", due);
    }
    if let Some(found) = inspection(project, form.inspection.as_deref()) {
        let mut inspectors = vec![found.by.body_name.clone()];
        for word in &found.joint_with {
            let other = of_form("record_inspection", "joint_with", word);
            // 示范区财政局 is 区财政局 of another district
            let same = other.trim_start_matches('区');
            if !inspectors.iter().any(|known| known.ends_with(same)) {
                inspectors.push(other);
            }
        }
        values = values
            .date("inspected_on", found.inspected_on)
            .texts("inspectors", inspectors)
            .texts("findings", outline::items(&found.findings));
    }
    Ok((told.to_unit()?, values))
}

pub fn suspension(told: &Told<'_>, form: &SuspendPayment) -> Filled {
    let project = told.project()?;
    // money is paid out of budgets; where none was arranged, out of what was approved
    let whole = match project.budget_amount() {
        0 => project.approved_amount(),
        arranged => arranged,
    };
    let values = Values::new()
        .text("project_name", &project.title)
        .text("ground", name(vocabulary::GROUNDS, &form.ground))
        .texts("facts", outline::items(&form.facts))
        .amount("paid", project.paid())
        .amount("remaining", (whole - project.paid()).max(0))
        .date("from", told.event.on);
    Ok((told.to_unit()?, values))
}

/// 通报批评 as a measure against a unit.
pub fn circular(told: &Told<'_>, form: &ImposeMeasure) -> Filled {
    let project = told.project()?;
    let order = project.rectification(&form.rectification);
    let found = order.and_then(|order| inspection(project, order.inspection.as_deref()));
    let facts = found.map(|found| found.findings.clone());
    let case = Values::new()
        .text("body", &project.unit_name)
        .text("facts", facts.unwrap_or_else(|| form.reason.clone()))
        .text("article", "第三十一条");
    let values = Values::new()
        .text("subject", format!("{}监督检查情况", project.title))
        .text("preface", &form.reason)
        .rows("cases", [case])
        .texts(
            "decisions",
            [format!("对{}予以通报批评。", project.unit_name)],
        );
    let head = Head {
        recipient: Some("区各有关单位".to_owned()),
        ..told.head()
    };
    Ok((head, values))
}

pub fn referral(told: &Told<'_>, form: &ReferLead) -> Filled {
    let project = told.project()?;
    let found = format!(
        "在对{}{}的监督检查中，发现有关问题线索，属于你单位职责范围。",
        project.unit_name, project.title
    );
    let values = Values::new()
        .text("subject", format!("{}有关", project.title))
        .text("project_name", &project.title)
        .text("found", found)
        .texts("clues", outline::items(&form.summary))
        .texts(
            "materials",
            outline::items(form.evidence.as_deref().unwrap_or_default()),
        )
        .text("contact", told.contact());
    let head = Head {
        recipient: Some(of_form("refer_lead", "to", &form.to)),
        ..told.head()
    };
    Ok((head, values))
}
