//! Overlap item by item: budget items and functions of a declaration against what was bought.

use serde::{Deserialize, Serialize};

use crate::class::basis;
use crate::entry::{Entry, EntryKind, Part};
use crate::index::{Corpus, Doc};
use crate::lexicon::Meaning;
use crate::profile::{PartProfile, Profile, Said, shared};

/// An item of the declaration (or its title as a whole) that is close to an item bought before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemMatch {
    /// The declaration as a whole is close to the item.
    pub own_is_title: bool,
    pub own_number: usize,
    pub own_name: String,
    /// Whole fen; 0 where it is not known.
    pub own_amount: i64,
    /// Whether `number` counts budget items; otherwise functions.
    pub budget: bool,
    /// 0: no item of a list, but the title or a sentence.
    pub number: usize,
    /// Where the other says it, as pages name the place.
    pub place: String,
    pub name: String,
    pub amount: i64,
    /// Basis points.
    pub likeness: i64,
    /// The same thing by name, and a name of more than one rare word.
    pub telling: bool,
    pub text: String,
}

/// From which share two items are close.
const CLOSE: f64 = 0.62;
const MOST: usize = 10;
/// From this share on two items are the same, and from so much weight on that is no chance.
const SAME: f64 = 0.9;
const TELLING: f64 = 6.0;
/// The same with three words that name it, or where it is written alike and one rare word names it.
const MOSTLY: f64 = 0.7;
const NAMED: f64 = 4.0;

pub(crate) fn item_matches(
    corpus: &Corpus,
    (declaration, mine): (&Entry, &Profile),
    doc: &Doc,
) -> Vec<ItemMatch> {
    if doc.profile.parts.is_empty() || mine.serves() != doc.profile.serves() {
        return Vec::new();
    }
    let title = title_part(mine);
    let mut found = Vec::new();
    for (own, own_profile) in mine
        .parts
        .iter()
        .map(|part| (part, mine))
        .chain(title.iter().map(|part| (part, mine)))
    {
        let best = doc
            .profile
            .parts
            .iter()
            .map(|other| {
                (
                    other,
                    close(corpus, (own, own_profile), (other, &doc.profile)),
                )
            })
            .filter(|(_, (share, _))| *share >= CLOSE)
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.number.cmp(&a.0.number)));
        if let Some((other, share)) = best {
            found.extend(item_match(declaration, own, &doc.entry, other, share));
        }
    }
    found.sort_by(|a, b| {
        b.likeness
            .cmp(&a.likeness)
            .then(a.own_number.cmp(&b.own_number))
    });
    found.truncate(MOST);
    found
}

/// The declaration's title as if it were an item; its number is 0.
fn title_part(mine: &Profile) -> Option<PartProfile> {
    let bit = crate::entry::Place::Title.bit();
    let units: Vec<u32> = mine
        .said
        .iter()
        .filter(|it| it.places & bit != 0 && it.meaning != Meaning::Capability)
        .map(|it| it.unit)
        .collect();
    (units.len() > 1).then_some(PartProfile {
        number: 0,
        budget: false,
        units,
        letters: Vec::new(),
    })
}

/// The weight that both parts share, against the weight of each: items must agree in both ways.
fn close(
    corpus: &Corpus,
    (own, mine): (&PartProfile, &Profile),
    (other, theirs): (&PartProfile, &Profile),
) -> (f64, bool) {
    let weigh = |part: &PartProfile, profile: &Profile| -> f64 {
        part.units
            .iter()
            .filter_map(|unit| profile.find(*unit))
            .map(|it| weight(corpus, it))
            .sum()
    };
    let both = own
        .units
        .iter()
        .filter(|unit| other.units.binary_search(unit).is_ok());
    let (mut about, mut rare, mut named, mut sum) = (0, false, 0.0, 0.0);
    for said in both.filter_map(|unit| mine.find(*unit)) {
        let weight = weight(corpus, said);
        if matches!(said.meaning, Meaning::Object | Meaning::Word) {
            about += 1;
            named += weight;
            rare |= said.common == 0 && corpus.few_have(said.unit);
        }
        sum += weight;
    }
    let smaller = weigh(own, mine).min(weigh(other, theirs));
    let whole = weigh(own, mine).max(weigh(other, theirs));
    if about == 0 || whole <= 0.0 {
        return (0.0, false);
    }
    let share = sum / whole;
    let (letters, pairs) = written_alike(own, other);
    let telling = share >= SAME && about >= 2 && sum >= TELLING
        || share >= MOSTLY && about >= 3 && sum >= TELLING
        || letters >= 0.75 && pairs >= 4 && named >= NAMED
        || letters >= 1.0 && pairs >= 3 && own.letters.len() == other.letters.len() && rare
        || share >= CLOSE && sum >= 0.99 * smaller && rare && other.units.len() > 1;
    (
        share.max(if letters >= 0.75 && pairs >= 4 {
            CLOSE
        } else {
            0.0
        }),
        telling,
    )
}

/// How much of the shorter name the longer one has, letter for letter, and how long the shorter is.
fn written_alike(own: &PartProfile, other: &PartProfile) -> (f64, usize) {
    let pairs = own.letters.len().min(other.letters.len());
    let both = shared(&own.letters, &other.letters);
    (both as f64 / pairs.max(1) as f64, pairs)
}

fn weight(corpus: &Corpus, said: &Said) -> f64 {
    corpus.rarity(said).max(0.1)
}

fn item_match(
    declaration: &Entry,
    own: &PartProfile,
    entry: &Entry,
    other: &PartProfile,
    (share, telling): (f64, bool),
) -> Option<ItemMatch> {
    let of = |entry: &'_ Entry, part: &PartProfile| -> Option<(String, i64)> {
        entry
            .parts()
            .find(|it: &Part<'_>| it.number == usize::from(part.number) && it.budget == part.budget)
            .map(|it| (it.name.to_owned(), it.amount))
    };
    let (name, amount) = of(entry, other)?;
    let own_is_title = own.number == 0;
    let (own_name, own_amount) = if own_is_title {
        (declaration.title.clone(), declaration.total())
    } else {
        of(declaration, own)?
    };
    let year = entry.year.map_or(String::new(), |year| format!("{year}年"));
    let (what, list) = match (entry.kind, other.budget) {
        (EntryKind::Platform, _) => ("平台", "能力"),
        (EntryKind::DesignItem, _) => ("顶层设计", "内容"),
        (_, true) => ("项目", "预算明细"),
        (_, false) => ("项目", "功能"),
    };
    let text = format!(
        "“{own_name}”与{year}“{}”{what}{list}第{}项“{name}”相近",
        entry.title, other.number
    );
    Some(ItemMatch {
        own_is_title,
        own_number: usize::from(own.number),
        own_name,
        own_amount,
        budget: other.budget,
        number: usize::from(other.number),
        place: list.to_owned(),
        name,
        amount,
        likeness: basis(share),
        telling,
        text,
    })
}
