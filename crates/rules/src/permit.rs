//! Who may act: `permit` policies, judged apart and first, so that somebody
//! without the role sees no clause of others.

use std::str::FromStr;
use std::sync::Arc;

use cedar_policy::{Authorizer, Decision as CedarDecision, Policy, PolicyId, PolicySet};
use jiff::civil::Date;

use crate::article;
use crate::clause;
use crate::clause::Basis;
use crate::facts::{FactSpec, Facts};
use crate::judge::Fault;
use crate::pack::{PackError, Regulation};
use crate::render;
use crate::verdict::{Finding, Status};
use crate::vocabulary;
use crate::words::{line_of, line_of_error};

/// One permit: who may do what.
#[derive(Debug, Clone)]
pub struct Permit {
    pub id: String,
    pub article: String,
    pub article_text: String,
    pub basis: Basis,
    pub says: String,
    pub(crate) facts: Vec<&'static FactSpec>,
    pub(crate) policy: Policy,
}

impl Permit {
    /// Its words with the article they rest on: 由项目单位办理（第八条）.
    pub fn cited(&self) -> String {
        format!("{}（{}）", self.says, self.article_text)
    }

    /// The finding against somebody who does not meet it.
    fn unmet(&self, remedy: &Arc<str>, facts: &Facts) -> Finding {
        let names = ["actor_capacity", "own_unit", "own_domain", "invited_expert"];
        Finding {
            clause: self.id.as_str().into(),
            article: self.article.as_str().into(),
            article_text: self.article_text.as_str().into(),
            status: Status::Violated,
            basis: self.basis,
            says: self.says.as_str().into(),
            remedy: remedy.clone(),
            materials: Arc::default(),
            act: None,
            facts: names
                .into_iter()
                .filter_map(|name| render::seen(name, facts))
                .collect(),
            limits: Arc::default(),
            lacking: Vec::new(),
            unknown: Vec::new(),
            question: None,
        }
    }
}

/// Whoever asks to act.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub capacities: &'a [String],
}

pub(crate) const FILE: &str = "permits.cedar";

const KEYS: &[&str] = &["id", "article", "says", "basis"];

pub(crate) fn read_file(text: &str) -> Result<Vec<Permit>, Vec<PackError>> {
    let set = PolicySet::from_str(text).map_err(|error| {
        vec![PackError::at(
            FILE,
            line_of_error(text, &error),
            format!("the permit does not parse: {error}"),
        )]
    })?;
    let read = |policy: &Policy| {
        let note = |key: &str| policy.annotation(key).unwrap_or_default().to_owned();
        let (id, number) = (note("id"), note("article"));
        let fail = |message: String| {
            PackError::at(
                FILE,
                line_of(text, &format!("@id(\"{id}\")")),
                format!("permit {id}: {message}"),
            )
        };
        if let Some((key, _)) = policy.annotations().find(|(key, _)| !KEYS.contains(key)) {
            return Err(fail(format!("unknown annotation @{key}")));
        }
        if id.is_empty() || note("says").is_empty() {
            return Err(fail("@id or @says is missing".to_owned()));
        }
        if policy.effect() != cedar_policy::Effect::Permit {
            return Err(fail("only permits stand in this file".to_owned()));
        }
        let article_text = article::in_words(&number)
            .ok_or_else(|| fail(format!("“{number}” is no article number")))?;
        let facts = clause::facts_read(policy).map_err(&fail)?;
        let basis = clause::basis_of(policy).map_err(&fail)?;
        let policy = policy.new_id(PolicyId::new(&id));
        Ok(Permit {
            id,
            article: number,
            article_text,
            basis,
            says: note("says"),
            facts,
            policy,
        })
    };
    let (permits, errors): (Vec<_>, Vec<_>) = set.policies().map(read).partition(Result::is_ok);
    let errors: Vec<PackError> = errors.into_iter().filter_map(Result::err).collect();
    if errors.is_empty() {
        Ok(permits.into_iter().flatten().collect())
    } else {
        Err(errors)
    }
}

impl Regulation {
    /// Whether the asker may do the act at all, whatever the clauses say.
    pub fn permitted(
        &self,
        act: &str,
        asker: &Asker<'_>,
        facts: &Facts,
        on: Date,
    ) -> Result<bool, Fault> {
        let rules = self.rules_of(act)?;
        let facts = self.derived(facts, on);
        let asked = self
            .frame
            .ask(
                &rules.frame,
                &facts,
                &std::collections::BTreeMap::new(),
                asker.capacities,
            )
            .map_err(Fault::Engine)?;
        let response =
            Authorizer::new().is_authorized(&asked.request, &rules.permits, &asked.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(Fault::Engine(error.to_string()));
        }
        Ok(response.decision() == CedarDecision::Allow)
    }

    /// The permits of an act that a capacity does not meet; none where it does, or where
    /// nobody says who acts. Where nothing is told of whose project it is, the question is
    /// about whichever project the asker may act on.
    pub(crate) fn not_permitted(
        &self,
        act: &str,
        facts: &Facts,
        on: Date,
    ) -> Result<Vec<Finding>, Fault> {
        let Some(capacity) = &facts.actor_capacity else {
            return Ok(Vec::new());
        };
        let asker = [capacity.clone()];
        let asker = Asker { capacities: &asker };
        for own in [true, false] {
            let mut facts = facts.clone();
            for fact in [
                &mut facts.own_unit,
                &mut facts.own_domain,
                &mut facts.invited_expert,
            ] {
                fact.get_or_insert(own);
            }
            if self.permitted(act, &asker, &facts, on)? {
                return Ok(Vec::new());
            }
        }
        let remedy: Arc<str> = self.sends_to(act).into();
        let permits = self.permit_says(act).into_iter();
        Ok(permits.map(|permit| permit.unmet(&remedy, facts)).collect())
    }

    /// Who can do an act, for somebody who cannot.
    fn sends_to(&self, act: &str) -> String {
        let label = |id: &&'static str| vocabulary::CAPACITIES.label(id).unwrap_or(id);
        let who = self.who_may(act);
        let who: Vec<&str> = who.iter().map(label).collect();
        if who.is_empty() {
            return "这一事项由系统管理，不由业务身份办理".to_owned();
        }
        format!("请由{}办理", who.join("或者"))
    }

    /// The capacities for which an act can be permitted, for some project.
    pub fn who_may(&self, act: &str) -> Vec<&'static str> {
        let standing = |own_unit: bool| Facts {
            own_unit: Some(own_unit),
            own_domain: Some(true),
            invited_expert: Some(true),
            ..Facts::default()
        };
        let may = |capacity: &str| {
            let asker = [capacity.to_owned()];
            let asker = Asker { capacities: &asker };
            [true, false].into_iter().any(|own| {
                self.permitted(act, &asker, &standing(own), self.in_force_from()) == Ok(true)
            })
        };
        let all = vocabulary::CAPACITIES.words.iter().map(|(id, _)| *id);
        all.filter(|id| may(id)).collect()
    }

    /// The names of the facts that the permits of an act read.
    pub fn permits_read(&self, act: &str) -> impl Iterator<Item = &'static str> + use<'_> {
        let permits = self.permit_says(act).into_iter();
        let facts = permits.flat_map(|permit| permit.facts.iter());
        facts.map(|spec| spec.name)
    }

    /// The permits' own words for an act: 由项目单位办理.
    pub fn permit_says(&self, act: &str) -> Vec<&Permit> {
        let ids = self
            .compiled
            .acts
            .get(act)
            .map(|rules| rules.permit_ids.as_slice())
            .unwrap_or_default();
        ids.iter()
            .filter_map(|index| self.compiled.permits.get(*index))
            .collect()
    }
}
