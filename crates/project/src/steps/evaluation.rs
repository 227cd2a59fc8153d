//! Self-evaluation, evaluation, and the end.

use tongchou_rules::{Duty, DutyState, Facts};

use super::checks::{all, ended, going, unless, with_letter};
use super::scoring::{scored, tally};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{
    CloseProject, ConcludeEvaluation, SelectForEvaluation, SubmitSelfEvaluation, words,
};
use crate::refusal::StateFinding;
use crate::state::{Change, Evaluation, Project, Rectification, Risk, SelfEvaluation};

impl Step for SubmitSelfEvaluation {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        scored(self.indicators.as_deref(), self.score, env)
    }

    fn complete(&mut self, _: &Project, _: &Env) {
        tally(&mut self.indicators, &mut self.score);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.self_evaluations.push(SelfEvaluation {
            score: self.score.unwrap_or(0),
            indicators: self.indicators.clone().unwrap_or_default(),
            facts: self.facts.clone(),
            goals: self.goals.clone(),
            problems: self.problems.clone(),
            improvements: self.improvements.clone(),
            on: made.on,
        });
        project.keep_on_file("self_evaluation_report", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("报送绩效自评，自评{}分", self.score.unwrap_or(0))
    }
}

impl Step for SelectForEvaluation {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let open = project
            .evaluations
            .iter()
            .any(|each| each.concluded_on.is_none());
        all([
            ended(project),
            with_letter(project, "32"),
            unless(
                !open,
                "项目已选取，评估尚未作出结论",
                "请先作出评估结论",
                "32",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.evaluations.push(Evaluation {
            id: format!("p{}", project.evaluations.len() + 1),
            method: self.method.clone(),
            kind: self.kind.clone(),
            reason: self.reason.clone(),
            selected_on: made.on,
            score: None,
            indicators: Vec::new(),
            grade: None,
            opinion: None,
            concluded_on: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "选取项目开展{}（{}）",
            words::label(words::EVALUATIONS, &self.kind),
            words::label(words::SELECTIONS, &self.method)
        )
    }
}

impl Step for ConcludeEvaluation {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["opinion_given"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        let mut found = scored(self.indicators.as_deref(), self.score, env);
        found.extend(self.above_its_score(env));
        found
    }

    fn complete(&mut self, _: &Project, _: &Env) {
        tally(&mut self.indicators, &mut self.score);
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.opinion_given = Some(self.opinion.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let open = project
            .evaluations
            .iter_mut()
            .find(|each| each.concluded_on.is_none());
        let evaluation = open.ok_or_else(|| lacking("evaluation", ""))?;
        evaluation.score = self.score;
        evaluation.indicators = self.indicators.clone().unwrap_or_default();
        evaluation.grade = Some(self.grade.clone());
        evaluation.opinion.clone_from(&self.opinion);
        evaluation.concluded_on = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "作出评估结论：{}（{}分）",
            words::label(words::GRADES, &self.grade),
            self.score.unwrap_or(0)
        )
    }
}

impl ConcludeEvaluation {
    /// A grade may be lower than the score gives, for what no score counts; not higher.
    fn above_its_score(&self, env: &Env) -> Option<StateFinding> {
        let limit = env
            .regulation
            .limit(&format!("evaluation_{}_from", self.grade))?;
        let score = self.score.filter(|score| *score < limit.value)?;
        let grade = words::label(words::GRADES, &self.grade);
        let says = format!("得分{score}分，达不到“{grade}”的{}分", limit.value);
        let remedy = "按得分改选等次，或者核对逐项评分；分数线见设置";
        Some(StateFinding::new(says, remedy).by("32"))
    }
}

/// What is still owed: duties of the law that are not done, and matters begun and
/// not brought to an end. Duties that recur for as long as the system runs do not
/// hold a project open before they are due again.
fn open_duties(project: &Project, env: &Env) -> i64 {
    let facts = crate::facts::recorded(project, env);
    let owed = |duty: &&Duty| {
        matches!(duty.state, DutyState::Due | DutyState::Overdue)
            || (duty.state == DutyState::Upcoming && !recurs(duty))
    };
    let duties = env.regulation.duties(&facts, env.on);
    let matters = project
        .rectifications
        .iter()
        .filter(|each| Rectification::is_open(each))
        .count()
        + project
            .suspensions
            .iter()
            .filter(|each| each.lifted.is_none())
            .count()
        + project
            .changes
            .iter()
            .filter(|each| Change::is_pending(each))
            .count()
        + project
            .risks
            .iter()
            .filter(|each| Risk::is_open(each))
            .count()
        + project
            .evaluations
            .iter()
            .filter(|each| each.concluded_on.is_none())
            .count()
        + usize::from(project.application.is_some())
        + project.failed_assessments().len();
    let open = duties.iter().filter(owed).count() + matters;
    i64::try_from(open).unwrap_or(i64::MAX)
}

fn recurs(duty: &Duty) -> bool {
    matches!(
        duty.act.as_str(),
        "record_assessment" | "record_security_check" | "report_performance"
    )
}

impl Step for CloseProject {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.accepted_on().is_some()
                    || project.standing_measures().contains("terminate"),
                "项目尚未通过验收，也未终止",
                "通过验收并完成后续义务后办结",
                "1",
            ),
        ])
    }

    fn known(project: &Project, env: &Env, facts: &mut Facts) {
        facts.open_duties = Some(open_duties(project, env));
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.closed = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        "办结归档".to_owned()
    }
}
