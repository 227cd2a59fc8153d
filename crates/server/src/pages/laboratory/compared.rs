//! What a draft of another law would say of every project, beside what the law in
//! force says: clause by clause, and duty by duty. Asks both, decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use tongchou_project::{Env, facts};
use tongchou_rules::{Facts, Regulation, Status};

use crate::app::{Entry, View};
use crate::format;
use crate::pages::words::in_general;

/// Projects named of one difference; the figure counts them all.
pub const NAMED: usize = 200;

/// One way in which projects would stand otherwise.
#[derive(Debug)]
pub struct Difference {
    pub article: String,
    /// The clause, or the duty.
    pub id: String,
    pub says: String,
    /// 不适用 → 缺少.
    pub before: String,
    pub after: String,
    pub projects: Vec<Arc<Entry>>,
    /// Beside each project's name, for duties: the dates.
    pub notes: Vec<String>,
}

/// What is compared: only what reads something that the draft changes.
#[derive(Debug)]
pub struct Scope {
    clauses: BTreeSet<String>,
    acts: BTreeSet<String>,
    duties: BTreeSet<String>,
}

impl Scope {
    pub fn of(law: &Regulation, changes: &BTreeMap<String, String>) -> Self {
        let mut scope = Self {
            clauses: BTreeSet::new(),
            acts: BTreeSet::new(),
            duties: BTreeSet::new(),
        };
        for key in changes.keys() {
            for clause in law.clauses_reading(key) {
                scope.clauses.insert(clause.id.to_string());
                let acts = law.acts_of(&clause.id).into_iter();
                scope.acts.extend(acts.map(|act| act.key.clone()));
            }
            let duties = law.duties_reading(key).into_iter();
            scope.duties.extend(duties.map(|duty| duty.key));
        }
        scope
    }

    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.duties.is_empty()
    }

    pub fn clauses(&self) -> usize {
        self.clauses.len()
    }

    pub fn duties(&self) -> usize {
        self.duties.len()
    }
}

/// Clause or duty, before, after.
type Key = (String, String, String);
type Found = BTreeMap<Key, Vec<(Arc<Entry>, String)>>;

pub fn compare(
    entries: &[Arc<Entry>],
    scope: &Scope,
    draft: &Regulation,
    view: &View<'_>,
) -> Vec<Difference> {
    let found = entries
        .par_iter()
        .fold(Found::new, |mut found, entry| {
            differences(entry, scope, draft, view, &mut found);
            found
        })
        .reduce(Found::new, |mut all, other| {
            for (key, mut projects) in other {
                all.entry(key).or_default().append(&mut projects);
            }
            all
        });
    let law = view.env.regulation;
    found
        .into_iter()
        .map(|((id, before, after), projects)| {
            let (article, says) = told(&id, law, draft);
            let (projects, notes) = projects.into_iter().unzip();
            Difference {
                article,
                id,
                says,
                before,
                after,
                projects,
                notes,
            }
        })
        .collect()
}

/// The article, and the draft's own words.
fn told(id: &str, law: &Regulation, draft: &Regulation) -> (String, String) {
    if let Some(clause) = law.clause(id) {
        let says = draft.clause_says(id).unwrap_or_default();
        return (clause.article_text.to_string(), in_general(says));
    }
    let mut duties = draft.duty_texts().into_iter();
    let duty = duties.find(|duty| duty.key == id);
    duty.map_or_else(Default::default, |duty| (duty.article_text, duty.title))
}

fn differences(
    entry: &Arc<Entry>,
    scope: &Scope,
    draft: &Regulation,
    view: &View<'_>,
    found: &mut Found,
) {
    let Some(project) = entry.aggregate.project() else {
        return;
    };
    let env = view.env_of(entry);
    let known = facts(project, &env);
    for act in &scope.acts {
        let (before, after) = (
            statuses(env.regulation, act, &known, scope, &env),
            statuses(draft, act, &known, scope, &env),
        );
        for (clause, was) in &before {
            let is = after.get(clause).copied().unwrap_or(*was);
            if is != *was {
                let key = (
                    clause.clone(),
                    was.label().to_owned(),
                    is.label().to_owned(),
                );
                let projects = found.entry(key).or_default();
                // a clause that stands at several acts concerns a project once
                if projects.last().is_none_or(|(last, _)| last.id != entry.id) {
                    projects.push((entry.clone(), String::new()));
                }
            }
        }
    }
    if !scope.duties.is_empty() {
        duties(entry, &known, scope, draft, &env, found);
    }
}

fn statuses(
    law: &Regulation,
    act: &str,
    known: &Facts,
    scope: &Scope,
    env: &Env<'_>,
) -> BTreeMap<String, Status> {
    let Ok(verdict) = law.judge(act, known, env.on) else {
        return BTreeMap::new();
    };
    let findings = verdict.findings.iter();
    let concerned = findings.filter(|finding| scope.clauses.contains(&*finding.clause));
    concerned
        .map(|finding| (finding.clause.to_string(), finding.status))
        .collect()
}

fn duties(
    entry: &Arc<Entry>,
    known: &Facts,
    scope: &Scope,
    draft: &Regulation,
    env: &Env<'_>,
    found: &mut Found,
) {
    let dates = |law: &Regulation| -> BTreeMap<String, Option<jiff::civil::Date>> {
        let duties = law.duties(known, env.on).into_iter();
        duties
            .filter(|duty| scope.duties.contains(&duty.key) && duty.done_on.is_none())
            .map(|duty| (duty.key, duty.due_on))
            .collect()
    };
    let (before, after) = (dates(env.regulation), dates(draft));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (was, is) = (before.get(key), after.get(key));
        if was == is {
            continue;
        }
        let words = |there: Option<&Option<jiff::civil::Date>>| match there {
            None => "没有这项义务",
            Some(_) => "有这项义务",
        };
        let (was_words, is_words) = match (was, is) {
            (Some(_), Some(Some(day)))
                if was.and_then(|day| *day).is_some_and(|old| old < *day) =>
            {
                ("原期限", "推后")
            }
            (Some(_), Some(_)) => ("原期限", "提前"),
            _ => (words(was), words(is)),
        };
        let day = |there: Option<&Option<jiff::civil::Date>>| {
            there
                .copied()
                .flatten()
                .map_or_else(|| "无期限".to_owned(), format::day)
        };
        let note = format!("{} → {}", day(was), day(is));
        let key = (key.clone(), was_words.to_owned(), is_words.to_owned());
        found.entry(key).or_default().push((entry.clone(), note));
    }
}
