//! Drawing the experts, and their opinions. Nobody with an interest can be drawn;
//! how the draw goes is in [`crate::draw`].

use tongchou_rules::{Facts, vocabulary};

use super::checks::{all, ended, unless};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{Command, DeclineExpertReview, DrawPanel, GiveExpertOpinion};
use crate::draw::{DECLINED, DRAWN, STAYING, draw, in_order, interest};
use crate::refusal::StateFinding;
use crate::registers::{Expert, Registers};
use crate::state::{Candidate, Declined, ExpertOpinion, Member, Panel, Project};

/// Whether an expert has an interest in the project.
pub(crate) fn in_conflict(project: &Project, expert: &Expert, registers: &Registers) -> bool {
    interest(project, expert, registers).is_some()
}

impl Command {
    /// Whether the command needs a seed that nobody could know before.
    pub fn awaits_seed(&self) -> bool {
        matches!(self, Self::DrawPanel(_) | Self::DrawSelection(_))
    }

    /// Hands the command its seed.
    pub fn take_seed(&mut self, seed: String) {
        match self {
            Self::DrawPanel(form) => form.seed = seed,
            Self::DrawSelection(form) => form.seed = seed,
            _ => {}
        }
    }
}

impl DrawPanel {
    /// Who stays from an earlier draw: where somebody declined, all who did not; else
    /// those whose opinion is in.
    fn staying(project: &Project) -> Vec<Member> {
        let review = &project.review;
        let panel = || review.panel.iter().flat_map(|panel| &panel.members);
        let declined = |member: &Member| review.declined_by(&member.expert).is_some();
        let some_declined = panel().any(declined);
        let stays = |member: &&Member| {
            let given = review.opinion_by(&member.person);
            given || (some_declined && !declined(member))
        };
        panel().filter(stays).cloned().collect()
    }

    /// The pool as it is now, in the order that the seed gives it.
    fn pool_now(&self, project: &Project, env: &Env) -> Vec<Candidate> {
        let review = &project.review;
        let panels = review.panel.iter().chain(&review.earlier_panels);
        let before: Vec<&Member> = panels.flat_map(|panel| &panel.members).collect();
        let staying = Self::staying(project);
        let is =
            |member: &Member, it: &Expert| member.expert == it.id || member.person == it.person;
        let excluded = |expert: &Expert| {
            if staying.iter().any(|member| is(member, expert)) {
                Some(STAYING)
            } else if project.recused.contains(&expert.id) {
                interest(project, expert, env.registers)
            } else if review.declined_by(&expert.id).is_some() {
                Some(DECLINED)
            } else if before.iter().any(|member| is(member, expert)) {
                Some(DRAWN)
            } else {
                interest(project, expert, env.registers)
            }
        };
        let pool = env.registers.experts.values();
        let pool = pool
            .filter(|expert| !expert.retired)
            .map(|expert| Candidate {
                expert: expert.id.clone(),
                name: expert.name.clone(),
                employer: expert.employer.clone(),
                fields: expert.fields.clone(),
                excluded: excluded(expert).map(str::to_owned),
            });
        in_order(&self.seed, pool.collect())
    }

    fn drawn(&self, project: &Project, env: &Env) -> Vec<Member> {
        let staying = Self::staying(project);
        let size = usize::try_from(self.size)
            .unwrap_or(0)
            .saturating_sub(staying.len());
        let fresh = draw(&self.pool, size, &self.required_fields);
        let member = |candidate: &&Candidate| {
            let expert = env.registers.experts.get(&candidate.expert)?;
            Some(Member {
                expert: expert.id.clone(),
                person: expert.person.clone(),
                name: expert.name.clone(),
            })
        };
        let fresh = fresh.iter().filter_map(member);
        staying.into_iter().chain(fresh).collect()
    }
}

impl Step for DrawPanel {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let panel = project.review.panel.as_ref();
        let waiting = panel.is_none_or(|panel| panel.members.len() > Self::staying(project).len())
            || crate::facts::aspects(project).len() < vocabulary::ASPECTS.words.len();
        all([
            ended(project),
            unless(
                project.review.experts.is_none(),
                "专家评审已有结论",
                "不再抽取专家",
                "14",
            ),
            unless(
                waiting,
                "专家组已抽取且意见已交齐",
                "请作出专家评审结论",
                "14",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let members = &self.members;
        let size = usize::try_from(self.size).unwrap_or(0);
        let covered = |field: &String| {
            members
                .iter()
                .filter_map(|member| env.registers.experts.get(&member.expert))
                .any(|expert| expert.fields.contains(field))
        };
        let missing = self.required_fields.iter().any(|field| !covered(field));
        let short = format!(
            "专家库中除须回避的以外只能抽出{}人，不足{size}人",
            members.len()
        );
        let drawn_before = project.review.panel.is_some();
        let staying = Self::staying(project).len();
        let given = format!("有{staying}名专家留在专家组，人数须多于{staying}人");
        all([
            unless(
                size > staying,
                &given,
                "填写包括留在专家组的专家在内的总人数",
                "14",
            ),
            unless(
                !self.seed.is_empty(),
                "抽取种子尚未产生",
                "种子由服务器在办理时产生，不由人填写",
                "14",
            ),
            unless(
                !drawn_before || self.reason.is_some(),
                "专家组已经抽取，重新抽取须说明理由",
                "填写“重新抽取的理由”",
                "14",
            ),
            unless(
                members.len() >= size,
                &short,
                "请充实专家库或减少人数",
                "14",
            ),
            unless(
                members.len() <= size,
                "须覆盖的领域多于专家人数",
                "请增加专家人数",
                "14",
            ),
            unless(
                !missing,
                "专家库中没有可以覆盖全部所需领域的专家",
                "请充实专家库或减少须覆盖的领域",
                "14",
            ),
        ])
    }

    fn complete(&mut self, project: &Project, env: &Env) {
        self.pool = self.pool_now(project, env);
        self.members = self.drawn(project, env);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let review = &mut project.review;
        review.earlier_panels.extend(review.panel.take());
        review.panel = Some(Panel {
            seed: self.seed.clone(),
            members: self.members.clone(),
            on: made.on,
            reason: self.reason.clone(),
            size: self.size,
            required_fields: self.required_fields.clone(),
            pool: self.pool.clone(),
        });
        Ok(())
    }

    // Who was drawn is nobody's to know until the experts have spoken.
    fn tell(&self) -> String {
        format!("抽取评审专家{}人", self.size)
    }

    fn reply(&self, _: &Project) -> serde_json::Value {
        let names: Vec<&str> = self
            .members
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        serde_json::json!({ "members": names })
    }
}

impl Step for GiveExpertOpinion {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["aspects_given"];

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        still_to_speak(project, env)
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.aspects_given = Some(self.opinions.iter().map(|row| row.aspect.clone()).collect());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.review.opinions.push(ExpertOpinion {
            by: made.by.clone(),
            opinions: self.opinions.clone(),
            conclusion: self.conclusion.clone(),
            summary: self.summary.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "提交专家评审意见".to_owned()
    }
}

/// A member of the panel speaks once: with an opinion, or to say that there will be none.
fn still_to_speak(project: &Project, env: &Env) -> Vec<StateFinding> {
    let review = &project.review;
    let given = review.opinion_by(&env.actor.person);
    let declined = review.has_declined(&env.actor.person);
    all([
        ended(project),
        unless(!given, "您已提交评审意见", "每位专家只提交一次意见", "14"),
        unless(
            !declined,
            "您已申请回避或者说明不能参加本次评审",
            "由区科技和信息化局另行抽取专家",
            "14",
        ),
        unless(
            review.experts.is_none(),
            "专家评审已有结论",
            "不再接受意见",
            "14",
        ),
    ])
}

impl Step for DeclineExpertReview {
    type Of = Project;

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        still_to_speak(project, env)
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        // a reader who may not know who it was knows no more than that somebody did
        if made.by.person.is_empty() {
            return Ok(());
        }
        let Some(member) = project.review.member(&made.by.person).cloned() else {
            return Err(lacking("member of the panel", &made.by.person));
        };
        let said = Declined {
            expert: member.expert,
            name: member.name,
            ground: self.ground.clone(),
            reason: self.reason.clone(),
            on: made.on,
        };
        if said.is_interest() {
            project.recused.insert(said.expert.clone());
        }
        project.review.declined.push(said);
        Ok(())
    }

    // Who it was is nobody's to know until the experts have spoken.
    fn tell(&self) -> String {
        "一名专家申请回避或者不能参加评审".to_owned()
    }
}
