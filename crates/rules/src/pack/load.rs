//! The loader: reads every file, cuts the policies per act, and checks what
//! Cedar does not: annotations, placeholders, cases, names across files.

use std::collections::BTreeSet;

use cedar_policy::{PolicySet, ValidationMode, Validator};

use super::cut::cut;
use super::{Compiled, PackError, tables};
use crate::clause::{self, Clause, placeholders};
use crate::facts::fact;
use crate::measure::Measure;
use crate::permit;
use crate::words::{self, SCHEMA_FILE};
use crate::{cases, duties, vocabulary};

type Files = [(String, String)];
type Errors = Vec<PackError>;

pub(crate) fn load(files: &Files) -> Result<(Compiled, Measure), Errors> {
    let words = words::read(text_of(files, SCHEMA_FILE)?)?;
    let measure = Measure::parse(text_of(files, "measure.toml")?)
        .map_err(|message| vec![PackError::at("measure.toml", toml_line(&message), message)])?;
    let mut errors = Vec::new();
    let clauses = gather(&mut errors, files, is_chapter, clause::read_file);
    let permits = take(
        &mut errors,
        permit::read_file(text_of(files, permit::FILE)?),
    );
    let materials = take(
        &mut errors,
        tables::materials(text_of(files, "materials.toml")?),
    );
    let indicators = optional(&mut errors, files, "indicators.toml", tables::indicators);
    let findings = optional(&mut errors, files, "findings.toml", crate::findings::read);
    let risk = optional(&mut errors, files, "risk.toml", crate::risk::read);
    let (chapters, articles) = take(
        &mut errors,
        tables::articles(text_of(files, "articles.toml")?),
    );
    let effects = take(
        &mut errors,
        tables::effects(text_of(files, "effects.toml")?),
    );
    let duties = take(
        &mut errors,
        duties::read(text_of(files, "duties.toml")?, &measure),
    );
    let read_cases = gather(&mut errors, files, is_cases, cases::read_file);
    if !errors.is_empty() {
        return Err(errors);
    }
    let (cases, permit_cases) = cases::split(read_cases);
    let acts = cut(&words, &clauses, &permits)
        .map_err(|message| vec![PackError::at(SCHEMA_FILE, None, message)])?;
    let compiled = Compiled {
        hash: hash(files),
        texts: chapter_texts(files),
        words,
        clauses,
        permits,
        acts,
        materials,
        indicators,
        findings,
        risk,
        chapters,
        articles,
        duties,
        effects,
        cases,
        permit_cases,
    };
    let errors = check(&compiled, &measure);
    if errors.is_empty() {
        Ok((compiled, measure))
    } else {
        Err(errors)
    }
}

fn text_of<'a>(files: &'a Files, name: &str) -> Result<&'a str, Errors> {
    files
        .iter()
        .find(|(path, _)| path == name)
        .map(|(_, text)| text.as_str())
        .ok_or_else(|| vec![PackError::at(name, None, "the pack lacks this file")])
}

/// `2-declaration.cedar` and its like.
fn is_chapter(path: &str) -> bool {
    path.ends_with(".cedar") && path.starts_with(|first: char| first.is_ascii_digit())
}

fn is_cases(path: &str) -> bool {
    path.starts_with("cases/") && path.ends_with(".toml")
}

fn gather<T>(
    errors: &mut Errors,
    files: &Files,
    wanted: fn(&str) -> bool,
    read: fn(&str, &str) -> Result<Vec<T>, Errors>,
) -> Vec<T> {
    let mut sorted: Vec<_> = files.iter().filter(|(path, _)| wanted(path)).collect();
    sorted.sort();
    sorted
        .into_iter()
        .flat_map(|(path, text)| take(errors, read(path, text)))
        .collect()
}

/// What a pack may do without.
fn optional<T>(
    errors: &mut Errors,
    files: &Files,
    name: &str,
    read: fn(Option<&str>) -> Result<Vec<T>, Errors>,
) -> Vec<T> {
    take(errors, read(text_of(files, name).ok()))
}

fn take<T: Default>(errors: &mut Errors, result: Result<T, Errors>) -> T {
    result.unwrap_or_else(|mut found| {
        errors.append(&mut found);
        T::default()
    })
}

fn chapter_texts(files: &Files) -> Vec<(String, String)> {
    let wanted = |path: &str| path == SCHEMA_FILE || path == permit::FILE || is_chapter(path);
    let mut texts: Vec<_> = files
        .iter()
        .filter(|(path, _)| wanted(path))
        .cloned()
        .collect();
    texts.sort_by_key(|(path, _)| (path != SCHEMA_FILE, path.clone()));
    texts
}

/// SM3 over names and texts in order, so that an event can say which law judged it.
fn hash(files: &Files) -> String {
    let mut sorted: Vec<_> = files.iter().filter(|(path, _)| !is_cases(path)).collect();
    sorted.sort();
    hash_of(
        sorted
            .into_iter()
            .flat_map(|(path, text)| [path.as_str(), text.as_str()]),
    )
}

/// SM3 over parts, each with its length before it, in lower-case hex.
pub(crate) fn hash_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    use sm3::{Digest, Sm3};
    let mut digest = Sm3::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn check(pack: &Compiled, measure: &Measure) -> Errors {
    let mut errors = validate(pack);
    names(pack, measure, &mut errors);
    with_cases(pack, &mut errors);
    crate::findings::check(pack, &mut errors);
    for (key, rules) in &pack.acts {
        if rules.permit_ids.is_empty() {
            errors.push(PackError::at(
                permit::FILE,
                None,
                format!("nobody may ever do {key}: no permit names it"),
            ));
        }
    }
    errors
}

/// Strict validation of all policies against the schema.
fn validate(pack: &Compiled) -> Errors {
    let validator = Validator::new(pack.words.schema.clone());
    let mut errors = Vec::new();
    let policies = pack
        .clauses
        .iter()
        .map(|clause| (&clause.policy, clause.file.as_str(), clause.line));
    let permits = pack
        .permits
        .iter()
        .map(|permit| (&permit.policy, permit::FILE, None));
    for (policy, file, line) in policies.chain(permits) {
        let Ok(alone) = PolicySet::from_policies([policy.clone()]) else {
            continue;
        };
        let result = validator.validate(&alone, ValidationMode::Strict);
        errors.extend(
            result
                .validation_errors()
                .map(|error| PackError::at(file, line, error.to_string())),
        );
        errors.extend(
            result
                .validation_warnings()
                .map(|warning| PackError::at(file, line, warning.to_string())),
        );
    }
    errors
}

fn names(pack: &Compiled, measure: &Measure, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for clause in &pack.clauses {
        let mut wrong = names_of(clause, pack, measure);
        if !seen.insert(clause.id.clone()) {
            wrong.push("the id is used twice".to_owned());
        }
        errors.extend(wrong.into_iter().map(|message| {
            PackError::at(
                &clause.file,
                clause.line,
                format!("clause {}: {message}", clause.id),
            )
        }));
    }
    for (limit, _) in &pack.words.limits {
        if !measure.limits.contains_key(limit) && !measure.questions.contains_key(limit) {
            errors.push(PackError::at(
                "measure.toml",
                None,
                format!("the schema uses limit “{limit}”, which is not here"),
            ));
        }
    }
    for (id, _) in vocabulary::MATERIALS.words {
        if !pack.materials.iter().any(|material| material.id == *id) {
            errors.push(PackError::at(
                "materials.toml",
                None,
                format!("material “{id}” is not described"),
            ));
        }
    }
}

/// Names in a clause's annotations that nothing else knows.
fn names_of(clause: &Clause, pack: &Compiled, measure: &Measure) -> Vec<String> {
    let mut wrong = Vec::new();
    let texts = [&clause.says, &clause.remedy];
    for name in texts.into_iter().flat_map(|text| placeholders(text)) {
        if !measure.limits.contains_key(name) && fact(name).is_none() {
            wrong.push(format!("“{{{name}}}” is neither a limit nor a fact"));
        }
    }
    for material in clause.materials.iter() {
        if vocabulary::MATERIALS.label(material).is_none() {
            wrong.push(format!(
                "@material names “{material}”, which is no material"
            ));
        }
    }
    if let Some(act) = clause.act.as_deref()
        && !pack.acts.contains_key(act)
    {
        wrong.push(format!("@act names “{act}”, which is no act"));
    }
    if let Some(id) = clause.question.as_deref()
        && !measure.questions.contains_key(id)
    {
        wrong.push(format!(
            "@question names “{id}”, which measure.toml does not have"
        ));
    }
    wrong
}

/// Every clause has a case in which it holds and one in which it stands against.
fn with_cases(pack: &Compiled, errors: &mut Errors) {
    for clause in &pack.clauses {
        let of_it = || pack.cases.iter().filter(|case| case.clause == *clause.id);
        let line = |message: &str| {
            PackError::at(
                &clause.file,
                clause.line,
                format!("clause {}: {message}", clause.id),
            )
        };
        if !of_it().any(cases::Case::stands_against) {
            errors.push(line("no case in which it stands against an act"));
        }
        if !of_it().any(|case| !case.stands_against()) {
            errors.push(line("no case in which it does not stand against an act"));
        }
    }
    for case in &pack.cases {
        if !pack.clauses.iter().any(|clause| *clause.id == *case.clause) {
            errors.push(PackError::at(
                &case.file,
                case.line,
                format!("no clause {}", case.clause),
            ));
        }
    }
}

/// "TOML parse error at line 3, column 1" names the line in its text.
pub(super) fn toml_line(message: &str) -> Option<usize> {
    message
        .split("line ")
        .nth(1)?
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}
