//! The pack's tables: kinds of document, articles in our words, effects of acts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PackError;
use super::load::toml_line;

/// A kind of document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub id: String,
    pub name: String,
    pub article: String,
    pub stage: String,
    #[serde(default)]
    pub for_act: String,
    #[serde(default)]
    pub retention: String,
    #[serde(default)]
    pub template: String,
}

/// An article in our own words; the official text is imported by its users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    pub number: u32,
    /// How many paragraphs (款) the official text has there.
    #[serde(default = "one")]
    pub paragraphs: u32,
    pub title: String,
    pub summary: String,
}

fn one() -> u32 {
    1
}

/// One indicator that evaluations are scored by: data of the pack, marked there as a
/// choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub name: String,
    /// Full marks; all together are 100.
    pub points: i64,
    pub article: String,
    pub says: String,
}

/// A chapter's heading, and the article it begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    pub number: u32,
    pub title: String,
    pub from: u32,
}

/// What holds after an act: for reading a history.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Effect {
    /// Conditions: words that facts of the event must have.
    pub outcome: Option<String>,
    pub contract_kind: Option<String>,
    pub budget_purpose: Option<String>,
    pub lifted_measure: Option<String>,
    pub passed: Option<String>,
    pub measures: Option<String>,
    pub set: BTreeMap<String, toml::Value>,
    /// Facts that are known no longer, unless the event itself tells them.
    pub forget: Vec<String>,
    /// Facts that take the act's own date.
    pub date: Vec<String>,
    /// Words that join a set.
    pub add: BTreeMap<String, Vec<String>>,
    pub remove: BTreeMap<String, Vec<String>>,
    /// Facts whose value the act's own fact of the given name becomes.
    pub copy: BTreeMap<String, String>,
    /// Sets that the event's own words join.
    pub join: Vec<String>,
    /// Sets that the event's own word joins or leaves.
    pub include: BTreeMap<String, String>,
    pub exclude: BTreeMap<String, String>,
    /// Amounts that grow by the event's own amount once it has happened.
    pub sum: BTreeMap<String, String>,
    /// Totals that already count the event's own amount when it is judged.
    pub running: BTreeMap<String, String>,
    /// Further effects under a condition.
    #[serde(rename = "if")]
    pub branches: Vec<Effect>,
}

impl Effect {
    /// Facts that only events of this kind bring about: where none did, there is nothing.
    pub fn brings_about(&self) -> Vec<&str> {
        let own = self
            .set
            .keys()
            .chain(self.add.keys())
            .chain(self.include.keys())
            .chain(self.sum.keys())
            .chain(self.running.keys())
            .chain(&self.join);
        let mut names: Vec<&str> = own.map(String::as_str).collect();
        names.extend(self.branches.iter().flat_map(Effect::brings_about));
        names
    }

    /// Documents and other words that the act itself stands for.
    pub fn adds(&self, name: &str) -> Vec<&str> {
        let own = self.add.get(name).into_iter().flatten();
        let mut words: Vec<&str> = own.map(String::as_str).collect();
        words.extend(self.branches.iter().flat_map(|branch| branch.adds(name)));
        words
    }

    fn names(&self) -> Vec<&str> {
        let mut names = self.brings_about();
        names.extend(self.date.iter().chain(&self.forget).map(String::as_str));
        for map in [
            &self.copy,
            &self.include,
            &self.exclude,
            &self.sum,
            &self.running,
        ] {
            names.extend(
                map.iter()
                    .flat_map(|(to, from)| [to.as_str(), from.as_str()]),
            );
        }
        names.extend(self.remove.keys().map(String::as_str));
        names.extend(self.branches.iter().flat_map(Effect::names));
        names
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Materials {
    material: Vec<Material>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Articles {
    #[serde(default)]
    chapter: Vec<Chapter>,
    article: Vec<Article>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Indicators {
    indicator: Vec<Indicator>,
}

/// A pack without the file scores as a whole.
pub(super) fn indicators(text: Option<&str>) -> Result<Vec<Indicator>, Vec<PackError>> {
    const FILE: &str = "indicators.toml";
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let indicators = read::<Indicators>(FILE, text)?.indicator;
    let sum: i64 = indicators.iter().map(|known| known.points).sum();
    let known = |known: &&Indicator| crate::article::in_words(&known.article).is_none();
    let message = if sum != 100 {
        format!("full marks are {sum} together, not 100")
    } else if let Some(found) = indicators.iter().find(known) {
        format!("“{}” is no article number", found.article)
    } else {
        return Ok(indicators);
    };
    Err(vec![PackError::at(FILE, None, message)])
}

pub(super) fn materials(text: &str) -> Result<Vec<Material>, Vec<PackError>> {
    read::<Materials>("materials.toml", text).map(|read| read.material)
}

pub(super) fn articles(text: &str) -> Result<(Vec<Chapter>, Vec<Article>), Vec<PackError>> {
    read::<Articles>("articles.toml", text).map(|read| (read.chapter, read.article))
}

pub(super) fn effects(text: &str) -> Result<BTreeMap<String, Effect>, Vec<PackError>> {
    const FILE: &str = "effects.toml";
    let effects: BTreeMap<String, Effect> = read(FILE, text)?;
    let names = effects.values().flat_map(Effect::names);
    let unknown: Vec<PackError> = names
        .filter(|name| crate::facts::fact(name).is_none())
        .map(|name| {
            PackError::at(
                FILE,
                crate::words::line_of(text, name),
                format!("no fact is called “{name}”"),
            )
        })
        .collect();
    if unknown.is_empty() {
        Ok(effects)
    } else {
        Err(unknown)
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<PackError>> {
    toml::from_str(text).map_err(|error| {
        let message = error.to_string();
        vec![PackError::at(file, toml_line(&message), message)]
    })
}
