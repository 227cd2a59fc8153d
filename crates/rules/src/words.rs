//! The words of `schema.cedarschema`, compared with the table of facts: which
//! facts an act's resource and context carry, and the limits' names.

use std::collections::BTreeMap;

use cedar_policy::{Schema, SchemaFragment};
use serde_json::Value as Json;

use crate::facts::{FactSpec, Kind, fact};
use crate::pack::PackError;
use crate::vocabulary::{self, Words};

pub(crate) const SCHEMA_FILE: &str = "schema.cedarschema";

/// One act as the schema declares it.
#[derive(Debug, Clone)]
pub(crate) struct ActWords {
    pub key: String,
    pub title: String,
    pub stage: String,
    /// "Project" or "Register".
    pub resource: String,
    pub groups: Vec<String>,
    pub context: Vec<&'static FactSpec>,
    /// Where it stands in the text.
    pub order: usize,
}

#[derive(Debug)]
pub(crate) struct SchemaWords {
    pub schema: Schema,
    pub acts: BTreeMap<String, ActWords>,
    /// Facts that a resource type carries.
    pub resources: BTreeMap<String, Vec<&'static FactSpec>>,
    /// Attributes of `Limits`: name and whether it is text.
    pub limits: Vec<(String, bool)>,
}

pub(crate) fn read(text: &str) -> Result<SchemaWords, Vec<PackError>> {
    let whole = |message: String| vec![PackError::at(SCHEMA_FILE, None, message)];
    let (fragment, _) = SchemaFragment::from_cedarschema_str(text).map_err(|error| {
        vec![PackError::at(
            SCHEMA_FILE,
            line_of_error(text, &error),
            format!("the schema does not parse: {error}"),
        )]
    })?;
    let schema = Schema::from_schema_fragments([fragment.clone()])
        .map_err(|error| whole(error.to_string()))?;
    let json = fragment
        .to_json_value()
        .map_err(|error| whole(error.to_string()))?;
    let root = json.get("").cloned().unwrap_or(Json::Null);
    let mut reader = Reader {
        text,
        errors: Vec::new(),
    };
    let resources = reader.resources(&root);
    let limits = limits(&root);
    let acts = reader.acts(&root);
    reader.vocabularies(&root);
    if reader.errors.is_empty() {
        Ok(SchemaWords {
            schema,
            acts,
            resources,
            limits,
        })
    } else {
        Err(reader.errors)
    }
}

struct Reader<'a> {
    text: &'a str,
    errors: Vec<PackError>,
}

impl Reader<'_> {
    fn resources(&mut self, root: &Json) -> BTreeMap<String, Vec<&'static FactSpec>> {
        ["Project", "Register"]
            .into_iter()
            .map(|name| (name.to_owned(), self.facts_of(attributes(root, name), name)))
            .collect()
    }

    fn acts(&mut self, root: &Json) -> BTreeMap<String, ActWords> {
        let mut acts = BTreeMap::new();
        for (key, action) in at(root, "actions").as_object().into_iter().flatten() {
            // A group of acts applies to nothing itself.
            if at(at(action, "appliesTo"), "resourceTypes")
                .as_array()
                .is_none_or(Vec::is_empty)
            {
                continue;
            }
            let note = |name: &str| {
                at(at(action, "annotations"), name)
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            let (title, stage) = (note("title"), note("stage"));
            if title.is_empty() || stage.is_empty() {
                self.error(key, format!("action {key} lacks @title or @stage"));
            }
            let applies = at(action, "appliesTo");
            let resources = at(applies, "resourceTypes").as_array();
            let resource = resources
                .and_then(|types| types.first()?.as_str())
                .unwrap_or_default()
                .to_owned();
            let groups = at(action, "memberOf")
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|group| at(group, "id").as_str().map(str::to_owned))
                .collect();
            let context = self.facts_of(at(at(applies, "context"), "attributes"), key);
            let order = line_of(self.text, &format!("action \"{key}\"")).unwrap_or(usize::MAX);
            acts.insert(
                key.clone(),
                ActWords {
                    key: key.clone(),
                    title,
                    stage,
                    resource,
                    groups,
                    context,
                    order,
                },
            );
        }
        acts
    }

    fn facts_of(&mut self, attributes: &Json, holder: &str) -> Vec<&'static FactSpec> {
        let mut facts = Vec::new();
        for (name, declared) in attributes.as_object().into_iter().flatten() {
            if name == "limits" {
                continue;
            }
            match fact(name) {
                None => self.error(
                    name,
                    format!("{holder} uses the word “{name}”, which is no fact"),
                ),
                Some(spec) if type_name(declared) != expected(spec.kind) => self.error(
                    name,
                    format!(
                        "{holder}.{name} is declared {} but the fact is {}",
                        type_name(declared),
                        expected(spec.kind)
                    ),
                ),
                Some(spec) => facts.push(spec),
            }
        }
        facts
    }

    /// The enumerated entity types and the vocabularies in Rust are the same.
    fn vocabularies(&mut self, root: &Json) {
        for words in vocabulary::ALL {
            let entity = at(at(root, "entityTypes"), words.cedar_type);
            let mut declared: Vec<&str> = at(entity, "enum")
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Json::as_str)
                .collect();
            let mut known: Vec<&str> = words.words.iter().map(|(id, _)| *id).collect();
            declared.sort_unstable();
            known.sort_unstable();
            if declared != known {
                self.error(
                    words.cedar_type,
                    format!("entity {} and its vocabulary differ", words.cedar_type),
                );
            }
        }
    }

    fn error(&mut self, word: &str, message: String) {
        self.errors.push(PackError::at(
            SCHEMA_FILE,
            line_of(self.text, word),
            message,
        ));
    }
}

fn limits(root: &Json) -> Vec<(String, bool)> {
    let declared = attributes(root, "Limits").as_object().into_iter().flatten();
    declared
        .map(|(name, declared)| (name.clone(), type_name(declared) == "String"))
        .collect()
}

fn expected(kind: Kind) -> String {
    let entity = |words: Words| words.cedar_type.to_owned();
    match kind {
        Kind::Flag => "Bool".to_owned(),
        Kind::Count | Kind::Money | Kind::Share => "Long".to_owned(),
        Kind::Date => "(dates are not for clauses)".to_owned(),
        Kind::Choice(words) => entity(words),
        Kind::Set(words) => format!("Set<{}>", entity(words)),
    }
}

fn type_name(declared: &Json) -> String {
    match at(declared, "type").as_str() {
        Some("Set") => format!("Set<{}>", type_name(at(declared, "element"))),
        Some("EntityOrCommon" | "Entity") => {
            match at(declared, "name").as_str().unwrap_or_default() {
                "__cedar::Bool" | "Boolean" => "Bool".to_owned(),
                name => name.trim_start_matches("__cedar::").to_owned(),
            }
        }
        Some("Boolean") => "Bool".to_owned(),
        Some(name) => name.to_owned(),
        None => String::new(),
    }
}

/// A member of a JSON object, or null.
pub(crate) fn at<'a>(json: &'a Json, key: &str) -> &'a Json {
    json.get(key).unwrap_or(&Json::Null)
}

fn attributes<'a>(root: &'a Json, entity: &str) -> &'a Json {
    at(
        at(at(at(root, "entityTypes"), entity), "shape"),
        "attributes",
    )
}

/// The first line that has the word, counted from one.
pub(crate) fn line_of(text: &str, word: &str) -> Option<usize> {
    text.lines()
        .position(|line| line.contains(word))
        .map(|index| index + 1)
}

/// The line of the first label of a Cedar diagnostic.
pub(crate) fn line_of_error(text: &str, error: &dyn miette::Diagnostic) -> Option<usize> {
    let label = error.labels()?.next()?;
    text.get(..label.offset())
        .map(|before| before.lines().count().max(1))
}
