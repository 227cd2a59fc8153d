//! The expression against the authorizer, whose answer is the one that counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use cedar_policy::{Authorizer, Policy, PolicyId, PolicySet};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::Stands;
use crate::calendar::Calendar;
use crate::clause::Clause;
use crate::facts::{FACTS, Facts, Kind, Value};
use crate::pack::Regulation;
use crate::request::Asked;

fn read(folder: &Path, base: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, base, found);
        } else {
            let name = path.strip_prefix(base).unwrap().to_string_lossy();
            found.push((name.into_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn files(folder: &str) -> Vec<(String, String)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let mut found = Vec::new();
    read(&base, &base, &mut found);
    found
}

static LAW: LazyLock<Regulation> = LazyLock::new(|| {
    let calendar = Arc::new(Calendar::parse(&files("calendars/cn")).unwrap());
    Regulation::load(&files("regulations/xicheng-2022"), calendar).unwrap()
});

/// A value for every fact: small numbers, the figures of the law and their
/// neighbours, any words.
fn any_facts() -> impl Strategy<Value = Facts> {
    proptest::collection::vec(any::<u32>(), FACTS.len()).prop_map(|dice| {
        let mut figures: BTreeSet<i64> = BTreeSet::from([0, 1, 2, 3, 4, crate::money::MOST_FEN]);
        for limit in LAW.limits() {
            figures.extend([limit.value - 1, limit.value, limit.value + 1]);
        }
        let figures: Vec<i64> = figures.into_iter().collect();
        let mut facts = Facts::default();
        for (spec, die) in FACTS.iter().zip(dice) {
            let die = usize::try_from(die).unwrap();
            let value = match spec.kind {
                Kind::Flag => Value::Flag(die % 2 == 0),
                Kind::Count | Kind::Money | Kind::Share => {
                    Value::Number(figures[die % figures.len()])
                }
                Kind::Date => continue,
                Kind::Choice(words) => {
                    Value::Choice(words.words[die % words.words.len()].0.to_owned())
                }
                Kind::Set(words) => Value::Set(
                    words
                        .words
                        .iter()
                        .enumerate()
                        .filter(|(place, _)| die >> (place % 31) & 1 == 1)
                        .map(|(_, (id, _))| (*id).to_owned())
                        .collect(),
                ),
            };
            facts.set(spec.name, value);
        }
        facts
    })
}

/// The clause's policy, and the same with its `when` alone.
fn policies(clause: &Clause) -> [Policy; 2] {
    let mut json: Json = clause.policy.to_json().unwrap();
    let conditions = json["conditions"].as_array_mut().unwrap();
    conditions.retain(|condition| condition["kind"] == "when");
    let id = PolicyId::new(format!("{}#when", clause.id));
    [
        clause.policy.clone(),
        Policy::from_json(Some(id), json).unwrap(),
    ]
}

fn authorized(clauses: &[&Clause], asked: &Asked) -> Vec<Stands> {
    let all = clauses.iter().flat_map(|clause| policies(clause));
    let set = PolicySet::from_policies(all).unwrap();
    let response = Authorizer::new().is_authorized(&asked.request, &set, &asked.entities);
    assert_eq!(response.diagnostics().errors().count(), 0);
    let fired: BTreeSet<String> = response
        .diagnostics()
        .reason()
        .map(ToString::to_string)
        .collect();
    let stands = |clause: &&Clause| {
        if fired.contains(&*clause.id) {
            Stands::Against
        } else if fired.contains(&format!("{}#when", clause.id)) {
            Stands::Satisfied
        } else {
            Stands::NotConcerned
        }
    };
    clauses.iter().map(stands).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_expression_answers_what_the_authorizer_answers(facts in any_facts()) {
        for act in LAW.acts() {
            let rules = LAW.rules_of(&act.key).unwrap();
            let asked = LAW.frame.ask(&rules.frame, &facts, &BTreeMap::new(), &[]).unwrap();
            let clauses = LAW.clauses_of(&act.key);
            let together = rules.conditions.evaluate(&asked).unwrap();
            prop_assert_eq!(&together, &authorized(&clauses, &asked), "{}", act.key);
            for (clause, stands) in clauses.iter().zip(together) {
                prop_assert_eq!(clause.alone.evaluate(&asked).unwrap(), [stands], "{}", clause.id);
            }
        }
    }
}
