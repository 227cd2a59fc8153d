//! Input that is empty, huge, odd or nothing but phrases: no panic, bounded time, nothing flagged.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tongchou_likeness::{Class, Corpus, Entry, Item, Limits, Reader, SplitRule};

use crate::background::background;

fn corpus() -> Corpus {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(background(200));
    corpus
}

fn text(title: &str, summary: &str) -> Entry {
    Entry {
        id: "n".into(),
        title: title.into(),
        summary: summary.into(),
        ..Entry::default()
    }
}

#[test]
fn odd_texts_are_answered_and_flagged_as_nothing() {
    let mut corpus = corpus();
    let plain = "为提升工作效率，加强统一管理，建设信息化平台系统，实现数据共享，提供有力支撑。";
    let odd = [
        text("", ""),
        text(" \n\t", "。。。，，，；"),
        text("😀🚗👵", "🅿️👨‍👩‍👧‍👦\u{200d}\u{feff}\u{0}"),
        text("信息化平台建设项目", plain),
        text("12345678901234567890", "2024年3月第2期"),
        text("ＡＢＣ　１２３", "e\u{301}\u{301}\u{301}"),
    ];
    for declaration in &odd {
        let hits = corpus.check(declaration, &Limits::default());
        assert!(
            hits.iter().all(|hit| hit.class != Class::Duplicate),
            "{}",
            declaration.title
        );
    }
    for (at, entry) in odd.into_iter().enumerate() {
        corpus.put(Entry {
            id: format!("odd{at}"),
            ..entry
        });
    }
    assert!(corpus.check(&background(1)[0], &Limits::default()).len() > 1);
}

#[test]
fn huge_texts_take_bounded_time() {
    let mut corpus = corpus();
    let huge = [
        "停".repeat(350_000),
        "停车管理平台".repeat(60_000),
        background(20_000)
            .into_iter()
            .map(|it| it.summary)
            .collect::<String>(),
        "a".repeat(1_000_000),
    ];
    for summary in huge {
        let items = vec![
            Item {
                name: summary.clone(),
                ..Item::default()
            };
            3
        ];
        let declaration = Entry {
            functions: summary.clone(),
            function_list: vec!["停车".into(); 5_000],
            items,
            ..text(&summary, &summary)
        };
        let began = Instant::now();
        corpus.check(&declaration, &Limits::default());
        corpus.put(Entry {
            id: "huge".into(),
            ..declaration
        });
        corpus.check(&background(1)[0], &Limits::default());
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{:?}",
            began.elapsed()
        );
    }
}

#[test]
fn one_text_many_times_is_answered_in_order() {
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    let same = text("路侧停车管理", "采集泊位占用情况，自动计费。");
    corpus.put_all(
        (0..2_000)
            .map(|at| Entry {
                id: format!("{at:05}"),
                ..same.clone()
            })
            .collect(),
    );
    let hits = corpus.check(
        &same,
        &Limits {
            hits: 50,
            passages: 1,
        },
    );
    assert_eq!(hits.len(), 50);
    assert!(hits.is_sorted_by(|a, b| a.id < b.id));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(title in "\\PC{0,40}", summary in "\\PC{0,200}", amount in any::<i64>()) {
        let mut corpus = Corpus::new(Reader::built_in().unwrap());
        let entry = Entry { amount, unit: title.clone(), system_name: summary.clone(), ..text(&title, &summary) };
        corpus.put(Entry { id: "a".into(), ..entry.clone() });
        corpus.check(&entry, &Limits::default());
        let rule = SplitRule { threshold: amount, window_days: amount, related: Vec::new() };
        corpus.split(&entry, &rule);
    }
}
