//! The labelled set and the figures that it gives.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use tongchou_likeness::{Class, Corpus, Entry, EntryKind, Limits, Reader};

use crate::background::background;

#[derive(Deserialize)]
pub struct Set {
    pub field: Vec<Field>,
}

#[derive(Deserialize)]
pub struct Field {
    pub name: String,
    pub base: Entry,
    pub light: Entry,
    pub heavy: Entry,
    pub prose: Entry,
    pub other: Entry,
    pub service: Entry,
    pub lookalike: Option<Entry>,
    /// Between light and heavy: other words, in the style of an office.
    pub medium: Option<Entry>,
    pub part: Option<Entry>,
}

#[derive(Deserialize)]
struct Reuse {
    platform: Vec<Entry>,
    need: Vec<Need>,
}

#[derive(Deserialize)]
struct Need {
    part: String,
    offered: Vec<String>,
    #[serde(flatten)]
    entry: Entry,
}

impl Field {
    /// Every text with what it is to the base.
    pub fn texts(&self) -> Vec<(&'static str, &Entry)> {
        let mut texts = vec![
            ("light", &self.light),
            ("heavy", &self.heavy),
            ("prose", &self.prose),
            ("service", &self.service),
            ("other", &self.other),
        ];
        texts.extend(self.lookalike.as_ref().map(|it| ("lookalike", it)));
        texts.extend(self.medium.as_ref().map(|it| ("medium", it)));
        texts.extend(self.part.as_ref().map(|it| ("part", it)));
        texts
    }

    pub fn id(&self, kind: &str) -> String {
        format!("{}/{kind}", self.name)
    }

    /// The base's own words under names that say nothing of it.
    pub fn retitled(&self) -> Vec<(&'static str, Entry)> {
        RETITLED
            .iter()
            .map(|title| {
                let base = &self.base;
                let copy = Entry {
                    title: (*title).to_owned(),
                    unit: "西城区丁局".to_owned(),
                    year: Some(2026),
                    ..base.clone()
                };
                ("retitled", copy)
            })
            .chain([("spaced", self.spaced())])
            .collect()
    }

    /// The light rewording with a space after each letter.
    fn spaced(&self) -> Entry {
        let apart =
            |text: &str| -> String { text.chars().flat_map(|letter| [letter, ' ']).collect() };
        let light = &self.light;
        Entry {
            title: apart(&light.title),
            summary: apart(&light.summary),
            functions: apart(&light.functions),
            function_list: Vec::new(),
            ..light.clone()
        }
    }

    /// What stands in the corpus: the base, its operation, and what must not be mistaken for it.
    fn standing(&self) -> Vec<Entry> {
        let standing = [
            ("base", &self.base),
            ("service", &self.service),
            ("other", &self.other),
        ];
        let lookalike = self.lookalike.as_ref().map(|it| ("lookalike", it));
        standing
            .into_iter()
            .chain(lookalike)
            .map(|(kind, entry)| self.named(kind, entry))
            .collect()
    }

    pub fn named(&self, kind: &str, entry: &Entry) -> Entry {
        Entry {
            id: self.id(kind),
            ..entry.clone()
        }
    }
}

const RETITLED: [&str; 4] = [
    "智慧城市运行支撑系统",
    "绿色低碳精细化管理平台",
    "基层治理能力提升工程",
    "综合管理平台",
];

pub fn part(name: &str) -> Set {
    toml::from_str::<Set>(match name {
        "tuning" => include_str!("tuning.toml"),
        "second_tuning" => include_str!("second_tuning.toml"),
        "second_held_out" => include_str!("second_held_out.toml"),
        "fourth_tuning" => include_str!("fourth_tuning.toml"),
        "fourth_held_out" => include_str!("fourth_held_out.toml"),
        _ => include_str!("held_out.toml"),
    })
    .unwrap()
}

/// The corpus that a part is judged in.
pub fn corpus(set: &Set, others: usize) -> Corpus {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(background(others));
    for field in &set.field {
        corpus.put_all(field.standing());
    }
    corpus
}

/// Right, wrong and missed answers of one class.
#[derive(Default, Clone, Copy)]
pub struct Count {
    pub right: usize,
    pub wrong: usize,
    pub missed: usize,
}

impl Count {
    pub fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    pub fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

#[derive(Default)]
pub struct Figures {
    /// For each kind of rewording: base among the first five, flagged as duplicate, all.
    pub found: BTreeMap<&'static str, [usize; 3]>,
    pub classes: BTreeMap<&'static str, Count>,
    pub errors: Vec<String>,
}

impl Figures {
    pub fn recall_at_5(&self, kind: &str) -> f64 {
        let [found, _, all] = self.found.get(kind).copied().unwrap_or_default();
        found as f64 / all.max(1) as f64
    }

    pub fn class(&self, name: &str) -> Count {
        self.classes.get(name).copied().unwrap_or_default()
    }

    fn note(&mut self, class: &'static str, wanted: bool, given: bool) {
        let count = self.classes.entry(class).or_default();
        match (wanted, given) {
            (true, true) => count.right += 1,
            (false, true) => count.wrong += 1,
            (true, false) => count.missed += 1,
            (false, false) => {}
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, [found, flagged, all]) in &self.found {
            writeln!(
                f,
                "{kind:10} among the first five {found}/{all}, flagged duplicate {flagged}/{all}"
            )?;
        }
        for (class, count) in &self.classes {
            let (right, given) = (count.right, count.right + count.wrong);
            let precision = count.precision();
            write!(f, "{class:14} precision {precision:.3} ({right}/{given})")?;
            // Which words of strangers are alike is not labelled, so that nothing can be missed.
            if *class != "similar words" {
                let all = count.right + count.missed;
                write!(f, ", recall {:.3} ({right}/{all})", count.recall())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

const CLASSES: [(Class, &str); 3] = [
    (Class::Duplicate, "duplicate"),
    (Class::Related, "related"),
    (Class::SimilarWords, "similar words"),
];

/// What the class of a hit ought to be; `None` where no class would be wrong but duplicate.
fn truth(field: &Field, kind: &str, id: &str) -> Option<Class> {
    let same = [
        "light", "medium", "heavy", "prose", "part", "base", "retitled", "spaced",
    ]
    .contains(&kind);
    if same && id == field.id("base") {
        return Some(Class::Duplicate);
    }
    if same && id == field.id("service") || kind == "service" && id == field.id("base") {
        return Some(Class::Related);
    }
    None
}

pub fn judge(set: &Set, others: usize) -> Figures {
    let corpus = corpus(set, others);
    let mut figures = Figures::default();
    for field in &set.field {
        let retitled = field.retitled();
        let texts = field.texts().into_iter();
        let retitled = retitled.iter().map(|(kind, entry)| (*kind, entry));
        for (kind, entry) in texts.chain(retitled) {
            let entry = field.named(kind, entry);
            let hits = corpus.check(&entry, &Limits::default());
            let base = field.id("base");
            let place = hits.iter().position(|hit| hit.id == base);
            let flagged = hits
                .iter()
                .any(|it| it.id == base && it.class == Class::Duplicate);
            let row = figures.found.entry(kind).or_default();
            row[0] += usize::from(place.is_some_and(|at| at < 5));
            row[1] += usize::from(flagged);
            row[2] += 1;
            classes(&mut figures, field, kind, &hits);
        }
    }
    figures
}

fn classes(figures: &mut Figures, field: &Field, kind: &str, hits: &[tongchou_likeness::Hit]) {
    for wanted in ["base", "service"] {
        let id = field.id(wanted);
        if let Some(class) = truth(field, kind, &id)
            && !hits.iter().any(|hit| hit.id == id && hit.class == class)
        {
            let found = hits.iter().position(|hit| hit.id == id);
            figures.errors.push(format!(
                "MISSED {} {} as {class:?}: {}",
                field.name,
                kind,
                found.map_or("no hit".into(), |at| format!(
                    "{at} {:?} {}",
                    hits[at].class, hits[at].likeness
                ))
            ));
        }
        for (class, name) in CLASSES {
            let right = truth(field, kind, &id) == Some(class);
            let given = hits.iter().any(|hit| hit.id == id && hit.class == class);
            if right && !given {
                figures.note(name, true, false);
            }
        }
    }
    for hit in hits {
        let mut wanted = truth(field, kind, &hit.id);
        if wanted.is_none() {
            // Nothing else is the same need: at most its words are alike.
            wanted = Some(Class::SimilarWords);
        }
        for (class, name) in CLASSES {
            figures.note(
                name,
                wanted == Some(class) && hit.class == class,
                hit.class == class,
            );
            if hit.class == class && wanted != Some(class) {
                figures.errors.push(format!(
                    "WRONG {class:?} {} {kind} -> {} {} ({}) {}",
                    field.name, hit.id, hit.title, hit.likeness, hit.finding
                ));
            }
        }
    }
}

/// Right, wrong and missed platforms on one part.
pub fn judge_reuse(name: &str, errors: &mut Vec<String>) -> Count {
    let reuse: Reuse = toml::from_str(include_str!("reuse.toml")).unwrap();
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(background(500));
    corpus.put_all(
        reuse
            .platform
            .into_iter()
            .map(|it| Entry {
                kind: EntryKind::Platform,
                ..it
            })
            .collect(),
    );
    let mut count = Count::default();
    for need in reuse.need.iter().filter(|need| need.part == name) {
        let hits = corpus.check(&need.entry, &Limits::default());
        let given: Vec<&str> = hits
            .iter()
            .filter(|hit| hit.class == Class::ReuseCandidate)
            .map(|hit| hit.id.as_str())
            .collect();
        let right = need
            .offered
            .iter()
            .filter(|id| given.contains(&id.as_str()))
            .count();
        count.right += right;
        count.missed += need.offered.len() - right;
        count.wrong += given.len() - right;
        if right < need.offered.len() || given.len() > right {
            errors.push(format!(
                "REUSE {} wants {:?}, got {given:?}",
                need.entry.title, need.offered
            ));
        }
    }
    count
}
