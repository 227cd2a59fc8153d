//! What the law would answer to a form as far as it is filled in, laid out:
//! what is still empty, what stands against it and for it, which way a change
//! goes, the earliest day of an acceptance.

use askama::Template;
use tongchou_project::{Aggregate, Env, Preview, brought_by};
use tongchou_rules::{Decision, Finding, Status, Verdict, fact};

use super::Target;
use super::alike::Alike;
use super::cure::Cures;
use super::linked::{Linked, linked};
use super::offer::{Against, against_state, of_law};
use super::wizard::{Part, Wizard};
use crate::app::WhoMay;
use crate::format;

#[derive(Debug, Template)]
#[template(path = "acts/verdict.html")]
pub(crate) struct Shown {
    pub withheld: bool,
    tone: &'static str,
    headline: String,
    way: Option<Way>,
    earliest: Option<Earliest>,
    against: Vec<Against>,
    /// Reasons that no typing removes; they stand at the head of the page.
    standing: usize,
    missing: Vec<Linked>,
    faults: Vec<Linked>,
    /// Clauses that cannot be judged yet.
    open: Vec<Against>,
    satisfied: Vec<Against>,
    warnings: Vec<Against>,
    wizard: Option<Wizard>,
    alike: Option<Alike>,
}

/// What the script asks for: the verdict, and how each part of the form stands.
#[derive(Debug, Template)]
#[template(path = "acts/part.html")]
pub(crate) struct Moved {
    pub shown: Shown,
}

/// How each part of a long form stands.
#[derive(Debug, Template)]
#[template(path = "acts/sections.html")]
struct Sections<'a> {
    parts: &'a [Part],
    /// Put in its place by the script.
    moved: bool,
}

/// Article 22: filing or review, with each condition of filing.
#[derive(Debug)]
struct Way {
    tone: &'static str,
    says: &'static str,
    conditions: Vec<Against>,
}

/// Article 25: not less than so many working days.
#[derive(Debug)]
struct Earliest {
    day: String,
    working_days: i64,
    applied: String,
    holidays: Vec<String>,
    worked: Vec<String>,
    weekend_days: usize,
    provisional: bool,
}

impl Shown {
    pub fn of(
        preview: &Preview,
        target: &Target,
        current: Option<&Aggregate>,
        (env, who): (&Env<'_>, &WhoMay),
    ) -> Self {
        let base = target.id.map(|id| target.home(id)).unwrap_or_default();
        let verdict = &preview.verdict;
        let lay =
            |finding: &Finding, verdict: &Verdict| of_law(finding, verdict, &base, env.registers);
        let with = |status: Status| -> Vec<Against> {
            verdict
                .with(status)
                .map(|finding| lay(finding, verdict))
                .collect()
        };
        let stands = |finding: &&Finding| {
            let mut before = preview.before.against();
            before.any(|known| known.clause == finding.clause)
        };
        let mut against: Vec<Against> = verdict
            .against()
            .filter(|finding| !stands(finding))
            .map(|finding| lay(finding, verdict))
            .collect();
        against.extend(against_state(&preview.state));
        Cures::of(current, &base, env, who).settle(&mut against);
        let way = preview.filing.as_ref().map(|filing| {
            let own = |finding: &&Finding| {
                finding.status != Status::NotApplicable && finding.article.starts_with("22")
            };
            let findings = filing.findings.iter().filter(own);
            Way::of(
                filing,
                findings.map(|finding| lay(finding, filing)).collect(),
            )
        });
        let asks_day = target.spec.key == "apply_for_acceptance";
        Self {
            withheld: preview.withheld,
            tone: tone(preview),
            headline: headline(preview),
            way,
            earliest: asks_day.then(|| Earliest::of(env)),
            against,
            standing: preview.before.against().count(),
            missing: linked(&preview.missing),
            faults: linked(&preview.faults),
            open: open(verdict).map(|finding| lay(finding, verdict)).collect(),
            satisfied: with(Status::Satisfied),
            warnings: verdict
                .with(Status::Warning)
                .filter(|finding| {
                    let mut before = preview.before.with(Status::Warning);
                    !before.any(|known| known.clause == finding.clause)
                })
                .map(|finding| lay(finding, verdict))
                .collect(),
            wizard: Wizard::of(preview, target, env),
            alike: None,
        }
    }

    /// What bears a mark of secrecy is compared with nothing.
    pub fn compares(&self) -> bool {
        !self.withheld && self.alike.is_none()
    }

    pub fn beside(mut self, alike: Option<Alike>) -> Self {
        self.alike = self.alike.or(alike);
        self
    }

    /// The first part of the form that lacks something, with its place.
    pub fn next_part(&self) -> Option<(String, &'static str)> {
        let mut parts = self.wizard.as_ref()?.parts.iter();
        let next = parts.find(|part| part.concerns && !part.lacking.is_empty())?;
        Some((format!("s-{}", next.key), next.title))
    }

    /// Whether a part of the form does not concern the project.
    pub fn aside(&self, key: &str) -> bool {
        let mut parts = self.wizard.iter().flat_map(|wizard| &wizard.parts);
        parts.any(|part| part.key == key && !part.concerns)
    }

    /// The list of parts, for the head of the form.
    pub fn sections(&self, moved: bool) -> String {
        let parts = self.wizard.as_ref().map(|wizard| wizard.parts.as_slice());
        let parts = parts.map(|parts| Sections { parts, moved }.render());
        parts.and_then(Result::ok).unwrap_or_default()
    }
}

/// What cannot be judged before more is filled in. Where something stands against the act
/// anyway, what this form cannot answer is not asked for.
fn open(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let brought = brought_by(&verdict.act);
    let refused = verdict.decision == Decision::Refused;
    let asked = move |finding: &&Finding| {
        let mut unknown = finding.unknown.iter();
        !refused || unknown.any(|name| brought.contains(&name.as_str()))
    };
    verdict.with(Status::Insufficient).filter(asked)
}

fn tone(preview: &Preview) -> &'static str {
    if preview.is_ready() {
        "good"
    } else if preview.withheld
        || preview.verdict.decision == Decision::Refused
        || !preview.state.is_empty()
        || !preview.faults.is_empty()
    {
        "bad"
    } else {
        "wait"
    }
}

fn headline(preview: &Preview) -> String {
    let against = preview.verdict.against().count() + preview.state.len();
    let missing = preview.missing.len();
    if preview.withheld {
        "内容带有国家秘密标志，不得填写".to_owned()
    } else if against > 0 {
        format!("按现在填写的内容，不予办理：{against}项依据")
    } else if !preview.faults.is_empty() {
        format!("有{}处填写不正确", preview.faults.len())
    } else if missing > 0 {
        format!("没有发现不符之处，还有{missing}项尚未填写")
    } else if preview.verdict.decision == Decision::Insufficient {
        "还有事实没有填写，不能得出结论".to_owned()
    } else {
        "按现在填写的内容，可以办理".to_owned()
    }
}

impl Way {
    fn of(filing: &Verdict, conditions: Vec<Against>) -> Self {
        let (tone, says) = match filing.way.as_deref() {
            Some("filing") => ("good", "可以备案：符合备案的全部条件，备案后实施"),
            Some(_) => ("bad", "须报审查：不符合备案的条件，审查通过后才能实施"),
            None => ("wait", "走备案还是审查，尚不能判断：还有条件没有填写"),
        };
        Self {
            tone,
            says,
            conditions,
        }
    }
}

impl Earliest {
    fn of(env: &Env<'_>) -> Self {
        let notice = env.regulation.acceptance_notice(env.on);
        let mut earliest = Self {
            day: format::day(notice.earliest),
            working_days: notice.wanted,
            applied: format::day(notice.applied_on),
            holidays: Vec::new(),
            worked: Vec::new(),
            weekend_days: 0,
            provisional: notice.provisional,
        };
        for day in &notice.days {
            match (day.number, day.name.as_deref()) {
                (Some(_), Some(_)) => earliest.worked.push(format::day(day.date)),
                (None, Some("周末") | None) => earliest.weekend_days += 1,
                (None, Some(name)) => {
                    let said = format!("{}（{name}）", format::day(day.date));
                    earliest.holidays.push(said);
                }
                (Some(_), None) => {}
            }
        }
        earliest
    }
}

/// The Chinese names of facts that are not known yet.
pub(super) fn labels(unknown: &[String]) -> String {
    let mut names = Vec::new();
    for name in unknown {
        names.push(fact(name).map_or(name.as_str(), |spec| spec.label));
    }
    names.join("、")
}
