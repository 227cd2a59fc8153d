//! Measures how far two entries agree: one number between 0 and 1 for each named ground.

use crate::entry::Place;
use crate::index::Corpus;
use crate::lexicon::Meaning;
use crate::profile::{Profile, Said, shared};
use crate::reader::NO_FIELD;

/// A unit of meaning with what it weighs in its own entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub said: Said,
    pub weight: f64,
}

/// An entry's units by weight, computed once for each comparison.
#[derive(Debug)]
pub(crate) struct Weights {
    /// Objects and unknown words, heaviest first.
    pub about: Vec<Weighed>,
    pub functions: Vec<Weighed>,
    pub users: Vec<Weighed>,
    pub offered: Vec<Weighed>,
    /// Share of each field in what the entry is about, by number of field.
    pub fields: Vec<(u8, f64)>,
}

/// The measures. All are shares between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measures {
    /// How much of what the declaration is about the other is about too.
    pub about_here: f64,
    /// How much of what the other is about the declaration is about too.
    pub about_there: f64,
    /// The same for the words of the titles, in either text.
    pub title_here: f64,
    pub title_there: f64,
    pub functions: f64,
    pub users: f64,
    /// Agreement of the fields that the words belong to.
    pub field: f64,
    /// Neighbouring letters shared by the texts.
    pub wording: f64,
    /// Neighbouring letters shared by the bare titles.
    pub name: f64,
    /// Heavy units of either title that the other has nowhere.
    pub apart: f64,
    /// The wording is the same but what the titles name is not: a text with its object exchanged.
    pub swapped: f64,
    /// How much agrees in all, whatever the shares: nears 1 as more rare words are in both.
    pub evidence: f64,
    pub vector: f64,
}

/// A long text is judged by so many of its weightiest units.
const HEAVIEST: usize = 14;
/// What another word of the same field counts.
const SAME_FIELD: f64 = 0.25;

impl Weights {
    pub(crate) fn of(corpus: &Corpus, profile: &Profile) -> Self {
        let mut weights = Self {
            about: Vec::new(),
            functions: Vec::new(),
            users: Vec::new(),
            offered: Vec::new(),
            fields: Vec::new(),
        };
        let mut fields: Vec<(u8, f64)> = Vec::new();
        for said in &profile.said {
            let weight = corpus.rarity(said).max(0.0) * stress(said);
            let weighed = Weighed {
                said: *said,
                weight,
            };
            match said.meaning {
                Meaning::Object => {
                    weights.about.push(weighed);
                    add(&mut fields, said.field, weight);
                }
                Meaning::Word => weights.about.push(Weighed {
                    weight: weight * 0.4,
                    ..weighed
                }),
                Meaning::User => {
                    weights.users.push(weighed);
                    add(&mut fields, said.field, weight * 0.5);
                }
                Meaning::Function => weights.functions.push(weighed),
                Meaning::Capability => weights.offered.push(weighed),
            }
        }
        for list in [
            &mut weights.about,
            &mut weights.functions,
            &mut weights.users,
        ] {
            list.sort_by(|a, b| {
                b.weight
                    .total_cmp(&a.weight)
                    .then(a.said.unit.cmp(&b.said.unit))
            });
        }
        let length = fields.iter().map(|(_, it)| it * it).sum::<f64>().sqrt();
        weights.fields = fields
            .into_iter()
            .map(|(field, it)| (field, it / length.max(f64::MIN_POSITIVE)))
            .collect();
        weights
    }

    /// What chooses candidates, heaviest first.
    pub(crate) fn asked(&self) -> Vec<(u32, f64)> {
        let fields = self
            .fields
            .iter()
            .map(|(field, share)| (crate::index::FIELDS_FROM + u32::from(*field), share * 1.5));
        let mut asked: Vec<(u32, f64)> = self
            .about
            .iter()
            .map(|it| (it.said.unit, it.weight))
            .chain(
                self.functions
                    .iter()
                    .chain(&self.users)
                    .chain(&self.offered)
                    .map(|it| (it.said.unit, it.weight * 0.4)),
            )
            .chain(fields)
            .collect();
        asked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        asked
    }
}

/// Words of the title and words said often weigh more.
fn stress(said: &Said) -> f64 {
    let title = Place::Title.bit() | Place::System.bit();
    let place = if said.places & title == 0 { 1.0 } else { 1.7 };
    place * (1.0 + 0.35 * f64::from(said.count.min(6)).ln())
}

fn add(fields: &mut Vec<(u8, f64)>, field: u8, weight: f64) {
    match fields.iter_mut().find(|(it, _)| *it == field) {
        Some((_, sum)) => *sum += weight,
        None => fields.push((field, weight)),
    }
}

pub(crate) fn measure(
    (here, mine): (&Profile, &Weights),
    (there, theirs): (&Profile, &Weights),
) -> Measures {
    let title_here = title_share(&mine.about, theirs, there);
    let title_there = title_share(&theirs.about, mine, here);
    let about_here = share(mine.about.iter().take(HEAVIEST), theirs, there).unwrap_or(0.0);
    let about_there = share(theirs.about.iter().take(HEAVIEST), mine, here).unwrap_or(0.0);
    let wording = containment(&here.pairs, &there.pairs);
    let named = exact(titled(&mine.about), there).min(exact(titled(&theirs.about), here));
    // a copy under another name is no text with its object exchanged: its body names the same
    let mine_there = exact(untitled(&mine.about), there);
    let both = mine_there.min(exact(untitled(&theirs.about), here));
    // so is one whose body lies in the other's to the last word
    let said = untitled(&mine.about).take(MUCH).count();
    let wholly = if said < MUCH {
        0.0
    } else {
        above(mine_there, LAST_WORD)
    };
    let copied = above(both, COPIED_FROM).max(wholly);
    let named = named.max(copied);
    Measures {
        swapped: ((wording - USUAL_WORDING) * 2.0).clamp(0.0, 1.0) * (1.0 - named),
        about_here,
        about_there,
        title_here: title_here.unwrap_or(about_here),
        title_there: title_there.unwrap_or(about_there),
        functions: either(&mine.functions, there, &theirs.functions, here),
        users: either(&mine.users, there, &theirs.users, here),
        field: field(mine, theirs),
        wording,
        name: containment(&here.name, &there.name),
        apart: missing(&mine.about, theirs, there) * missing(&theirs.about, mine, here),
        evidence: evidence(&mine.about, there).min(evidence(&theirs.about, here)),
        vector: crate::embedding::cosine(&here.vector, &there.vector).max(0.0),
    }
}

/// None for a title that names nothing: free prose often has one.
fn title_share(about: &[Weighed], weights: &Weights, other: &Profile) -> Option<f64> {
    let title = Place::Title.bit() | Place::System.bit();
    let named: Vec<Weighed> = about
        .iter()
        .filter(|it| it.said.places & title != 0)
        .map(|it| match it.said.meaning {
            Meaning::Object => *it,
            _ => Weighed {
                weight: it.weight * UNKNOWN,
                ..*it
            },
        })
        .collect();
    let names = named.iter().any(|it| it.said.meaning == Meaning::Object)
        || named.iter().any(|it| other.find(it.said.unit).is_some());
    if names {
        share(named.iter(), weights, other)
    } else {
        None
    }
}

/// What a title's word counts that no list knows: it may just be another way to put it.
const UNKNOWN: f64 = 0.4;

/// The share of the weight that another entry has too; a word of the same field counts a part.
fn share<'a>(
    list: impl Iterator<Item = &'a Weighed>,
    weights: &Weights,
    other: &Profile,
) -> Option<f64> {
    let (mut have, mut all) = (0.0, 0.0);
    for it in list {
        all += it.weight;
        if other.find(it.said.unit).is_some() {
            have += it.weight;
        } else if it.said.field != NO_FIELD {
            let field = weights.fields.iter().find(|(no, _)| *no == it.said.field);
            let share = field.map_or(0.0, |(_, share)| *share);
            have += it.weight * SAME_FIELD * (share * 1.6).min(1.0);
        }
    }
    (all > 0.0).then(|| have / all)
}

/// Pairs of letters that any two declarations share.
const USUAL_WORDING: f64 = 0.12;

const TITLE: u8 = Place::Title as u8 | Place::System as u8;

fn titled(about: &[Weighed]) -> impl Iterator<Item = &Weighed> {
    about.iter().filter(|it| it.said.places & TITLE != 0)
}

fn untitled(about: &[Weighed]) -> impl Iterator<Item = &Weighed> {
    about.iter().filter(|it| it.said.places & TITLE == 0)
}

/// From this share of a body's words on, a body is taken for a copy.
const COPIED_FROM: f64 = 0.6;

/// From this share on a body lies in the other's to the last word.
const LAST_WORD: f64 = 0.85;
/// A body of fewer words lies in many others'.
const MUCH: usize = 12;

/// How far a share has come from where it begins to count to the whole.
fn above(share: f64, from: f64) -> f64 {
    ((share - from) / (1.0 - from)).clamp(0.0, 1.0)
}

/// The share of words, by weight, that the other text has; 1 where there are no words.
fn exact<'a>(about: impl Iterator<Item = &'a Weighed>, other: &Profile) -> f64 {
    let (mut have, mut all) = (0.0, 0.0);
    for it in about {
        let weight = if it.said.meaning == Meaning::Object {
            it.weight
        } else {
            it.weight * UNKNOWN * 0.6
        };
        all += weight;
        if other.find(it.said.unit).is_some() {
            have += weight;
        }
    }
    if all > 0.0 { have / all } else { 1.0 }
}

/// How much of what a title names the other text has nowhere. Unknown words are not counted: free
/// prose has titles without any name.
fn missing(about: &[Weighed], weights: &Weights, other: &Profile) -> f64 {
    let title = Place::Title.bit() | Place::System.bit();
    let named = about
        .iter()
        .filter(|it| it.said.places & title != 0 && it.said.meaning == Meaning::Object);
    1.0 - share(named, weights, other).unwrap_or(1.0)
}

/// One shared word says little, however large its share of a short text is.
fn evidence(about: &[Weighed], other: &Profile) -> f64 {
    let sum: f64 = about
        .iter()
        .filter(|it| other.find(it.said.unit).is_some())
        .map(|it| it.weight)
        .sum();
    1.0 - (-sum / ENOUGH).exp()
}

/// The weight of about three rare words.
const ENOUGH: f64 = 14.0;

fn either(mine: &[Weighed], there: &Profile, theirs: &[Weighed], here: &Profile) -> f64 {
    let one = heaviest(mine, there);
    let other = heaviest(theirs, here);
    0.5 * one.max(other) + 0.5 * one.min(other)
}

fn heaviest(list: &[Weighed], other: &Profile) -> f64 {
    let all: f64 = list.iter().take(HEAVIEST).map(|it| it.weight).sum();
    let have: f64 = list
        .iter()
        .take(HEAVIEST)
        .filter(|it| other.find(it.said.unit).is_some())
        .map(|it| it.weight)
        .sum();
    if all > 0.0 { have / all } else { 0.0 }
}

fn field(mine: &Weights, theirs: &Weights) -> f64 {
    mine.fields
        .iter()
        .filter_map(|(field, share)| {
            let other = theirs.fields.iter().find(|(it, _)| it == field)?;
            Some(share * other.1)
        })
        .sum::<f64>()
        .min(1.0)
}

/// The share of the smaller set that the larger has; sets of one or two say little.
fn containment(one: &[u32], other: &[u32]) -> f64 {
    let smaller = one.len().min(other.len());
    if smaller == 0 {
        return 0.0;
    }
    shared(one, other) as f64 / (smaller.max(3)) as f64
}
