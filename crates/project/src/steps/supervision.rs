//! Inspections and what follows from them: measures, referrals.

use tongchou_rules::{Facts, vocabulary};

use super::checks::{
    absent, all, can_be_lifted, in_order, lift, not_ahead, since_registered, something_stands,
    unconfirmed, unless,
};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{ImposeMeasure, LiftMeasure, RecordInspection, ReferLead, words};
use crate::facts::acceptance::rectification;
use crate::refusal::StateFinding;
use crate::state::{Inspection, Measure, Project, Referral};

impl Step for RecordInspection {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["subject_named", "legal_liability", "law_named"];

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        all([
            not_ahead("检查日期", self.inspected_on, env),
            since_registered("检查日期", self.inspected_on, project, "31.1"),
            unless(
                self.violation || self.grounds.is_empty(),
                "查实暂停拨付情形的，须同时选择“发现违反规定或批复要求”",
                "核对检查结论",
                "33.2",
            ),
            unconfirmed(self.finding.as_ref(), project, "31.1"),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.subject_named = Some(!self.subjects.is_empty());
        facts.legal_liability = Some(self.legal_liability);
        facts.law_named = Some(self.law.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.inspections.push(Inspection {
            id: format!("j{}", project.inspections.len() + 1),
            subjects: self.subjects.clone(),
            inspected_on: self.inspected_on,
            joint_with: self.joint_with.clone(),
            violation: self.violation,
            findings: self.findings.clone(),
            grounds: self.grounds.clone(),
            law: self.law.clone(),
            finding: self.finding.clone(),
            by: made.by.clone(),
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let subjects: Vec<&str> = self
            .subjects
            .iter()
            .map(|word| words::label(words::INSPECTION_SUBJECTS, word))
            .collect();
        let found = if self.violation {
            "发现问题"
        } else {
            "未发现违反规定的问题"
        };
        format!("监督检查{}，{found}", subjects.join("、"))
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.inspections.last().map(|each| &each.id) })
    }
}

impl Step for ImposeMeasure {
    type Of = Project;

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(order) = project.rectification(&self.rectification) else {
            return vec![absent("整改事项").by("31.2")];
        };
        let stands = project.measures.iter().any(|measure| {
            measure.lifted.is_none()
                && measure.measure == self.measure
                && (measure.rectification == order.id || self.measure != "criticism")
        });
        let label = "听取陈述的日期";
        let recorded = self.heard_on.is_some() && self.statement.is_some();
        let heard = self.heard_on.unwrap_or(env.on);
        all([
            unless(!stands, "该项监督措施正在执行", "无须重复采取", "31.2"),
            unless(
                self.measure == "criticism" || !project.is_terminated(),
                "项目已被终止",
                "终止以后不再暂停或者重复终止；需要通报批评的，选择“通报批评”",
                "31.2",
            ),
            unless(
                self.heard_on.is_some() == self.statement.is_some(),
                "听取陈述的日期和陈述的内容只填了一项",
                "两项都填写；以项目单位在系统内的陈述为准的，两项都留空",
                "31.2",
            ),
            (!recorded && order.statements.is_empty()).then(|| {
                StateFinding::new(
                    "没有项目单位的陈述和申辩",
                    "请项目单位办理“陈述申辩”；在系统外听取的，填写听取的日期和陈述",
                )
                .by("31.2")
            }),
            not_ahead(label, heard, env),
            in_order(label, heard, "要求整改的日期", Some(order.on), "31.2"),
        ])
    }

    /// What the unit said for itself goes into the decision word for word.
    fn complete(&mut self, project: &Project, _: &Env) {
        let order = project.rectification(&self.rectification);
        let Some(latest) = order.and_then(|order| order.statements.last()) else {
            return;
        };
        if self.heard_on.is_none() || self.statement.is_none() {
            self.heard_on = Some(latest.on);
            self.statement = Some(latest.text.clone());
        }
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        if let Some(order) = project.rectification(&self.rectification) {
            rectification(Some(order), facts);
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.measures.push(Measure {
            id: format!("k{}", project.measures.len() + 1),
            measure: self.measure.clone(),
            rectification: self.rectification.clone(),
            reason: self.reason.clone(),
            heard_on: self.heard_on,
            statement: self.statement.clone(),
            by: made.by.clone(),
            on: made.on,
            lifted: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let measure = vocabulary::MEASURES
            .label(&self.measure)
            .unwrap_or(&self.measure);
        format!("采取监督措施：{measure}")
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.measures.last().map(|each| &each.id) })
    }
}

impl Step for LiftMeasure {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given", "lifted_measure", "decision_revoked"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        something_stands(&project.measures, "监督措施", "31.2")
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        can_be_lifted(&project.measures, &self.measure, "监督措施", "31.2")
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        let measure = project.measures.iter().find(|each| each.id == self.measure);
        facts.reason_given = Some(self.reason.is_some());
        facts.lifted_measure = measure.map(|each| each.measure.clone());
        facts.decision_revoked = Some(self.revoked_by.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        lift(
            &mut project.measures,
            &self.measure,
            self.reason.as_ref(),
            made,
        )
    }

    fn tell(&self) -> String {
        match &self.revoked_by {
            Some(number) => format!("解除监督措施（原决定由{number}撤销）"),
            None => "解除监督措施".to_owned(),
        }
    }
}

impl Step for ReferLead {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["evidence"];

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.evidence = Some(self.evidence.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.referrals.push(Referral {
            to: self.to.clone(),
            summary: self.summary.clone(),
            evidence: self.evidence.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    /// Says nothing of the content: not everyone who reads a timeline may know it.
    fn tell(&self) -> String {
        format!(
            "向{}移送问题线索",
            words::label(words::REFERRED_TO, &self.to)
        )
    }
}
