//! Whether a text repeats what another project built, whatever its title or nature calls it. A
//! real service tends a system, a real next phase describes what is new.

use crate::entry::{Entry, Place, Work};
use crate::index::Corpus;
use crate::lexicon::{Lexicon, Meaning};
use crate::normal::normal;
use crate::profile::Profile;
use crate::reuse::distinct;

const TITLE: u8 = Place::Title as u8 | Place::System as u8;

/// From this share of what the body says on, and from so many functions, it is a repetition.
const SHARE: f64 = 0.6;
const FUNCTIONS: usize = 3;

/// Whether what the declaration says beyond its title is what the other project says.
pub(crate) fn repeats(corpus: &Corpus, mine: &Profile, theirs: &Profile) -> bool {
    let (mut have, mut all, mut functions) = (0.0, 0.0, Vec::new());
    for said in mine.said.iter().filter(|it| it.places & !TITLE != 0) {
        if matches!(said.meaning, Meaning::User | Meaning::Capability) {
            continue;
        }
        let weight = corpus.rarity(said).max(0.0);
        all += weight;
        if theirs.find(said.unit).is_some() {
            have += weight;
            if said.meaning == Meaning::Function {
                functions.push(said.root);
            }
        }
    }
    have >= SHARE * all && distinct(functions) >= FUNCTIONS
}

/// Whether an entry that is called a service builds: its text says so, it buys development, or it
/// describes functions and no work of a service.
pub(crate) fn builds(entry: &Entry, work: Work, functions: usize, lexicon: &Lexicon) -> bool {
    if !work.is_service() {
        return false;
    }
    let bought = entry.items.iter().any(|item| {
        let kind = normal(&item.kind);
        kind.contains("development") || kind.contains("软件开发")
    });
    let mut tends = false;
    for (place, text) in entry.texts() {
        if place.bit() & TITLE != 0 {
            continue;
        }
        let text = normal(text);
        if lexicon
            .building
            .iter()
            .any(|word| text.contains(word.as_str()))
        {
            return true;
        }
        let mut tending = lexicon.trade.iter().chain(&lexicon.tending);
        tends |= tending.any(|word| text.contains(word.as_str()));
    }
    bought || !tends && functions >= FUNCTIONS
}
