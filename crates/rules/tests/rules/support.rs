//! The pack as it stands in the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use tongchou_rules::calendar::Calendar;
use tongchou_rules::check::{answer, parse_strict};
use tongchou_rules::{Law, Regulation};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn files(folder: &str) -> Vec<(String, String)> {
    let base = root().join(folder);
    let mut found = Vec::new();
    let mut open = vec![base.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(&base)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

pub fn pack_files() -> Vec<(String, String)> {
    files("regulations/xicheng-2022")
}

pub fn calendar() -> Arc<Calendar> {
    Arc::new(Calendar::parse(&files("calendars/cn")).unwrap())
}

pub fn try_load(files: &[(String, String)]) -> Result<Regulation, String> {
    Regulation::load(files, calendar()).map_err(|errors| errors.to_string())
}

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let regulation = try_load(&pack_files()).unwrap_or_else(|errors| panic!("{errors}"));
    Law::new(vec![regulation]).unwrap()
});

pub fn law() -> &'static Law {
    &LAW
}

pub fn regulation() -> &'static Regulation {
    LAW.latest()
}

/// Asks one question, as a line of JSON.
pub fn ask(line: &str) -> serde_json::Value {
    answer(law(), line.as_bytes()).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// The message of a question that cannot be answered.
pub fn refuse(line: &str) -> String {
    answer(law(), line.as_bytes()).unwrap_err().to_string()
}

/// Ids of the clauses against.
pub fn against(answer: &serde_json::Value) -> Vec<String> {
    let findings = answer["findings"].as_array().unwrap();
    let stands = |finding: &&serde_json::Value| {
        matches!(finding["status"].as_str(), Some("missing" | "violated"))
    };
    findings
        .iter()
        .filter(stands)
        .map(|finding| finding["clause"].as_str().unwrap().to_owned())
        .collect()
}

#[allow(dead_code, reason = "kept beside `ask` for tests that build lines")]
pub fn json(text: &str) -> serde_json::Value {
    parse_strict(text).unwrap()
}
