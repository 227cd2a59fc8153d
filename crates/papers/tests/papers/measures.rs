//! The measures of GB/T 9704-2012, taken from the PDF that was written.

use tongchou_papers::{Block, Kind, Layout, Paper};

use crate::support::{PRESS, Word, read, sample, words};

const MM: f64 = 72.0 / 25.4;

fn long_paper(paragraphs: usize, letters: usize) -> Paper {
    let text = "统".repeat(letters);
    let mut paper = sample(Kind::Circular);
    paper.body = (0..paragraphs)
        .map(|_| Block::Paragraph { text: text.clone() })
        .collect();
    paper
}

fn body(words: &[Word], page: usize) -> Vec<&Word> {
    words
        .iter()
        .filter(|word| word.0 == page && word.5.starts_with('统'))
        .collect()
}

#[test]
fn a_page_holds_22_lines_of_28_characters_within_156_by_225_millimetres() {
    let words = words(&PRESS.pdf(&long_paper(1, 2000)).unwrap());
    let lines = body(&words, 2);
    assert_eq!(lines.len(), 22, "lines on the second page");
    assert!(
        lines.iter().all(|line| line.5.chars().count() == 28),
        "{lines:?}"
    );
    let left = lines.iter().map(|line| line.1).fold(f64::MAX, f64::min) / MM;
    let right = lines.iter().map(|line| line.3).fold(0.0, f64::max) / MM;
    assert!((27.9..28.2).contains(&left), "left {left}");
    assert!((183.5..184.2).contains(&right), "right {right}");
    let pitch = (lines.last().unwrap().2 - lines[0].2) / 21.0 / MM;
    assert!((pitch - 225.0 / 22.0).abs() < 0.01, "pitch {pitch}");
    let size = lines[0].4 - lines[0].2;
    let top = f64::midpoint(lines[0].2, lines[0].4) / MM;
    assert!(
        (37.0..37.0 + 8.0).contains(&top),
        "the first line {top}, of {size}"
    );
}

#[test]
fn every_first_line_is_set_in_by_two_characters() {
    let words = words(&PRESS.pdf(&long_paper(3, 40)).unwrap());
    let lines = body(&words, 1);
    assert_eq!(lines[0].5.chars().count(), 26);
    let inset = (lines[0].1 - lines[1].1) / MM;
    assert!((inset - 2.0 * 156.0 / 28.0).abs() < 0.1, "{inset}");
}

#[test]
fn every_page_is_a4() {
    for &kind in Kind::ALL {
        let said = read("pdfinfo", &["FILE"], &PRESS.pdf(&sample(kind)).unwrap());
        let size = said
            .lines()
            .find(|line| line.starts_with("Page size"))
            .unwrap();
        assert!(size.contains("A4"), "{kind}: {size}");
    }
}

#[test]
fn page_numbers_stand_outside_with_dashes_and_not_on_the_first_page_of_a_letter() {
    let numbers = |paper: &Paper| {
        let words = words(&PRESS.pdf(paper).unwrap());
        let foot = words
            .into_iter()
            .filter(|w| w.2 > 262.0 * MM && w.5.chars().all(|c| c.is_ascii_digit()));
        foot.map(|w| (w.0, w.1 > 105.0 * MM)).collect::<Vec<_>>()
    };
    assert_eq!(
        numbers(&long_paper(1, 1700)),
        [(1, true), (2, false), (3, true), (4, false)]
    );
    let letter = Paper {
        layout: Layout::Letter,
        ..long_paper(1, 1200)
    };
    assert_eq!(numbers(&letter), [(2, false), (3, true)]);
}

#[test]
fn the_mark_of_a_letter_begins_30_millimetres_below_the_edge() {
    let words = words(&PRESS.pdf(&sample(Kind::OpinionLetter)).unwrap());
    let mark = words
        .iter()
        .find(|w| w.5 == "北京市西城区科技和信息化局")
        .unwrap();
    // The box of a glyph is higher than its ink: the middle is compared.
    let middle = f64::midpoint(mark.2, mark.4) / MM;
    assert!((33.0..39.0).contains(&middle), "{middle}");
    assert!(mark.1 >= 28.0 * MM && mark.3 <= 184.5 * MM);
}

#[test]
fn neither_signature_nor_imprint_stands_on_a_page_without_text() {
    for paragraphs in 4..30 {
        let words = words(&PRESS.pdf(&long_paper(paragraphs, 20)).unwrap());
        let page = |text: &str| words.iter().find(|w| w.5.contains(text)).unwrap().0;
        let (date, copies) = (page("2026年11月23日"), page("抄送"));
        assert_eq!(date, copies, "{paragraphs} paragraphs");
        assert!(
            !body(&words, date).is_empty(),
            "{paragraphs} paragraphs: page {date}"
        );
    }
}

#[test]
fn organs_that_issue_together_sign_one_below_the_other() {
    let mut paper = sample(Kind::OpinionLetter);
    paper
        .signature
        .as_mut()
        .unwrap()
        .organs
        .push("北京市西城区财政局".into());
    let words = words(&PRESS.pdf(&paper).unwrap());
    let top = |text: &str| words.iter().rfind(|w| w.5 == text).unwrap().2;
    let first = top("北京市西城区科技和信息化局");
    assert!(first < top("北京市西城区财政局") && top("北京市西城区财政局") < top("2026年11月23日"));
}
