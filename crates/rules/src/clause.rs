//! One clause: a `forbid` policy with its annotations, the words it reads and
//! the set members that would satisfy it.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use cedar_policy::{Policy, PolicyId, PolicySet};
use serde::Serialize;
use serde_json::Value as Json;

use crate::article;
use crate::condition::{self, Conditions};
use crate::facts::{FactSpec, fact};
use crate::pack::PackError;
use crate::words::{at, line_of, line_of_error};

/// Whether the text makes it a condition, or we inferred the gate from a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Text,
    Inferred,
}

/// One clause of the regulation.
#[derive(Debug, Clone)]
pub struct Clause {
    pub id: Arc<str>,
    pub article: Arc<str>,
    pub article_text: Arc<str>,
    pub basis: Basis,
    pub says: String,
    pub remedy: String,
    pub materials: Arc<[String]>,
    pub act: Option<Arc<str>>,
    pub question: Option<Arc<str>>,
    /// Refuses, or only warns.
    pub refuses: bool,
    pub file: String,
    pub line: Option<usize>,
    /// Facts read by the whole clause, in the order they appear.
    pub reads: Vec<String>,
    pub(crate) facts: Vec<&'static FactSpec>,
    pub limits: Vec<String>,
    /// Members a set fact must hold: (fact, member).
    pub(crate) wants: Vec<(String, String)>,
    pub(crate) policy: Policy,
    /// Its condition as text, to be joined with others, and ready by itself.
    pub(crate) condition: String,
    pub(crate) alone: Conditions,
}

const KEYS: &[&str] = &[
    "id",
    "article",
    "basis",
    "says",
    "remedy",
    "material",
    "act",
    "enforcement",
    "question",
];

/// Reads all clauses of one file.
pub(crate) fn read_file(file: &str, text: &str) -> Result<Vec<Clause>, Vec<PackError>> {
    let set = PolicySet::from_str(text).map_err(|error| {
        vec![PackError::at(
            file,
            line_of_error(text, &error),
            format!("the clause does not parse: {error}"),
        )]
    })?;
    let (mut clauses, mut errors) = (Vec::new(), Vec::new());
    for policy in set.policies() {
        match read(file, text, policy) {
            Ok(clause) => clauses.push(clause),
            Err(error) => errors.push(error),
        }
    }
    clauses.sort_by_key(|clause| clause.line);
    if errors.is_empty() {
        Ok(clauses)
    } else {
        Err(errors)
    }
}

fn read(file: &str, text: &str, policy: &Policy) -> Result<Clause, PackError> {
    let id = policy.annotation("id").unwrap_or_default().to_owned();
    let line = line_of(text, &format!("@id(\"{id}\")"));
    let fail = |message: String| PackError::at(file, line, format!("clause {id}: {message}"));
    let (basis, refuses) = annotations(policy).map_err(&fail)?;
    let number = policy.annotation("article").unwrap_or_default();
    let article_text = article::in_words(number)
        .ok_or_else(|| fail(format!("“{number}” is no article number")))?;
    let json = policy.to_json().map_err(|error| fail(error.to_string()))?;
    let parts = Parts::of(&json).map_err(&fail)?;
    let owned = |key: &str| policy.annotation(key).unwrap_or_default().to_owned();
    let named = policy.new_id(PolicyId::new(&id));
    let condition = condition::text_of(&json).map_err(&fail)?;
    let alone = Conditions::of(&[&condition]).map_err(&fail)?;
    Ok(Clause {
        article: number.into(),
        article_text: article_text.into(),
        basis,
        says: owned("says"),
        remedy: owned("remedy"),
        materials: owned("material")
            .split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect(),
        act: policy.annotation("act").map(Arc::from),
        question: policy.annotation("question").map(Arc::from),
        refuses,
        file: file.to_owned(),
        line,
        facts: parts.reads.iter().filter_map(|name| fact(name)).collect(),
        reads: parts.reads,
        limits: parts.limits,
        wants: parts.wants,
        policy: named,
        condition,
        alone,
        id: id.into(),
    })
}

/// Checks the annotations; gives the basis and whether the clause refuses.
fn annotations(policy: &Policy) -> Result<(Basis, bool), String> {
    for key in ["id", "article", "basis", "says", "remedy"] {
        if policy.annotation(key).unwrap_or_default().is_empty() {
            return Err(format!("@{key} is missing"));
        }
    }
    if let Some((key, _)) = policy.annotations().find(|(key, _)| !KEYS.contains(key)) {
        return Err(format!("unknown annotation @{key}"));
    }
    if policy.effect() != cedar_policy::Effect::Forbid {
        return Err("a clause is a forbid; permits belong into permits.cedar".to_owned());
    }
    let basis = basis_of(policy)?;
    match (policy.annotation("enforcement"), basis) {
        (None | Some("refuse"), _) => Ok((basis, true)),
        (Some("warn"), Basis::Inferred) => Ok((basis, false)),
        _ => Err(
            "@enforcement is “warn” or “refuse”, and a clause of the text always refuses"
                .to_owned(),
        ),
    }
}

pub(crate) fn basis_of(policy: &Policy) -> Result<Basis, String> {
    match policy.annotation("basis") {
        Some("text") => Ok(Basis::Text),
        Some("inferred") => Ok(Basis::Inferred),
        _ => Err("@basis is neither “text” nor “inferred”".to_owned()),
    }
}

fn conditions(json: &Json) -> impl Iterator<Item = &Json> {
    at(json, "conditions").as_array().into_iter().flatten()
}

/// What a policy's conditions read.
#[derive(Default)]
struct Parts {
    reads: Vec<String>,
    limits: Vec<String>,
    wants: Vec<(String, String)>,
}

impl Parts {
    fn of(json: &Json) -> Result<Parts, String> {
        let kinds: Vec<&str> = conditions(json)
            .filter_map(|condition| at(condition, "kind").as_str())
            .collect();
        if kinds != ["when", "unless"] {
            return Err("a clause has one `when` and then one `unless`".to_owned());
        }
        let mut parts = Parts::default();
        for condition in conditions(json) {
            parts.walk(at(condition, "body"), at(condition, "kind") == "unless");
        }
        Ok(parts)
    }

    fn walk(&mut self, body: &Json, satisfying: bool) {
        if let Some(word) = attribute_of(body, "context").or_else(|| attribute_of(body, "resource"))
        {
            if word != "limits" {
                push_new(&mut self.reads, word);
            }
            return;
        }
        let dot = at(body, ".");
        if attribute_of(at(dot, "left"), "context") == Some("limits") {
            push_new(
                &mut self.limits,
                at(dot, "attr").as_str().unwrap_or_default(),
            );
            return;
        }
        if satisfying {
            self.want(body);
        }
        match body {
            Json::Object(map) => map
                .iter()
                // what must not be there is not lacking
                .for_each(|(key, part)| self.walk(part, satisfying && key != "!")),
            Json::Array(parts) => parts.iter().for_each(|part| self.walk(part, satisfying)),
            _ => {}
        }
    }

    fn want(&mut self, body: &Json) {
        for call in ["contains", "containsAll"] {
            let Some(call) = body.get(call) else { continue };
            let fact = attribute_of(at(call, "left"), "context")
                .or_else(|| attribute_of(at(call, "left"), "resource"));
            let Some(fact) = fact else { continue };
            for member in entity_ids(at(call, "right")) {
                self.wants.push((fact.to_owned(), member));
            }
        }
    }
}

pub(crate) fn attribute_of<'a>(body: &'a Json, variable: &str) -> Option<&'a str> {
    let dot = body.get(".")?;
    let of_variable = at(at(dot, "left"), "Var").as_str() == Some(variable);
    of_variable.then(|| at(dot, "attr").as_str()).flatten()
}

pub(crate) fn entity_ids(body: &Json) -> Vec<String> {
    let one = |value: &Json| {
        at(at(at(value, "Value"), "__entity"), "id")
            .as_str()
            .map(str::to_owned)
    };
    match body.get("Set").and_then(Json::as_array) {
        Some(members) => members.iter().filter_map(one).collect(),
        None => one(body).into_iter().collect(),
    }
}

fn push_new(list: &mut Vec<String>, word: &str) {
    if !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
}

/// The facts that a policy's conditions read, whatever their number and kind.
pub(crate) fn facts_read(policy: &Policy) -> Result<Vec<&'static FactSpec>, String> {
    let json = policy.to_json().map_err(|error| error.to_string())?;
    let mut parts = Parts::default();
    for condition in conditions(&json) {
        parts.walk(at(condition, "body"), false);
    }
    Ok(parts.reads.iter().filter_map(|name| fact(name)).collect())
}

/// The placeholders {like_this} of a message.
pub(crate) fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}
