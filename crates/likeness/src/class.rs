//! The class of a hit. Similarity alone never refuses anything: a class only says what the unit
//! has to answer and what reviewers look at.

use std::ops::ControlFlow::{self, Break, Continue};

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, EntryKind, Work};
use crate::index::{Corpus, Doc};
use crate::items::ItemMatch;
use crate::lexicon::Meaning;
use crate::measure::Measures;
use crate::profile::Profile;
use crate::repeat::repeats;
use crate::reuse::reuse;
use crate::score::likelihood;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The same need, or a part of it, is met already.
    Duplicate,
    /// Operation, test, supervision or another phase of the same system.
    Related,
    /// A platform or a result offers what is needed.
    ReuseCandidate,
    /// Like words, another purpose.
    SimilarWords,
}

impl Class {
    /// As pages name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Duplicate => "疑似重复",
            Self::Related => "关联项目",
            Self::ReuseCandidate => "可复用",
            Self::SimilarWords => "用词相近、用途不同",
        }
    }
}

pub(crate) struct Ruling {
    pub class: Class,
    pub likeness: i64,
    pub confidence: i64,
    pub finding: String,
}

/// From which likelihood (basis points) a hit is a duplicate, and from which it is shown at all.
pub(crate) const DUPLICATE: i64 = 5_000;
/// A little less is flagged already: an answer costs less than a system bought twice.
const FLAGGED: i64 = 4_500;
const SHOWN: i64 = 700;
/// From this likelihood on a hit that is no duplicate may be one: people have to judge.
pub const UNSURE: i64 = 2_000;
/// From so many points on a hit of the same field is shown, last in the list.
const WORTH_A_LOOK: f64 = 42.0;

pub(crate) fn rule(
    corpus: &Corpus,
    (declaration, mine): (&Entry, &Profile),
    doc: &Doc,
    measures: &Measures,
    points: f64,
    items: &[ItemMatch],
) -> Option<Ruling> {
    let likeness = likelihood(points);
    let other = &doc.entry;
    if matches!(other.kind, EntryKind::Platform | EntryKind::Result) {
        return reuse(corpus, mine, doc, measures, likeness);
    }
    if let Break(ruling) = of_one_system(corpus, (declaration, mine), doc, measures, likeness) {
        return ruling;
    }
    let piece = piece_of(measures, items, mine);
    if likeness >= FLAGGED || piece {
        let finding = duplicate_finding(measures, piece, other);
        let likeness = likeness.max(if piece { 5_500 } else { 0 });
        return Some(ruling(Class::Duplicate, likeness, likeness, finding));
    }
    let telling = items
        .iter()
        .find(|it| it.telling && (it.budget || it.number == 0));
    if let Some(item) = telling.filter(|_| other.kind == EntryKind::Project) {
        let finding = if item.budget {
            "总体用途不同，而有明细与已购内容相同".to_owned()
        } else {
            format!("总体用途不同，而有一部分与对方相同：{}", item.text)
        };
        let likeness = likeness.max(DUPLICATE);
        return Some(ruling(Class::Duplicate, likeness, DUPLICATE, finding));
    }
    let same_field = points >= WORTH_A_LOOK && measures.field >= 0.45;
    let alike = likeness >= SHOWN || same_field || measures.wording > 0.42 || !items.is_empty();
    alike.then(|| Ruling {
        class: Class::SimilarWords,
        likeness,
        confidence: 10_000 - likeness,
        finding: if likeness >= UNSURE {
            "可能是同一需求，把握不足，请人工判断".to_owned()
        } else if items.is_empty() {
            "用词或领域相近，同一需求的迹象不足".to_owned()
        } else {
            "总体用途不同，但有明细与已购内容相近".to_owned()
        },
    })
}

/// What follows from both being about one system; none where that decides nothing.
fn of_one_system(
    corpus: &Corpus,
    (declaration, mine): (&Entry, &Profile),
    doc: &Doc,
    measures: &Measures,
    likeness: i64,
) -> ControlFlow<Option<Ruling>> {
    let other = &doc.entry;
    let system = same_system(measures);
    let same = system >= enough(declaration, other);
    let sure = likeness.max(basis(system));
    let (here, there) = (mine.work, doc.profile.work);
    let related =
        |finding: String| Break(Some(ruling(Class::Related, sure, basis(system), finding)));
    let again = likeness >= DUPLICATE && repeats(corpus, mine, &doc.profile);
    let repeated = |finding: &str| {
        Break(Some(ruling(
            Class::Duplicate,
            likeness,
            likeness,
            finding.into(),
        )))
    };
    if continues(declaration, other) {
        if again {
            return repeated("本项目注明承接该项目，而所列内容与其大体相同，请说明新增的内容");
        }
        let finding = "本项目注明承接该项目，属同一系统的前后期".to_owned();
        return Break(Some(ruling(
            Class::Related,
            likeness.max(9_000),
            9_500,
            finding,
        )));
    }
    if here.is_service() != there.is_service() || (here.is_service() && here != there) {
        if again && (mine.builds || doc.profile.builds) && mine.serves() == doc.profile.serves() {
            return repeated("名义上是服务，而所列内容与对方建设的功能大体相同");
        }
        return Break(service((here, there), likeness, same.then_some(system)));
    }
    if here.is_service() && same_unit(declaration, other) && declaration.year != other.year {
        if same && likeness >= SHOWN {
            return related(format!("同一系统其他年份的{}", there.label()));
        }
        return Break(None);
    }
    if same && next_phase(declaration, other, mine, &doc.profile) {
        if again {
            return repeated("同一单位同一系统的另一期，所列功能与前期大体相同，请说明新增的内容");
        }
        return related("同一单位同一系统的另一期，请说明与前期建设内容的区别".to_owned());
    }
    Continue(())
}

fn continues(declaration: &Entry, other: &Entry) -> bool {
    declaration.predecessor.as_ref() == Some(&other.id)
        || other.predecessor.is_some() && other.predecessor.as_ref() == Some(&declaration.id)
}

fn ruling(class: Class, likeness: i64, confidence: i64, finding: String) -> Ruling {
    Ruling {
        class,
        likeness,
        confidence,
        finding,
    }
}

fn service((here, there): (Work, Work), likeness: i64, system: Option<f64>) -> Option<Ruling> {
    if system.is_none() && likeness < DUPLICATE {
        return (likeness >= SHOWN).then(|| Ruling {
            class: Class::SimilarWords,
            likeness: likeness / 2,
            confidence: 10_000 - likeness,
            finding: format!("用词相近；一方为{}，一方为{}", here.label(), there.label()),
        });
    }
    let service = if here.is_service() { here } else { there };
    let sure = basis(system.unwrap_or(0.0)).max(likeness);
    let finding = format!("同一系统的{}，不是重复建设", service.label());
    Some(ruling(Class::Related, sure, sure, finding))
}

/// A service of a project that the declaration repeats.
pub(crate) fn follows(base: &Doc, doc: &Doc, likeness: i64, system: f64) -> Ruling {
    let work = if doc.profile.work.is_service() {
        doc.profile.work
    } else {
        base.profile.work
    };
    let sure = likeness.min(basis(system)) / 2;
    let as_what = if is_later_phase(doc, base) {
        "后续建设"
    } else {
        work.label()
    };
    Ruling {
        class: Class::Related,
        likeness: sure,
        confidence: sure,
        finding: format!("与疑似重复的“{}”属同一系统的{as_what}", base.entry.title),
    }
}

/// Whether an entry is a later phase than another of the same unit, by its title.
pub(crate) fn is_later_phase(doc: &Doc, base: &Doc) -> bool {
    let both_build = !doc.profile.work.is_service() && !base.profile.work.is_service();
    both_build && doc.profile.phase > base.profile.phase && same_unit(&base.entry, &doc.entry)
}

/// How surely two entries are about one system: each title in the other's text.
pub(crate) fn same_system(measures: &Measures) -> f64 {
    let titles = 0.45 * measures.title_here + 0.4 * measures.title_there;
    let same = (titles + 0.25 * measures.name).min(1.0);
    same * measures.evidence.sqrt() * (1.0 - 0.5 * measures.swapped)
}

/// From which share on a service is about the system: less is enough within one unit.
pub(crate) fn enough(declaration: &Entry, other: &Entry) -> f64 {
    if same_unit(declaration, other) {
        0.45
    } else {
        0.62
    }
}

fn next_phase(declaration: &Entry, other: &Entry, mine: &Profile, theirs: &Profile) -> bool {
    let marked = mine.work == Work::Upgrade || theirs.work == Work::Upgrade;
    let phases = mine.phase != theirs.phase;
    same_unit(declaration, other) && (marked || phases)
}

pub(crate) fn same_unit(one: &Entry, other: &Entry) -> bool {
    !one.unit.is_empty() && one.unit == other.unit
}

/// From here on a text is rather a like one about another object than a part.
const EXCHANGED: f64 = 0.5;

/// Whether one need lies wholly in the other.
fn piece_of(measures: &Measures, items: &[ItemMatch], mine: &Profile) -> bool {
    let inside = measures.about_here >= 0.66 && measures.title_here >= 0.75;
    let whole = mine
        .said
        .iter()
        .filter(|it| it.meaning == Meaning::Object)
        .count()
        >= 2;
    let as_item = items
        .iter()
        .any(|it| it.own_is_title && it.likeness >= 7_500 && measures.title_here >= 0.75);
    let same_name = measures.apart < 0.3;
    whole
        && same_name
        && measures.evidence >= 0.6
        && measures.field >= 0.4
        && measures.swapped < EXCHANGED
        && (inside && measures.functions >= 0.3 || as_item)
}

fn duplicate_finding(measures: &Measures, piece: bool, other: &Entry) -> String {
    if piece && measures.about_there + 0.25 < measures.about_here {
        return format!("本项目的内容包含在“{}”之中", other.title);
    }
    if measures.about_here + 0.25 < measures.about_there {
        return format!("本项目包含了“{}”的内容", other.title);
    }
    if measures.wording > 0.6 {
        "需求相同，文字也大体相同".to_owned()
    } else {
        "需求相同，说法不同".to_owned()
    }
}

pub(crate) fn basis(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 10_000.0).round() as i64
}
