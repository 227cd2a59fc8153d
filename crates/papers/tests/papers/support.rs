//! A press that all tests share, sample papers, and the readers.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use tongchou_papers::{Fonts, Head, Kind, Paper, Papers, Press, Proof};

pub static PAPERS: LazyLock<Papers> = LazyLock::new(|| Papers::load(None).unwrap());
pub static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&PAPERS, Fonts::find(None).unwrap()).unwrap());

pub fn head() -> Head {
    Head {
        organ: "北京市西城区科技和信息化局".into(),
        number: Some("西科信函〔2026〕12号".into()),
        recipient: Some("区民政局".into()),
        date: Some(jiff::civil::date(2026, 11, 23)),
        copies: vec!["区财政局".into(), "区审计局".into()],
        proof: Some(Proof {
            link: "https://example.invalid/verify/XC7K2M9Q".into(),
            number: "XC7K-2M9Q".into(),
            fingerprint: None,
        }),
        ..Head::default()
    }
}

pub fn sample(kind: Kind) -> Paper {
    PAPERS
        .fill(kind, &head(), &PAPERS.sample(kind).unwrap())
        .unwrap()
}

/// Writes bytes to a file of the test and hands it to a reader; what it says.
pub fn read(reader: &str, arguments: &[&str], bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, bytes).unwrap();
    run(reader, arguments, &file)
}

fn run(reader: &str, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(reader);
    for argument in arguments {
        command.arg(if *argument == "FILE" {
            file.as_os_str()
        } else {
            argument.as_ref()
        });
    }
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{reader}: {e}; run bin/setup"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{reader}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a PDF without any white space.
pub fn text(pdf: &[u8]) -> String {
    squeeze(&read("pdftotext", &["-layout", "FILE", "-"], pdf))
}

pub fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

/// A word of a PDF: page, left, top, right, bottom in points, text.
pub type Word = (usize, f64, f64, f64, f64, String);

pub fn words(pdf: &[u8]) -> Vec<Word> {
    let xml = read("pdftotext", &["-bbox", "FILE", "-"], pdf);
    let mut page = 0;
    let mut words = Vec::new();
    for line in xml.lines().map(str::trim) {
        if line.starts_with("<page ") {
            page += 1;
        }
        if let Some(rest) = line.strip_prefix("<word ") {
            let value = |name: &str| {
                let from = rest.split_once(&format!("{name}=\"")).unwrap().1;
                from.split_once('"').unwrap().0.parse::<f64>().unwrap()
            };
            let text = rest
                .split_once('>')
                .unwrap()
                .1
                .strip_suffix("</word>")
                .unwrap();
            words.push((
                page,
                value("xMin"),
                value("yMin"),
                value("xMax"),
                value("yMax"),
                text.to_owned(),
            ));
        }
    }
    words
}
