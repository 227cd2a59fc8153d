//! The whole-history audit: dated events in, violations out. Every event is
//! judged by the facts as they stood just before it; then it takes its effect,
//! lawful or not, because it happened. What a history brings about by events is
//! taken as complete; of what it is silent about nothing is held against it.

mod record;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::duties::{Duty, DutyState};
use crate::facts::{Facts, Kind, Value};
use crate::judge::Fault;
use crate::pack::Regulation;
use crate::plan::is_circumstance;
use crate::verdict::{Finding, OpenQuestion, Status};
use record::Record;

/// The fact that a history without documents is silent about.
const DOCUMENTS: &str = "submitted";

/// A dated event of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    pub on: Date,
    pub act: String,
    pub facts: Facts,
}

/// A finding with the day and the act it was made at.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub on: Date,
    pub act: String,
    /// The place of the event in the history that was told; none of what was not done.
    pub event: Option<usize>,
    pub finding: Finding,
}

/// What a history shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub violations: Vec<Dated>,
    /// Clauses that depend on what the project is, where that is not told.
    pub undecided: Vec<Dated>,
    /// Facts of single events that the history is silent about.
    pub not_examined: BTreeSet<String>,
    pub duties: Vec<Duty>,
    pub questions: Vec<Arc<OpenQuestion>>,
}

impl Regulation {
    /// Judges a history by these clauses and settings, up to a day.
    pub fn audit(
        &self,
        circumstances: &Facts,
        history: &[Happened],
        until: Date,
    ) -> Result<Report, Fault> {
        audit(self, circumstances, history, until)
    }
}

pub(crate) fn audit(
    regulation: &Regulation,
    circumstances: &Facts,
    history: &[Happened],
    until: Date,
) -> Result<Report, Fault> {
    let ordered = in_order(history, until);
    let mut record = Record::open(regulation, circumstances, &told(&ordered));
    let mut report = Report::default();
    let mut late = BTreeSet::new();
    let letters: Vec<Date> = letters(&told(&ordered));
    for (place, event) in ordered {
        if event.on >= regulation.in_force_from() {
            overdue(regulation, record.facts(), event.on, &mut late, &mut report);
        }
        let at_event = record.at(event);
        if event.on >= regulation.in_force_from() {
            judge(
                regulation,
                (place, event),
                &at_event,
                record.assumes_documents(),
                &mut report,
            )?;
            hindsight(regulation, (place, event), &at_event, &letters, &mut report)?;
        }
        record.take(event, &at_event);
    }
    overdue(regulation, record.facts(), until, &mut late, &mut report);
    report.duties = regulation.duties(record.facts(), until);
    report.violations.sort_by_key(|dated| dated.on);
    Ok(report)
}

/// What a history shows against some acts, by dates alone: no duties.
pub(crate) fn violations(
    regulation: &Regulation,
    circumstances: &Facts,
    history: &[Happened],
    until: Date,
    acts: &BTreeSet<&str>,
) -> Result<Vec<Dated>, Fault> {
    let ordered = in_order(history, until);
    let mut record = Record::open(regulation, circumstances, &told(&ordered));
    let mut report = Report::default();
    for (place, event) in ordered {
        let at_event = record.at(event);
        if event.on >= regulation.in_force_from() && acts.contains(event.act.as_str()) {
            judge(
                regulation,
                (place, event),
                &at_event,
                record.assumes_documents(),
                &mut report,
            )?;
        }
        record.take(event, &at_event);
    }
    Ok(report.violations)
}

/// By day; what is told of one day stays in its order.
fn in_order(history: &[Happened], until: Date) -> Vec<(usize, &Happened)> {
    let events = history.iter().enumerate();
    let mut ordered: Vec<_> = events.filter(|(_, event)| event.on <= until).collect();
    ordered.sort_by_key(|(_, event)| event.on);
    ordered
}

fn told<'a>(ordered: &[(usize, &'a Happened)]) -> Vec<&'a Happened> {
    ordered.iter().map(|(_, event)| *event).collect()
}

/// A finding at an event.
fn dated(event: &Happened, place: usize, finding: Finding) -> Dated {
    Dated {
        on: event.on,
        act: event.act.clone(),
        event: Some(place),
        finding,
    }
}

fn judge(
    regulation: &Regulation,
    (place, event): (usize, &Happened),
    facts: &Facts,
    assumed: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    let unmet = regulation.not_permitted(&event.act, &event.facts, event.on)?;
    let unmet = unmet
        .into_iter()
        .map(|finding| dated(event, place, finding));
    report.violations.extend(unmet);
    let verdict = regulation.judge(&event.act, facts, event.on)?;
    for mut finding in verdict.findings {
        // what is not told of is neither held against anybody nor told as a fact
        if assumed && finding.facts.iter().any(|seen| seen.name == DOCUMENTS) {
            finding.facts.retain(|seen| seen.name != DOCUMENTS);
            report.not_examined.insert(DOCUMENTS.to_owned());
        }
        let dated = dated(event, place, finding);
        if dated.finding.status.is_against() {
            if !report.violations.iter().any(|known| is_same(known, &dated)) {
                report.violations.push(dated);
            }
        } else if dated.finding.status == Status::Insufficient {
            let unknown = &dated.finding.unknown;
            if unknown.iter().any(|name| decides(regulation, name)) {
                report.undecided.push(dated);
            } else {
                report.not_examined.extend(unknown.iter().cloned());
            }
        }
    }
    for question in verdict.questions {
        if !report.questions.contains(&question) {
            report.questions.push(question);
        }
    }
    Ok(())
}

/// The act by which the letter comes about.
const LETTER: &str = "issue_opinion_letter";
/// Whether something was done before the letter: known only once there is one.
const BEFORE: &str = "before_letter";

fn letters(history: &[&Happened]) -> Vec<Date> {
    let letters = history.iter().filter(|event| event.act == LETTER);
    letters.map(|event| event.on).collect()
}

/// What was done before a letter that came later is held against it too (A13b): on its
/// day there was no letter yet that it could have been before.
fn hindsight(
    regulation: &Regulation,
    (place, event): (usize, &Happened),
    facts: &Facts,
    letters: &[Date],
    report: &mut Report,
) -> Result<(), Fault> {
    let later = letters.iter().find(|letter| **letter > event.on);
    let Some(letter) = later.filter(|_| facts.letter_issued != Some(true)) else {
        return Ok(());
    };
    let mut facts = facts.clone();
    facts.letter_issued = Some(true);
    facts.letter_issued_on = Some(*letter);
    let verdict = regulation.judge(&event.act, &facts, event.on)?;
    let found = verdict.findings.into_iter().filter(|finding| {
        let mut seen = finding.facts.iter();
        finding.status.is_against() && seen.any(|seen| seen.name == BEFORE)
    });
    let found = found.map(|finding| dated(event, place, finding));
    report.violations.extend(found);
    Ok(())
}

/// Whether a history is open without this fact. The share of security is held against a
/// figure that is a setting, so its silence is only noted.
fn decides(regulation: &Regulation, name: &str) -> bool {
    is_circumstance(regulation, name) && !matches!(name, "security_amount" | "total_amount")
}

/// An application for acceptance and its conclusion are one acceptance: what was lacking
/// at the first is not told once more at the second.
fn is_same(known: &Dated, now: &Dated) -> bool {
    let (first, second) = (&known.finding, &now.finding);
    known.act == "apply_for_acceptance"
        && now.act == "conclude_acceptance"
        && first.article == second.article
        && if second.lacking.is_empty() {
            second.facts.iter().any(|seen| first.facts.contains(seen))
        } else {
            first.lacking == second.lacking
        }
}

/// Duties that were overdue on a day, each told once, even where they were done later.
fn overdue(
    regulation: &Regulation,
    facts: &Facts,
    on: Date,
    told: &mut BTreeSet<(String, Date)>,
    report: &mut Report,
) {
    for duty in regulation.duties(facts, on) {
        // a span that began before the measure is not counted by it
        let counted = duty
            .from
            .is_some_and(|from| from >= regulation.in_force_from());
        let Some(due) = duty.due_on.filter(|_| counted) else {
            continue;
        };
        if duty.state == DutyState::Overdue && told.insert((duty.key.clone(), due)) {
            report.violations.push(late(regulation, &duty, due));
        }
    }
}

fn late(regulation: &Regulation, duty: &Duty, due: Date) -> Dated {
    Dated {
        on: crate::calendar::add_days(due, 1),
        act: duty.act.clone(),
        event: None,
        finding: Finding {
            clause: format!("duty:{}", duty.key).into(),
            article: duty.article.as_str().into(),
            article_text: duty.article_text.as_str().into(),
            status: Status::Missing,
            basis: regulation.basis_of_duty(&duty.key),
            says: format!(
                "{}应不迟于{}完成",
                duty.title,
                crate::render::value(Kind::Date, &Value::Date(due))
            )
            .into(),
            remedy: format!("尽快补办“{}”；已经补办的，说明逾期原因", duty.title).into(),
            materials: Arc::default(),
            act: Some(duty.act.as_str().into()),
            facts: Vec::new(),
            limits: Arc::default(),
            lacking: Vec::new(),
            unknown: Vec::new(),
            question: None,
        },
    }
}
