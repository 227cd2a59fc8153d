//! The duplicate check: which projects and platforms resemble a project. It only
//! finds; whether a hit is a duplicate the unit answers and people judge.

use crate::registers::Registers;
use crate::state::{Match, Project};

/// From which similarity (basis points) a hit is put before the unit.
const ALIKE: i64 = 5_000;

pub(crate) fn found(project: &Project, registers: &Registers) -> Vec<Match> {
    let projects = registers
        .projects
        .values()
        .filter(|other| other.id != project.id && !other.ended)
        // What it continues is no duplicate of it.
        .filter(|other| project.predecessor.as_ref() != Some(&other.id))
        .map(|other| ("project", &other.id, &other.title, &other.summary));
    let title = Pairs::of(&project.title);
    let summary = Pairs::of(&project.summary);
    let platforms = registers
        .platforms
        .values()
        .filter(|platform| !platform.retired)
        .map(|platform| {
            (
                "platform",
                &platform.id,
                &platform.name,
                &platform.description,
            )
        });
    let mut hits: Vec<Match> = projects
        .chain(platforms)
        .chain(results(project, registers))
        .filter_map(|(kind, id, name, text)| {
            let similarity = title.alike(name).max(summary.alike(text));
            (similarity >= ALIKE).then(|| Match {
                id: String::new(),
                kind: kind.to_owned(),
                subject: id.clone(),
                title: name.clone(),
                similarity,
                reason: "名称或概述相近".to_owned(),
                answer: None,
            })
        })
        .collect();
    hits.sort_by(|a, b| {
        b.similarity
            .cmp(&a.similarity)
            .then_with(|| a.subject.cmp(&b.subject))
    });
    hits
}

type Candidate<'a> = (&'static str, &'a String, &'a String, &'a String);

/// Results of others that could be used in place of building anew (articles 3 and 28).
fn results<'a>(
    project: &'a Project,
    registers: &'a Registers,
) -> impl Iterator<Item = Candidate<'a>> {
    registers
        .results
        .values()
        .filter(|entry| entry.project != project.id)
        .filter(|entry| project.predecessor.as_ref() != Some(&entry.project))
        .map(|entry| ("result", &entry.id, &entry.name, &entry.description))
}

/// The pairs of neighbouring characters in a text, in order, each once.
struct Pairs(Vec<(char, char)>);

impl Pairs {
    fn of(text: &str) -> Self {
        let mut letters = text
            .chars()
            .flat_map(char::to_lowercase)
            .filter(|letter| letter.is_alphanumeric());
        let mut pairs = Vec::new();
        if let Some(mut before) = letters.next() {
            for letter in letters {
                pairs.push((before, letter));
                before = letter;
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// Shared pairs, in basis points (Dice).
    fn alike(&self, text: &str) -> i64 {
        let other = Self::of(text);
        let all = i64::try_from(self.0.len() + other.0.len()).unwrap_or(i64::MAX);
        let shared = self
            .0
            .iter()
            .filter(|pair| other.0.binary_search(pair).is_ok());
        let shared = i64::try_from(shared.count()).unwrap_or(0);
        if all == 0 {
            0
        } else {
            shared * 2 * 10_000 / all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_titles_are_alike_and_others_not() {
        assert!(Pairs::of("城市运行一网统管平台").alike("城市运行一网统管平台（二期）") > ALIKE);
        assert!(Pairs::of("城市运行一网统管平台").alike("教育信息化网络改造") < ALIKE);
        assert_eq!(Pairs::of("").alike(""), 0);
    }
}
