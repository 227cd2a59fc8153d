//! Passages of two entries side by side, with what agrees marked.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::index::{Corpus, Doc};
use crate::lexicon::Meaning;
use crate::reader::{MOST_LETTERS, Mark};

/// A stretch of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub text: String,
    pub agrees: bool,
}

/// Two passages that say the same. The stretches of one side, joined, are the passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where the declaration says it, as pages name the place.
    pub place: String,
    pub here: Vec<Stretch>,
    pub other_place: String,
    pub there: Vec<Stretch>,
}

/// A sentence with its marks, in characters of the sentence.
struct Sentence {
    place: &'static str,
    letters: Vec<char>,
    marks: Vec<Mark>,
    /// Each unit with its weight.
    weights: FxHashMap<u32, f64>,
}

/// So many sentences of each side are compared.
const MOST_SENTENCES: usize = 60;
const LONGEST: usize = 160;

pub(crate) fn passages(
    corpus: &Corpus,
    declaration: &Entry,
    doc: &Doc,
    most: usize,
) -> Vec<Passage> {
    let mut here = sentences(corpus, declaration);
    let mut there = sentences(corpus, &doc.entry);
    let mut found = Vec::new();
    while found.len() < most {
        let Some((left, right)) = best_pair(&here, &there) else {
            break;
        };
        let (one, other) = (here.swap_remove(left), there.swap_remove(right));
        found.push(Passage {
            place: one.place.to_owned(),
            here: stretches(&one, &other),
            other_place: other.place.to_owned(),
            there: stretches(&other, &one),
        });
    }
    found
}

fn best_pair(here: &[Sentence], there: &[Sentence]) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for (left, one) in here.iter().enumerate() {
        for (right, other) in there.iter().enumerate() {
            let mut shared: Vec<f64> = one
                .weights
                .iter()
                .filter(|(unit, _)| other.weights.contains_key(unit))
                .map(|(_, weight)| *weight)
                .collect();
            shared.sort_by(f64::total_cmp);
            let sum: f64 = shared.iter().sum();
            if sum > best.map_or(1.0, |(most, _, _)| most) {
                best = Some((sum, left, right));
            }
        }
    }
    best.map(|(_, left, right)| (left, right))
}

fn sentences(corpus: &Corpus, entry: &Entry) -> Vec<Sentence> {
    let own = corpus.reader.unread(entry);
    let mut found = Vec::new();
    for (place, text) in entry.texts() {
        let letters: Vec<char> = text.chars().take(MOST_LETTERS).collect();
        for part in
            letters.split_inclusive(|it| matches!(it, '。' | '；' | ';' | '\n' | '！' | '？'))
        {
            for piece in part.chunks(LONGEST) {
                if found.len() >= MOST_SENTENCES {
                    return found;
                }
                let text: String = piece.iter().collect();
                let marks = corpus.reader.read(&text, &own);
                let weights = marks
                    .iter()
                    .map(|mark| (mark.unit, weight(mark.meaning)))
                    .collect();
                found.push(Sentence {
                    place: place.label(),
                    letters: piece.to_vec(),
                    marks,
                    weights,
                });
            }
        }
    }
    found
}

fn weight(meaning: Meaning) -> f64 {
    match meaning {
        Meaning::Object => 2.0,
        Meaning::Word | Meaning::User => 1.0,
        Meaning::Function => 0.8,
        Meaning::Capability => 0.4,
    }
}

fn stretches(one: &Sentence, other: &Sentence) -> Vec<Stretch> {
    let mut agree = vec![false; one.letters.len()];
    for mark in one
        .marks
        .iter()
        .filter(|mark| other.weights.contains_key(&mark.unit))
    {
        for flag in agree.iter_mut().take(mark.end).skip(mark.start) {
            *flag = true;
        }
    }
    let mut found: Vec<Stretch> = Vec::new();
    for (letter, agrees) in one.letters.iter().zip(agree) {
        match found.last_mut() {
            Some(last) if last.agrees == agrees => last.text.push(*letter),
            _ => found.push(Stretch {
                text: letter.to_string(),
                agrees,
            }),
        }
    }
    found
}
