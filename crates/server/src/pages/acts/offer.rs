//! An act beside which a page shows a link, or every reason why there is none.

use tongchou_project::StateFinding;
use tongchou_rules::{Finding, Verdict, article};

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
    /// The form of the act that would help.
    pub cure: Option<String>,
    pub inferred: bool,
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

pub fn sort(offers: Vec<Offer>, base: &str) -> Sorted {
    let mut sorted = Sorted::default();
    for offer in offers {
        let place = match (offer.possible(), awaited::always_open(offer.key)) {
            (false, _) => &mut sorted.barred,
            (true, true) => &mut sorted.further,
            (true, false) => &mut sorted.next,
        };
        place.push(view(&offer, base));
    }
    sorted
}

pub fn view(offer: &Offer, base: &str) -> OfferView {
    let mut against = against_law(&offer.verdict, base);
    against.extend(against_state(&offer.state));
    OfferView {
        title: offer.title.clone(),
        href: format!("{base}/acts/{}", offer.key),
        against,
    }
}

pub fn against_law(verdict: &Verdict, base: &str) -> Vec<Against> {
    verdict
        .against()
        .map(|finding| of_law(finding, base))
        .collect()
}

fn of_law(finding: &Finding, base: &str) -> Against {
    let seen = finding.facts.iter().chain(&finding.limits);
    Against {
        law: finding.article_text.to_string(),
        status: finding.status.label(),
        tone: match finding.status {
            tongchou_rules::Status::Missing => "missing",
            _ => "violated",
        },
        says: finding.says.clone(),
        remedy: finding.remedy.clone(),
        seen: seen
            .map(|seen| format!("{}：{}", seen.label, seen.value))
            .collect(),
        lacking: finding.lacking.join("、"),
        cure: finding
            .act
            .as_ref()
            .filter(|_| !base.is_empty())
            .map(|act| format!("{base}/acts/{act}")),
        inferred: finding.basis == tongchou_rules::Basis::Inferred,
    }
}

pub fn against_state(findings: &[StateFinding]) -> Vec<Against> {
    let of_state = |finding: &StateFinding| Against {
        law: article::in_words(finding.article).unwrap_or_default(),
        status: "次序",
        tone: "missing",
        says: finding.says.clone(),
        remedy: finding.remedy.clone(),
        seen: Vec::new(),
        lacking: String::new(),
        cure: None,
        inferred: false,
    };
    findings.iter().map(of_state).collect()
}
