//! How long building takes, how much memory the index holds, and how long a check takes.

use std::time::Instant;

use tongchou_likeness::{Corpus, Entry, Limits, Reader};

use crate::background::background;
use crate::set::part;

pub fn measure(count: usize) {
    let entries = background(count);
    let before = resident();
    let began = Instant::now();
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(entries);
    println!("{count} entries in {:.1} s", began.elapsed().as_secs_f64());
    println!(
        "resident: {} MiB before, {} MiB after, with the entries",
        before / 1024,
        resident() / 1024
    );

    let mut asked: Vec<Entry> = background(count.min(300));
    for name in ["tuning", "held_out"] {
        for field in part(name).field {
            asked.extend(field.texts().into_iter().map(|(_, entry)| entry.clone()));
        }
    }
    let mut times: Vec<f64> = asked
        .iter()
        .map(|entry| {
            let began = Instant::now();
            std::hint::black_box(corpus.check(entry, &Limits::default()));
            began.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!(
        "{} checks: median {:.1} ms, 95 % {:.1} ms, 99 % {:.1} ms, longest {:.1} ms",
        times.len(),
        at(50),
        at(95),
        at(99),
        at(100)
    );
    let began = Instant::now();
    for (at, entry) in asked.iter().take(200).enumerate() {
        corpus.put(Entry {
            id: format!("bg{at:06}"),
            ..entry.clone()
        });
    }
    println!(
        "replacing an entry: {:.2} ms",
        began.elapsed().as_secs_f64() * 1_000.0 / 200.0
    );
}

/// Kilobytes of this process in memory.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(0)
}
