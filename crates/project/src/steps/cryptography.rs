//! The cryptography review of important projects, and the operators' scenarios.

use tongchou_rules::Facts;

use super::checks::{all, going, in_order, not_ahead, since_registered, unless};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{
    AssessOperationScenario, IssueCryptographyOpinion, ReviewCryptographyPlan,
    SubmitCryptographyDocuments, words,
};
use crate::refusal::StateFinding;
use crate::situation::{Asking, Standing};
use crate::state::{Conclusion, CryptographyReview, Project};

impl Step for ReviewCryptographyPlan {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            super::checks::ended(project),
            unless(
                !project.passed.contains("cryptography_plan"),
                "密码应用方案已通过专家评审",
                "方案更换后须重新评审",
                "10",
            ),
        ])
    }

    fn known(project: &Project, env: &Env, facts: &mut Facts) {
        let standing = Standing::of(project, &Asking::of(env));
        facts.invited_expert = Some(standing.cryptography_expert);
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let plans = project.documents.iter();
        let plans = plans.filter(|document| document.material == "cryptography_plan");
        let submitted = plans.map(|document| document.on).max();
        let label = "评审日期";
        all([
            not_ahead(label, self.reviewed_on, env),
            since_registered(label, self.reviewed_on, project, "10"),
            in_order(
                label,
                self.reviewed_on,
                "密码应用方案提交日期",
                submitted,
                "10",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.keep_on_file("cryptography_expert_opinion", None, made);
        project.cryptography_review = Some(CryptographyReview {
            reviewers: self.reviewers.clone(),
            reviewed_on: self.reviewed_on,
            opinion: self.opinion.clone(),
        });
        if self.result == "passed" {
            project.passed.insert("cryptography_plan".to_owned());
            project
                .passed
                .insert("cryptography_expert_opinion".to_owned());
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!("评审密码应用方案：{}", passed_or_not(&self.result))
    }
}

pub(super) fn passed_or_not(result: &str) -> &'static str {
    if result == "passed" {
        "通过"
    } else {
        "未通过"
    }
}

impl Step for SubmitCryptographyDocuments {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            super::checks::ended(project),
            unless(
                project.cryptography_submitted_on.is_none(),
                "密码应用审核材料已报送",
                "请等待审核意见",
                "10",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.cryptography_submitted_on = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        "报送密码应用审核材料".to_owned()
    }
}

impl Step for IssueCryptographyOpinion {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            super::checks::ended(project),
            unless(
                project.cryptography_opinion.is_none(),
                "密码应用审核意见已出具",
                "项目单位重新报送后可再次审核",
                "10",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.keep_on_file("cryptography_opinion", self.number.as_ref(), made);
        let opinion = Conclusion {
            outcome: self.outcome.clone(),
            opinion: self.opinion.clone(),
            number: self.number.clone(),
            by: made.by.clone(),
            on: made.on,
        };
        if opinion.passed() {
            project.passed.insert("cryptography_opinion".to_owned());
            project.passed.insert("cryptography_review_form".to_owned());
            project.cryptography_opinion = Some(opinion);
        } else {
            // The unit may mend the plan and submit anew.
            project.cryptography_submitted_on = None;
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "出具密码应用审核意见：{}",
            words::label(words::OPINIONS, &self.outcome)
        )
    }
}

impl Step for AssessOperationScenario {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(unless(
            !project.declaration.scenarios.is_empty(),
            "项目没有填写应用场景",
            "由项目单位在申报内容中填写",
            "12",
        ));
        found
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let chosen = project
            .declaration
            .scenarios
            .iter()
            .find(|each| each.id == self.scenario);
        let settled = chosen.and_then(|each| each.assessment.as_ref());
        all([
            unless(chosen.is_some(), "所选的应用场景不存在", "请重新选择", "12"),
            unless(
                !settled.is_some_and(Conclusion::passed),
                "该场景已通过评估",
                "场景修改后可再次评估",
                "12",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let scenario = project
            .declaration
            .scenarios
            .iter_mut()
            .find(|each| each.id == self.scenario);
        let scenario = scenario.ok_or_else(|| lacking("scenario", &self.scenario))?;
        scenario.assessment = Some(Conclusion {
            outcome: self.result.clone(),
            opinion: format!(
                "合规性：{}\n安全风险：{}",
                self.compliance, self.security_risk
            ),
            number: None,
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("评估授权运营场景：{}", passed_or_not(&self.result))
    }
}
