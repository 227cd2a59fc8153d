//! What the regulation says of itself to those who read it: the duties it
//! lays down, and which clauses and duties a figure or a reading decides.

use crate::article;
use crate::clause::{Basis, Clause};
use crate::duties::DutyRule;
use crate::pack::{Chapter, Regulation};

/// A duty as the regulation lays it down, whoever it will meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyText {
    pub key: String,
    pub title: String,
    pub article: String,
    pub article_text: String,
    pub basis: Basis,
    pub who: String,
    pub to: Vec<String>,
    /// The act that fulfils it.
    pub act: String,
    pub says: String,
    limits: Vec<String>,
}

impl Regulation {
    pub fn chapters(&self) -> &[Chapter] {
        &self.compiled.chapters
    }

    /// A clause's remedy with limits filled in.
    pub fn clause_remedy(&self, id: &str) -> Option<&str> {
        let mut clauses = self.compiled.clauses.iter().zip(self.said.iter());
        let (_, said) = clauses.find(|(clause, _)| &*clause.id == id)?;
        Some(&said.remedy)
    }

    pub fn duty_texts(&self) -> Vec<DutyText> {
        let rules = self.compiled.duties.iter();
        rules.map(|rule| self.duty_text(rule)).collect()
    }

    fn duty_text(&self, rule: &DutyRule) -> DutyText {
        let limits = [
            &rule.level_from,
            &rule.span,
            &rule.share,
            &rule.grace,
            &rule.ahead,
        ];
        DutyText {
            key: rule.key.clone(),
            title: rule.title.clone(),
            article: rule.article.clone(),
            article_text: article::in_words(&rule.article).unwrap_or_default(),
            basis: self.basis_of_duty(&rule.key),
            who: rule.who.clone(),
            to: rule.to.clone(),
            act: rule.act.clone(),
            says: crate::render::with_limits(&rule.says, &self.measure),
            limits: limits.into_iter().flatten().cloned().collect(),
        }
    }

    /// The clauses that a limit, an open question or a clause's own enforcement
    /// decides.
    pub fn clauses_reading<'a>(&'a self, setting: &'a str) -> impl Iterator<Item = &'a Clause> {
        self.clauses().iter().filter(move |clause| {
            clause.limits.iter().any(|limit| limit == setting)
                || clause.question.as_deref() == Some(setting)
                || setting.strip_prefix("enforcement.") == Some(&*clause.id)
        })
    }

    /// The duties whose dates a limit decides.
    pub fn duties_reading(&self, setting: &str) -> Vec<DutyText> {
        let mut duties = self.duty_texts();
        duties.retain(|duty| duty.limits.iter().any(|limit| limit == setting));
        duties
    }

    /// Whether a clause may be set to warn instead of refusing.
    pub fn may_be_set(&self, clause: &Clause) -> bool {
        let key = format!("enforcement.{}", clause.id);
        self.allowed(&key, "warn").is_ok()
    }
}
