//! Orders to put things right, the unit's report, and whether it did.

use tongchou_rules::Facts;

use super::checks::{absent, all, not_before, unconfirmed, unless, within_a_year};
use super::{Applied, Made, Misfit, Step, lacking};
use crate::actor::Env;
use crate::acts::{OrderRectification, ReportRectification, StateCase, VerifyRectification};
use crate::facts::acceptance::rectification;
use crate::refusal::StateFinding;
use crate::state::{Conclusion, Project, Rectification, RectificationReport, Statement};

fn chosen<'a>(project: &'a mut Project, id: &str) -> Result<&'a mut Rectification, Misfit> {
    let order = project
        .rectifications
        .iter_mut()
        .find(|order| order.id == id);
    order.ok_or_else(|| lacking("rectification", id))
}

impl Step for OrderRectification {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["deadline_given"];

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let cited = self.inspection.as_ref();
        let missing =
            cited.is_some_and(|id| !project.inspections.iter().any(|each| each.id == *id));
        all([
            missing.then(|| absent("检查").by("31.2")),
            unconfirmed(self.finding.as_ref(), project, "31.2"),
            self.due_on
                .and_then(|due| not_before("整改期限", due, "办理当日", Some(env.on))),
            self.due_on
                .and_then(|due| within_a_year("整改期限", due, env)),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.deadline_given = Some(self.due_on.is_some());
        let cited = self.inspection.as_ref();
        let found = project
            .inspections
            .iter()
            .filter(|each| cited.is_none_or(|id| each.id == *id))
            .any(|each| each.violation);
        // what somebody confirmed of the program's own findings was found too
        let confirmed = self.finding.is_some() && project.settled.iter().any(|it| it.confirmed);
        facts.finding_recorded = Some(found || confirmed);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.rectifications.push(Rectification {
            id: format!("z{}", project.rectifications.len() + 1),
            inspection: self.inspection.clone(),
            finding: self.finding.clone(),
            requirement: self.requirement.clone(),
            due_on: self.due_on,
            by: made.by.clone(),
            on: made.on,
            report: None,
            statements: Vec::new(),
            verification: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        match self.due_on {
            Some(due) => format!("要求不迟于{}整改", super::checks::in_words(due)),
            None => "要求整改".to_owned(),
        }
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.rectifications.last().map(|each| &each.id) })
    }
}

impl Step for ReportRectification {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let Some(order) = project.rectification(&self.rectification) else {
            return vec![absent("整改事项").by("31.2")];
        };
        let waiting = order.report.is_some() && order.verification.is_none();
        all([
            unless(order.is_open(), "该整改事项已复核通过", "无须再报", "31.2"),
            unless(
                !waiting,
                "整改情况已报告，等待复核",
                "复核未通过时可再次报告",
                "31.2",
            ),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        if let Some(order) = project.rectification(&self.rectification) {
            rectification(Some(order), facts);
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let order = chosen(project, &self.rectification)?;
        order.report = Some(RectificationReport {
            report: self.report.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        order.verification = None;
        Ok(())
    }

    fn tell(&self) -> String {
        "报告整改情况".to_owned()
    }
}

impl Step for StateCase {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let open = project.rectifications.iter().any(Rectification::is_open);
        unless(
            open,
            "没有未完成的整改事项",
            "收到整改要求后，可以陈述和申辩",
            "31.2",
        )
        .into_iter()
        .collect()
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let Some(order) = project.rectification(&self.rectification) else {
            return vec![absent("整改事项").by("31.2")];
        };
        unless(
            order.is_open(),
            "该整改事项已复核通过",
            "无须再陈述",
            "31.2",
        )
        .into_iter()
        .collect()
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let order = chosen(project, &self.rectification)?;
        order.statements.push(Statement {
            text: self.statement.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "就整改事项陈述和申辩".to_owned()
    }
}

impl Step for VerifyRectification {
    type Of = Project;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let Some(order) = project.rectification(&self.rectification) else {
            return vec![absent("整改事项").by("31.2")];
        };
        unless(
            order.verification.is_none(),
            "该整改事项已复核",
            "项目单位再次报告后可再次复核",
            "31.2",
        )
        .into_iter()
        .collect()
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        if let Some(order) = project.rectification(&self.rectification) {
            rectification(Some(order), facts);
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.rectification)?.verification = Some(Conclusion {
            outcome: self.result.clone(),
            opinion: self.opinion.clone(),
            number: None,
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "复核整改：{}",
            super::cryptography::passed_or_not(&self.result)
        )
    }
}
