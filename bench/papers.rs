//! How long an official letter takes, as PDF/A and as Word, once the press is
//! warm; each round another number, so that nothing is answered from memory.

#![allow(
    clippy::expect_used,
    reason = "a bench stops at what it did not expect"
)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tongchou_papers::{Fonts, Head, Kind, Paper, Papers, Press, Proof};

static PAPERS: LazyLock<Papers> =
    LazyLock::new(|| Papers::load(None).expect("the built-in templates"));
static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&PAPERS, Fonts::find(None).expect("the fonts")).expect("a press"));
static ROUND: AtomicU32 = AtomicU32::new(0);

fn main() {
    PRESS.pdf(&letter()).expect("a letter to warm up with");
    divan::main();
}

fn letter() -> Paper {
    let round = ROUND.fetch_add(1, Ordering::Relaxed);
    let head = Head {
        organ: "北京市西城区科技和信息化局".into(),
        number: Some(format!("西科信函〔2026〕{round}号")),
        recipient: Some("区民政局".into()),
        date: Some(jiff::civil::date(2026, 11, 23)),
        proof: Some(Proof {
            link: format!("https://example.invalid/{round}"),
            ..Proof::default()
        }),
        ..Head::default()
    };
    let values = PAPERS.sample(Kind::OpinionLetter).expect("samples");
    let values = values.text("project_name", format!("第{round}号社区综合服务平台"));
    PAPERS
        .fill(Kind::OpinionLetter, &head, &values)
        .expect("a letter")
}

#[divan::bench]
fn pdf(bencher: divan::Bencher<'_, '_>) {
    bencher
        .with_inputs(letter)
        .bench_values(|paper| PRESS.pdf(&paper).expect("a PDF"));
}

#[divan::bench]
fn word(bencher: divan::Bencher<'_, '_>) {
    bencher
        .with_inputs(letter)
        .bench_values(|paper| PAPERS.docx(&paper).expect("a document"));
}
