//! How long the index takes: `cargo run --release -p tongchou-search --example measure --
//! 100000`. Generated projects with some 300 characters and two records each; every third
//! project is closed to who asks.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::too_many_lines,
    reason = "a measurement that cannot go on fails"
)]

use std::sync::Arc;
use std::time::Instant;

use tongchou_search::{Asked, Document, Facet, Index, OPEN, Terms};

const SUBJECTS: [&str; 16] = [
    "医保结算",
    "停车管理",
    "网络安全",
    "档案数字化",
    "养老服务",
    "城市部件",
    "应急指挥",
    "信访受理",
    "食品追溯",
    "公共卫生",
    "教育资源",
    "数据共享",
    "电子证照",
    "视频监控",
    "能耗监测",
    "监理档案",
];
const WORDS: [&str; 24] = [
    "采集", "汇聚", "分析", "预警", "处置", "办理", "查询", "统计", "街道", "居民", "企业", "接口",
    "平台", "系统", "建设", "数据", "设备", "终端", "审核", "流程", "监测", "服务", "管理", "安全",
];
const QUESTIONS: [&str; 10] = [
    "网络",
    "医保",
    "监理",
    "建设",
    "网络安全",
    "停车管理平台",
    "医保 接口",
    "2024",
    "1234567",
    "怎么办理养老服务的数据审核",
];

fn main() {
    let many: u64 = std::env::args()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path(), "measure").unwrap();
    let mut seed = 42_u64;
    let mut next = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % below
    };
    let begun = Instant::now();
    for project in 0..many {
        let subject = SUBJECTS[next(SUBJECTS.len())];
        let mut text = || {
            (0..150)
                .map(|_| WORDS[next(WORDS.len())])
                .collect::<String>()
        };
        let guard = if project % 3 == 0 { project + 10 } else { OPEN };
        let document = |kind: u64, title: String, body: String| Document {
            guard,
            facets: vec![
                (Facet::Kind, kind),
                (Facet::Unit, project % 80),
                (Facet::Year, 2015 + project % 12),
                (Facet::Stage, project % 20),
                (Facet::Field, project % 6),
                (Facet::Amount, project % 4),
            ],
            title,
            body,
            names: format!(
                "西信函〔{}〕{project}号 {}元",
                2015 + project % 12,
                project * 37
            ),
            shown: String::new(),
            ..Document::default()
        };
        let title = format!("{subject}平台第{project}期");
        let record = |text: String| text.chars().take(60).collect();
        let documents = vec![
            document(1, title, text()),
            document(3, "申报".to_owned(), record(text())),
            document(3, "评审".to_owned(), record(text())),
        ];
        index.put(&format!("project/{project}"), documents).unwrap();
    }
    index.commit(many).unwrap();
    let size: u64 = std::fs::read_dir(folder.path())
        .unwrap()
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|about| about.len())
        .sum();
    println!(
        "{many} projects, {} documents: {:.1} s, {} MiB",
        index.documents(),
        begun.elapsed().as_secs_f64(),
        size >> 20
    );
    for question in QUESTIONS {
        for loosely in [false, true] {
            let asked = Asked {
                terms: Terms::of(question),
                open: Arc::new([OPEN].into_iter().collect()),
                weights: vec![(1, 2.0), (3, 0.5)],
                take: 20,
                loosely,
                ..Asked::default()
            };
            let mut times: Vec<f64> = Vec::new();
            let mut total = 0;
            for _ in 0..21 {
                let begun = Instant::now();
                total = index.find(&asked).unwrap().total;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            times.sort_by(f64::total_cmp);
            let how = if loosely { "most of" } else { "all of" };
            println!(
                "{how} {question}: {total} found, median {:.1} ms, slowest {:.1} ms",
                times[10], times[20]
            );
        }
    }
    let begun = Instant::now();
    let one = Document {
        title: "新的项目".to_owned(),
        ..Document::default()
    };
    index.put("project/0", vec![one]).unwrap();
    index.commit(many + 1).unwrap();
    println!(
        "a commit of one document: {:.1} ms",
        begun.elapsed().as_secs_f64() * 1000.0
    );
}
