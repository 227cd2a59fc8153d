//! The record of a project as its history tells it: how it stands before an
//! event, and what the event changes. It judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Happened;
use crate::facts::{FACTS, Facts, Kind, Value, fact};
use crate::pack::{Effect, Regulation};
use crate::request::filler;

/// What an event is about where its history does not say it.
const USUAL: &[(&str, &str, &str)] = &[
    ("sign_contract", "contract_kind", "implementation"),
    ("arrange_budget", "budget_purpose", "implementation"),
    ("lift_measure", "lifted_measure", "suspend_construction"),
];

/// The effect that holds before the first event.
const START: &str = "at_the_start";

pub(super) struct Record<'a> {
    effects: &'a BTreeMap<String, Effect>,
    /// Facts that describe the project itself.
    lasting: Vec<&'static str>,
    facts: Facts,
    /// Documents are taken as complete only where the history registers them.
    documents: Option<BTreeSet<String>>,
    /// Documents that acts of this history bring about: not there before.
    brought: BTreeSet<String>,
    /// Dates that duties count from: what an event tells of them stays known.
    dates: Vec<&'static str>,
}

/// Facts about whoever acts: those of one event say nothing of the next.
const OF_THE_ACTOR: &[&str] = &[
    "own_unit",
    "own_domain",
    "own_submission",
    "invited_expert",
    "result_user",
];

/// What is arranged by degrees: nothing, before the first event that arranges it, where
/// each of them tells how much.
const ARRANGED: (&str, &str, [&str; 2]) = (
    "arrange_budget",
    "budget_after",
    ["implementation_budget", "operation_budget"],
);

impl<'a> Record<'a> {
    pub(super) fn open(regulation: &'a Regulation, given: &Facts, history: &[&Happened]) -> Self {
        let effects = &regulation.compiled.effects;
        let kept =
            given.submitted.is_some() || history.iter().any(|event| event.act == "submit_material");
        let mut record = Record {
            effects,
            lasting: crate::gaps::circumstances(regulation.project_facts())
                .into_iter()
                .filter(|name| !OF_THE_ACTOR.contains(name))
                .collect(),
            brought: brought(effects, history),
            dates: regulation
                .dates_of_duties()
                .iter()
                .map(|spec| spec.name)
                .collect(),
            documents: (!kept).then(|| unregistered(effects)),
            facts: Facts::default(),
        };
        let of_project = |act: &&String| {
            regulation
                .act(act)
                .is_some_and(|act| act.resource == "Project")
        };
        let names: BTreeSet<&str> = effects
            .iter()
            .filter(|(act, _)| of_project(act))
            .flat_map(|(_, effect)| effect.brings_about())
            .collect();
        for spec in FACTS
            .iter()
            .filter(|spec| names.contains(spec.name) && spec.kind != Kind::Date)
        {
            record.facts.set(spec.name, filler(spec.kind));
        }
        if let Some(start) = effects.get(START) {
            set(&mut record.facts, &start.set);
        }
        let (act, amount, sums) = ARRANGED;
        let mut arranged = history.iter().filter(|event| event.act == act).peekable();
        if arranged.peek().is_some() && arranged.all(|event| event.facts.knows(amount)) {
            for name in sums {
                record.facts.set(name, Value::Number(0));
            }
        }
        record.facts.overlay(given);
        record
    }

    /// Whether the history says nothing of documents, and they are taken as complete.
    pub(super) fn assumes_documents(&self) -> bool {
        self.documents.is_some()
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The facts as they stood when the event happened.
    pub(super) fn at(&self, event: &Happened) -> Facts {
        let mut facts = self.facts.clone();
        let effect = self.effects.get(&event.act);
        facts.acted_on = Some(event.on);
        if event.act == "apply_for_acceptance" {
            // an earlier application is not this one
            facts.acceptance_applied_on = None;
        }
        facts.overlay(&event.facts);
        crate::check::on_its_day(&event.act, event.on, &mut facts);
        if let Some(Value::Set(mut told)) = event.facts.get("submitted") {
            told.retain(|document| !self.brought.contains(document));
            facts.set("submitted", Value::Set(told));
        }
        // an event that is told without its conclusion is one that came about
        facts.outcome.get_or_insert_with(|| "pass".to_owned());
        for (act, given, usual) in USUAL {
            if event.act == *act && !facts.knows(given) {
                facts.set(given, Value::Choice((*usual).to_owned()));
            }
        }
        for (total, amount) in effect.iter().flat_map(|effect| &effect.running) {
            match (event.facts.knows(total), number(&event.facts, amount)) {
                (true, _) => {}
                (false, Some(amount)) => grow(&mut facts, total, amount),
                (false, None) => facts.forget(total),
            }
        }
        // what an event tells of a collection comes on top of what was there
        for name in ["submitted", "passed"] {
            join(&mut facts, name, self.facts.get(name));
        }
        if let (Some(documents), None) = (&self.documents, &event.facts.submitted) {
            join(&mut facts, "submitted", Some(Value::Set(documents.clone())));
        }
        facts
    }

    /// What holds after the event.
    pub(super) fn take(&mut self, event: &Happened, at_event: &Facts) {
        // what an event says of the project as such stays known
        for name in &self.lasting {
            if let Some(value) = event.facts.get(name) {
                self.facts.set(name, value);
            }
        }
        for name in &self.dates {
            if let Some(value) = event.facts.get(name) {
                self.facts.set(name, value);
            }
        }
        if let Some(effect) = self.effects.get(&event.act) {
            self.apply(effect, event, at_event);
        }
    }

    fn apply(&mut self, effect: &Effect, event: &Happened, at_event: &Facts) {
        let facts = &mut self.facts;
        for (to, from) in &effect.copy {
            let told = at_event.get(from).or_else(|| event.facts.get(to));
            if let Some(value) = told {
                facts.set(to, value);
            }
        }
        set(facts, &effect.set);
        for name in &effect.forget {
            match event.facts.get(name) {
                Some(told) => {
                    facts.set(name, told);
                }
                None => facts.forget(name),
            }
        }
        for name in &effect.date {
            // what happened earlier than it was recorded counts from the day it is told of
            let told = match event.facts.get(name) {
                Some(Value::Date(told)) => told.min(event.on),
                _ => event.on,
            };
            facts.set(name, Value::Date(told));
        }
        for name in &effect.join {
            match event.facts.get(name) {
                Some(words) => join(facts, name, Some(words)),
                // it happened, but of what the history does not say
                None => facts.forget(name),
            }
        }
        for (name, words) in &effect.add {
            join(
                facts,
                name,
                Some(Value::Set(words.iter().cloned().collect())),
            );
        }
        for (name, words) in &effect.remove {
            for word in words {
                leave(facts, name, word);
            }
        }
        for (name, from) in &effect.include {
            if let Some(Value::Choice(word)) = event.facts.get(from) {
                join(facts, name, Some(Value::Set(BTreeSet::from([word]))));
            }
        }
        for (name, from) in &effect.exclude {
            match event.facts.get(from) {
                Some(Value::Choice(word)) => leave(facts, name, &word),
                _ => {
                    facts.set(name, Value::Set(BTreeSet::new()));
                }
            }
        }
        totals(facts, effect, event, at_event);
        for branch in &effect.branches {
            if holds(branch, event, at_event) {
                self.apply(branch, event, at_event);
            }
        }
    }
}

fn totals(facts: &mut Facts, effect: &Effect, event: &Happened, at_event: &Facts) {
    for (total, amount) in &effect.sum {
        match number(&event.facts, amount) {
            Some(amount) => grow(facts, total, amount),
            None => facts.forget(total),
        }
    }
    for total in effect.running.keys() {
        match at_event.get(total) {
            Some(value) => {
                facts.set(total, value);
            }
            None => facts.forget(total),
        }
    }
}

/// Documents that the acts of a history bring about.
fn brought(effects: &BTreeMap<String, Effect>, history: &[&Happened]) -> BTreeSet<String> {
    let effects = history.iter().filter_map(|event| effects.get(&event.act));
    effects
        .flat_map(|effect| effect.adds("submitted"))
        .map(str::to_owned)
        .collect()
}

/// Documents that no act of their own brings about.
fn unregistered(effects: &BTreeMap<String, Effect>) -> BTreeSet<String> {
    let registered: Vec<&str> = effects
        .values()
        .flat_map(|effect| effect.adds("submitted"))
        .collect();
    let all = crate::vocabulary::MATERIALS.words.iter().map(|(id, _)| *id);
    all.filter(|id| !registered.contains(id))
        .map(str::to_owned)
        .collect()
}

fn holds(branch: &Effect, event: &Happened, at_event: &Facts) -> bool {
    let word = |wanted: &Option<String>, told: &Option<String>| wanted.is_none() || wanted == told;
    let among = |wanted: &Option<String>, told: &Option<BTreeSet<String>>| {
        wanted
            .as_ref()
            .is_none_or(|wanted| told.as_ref().is_some_and(|told| told.contains(wanted)))
    };
    word(&branch.outcome, &at_event.outcome)
        && word(&branch.contract_kind, &at_event.contract_kind)
        && word(&branch.budget_purpose, &at_event.budget_purpose)
        && word(&branch.lifted_measure, &at_event.lifted_measure)
        && among(&branch.passed, &event.facts.passed)
        && among(&branch.measures, &event.facts.measures)
}

fn set(facts: &mut Facts, values: &BTreeMap<String, toml::Value>) {
    for (name, value) in values {
        let json = serde_json::to_value(value).unwrap_or_default();
        if let Some(Ok(value)) = fact(name).map(|spec| crate::check::value::read(spec.kind, &json))
        {
            facts.set(name, value);
        }
    }
}

fn join(facts: &mut Facts, name: &str, words: Option<Value>) {
    if let (Some(Value::Set(mut held)), Some(Value::Set(words))) = (facts.get(name), words) {
        held.extend(words);
        facts.set(name, Value::Set(held));
    }
}

fn leave(facts: &mut Facts, name: &str, word: &str) {
    if let Some(Value::Set(mut held)) = facts.get(name) {
        held.remove(word);
        facts.set(name, Value::Set(held));
    }
}

fn number(facts: &Facts, name: &str) -> Option<i64> {
    match facts.get(name) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

fn grow(facts: &mut Facts, total: &str, amount: i64) {
    if let Some(held) = number(facts, total) {
        facts.set(total, Value::Number(held.saturating_add(amount)));
    }
}
