//! From measures to a score: a sum of named points, and the likelihood that it stands for.

use serde::{Deserialize, Serialize};

use crate::measure::Measures;

/// One ground of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// A short key that pages may use.
    pub key: String,
    /// In Chinese, with the words that agree.
    pub text: String,
    /// Points, of which about 100 make a duplicate; negative where it speaks against.
    pub points: i32,
}

/// The grounds, each with its key, what it is called, and its weight. Fitted to the tuning part of
/// the evaluation and rounded; `examples/evaluate.rs` prints what a fit needs.
pub(crate) const GROUNDS: [Ground; 13] = [
    ground("about_here", "本项目所涉对象", 24.0, |m| {
        m.about_here
    }),
    ground("about_there", "对方所涉对象", 12.0, |m| m.about_there),
    ground("title_here", "本项目名称中的对象", 14.0, |m| {
        m.title_here
    }),
    ground("title_there", "对方名称中的对象", 10.0, |m| {
        m.title_there
    }),
    ground("functions", "功能", 25.0, |m| m.functions),
    ground("users", "用户", 12.0, |m| m.users),
    ground("field", "领域", 18.0, |m| m.field),
    ground("wording", "文字", 8.0, |m| m.wording),
    ground("name", "名称用字", 5.0, |m| m.name),
    ground("apart", "各有对方没有的对象", -25.0, |m| m.apart),
    ground("swapped", "文字雷同而名称所指不同", -60.0, |m| {
        m.swapped
    }),
    ground("evidence", "共同的少见词", 30.0, |m| m.evidence),
    ground("vector", "语义向量", 30.0, |m| {
        (m.vector - 0.5).max(0.0)
    }),
];

pub(crate) struct Ground {
    pub key: &'static str,
    pub label: &'static str,
    weight: f64,
    of: fn(&Measures) -> f64,
}

const fn ground(
    key: &'static str,
    label: &'static str,
    weight: f64,
    of: fn(&Measures) -> f64,
) -> Ground {
    Ground {
        key,
        label,
        weight,
        of,
    }
}

impl Ground {
    pub(crate) fn points(&self, measures: &Measures) -> f64 {
        self.weight * (self.of)(measures)
    }
}

/// The sum of all points.
pub(crate) fn points(measures: &Measures) -> f64 {
    GROUNDS.iter().map(|ground| ground.points(measures)).sum()
}

/// The score at which a duplicate is as likely as not, and how fast that changes.
const EVEN: f64 = 86.0;
const SPREAD: f64 = 10.0;

/// How likely a score is a duplicate, in basis points.
pub(crate) fn likelihood(points: f64) -> i64 {
    let share = 1.0 / (1.0 + (-(points - EVEN) / SPREAD).exp());
    (share * 10_000.0).round() as i64
}
