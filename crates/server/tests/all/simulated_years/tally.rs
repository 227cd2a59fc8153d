//! What a run came to: counted, so that one in which nothing happened does not pass.

use std::collections::BTreeMap;
use std::fmt;

use super::oracle::KINDS;

#[derive(Debug, Default)]
pub struct Tally {
    /// Acts by the behaviour they show.
    pub acts: BTreeMap<&'static str, usize>,
    /// Refusals by article, and those by what was tried.
    pub articles: BTreeMap<String, usize>,
    pub refused: BTreeMap<&'static str, usize>,
    /// Hostile tries by who made them.
    pub hostile: BTreeMap<&'static str, usize>,
    /// Duties that the oracle saw begin, by kind.
    pub raised: BTreeMap<&'static str, usize>,
    pub fell_late: usize,
    pub told_late: usize,
    pub notices: usize,
    pub never: usize,
    pub days: usize,
}

pub fn count<K: Ord>(counts: &mut BTreeMap<K, usize>, of: K) {
    *counts.entry(of).or_default() += 1;
}

/// What a whole district must show; of a part of it most is enough.
const BEHAVIOUR: [&str; 7] = [
    "punctual",
    "late",
    "sent twice",
    "failed test",
    "inspected",
    "payments suspended",
    "closed",
];
const ARTICLES: [&str; 18] = [
    "1", "15", "16", "17", "18", "20.5", "22.1", "23.1", "23.2", "25", "26", "27", "28", "29",
    "31.2", "32", "33.2.1", "33.2.4",
];

impl Tally {
    /// The least that a run must have seen.
    pub fn must_be_worth_it(&self, all: bool) {
        let seen = |all: &[&'static str], seen: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
            all.iter().filter(|it| !seen(it)).copied().collect()
        };
        let lacking = [
            seen(&BEHAVIOUR, &|it| self.acts.contains_key(it)),
            seen(&KINDS, &|it| self.raised.contains_key(it)),
            seen(&ARTICLES, &|it| self.articles.contains_key(it)),
        ];
        let most = if all { 0 } else { 4 };
        assert!(lacking.iter().all(|it| it.len() <= most), "{lacking:?}");
        // every kind of wrong act that the plan knows, or most of them
        let least = if all { 35 } else { 25 };
        assert!(self.refused.len() >= least, "{:?}", self.refused.len());
        let hostile: Vec<&str> = self.hostile.keys().copied().collect();
        assert_eq!(hostile, ["another body", "another unit", "signed out"]);
        assert!(self.never > 0 && self.fell_late > 0 && self.told_late > 0);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |counts: &BTreeMap<&'static str, usize>| counts.values().sum::<usize>();
        writeln!(out, "{} days looked at", self.days)?;
        writeln!(out, "{} acts done: {:?}", sum(&self.acts), self.acts)?;
        writeln!(out, "{} refused: {:?}", sum(&self.refused), self.refused)?;
        writeln!(out, "articles: {:?}", self.articles)?;
        writeln!(out, "{} hostile: {:?}", sum(&self.hostile), self.hostile)?;
        writeln!(
            out,
            "{} duties raised: {:?}",
            sum(&self.raised),
            self.raised
        )?;
        writeln!(
            out,
            "{} fell late ({} told of it), {} were never done; {} notices",
            self.fell_late, self.told_late, self.never, self.notices
        )
    }
}
