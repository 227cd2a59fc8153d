//! A process that is killed while it appends loses nothing it acknowledged
//! and leaves no half of an append.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{TestDatabase, append, event, mail, on_postgres, on_sqlite, project};

const ADDRESS: &str = "TONGCHOU_TEST_CRASH_DATABASE";
const ACKNOWLEDGED: usize = 40;

#[tokio::test]
async fn sqlite_survives_a_killed_writer() {
    on_sqlite(killed).await;
}

#[tokio::test]
async fn postgres_survives_a_killed_writer() {
    on_postgres(killed).await;
}

async fn killed(database: TestDatabase) {
    drop(database.store().await);
    let mut acknowledged = 0;
    for _ in 0..3 {
        acknowledged = acknowledged.max(kill_a_writer(&database.url));
        let store = database.store().await;
        let report = store.verify(None).await.unwrap();
        assert!(report.is_sound(), "{report}");
        assert!(report.size >= acknowledged, "{report}");
        assert_eq!(report.size % 3, 0, "half an append: {report}");
        let messages = database.count("outbox").await;
        assert_eq!(messages.cast_unsigned(), report.size / 3);
        store.close().await;
    }
}

/// Runs the writer below in a process of its own until it has acknowledged
/// some appends, kills it, and gives the last position it acknowledged.
fn kill_a_writer(url: &str) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "crash::writer_to_be_killed",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(ADDRESS, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let last = lines
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("stored ")?.parse().ok())
        .nth(ACKNOWLEDGED);
    child.kill().unwrap();
    child.wait().unwrap();
    last.expect("the writer ended by itself")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs as the child of the tests above"]
async fn writer_to_be_killed() {
    let url = std::env::var(ADDRESS).expect("started by the tests above");
    let store = TestDatabase { url }.store().await;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = store.clone();
        writers.spawn(async move {
            loop {
                let paid = |amount: i64| event("paid", json!({"amount": amount}));
                let mut three = append(&project(), 0, vec![paid(1), paid(2), paid(3)]);
                three.outbox.push(mail("李四"));
                let stored = store.append(three).await.unwrap();
                println!("stored {}", stored[2].position);
            }
        });
    }
    writers.join_all().await;
}
