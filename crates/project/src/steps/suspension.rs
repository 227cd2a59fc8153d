//! Suspending payments and letting them flow again.

use tongchou_rules::{Facts, vocabulary};

use super::checks::{all, can_be_lifted, lift, something_stands, unconfirmed, unless};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{ResumePayment, SuspendPayment};
use crate::refusal::StateFinding;
use crate::state::{Project, Suspension};

impl Step for SuspendPayment {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "ground",
        "evidence",
        "quality_problem",
        "economic_loss",
        "social_impact",
    ];

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let stands = project
            .suspensions
            .iter()
            .any(|each| each.lifted.is_none() && each.ground == self.ground);
        all([
            unless(!stands, "已因该情形暂停拨付", "无须重复办理", "33.2"),
            unconfirmed(self.finding.as_ref(), project, "33.2"),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.ground = Some(self.ground.clone());
        facts.evidence = Some(self.evidence.is_some());
        facts.quality_problem = Some(self.quality_problem);
        facts.economic_loss = Some(self.economic_loss);
        facts.social_impact = Some(self.social_impact);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.suspensions.push(Suspension {
            id: format!("t{}", project.suspensions.len() + 1),
            ground: self.ground.clone(),
            facts: self.facts.clone(),
            evidence: self.evidence.clone(),
            finding: self.finding.clone(),
            by: made.by.clone(),
            on: made.on,
            lifted: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let ground = vocabulary::GROUNDS
            .label(&self.ground)
            .unwrap_or(&self.ground);
        format!("暂停资金拨付：{ground}")
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.suspensions.last().map(|each| &each.id) })
    }
}

impl Step for ResumePayment {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        something_stands(&project.suspensions, "暂停拨付事项", "33.2")
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        can_be_lifted(
            &project.suspensions,
            &self.suspension,
            "暂停拨付事项",
            "33.2",
        )
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let reason = self.reason.as_ref();
        lift(&mut project.suspensions, &self.suspension, reason, made)
    }

    fn tell(&self) -> String {
        "恢复资金拨付".to_owned()
    }
}
