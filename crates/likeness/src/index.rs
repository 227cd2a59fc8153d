//! The index: entries with their profiles, and for each unit of meaning the entries that have it.
//! Kept in memory by whoever owns it; changed entry by entry.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::embedding::{Embedding, nearest};
use crate::entry::Entry;
use crate::lexicon::Meaning;
use crate::piece::Piece;
use crate::profile::{Profile, Said};
use crate::reader::Reader;

/// An entry as the index keeps it.
#[derive(Debug)]
pub(crate) struct Doc {
    pub entry: Entry,
    pub profile: Profile,
}

/// Everything that a declaration is compared with.
pub struct Corpus {
    pub(crate) reader: Reader,
    embedding: Option<Box<dyn Embedding>>,
    docs: Vec<Option<Box<Doc>>>,
    slots: FxHashMap<String, u32>,
    /// For each unit the slots that have it, ascending.
    postings: FxHashMap<u32, Vec<u32>>,
    /// For each pair of letters of a bare title the slots that have it, ascending.
    names: FxHashMap<u32, Vec<u32>>,
    /// For each unit the slots with a budget item or function that has it, ascending.
    parts: FxHashMap<u32, Vec<u32>>,
}

impl std::fmt::Debug for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Corpus")
            .field("entries", &self.slots.len())
            .finish_non_exhaustive()
    }
}

/// Postings longer than this share of a large index choose no candidates.
const TOO_COMMON: usize = 5;
const LARGE: usize = 3_000;
/// So many units of a declaration, the weightiest, choose candidates.
const ASKED_UNITS: usize = 64;

/// So many entries are looked at for one piece of a declaration.
const FOR_A_PIECE: usize = 4;
/// What so many entries have marks them: more of them in a large index.
const FEW: usize = 3;
/// A word that more have finds nothing.
const MOST_OF_PIECE: usize = 500;

impl Corpus {
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            embedding: None,
            docs: Vec::new(),
            slots: FxHashMap::default(),
            postings: FxHashMap::default(),
            names: FxHashMap::default(),
            parts: FxHashMap::default(),
        }
    }

    /// Another, with nothing in it, that reads as this one does.
    #[must_use]
    pub fn empty(&self) -> Self {
        Self::new(self.reader.clone())
    }

    /// Adds the view of an embedding model; to be done before the first entry.
    #[must_use]
    pub fn with_embedding(mut self, embedding: Box<dyn Embedding>) -> Self {
        self.embedding = Some(embedding);
        self
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub fn get(&self, id: &str) -> Option<&Entry> {
        let slot = self.slots.get(id)?;
        self.doc(*slot).map(|doc| &doc.entry)
    }

    /// Adds an entry, or puts it in the place of the one with the same id.
    pub fn put(&mut self, entry: Entry) {
        let profile = self.profile(&entry);
        self.enter(entry, profile);
    }

    /// Adds many; reading them is spread over the processor's cores.
    pub fn put_all(&mut self, entries: Vec<Entry>) {
        let mut entries = entries.into_iter();
        loop {
            let some: Vec<Entry> = entries.by_ref().take(8_192).collect();
            if some.is_empty() {
                return;
            }
            let read: Vec<(Entry, Profile)> = some
                .into_par_iter()
                .map(|entry| {
                    let profile = self.profile(&entry);
                    (entry, profile)
                })
                .collect();
            for (entry, profile) in read {
                self.enter(entry, profile);
            }
        }
    }

    /// Takes an entry out; false if there is none of that id.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(slot) = self.slots.remove(id) else {
            return false;
        };
        let place = usize::try_from(slot).unwrap_or(usize::MAX);
        let Some(doc) = self.docs.get_mut(place).and_then(Option::take) else {
            return false;
        };
        for unit in all_units(&doc.profile) {
            leave(&mut self.postings, unit, slot);
        }
        for pair in &doc.profile.name {
            leave(&mut self.names, *pair, slot);
        }
        for unit in part_units(&doc.profile) {
            leave(&mut self.parts, unit, slot);
        }
        true
    }

    pub(crate) fn profile(&self, entry: &Entry) -> Profile {
        let mut profile = Profile::of(entry, &self.reader);
        if let Some(embedding) = &self.embedding {
            let text: String = entry
                .texts()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join("。");
            profile.vector = embedding.vector(&text);
        }
        profile
    }

    fn enter(&mut self, entry: Entry, profile: Profile) {
        self.remove(&entry.id);
        let Ok(slot) = u32::try_from(self.docs.len()) else {
            return;
        };
        for unit in all_units(&profile) {
            self.postings.entry(unit).or_default().push(slot);
        }
        for pair in &profile.name {
            self.names.entry(*pair).or_default().push(slot);
        }
        for unit in part_units(&profile) {
            self.parts.entry(unit).or_default().push(slot);
        }
        self.slots.insert(entry.id.clone(), slot);
        self.docs.push(Some(Box::new(Doc { entry, profile })));
    }

    pub(crate) fn doc(&self, slot: u32) -> Option<&Doc> {
        self.docs.get(usize::try_from(slot).ok()?)?.as_deref()
    }

    pub(crate) fn docs(&self) -> impl Iterator<Item = (u32, &Doc)> {
        self.docs
            .iter()
            .enumerate()
            .filter_map(|(at, doc)| Some((u32::try_from(at).ok()?, doc.as_deref()?)))
    }

    /// How much a unit tells: the logarithm of its rarity, in the corpus and beforehand.
    pub(crate) fn rarity(&self, said: &Said) -> f64 {
        self.rarity_of(said.unit, said.meaning, said.common)
    }

    pub(crate) fn rarity_of(&self, unit: u32, meaning: Meaning, common: u8) -> f64 {
        let before = match meaning {
            Meaning::Object if common == 3 => 0.1,
            Meaning::Object => 0.012,
            Meaning::User => 0.06,
            Meaning::Function => 0.15,
            Meaning::Capability => 0.05,
            Meaning::Word => match common {
                0 => 0.008,
                1 => 0.02,
                2 => 0.06,
                _ => 0.15,
            },
        };
        let have = self.postings.get(&unit).map_or(0, Vec::len);
        let all = self.slots.len();
        ((all as f64 + BELIEF) / (have as f64 + BELIEF * before + 1.0)).ln()
    }

    /// Whether a unit is all but the mark of single entries.
    pub(crate) fn few_have(&self, unit: u32) -> bool {
        let have = self.postings.get(&unit).map_or(0, Vec::len);
        have <= FEW + self.slots.len() / 5_000
    }

    /// Slots worth scoring, found by meaning, by name, by parts and by vector; ascending.
    pub(crate) fn candidates(&self, asked: &Profile, weights: &[(u32, f64)]) -> Vec<u32> {
        let mut found = self.by_meaning(weights, 140);
        found.extend(self.by_sets(&self.names, &asked.name, 30));
        let units = part_units(asked);
        found.extend(self.by_sets(&self.parts, &units, 40));
        if !asked.vector.is_empty() {
            found.extend(nearest(&asked.vector, self.docs(), 40));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn by_meaning(&self, weights: &[(u32, f64)], most: usize) -> Vec<u32> {
        let mut sums = vec![0.0_f32; self.docs.len()];
        for (unit, weight) in weights.iter().take(ASKED_UNITS) {
            let Some(slots) = self.postings.get(unit) else {
                continue;
            };
            if self.too_common(slots) {
                continue;
            }
            for slot in slots {
                if let Some(sum) = sums.get_mut(*slot as usize) {
                    *sum += *weight as f32;
                }
            }
        }
        for (sum, doc) in sums.iter_mut().zip(&self.docs) {
            if *sum > 0.0
                && let Some(doc) = doc
            {
                *sum /= 12.0 + (doc.profile.said.len() as f32).sqrt();
            }
        }
        best(&sums, most)
    }

    fn by_sets(&self, lists: &FxHashMap<u32, Vec<u32>>, asked: &[u32], most: usize) -> Vec<u32> {
        let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
        for unit in asked.iter().take(ASKED_UNITS) {
            let Some(slots) = lists.get(unit).filter(|it| !self.too_common(it)) else {
                continue;
            };
            let weight = 1.0 / (8.0 + slots.len() as f32).ln();
            for slot in slots {
                *sums.entry(*slot).or_default() += weight;
            }
        }
        let mut sums: Vec<(u32, f32)> = sums.into_iter().collect();
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sums.truncate(most);
        sums.into_iter().map(|(slot, _)| slot).collect()
    }

    /// For each piece of a declaration the few entries that say most of it.
    pub(crate) fn by_pieces(&self, pieces: &[Piece]) -> Vec<u32> {
        let mut found = Vec::new();
        for piece in pieces {
            let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
            for told in &piece.about {
                let slots = self.postings.get(&told.unit);
                let slots = slots.filter(|slots| slots.len() <= MOST_OF_PIECE);
                for slot in slots.into_iter().flatten() {
                    *sums.entry(*slot).or_default() += told.weight;
                }
            }
            let mut sums: Vec<(u32, f64)> = sums.into_iter().collect();
            sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found.extend(sums.into_iter().take(FOR_A_PIECE).map(|(slot, _)| slot));
        }
        found
    }

    fn too_common(&self, slots: &[u32]) -> bool {
        self.slots.len() > LARGE && slots.len() > self.slots.len() / TOO_COMMON
    }
}

/// The built-in frequencies count like so many declarations.
const BELIEF: f64 = 300.0;

/// Numbers of fields among the units, above all concepts and below the words.
pub(crate) const FIELDS_FROM: u32 = 0x4000_0000;

fn all_units(profile: &Profile) -> Vec<u32> {
    let fields = profile
        .said
        .iter()
        .filter(|it| it.field != crate::reader::NO_FIELD)
        .map(|it| FIELDS_FROM + u32::from(it.field));
    let mut units: Vec<u32> = profile
        .said
        .iter()
        .map(|it| it.unit)
        .chain(fields)
        .collect();
    units.sort_unstable();
    units.dedup();
    units
}

fn part_units(profile: &Profile) -> Vec<u32> {
    let mut units: Vec<u32> = profile
        .parts
        .iter()
        .flat_map(|part| part.units.iter().copied())
        .collect();
    units.sort_unstable();
    units.dedup();
    units
}

fn leave(lists: &mut FxHashMap<u32, Vec<u32>>, key: u32, slot: u32) {
    if let Some(slots) = lists.get_mut(&key) {
        if let Ok(at) = slots.binary_search(&slot) {
            slots.remove(at);
        }
        if slots.is_empty() {
            lists.remove(&key);
        }
    }
}

/// The places of the largest sums above zero.
fn best(sums: &[f32], most: usize) -> Vec<u32> {
    let mut places: Vec<(u32, f32)> = (0_u32..)
        .zip(sums.iter().copied())
        .filter(|(_, sum)| *sum > 0.0)
        .collect();
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if places.len() > most {
        places.select_nth_unstable_by(most, order);
        places.truncate(most);
    }
    places.into_iter().map(|(slot, _)| slot).collect()
}
