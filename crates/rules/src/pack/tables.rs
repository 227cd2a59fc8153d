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
    pub title: String,
    pub summary: String,
}

/// What holds after an act: for reading a history.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    #[serde(default)]
    pub set: BTreeMap<String, toml::Value>,
    /// Facts that take the act's own date.
    #[serde(default)]
    pub date: Vec<String>,
    /// Words that join a set.
    #[serde(default)]
    pub add: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub remove: BTreeMap<String, Vec<String>>,
    /// Facts whose value the act's own fact of the given name becomes.
    #[serde(default)]
    pub copy: BTreeMap<String, String>,
    /// Further effects for one outcome.
    #[serde(default, rename = "if")]
    pub outcomes: Vec<Branch>,
}

/// Effects that hold only where a fact has the given word.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    #[serde(default)]
    pub outcome: Option<String>,
    #[serde(default)]
    pub contract_kind: Option<String>,
    #[serde(default)]
    pub set: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub date: Vec<String>,
    #[serde(default)]
    pub add: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub remove: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Materials {
    material: Vec<Material>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Articles {
    article: Vec<Article>,
}

pub(super) fn materials(text: &str) -> Result<Vec<Material>, Vec<PackError>> {
    read::<Materials>("materials.toml", text).map(|read| read.material)
}

pub(super) fn articles(text: &str) -> Result<Vec<Article>, Vec<PackError>> {
    read::<Articles>("articles.toml", text).map(|read| read.article)
}

pub(super) fn effects(text: &str) -> Result<BTreeMap<String, Effect>, Vec<PackError>> {
    read("effects.toml", text)
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<PackError>> {
    toml::from_str(text).map_err(|error| {
        let message = error.to_string();
        vec![PackError::at(file, toml_line(&message), message)]
    })
}
