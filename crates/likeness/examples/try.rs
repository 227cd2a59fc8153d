//! Tries declarations from a text file against a corpus in another: each line 「title|unit|summary」.
//! `cargo run --release -p tongchou-likeness --example try -- CORPUS DECLARATIONS`.

#![allow(
    clippy::unwrap_used,
    missing_debug_implementations,
    reason = "a trial that cannot go on should stop"
)]

use tongchou_likeness::{Corpus, Entry, Limits, Reader};

fn read(file: &str) -> Vec<Entry> {
    let text = std::fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            let mut parts = line.split('|').map(str::to_owned);
            let mut next = || parts.next().unwrap_or_default();
            Entry {
                id: format!("{file}:{}", at + 1),
                title: next(),
                unit: next(),
                summary: next(),
                ..Entry::default()
            }
        })
        .collect()
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let [corpus_file, declarations] = files.as_slice() else {
        return println!("CORPUS DECLARATIONS");
    };
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(read(corpus_file));
    for declaration in read(declarations) {
        println!("{}", declaration.title);
        for hit in corpus.check(
            &declaration,
            &Limits {
                hits: 3,
                passages: 1,
            },
        ) {
            println!(
                "   {} {} {} {}",
                hit.class.label(),
                hit.likeness,
                hit.title,
                hit.finding
            );
            for cause in hit.causes {
                println!("        {:4} {}", cause.points, cause.text);
            }
        }
    }
}
