//! What data from outside tell, and what a person makes of what the program proposes.
//! The proposals come from [`crate::proposals()`]; here one is taken up as it stands.

use tongchou_rules::Facts;

use super::checks::{absent, all, not_ahead};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{ConfirmFinding, RecordObservation, SetAsideFinding, words};
use crate::refusal::StateFinding;
use crate::state::{Observation, Project, Proposal, Settled};

impl Step for RecordObservation {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["evidence"];

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let contract = self.contract.as_ref();
        let paid = self.happened == "make_payment" && self.amount.is_none();
        all([
            not_ahead("发生日期", self.happened_on, env),
            contract
                .is_some_and(|id| project.contract(id).is_none())
                .then(|| absent("合同").by("31.1")),
            paid.then(|| StateFinding::new("没有填写付款金额", "请填写“金额”").by("31.1")),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.evidence = Some(self.source.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.observations.push(Observation {
            id: format!("o{}", project.observations.len() + 1),
            happened: self.happened.clone(),
            happened_on: self.happened_on,
            amount: self.amount,
            contract: self.contract.clone(),
            source: self.source.clone().unwrap_or_default(),
            facts: self.facts.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "登记外部数据反映的情况：{}",
            words::label(words::OBSERVED, &self.happened)
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.observations.last().map(|each| &each.id) })
    }
}

/// The proposal that is decided on, as it stands at the moment of the act.
fn proposed(key: &str, project: &Project, env: &Env) -> Option<Proposal> {
    let mut proposals = crate::proposals(project, env).into_iter();
    proposals.find(|proposal| proposal.key == key)
}

fn gone(found: Option<&Proposal>) -> Vec<StateFinding> {
    let gone = || {
        StateFinding::new(
            "所选的问题已经没有了：事实已经变化，或者已有人核实",
            "请重新选择；事实变化后仍有问题的，系统会重新提示",
        )
        .by("31.1")
    };
    found.is_none().then(gone).into_iter().collect()
}

fn settle(
    project: &mut Project,
    found: Option<&Proposal>,
    decided: (bool, &str),
    made: &Made,
) -> Applied {
    let proposal = found.ok_or_else(|| lacking("proposal", ""))?;
    let (confirmed, reason) = decided;
    project.settled.push(Settled {
        id: format!("w{}", project.settled.len() + 1),
        proposal: proposal.clone(),
        confirmed,
        reason: reason.to_owned(),
        by: made.by.clone(),
        on: made.on,
    });
    Ok(())
}

fn title(found: Option<&Proposal>) -> &str {
    found.map_or("", |found| found.title.as_str())
}

impl Step for ConfirmFinding {
    type Of = Project;

    fn guard(&self, _: &Project, _: &Env) -> Vec<StateFinding> {
        gone(self.found.as_ref())
    }

    fn complete(&mut self, project: &Project, env: &Env) {
        self.found = proposed(&self.finding, project, env);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        settle(project, self.found.as_ref(), (true, &self.opinion), made)
    }

    fn tell(&self) -> String {
        format!("查实自动发现的问题：{}", title(self.found.as_ref()))
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.settled.last().map(|each| &each.id) })
    }
}

impl Step for SetAsideFinding {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn guard(&self, _: &Project, _: &Env) -> Vec<StateFinding> {
        gone(self.found.as_ref())
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn complete(&mut self, project: &Project, env: &Env) {
        self.found = proposed(&self.finding, project, env);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let reason = self.reason.as_deref().unwrap_or_default();
        settle(project, self.found.as_ref(), (false, reason), made)
    }

    fn tell(&self) -> String {
        format!("核实后不作为问题处理：{}", title(self.found.as_ref()))
    }
}
