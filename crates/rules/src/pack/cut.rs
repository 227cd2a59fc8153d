//! Cuts the policies per act at load, so that an act is judged by its own only.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Policy, PolicySet};

use super::{Act, ActRules};
use crate::clause::Clause;
use crate::condition::Conditions;
use crate::permit::Permit;
use crate::request::ActFrame;
use crate::words::{ActWords, SchemaWords};

pub(super) fn cut(
    words: &SchemaWords,
    clauses: &[Clause],
    permits: &[Permit],
) -> Result<BTreeMap<String, ActRules>, String> {
    let stands_at = |policy: &Policy| -> BTreeSet<String> {
        let environments = policy.get_valid_request_envs(&words.schema);
        environments
            .map(|environment| environment.action().id().unescaped().to_owned())
            .collect()
    };
    let of_clauses: Vec<_> = clauses.iter().map(|one| stands_at(&one.policy)).collect();
    let of_permits: Vec<_> = permits.iter().map(|one| stands_at(&one.policy)).collect();
    let mut acts = BTreeMap::new();
    for (key, act) in &words.acts {
        let chosen = |sets: &[BTreeSet<String>]| -> Vec<usize> {
            let indexed = sets.iter().enumerate();
            let standing = indexed.filter(|(_, keys)| keys.contains(key));
            standing.map(|(index, _)| index).collect()
        };
        let slice = Slice {
            clause_ids: chosen(&of_clauses),
            permit_ids: chosen(&of_permits),
        };
        acts.insert(key.clone(), slice.rules(act, words, clauses, permits)?);
    }
    Ok(acts)
}

/// The clauses and permits of one act, by their place in the pack.
struct Slice {
    clause_ids: Vec<usize>,
    permit_ids: Vec<usize>,
}

impl Slice {
    fn rules(
        self,
        act: &ActWords,
        words: &SchemaWords,
        clauses: &[Clause],
        permits: &[Permit],
    ) -> Result<ActRules, String> {
        let mut allowed = PolicySet::new();
        let (mut read, mut texts) = (Vec::new(), Vec::new());
        for clause in self
            .clause_ids
            .iter()
            .filter_map(|index| clauses.get(*index))
        {
            read.extend(&clause.facts);
            texts.push(clause.condition.as_str());
        }
        for permit in self
            .permit_ids
            .iter()
            .filter_map(|index| permits.get(*index))
        {
            read.extend(&permit.facts);
            add(&mut allowed, &permit.policy)?;
        }
        Ok(ActRules {
            act: Act {
                key: act.key.clone(),
                title: act.title.clone(),
                stage: act.stage.clone(),
                resource: act.resource.clone(),
                groups: act.groups.clone(),
                order: act.order,
            },
            frame: ActFrame::new(act, words, &read)?,
            clauses: self.clause_ids,
            conditions: Conditions::of(&texts)?,
            permits: allowed,
            permit_ids: self.permit_ids,
        })
    }
}

fn add(set: &mut PolicySet, policy: &Policy) -> Result<(), String> {
    let id = policy.id();
    set.add(policy.clone())
        .map_err(|error| format!("policy {id}: {error}"))
}
