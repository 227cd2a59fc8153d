//! Delays and risks: reported, assessed, and, if major, studied jointly, escalated
//! and decided.

use tongchou_rules::Facts;

use super::checks::{absent, all, not_ahead, unless};
use super::{Applied, Made, Misfit, Step, lacking};
use crate::actor::Env;
use crate::acts::{AssessRisk, DecideRisk, EscalateRisk, GiveRiskOpinion, ReportRisk, words};
use crate::refusal::StateFinding;
use crate::state::{Conclusion, Project, Risk, RiskOpinion};

fn chosen<'a>(project: &'a mut Project, id: &str) -> Result<&'a mut Risk, Misfit> {
    let risk = project.risks.iter_mut().find(|risk| risk.id == id);
    risk.ok_or_else(|| lacking("risk", id))
}

fn found(
    project: &Project,
    id: &str,
    check: impl Fn(&Risk) -> Option<StateFinding>,
) -> Vec<StateFinding> {
    match project.risk(id) {
        None => vec![absent("风险").by("23.2")],
        Some(risk) => check(risk).into_iter().collect(),
    }
}

/// The facts of the very risk that is dealt with.
fn facts_of(project: &Project, id: &str, facts: &mut Facts) {
    if let Some(risk) = project.risk(id) {
        facts.risk_reported = Some(true);
        facts.risk_major = Some(risk.is_major());
        facts.risk_escalated = Some(risk.escalated_on.is_some());
        facts.risk_opinion_finance = Some(risk.opinion_of("finance"));
        facts.risk_opinion_audit = Some(risk.opinion_of("audit"));
    }
}

impl Step for ReportRisk {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        not_ahead("发现日期", self.found_on, env)
            .into_iter()
            .collect()
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.risks.push(Risk {
            id: format!("r{}", project.risks.len() + 1),
            kind: self.kind.clone(),
            description: self.description.clone(),
            found_on: self.found_on,
            reported_on: Some(made.on),
            by: made.by.clone(),
            assessment: None,
            opinions: Vec::new(),
            escalated_on: None,
            decision: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("报告{}", words::label(words::RISK_KINDS, &self.kind))
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.risks.last().map(|risk| &risk.id) })
    }
}

impl Step for AssessRisk {
    type Of = Project;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        found(project, &self.risk, |risk| {
            unless(
                risk.assessment.is_none(),
                "该风险已研判",
                "风险变化的，请另行报告",
                "23.2",
            )
        })
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts_of(project, &self.risk, facts);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.risk)?.assessment = Some(Conclusion {
            outcome: self.level.clone(),
            opinion: self.opinion.clone(),
            number: None,
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "研判风险：{}",
            words::label(words::RISK_LEVELS, &self.level)
        )
    }
}

impl Step for GiveRiskOpinion {
    type Of = Project;

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        found(project, &self.risk, |risk| {
            let given = risk
                .opinions
                .iter()
                .any(|opinion| opinion.by.body == env.actor.body);
            all([
                unless(!given, "本部门已出具意见", "每个部门只出具一次意见", "23.2"),
                unless(
                    risk.decision.is_none(),
                    "该风险已处理",
                    "不再出具意见",
                    "23.2",
                ),
            ])
            .into_iter()
            .next()
        })
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts_of(project, &self.risk, facts);
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        self.capacities.clone_from(&env.actor.capacities);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.risk)?.opinions.push(RiskOpinion {
            capacities: self.capacities.clone(),
            opinion: self.opinion.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "出具重大风险意见".to_owned()
    }
}

impl Step for EscalateRisk {
    type Of = Project;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        found(project, &self.risk, |risk| {
            unless(
                risk.escalated_on.is_none(),
                "该风险已上报",
                "请等待领导小组处理",
                "23.2",
            )
        })
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts_of(project, &self.risk, facts);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.risk)?.escalated_on = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        "向区大数据工作领导小组上报重大风险".to_owned()
    }
}

impl Step for DecideRisk {
    type Of = Project;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        found(project, &self.risk, |risk| {
            unless(
                risk.decision.is_none(),
                "该风险已有处理决定",
                "无须重复办理",
                "23.2",
            )
        })
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts_of(project, &self.risk, facts);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.risk)?.decision = Some(Conclusion {
            outcome: "decided".to_owned(),
            opinion: self.decision.clone(),
            number: None,
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "对重大风险作出处理决定".to_owned()
    }
}
