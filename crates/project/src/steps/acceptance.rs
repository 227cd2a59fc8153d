//! Acceptance, the plan for operation, going live.

use tongchou_rules::{Facts, vocabulary};

use super::checks::{
    absent, all, ended, going, in_order, not_ahead, not_before, unless, with_letter,
};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{
    ApplyForAcceptance, ConcludeAcceptance, DecideAcceptanceApplication, FileOperationPlan, GoLive,
    InviteToAcceptance, words,
};
use crate::refusal::StateFinding;
use crate::state::{Acceptance, Application, Conclusion, Project, ProjectResult};

/// Materials that an earlier act asked of the project and that are not on file:
/// the law itself is asked again.
pub(super) fn archive_missing(project: &Project, acts: &[&str], env: &Env) -> i64 {
    let facts = crate::facts::facts(project, env);
    let on_file = facts.submitted.clone().unwrap_or_default();
    let mut missing = std::collections::BTreeSet::new();
    for act in acts {
        if let Ok(verdict) = env.regulation.judge(act, &facts, env.on) {
            let wanted = verdict.against().flat_map(|found| found.materials.iter());
            missing.extend(
                wanted
                    .filter(|material| !on_file.contains(*material))
                    .cloned(),
            );
        }
    }
    i64::try_from(missing.len()).unwrap_or(i64::MAX)
}

impl Step for ApplyForAcceptance {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["acceptance_applied_on", "acceptance_on"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.accepted_on().is_none(),
                "项目已通过验收",
                "无须重复申请",
                "25",
            ),
            unless(
                project.application.is_none(),
                "已有办理中的验收申请",
                "请待审批和验收结束",
                "25",
            ),
        ])
    }

    fn known(project: &Project, env: &Env, facts: &mut Facts) {
        // This very form is the application form.
        if let Some(submitted) = &mut facts.submitted {
            submitted.insert("acceptance_form".to_owned());
        }
        facts.archive_missing = Some(archive_missing(project, &["declare_project"], env));
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        not_before(
            "计划竣工验收日期",
            self.acceptance_on,
            "申请日期",
            Some(env.on),
        )
        .into_iter()
        .collect()
    }

    fn facts(&self, _: &Project, env: &Env, facts: &mut Facts) {
        facts.acceptance_applied_on = Some(env.on);
        facts.acceptance_on = Some(self.acceptance_on);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.application = Some(Application {
            acceptance_on: self.acceptance_on,
            statement: self.statement.clone(),
            by: made.by.clone(),
            on: made.on,
            decision: None,
            invited: std::collections::BTreeSet::new(),
            invited_on: None,
        });
        project.keep_on_file("acceptance_form", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "申请于{}竣工验收",
            super::checks::in_words(self.acceptance_on)
        )
    }
}

impl Step for DecideAcceptanceApplication {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let decided = project
            .application
            .as_ref()
            .is_some_and(|applied| applied.decision.is_some());
        all([
            ended(project),
            unless(!decided, "验收申请已批准", "一项申请只作一次决定", "25"),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let application = project
            .application
            .as_mut()
            .ok_or_else(|| lacking("application", ""))?;
        if self.outcome == "pass" {
            application.decision = Some(Conclusion {
                outcome: self.outcome.clone(),
                opinion: self.opinion.clone(),
                number: None,
                by: made.by.clone(),
                on: made.on,
            });
        } else {
            project.application = None;
        }
        Ok(())
    }

    fn tell(&self) -> String {
        let outcome = vocabulary::OUTCOMES
            .label(&self.outcome)
            .unwrap_or(&self.outcome);
        format!("审批验收申请：{outcome}")
    }
}

impl Step for InviteToAcceptance {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(unless(
            project.accepted_on().is_none(),
            "项目已通过竣工验收",
            "验收以后无须再邀请",
            "25",
        ));
        found
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let approved = project
            .application
            .as_ref()
            .and_then(Application::approved_on);
        all([
            not_ahead("邀请日期", self.sent_on, env),
            in_order("邀请日期", self.sent_on, "验收申请批准日期", approved, "25"),
        ])
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let application = project
            .application
            .as_mut()
            .ok_or_else(|| lacking("application", ""))?;
        application.invited.extend(self.invited.iter().cloned());
        application.invited_on = application.invited_on.max(Some(self.sent_on));
        Ok(())
    }

    fn tell(&self) -> String {
        let names = self
            .invited
            .iter()
            .map(|word| vocabulary::CAPACITIES.label(word).unwrap_or(word));
        format!("邀请{}参加竣工验收", names.collect::<Vec<_>>().join("、"))
    }
}

impl Step for ConcludeAcceptance {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome", "acceptance_on"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.accepted_on().is_none(),
                "项目已通过验收",
                "验收结论只作一次",
                "25",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let application = project.application.as_ref();
        let approved = application.and_then(Application::approved_on);
        let invited = application.and_then(|applied| applied.invited_on);
        let held = |other, day| in_order("竣工验收日期", self.held_on, other, day, "25");
        all([
            not_ahead("竣工验收日期", self.held_on, env),
            held("验收申请日期", application.map(|applied| applied.on)),
            held("验收申请批准日期", approved),
            held("邀请日期", invited),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
        facts.acceptance_on = Some(self.held_on);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let application = project.application.take();
        project.acceptances.push(Acceptance {
            passed: self.outcome == "pass",
            held_on: self.held_on,
            applied_on: application.as_ref().map(|applied| applied.on),
            attendees: self.attendees.clone(),
            opinion: self.opinion.clone(),
            invited: application
                .map(|applied| applied.invited)
                .unwrap_or_default(),
        });
        // Operating a system makes nothing that others could use.
        if self.outcome == "pass" && project.nature != "operation" {
            let result = ProjectResult::at_acceptance(project, made.on);
            project.results.push(result);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        let day = super::checks::in_words(self.held_on);
        format!(
            "于{day}竣工验收：{}",
            words::label(words::PASS_REJECT, &self.outcome)
        )
    }
}

impl Step for FileOperationPlan {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([ended(project), with_letter(project, "27")])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.operation_plan_on = Some(made.on);
        project.maintainer = Some(self.maintainer.clone());
        project.keep_on_file("operation_plan", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("备案运行维护方案“{}”", self.title)
    }
}

impl Step for GoLive {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.live_on.is_none(),
                "项目已投入使用",
                "无须重复办理",
                "27",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        all([
            not_ahead("投入使用日期", self.live_on, env),
            not_before("投入使用日期", self.live_on, "开工日期", project.started_on),
            not_before(
                "投入使用日期",
                self.live_on,
                "运行维护方案备案日期",
                project.operation_plan_on,
            ),
        ])
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.live_on = Some(self.live_on);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("项目于{}投入使用", super::checks::in_words(self.live_on))
    }
}

/// What a reference to nothing reads like, for the steps of the archive.
pub(super) fn no_result() -> StateFinding {
    absent("成果").by("28")
}
