//! The check: which entries a declaration resembles, of which class, and why.

use serde::{Deserialize, Serialize};

use crate::class::{Class, DUPLICATE, Ruling, enough, follows, is_later_phase, rule, same_system};
use crate::entry::{Entry, EntryKind, Work};
use crate::explain::explain;
use crate::index::{Corpus, Doc};
use crate::items::{ItemMatch, item_matches};
use crate::measure::{Measures, Weights, measure};
use crate::passage::{Passage, passages};
use crate::piece::{Piece, piece_matches, pieces};
use crate::profile::{Profile, pairs_of, shared};
use crate::reuse::MOST_REUSED;
use crate::score::{Cause, likelihood, points};

/// In which respects two entries agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    Objective,
    Functions,
    Data,
    Users,
    SystemName,
}

impl Aspect {
    /// As pages name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Objective => "目标",
            Self::Functions => "功能",
            Self::Data => "数据",
            Self::Users => "用户",
            Self::SystemName => "系统名称",
        }
    }
}

/// One entry that resembles the declaration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub id: String,
    pub kind: EntryKind,
    pub title: String,
    pub unit: String,
    pub year: Option<i32>,
    pub class: Class,
    /// How sure the class is, in basis points.
    pub confidence: i64,
    /// How alike the two needs are, in basis points: what hits are ordered by.
    pub likeness: i64,
    /// The sum of the causes' points.
    pub score: i32,
    /// One sentence that says what was found.
    pub finding: String,
    pub causes: Vec<Cause>,
    pub aspects: Vec<Aspect>,
    pub passages: Vec<Passage>,
    pub items: Vec<ItemMatch>,
}

/// What a check is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// So many hits at most.
    pub hits: usize,
    /// So many pairs of passages for each hit.
    pub passages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hits: 20,
            passages: 3,
        }
    }
}

/// So many projects that are met again are asked what serves them.
const FOLLOWED: usize = 2;

/// One comparison, before it is explained.
pub(crate) struct Compared<'a> {
    pub doc: &'a Doc,
    pub measures: Measures,
    pub points: f64,
    pub ruling: Ruling,
    pub items: Vec<ItemMatch>,
}

/// A row or sentence that the declaration has from what it repeats as a whole says nothing of a
/// third project that has it too.
fn explained(found: &mut [Compared<'_>]) {
    let wholes: Vec<&Doc> = found
        .iter()
        .filter(|it| it.ruling.class == Class::Duplicate && it.ruling.likeness > DUPLICATE)
        .map(|it| it.doc)
        .collect();
    for compared in found.iter_mut() {
        let sentences = compared.items.iter().filter(|it| it.telling);
        let known = |it: &ItemMatch| {
            let pairs = pairs_of(&it.own_name);
            !it.own_is_title
                && wholes
                    .iter()
                    .any(|doc| shared(&pairs, &doc.profile.pairs) * 10 >= pairs.len() * 9)
        };
        let by_part = compared.ruling.class == Class::Duplicate
            && likelihood(compared.points) < DUPLICATE
            && compared.ruling.likeness == DUPLICATE;
        if by_part && sentences.clone().count() > 0 && sentences.clone().all(known) {
            compared.items.retain(|it| !it.telling);
            compared.ruling = Ruling {
                class: Class::SimilarWords,
                likeness: likelihood(compared.points),
                confidence: DUPLICATE,
                finding: "相同的部分也见于本项目整体所重复的另一项目".to_owned(),
            };
        }
    }
}

impl Corpus {
    /// All hits on a declaration: duplicates first, then the likeliest. The entry of the same id, if the declaration
    /// itself is in the corpus, is left out.
    pub fn check(&self, declaration: &Entry, limits: &Limits) -> Vec<Hit> {
        let mine = self.profile(declaration);
        let weights = Weights::of(self, &mine);
        let pieces = pieces(self, declaration, &mine);
        let mut found = self.compare((declaration, &mine), &weights, &pieces);
        found.truncate(limits.hits);
        found
            .into_iter()
            .map(|compared| self.hit(declaration, &mine, compared, limits))
            .collect()
    }

    pub(crate) fn compare<'a>(
        &'a self,
        (declaration, mine): (&Entry, &Profile),
        weights: &Weights,
        pieces: &[Piece],
    ) -> Vec<Compared<'a>> {
        let mut slots = self.candidates(mine, &weights.asked());
        slots.extend(self.by_pieces(pieces));
        slots.sort_unstable();
        slots.dedup();
        let mut found: Vec<Compared<'a>> = slots
            .into_iter()
            .filter_map(|slot| self.doc(slot))
            .filter(|doc| doc.entry.id != declaration.id)
            .filter_map(|doc| {
                let theirs = Weights::of(self, &doc.profile);
                let measures = measure((mine, weights), (&doc.profile, &theirs));
                let mut items = item_matches(self, (declaration, mine), doc);
                items.extend(piece_matches(self, pieces, mine, doc));
                let points = points(&measures);
                let ruling = rule(self, (declaration, mine), doc, &measures, points, &items)?;
                Some(Compared {
                    doc,
                    measures,
                    points,
                    ruling,
                    items,
                })
            })
            .collect();
        explained(&mut found);
        self.follow(declaration, &mut found);
        found.sort_by(|a, b| {
            let met = |it: &Compared<'_>| it.ruling.class == Class::Duplicate;
            met(b)
                .cmp(&met(a))
                .then(b.ruling.likeness.cmp(&a.ruling.likeness))
                .then(b.points.total_cmp(&a.points))
                .then_with(|| a.doc.entry.id.cmp(&b.doc.entry.id))
        });
        let mut reused = 0;
        found.retain(|it| {
            reused += usize::from(it.ruling.class == Class::ReuseCandidate);
            it.ruling.class != Class::ReuseCandidate || reused <= MOST_REUSED
        });
        found
    }

    /// What serves a project that is met again serves the declaration's system too, even if the
    /// service's own few words do not show it; and the later phases of one that is met again are
    /// the same system once more, nothing else that is repeated.
    fn follow<'a>(&'a self, declaration: &Entry, found: &mut Vec<Compared<'a>>) {
        let mut met: Vec<(i64, &'a Doc)> = found
            .iter()
            .filter(|it| it.ruling.class == Class::Duplicate)
            .map(|it| (it.ruling.likeness, it.doc))
            .collect();
        met.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.entry.id.cmp(&b.1.entry.id)));
        for (likeness, base) in met.into_iter().take(FOLLOWED) {
            let theirs = Weights::of(self, &base.profile);
            for slot in self.candidates(&base.profile, &theirs.asked()) {
                let Some(doc) = self.doc(slot).filter(|doc| {
                    let serves = doc.profile.work.is_service() != base.profile.work.is_service();
                    (serves || is_later_phase(doc, base))
                        && doc.entry.id != declaration.id
                        && doc.entry.kind == EntryKind::Project
                }) else {
                    continue;
                };
                let at = found.iter().position(|it| it.doc.entry.id == doc.entry.id);
                let known = at.and_then(|at| found.get(at));
                if known.is_some_and(|it| it.ruling.class == Class::Related) {
                    continue;
                }
                let weights = Weights::of(self, &doc.profile);
                let measures = measure((&base.profile, &theirs), (&doc.profile, &weights));
                let system = same_system(&measures);
                if system < enough(&base.entry, &doc.entry) {
                    continue;
                }
                if let Some(at) = at {
                    found.swap_remove(at);
                }
                found.push(Compared {
                    doc,
                    measures: Measures::default(),
                    points: 0.0,
                    ruling: follows(base, doc, likeness, system),
                    items: Vec::new(),
                });
            }
        }
    }

    fn hit(
        &self,
        declaration: &Entry,
        mine: &Profile,
        compared: Compared<'_>,
        limits: &Limits,
    ) -> Hit {
        let entry = &compared.doc.entry;
        let (causes, aspects) = explain(self, (declaration, mine), &compared);
        Hit {
            id: entry.id.clone(),
            kind: entry.kind,
            title: entry.title.clone(),
            unit: entry.unit.clone(),
            year: entry.year,
            class: compared.ruling.class,
            confidence: compared.ruling.confidence,
            likeness: compared.ruling.likeness,
            score: causes
                .iter()
                .fold(0, |sum: i32, cause| sum.saturating_add(cause.points)),
            finding: compared.ruling.finding.clone(),
            causes,
            aspects,
            passages: passages(self, declaration, compared.doc, limits.passages),
            items: compared.items,
        }
    }

    /// What kind of work a declaration is taken for.
    pub fn work(&self, declaration: &Entry) -> Work {
        self.reader.work(declaration)
    }

    /// The measures of one pair, for evaluations and fits.
    pub fn measures(&self, declaration: &Entry, id: &str) -> Option<Measures> {
        let other = self.get(id)?;
        let mine = self.profile(declaration);
        let theirs = self.profile(other);
        Some(measure(
            (&mine, &Weights::of(self, &mine)),
            (&theirs, &Weights::of(self, &theirs)),
        ))
    }
}
