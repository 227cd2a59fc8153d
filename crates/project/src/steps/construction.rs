//! Start of building, data tasks, mid-term and performance reports.

use tongchou_rules::{Facts, money::in_words, vocabulary};

use super::checks::{all, ended, going, in_order, not_ahead, not_before, unless, with_contract};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{
    CompleteDataTask, OrderSoftwareTest, ReportPerformance, StartConstruction, SubmitMidtermReport,
    words,
};
use crate::refusal::StateFinding;
use crate::state::{MidtermReport, PerformanceReport, Project, TaskState};

impl Step for StartConstruction {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["acted_on"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.started_on.is_none(),
                "项目已开工",
                "无须重复办理",
                "20.5",
            ),
            unless(
                !project.contracts.is_empty() || project.letter.is_none(),
                "项目尚未签订合同",
                "请先签订合同",
                "18",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let end = self.planned_end_on.or(project.declaration.planned_end_on);
        let built = project.contracts.iter();
        let built = built.filter(|each| each.kind == "implementation");
        let signed = built.map(|each| each.signed_on).min();
        all([
            not_ahead("开工日期", self.started_on, env),
            in_order(
                "开工日期",
                self.started_on,
                "承建合同签订日期",
                signed,
                "18",
            ),
            unless(
                end.is_some(),
                "没有计划完工日期",
                "请填写计划完工日期",
                "23.1",
            ),
            end.and_then(|end| not_before("计划完工日期", end, "开工日期", Some(self.started_on))),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.acted_on = Some(self.started_on);
        // what was signed after the start was not there at the start
        let mut contracts = project.contracts.iter();
        facts.supervision_contracted = Some(contracts.any(|each| {
            each.kind == "supervision"
                && each.terminated_on.is_none()
                && each.signed_on <= self.started_on
        }));
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.started_on = Some(self.started_on);
        project.planned_end_on = self.planned_end_on.or(project.declaration.planned_end_on);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("项目于{}开工", super::checks::in_words(self.started_on))
    }
}

impl Step for OrderSoftwareTest {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.software_test_order.is_none(),
                "已要求软件测评",
                "无须重复办理",
                "20.3",
            ),
            unless(
                project.accepted_on().is_none(),
                "项目已通过验收",
                "软件测评在验收前要求",
                "20.3",
            ),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.software_test_order = Some(self.reason.clone().unwrap_or_default());
        Ok(())
    }

    fn tell(&self) -> String {
        "要求项目进行软件测评".to_owned()
    }
}

impl Step for CompleteDataTask {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([ended(project), with_contract(project, "21")])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.statement.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.data_tasks.insert(
            self.task.clone(),
            TaskState {
                status: self.status.clone(),
                statement: self.statement.clone(),
                on: made.on,
            },
        );
        Ok(())
    }

    fn tell(&self) -> String {
        let task = vocabulary::DATA_TASKS
            .label(&self.task)
            .unwrap_or(&self.task);
        format!("{task}{}", words::label(words::TASK_STATES, &self.status))
    }
}

impl Step for SubmitMidtermReport {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["midterm_sections"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.midterm_sections = Some(self.written());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let (budget, paid) = (project.budget_amount(), project.paid());
        let executed = format!(
            "已安排预算{}，累计付款{}。{}",
            in_words(budget),
            in_words(paid),
            self.budget_note.as_deref().unwrap_or_default()
        );
        let texts = [
            ("progress", self.progress.clone()),
            ("data_resources", self.data_resources.clone()),
            ("security", self.security.clone()),
            ("budget_execution", Some(executed)),
        ];
        let sections = texts
            .into_iter()
            .filter_map(|(key, text)| Some((key.to_owned(), text?)))
            .collect();
        project.midterm_reports.push(MidtermReport {
            sections,
            budget,
            paid,
            on: made.on,
        });
        project.keep_on_file("midterm_report", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        "报送项目中期报告".to_owned()
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "report": after.midterm_reports.last() })
    }
}

impl Step for ReportPerformance {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.performance_reports.push(PerformanceReport {
            period: self.period.clone(),
            content: self.content.clone(),
            on: made.on,
        });
        project.keep_on_file("performance_report", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("报送绩效跟踪（{}）", self.period)
    }
}
