//! What would help against a reason, for the one who reads it: a link to a form
//! that they may use, or the name of who can.

use std::collections::BTreeMap;

use tongchou_project::{ActSpec, Aggregate, Env, act_spec, consider};
use tongchou_rules::vocabulary::CAPACITIES;

use super::offer::Against;
use crate::app::WhoMay;

/// One reader before one thing; each act is asked about once.
#[derive(Debug)]
pub struct Cures<'a> {
    current: Option<&'a Aggregate>,
    base: &'a str,
    env: &'a Env<'a>,
    who: &'a WhoMay,
    known: BTreeMap<&'static str, bool>,
}

impl<'a> Cures<'a> {
    pub fn of(
        current: Option<&'a Aggregate>,
        base: &'a str,
        env: &'a Env<'a>,
        who: &'a WhoMay,
    ) -> Self {
        Self {
            current,
            base,
            env,
            who,
            known: BTreeMap::new(),
        }
    }

    /// What is known already of who may do an act here.
    #[must_use]
    pub fn knowing(mut self, may: impl IntoIterator<Item = (&'static str, bool)>) -> Self {
        self.known.extend(may);
        self
    }

    /// Keeps the links that the reader may follow, finds those that a remedy only
    /// speaks of, and names who does the rest.
    pub fn settle(&mut self, reasons: &mut [Against]) {
        for reason in reasons {
            let spec = match &reason.cure {
                Some(link) => act_of(link),
                None => spoken_of(&reason.remedy, self.env),
            };
            let Some(spec) = spec else { continue };
            let link = reason.cure.take().or_else(|| self.place(spec));
            if self.may(spec) {
                reason.cure = link;
            } else {
                reason.cure_by = names(self.who.get(spec.key));
            }
        }
    }

    fn place(&self, spec: &ActSpec) -> Option<String> {
        match (spec.aggregate, spec.creates) {
            ("project", false) if !self.base.is_empty() => {
                Some(format!("{}/acts/{}", self.base, spec.key))
            }
            ("project", _) => None,
            (kind, true) => Some(format!("/registers/{kind}/new")),
            (kind, false) => Some(format!("/registers/{kind}")),
        }
    }

    fn may(&mut self, spec: &'static ActSpec) -> bool {
        if let Some(known) = self.known.get(spec.key) {
            return *known;
        }
        let here = self
            .current
            .filter(|current| current.kind() == spec.aggregate && !spec.creates);
        let may = if here.is_some() || spec.creates {
            consider(here, spec.key, self.env).is_some_and(|found| found.permitted_to_actor)
        } else {
            self.who.get(spec.key).is_some_and(|who| {
                who.iter()
                    .any(|capacity| self.env.actor.capacities.contains(*capacity))
            })
        };
        self.known.insert(spec.key, may);
        may
    }
}

fn act_of(link: &str) -> Option<&'static ActSpec> {
    let path = link.split('?').next().unwrap_or_default();
    act_spec(path.rsplit('/').next()?)
}

/// The act whose title stands in the remedy between “ and ”.
fn spoken_of(remedy: &str, env: &Env<'_>) -> Option<&'static ActSpec> {
    let (_, rest) = remedy.split_once('“')?;
    let (title, _) = rest.split_once('”')?;
    let act = env.regulation.acts().find(|act| act.title == title)?;
    act_spec(&act.key)
}

/// Capacities by their names.
pub fn names(who: Option<&Vec<&'static str>>) -> String {
    let names: Vec<&str> = who
        .into_iter()
        .flatten()
        .map(|word| CAPACITIES.label(word).unwrap_or(word))
        .collect();
    names.join("、")
}
