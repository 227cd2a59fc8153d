//! Text of anyone: it comes out as text, and never as the typesetter's code.

use tongchou_papers::{Block, Error, Kind, Paper};

use crate::support::{PAPERS, PRESS, head, read, sample, squeeze, text};

const MARKUP: &str = r#"#panic("x") #[a]{b} $x^2$ *b* _i_ `r` @ref <lab> = h \u{41} // c /* d */ -- ~ #import "/x" &amp; <w:p/> ]]> {total}"#;

fn with(text: &str) -> Paper {
    let mut paper = sample(Kind::ReferralLetter);
    paper.title = text.into();
    paper.organ = text.into();
    paper.mark = "机关".into();
    paper.number = Some(text.into());
    paper.recipient = Some(text.into());
    paper.note = Some(text.into());
    paper.copies = vec![text.into()];
    paper.annexes = vec![text.into(), text.into()];
    paper.body = vec![
        Block::Heading {
            level: 2,
            text: text.into(),
        },
        Block::Paragraph { text: text.into() },
        Block::Labelled {
            label: text.into(),
            text: text.into(),
        },
        sample(Kind::OpinionLetter)
            .body
            .into_iter()
            .find(|b| matches!(b, Block::Table(_)))
            .unwrap(),
    ];
    if let Some(Block::Table(table)) = paper.body.last_mut() {
        table.rows[1].cells[1].text = vec![text.into()];
        table.caption = Some(text.into());
    }
    paper
}

#[test]
fn markup_is_text() {
    let paper = with(MARKUP);
    let read = text(&PRESS.pdf(&paper).unwrap());
    assert!(read.matches(&squeeze(MARKUP)).count() >= 3, "{read}");
    assert!(word(&paper).contains(&squeeze(MARKUP)));
}

#[test]
fn markup_in_values_is_text_too() {
    let values = PAPERS
        .sample(Kind::OpinionLetter)
        .unwrap()
        .text("project_name", MARKUP)
        .text("review", MARKUP);
    let paper = PAPERS.fill(Kind::OpinionLetter, &head(), &values).unwrap();
    assert!(text(&PRESS.pdf(&paper).unwrap()).contains(&squeeze(MARKUP)));
    assert!(paper.title.contains("{total}"));
}

#[test]
fn control_and_direction_marks_are_gone() {
    let paper = with("甲\u{0}\u{1b}[31m\u{202e}乙\u{2066}\u{200f}丙\u{feff}\u{fffe}丁");
    assert!(text(&PRESS.pdf(&paper).unwrap()).contains("甲[31m乙丙丁"));
    assert!(word(&paper).contains("甲[31m乙丙丁"));
}

#[test]
fn what_no_font_has_is_marked_and_does_not_stop_the_paper() {
    let pdf = PRESS
        .pdf(&with("甲👨‍👩‍👧🦀\u{10fffd}\u{e000}乙 العربية עברית ไทย ༀ 𠮷䶮"))
        .unwrap();
    let read = text(&pdf);
    assert!(
        read.contains('〓') && read.contains('甲') && read.contains('乙') && read.contains('䶮'),
        "{read}"
    );
}

#[test]
fn long_words_break_within_the_page() {
    let word = "a".repeat(3000);
    let pdf = PRESS.pdf(&with(&word)).unwrap();
    for (_, left, _, right, _, text) in crate::support::words(&pdf) {
        assert!(
            left > 50.0 && right < 545.0,
            "{text} from {left} to {right}"
        );
    }
}

#[test]
fn a_hundred_kilobytes_in_one_paragraph() {
    let mut paper = sample(Kind::ReferralLetter);
    paper.body = vec![Block::Paragraph {
        text: "统筹，".repeat(100_000 / 9),
    }];
    let began = std::time::Instant::now();
    let pdf = PRESS.pdf(&paper).unwrap();
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    assert!(text(&pdf).matches('统').count() > 11_000);
    PAPERS.docx(&paper).unwrap();
}

#[test]
fn an_address_that_fits_no_code_is_told() {
    let mut paper = sample(Kind::ReferralLetter);
    paper.proof.as_mut().unwrap().link = "x".repeat(5000);
    assert!(matches!(PRESS.pdf(&paper), Err(Error::Code)));
    assert!(matches!(PAPERS.docx(&paper), Err(Error::Code)));
}

fn word(paper: &Paper) -> String {
    const READ: &str = "import docx,sys\nd=docx.Document(sys.argv[1])\nprint('\\n'.join(p.text for p in d.paragraphs))";
    squeeze(&read(
        "/usr/bin/python3",
        &["-c", READ, "FILE"],
        &PAPERS.docx(paper).unwrap(),
    ))
}
