//! Puts a comparison into words: each ground with its points and the words that agree.

use rustc_hash::FxHashMap;

use crate::check::{Aspect, Compared};
use crate::entry::{Entry, Place};
use crate::index::{Corpus, Doc};
use crate::lexicon::Meaning;
use crate::normal::normal;
use crate::profile::{Profile, Said};
use crate::score::{Cause, GROUNDS};

/// So many words are named for one ground.
const NAMED: usize = 6;

/// The causes, whose points add up to the score, and the aspects that agree.
pub(crate) fn explain(
    corpus: &Corpus,
    (declaration, mine): (&Entry, &Profile),
    compared: &Compared<'_>,
) -> (Vec<Cause>, Vec<Aspect>) {
    let doc = compared.doc;
    let words = Words {
        here: surfaces(corpus, declaration),
        there: surfaces(corpus, &doc.entry),
    };
    let causes = GROUNDS
        .iter()
        .filter_map(|ground| {
            let points = ground.points(&compared.measures).round() as i32;
            (points != 0).then(|| Cause {
                key: ground.key.to_owned(),
                text: words.cause(ground.key, ground.label, mine, &doc.profile, corpus),
                points,
            })
        })
        .collect();
    (causes, aspects((declaration, mine), doc, compared))
}

/// How each unit is written in the two entries.
struct Words {
    here: FxHashMap<u32, String>,
    there: FxHashMap<u32, String>,
}

impl Words {
    fn cause(
        &self,
        key: &str,
        label: &str,
        mine: &Profile,
        theirs: &Profile,
        corpus: &Corpus,
    ) -> String {
        let title = Place::Title.bit() | Place::System.bit();
        let named = match key {
            "about_here" | "about_there" => self.both(corpus, mine, theirs, is_about),
            "title_here" => self.both(corpus, mine, theirs, |it| {
                is_about(it) && it.places & title != 0
            }),
            "title_there" => self.both(corpus, theirs, mine, |it| {
                is_about(it) && it.places & title != 0
            }),
            "functions" => self.both(corpus, mine, theirs, |it| it.meaning == Meaning::Function),
            "users" => self.both(corpus, mine, theirs, |it| it.meaning == Meaning::User),
            "apart" => return self.apart("名称所指不同", corpus, (mine, theirs), title),
            "swapped" => return self.apart("文字雷同而所指不同", corpus, (mine, theirs), title),
            "wording" => return "连续用字相同".to_owned(),
            "name" => return "名称用字相同".to_owned(),
            "field" => return "所用词语属于同一领域".to_owned(),
            _ => return format!("{label}相近"),
        };
        if named.is_empty() {
            format!("{label}属同一领域")
        } else {
            format!("{label}相同：{}", named.join("、"))
        }
    }

    /// Units of both entries, the rarest first; where the words differ, both are named.
    fn both(
        &self,
        corpus: &Corpus,
        one: &Profile,
        other: &Profile,
        keep: impl Fn(&Said) -> bool,
    ) -> Vec<String> {
        let mut units: Vec<&Said> = one
            .said
            .iter()
            .filter(|it| keep(it) && other.find(it.unit).is_some())
            .collect();
        units.sort_by(|a, b| {
            corpus
                .rarity(b)
                .total_cmp(&corpus.rarity(a))
                .then(a.unit.cmp(&b.unit))
        });
        let mut named: Vec<String> = Vec::new();
        for said in units {
            let (Some(here), Some(there)) = (self.here.get(&said.unit), self.there.get(&said.unit))
            else {
                continue;
            };
            let words = if here == there {
                here.clone()
            } else {
                format!("{here}（对方作“{there}”）")
            };
            if !named.contains(&words) {
                named.push(words);
            }
        }
        named.truncate(NAMED);
        named
    }

    fn apart(
        &self,
        says: &str,
        corpus: &Corpus,
        (mine, theirs): (&Profile, &Profile),
        title: u8,
    ) -> String {
        let only = |one: &Profile, other: &Profile, words: &FxHashMap<u32, String>| {
            let mut units: Vec<&Said> = one
                .said
                .iter()
                .filter(|it| {
                    is_about(it) && it.places & title != 0 && other.find(it.unit).is_none()
                })
                .collect();
            units.sort_by(|a, b| {
                corpus
                    .rarity(b)
                    .total_cmp(&corpus.rarity(a))
                    .then(a.unit.cmp(&b.unit))
            });
            let mut named: Vec<String> = Vec::new();
            for word in units.iter().filter_map(|it| words.get(&it.unit)) {
                if !named.contains(word) {
                    named.push(word.clone());
                }
            }
            named.truncate(3);
            named.join("、")
        };
        let here = only(mine, theirs, &self.here);
        let there = only(theirs, mine, &self.there);
        match (here.is_empty(), there.is_empty()) {
            (false, false) => format!("{says}：本项目为“{here}”，对方为“{there}”"),
            (false, true) => format!("{says}：本项目为“{here}”"),
            (true, false) => format!("{says}：对方为“{there}”"),
            (true, true) => says.to_owned(),
        }
    }
}

fn is_about(said: &Said) -> bool {
    matches!(said.meaning, Meaning::Object | Meaning::Word)
}

fn surfaces(corpus: &Corpus, entry: &Entry) -> FxHashMap<u32, String> {
    let own = corpus.reader.unread(entry);
    let mut words = FxHashMap::default();
    for (_, text) in entry.texts() {
        let text: String = text.chars().take(crate::reader::MOST_LETTERS).collect();
        let letters: Vec<char> = text.chars().collect();
        for mark in corpus.reader.read(&text, &own) {
            words.entry(mark.unit).or_insert_with(|| {
                letters
                    .get(mark.start..mark.end)
                    .unwrap_or_default()
                    .iter()
                    .collect()
            });
        }
    }
    words
}

fn aspects(
    (declaration, mine): (&Entry, &Profile),
    doc: &Doc,
    compared: &Compared<'_>,
) -> Vec<Aspect> {
    let measures = &compared.measures;
    let mut aspects = Vec::new();
    let about = measures.about_here.max(measures.about_there);
    if about >= 0.4 && measures.field >= 0.4 {
        aspects.push(Aspect::Objective);
    }
    if measures.functions >= 0.35 {
        aspects.push(Aspect::Functions);
    }
    let data = Place::Data.bit();
    let shared_data = mine.said.iter().filter(|it| {
        is_about(it)
            && it.places & data != 0
            && doc
                .profile
                .find(it.unit)
                .is_some_and(|other| other.places & data != 0)
    });
    if shared_data.count() > 0 {
        aspects.push(Aspect::Data);
    }
    if measures.users >= 0.35 {
        aspects.push(Aspect::Users);
    }
    let system = normal(&declaration.system_name);
    let same = system.chars().count() > 1 && system == normal(&doc.entry.system_name);
    if same || measures.name >= 0.6 {
        aspects.push(Aspect::SystemName);
    }
    aspects
}
