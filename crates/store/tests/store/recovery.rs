//! Going on after the database has ended a transaction by itself, as SQLite
//! does when the disk is full. A trigger stands in for the disk.

use jiff::Timestamp;
use tongchou_store::{Session, Store};

use crate::support::{TestDatabase, history, paid, project, sqlite};

const TABLES: [&str; 3] = ["events", "log_head", "sessions"];

async fn fill_disk(database: &TestDatabase, table: &str) {
    let verb = if table == "log_head" {
        "UPDATE"
    } else {
        "INSERT"
    };
    let sql = format!(
        "CREATE TRIGGER full BEFORE {verb} ON {table} \
         BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
    );
    database.execute(&sql).await;
}

async fn write(store: &Store, table: &str) -> Result<(), tongchou_store::StoreError> {
    if table != "sessions" {
        return store.append(paid(&project(), 0, 1)).await.map(|_| ());
    }
    let session = Session {
        id_hash: "a".to_owned(),
        account: "lisi".to_owned(),
        created_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::MAX,
        csrf: "b".to_owned(),
    };
    store.put_session(&session).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_goes_on_once_a_full_disk_has_room_again() {
    for table in TABLES {
        let (_folder, database) = sqlite();
        let store = database.store().await;
        history(&store, 5).await;
        fill_disk(&database, table).await;
        for _ in 0..3 {
            let error = write(&store, table).await.unwrap_err().to_string();
            // its own reason every time, not what an earlier failure left behind
            assert!(error.contains("disk is full"), "{table}: {error}");
        }
        database.execute("DROP TRIGGER full").await;
        write(&store, table).await.unwrap();
        store.append(paid(&project(), 0, 1)).await.unwrap();
        let report = store.verify(None).await.unwrap();
        assert!(report.is_sound(), "{report}");
        assert_eq!(report.size, if table == "sessions" { 6 } else { 7 });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_waiting_is_told_when_a_batch_is_lost() {
    let (_folder, database) = sqlite();
    let store = database.store().await;
    fill_disk(&database, "log_head").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = store.clone();
        tasks.spawn(async move { store.append(paid(&project(), 0, number)).await });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_err));
    database.execute("DROP TRIGGER full").await;
    assert_eq!(history(&store, 3).await.len(), 3);
    assert!(store.verify(None).await.unwrap().is_sound());
}
