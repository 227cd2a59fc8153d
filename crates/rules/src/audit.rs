//! The whole-history audit: dated events in, violations out. Every event is
//! judged by the facts as they stood just before it; then it takes its effect,
//! lawful or not, because it happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::check::Happened;
use crate::duties::{Duty, DutyState};
use crate::facts::{FACTS, Facts, Kind, Value, fact};
use crate::judge::Fault;
use crate::pack::{Effect, Regulation};
use crate::request::filler;
use crate::verdict::{Finding, OpenQuestion, Status};

/// A finding with the day and the act it was made at.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub on: Date,
    pub act: String,
    pub finding: Finding,
}

/// What a history shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub violations: Vec<Dated>,
    /// Clauses that the history says too little about.
    pub undecided: Vec<Dated>,
    pub duties: Vec<Duty>,
    pub questions: Vec<OpenQuestion>,
}

pub(crate) fn audit(
    regulation: &Regulation,
    circumstances: Facts,
    history: &[Happened],
    until: Date,
) -> Result<Report, Fault> {
    let mut facts = closed(regulation, circumstances);
    let mut ordered: Vec<&Happened> = history.iter().filter(|event| event.on <= until).collect();
    ordered.sort_by_key(|event| event.on);
    let mut report = Report {
        violations: Vec::new(),
        undecided: Vec::new(),
        duties: Vec::new(),
        questions: Vec::new(),
    };
    for event in ordered {
        let at_event = standing(&facts, event);
        if event.on >= regulation.in_force_from() {
            judge(regulation, event, &at_event, &mut report)?;
        }
        take_effect(regulation, event, &at_event, &mut facts);
    }
    report.duties = regulation.duties(&facts, until);
    let late = report
        .duties
        .iter()
        .filter(|duty| duty.state == DutyState::Overdue);
    report
        .violations
        .extend(late.filter_map(|duty| overdue(regulation, duty)));
    report.violations.sort_by_key(|dated| dated.on);
    Ok(report)
}

fn judge(
    regulation: &Regulation,
    event: &Happened,
    facts: &Facts,
    report: &mut Report,
) -> Result<(), Fault> {
    let verdict = regulation.judge(&event.act, facts, event.on)?;
    for finding in verdict.findings {
        let dated = Dated {
            on: event.on,
            act: event.act.clone(),
            finding,
        };
        if dated.finding.status.is_against() {
            report.violations.push(dated);
        } else if dated.finding.status == Status::Insufficient {
            report.undecided.push(dated);
        }
    }
    for question in verdict.questions {
        if !report.questions.contains(&question) {
            report.questions.push(question);
        }
    }
    Ok(())
}

/// A history is complete: what an effect would have set and no event did, did not happen.
fn closed(regulation: &Regulation, mut facts: Facts) -> Facts {
    let from_effects = regulation.compiled.effects.values().flat_map(effect_facts);
    let names: Vec<&str> = from_effects.collect();
    for spec in FACTS.iter().filter(|spec| names.contains(&spec.name)) {
        if !facts.knows(spec.name) && spec.kind != Kind::Date {
            facts.set(spec.name, nothing(spec.name, spec.kind));
        }
    }
    facts
}

fn nothing(name: &str, kind: Kind) -> Value {
    // the first word of these vocabularies is "none", but a project without a
    // predecessor is the rule
    if name == "predecessor_acceptance" {
        Value::Choice("no_predecessor".to_owned())
    } else {
        filler(kind)
    }
}

fn effect_facts(effect: &Effect) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    names.extend(
        effect
            .set
            .keys()
            .chain(effect.add.keys())
            .chain(effect.remove.keys())
            .chain(effect.copy.keys())
            .map(String::as_str),
    );
    for outcome in &effect.outcomes {
        names.extend(
            outcome
                .set
                .keys()
                .chain(outcome.add.keys())
                .chain(outcome.remove.keys())
                .map(String::as_str),
        );
    }
    names
}

/// The facts as they stood when the event happened.
fn standing(facts: &Facts, event: &Happened) -> Facts {
    let mut at_event = facts.clone();
    at_event.acted_on = Some(event.on);
    match event.act.as_str() {
        "apply_for_acceptance" => at_event.acceptance_applied_on = Some(event.on),
        "conclude_acceptance" => at_event.acceptance_on = Some(event.on),
        _ => {}
    }
    at_event.overlay(&event.facts);
    at_event
}

fn take_effect(regulation: &Regulation, event: &Happened, at_event: &Facts, facts: &mut Facts) {
    // what an event says of the project as such stays known
    for spec in regulation.project_facts() {
        if let Some(value) = event.facts.get(spec.name) {
            facts.set(spec.name, value);
        }
    }
    let Some(effect) = regulation.compiled.effects.get(&event.act) else {
        return;
    };
    let mut all = vec![(&effect.set, &effect.date, &effect.add, &effect.remove)];
    for outcome in &effect.outcomes {
        let holds =
            |wanted: &Option<String>, has: &Option<String>| wanted.is_none() || wanted == has;
        if holds(&outcome.outcome, &at_event.outcome)
            && holds(&outcome.contract_kind, &at_event.contract_kind)
        {
            all.push((&outcome.set, &outcome.date, &outcome.add, &outcome.remove));
        }
    }
    for (to, from) in &effect.copy {
        if let Some(value) = at_event.get(from) {
            facts.set(to, value);
        }
    }
    for (set, date, add, remove) in all {
        apply(facts, event.on, set, date, add, remove);
    }
}

fn apply(
    facts: &mut Facts,
    on: Date,
    set: &BTreeMap<String, toml::Value>,
    date: &[String],
    add: &BTreeMap<String, Vec<String>>,
    remove: &BTreeMap<String, Vec<String>>,
) {
    for (name, value) in set {
        let json = serde_json::to_value(value).unwrap_or_default();
        if let Some(Ok(value)) = fact(name).map(|spec| crate::check::value::read(spec.kind, &json))
        {
            facts.set(name, value);
        }
    }
    for name in date {
        facts.set(name, Value::Date(on));
    }
    for (changes, joins) in [(add, true), (remove, false)] {
        for (name, words) in changes {
            let mut held = match facts.get(name) {
                Some(Value::Set(held)) => held,
                _ => BTreeSet::default(),
            };
            for word in words {
                if joins {
                    held.insert(word.clone());
                } else {
                    held.remove(word);
                }
            }
            facts.set(name, Value::Set(held));
        }
    }
}

fn overdue(regulation: &Regulation, duty: &Duty) -> Option<Dated> {
    let due = duty.due_on?;
    let clause = regulation
        .clauses()
        .iter()
        .find(|clause| *clause.article == *duty.article);
    Some(Dated {
        on: crate::calendar::add_days(due, 1),
        act: duty.act.clone(),
        finding: Finding {
            clause: format!("duty:{}", duty.key).into(),
            article: duty.article.as_str().into(),
            article_text: duty.article_text.as_str().into(),
            status: Status::Missing,
            basis: clause.map_or(crate::clause::Basis::Text, |clause| clause.basis),
            says: format!(
                "{}应于{}前完成",
                duty.title,
                crate::render::value(Kind::Date, &Value::Date(due))
            ),
            remedy: format!("尽快补办“{}”", duty.title),
            materials: Vec::new(),
            act: Some(duty.act.clone()),
            facts: Vec::new(),
            limits: Vec::new(),
            lacking: Vec::new(),
            unknown: Vec::new(),
            question: None,
        },
    })
}
