//! Drawing the experts: anyone who knows the seed and the pool can draw again and
//! get the same names. Nobody with an interest is in the pool.

use std::collections::BTreeSet;

use sm3::{Digest, Sm3};
use tongchou_rules::Facts;

use super::checks::{all, ended, unless};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{DrawPanel, GiveExpertOpinion};
use crate::refusal::StateFinding;
use crate::registers::{Expert, Registers};
use crate::state::{ExpertOpinion, Member, Panel, Project};

/// Whether an expert has an interest: the unit's own people, and those tied to an
/// agency that works for the unit or built what the project continues.
pub(crate) fn in_conflict(project: &Project, expert: &Expert, registers: &Registers) -> bool {
    let of_unit =
        expert.body.as_ref() == Some(&project.unit) || expert.employer == project.unit_name;
    let tied = |agencies: &BTreeSet<String>| !agencies.is_disjoint(&expert.agencies);
    let predecessor = project.predecessor.as_ref();
    let predecessor = predecessor.and_then(|id| registers.projects.get(id));
    let own: BTreeSet<String> = project
        .contracts
        .iter()
        .map(|each| each.agency.clone())
        .collect();
    of_unit
        || project.handlers.contains(&expert.person)
        || tied(&own)
        || predecessor.is_some_and(|other| tied(&other.agencies))
        || registers
            .projects
            .of_unit(&project.unit)
            .any(|other| tied(&other.agencies))
}

/// The pool in the order that the seed gives it: by SM3 of seed and id.
pub(crate) fn order<'a>(seed: &str, pool: impl IntoIterator<Item = &'a Expert>) -> Vec<&'a Expert> {
    let rank = |expert: &Expert| {
        let mut hash = Sm3::new();
        hash.update(seed.as_bytes());
        hash.update([0]);
        hash.update(expert.id.as_bytes());
        hash.finalize().to_vec()
    };
    let mut ordered: Vec<&Expert> = pool.into_iter().collect();
    ordered.sort_by_cached_key(|expert| rank(expert));
    ordered
}

/// The first of the order for each field that must be there, then the first of the rest.
pub(crate) fn draw<'a>(
    ordered: &[&'a Expert],
    size: usize,
    fields: &BTreeSet<String>,
) -> Vec<&'a Expert> {
    let mut drawn: Vec<&Expert> = Vec::new();
    for field in fields {
        if drawn.iter().any(|expert| expert.fields.contains(field)) {
            continue;
        }
        let first = ordered
            .iter()
            .find(|expert| expert.fields.contains(field) && !holds(&drawn, expert));
        drawn.extend(first.copied());
    }
    for expert in ordered {
        if drawn.len() < size && !holds(&drawn, expert) {
            drawn.push(expert);
        }
    }
    drawn
}

fn holds(drawn: &[&Expert], expert: &Expert) -> bool {
    drawn.iter().any(|other| other.id == expert.id)
}

impl DrawPanel {
    /// Who stays from an earlier draw: those whose opinion is in.
    fn staying(project: &Project) -> Vec<Member> {
        let given = |member: &Member| {
            project
                .review
                .opinions
                .iter()
                .any(|opinion| opinion.by.person == member.person)
        };
        let members = project.review.panel.iter().flat_map(|panel| &panel.members);
        members.filter(|member| given(member)).cloned().collect()
    }

    fn drawn(&self, project: &Project, env: &Env) -> Vec<Member> {
        let review = &project.review;
        let panels = review.panel.iter().chain(&review.earlier_panels);
        let before: Vec<&Member> = panels.flat_map(|panel| &panel.members).collect();
        let pool = env.registers.experts.values().filter(|expert| {
            !expert.retired
                && !in_conflict(project, expert, env.registers)
                && !before
                    .iter()
                    .any(|member| member.expert == expert.id || member.person == expert.person)
        });
        let staying = Self::staying(project);
        let size = usize::try_from(self.size)
            .unwrap_or(0)
            .saturating_sub(staying.len());
        let fresh = draw(&order(&self.seed, pool), size, &self.required_fields);
        let member = |expert: &&Expert| Member {
            expert: expert.id.clone(),
            person: expert.person.clone(),
            name: expert.name.clone(),
        };
        staying
            .into_iter()
            .chain(fresh.iter().map(member))
            .collect()
    }
}

impl Step for DrawPanel {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let waiting = project
            .review
            .panel
            .as_ref()
            .is_none_or(|panel| panel.members.len() > Self::staying(project).len());
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
        let members = self.drawn(project, env);
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
        all([
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
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let names: Vec<&str> = self
            .members
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        format!("抽取评审专家{}人：{}", names.len(), names.join("、"))
    }

    fn reply(&self, _: &Project) -> serde_json::Value {
        serde_json::json!({ "members": self.members })
    }
}

impl Step for GiveExpertOpinion {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["aspects_given"];

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        let given = project.review.opinion_by(&env.actor.person);
        all([
            ended(project),
            unless(!given, "您已提交评审意见", "每位专家只提交一次意见", "14"),
            unless(
                project.review.experts.is_none(),
                "专家评审已有结论",
                "不再接受意见",
                "14",
            ),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.aspects_given = Some(self.opinions.iter().map(|row| row.aspect.clone()).collect());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.review.opinions.push(ExpertOpinion {
            by: made.by.clone(),
            opinions: self.opinions.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("提交专家评审意见，涉及{}个方面", self.opinions.len())
    }
}
