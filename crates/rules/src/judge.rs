//! The judge: one act, the facts, a day; permitted, refused or insufficient,
//! with every clause's answer. A policy that errors refuses as a fault, since
//! Cedar itself would skip it.

use std::collections::{BTreeMap, HashSet};

use cedar_policy::Authorizer;
use jiff::civil::Date;

use crate::article;
use crate::clause::Clause;
use crate::derive::Ground;
use crate::facts::{FactSpec, Facts};
use crate::pack::{ActRules, Regulation};
use crate::unknown::{self, Held};
use crate::verdict::{Decision, Finding, OpenQuestion, Status, Verdict};
use crate::{clause, render};

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
        let fired = self.fired(rules, facts)?;
        let mut findings = Vec::with_capacity(rules.clauses.len());
        for index in &rules.clauses {
            let Some(clause) = self.compiled.clauses.get(*index) else {
                continue;
            };
            findings.push(self.finding(*index, clause, rules, facts, &fired)?);
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

    /// Ids of the policies and companions that fire for these facts.
    fn fired(&self, rules: &ActRules, facts: &Facts) -> Result<HashSet<String>, Fault> {
        let asked = self
            .frame
            .ask(&rules.frame, facts, &BTreeMap::new(), &[])
            .map_err(Fault::Engine)?;
        let response =
            Authorizer::new().is_authorized(&asked.request, &rules.forbids, &asked.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(Fault::Engine(error.to_string()));
        }
        Ok(response
            .diagnostics()
            .reason()
            .map(ToString::to_string)
            .collect())
    }

    fn finding(
        &self,
        index: usize,
        clause: &Clause,
        rules: &ActRules,
        facts: &Facts,
        fired: &HashSet<String>,
    ) -> Result<Finding, Fault> {
        let unknown: Vec<&FactSpec> = clause
            .facts
            .iter()
            .copied()
            .filter(|spec| !(spec.known)(facts))
            .collect();
        if unknown.is_empty() {
            let fires = fired.contains(&*clause.id);
            let applies =
                fires || clause.always || fired.contains(&clause::companion_id(&clause.id));
            return Ok(self.filled(
                index,
                clause,
                facts,
                self.status(clause, applies, fires),
                Vec::new(),
            ));
        }
        let judged = unknown::judge(&self.frame, &rules.frame, clause, facts, &self.measure)
            .map_err(Fault::Engine)?;
        let status = match (judged.applies, judged.fires) {
            (Held::Never, _) => Status::NotApplicable,
            (_, Held::Always) => self.status(clause, true, true),
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
        Ok(self.filled(index, clause, facts, status, names))
    }

    fn status(&self, clause: &Clause, applies: bool, fires: bool) -> Status {
        match (applies, fires) {
            (false, false) => Status::NotApplicable,
            (_, false) => Status::Satisfied,
            _ if !self.refuses(clause) => Status::Warning,
            _ if !clause.materials.is_empty() || clause.act.is_some() => Status::Missing,
            _ => Status::Violated,
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
        let (says, remedy) = self.says.get(index).cloned().unwrap_or_default();
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
                String::new()
            },
            materials: clause.materials.clone(),
            act: clause.act.clone(),
            facts: if concerns {
                render::facts_seen(clause, facts)
            } else {
                Vec::new()
            },
            limits: if concerns {
                render::limits_seen(clause, &self.measure)
            } else {
                Vec::new()
            },
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
    fn questions_of(&self, act: &str, findings: &[Finding]) -> Vec<OpenQuestion> {
        let bears = |id: &str, acts: &[String]| {
            acts.iter().any(|known| known == act)
                || findings.iter().any(|finding| {
                    finding.status != Status::NotApplicable
                        && finding.question.as_deref() == Some(id)
                })
        };
        self.measure
            .questions
            .values()
            .filter(|question| bears(&question.id, &question.acts))
            .map(|question| OpenQuestion {
                id: question.id.clone(),
                article: question.article.clone(),
                article_text: article::in_words(&question.article).unwrap_or_default(),
                asks: question.asks.clone(),
                chosen: question.chosen.clone(),
                readings: question
                    .readings
                    .iter()
                    .map(|reading| (reading.id.clone(), reading.says.clone()))
                    .collect(),
            })
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
