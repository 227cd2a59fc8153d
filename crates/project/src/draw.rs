//! The draw of experts from the pool: anyone who knows the seed and the pool as
//! it was can draw again and gets the same names. Chance comes in with the seed;
//! there is none here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sm3::{Digest, Sm3};

use crate::registers::{Expert, Registers};
use crate::state::{Candidate, Panel, Project};

/// Why an expert cannot be drawn: the word that is recorded, and how it reads.
const EXCLUSIONS: &[(&str, &str)] = &[
    ("unit", "项目单位的工作人员"),
    ("handler", "为项目单位经办过本项目"),
    ("declared", "专家申报了与项目单位的利害关系"),
    ("contractor", "与为项目单位服务的承建等机构有利害关系"),
    (RECUSED, "专家就本项目申请过回避"),
    (DRAWN, "此前已抽中，未提交意见而被替换"),
    (DECLINED, "此前已抽中，因故不能参加本次评审"),
    (STAYING, "留在专家组，不再抽取"),
];

/// Stays in the panel from an earlier draw.
pub(crate) const STAYING: &str = "staying";
pub(crate) const DRAWN: &str = "drawn";
pub(crate) const DECLINED: &str = "declined";
/// Said to have an interest in this very project.
pub(crate) const RECUSED: &str = "recused";

impl Candidate {
    /// Leaves it at that the expert was drawn before and is not any more.
    pub(crate) fn forget_why_declined(&mut self) {
        let why = self.excluded.as_deref();
        if why == Some(DECLINED) || why == Some(RECUSED) {
            self.excluded = Some(DRAWN.to_owned());
        }
    }

    /// Why the expert was left out of the draw, in words.
    pub fn exclusion(&self) -> Option<&str> {
        let word = self.excluded.as_deref()?;
        let known = EXCLUSIONS.iter().find(|(id, _)| *id == word);
        Some(known.map_or(word, |(_, says)| says))
    }
}

/// The interest an expert has in a project, if any: the unit's own people, those
/// who declared a relation to it, and those tied to an agency that works for the
/// unit or built what the project continues.
pub(crate) fn interest(
    project: &Project,
    expert: &Expert,
    registers: &Registers,
) -> Option<&'static str> {
    if expert.body.as_ref() == Some(&project.unit) || expert.employer == project.unit_name {
        return Some("unit");
    }
    if project.handlers.contains(&expert.person) {
        return Some("handler");
    }
    if project.recused.contains(&expert.id) {
        return Some(RECUSED);
    }
    if expert.bodies.contains(&project.unit) {
        return Some("declared");
    }
    let tied = |agencies: &BTreeSet<String>| !agencies.is_disjoint(&expert.agencies);
    let predecessor = project.predecessor.as_ref();
    let predecessor = predecessor.and_then(|id| registers.projects.get(id));
    let mut own = project.contracts.iter();
    let of_unit = |agency| registers.projects.works_for(&project.unit, agency);
    let works = own.any(|each| expert.agencies.contains(&each.agency))
        || predecessor.is_some_and(|other| tied(&other.agencies))
        || expert.agencies.iter().any(|agency| of_unit(agency));
    works.then_some("contractor")
}

/// What an expert's place in the draw goes by: SM3 of the seed, a zero byte and
/// the expert's id, in hexadecimal.
pub fn rank(seed: &str, expert: &str) -> String {
    let mut hash = Sm3::new();
    hash.update(seed.as_bytes());
    hash.update([0]);
    hash.update(expert.as_bytes());
    let digest = hash.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn in_order(seed: &str, mut pool: Vec<Candidate>) -> Vec<Candidate> {
    pool.sort_by_cached_key(|candidate| rank(seed, &candidate.expert));
    pool
}

/// Of those who can be drawn, in order: the first for each field that must be
/// there, then the first of the rest.
pub(crate) fn draw<'a>(
    ordered: &'a [Candidate],
    size: usize,
    fields: &BTreeSet<String>,
) -> Vec<&'a Candidate> {
    let eligible = || ordered.iter().filter(|each| each.excluded.is_none());
    let mut drawn: Vec<&Candidate> = Vec::new();
    for field in fields {
        if drawn.iter().any(|each| each.fields.contains(field)) {
            continue;
        }
        let first = eligible().find(|each| each.fields.contains(field) && !holds(&drawn, each));
        drawn.extend(first);
    }
    for candidate in eligible() {
        if drawn.len() < size && !holds(&drawn, candidate) {
            drawn.push(candidate);
        }
    }
    drawn
}

fn holds(drawn: &[&Candidate], candidate: &Candidate) -> bool {
    drawn.iter().any(|other| other.expert == candidate.expert)
}

/// A draw done once more from what was recorded of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrawn {
    /// Ids of the experts in the order of the draw, with what the order goes by.
    pub ranks: Vec<(String, String)>,
    /// Ids of the members that come out.
    pub members: BTreeSet<String>,
    /// Whether order and members are those recorded.
    pub equal: bool,
}

impl Panel {
    /// Draws again; `None` of a draw that did not keep its pool.
    pub fn redraw(&self) -> Option<Redrawn> {
        if self.pool.is_empty() {
            return None;
        }
        let ordered = in_order(&self.seed, self.pool.clone());
        let staying: BTreeSet<String> = ordered
            .iter()
            .filter(|each| each.excluded.as_deref() == Some(STAYING))
            .map(|each| each.expert.clone())
            .collect();
        let size = usize::try_from(self.size)
            .unwrap_or(0)
            .saturating_sub(staying.len());
        let fresh = draw(&ordered, size, &self.required_fields);
        let fresh = fresh.iter().map(|each| each.expert.clone());
        let members: BTreeSet<String> = staying.iter().cloned().chain(fresh).collect();
        let recorded: BTreeSet<String> = self
            .members
            .iter()
            .map(|member| member.expert.clone())
            .collect();
        Some(Redrawn {
            ranks: ordered
                .iter()
                .map(|each| (each.expert.clone(), rank(&self.seed, &each.expert)))
                .collect(),
            equal: members == recorded && ordered == self.pool,
            members,
        })
    }
}
