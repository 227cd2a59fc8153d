//! How long a document is kept: a choice of the pack, by kind of document. The
//! text of article 29 gives no period.

use tongchou_project::Filing;
use tongchou_rules::Regulation;

use crate::pages::papers::SEALED;

/// The settings that say how long what is no material of the law is kept.
const LETTERS: &str = "retention_letters";
const FORMS: &str = "retention_forms";
const FILES: &str = "retention_files";

/// `permanent`, or so many years; empty where the pack says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention(pub String);

impl Retention {
    /// 永久, 30年.
    pub fn in_words(&self) -> String {
        match self.0.as_str() {
            "" => String::new(),
            "permanent" => "永久".to_owned(),
            years => format!("{years}年"),
        }
    }

    pub fn of_letters(law: &Regulation) -> Self {
        chosen(law, LETTERS)
    }

    pub fn of_forms(law: &Regulation) -> Self {
        chosen(law, FORMS)
    }

    pub fn of_material(law: &Regulation, material: &str) -> Self {
        let mut known = law.materials().iter();
        let found = known.find(|known| known.id == material);
        match found.filter(|known| !known.retention.is_empty()) {
            Some(known) => Self(known.retention.clone()),
            None => chosen(law, FILES),
        }
    }

    /// Of the files that an act brought: as the material they stand for, or as the
    /// letter whose scan they are.
    pub fn of_filing(law: &Regulation, filing: &Filing) -> Self {
        match &filing.material {
            Some(material) => Self::of_material(law, material),
            None if filing.act == SEALED => Self::of_letters(law),
            None => chosen(law, FILES),
        }
    }
}

fn chosen(law: &Regulation, question: &str) -> Retention {
    let mut questions = law.questions();
    let found = questions.find(|known| known.id == question);
    Retention(found.map_or_else(String::new, |known| known.chosen.clone()))
}

/// The parts of an archive, in order: what each is called, and the stages of the
/// regulation's acts in it.
pub const PARTS: [(&str, &[&str]); 7] = [
    ("申报", &["declaration", "design"]),
    ("审查", &["review"]),
    ("建设", &["budget", "contract", "construction"]),
    ("验收", &["acceptance"]),
    ("归档", &["archive"]),
    ("评价", &["evaluation"]),
    ("监督", &["supervision"]),
];

pub const OTHER: &str = "其他";

/// The part that a stage of the regulation belongs to.
pub fn part(stage: &str) -> &'static str {
    let mut parts = PARTS.iter();
    let found = parts.find(|(_, stages)| stages.contains(&stage));
    found.map_or(OTHER, |(name, _)| name)
}

/// The part that the papers of an act belong to.
pub fn part_of_act(law: &Regulation, act: &str) -> &'static str {
    law.act(act).map_or(OTHER, |act| part(&act.stage))
}

/// The part that a material belongs to, or else the act that brought it.
pub fn part_of_material(law: &Regulation, material: &str, act: &str) -> &'static str {
    let mut known = law.materials().iter();
    let found = known.find(|known| known.id == material);
    found.map_or_else(|| part_of_act(law, act), |known| part(&known.stage))
}

/// Where a part stands among them.
pub fn place_of(part: &str) -> usize {
    let mut parts = PARTS.iter();
    parts
        .position(|(name, _)| *name == part)
        .unwrap_or(PARTS.len())
}
