//! What the record of a project shows against the law, for those who supervise: a
//! proposal each, with its facts, its clause and the events it rests on. The
//! regulation finds them ([`tongchou_rules::Regulation::found_in`]); here they are
//! gathered, and those left out that a person has already decided on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use sm3::{Digest, Sm3};
use tongchou_rules::{Duty, DutyState, Facts, Finding, FindingKind, Regulation};

use crate::actor::Env;
use crate::acts::{ArrangeBudget, MakePayment};
use crate::chronicle::chronicle;
use crate::state::{Project, Proposal, Rest};
use crate::steps::{Step, in_words};

/// What stands to be looked at by a person, the oldest first. An engine that cannot
/// answer proposes nothing.
pub fn proposals(project: &Project, env: &Env) -> Vec<Proposal> {
    let mut all = dated(project, env);
    for found in today(project, env) {
        let known = |other: &Proposal| other.clause == found.clause;
        if !all.iter().any(known) {
            all.push(found);
        }
    }
    all.extend(late(project, env));
    let settled: BTreeSet<&str> = project
        .settled
        .iter()
        .map(|each| each.proposal.mark.as_str())
        .collect();
    all.retain(|found| !settled.contains(found.mark.as_str()));
    all.sort_by(|one, other| (one.since, &one.key).cmp(&(other.since, &other.key)));
    all
}

/// By the dates of what happened: one finding a kind for each event.
fn dated(project: &Project, env: &Env) -> Vec<Proposal> {
    let told = chronicle(project);
    let history: Vec<_> = told.iter().map(|each| each.happened.clone()).collect();
    let circumstances = circumstances(project, env);
    let law = env.regulation;
    let Ok(found) = law.found_in(&circumstances, &history, env.on) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let of_event = |(kind, dated): (&FindingKind, tongchou_rules::audit::Dated)| {
        let place = dated.event?;
        if !seen.insert((kind.key.clone(), place)) {
            return None;
        }
        let rest = told.get(place)?.rest.clone();
        let key = format!("{}-{}-{}", kind.key, rest.event, rest.place + 1);
        Some(proposal(kind, key, &dated.finding, vec![rest], dated.on))
    };
    found.into_iter().filter_map(of_event).collect()
}

/// What the project is, without what its events bring about.
fn circumstances(project: &Project, env: &Env) -> Facts {
    let recorded = crate::facts::recorded(project, env);
    let mut known = Facts::default();
    for spec in env.regulation.project_facts() {
        // measures came about at some time: they are no circumstance
        if matches!(spec.name, "suspended" | "terminated" | "measures") {
            continue;
        }
        if let Some(value) = recorded.get(spec.name) {
            known.set(spec.name, value);
        }
    }
    known
}

/// As the record stands today: a payment of nothing on each contract, and a budget of
/// nothing more.
fn today(project: &Project, env: &Env) -> Vec<Proposal> {
    if project.letter.is_none() {
        return Vec::new();
    }
    let law = env.regulation;
    let mut all: Vec<Proposal> = Vec::new();
    let asked = law.asked_today();
    if asked.contains("make_payment") {
        for (place, contract) in project.contracts.iter().enumerate() {
            let rest = Rest {
                event: "contract_signed".to_owned(),
                place,
                on: contract.signed_on,
                says: format!("合同“{}”", contract.title),
            };
            let payment = MakePayment {
                contract: contract.id.clone(),
                amount: 0,
                paid_on: env.on,
                purpose: String::new(),
                voucher: None,
            };
            ask("make_payment", &payment, &rest, project, env, &mut all);
        }
    }
    if let Some((place, budget)) = project.budgets.iter().enumerate().next_back()
        && asked.contains("arrange_budget")
    {
        let rest = Rest {
            event: "budget_arranged".to_owned(),
            place,
            on: budget.on,
            says: format!("安排{}年预算", budget.year),
        };
        let nothing = ArrangeBudget {
            year: budget.year,
            amount: 0,
            purpose: "implementation".to_owned(),
            number: None,
            note: None,
        };
        ask("arrange_budget", &nothing, &rest, project, env, &mut all);
    }
    all
}

fn ask<S: Step<Of = Project>>(
    act: &str,
    step: &S,
    rest: &Rest,
    project: &Project,
    env: &Env,
    all: &mut Vec<Proposal>,
) {
    let mut facts = crate::facts::recorded(project, env);
    S::known(project, env, &mut facts);
    step.facts(project, env, &mut facts);
    let Ok(found) = env.regulation.found_today(act, &facts, env.on) else {
        return;
    };
    for (kind, finding) in found {
        let key = format!(
            "{}-{}-{}-{}",
            kind.key,
            finding.clause,
            rest.event,
            rest.place + 1
        );
        if !all.iter().any(|other| other.key == key) {
            all.push(proposal(kind, key, &finding, vec![rest.clone()], rest.on));
        }
    }
}

/// Duties of the unit that are late, one proposal for each kind of duty.
fn late(project: &Project, env: &Env) -> Vec<Proposal> {
    let mut by_key: BTreeMap<String, Vec<Duty>> = BTreeMap::new();
    for duty in crate::duties(project, env) {
        if duty.state == DutyState::Overdue {
            by_key.entry(duty.key.clone()).or_default().push(duty);
        }
    }
    let law = env.regulation;
    by_key
        .into_iter()
        .filter_map(|(key, duties)| overdue(law, &key, &duties))
        .collect()
}

fn overdue(law: &Regulation, key: &str, duties: &[Duty]) -> Option<Proposal> {
    let kind = law.finding_of_duty(key)?;
    let first = duties.first()?;
    let due: Vec<Date> = duties.iter().filter_map(|duty| duty.due_on).collect();
    let days: Vec<String> = due.iter().map(|day| in_words(*day)).collect();
    let facts = vec![("应完成的日期".to_owned(), days.join("、"))];
    let key = format!("{}-{key}", kind.key);
    Some(Proposal {
        mark: mark(&key, &facts),
        key,
        kind: kind.key.clone(),
        title: format!("{}：{}", kind.title, first.title),
        clause: format!("duty:{}", first.key),
        article: first.article.clone(),
        article_text: first.article_text.clone(),
        says: format!("“{}”已经逾期：{}", first.title, first.says),
        facts,
        rests: Vec::new(),
        grounds: kind.grounds.clone(),
        subjects: kind.subjects.clone(),
        since: *due.first()?,
    })
}

fn proposal(
    kind: &FindingKind,
    key: String,
    finding: &Finding,
    rests: Vec<Rest>,
    since: Date,
) -> Proposal {
    let seen = finding.facts.iter().chain(finding.limits.iter());
    let mut facts: Vec<(String, String)> = rests
        .iter()
        .map(|rest| {
            (
                "发生".to_owned(),
                format!("{} {}", in_words(rest.on), rest.says),
            )
        })
        .collect();
    facts.extend(seen.map(|seen| (seen.label.to_string(), seen.value.to_string())));
    Proposal {
        mark: mark(&key, &facts),
        key,
        kind: kind.key.clone(),
        title: kind.title.clone(),
        clause: finding.clause.to_string(),
        article: finding.article.to_string(),
        article_text: finding.article_text.to_string(),
        says: finding.says.to_string(),
        facts,
        rests,
        grounds: kind.grounds.clone(),
        subjects: kind.subjects.clone(),
        since,
    }
}

/// SM3 over key and facts: once they are others, it is another finding.
fn mark(key: &str, facts: &[(String, String)]) -> String {
    let mut hash = Sm3::new();
    let parts = facts
        .iter()
        .flat_map(|(label, value)| [label.as_str(), value.as_str()]);
    for part in std::iter::once(key).chain(parts) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
