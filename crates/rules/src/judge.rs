//! The judge: one act, the facts, a day; permitted, refused or insufficient,
//! with every clause's answer. A policy that errors refuses as a fault, since
//! Cedar itself would skip it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::clause::Clause;
use crate::condition::Stands;
use crate::derive::Ground;
use crate::facts::{FactSpec, Facts};
use crate::measure::Question;
use crate::pack::{ActRules, Regulation};
use crate::render;
use crate::unknown::{self, Held};
use crate::verdict::{Decision, Finding, OpenQuestion, Status, Verdict};

/// The judge itself could not answer: an unknown act, or a defect of the pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("没有名为“{0}”的办理事项")]
    UnknownAct(String),
    #[error("规则引擎故障，按不予办理处理：{0}")]
    Engine(String),
}

impl Regulation {
    /// Judges one act against every clause that concerns it.
    pub fn judge(&self, act: &str, facts: &Facts, on: Date) -> Result<Verdict, Fault> {
        let facts = self.derived(facts, on);
        self.judge_derived(act, &facts, on)
    }

    /// Judges facts that already hold what derives from them.
    pub(crate) fn judge_derived(
        &self,
        act: &str,
        facts: &Facts,
        on: Date,
    ) -> Result<Verdict, Fault> {
        let rules = self.rules_of(act)?;
        let stands = self.stands(rules, facts)?;
        let mut findings = Vec::with_capacity(rules.clauses.len());
        for (index, stands) in rules.clauses.iter().zip(stands) {
            let Some(clause) = self.compiled.clauses.get(*index) else {
                continue;
            };
            findings.push(self.finding(*index, clause, rules, facts, stands)?);
        }
        let mut verdict = Verdict {
            act: act.to_owned(),
            on,
            decision: decision(&findings),
            way: None,
            questions: self.questions_of(act, &findings),
            findings,
            regulation: self.measure.id.clone(),
            regulation_hash: self.hash.clone(),
        };
        verdict.way = way(&verdict);
        Ok(verdict)
    }

    /// Whether the law refuses the act as things stand: the decision of
    /// [`Regulation::judge`] without the words for it.
    pub fn stands_against(&self, act: &str, facts: &Facts, on: Date) -> Result<bool, Fault> {
        let facts = self.derived(facts, on);
        let rules = self.rules_of(act)?;
        let stands = self.stands(rules, &facts)?;
        for (index, stands) in rules.clauses.iter().zip(stands) {
            let clause = self.compiled.clauses.get(*index);
            // a reminder never stands against an act
            if let Some(clause) = clause.filter(|clause| self.refuses(clause)) {
                let (status, _) = self.answer(clause, rules, &facts, stands)?;
                if status.is_against() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether one of the wanted clauses concerns the act as things stand: what
    /// [`Regulation::judge`] finds of them, without looking at the others.
    pub fn concerned(
        &self,
        act: &str,
        facts: &Facts,
        on: Date,
        wanted: impl Fn(&Clause) -> bool,
    ) -> Result<bool, Fault> {
        let facts = self.derived(facts, on);
        let rules = self.rules_of(act)?;
        let stands = self.stands(rules, &facts)?;
        for (index, stands) in rules.clauses.iter().zip(stands) {
            let clause = self.compiled.clauses.get(*index);
            if let Some(clause) = clause.filter(|clause| wanted(clause)) {
                let (status, _) = self.answer(clause, rules, &facts, stands)?;
                if status != Status::NotApplicable {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The facts with all that derives from them on a day.
    pub fn derived(&self, facts: &Facts, on: Date) -> Facts {
        let mut facts = facts.clone();
        let ground = Ground {
            measure: &self.measure,
            calendar: &self.calendar,
            in_force_from: self.in_force_from(),
            on,
        };
        ground.derive(&mut facts);
        facts
    }

    pub(crate) fn rules_of(&self, act: &str) -> Result<&ActRules, Fault> {
        self.compiled
            .acts
            .get(act)
            .ok_or_else(|| Fault::UnknownAct(act.to_owned()))
    }

    /// How each clause of the act stands to these facts.
    fn stands(&self, rules: &ActRules, facts: &Facts) -> Result<Vec<Stands>, Fault> {
        let asked = self.frame.ask(&rules.frame, facts, &BTreeMap::new(), &[]);
        asked
            .and_then(|asked| rules.conditions.evaluate(&asked))
            .map_err(Fault::Engine)
    }

    fn finding(
        &self,
        index: usize,
        clause: &Clause,
        rules: &ActRules,
        facts: &Facts,
        stands: Stands,
    ) -> Result<Finding, Fault> {
        let (status, unknown) = self.answer(clause, rules, facts, stands)?;
        Ok(self.filled(index, clause, facts, status, unknown))
    }

    /// How a clause stands, and the facts to ask for where that is open.
    fn answer(
        &self,
        clause: &Clause,
        rules: &ActRules,
        facts: &Facts,
        stands: Stands,
    ) -> Result<(Status, Vec<String>), Fault> {
        let unknown: Vec<&FactSpec> = clause
            .facts
            .iter()
            .copied()
            .filter(|spec| !(spec.known)(facts))
            .collect();
        if unknown.is_empty() {
            return Ok((self.status(clause, stands), Vec::new()));
        }
        let judged = unknown::judge(&self.frame, &rules.frame, clause, facts, &self.measure)
            .map_err(Fault::Engine)?;
        let status = match (judged.applies, judged.fires) {
            (Held::Never, _) => Status::NotApplicable,
            (_, Held::Always) => self.status(clause, Stands::Against),
            (Held::Always, Held::Never) => Status::Satisfied,
            // never against the act, but whether it concerned it is open: of no weight
            (_, Held::Never) => Status::NotApplicable,
            // a reminder never changes the answer, so nobody is asked for its facts
            _ if !self.refuses(clause) => Status::NotApplicable,
            _ => Status::Insufficient,
        };
        let names = if status == Status::Insufficient {
            crate::gaps::to_ask(&unknown, facts)
        } else {
            Vec::new()
        };
        Ok((status, names))
    }

    fn status(&self, clause: &Clause, stands: Stands) -> Status {
        match stands {
            Stands::NotConcerned => Status::NotApplicable,
            Stands::Satisfied => Status::Satisfied,
            Stands::Against if !self.refuses(clause) => Status::Warning,
            Stands::Against if !clause.materials.is_empty() || clause.act.is_some() => {
                Status::Missing
            }
            Stands::Against => Status::Violated,
        }
    }

    fn filled(
        &self,
        index: usize,
        clause: &Clause,
        facts: &Facts,
        status: Status,
        unknown: Vec<String>,
    ) -> Finding {
        let (says, remedy, limits) = self.said.get(index).map_or_else(Default::default, |said| {
            (said.says.clone(), said.remedy.clone(), said.limits.clone())
        });
        let concerns = status != Status::NotApplicable;
        let stands =
            status.is_against() || matches!(status, Status::Warning | Status::Insufficient);
        Finding {
            clause: clause.id.clone(),
            article: clause.article.clone(),
            article_text: clause.article_text.clone(),
            status,
            basis: clause.basis,
            says: render::with_facts(&says, facts),
            remedy: if stands {
                render::with_facts(&remedy, facts)
            } else {
                Arc::default()
            },
            materials: clause.materials.clone(),
            act: clause.act.clone(),
            facts: if concerns {
                render::facts_seen(clause, facts)
            } else {
                Vec::new()
            },
            limits: if concerns { limits } else { Arc::default() },
            lacking: if stands {
                render::lacking(clause, facts)
            } else {
                Vec::new()
            },
            unknown,
            question: clause.question.clone(),
        }
    }

    /// Open questions that bear on the act: named by it or by a clause that concerned it.
    fn questions_of(&self, act: &str, findings: &[Finding]) -> Vec<Arc<OpenQuestion>> {
        let bears = |question: &&Question| {
            question.acts.iter().any(|known| known == act)
                || findings.iter().any(|finding| {
                    finding.status != Status::NotApplicable
                        && finding.question.as_deref() == Some(&question.id)
                })
        };
        // both are in the measure's order
        let questions = self.measure.questions.values().zip(self.questions.iter());
        questions
            .filter(|(question, _)| bears(question))
            .map(|(_, shown)| shown.clone())
            .collect()
    }
}

fn decision(findings: &[Finding]) -> Decision {
    if findings.iter().any(|finding| finding.status.is_against()) {
        Decision::Refused
    } else if findings
        .iter()
        .any(|finding| finding.status == Status::Insufficient)
    {
        Decision::Insufficient
    } else {
        Decision::Permitted
    }
}

/// Article 22 names two ways: filing where every condition holds, review where not.
fn way(verdict: &Verdict) -> Option<String> {
    if verdict.act != "file_change" {
        return None;
    }
    let own = |finding: &&Finding| {
        finding.article.starts_with("22.1") || finding.article.as_ref() == "22"
    };
    let mut own = verdict.findings.iter().filter(own).peekable();
    own.peek()?;
    let statuses: Vec<Status> = own.map(|finding| finding.status).collect();
    if statuses.iter().any(|status| status.is_against()) {
        Some("review".to_owned())
    } else if statuses.contains(&Status::Insufficient) {
        None
    } else {
        Some("filing".to_owned())
    }
}
