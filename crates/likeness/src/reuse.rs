//! What is there already and could be used: shared platforms by what they offer, results of other
//! projects by what they are about. One everyday word in common is no ground to ask for an answer.

use crate::class::{Class, Ruling};
use crate::entry::{EntryKind, Place};
use crate::index::{Corpus, Doc};
use crate::lexicon::Meaning;
use crate::measure::Measures;
use crate::profile::{Profile, Said};

/// From this likelihood (basis points) on a platform or result is shown.
const WORTH_ASKING: i64 = 2_500;
/// So many of them at most: they must not push out what was built already.
pub(crate) const MOST_REUSED: usize = 4;
/// A word that tells less than this is of every day, however few entries have it.
const TELLING: f64 = 3.0;
/// So many words that tell, independent of each other, are needed.
const GROUNDS: usize = 2;

pub(crate) fn reuse(
    corpus: &Corpus,
    mine: &Profile,
    doc: &Doc,
    measures: &Measures,
    likeness: i64,
) -> Option<Ruling> {
    // the operation of a system is nothing that another could use
    if mine.serves() || doc.profile.work.is_service() {
        return None;
    }
    let grounded = grounds(corpus, mine, &doc.profile) >= GROUNDS;
    let offered = match doc.entry.kind {
        EntryKind::Platform => capable(mine, &doc.profile),
        _ => 0,
    };
    let about = measures.title_there >= 0.7 && measures.about_there >= 0.4;
    let alike = match (grounded, about) {
        (false, _) => 0,
        (true, false) => likeness,
        (true, true) => likeness.max(5_500),
    };
    let likeness = alike.max(offered);
    (likeness >= WORTH_ASKING).then(|| Ruling {
        class: Class::ReuseCandidate,
        likeness,
        confidence: likeness,
        finding: match doc.entry.kind {
            EntryKind::Platform => format!("共性平台“{}”可能已提供所需能力", doc.entry.title),
            _ => format!("已有成果“{}”可能可以复用", doc.entry.title),
        },
    })
}

/// How surely a platform offers an ability that is asked for.
fn capable(mine: &Profile, theirs: &Profile) -> i64 {
    let title = Place::Title.bit() | Place::System.bit();
    let offered: Vec<&Said> = theirs
        .said
        .iter()
        .filter(|it| it.meaning == Meaning::Capability && mine.find(it.unit).is_some())
        .collect();
    let named = offered.iter().any(|it| it.places & title != 0);
    match (named, offered.len()) {
        (true, _) => 6_000,
        (false, 2..) => 4_000,
        (false, 1) => 2_500,
        (false, 0) => 0,
    }
}

/// How many words that tell something both have, each counted once on either side: what one word
/// means in several ways is one ground.
fn grounds(corpus: &Corpus, mine: &Profile, theirs: &Profile) -> usize {
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for said in theirs.said.iter().filter(|said| tells(corpus, said)) {
        if let Some(own) = mine.find(said.unit) {
            here.push(own.root);
            there.push(said.root);
        }
    }
    distinct(here).min(distinct(there))
}

fn tells(corpus: &Corpus, said: &Said) -> bool {
    let about = match said.meaning {
        Meaning::Object => said.common == 0,
        Meaning::Capability => true,
        Meaning::Word => said.common <= 1,
        Meaning::User | Meaning::Function => false,
    };
    about && corpus.rarity(said) >= TELLING
}

pub(crate) fn distinct(mut roots: Vec<u16>) -> usize {
    roots.sort_unstable();
    roots.dedup();
    roots.len()
}
