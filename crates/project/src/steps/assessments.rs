//! Security levels, assessments and tests. A failed result stands until a later
//! one of the same kind passes.

use tongchou_rules::Facts;

use super::checks::{
    all, ended, in_order, not_ahead, not_before, over, since_registered, unless, with_contract,
};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{FileCryptographyReport, RecordAssessment, RecordMlpsFiling, words};
use crate::refusal::StateFinding;
use crate::state::{Assessment, Project};

impl Step for RecordMlpsFiling {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.declared(),
                "项目尚未正式申报",
                "请先办理“正式申报”，再登记等级保护备案",
                "20.1",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let lower = format!(
            "备案等级（{}级）低于申报等级（{}级）",
            self.level, project.mlps_level
        );
        all([
            not_ahead("备案日期", self.filed_on, env),
            since_registered("备案日期", self.filed_on, project, "20.1"),
            unless(
                self.level >= project.mlps_level,
                &lower,
                "等级不得低于评审时的等级，请核对备案证明",
                "20.1",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.mlps_level = self.level;
        project.mlps_filing = Some(self.number.clone());
        project.keep_on_file("mlps_filing", Some(&self.number), made);
        project.passed.insert("mlps_filing".to_owned());
        Ok(())
    }

    fn tell(&self) -> String {
        format!("登记等级保护{}级备案（{}）", self.level, self.number)
    }
}

pub(crate) fn material_of(kind: &str) -> &str {
    if kind == "software_test" {
        "software_test_report"
    } else {
        kind
    }
}

impl Step for RecordAssessment {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["agency_registered", "agency_named"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([over(project), with_contract(project, "20.2")])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let same_kind = project
            .assessments
            .iter()
            .filter(|each| each.kind == self.kind);
        let latest = same_kind.map(|each| each.assessed_on).max();
        let needed = if self.kind == "mlps_assessment" {
            "security_assessment"
        } else {
            &self.kind
        };
        let agency = env.registers.agencies.get(&self.agency);
        let fits = agency.is_none_or(|agency| agency.kinds.contains(needed));
        let used = project
            .assessments
            .iter()
            .any(|each| each.report_number == self.report_number && each.kind == self.kind);
        // What is assessed is what was built: no report is older than the building.
        let label = "报告日期";
        let reported = |other, day| in_order(label, self.assessed_on, other, day, "20.2");
        let signed = project.contracts.iter().map(|each| each.signed_on).min();
        all([
            not_ahead(label, self.assessed_on, env),
            since_registered(label, self.assessed_on, project, "20.2"),
            reported("合同签订日期", signed),
            reported("开工日期", project.started_on),
            reported("上一次同类测评日期", latest),
            unless(
                fits,
                "该机构没有登记此类测评业务",
                "请选择相应类型的机构",
                "20.2",
            ),
            unless(!used, "该报告编号已登记", "请核对报告编号", "20.2"),
        ])
    }

    fn facts(&self, _: &Project, env: &Env, facts: &mut Facts) {
        let agency = env.registers.agencies.get(&self.agency);
        facts.agency_registered = Some(agency.is_some());
        facts.agency_named = Some(agency.is_some_and(|agency| agency.is_named_on(env.on)));
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        if let Some(agency) = env.registers.agencies.get(&self.agency) {
            self.agency_name.clone_from(&agency.name);
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let material = material_of(&self.kind);
        project.keep_on_file(material, Some(&self.report_number), made);
        if self.result == "passed" {
            project.passed.insert(material.to_owned());
        } else {
            project.passed.remove(material);
        }
        project.assessments.push(Assessment {
            kind: self.kind.clone(),
            agency: self.agency.clone(),
            agency_name: self.agency_name.clone(),
            result: self.result.clone(),
            report_number: self.report_number.clone(),
            assessed_on: self.assessed_on,
            findings: self.findings.clone(),
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let kind = words::label(words::ASSESSMENT_KINDS, &self.kind);
        let result = super::cryptography::passed_or_not(&self.result);
        format!("登记{kind}结果：{result}（{}）", self.agency_name)
    }
}

impl Step for FileCryptographyReport {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        over(project).into_iter().collect()
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let assessed = project.last_passed("cryptography_assessment");
        all([
            not_ahead("备案日期", self.filed_on, env),
            not_before("备案日期", self.filed_on, "密评通过日期", assessed),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.cryptography_report_filed_on = Some(self.filed_on);
        project.keep_on_file("cryptography_report_filing", self.number.as_ref(), made);
        project
            .passed
            .insert("cryptography_report_filing".to_owned());
        Ok(())
    }

    fn tell(&self) -> String {
        "报备密码应用安全性评估报告".to_owned()
    }
}
