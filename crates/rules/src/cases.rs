//! Cases: facts and the answer of one clause, or of the permits. They are part
//! of a pack; a pack whose cases fail is not the law it says it is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::check::value;
use crate::facts::{Facts, fact};
use crate::pack::{PackError, Regulation};
use crate::permit::Asker;
use crate::verdict::Status;

/// One clause, the facts, what it answers.
#[derive(Debug, Clone)]
pub struct Case {
    pub file: String,
    pub line: Option<usize>,
    pub clause: String,
    pub act: String,
    pub on: Date,
    pub facts: Facts,
    pub expect: String,
    pub because: String,
}

/// A capacity, the facts, whether it may act.
#[derive(Debug, Clone)]
pub struct PermitCase {
    pub file: String,
    pub act: String,
    pub capacity: String,
    pub facts: Facts,
    pub expect: bool,
}

/// A case that did not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub file: String,
    pub line: Option<usize>,
    pub message: String,
}

impl Case {
    pub(crate) fn stands_against(&self) -> bool {
        matches!(self.expect.as_str(), "missing" | "violated" | "warning")
    }
}

pub(crate) enum Read {
    Clause(Box<Case>),
    Permit(Box<PermitCase>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    case: Vec<RawCase>,
    #[serde(default)]
    permit_case: Vec<RawPermitCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    clause: String,
    act: String,
    on: toml::Spanned<toml::value::Datetime>,
    expect: String,
    #[serde(default)]
    because: String,
    facts: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPermitCase {
    act: String,
    capacity: String,
    #[serde(default)]
    facts: BTreeMap<String, toml::Value>,
    expect: bool,
    #[serde(default)]
    #[allow(dead_code, reason = "read so that a case may say why")]
    because: String,
}

pub(crate) fn read_file(file: &str, text: &str) -> Result<Vec<Read>, Vec<PackError>> {
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        let message = error.to_string();
        let line = message
            .split("line ")
            .nth(1)
            .and_then(|rest| rest.split(',').next()?.parse().ok());
        vec![PackError::at(file, line, message)]
    })?;
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for case in raw.case {
        let line = text
            .get(..case.on.span().start)
            .map(|before| before.lines().count().max(1));
        match clause_case(file, line, case) {
            Ok(case) => read.push(Read::Clause(Box::new(case))),
            Err(message) => errors.push(PackError::at(file, line, message)),
        }
    }
    for case in raw.permit_case {
        match facts_of(&case.facts) {
            Ok(facts) => read.push(Read::Permit(Box::new(PermitCase {
                file: file.to_owned(),
                act: case.act,
                capacity: case.capacity,
                facts,
                expect: case.expect,
            }))),
            Err(message) => errors.push(PackError::at(file, None, message)),
        }
    }
    if errors.is_empty() {
        Ok(read)
    } else {
        Err(errors)
    }
}

fn clause_case(file: &str, line: Option<usize>, raw: RawCase) -> Result<Case, String> {
    let on = raw
        .on
        .get_ref()
        .to_string()
        .parse()
        .map_err(|_| "`on` is no date".to_owned())?;
    Ok(Case {
        file: file.to_owned(),
        line,
        facts: facts_of(&raw.facts)
            .map_err(|message| format!("case of {}: {message}", raw.clause))?,
        clause: raw.clause,
        act: raw.act,
        on,
        expect: raw.expect,
        because: raw.because,
    })
}

/// Facts as a pack's TOML writes them: the same words as the check API.
pub(crate) fn facts_of(raw: &BTreeMap<String, toml::Value>) -> Result<Facts, String> {
    let mut facts = Facts::default();
    for (name, given) in raw {
        let spec = fact(name).ok_or_else(|| format!("no fact is called “{name}”"))?;
        let json = match given {
            toml::Value::Datetime(date) => serde_json::Value::String(date.to_string()),
            other => serde_json::to_value(other).map_err(|error| error.to_string())?,
        };
        let held = value::read(spec.kind, &json).map_err(|message| format!("{name}: {message}"))?;
        facts.set(name, held);
    }
    Ok(facts)
}

pub(crate) fn split(read: Vec<Read>) -> (Vec<Case>, Vec<PermitCase>) {
    let (mut cases, mut permits) = (Vec::new(), Vec::new());
    for one in read {
        match one {
            Read::Clause(case) => cases.push(*case),
            Read::Permit(case) => permits.push(*case),
        }
    }
    (cases, permits)
}

impl Regulation {
    /// Runs every case of the pack and tells which did not come out.
    pub fn run_cases(&self) -> Vec<Failure> {
        let mut failures: Vec<Failure> = self
            .cases()
            .iter()
            .filter_map(|case| self.run_case(case))
            .collect();
        failures.extend(
            self.permit_cases()
                .iter()
                .filter_map(|case| self.run_permit_case(case)),
        );
        failures
    }

    fn run_case(&self, case: &Case) -> Option<Failure> {
        let fail = |message: String| {
            let message = format!(
                "{} {}（{}）：{message}",
                case.clause, case.act, case.because
            );
            Some(Failure {
                file: case.file.clone(),
                line: case.line,
                message,
            })
        };
        let verdict = match self.judge(&case.act, &case.facts, case.on) {
            Ok(verdict) => verdict,
            Err(fault) => return fail(fault.to_string()),
        };
        let Some(finding) = verdict
            .findings
            .iter()
            .find(|finding| *finding.clause == *case.clause)
        else {
            return fail("the clause does not stand at this act".to_owned());
        };
        let came = status_name(finding.status);
        if came == case.expect {
            None
        } else {
            fail(format!(
                "expected {}, came out {came} {:?}",
                case.expect, finding.unknown
            ))
        }
    }

    fn run_permit_case(&self, case: &PermitCase) -> Option<Failure> {
        let asker = [case.capacity.clone()];
        let came = self.permitted(
            &case.act,
            &Asker { capacities: &asker },
            &case.facts,
            self.in_force_from(),
        );
        let message = match came {
            Ok(came) if came == case.expect => return None,
            Ok(came) => format!(
                "{} by {}: expected {}, came out {came}",
                case.act, case.capacity, case.expect
            ),
            Err(fault) => fault.to_string(),
        };
        Some(Failure {
            file: case.file.clone(),
            line: None,
            message,
        })
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Satisfied => "satisfied",
        Status::Missing => "missing",
        Status::Violated => "violated",
        Status::NotApplicable => "not_applicable",
        Status::Insufficient => "insufficient",
        Status::Warning => "warning",
    }
}
