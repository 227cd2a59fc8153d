//! A part of the declaration against a project as a whole: the project's title as a row of the
//! budget, its sentence as the third of five sub-items.

use crate::class::basis;
use crate::clause::{clauses, sentences};
use crate::entry::{Entry, EntryKind, Place};
use crate::index::{Corpus, Doc};
use crate::items::ItemMatch;
use crate::lexicon::Meaning;
use crate::normal::name_core;
use crate::profile::{Profile, pairs_of, shared};
use crate::reader::Mark;
use crate::reuse::distinct;

/// A row of the budget, a function, or a clause of a longer text.
pub(crate) struct Piece {
    /// Number in its list; 0 for a clause.
    number: usize,
    name: String,
    amount: i64,
    pub about: Vec<Told>,
    pairs: Vec<u32>,
    /// Of the bare name, as a project's title is kept.
    bare: Vec<u32>,
}

/// A unit that tells something.
pub(crate) struct Told {
    pub unit: u32,
    pub weight: f64,
    /// The word of the piece that says it.
    root: u16,
    /// No word of every day, and hardly another entry has it.
    strong: bool,
}

/// So many pieces of a declaration are looked at.
const MOST: usize = 80;
const LONGEST_NAME: usize = 60;
/// What links a system to another does not build that one again.
const LINKS: [&str; 8] = [
    "对接", "接口", "依托", "复用", "调用", "利旧", "迁移", "联调",
];

pub(crate) fn pieces(corpus: &Corpus, declaration: &Entry, mine: &Profile) -> Vec<Piece> {
    if mine.serves() {
        return Vec::new();
    }
    let own = corpus.reader.unread(declaration);
    let rows = declaration
        .parts()
        .map(|part| (part.number, part.amount, part.name.to_owned()));
    let texts = [&declaration.functions, &declaration.summary];
    let texts = texts.into_iter().flat_map(|text| clauses(text));
    let clauses = texts.map(|it| (0, 0, it));
    rows.chain(clauses)
        .filter(|(_, _, name)| !LINKS.iter().any(|link| name.contains(link)))
        .take(MOST)
        .map(|(number, amount, name)| {
            let marks = corpus.reader.read(&name, &own);
            piece(corpus, declaration, (number, amount, name), &marks)
        })
        .filter(|piece| !piece.about.is_empty())
        .collect()
}

fn tells(meaning: Meaning, common: u8) -> bool {
    match meaning {
        Meaning::Object => common == 0,
        Meaning::Word => common <= 1,
        Meaning::User | Meaning::Function | Meaning::Capability => false,
    }
}

fn piece(
    corpus: &Corpus,
    declaration: &Entry,
    (number, amount, name): (usize, i64, String),
    marks: &[Mark],
) -> Piece {
    let mut about: Vec<Told> = Vec::new();
    let (mut root, mut start) = (0, None);
    for mark in marks {
        if start.replace(mark.start) != Some(mark.start) {
            root += 1;
        }
        let weight = corpus.rarity_of(mark.unit, mark.meaning, mark.common);
        let tells = tells(mark.meaning, mark.common);
        if tells && about.iter().all(|it| it.unit != mark.unit) {
            about.push(Told {
                unit: mark.unit,
                weight: weight.max(0.0),
                root,
                strong: mark.common == 0 && corpus.few_have(mark.unit),
            });
        }
    }
    let lexicon = corpus.reader.lexicon();
    let bare = name_core(
        &name,
        &declaration.unit,
        &lexicon.drop,
        &lexicon.work_marks(),
    );
    Piece {
        number,
        amount,
        about,
        pairs: pairs_of(&name),
        bare: pairs_of(&bare),
        name: name.chars().take(LONGEST_NAME).collect(),
    }
}

/// How a piece stands to another project.
struct Met {
    share: f64,
    place: &'static str,
    name: String,
}

/// So many pieces are named for one project.
const NAMED: usize = 3;

/// The pieces of a declaration that another project was about or had among what it built.
pub(crate) fn piece_matches(
    corpus: &Corpus,
    pieces: &[Piece],
    mine: &Profile,
    doc: &Doc,
) -> Vec<ItemMatch> {
    if doc.entry.kind != EntryKind::Project || doc.profile.serves() {
        return Vec::new();
    }
    let mut found: Vec<ItemMatch> = pieces
        .iter()
        .filter_map(|piece| {
            let met = named(piece, doc).or_else(|| said(corpus, piece, mine, doc))?;
            Some(item_match(piece, &doc.entry, met))
        })
        .collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.likeness));
    found.truncate(NAMED);
    found
}

const TITLE: u8 = Place::Title as u8 | Place::System as u8;

/// So much of a title a clause has to name.
const ANCHOR: f64 = 0.3;

/// So much of what is shared has to stand in one sentence.
const SHARED_PLACE: f64 = 0.5;

/// So much of what stands beside a clause may be in the other as well: of a copied one, and of one
/// that names what the other is about.
const ISLAND: f64 = 0.1;
const PARTLY: f64 = 0.3;

/// A title of so many pairs of letters is a name of its own.
const NAME: usize = 5;
const WHOLE: f64 = 0.9;

/// The other's title stands in the piece.
fn named(piece: &Piece, doc: &Doc) -> Option<Met> {
    let title = &doc.profile.name;
    let share = part_of(title, &piece.bare);
    let tells = piece.about.iter().any(|it| {
        let there = doc.profile.find(it.unit);
        there.is_some_and(|it| it.places & TITLE != 0)
    });
    (title.len() >= NAME && share >= WHOLE && tells).then(|| Met {
        share,
        place: Place::Title.label(),
        name: doc.entry.title.clone(),
    })
}

/// What the piece says, the other says in one place.
fn said(corpus: &Corpus, piece: &Piece, mine: &Profile, doc: &Doc) -> Option<Met> {
    let has = |unit: u32| doc.profile.find(unit).is_some();
    let told = share(piece, has);
    let (share, roots) = (told.weight, told.words);
    let letters = part_of(&piece.pairs, &doc.profile.pairs);
    let close = |most: usize, wanted: f64| share >= wanted && roots >= most;
    let same = if piece.number > 0 {
        close(2, 0.8) && letters >= 0.6 || close(3, 0.85) && letters >= 0.35
    } else {
        let copied = close(3, 0.9) && told.strong >= 2 && letters >= 0.8;
        let alike = told.strong >= 3
            && (close(3, 0.8) && letters >= 0.7 || close(4, 0.85) && letters >= 0.35);
        let rest = || rest(corpus, piece, mine, doc);
        copied && rest() <= ISLAND || alike && anchored(corpus, piece, doc) && rest() <= PARTLY
    };
    if !same {
        return None;
    }
    in_one_place(corpus, piece, doc, letters)
        .filter(|(here, _)| here.weight >= SHARED_PLACE * share)
        .filter(|(here, _)| here.words >= 2)
        .map(|(_, met)| met)
}

/// The sentence of the other project that says most of a piece.
fn in_one_place(corpus: &Corpus, piece: &Piece, doc: &Doc, letters: f64) -> Option<(Share, Met)> {
    let own = corpus.reader.unread(&doc.entry);
    let mut best: Option<(Share, Met)> = None;
    for (place, text) in doc.entry.texts() {
        for sentence in sentences(text) {
            let marks = corpus.reader.read(&sentence, &own);
            let here = share(piece, |unit| marks.iter().any(|it| it.unit == unit));
            if best
                .as_ref()
                .is_none_or(|(most, _)| here.weight > most.weight)
            {
                let met = Met {
                    share: here.weight.max(letters),
                    place: place.label(),
                    name: sentence.chars().take(LONGEST_NAME).collect(),
                };
                best = Some((here, met));
            }
        }
    }
    best
}

/// How much of what the declaration says beside the piece the other says too. Where it is much,
/// the two are of one kind, and like steps say nothing of the need.
fn rest(corpus: &Corpus, piece: &Piece, mine: &Profile, doc: &Doc) -> f64 {
    let (mut have, mut all) = (0.0, 0.0);
    for said in &mine.said {
        let tells = tells(said.meaning, said.common);
        if !tells || piece.about.iter().any(|it| it.unit == said.unit) {
            continue;
        }
        let weight = corpus.rarity(said).max(0.0);
        all += weight;
        have += if doc.profile.find(said.unit).is_some() {
            weight
        } else {
            0.0
        };
    }
    if all > 0.0 { have / all } else { 0.0 }
}

/// Whether a clause names what the other project is about: a step of its work alone (派单、反馈、
/// 销号) may be any project's.
fn anchored(corpus: &Corpus, piece: &Piece, doc: &Doc) -> bool {
    let titled = doc.profile.said.iter().filter(|it| {
        it.places & TITLE != 0 && matches!(it.meaning, Meaning::Object | Meaning::Word)
    });
    let (mut have, mut all) = (0.0, 0.0);
    for said in titled {
        let weight = corpus.rarity(said).max(0.0);
        all += weight;
        if piece.about.iter().any(|it| it.unit == said.unit) {
            have += weight;
        }
    }
    have >= ANCHOR * all && have > 0.0
}

/// How much of a piece another has: by weight, in words, and in words that are not of every day.
struct Share {
    weight: f64,
    words: usize,
    strong: usize,
}

/// The share of what a piece says that another has, by weight, and in how many words.
fn share(piece: &Piece, has: impl Fn(u32) -> bool) -> Share {
    let (mut have, mut all) = (0.0, 0.0);
    let (mut roots, mut strong) = (Vec::new(), Vec::new());
    for told in &piece.about {
        all += told.weight;
        if has(told.unit) {
            have += told.weight;
            roots.push(told.root);
            if told.strong {
                strong.push(told.root);
            }
        }
    }
    Share {
        weight: if all > 0.0 { have / all } else { 0.0 },
        words: distinct(roots),
        strong: distinct(strong),
    }
}

fn part_of(part: &[u32], whole: &[u32]) -> f64 {
    shared(part, whole) as f64 / part.len().max(1) as f64
}

fn item_match(piece: &Piece, entry: &Entry, met: Met) -> ItemMatch {
    let year = entry.year.map_or(String::new(), |year| format!("{year}年"));
    let (own, title, place, name) = (&piece.name, &entry.title, met.place, &met.name);
    let text = if name == title {
        format!("“{own}”与{year}“{title}”项目名称相同")
    } else {
        format!("“{own}”与{year}“{title}”项目的{place}“{name}”相近")
    };
    ItemMatch {
        own_is_title: false,
        own_number: piece.number,
        own_name: piece.name.clone(),
        own_amount: piece.amount,
        budget: false,
        number: 0,
        place: place.to_owned(),
        name: met.name,
        amount: 0,
        likeness: basis(met.share),
        telling: true,
        text,
    }
}
