//! The review in its order: preliminary, experts, consultation, decision, letter.

use tongchou_rules::{Facts, money::in_words, vocabulary};

use super::checks::{absent, all, ended, in_order, known_article, not_ahead, unless, with_letter};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{
    ApproveInvestmentContent, ConcludeConsultation, ConcludeExpertReview,
    ConcludePreliminaryReview, DecideProject, DefectRow, GiveDepartmentOpinion, words,
};
use crate::refusal::StateFinding;
use crate::state::{Conclusion, Consultation, DepartmentOpinion, Project, Return};

fn concluded(outcome: &str, opinion: &str, number: Option<&String>, made: &Made) -> Conclusion {
    Conclusion {
        outcome: outcome.to_owned(),
        opinion: opinion.to_owned(),
        number: number.cloned(),
        by: made.by.clone(),
        on: made.on,
    }
}

/// A return takes the project back to its unit, a rejection ends it.
fn turn_back(
    project: &mut Project,
    step: &str,
    conclusion: &Conclusion,
    defects: &[DefectRow],
) -> bool {
    match conclusion.outcome.as_str() {
        "return" => project.return_for_correction(Return {
            step: step.to_owned(),
            opinion: conclusion.opinion.clone(),
            defects: defects.to_vec(),
            on: conclusion.on,
            answers: Vec::new(),
        }),
        "reject" => project.review.rejected = Some(step.to_owned()),
        _ => return false,
    }
    true
}

fn outcome(word: &str) -> &str {
    vocabulary::OUTCOMES.label(word).unwrap_or(word)
}

/// What a step's ready check says once the step is concluded.
fn once(project: &Project, open: bool, step: &str) -> Vec<StateFinding> {
    let says = format!("{step}已有结论");
    all([
        ended(project),
        unless(
            open,
            &says,
            "一个环节只作一次结论；退回补正后重新评审",
            "15",
        ),
    ])
}

impl Step for ConcludePreliminaryReview {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        once(project, project.review.preliminary.is_none(), "初审")
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        let named = self.outcome != "return" || !self.defects.is_empty();
        let cited = self.defects.iter().filter_map(|row| row.clause.as_deref());
        let unknown = cited.filter(|cited| !is_cited(cited, env)).map(|cited| {
            let says = format!("本办法没有“{cited}”");
            let remedy = "核对条文号；依据其他文件的，先写文件名称或者标准号，如“《网络安全法》第二十一条”“GB/T 39786—2021”";
            StateFinding::new(says, remedy).by("15")
        });
        let unnamed = unless(
            named,
            "退回补正须一次列全需补正的问题",
            "填写“需补正的问题”",
            "15",
        );
        unnamed.into_iter().chain(unknown).collect()
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let conclusion = concluded(&self.outcome, &self.opinion, None, made);
        if !turn_back(project, "初审", &conclusion, &self.defects) {
            project.review.preliminary = Some(conclusion);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!("作出初审结论：{}", outcome(&self.outcome))
    }
}

/// Whether it is an article of the measure or of another document, which is named: by
/// its title in 《》 or, a standard, by its number.
fn is_cited(cited: &str, env: &Env) -> bool {
    let cited = cited.trim();
    let letters = cited.chars().take_while(char::is_ascii_uppercase).count();
    let standard = letters > 1 && cited.contains(|c: char| c.is_ascii_digit());
    let named = cited.contains('《') && cited.contains('》');
    known_article(cited, env) || named || standard
}

impl Step for ConcludeExpertReview {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        once(project, project.review.experts.is_none(), "专家评审")
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let conclusion = concluded(&self.outcome, &self.opinion, None, made);
        if !turn_back(project, "专家评审", &conclusion, &[]) {
            project.review.experts = Some(conclusion);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!("作出专家评审结论：{}", outcome(&self.outcome))
    }
}

impl Step for GiveDepartmentOpinion {
    type Of = Project;

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        let mut found = once(project, project.review.consultation.is_none(), "统筹会商");
        found.extend(unless(
            !project.review.consulted(&env.actor.body),
            "本部门已出具会商意见",
            "需要补充的，请在会商会议上提出，由区科技和信息化局一并载明",
            "15",
        ));
        found
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.review.department_opinions.push(DepartmentOpinion {
            stance: self.stance.clone(),
            opinion: self.opinion.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "出具会商意见：{}",
            words::label(words::STANCES, &self.stance)
        )
    }
}

impl Step for ConcludeConsultation {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        once(project, project.review.consultation.is_none(), "统筹会商")
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(meeting) = env.registers.meetings.get(&self.meeting) else {
            let mut meetings = env.registers.meetings.values();
            let planned = meetings.any(|it| it.agenda.contains(&project.id));
            let unplanned = StateFinding::new(
                "本项目还没有列入任何一次会商会议的议程",
                "先在“登记簿”的“会商会议”安排会议，把本项目列入议程",
            );
            let found = if planned {
                absent("会商会议")
            } else {
                unplanned
            };
            return vec![found.by("15")];
        };
        all([
            unless(
                meeting.agenda.contains(&project.id),
                "本项目不在该次会议的议程中",
                "请选择议程中列有本项目的会议",
                "15",
            ),
            unless(
                meeting.cancelled.is_none(),
                "该次会议已取消",
                "请选择实际召开的会议",
                "15",
            ),
            meeting
                .held_on
                .and_then(|held| not_ahead("会议日期", held, env)),
            meeting.held_on.and_then(|held| {
                let reviewed = project.review.experts.as_ref().map(|found| found.on);
                in_order("会议日期", held, "专家评审结论日期", reviewed, "15")
            }),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let conclusion = concluded(&self.outcome, &self.opinion, None, made);
        if !turn_back(project, "统筹会商", &conclusion, &[]) {
            let mut departments = project.department_opinions();
            departments.extend(self.departments.iter().cloned());
            project.review.consultation = Some(Consultation {
                meeting: self.meeting.clone(),
                departments,
                conclusion,
            });
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!("作出统筹会商结论：{}", outcome(&self.outcome))
    }
}

impl Step for DecideProject {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        once(project, project.review.decision.is_none(), "区政府决策")
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let consulted = project.review.consultation.as_ref();
        let consulted = consulted.map(|held| held.conclusion.on);
        all([
            not_ahead("决策日期", self.decided_on, env),
            in_order(
                "决策日期",
                self.decided_on,
                "统筹会商结论日期",
                consulted,
                "15",
            ),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let conclusion = concluded(&self.outcome, &self.opinion, self.number.as_ref(), made);
        if !turn_back(project, "区政府决策", &conclusion, &[]) {
            project.review.decision = Some(conclusion);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!("作出决策批复：{}", outcome(&self.outcome))
    }
}

impl Step for ApproveInvestmentContent {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            with_letter(project, "18"),
            unless(
                project.investment.is_none(),
                "投资内容已批复",
                "内容调整请办理变更",
                "18",
            ),
            unless(
                project.contracts.is_empty(),
                "项目已签订合同",
                "投资内容在签约前批复",
                "18",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let letter = project.letter.as_ref().map(|letter| letter.on);
        let mut found = all([
            not_ahead("批复日期", self.approved_on, env),
            in_order(
                "批复日期",
                self.approved_on,
                "审查意见函出具日期",
                letter,
                "18",
            ),
        ]);
        for row in &self.items {
            match project.approved_item(&row.item) {
                None => found.push(absent("核定内容").by("18")),
                Some(item) if row.amount > item.amount => found.push(
                    StateFinding::new(
                        format!(
                            "“{}”批复{}，超过核定的{}",
                            item.name,
                            in_words(row.amount),
                            in_words(item.amount)
                        ),
                        "投资批复不得超过审查意见函核定的金额",
                    )
                    .by("18"),
                ),
                Some(_) => {}
            }
        }
        found
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        for row in &self.items {
            let item = project.approved.iter_mut().find(|item| item.id == row.item);
            item.ok_or_else(|| super::lacking("item", &row.item))?
                .amount = row.amount;
        }
        project.investment = Some(concluded("pass", &self.opinion, self.number.as_ref(), made));
        Ok(())
    }

    fn tell(&self) -> String {
        format!("批复投资内容{}项", self.items.len())
    }
}
