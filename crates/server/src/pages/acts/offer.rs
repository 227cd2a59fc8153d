//! An act beside which a page shows a link, or every reason why there is none.

use tongchou_project::{Registers, Stage, StateFinding, act_spec};
use tongchou_rules::{Basis, Finding, Status, Verdict, article};

use super::awaited;
use crate::app::Offer;

/// An act with its reasons, ready to be shown.
#[derive(Debug)]
pub struct OfferView {
    pub title: String,
    pub href: String,
    pub against: Vec<Against>,
}

/// One reason against an act.
#[derive(Debug)]
pub struct Against {
    /// 第二十条第三款; empty where the record alone stands against it.
    pub law: String,
    pub status: &'static str,
    pub tone: &'static str,
    pub says: String,
    pub remedy: String,
    /// What was looked at, and the limit it was held against.
    pub seen: Vec<String>,
    pub lacking: String,
    /// Facts that are not known yet.
    pub unknown: String,
    /// The form of the act that would help.
    pub cure: Option<String>,
    /// Who does it, where the reader may not.
    pub cure_by: String,
    pub inferred: bool,
    /// How the text is read here, where it can be read in more than one way.
    pub reading: String,
    /// What the bureau published on the article.
    pub interpretations: Vec<String>,
}

/// A project's acts as its page shows them.
#[derive(Debug, Default)]
pub struct Sorted {
    /// What the project waits for.
    pub next: Vec<OfferView>,
    /// What can be done at any time.
    pub further: Vec<OfferView>,
    pub barred: Vec<OfferView>,
}

pub fn sort(offers: &[Offer], stage: Stage, base: &str, registers: &Registers) -> Sorted {
    let mut sorted = Sorted::default();
    for offer in offers {
        let place = match (offer.possible(), awaited::waits(offer.key, stage)) {
            (false, _) => &mut sorted.barred,
            (true, false) => &mut sorted.further,
            (true, true) => &mut sorted.next,
        };
        place.push(view(offer, base, registers));
    }
    sorted
}

pub fn view(offer: &Offer, base: &str, registers: &Registers) -> OfferView {
    let mut against = against_law(&offer.verdict, base, registers);
    against.extend(against_state(&offer.state));
    OfferView {
        title: offer.title.clone(),
        href: place(base, offer.key),
        against,
    }
}

/// Acts that have a page with more at hand than their bare form.
const DESKS: &[(&str, &str)] = &[
    ("conclude_preliminary_review", "review"),
    ("give_expert_opinion", "opinion"),
    ("conclude_expert_review", "panel"),
    ("issue_opinion_letter", "letter/new"),
];

/// Where an act is done.
pub fn place(base: &str, act: &str) -> String {
    let desk = DESKS.iter().find(|(key, _)| *key == act);
    match desk {
        Some((_, desk)) => format!("{base}/{desk}"),
        None => format!("{base}/acts/{act}"),
    }
}

/// What refuses, by article.
pub fn against_law(verdict: &Verdict, base: &str, registers: &Registers) -> Vec<Against> {
    let found = verdict.against();
    found
        .map(|finding| of_law(finding, verdict, base, registers))
        .collect()
}

/// What only warns.
pub fn warnings(verdict: &Verdict, base: &str, registers: &Registers) -> Vec<Against> {
    let found = verdict.with(Status::Warning);
    found
        .map(|finding| of_law(finding, verdict, base, registers))
        .collect()
}

pub(super) fn of_law(
    finding: &Finding,
    verdict: &Verdict,
    base: &str,
    registers: &Registers,
) -> Against {
    let seen = finding.facts.iter().chain(finding.limits.iter());
    Against {
        law: finding.article_text.to_string(),
        status: finding.status.label(),
        tone: match finding.status {
            Status::Missing | Status::Insufficient => "missing",
            Status::Warning => "warning",
            Status::Satisfied => "satisfied",
            _ => "violated",
        },
        says: finding.says.to_string(),
        remedy: finding.remedy.to_string(),
        seen: seen
            .map(|seen| format!("{}：{}", seen.label, seen.value))
            .collect(),
        // of what is not known nothing is said to be lacking
        lacking: if finding.unknown.is_empty() {
            finding.lacking.join("、")
        } else {
            String::new()
        },
        unknown: super::verdict::labels(&finding.unknown),
        cure: cure(finding, verdict, base),
        cure_by: String::new(),
        inferred: finding.basis == Basis::Inferred,
        reading: reading(finding, verdict),
        interpretations: interpretations(finding, registers),
    }
}

/// The form of the act that would help, with the material it asks for chosen.
fn cure(finding: &Finding, verdict: &Verdict, base: &str) -> Option<String> {
    let spec = finding.act.as_deref().and_then(act_spec)?;
    let here = spec.aggregate == "project" && !spec.creates && spec.key != verdict.act;
    let material = finding
        .materials
        .first()
        .filter(|_| spec.field("material").is_some());
    let query = material
        .map(|id| format!("?material={id}"))
        .unwrap_or_default();
    (here && !base.is_empty()).then(|| format!("{base}/acts/{}{query}", spec.key))
}

fn reading(finding: &Finding, verdict: &Verdict) -> String {
    let asked = finding.question.as_ref();
    let question = asked.and_then(|id| verdict.questions.iter().find(|known| known.id == **id));
    let chosen = question.and_then(|question| {
        let mut readings = question.readings.iter();
        readings.find(|(id, _)| *id == question.chosen)
    });
    chosen.map(|(_, says)| says.clone()).unwrap_or_default()
}

/// An interpretation of an article also speaks of its paragraphs.
fn interpretations(finding: &Finding, registers: &Registers) -> Vec<String> {
    let concerns = |article: &str| {
        let rest = finding.article.strip_prefix(article);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    registers
        .interpretations
        .values()
        .filter(|found| found.article.as_deref().is_some_and(concerns))
        .map(|found| found.text.clone())
        .collect()
}

pub fn against_state(findings: &[StateFinding]) -> Vec<Against> {
    let of_state = |finding: &StateFinding| Against {
        law: article::in_words(finding.article).unwrap_or_default(),
        status: "不能办理",
        tone: "missing",
        says: finding.says.clone(),
        remedy: finding.remedy.clone(),
        seen: Vec::new(),
        lacking: String::new(),
        unknown: String::new(),
        cure: None,
        cure_by: String::new(),
        inferred: false,
        reading: String::new(),
        interpretations: Vec::new(),
    };
    findings.iter().map(of_state).collect()
}
