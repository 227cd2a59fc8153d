//! What an entry says, as units of meaning: how often, in which places.

use rustc_hash::FxHashMap;

use crate::entry::{Entry, Place, Work};
use crate::lexicon::Meaning;
use crate::normal::{name_core, normal, phase};
use crate::reader::{Mark, Reader, hash, reads_as_data};
use crate::repeat::builds;
use crate::reuse::distinct;

/// One unit of meaning in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub unit: u32,
    pub meaning: Meaning,
    pub field: u8,
    pub common: u8,
    pub count: u8,
    pub places: u8,
    /// Which word of the entry said it first; meanings of one word share a root.
    pub root: u16,
}

/// A part of an entry (budget item or function), by itself.
#[derive(Debug, Clone)]
pub(crate) struct PartProfile {
    pub number: u16,
    pub budget: bool,
    /// Sorted, each once; without words that every declaration uses.
    pub units: Vec<u32>,
    /// Neighbouring letters of the words that are read, sorted, each once.
    pub letters: Vec<u32>,
}

/// All that the scorer knows of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// Sorted by unit.
    pub said: Vec<Said>,
    pub parts: Vec<PartProfile>,
    pub work: Work,
    /// Called a service, and builds all the same.
    pub builds: bool,
    pub phase: Option<u32>,
    /// Neighbouring characters of the bare title, sorted.
    pub name: Vec<u32>,
    /// Neighbouring characters of all texts, sorted, each once.
    pub pairs: Vec<u32>,
    pub vector: Vec<f32>,
}

/// No entry has more units of meaning than so many; the most frequent ones are kept.
const MOST_UNITS: usize = 1_500;
const MOST_PAIRS: usize = 4_000;

impl Profile {
    pub(crate) fn of(entry: &Entry, reader: &Reader) -> Self {
        let own = reader.unread(entry);
        let mut said: FxHashMap<(u32, Meaning), Said> = FxHashMap::default();
        let (mut pairs, mut roots) = (Vec::new(), 0);
        for (place, text) in entry.texts() {
            if pairs.len() < MOST_PAIRS {
                pairs_into(&mut pairs, text, MOST_PAIRS);
            }
            let marks = reader.read(text, &own);
            roots = note(&mut said, &marks, place, text, roots);
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut said: Vec<Said> = said.into_values().collect();
        if said.len() > MOST_UNITS {
            said.sort_by_key(|it| (std::cmp::Reverse((it.places & 3, it.count)), it.unit));
            said.truncate(MOST_UNITS);
        }
        said.sort_by_key(|it| it.unit);
        let lexicon = reader.lexicon();
        let marks = lexicon.work_marks();
        let bare = name_core(&entry.title, &entry.unit, &lexicon.drop, &marks);
        let name = pairs_of(&bare);
        let work = reader.work(entry);
        let functions = said.iter().filter(|it| it.meaning == Meaning::Function);
        let functions = distinct(functions.map(|it| it.root).collect());
        Self {
            builds: builds(entry, work, functions, lexicon),
            said,
            parts: parts(entry, reader, &own),
            work,
            phase: phase(&entry.title),
            name,
            pairs,
            vector: Vec::new(),
        }
    }

    /// Whether the work is done around a system that somebody else built.
    pub(crate) fn serves(&self) -> bool {
        self.work.is_service() && !self.builds
    }

    pub(crate) fn find(&self, unit: u32) -> Option<&Said> {
        let at = self.said.binary_search_by_key(&unit, |it| it.unit).ok()?;
        self.said.get(at)
    }
}

/// Notes what a text says; words are counted on from `root`.
fn note(
    said: &mut FxHashMap<(u32, Meaning), Said>,
    marks: &[Mark],
    place: Place,
    text: &str,
    mut root: u16,
) -> u16 {
    let mut start = None;
    let letters: Vec<char> = text.chars().take(crate::reader::MOST_LETTERS).collect();
    for mark in marks {
        if start.replace(mark.start) != Some(mark.start) {
            root = root.saturating_add(1);
        }
        let after: String = letters.iter().skip(mark.end).take(2).collect();
        let mut places = place.bit();
        if reads_as_data(place, &after) {
            places |= Place::Data.bit();
        }
        let entry = said.entry((mark.unit, mark.meaning)).or_insert(Said {
            unit: mark.unit,
            meaning: mark.meaning,
            field: mark.field,
            common: mark.common,
            count: 0,
            places: 0,
            root,
        });
        entry.count = entry.count.saturating_add(1);
        entry.places |= places;
    }
    root
}

fn parts(entry: &Entry, reader: &Reader, own: &[String]) -> Vec<PartProfile> {
    entry
        .parts()
        .filter_map(|part| {
            let mut marks = reader.read(part.name, own);
            marks.retain(|mark| mark.meaning != Meaning::Capability);
            let mut units: Vec<u32> = marks.iter().map(|mark| mark.unit).collect();
            units.sort_unstable();
            units.dedup();
            units.truncate(24);
            Some(PartProfile {
                number: u16::try_from(part.number).ok()?,
                budget: part.budget,
                units,
                letters: pairs_of(&read_letters(part.name, &marks)),
            })
        })
        .filter(|part| !part.units.is_empty())
        .collect()
}

/// The letters of a text that its marks cover.
pub(crate) fn read_letters(text: &str, marks: &[Mark]) -> String {
    let letters = text.chars().take(200).enumerate();
    let read = |at: usize| marks.iter().any(|it| (it.start..it.end).contains(&at));
    letters
        .filter(|(at, _)| read(*at))
        .map(|(_, letter)| letter)
        .collect()
}

/// The pairs of neighbouring letters of a short text, sorted, each once.
pub(crate) fn pairs_of(text: &str) -> Vec<u32> {
    let mut pairs = Vec::new();
    pairs_into(&mut pairs, text, 200);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Adds the pairs of neighbouring letters of a text.
fn pairs_into(pairs: &mut Vec<u32>, text: &str, most: usize) {
    let text: Vec<char> = normal(&text.chars().take(most * 2).collect::<String>())
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    for pair in text.windows(2).take(most) {
        pairs.push(hash(&pair.iter().collect::<String>()));
    }
}

/// How many members two sorted sets share.
pub(crate) fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                left.next();
            }
            std::cmp::Ordering::Greater => {
                right.next();
            }
            std::cmp::Ordering::Equal => {
                count += 1;
                left.next();
                right.next();
            }
        }
    }
    count
}
