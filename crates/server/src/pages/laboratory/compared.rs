//! What a draft of another law would say of every project, beside what the law in
//! force says: clause by clause, and duty by duty. Asks both, decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tongchou_project::{Env, Project, facts};
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
    let asked = with_past_acceptance(known.clone(), project);
    for act in &scope.acts {
        let (before, after) = (
            statuses(env.regulation, act, &asked, scope, &env),
            statuses(draft, act, &asked, scope, &env),
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

/// An acceptance that took place is asked about by its own days: what was applied for
/// then is not open any more, and nobody owes anything for it.
fn with_past_acceptance(mut known: Facts, project: &Project) -> Facts {
    if let Some(held) = project.acceptances.last() {
        known.acceptance_applied_on = known.acceptance_applied_on.or(held.applied_on);
        known.acceptance_on = known.acceptance_on.or(Some(held.held_on));
    }
    known
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

/// A duty as one law dates it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dated {
    due: Option<Date>,
    /// Kept too late, or late and not kept.
    late: bool,
    done: bool,
}

fn duties(
    entry: &Arc<Entry>,
    known: &Facts,
    scope: &Scope,
    draft: &Regulation,
    env: &Env<'_>,
    found: &mut Found,
) {
    let dates = |law: &Regulation| -> BTreeMap<String, Vec<Dated>> {
        let mut dates: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
        let duties = law.duties(known, env.on).into_iter();
        for duty in duties.filter(|duty| scope.duties.contains(&duty.key)) {
            let last = duty.done_on.filter(|_| !duty.settled).unwrap_or(env.on);
            let over = duty.due_on.is_some_and(|due| last > due);
            dates.entry(duty.key).or_default().push(Dated {
                due: duty.due_on,
                late: over && !duty.settled,
                done: duty.done_on.is_some(),
            });
        }
        dates
    };
    let (before, after) = (dates(env.regulation), dates(draft));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let of = |law: &BTreeMap<String, Vec<Dated>>| law.get(key).cloned().unwrap_or_default();
        let (was, is) = (of(&before), of(&after));
        let Some((was_words, is_words)) = otherwise(&was, &is) else {
            continue;
        };
        let note = format!("{} → {}", last_days(&was), last_days(&is));
        let key = (key.clone(), was_words, is_words);
        found.entry(key).or_default().push((entry.clone(), note));
    }
}

/// How a duty stands under both laws, where that differs. What was kept in time under
/// both is no difference, whatever its last day was.
fn otherwise(was: &[Dated], is: &[Dated]) -> Option<(String, String)> {
    let words = |was: &str, is: &str| Some((was.to_owned(), is.to_owned()));
    match (was, is) {
        ([old], [new]) if old.done && new.done => match (old.late, new.late) {
            (false, true) => words("按期办结", "逾期办结"),
            (true, false) => words("逾期办结", "按期办结"),
            _ => None,
        },
        ([old], [new]) if old.due == new.due => None,
        ([old], [new]) if old.due < new.due => words("原期限", "推后"),
        ([_], [_]) => words("原期限", "提前"),
        ([], [_]) => words("没有这项义务", "有这项义务"),
        ([_], []) => words("有这项义务", "没有这项义务"),
        (was, is) if was == is => None,
        (was, is) => {
            let told = |dates: &[Dated]| {
                let late = dates.iter().filter(|dated| dated.late).count();
                format!("{}期，其中逾期{late}期", dates.len())
            };
            Some((told(was), told(is)))
        }
    }
}

fn last_days(dates: &[Dated]) -> String {
    const SHOWN: usize = 3;
    if dates.is_empty() {
        return "无期限".to_owned();
    }
    let day = |dated: &Dated| dated.due.map_or_else(|| "无期限".to_owned(), format::day);
    let mut days: Vec<String> = dates.iter().take(SHOWN).map(day).collect();
    if dates.len() > SHOWN {
        days.push("等".to_owned());
    }
    days.join("、")
}
