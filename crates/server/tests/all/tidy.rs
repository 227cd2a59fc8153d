//! The house rules that no compiler checks: what depends on what, what the
//! pure crates must not contain, sizes, paths that documents name, encodings.
//! Reads the repository's own files and starts nothing.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

type Outcome = Result<(), Box<dyn Error>>;

/// The crates, each allowed to depend on those before it.
const CRATES: [&str; 7] = [
    "likeness", "rules", "project", "store", "papers", "search", "server",
];

/// Crates without clock, randomness, database, network and async.
const PURE: [&str; 4] = ["likeness", "rules", "project", "papers"];

const IMPURE_WORDS: [&str; 11] = [
    "SystemTime::now",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "rand::",
    "getrandom",
    "async fn",
    "reqwest",
    "sqlx",
    "axum",
    "now_v7",
];

const IMPURE_DEPENDENCIES: [&str; 9] = [
    "axum",
    "getrandom",
    "hyper",
    "rand",
    "reqwest",
    "sqlx",
    "tokio",
    "tower",
    "uuid",
];

const LONGEST_FILE: usize = 400;

/// Files that are not text, by extension.
const BINARY: [&str; 9] = [
    "docx", "ico", "pdf", "png", "ttf", "woff", "woff2", "xlsx", "zip",
];

#[test]
fn crates_depend_only_on_those_before_them() -> Outcome {
    let mut found: Vec<String> = fs::read_dir(root().join("crates"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    found.sort();
    let mut known = CRATES.map(str::to_owned);
    known.sort();
    assert_eq!(found, known, "a new crate needs its place in the order");

    let mut faults = Vec::new();
    for (place, name) in CRATES.iter().enumerate() {
        for dependency in dependencies(name, &["dependencies", "dev-dependencies"])? {
            let Some(own) = dependency.name.strip_prefix("tongchou-") else {
                continue;
            };
            if !CRATES.iter().take(place).any(|before| *before == own) {
                faults.push(format!("crates/{name} depends on {own}"));
            }
        }
    }
    nothing_in(&faults)
}

#[test]
fn pure_crates_depend_on_nothing_impure() -> Outcome {
    let mut faults = Vec::new();
    for name in PURE {
        for dependency in dependencies(name, &["dependencies"])? {
            if !dependency.optional && IMPURE_DEPENDENCIES.contains(&dependency.name.as_str()) {
                faults.push(format!("crates/{name} depends on {}", dependency.name));
            }
        }
    }
    nothing_in(&faults)
}

#[test]
fn pure_crates_ask_no_clock_no_chance_and_no_network() -> Outcome {
    let mut faults = Vec::new();
    for name in PURE {
        for file in sources(name)? {
            // Tests may time themselves; the formal check, behind a feature
            // that the product is built without, talks to a solver.
            if shown(&file).contains("/tests") || shown(&file).contains("/prove") {
                continue;
            }
            for (number, line) in fs::read_to_string(&file)?.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for word in IMPURE_WORDS.iter().filter(|word| code.contains(**word)) {
                    faults.push(format!("{}:{}: {word}", shown(&file), number + 1));
                }
            }
        }
    }
    nothing_in(&faults)
}

#[test]
fn source_files_say_what_they_are_and_stay_short() -> Outcome {
    let mut faults = Vec::new();
    for name in CRATES {
        for file in sources(name)? {
            let text = fs::read_to_string(&file)?;
            if !text.starts_with("//!") {
                faults.push(format!("{} does not begin with //!", shown(&file)));
            }
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                faults.push(format!("{} has {lines} lines", shown(&file)));
            }
        }
    }
    nothing_in(&faults)
}

#[test]
fn paths_that_documents_name_exist() -> Outcome {
    let mut faults = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = fs::read_to_string(root().join(document))
            .map_err(|error| format!("{document}: {error}"))?;
        for path in text.split('`').skip(1).step_by(2).filter(|it| is_path(it)) {
            if !exists(path) {
                faults.push(format!("{document} names {path}"));
            }
        }
    }
    nothing_in(&faults)
}

#[test]
fn every_text_file_is_utf8_without_a_byte_order_mark() -> Outcome {
    let mut faults = Vec::new();
    for file in texts()? {
        match String::from_utf8(fs::read(&file)?) {
            Err(_) => faults.push(format!("{} is not UTF-8", shown(&file))),
            Ok(text) if text.starts_with('\u{feff}') => {
                faults.push(format!("{} has a byte order mark", shown(&file)));
            }
            Ok(_) => {}
        }
    }
    nothing_in(&faults)
}

#[test]
fn no_file_names_the_address_of_a_package_registry() -> Outcome {
    // In two halves, so that this file does not name them either.
    let addresses = [
        ("crates.io", "-index"),
        ("://crates", ".io"),
        ("index.crates", ".io"),
        ("static.crates", ".io"),
        ("registry.npm", "js.org"),
        ("://pypi", ".org"),
        ("files.python", "hosted.org"),
        ("deb.debian", ".org"),
    ]
    .map(|(first, second)| format!("{first}{second}"));
    let mut faults = Vec::new();
    for file in texts()? {
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        for address in addresses.iter().filter(|it| text.contains(it.as_str())) {
            faults.push(format!("{} names {address}", shown(&file)));
        }
    }
    nothing_in(&faults)
}

struct Dependency {
    name: String,
    optional: bool,
}

fn dependencies(name: &str, tables: &[&str]) -> Result<Vec<Dependency>, Box<dyn Error>> {
    let manifest = root().join("crates").join(name).join("Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(manifest)?.parse()?;
    Ok(tables
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flatten()
        .map(|(name, value)| Dependency {
            name: name.clone(),
            optional: value.get("optional").and_then(toml::Value::as_bool) == Some(true),
        })
        .collect())
}

/// Whether a backticked word in a document is a path of this repository, not
/// a media type, a URL path or a piece of code.
fn is_path(word: &str) -> bool {
    const FOLDERS: [&str; 9] = [
        ".ci",
        ".config",
        "bench",
        "bin",
        "calendars",
        "crates",
        "docs",
        "regulations",
        "web",
    ];
    let plain = word
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "._-/*".contains(letter));
    let mut parts = word.split('/');
    let first = parts.next().unwrap_or_default();
    let document = [".md", ".toml", ".lock"];
    plain
        && match parts.next() {
            Some(_) => FOLDERS.contains(&first),
            None => document.iter().any(|end| first.ends_with(end)) && first != "Cargo.lock",
        }
}

/// A pattern exists if the folder before its first star does. A bare file
/// name is looked for everywhere, since prose names a folder before its files.
fn exists(path: &str) -> bool {
    let before = path.split('*').next().unwrap_or_default();
    let fixed = if path.contains('*') {
        before.rsplit_once('/').map_or("", |(folder, _)| folder)
    } else {
        before
    };
    root().join(fixed).exists()
        || !path.contains('/')
            && texts().is_ok_and(|files| files.iter().any(|file| file.ends_with(path)))
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap_or(root)
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root())
        .unwrap_or(file)
        .to_string_lossy()
        .into_owned()
}

fn sources(name: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    walk(&root().join("crates").join(name).join("src"), &mut files)?;
    files.retain(|file| file.extension().is_some_and(|end| end == "rs"));
    Ok(files)
}

/// The repository's text files, less what is built, cached or ignored.
fn texts() -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    walk(&root(), &mut files)?;
    files.retain(|file| {
        let end = file.extension().unwrap_or_default().to_string_lossy();
        !BINARY.contains(&end.as_ref())
    });
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    const IGNORED: [&str; 6] = [
        ".cache",
        ".git",
        "Cargo.lock",
        "data",
        "node_modules",
        "target",
    ];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if IGNORED.contains(&name.as_ref()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn nothing_in(faults: &[String]) -> Outcome {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    Ok(())
}
