//! How long one verdict takes, from typed facts and from a line of JSON.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_debug_implementations,
    reason = "a test that cannot go on should stop"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use divan::{Bencher, counter::ItemsCount};
use tongchou_rules::calendar::Calendar;
use tongchou_rules::check::answer;
use tongchou_rules::{Asker, Facts, Law, Regulation};

/// The allocator that the program itself uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn files(folder: &Path, base: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            files(&path, base, found);
        } else {
            let name = path
                .strip_prefix(base)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn read(folder: &str) -> Vec<(String, String)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let mut found = Vec::new();
    files(&base, &base, &mut found);
    found
}

fn regulation() -> Regulation {
    let calendar = Arc::new(Calendar::parse(&read("calendars/cn")).unwrap());
    Regulation::load(&read("regulations/xicheng-2022"), calendar).unwrap()
}

const LINE: &str = r#"{"id":1,"act":"apply_for_acceptance","on":"2025-01-20","facts":{"fields":["business_system"],"nature":"construction","funding":["fiscal"],"state_secret":false,"district_unit":true,"critical_infrastructure":false,"mlps_level":3,"public_data_operation":false,"software_development":"1200000","software_purchase":0,"hardware":300000,"security_amount":150000,"total_amount":1650000,"submitted":["acceptance_form","acceptance_materials","mlps_filing","security_implementation","supervision_report","cryptography_report_filing"],"passed":["mlps_assessment","cryptography_assessment","software_test_report"],"acceptance_applied_on":"2025-01-20","acceptance_on":"2025-02-20","construction_started":true,"data_tasks_settled":["cloud","update","chain","rights"],"changes_pending":0,"assessment_rectifications_open":0,"midterm_report_missing":false,"archive_missing":0,"acceptance_result":"none"}}"#;

/// The facts of `LINE`, typed.
fn facts() -> Facts {
    let set = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    let date = |text: &str| Some(text.parse().unwrap());
    Facts {
        fields: set(&["business_system"]),
        nature: Some("construction".to_owned()),
        funding: set(&["fiscal"]),
        state_secret: Some(false),
        district_unit: Some(true),
        critical_infrastructure: Some(false),
        mlps_level: Some(3),
        public_data_operation: Some(false),
        software_development: Some(120_000_000),
        software_purchase: Some(0),
        hardware: Some(30_000_000),
        security_amount: Some(15_000_000),
        total_amount: Some(165_000_000),
        submitted: set(&[
            "acceptance_form",
            "acceptance_materials",
            "mlps_filing",
            "security_implementation",
            "supervision_report",
            "cryptography_report_filing",
        ]),
        passed: set(&[
            "mlps_assessment",
            "cryptography_assessment",
            "software_test_report",
        ]),
        acceptance_applied_on: date("2025-01-20"),
        acceptance_on: date("2025-02-20"),
        construction_started: Some(true),
        data_tasks_settled: set(&["cloud", "update", "chain", "rights"]),
        changes_pending: Some(0),
        assessment_rectifications_open: Some(0),
        midterm_report_missing: Some(false),
        archive_missing: Some(0),
        acceptance_result: Some("none".to_owned()),
        ..Facts::default()
    }
}

/// One verdict with all clauses of the act.
#[divan::bench]
fn verdict_from_typed_facts(bencher: Bencher) {
    let (regulation, facts) = (regulation(), facts());
    let on = "2025-01-20".parse().unwrap();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| regulation.judge("apply_for_acceptance", &facts, on));
}

/// Whether somebody may act at all.
#[divan::bench]
fn permit_from_typed_facts(bencher: Bencher) {
    let (regulation, facts) = (regulation(), facts());
    let on = "2025-01-20".parse().unwrap();
    let capacities = ["project_unit".to_owned()];
    bencher.bench_local(|| {
        regulation.permitted(
            "apply_for_acceptance",
            &Asker {
                capacities: &capacities,
            },
            &facts,
            on,
        )
    });
}

/// One line in, one answer out as text, on one core and on two.
#[divan::bench(threads = [1, 2])]
fn answer_from_a_line(bencher: Bencher) {
    let law = Law::new(vec![regulation()]).unwrap();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| answer(&law, LINE.as_bytes()).map(|answer| answer.to_string()));
}

/// Loading and validating the whole pack.
#[divan::bench(sample_count = 5)]
fn load_the_pack(bencher: Bencher) {
    let calendar = Arc::new(Calendar::parse(&read("calendars/cn")).unwrap());
    let files = read("regulations/xicheng-2022");
    bencher.bench_local(|| Regulation::load(&files, calendar.clone()));
}
