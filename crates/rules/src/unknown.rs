//! Clauses that read a fact which is not known: judged for every kind of value
//! the fact could have. Where all agree the clause is decided all the same;
//! where they differ the answer is "insufficient", never a guess.

use std::collections::{BTreeMap, BTreeSet};

use crate::clause::Clause;
use crate::condition::Stands;
use crate::facts::{FactSpec, Facts, Kind, Value};
use crate::measure::Measure;
use crate::request::{ActFrame, Frame};

/// Past this many combinations the clause is left undecided.
const MOST_COMBINATIONS: usize = 2048;

/// Whether something holds for all, none or some of the possible values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Always,
    Never,
    Sometimes,
}

impl Held {
    fn and_also(seen: Option<Held>, now: bool) -> Held {
        match (seen, now) {
            (None | Some(Held::Always), true) => Held::Always,
            (None | Some(Held::Never), false) => Held::Never,
            _ => Held::Sometimes,
        }
    }
}

pub(crate) struct Judged {
    pub applies: Held,
    pub fires: Held,
}

pub(crate) fn judge(
    frame: &Frame,
    act: &ActFrame,
    clause: &Clause,
    facts: &Facts,
    measure: &Measure,
) -> Result<Judged, String> {
    let unknown = clause.facts.iter().filter(|spec| !(spec.known)(facts));
    let choices: Vec<(&str, Vec<Value>)> = unknown
        .map(|spec| (spec.name, candidates(spec, facts, clause, measure)))
        .collect();
    let combinations: usize = choices.iter().map(|(_, values)| values.len()).product();
    if combinations > MOST_COMBINATIONS {
        return Ok(Judged {
            applies: Held::Sometimes,
            fires: Held::Sometimes,
        });
    }
    let (mut applies, mut fires) = (None, None);
    for index in 0..combinations {
        let asked = frame.ask_of(&clause.facts, act, facts, &pick(&choices, index))?;
        let stands = clause.alone.evaluate(&asked)?;
        let is = |what| stands.first() == Some(&what);
        applies = Some(Held::and_also(applies, !is(Stands::NotConcerned)));
        fires = Some(Held::and_also(fires, is(Stands::Against)));
        if applies == Some(Held::Sometimes) && fires == applies {
            break;
        }
    }
    Ok(Judged {
        applies: applies.unwrap_or(Held::Never),
        fires: fires.unwrap_or(Held::Never),
    })
}

/// Values that stand for all: both truths, both sides of every limit, all words, nothing and everything.
fn candidates(spec: &FactSpec, facts: &Facts, clause: &Clause, measure: &Measure) -> Vec<Value> {
    match spec.kind {
        Kind::Flag => vec![Value::Flag(false), Value::Flag(true)],
        Kind::Count | Kind::Money | Kind::Share | Kind::Date => {
            let mut numbers = BTreeSet::from([0, 1, crate::money::MOST_FEN]);
            for limit in &clause.limits {
                let value = measure.value(limit);
                numbers.extend([value.saturating_sub(1), value, value.saturating_add(1)]);
            }
            let (least, most) = crate::gaps::bounds(spec.name, facts);
            numbers.insert(least);
            numbers.retain(|number| (least..=most).contains(number));
            numbers.into_iter().map(Value::Number).collect()
        }
        Kind::Choice(words) => words
            .words
            .iter()
            .map(|(id, _)| Value::Choice((*id).to_owned()))
            .collect(),
        Kind::Set(words) => {
            let all = words.words.iter().map(|(id, _)| (*id).to_owned()).collect();
            let mut sets = vec![Value::Set(BTreeSet::new()), Value::Set(all)];
            sets.extend(
                words
                    .words
                    .iter()
                    .take(8)
                    .map(|(id, _)| Value::Set(BTreeSet::from([(*id).to_owned()]))),
            );
            sets
        }
    }
}

fn pick<'a>(choices: &[(&'a str, Vec<Value>)], mut index: usize) -> BTreeMap<&'a str, Value> {
    let mut picked = BTreeMap::new();
    for (name, values) in choices {
        if let Some(value) = values.get(index % values.len()) {
            picked.insert(*name, value.clone());
        }
        index /= values.len();
    }
    picked
}
