//! A decision as the store takes it: its events, who decided on it by which law,
//! and the numbers it asks for.

use tongchou_project::{Actor, Decided, Env, Event};
use tongchou_store::{Append, NewEvent, Provenance, StreamId};

use super::{WhoMay, numbers};

/// A decision to be stored after so many events of its stream.
pub fn append_of(
    stream: StreamId,
    expected: u64,
    decided: &Decided,
    provenance: Provenance,
) -> anyhow::Result<Append> {
    let events = decided.events.iter().map(new_event);
    let mut events: Vec<NewEvent> = events.collect::<anyhow::Result<_>>()?;
    Ok(Append {
        stream,
        expected,
        numbers: numbers::give(&mut events, &provenance.capacity, provenance.on.year()),
        events,
        provenance,
        idempotency: None,
        outbox: Vec::new(),
    })
}

pub fn provenance_of(act: &str, decided: &Decided, env: &Env<'_>, who: &WhoMay) -> Provenance {
    Provenance {
        person: env.actor.person.clone(),
        body: env.actor.body.clone(),
        capacity: acting_capacity(env.actor, who.get(act)),
        at: env.at,
        on: env.on,
        act: act.to_owned(),
        regulation: decided.verdict.regulation.clone(),
        regulation_hash: decided.verdict.regulation_hash.clone(),
        clauses: decided.verdict.clauses(),
        way: decided.verdict.way.clone(),
    }
}

fn new_event(event: &Event) -> anyhow::Result<NewEvent> {
    let stored = event.to_stored()?;
    Ok(NewEvent {
        kind: stored.kind,
        version: stored.version,
        data: stored.data,
    })
}

/// The capacity in which somebody with several acted: the first that may.
fn acting_capacity(actor: &Actor, may: Option<&Vec<&str>>) -> String {
    may.into_iter()
        .flatten()
        .find(|capacity| actor.capacities.contains(**capacity))
        .map(|capacity| (*capacity).to_owned())
        .or_else(|| actor.capacities.first().cloned())
        .unwrap_or_default()
}
