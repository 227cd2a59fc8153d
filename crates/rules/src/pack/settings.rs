//! A pack with other choices, and drafts of another law.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Regulation, load};

impl Regulation {
    /// The same pack with other choices: limits that are settings, readings of
    /// open questions, `enforcement.CLAUSE` = warn | refuse for inferred clauses.
    pub fn with_settings(&self, settings: &BTreeMap<String, String>) -> Result<Regulation, String> {
        let mut measure = self.measure.clone();
        let mut parts = vec![self.compiled.hash.as_str()];
        for (key, value) in settings {
            self.allowed(key, value)?;
            measure.set(key, value)?;
            parts.extend([key.as_str(), value.as_str()]);
        }
        let hash = if settings.is_empty() {
            self.compiled.hash.clone()
        } else {
            load::hash_of(parts)
        };
        Regulation::assemble(self.compiled.clone(), measure, self.calendar.clone(), hash)
    }

    /// The same, told what its limits were before: `changes` are settings in the order in
    /// which they came into force. Periods of recurring duties that began before a change
    /// keep the length they had then.
    #[must_use]
    pub fn after(mut self, pack: &Self, changes: &[(Date, String, String)]) -> Self {
        for (from, key, value) in changes {
            if let Some(limit) = pack.measure.limits.get(key)
                && !self.measure.past.contains_key(key)
            {
                let first = vec![(Date::MIN, limit.value)];
                self.measure.past.insert(key.clone(), first);
            }
            self.measure.remember(key, *from, value);
        }
        self
    }

    /// A draft of another law: figures of the text changed too, clauses of the text
    /// reduced to reminders. For trying out what would differ; it is in force nowhere,
    /// and its hash is that of no pack.
    pub fn drafted(&self, changes: &BTreeMap<String, String>) -> Result<Regulation, String> {
        let mut measure = self.measure.clone();
        let mut parts = vec![self.hash.as_str(), "draft"];
        for (key, value) in changes {
            let clause = key.strip_prefix("enforcement.");
            if let Some(id) = clause.filter(|id| self.clause(id).is_none()) {
                return Err(format!("没有编号为“{id}”的规则"));
            }
            measure.rewrite(key, value)?;
            measure.past.remove(key);
            parts.extend([key.as_str(), value.as_str()]);
        }
        let hash = load::hash_of(parts);
        Regulation::assemble(self.compiled.clone(), measure, self.calendar.clone(), hash)
    }

    /// Whether a clause may be set so: the text always refuses, and so does what
    /// we inferred for money, where the strictest reading is the one to keep.
    pub(crate) fn allowed(&self, key: &str, value: &str) -> Result<(), String> {
        let Some(id) = key.strip_prefix("enforcement.") else {
            return Ok(());
        };
        match self.clause(id) {
            None => Err(format!("没有编号为“{id}”的规则")),
            Some(clause) if clause.basis == crate::clause::Basis::Text => Err(format!(
                "“{id}”是{}的明文规定，不能改为提醒",
                clause.article_text
            )),
            Some(clause) if value == "warn" && self.moves_money(id) => Err(format!(
                "“{id}”（{}）涉及资金，不能改为提醒",
                clause.article_text
            )),
            Some(_) => Ok(()),
        }
    }

    fn moves_money(&self, clause: &str) -> bool {
        let acts = self.acts_of(clause);
        acts.iter()
            .any(|act| act.groups.iter().any(|group| group == "money"))
    }
}
