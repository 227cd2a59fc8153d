//! How long the duplicate check takes among 100,000 projects, and how long the index is built.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::inconsistent_digit_grouping,
    missing_debug_implementations,
    dead_code,
    reason = "a measurement that cannot go on should stop"
)]

use std::sync::atomic::{AtomicUsize, Ordering};

use divan::Bencher;
use tongchou_likeness::{Corpus, Limits, Reader};

#[path = "../crates/likeness/evaluation/background.rs"]
mod background;

/// The allocator that the program itself uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn corpus(count: usize) -> Corpus {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(background::background(count));
    corpus
}

#[divan::bench(args = [1_000, 100_000], sample_count = 100)]
fn check(bencher: Bencher<'_, '_>, count: usize) {
    let corpus = corpus(count);
    let asked = background::background(count);
    let asked_so_far = AtomicUsize::new(0);
    bencher
        .with_inputs(|| {
            let at = asked_so_far.fetch_add(37, Ordering::Relaxed);
            &asked[at % asked.len()]
        })
        .bench_values(|entry| corpus.check(entry, &Limits::default()));
}

#[divan::bench(sample_count = 2)]
fn build_100_000() -> Corpus {
    corpus(100_000)
}
