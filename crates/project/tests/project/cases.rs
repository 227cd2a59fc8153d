//! Given a history, when an act is tried, then an event or a refusal.

use serde_json::Value;
use tongchou_project::Refusal;

use crate::world::{World, in_words};

pub enum Then {
    /// The event of this kind.
    Happens(&'static str),
    /// A refusal in which this clause stands against it.
    Clause(&'static str),
    /// A refusal from the record, with these words in it.
    Record(&'static str),
    NotPermitted,
    /// Faults in these fields.
    Fields(&'static [&'static str]),
}

pub struct Case {
    pub given: fn() -> World,
    pub who: &'static str,
    pub act: &'static str,
    pub id: &'static str,
    pub form: Value,
    pub then: Then,
}

/// A case on the project at hand.
pub fn case(
    given: fn() -> World,
    who: &'static str,
    act: &'static str,
    form: Value,
    then: Then,
) -> Case {
    Case {
        given,
        who,
        act,
        id: "p1",
        form,
        then,
    }
}

pub fn on(
    id: &'static str,
    given: fn() -> World,
    who: &'static str,
    act: &'static str,
    form: Value,
    then: Then,
) -> Case {
    Case {
        given,
        who,
        act,
        id,
        form,
        then,
    }
}

pub fn run(cases: Vec<Case>) {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|case| try_one(&case).err())
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn try_one(case: &Case) -> Result<(), String> {
    let mut world = (case.given)();
    let before = world.events.len();
    let outcome = world.attempt(case.who, case.act, case.id, &case.form);
    let told = match &outcome {
        Ok(decided) => format!(
            "happens: {:?}",
            decided
                .events
                .first()
                .map(tongchou_project::Event::describe)
        ),
        Err(refusal) => in_words(refusal),
    };
    let right = match (&case.then, &outcome) {
        (Then::Happens(kind), Ok(decided)) => {
            decided.events.iter().any(|event| event.kind() == *kind)
        }
        (Then::Clause(id), Err(Refusal::Law(verdict))) => {
            verdict.against().any(|found| &*found.clause == *id)
        }
        (Then::Record(words), Err(Refusal::State(found))) => {
            found.iter().any(|f| f.says.contains(words))
        }
        (Then::NotPermitted, Err(Refusal::NotPermitted(_))) => true,
        (Then::Fields(names), Err(Refusal::Fields(faults))) => faults
            .iter()
            .map(|fault| fault.field.as_str())
            .eq(names.iter().copied()),
        _ => false,
    };
    if outcome.is_err() && world.events.len() != before {
        return Err(format!("{}: a refusal left an event", case.act));
    }
    if right {
        Ok(())
    } else {
        Err(format!("{} by {}: {told}", case.act, case.who))
    }
}
