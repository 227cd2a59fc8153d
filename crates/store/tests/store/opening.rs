//! Opening what must be there already.

use std::path::Path;
use std::sync::Arc;

use tongchou_store::{Store, StoreError};

use crate::support::{Ledger, TestDatabase, history, on_both, paid, project, sqlite};

on_both!(
    where_no_store_is_none_is_made,
    a_store_opened_to_read_is_not_written,
    a_store_that_is_there_opens_for_writing,
);

async fn to_read(database: &TestDatabase) -> Result<Store, StoreError> {
    Store::open_to_read(&database.url, Arc::new(Ledger)).await
}

async fn existing(database: &TestDatabase) -> Result<Store, StoreError> {
    Store::open_existing(&database.url, Arc::new(Ledger)).await
}

async fn where_no_store_is_none_is_made(database: TestDatabase) {
    for _ in 0..2 {
        let errors = [to_read(&database).await, existing(&database).await];
        for error in errors.map(Result::unwrap_err) {
            assert!(matches!(error, StoreError::Absent(_)), "{error}");
            assert!(error.to_string().starts_with("这里没有数据库："));
        }
    }
    if let Some(path) = database.url.strip_prefix("sqlite:") {
        assert!(!Path::new(path).exists());
    }
}

async fn a_store_opened_to_read_is_not_written(database: TestDatabase) {
    let store = database.store().await;
    let stored = history(&store, 9).await;
    let reader = to_read(&database).await.unwrap();
    let report = reader.verify(None).await.unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!(report.size, 9);
    assert_eq!(reader.events_after(0, 100).await.unwrap(), stored);
    // what is written meanwhile is seen
    store.append(paid(&project(), 0, 1)).await.unwrap();
    assert_eq!(reader.checkpoint().await.unwrap().size, 10);
    reader.append(paid(&project(), 0, 1)).await.unwrap_err();
    reader.rebuild().await.unwrap_err();
    assert_eq!(store.checkpoint().await.unwrap().size, 10);
}

async fn a_store_that_is_there_opens_for_writing(database: TestDatabase) {
    let store = database.store().await;
    history(&store, 3).await;
    store.close().await;
    let store = existing(&database).await.unwrap();
    assert_eq!(store.rebuild().await.unwrap().events, 3);
    store.append(paid(&project(), 0, 1)).await.unwrap();
}

#[tokio::test]
async fn an_empty_file_and_one_of_something_else_are_no_store() {
    let (_folder, database) = sqlite();
    let path = database.url.strip_prefix("sqlite:").unwrap();
    std::fs::write(path, "").unwrap();
    let error = to_read(&database).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent(_)), "{error}");
    std::fs::write(path, "这是一份说明".repeat(1000)).unwrap();
    to_read(&database).await.unwrap_err();
    existing(&database).await.unwrap_err();
}

#[cfg(unix)]
#[tokio::test]
async fn a_copy_in_a_folder_that_cannot_be_written_is_verified() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, database) = sqlite();
    let store = database.store().await;
    history(&store, 9).await;
    store.close().await;
    let allow = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path(), mode).unwrap();
    };
    allow(0o555);
    let report = to_read(&database).await.unwrap().verify(None).await;
    allow(0o755);
    let report = report.unwrap();
    assert!(report.is_sound() && report.size == 9, "{report}");
}
