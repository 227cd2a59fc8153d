//! What somebody could do next: every act they may do at all, with what stands
//! against it now.

use tongchou_project::{Aggregate, Considered, Env, Situation, StateFinding, act_specs, consider};
use tongchou_rules::{Finding, Verdict};

use super::settings::WhoMay;

/// One act beside which a page shows a button or the reasons for none.
#[derive(Debug)]
pub struct Offer {
    pub key: &'static str,
    pub title: String,
    pub stage: String,
    pub verdict: Verdict,
    pub state: Vec<StateFinding>,
}

impl Offer {
    /// Nothing that is known now stands against it.
    pub fn possible(&self) -> bool {
        self.state.is_empty() && self.against().next().is_none()
    }

    pub fn against(&self) -> impl Iterator<Item = &Finding> {
        self.verdict.against()
    }
}

/// Whether the actor may make something new by this act.
pub fn may_create(act: &str, env: &Env<'_>, who: &WhoMay) -> bool {
    may_ever(env, who, act)
        && consider(None, act, env).is_some_and(|considered| considered.permitted_to_actor)
}

/// The acts on something that the actor may do, in the order of the life cycle.
pub fn offers(current: &Aggregate, kind: &str, env: &Env<'_>, who: &WhoMay) -> Vec<Offer> {
    let situation = Situation::of(current, env);
    act_specs()
        .iter()
        .filter(|spec| spec.aggregate == kind && !spec.creates)
        .filter(|spec| may_ever(env, who, spec.key))
        .filter_map(|spec| {
            let considered = situation.offer(spec.key)?;
            Some(offer(spec.key, considered, env))
        })
        .collect()
}

/// Every act on something, whoever may do it, and whether the actor may: what
/// something still needs does not depend on who looks.
pub fn standing(current: &Aggregate, kind: &str, env: &Env<'_>) -> Vec<(Offer, bool)> {
    let situation = Situation::of(current, env);
    act_specs()
        .iter()
        .filter(|spec| spec.aggregate == kind && !spec.creates)
        .filter_map(|spec| {
            let considered = situation.consider(spec.key)?;
            let permitted = considered.permitted_to_actor;
            Some((offer(spec.key, considered, env), permitted))
        })
        .collect()
}

/// Sorts out quickly the acts that none of the actor's capacities may do.
pub fn may_ever(env: &Env<'_>, who: &WhoMay, act: &str) -> bool {
    who.get(act).is_some_and(|capacities| {
        capacities
            .iter()
            .any(|capacity| env.actor.capacities.contains(*capacity))
    })
}

fn offer(key: &'static str, considered: Considered, env: &Env<'_>) -> Offer {
    let act = env.regulation.act(key);
    Offer {
        key,
        title: act.map_or_else(|| key.to_owned(), |act| act.title.clone()),
        stage: act.map(|act| act.stage.clone()).unwrap_or_default(),
        verdict: considered.verdict,
        state: considered.state,
    }
}
