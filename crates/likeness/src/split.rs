//! Splitting: one need cut into several projects, each below a threshold. Only shown to reviewers.

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, EntryKind};
use crate::index::Corpus;
use crate::measure::{Weights, measure};
use crate::normal::normal;
use crate::score::points;

/// What counts as splitting. The threshold comes from the regulation, never from here.
#[derive(Debug, Clone)]
pub struct SplitRule {
    /// Whole fen: each project lies below it.
    pub threshold: i64,
    /// Projects further apart than so many days are not one need.
    pub window_days: i64,
    /// Names of units that count as one, e.g. a bureau and its information centre.
    pub related: Vec<Vec<String>>,
}

/// One project of a split need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitMember {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub year: Option<i32>,
    /// Whole fen.
    pub amount: i64,
}

/// A need that seems to be cut into several projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The declaration first, then the others by id.
    pub members: Vec<SplitMember>,
    /// Whole fen: what they cost together.
    pub sum: i64,
    pub text: String,
}

/// From so many points on two projects of one unit share a need; less than for a duplicate, since
/// the parts of a cut need differ.
const ONE_NEED: f64 = 52.0;
/// The same field and name alone are enough with so many.
const ONE_NAME: f64 = 0.5;
const DAYS_OF_A_YEAR: i64 = 365;

impl Corpus {
    /// The split that a declaration would be part of; none if the sum stays below the threshold.
    pub fn split(&self, declaration: &Entry, rule: &SplitRule) -> Option<Split> {
        let below = |entry: &Entry| entry.total() > 0 && entry.total() < rule.threshold;
        if !below(declaration) {
            return None;
        }
        let mine = self.profile(declaration);
        let weights = Weights::of(self, &mine);
        let mut others: Vec<&Entry> = self
            .candidates(&mine, &weights.asked())
            .into_iter()
            .filter_map(|slot| self.doc(slot))
            .filter(|doc| {
                let entry = &doc.entry;
                entry.id != declaration.id
                    && entry.kind == EntryKind::Project
                    && below(entry)
                    && rule.related(&declaration.unit, &entry.unit)
                    && rule.near(declaration, entry)
                    && doc.profile.work.is_service() == mine.work.is_service()
                    // the same service year after year is no need cut up
                    && !(mine.work.is_service() && entry.year != declaration.year)
            })
            .filter(|doc| {
                let theirs = Weights::of(self, &doc.profile);
                let measures = measure((&mine, &weights), (&doc.profile, &theirs));
                points(&measures) >= ONE_NEED || measures.name >= ONE_NAME && measures.field >= 0.6
            })
            .map(|doc| &doc.entry)
            .collect();
        others.sort_by(|a, b| a.id.cmp(&b.id));
        let sum = others.iter().fold(declaration.total(), |sum, it| {
            sum.saturating_add(it.total())
        });
        (!others.is_empty() && sum >= rule.threshold).then(|| Split {
            text: format!(
                "同一单位或相关单位在规定期间内有 {} 个项目需求相近，各自低于限额，合计 {}",
                others.len() + 1,
                yuan(sum)
            ),
            members: std::iter::once(declaration)
                .chain(others)
                .map(member)
                .collect(),
            sum,
        })
    }

    /// All splits among the entries, each once.
    pub fn splits(&self, rule: &SplitRule) -> Vec<Split> {
        let mut found: Vec<Split> = Vec::new();
        let mut seen: Vec<Vec<String>> = Vec::new();
        for (_, doc) in self.docs() {
            if doc.entry.kind != EntryKind::Project {
                continue;
            }
            if let Some(split) = self.split(&doc.entry, rule) {
                let mut ids: Vec<String> = split.members.iter().map(|it| it.id.clone()).collect();
                ids.sort();
                if !seen.contains(&ids) {
                    seen.push(ids);
                    found.push(split);
                }
            }
        }
        found.sort_by(|a, b| b.sum.cmp(&a.sum).then_with(|| a.text.cmp(&b.text)));
        found
    }
}

impl SplitRule {
    fn related(&self, one: &str, other: &str) -> bool {
        if one.is_empty() || other.is_empty() {
            return false;
        }
        let (one, other) = (normal(one), normal(other));
        // 「某局」 and 「某局信息中心」: one name begins with the other.
        one == other
            || (one.chars().count().min(other.chars().count()) >= 5
                && (one.starts_with(&other) || other.starts_with(&one)))
            || self.related.iter().any(|group| {
                let has = |unit: &String| group.iter().any(|it| normal(it) == *unit);
                has(&one) && has(&other)
            })
    }

    fn near(&self, one: &Entry, other: &Entry) -> bool {
        match (one.day, other.day, one.year, other.year) {
            (Some(a), Some(b), _, _) => a.abs_diff(b) <= self.window_days.unsigned_abs(),
            (_, _, Some(a), Some(b)) => {
                let apart = i64::from(a).abs_diff(i64::from(b));
                apart <= (self.window_days / DAYS_OF_A_YEAR).unsigned_abs()
            }
            _ => false,
        }
    }
}

fn member(entry: &Entry) -> SplitMember {
    SplitMember {
        id: entry.id.clone(),
        title: entry.title.clone(),
        unit: entry.unit.clone(),
        year: entry.year,
        amount: entry.total(),
    }
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02} 元", fen / 100, fen % 100)
}
