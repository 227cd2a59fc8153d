//! Appending events and reading them back.

use serde_json::json;
use tongchou_store::{Store, StoreError, canonical_text, leaf_hash, leaf_text};

use crate::support::{
    Ledger, TestDatabase, append, event, history, key, mail, on_both, paid, project, provenance,
};

on_both!(
    events_come_back_as_stored,
    positions_and_sequences_have_no_gaps,
    text_is_stored_in_nfc,
    a_stale_decision_is_a_conflict,
    a_sequence_from_the_future_is_a_conflict,
    a_failed_append_leaves_nothing,
    a_projector_that_fails_or_panics_stores_nothing,
    the_log_can_be_read_in_pages,
    a_store_opens_again,
    a_database_of_a_newer_program_is_refused,
);

async fn events_come_back_as_stored(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let data = json!({"amount": 9_007_199_254_740_991i64, "title": "西城\u{1F4BB}“云”\n", "z": [null, true, {}], "a": -1});
    let stored = store
        .append(append(&stream, 0, vec![event("declared", data.clone())]))
        .await
        .unwrap();
    assert_eq!(stored, store.stream(&stream).await.unwrap());
    assert_eq!(stored[0].event.data, data);
    assert_eq!(stored[0].provenance, provenance());
    let text = leaf_text(
        1,
        &stream,
        1,
        ("declared", 1),
        &canonical_text(&data).unwrap(),
        &canonical_text(&serde_json::to_value(provenance()).unwrap()).unwrap(),
    );
    assert_eq!(stored[0].leaf, leaf_hash(text.as_bytes()));
    assert!(store.stream(&project()).await.unwrap().is_empty());
}

async fn positions_and_sequences_have_no_gaps(database: TestDatabase) {
    let store = database.store().await;
    let stored = history(&store, 20).await;
    let positions: Vec<u64> = stored.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=20).collect::<Vec<_>>());
    assert_eq!(store.events_after(0, 100).await.unwrap(), stored);
    let one = store.stream(&stored[1].stream).await.unwrap();
    let sequences: Vec<u64> = one.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=one.len() as u64).collect::<Vec<_>>());
}

async fn text_is_stored_in_nfc(database: TestDatabase) {
    let store = database.store().await;
    let decomposed = event("e\u{301}", json!({"e\u{301}": "A\u{30a}"}));
    let stored = store
        .append(append(&project(), 0, vec![decomposed]))
        .await
        .unwrap();
    assert_eq!(stored[0].event.kind, "\u{e9}");
    assert_eq!(stored[0].event.data, json!({"\u{e9}": "\u{c5}"}));
    assert!(store.verify(None).await.unwrap().is_sound());
}

async fn a_stale_decision_is_a_conflict(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    store.append(paid(&stream, 0, 1)).await.unwrap();
    store.append(paid(&stream, 1, 2)).await.unwrap();
    let error = store.append(paid(&stream, 1, 3)).await.unwrap_err();
    assert!(matches!(
        error,
        StoreError::Conflict {
            expected: 1,
            actual: 2,
            ..
        }
    ));
    assert_eq!(store.stream(&stream).await.unwrap().len(), 2);
}

async fn a_sequence_from_the_future_is_a_conflict(database: TestDatabase) {
    let store = database.store().await;
    let error = store.append(paid(&project(), 3, 1)).await.unwrap_err();
    assert!(matches!(
        error,
        StoreError::Conflict {
            expected: 3,
            actual: 0,
            ..
        }
    ));
}

async fn a_failed_append_leaves_nothing(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    store.append(paid(&stream, 0, 1)).await.unwrap();
    let mut stale = paid(&stream, 0, 2);
    stale.outbox.push(mail("李四"));
    stale.idempotency = Some(key("k1", "d1"));
    store.append(stale.clone()).await.unwrap_err();
    assert!(store.outbox_take(10).await.unwrap().is_empty());
    assert_eq!(store.answered("k1", "张三", "d1").await.unwrap(), None);
    let row = store.projection("project", &stream.id.to_string()).await;
    assert_eq!(row.unwrap().unwrap().body["total"], 1);
    stale.expected = 1;
    store.append(stale).await.unwrap();
    assert!(store.verify(None).await.unwrap().is_sound());
}

async fn a_projector_that_fails_or_panics_stores_nothing(database: TestDatabase) {
    let store = database.store().await;
    for kind in ["unknown", "panic"] {
        let events = vec![event("paid", json!({})), event(kind, json!({}))];
        let error = store.append(append(&project(), 0, events)).await;
        assert!(matches!(error, Err(StoreError::Projection(_))));
    }
    assert!(store.events_after(0, 10).await.unwrap().is_empty());
    let stored = store.append(paid(&project(), 0, 1)).await.unwrap();
    assert_eq!(stored[0].position, 1);
}

async fn the_log_can_be_read_in_pages(database: TestDatabase) {
    let store = database.store().await;
    let stored = history(&store, 7).await;
    assert_eq!(store.events_after(0, 3).await.unwrap(), stored[..3]);
    assert_eq!(store.events_after(3, 3).await.unwrap(), stored[3..6]);
    assert!(store.events_after(7, 3).await.unwrap().is_empty());
}

async fn a_store_opens_again(database: TestDatabase) {
    let store = database.store().await;
    let stored = history(&store, 5).await;
    let checkpoint = store.checkpoint().await.unwrap();
    store.close().await;
    let store = database.store().await;
    assert_eq!(store.events_after(0, 10).await.unwrap(), stored);
    assert_eq!(store.checkpoint().await.unwrap(), checkpoint);
    store.append(paid(&project(), 0, 1)).await.unwrap();
    assert!(store.verify(Some(&checkpoint)).await.unwrap().is_sound());
}

async fn a_database_of_a_newer_program_is_refused(database: TestDatabase) {
    database.store().await.close().await;
    database
        .execute("INSERT INTO schema_versions (version) VALUES (99)")
        .await;
    let error = Store::open(&database.url, std::sync::Arc::new(Ledger)).await;
    assert!(matches!(error, Err(StoreError::Newer { found: 99, .. })));
}

#[tokio::test]
async fn an_unknown_address_is_refused_without_its_password() {
    let error = Store::open("mysql://root:geheim@db/x", std::sync::Arc::new(Ledger)).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("mysql") && !error.contains("geheim"),
        "{error}"
    );
}

#[tokio::test]
async fn a_path_may_hold_any_character() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("数据 库?#%20").join("a b.db");
    let url = format!("sqlite:{}", path.to_str().unwrap());
    let store = Store::open(&url, std::sync::Arc::new(Ledger))
        .await
        .unwrap();
    store.append(paid(&project(), 0, 1)).await.unwrap();
    assert!(path.exists());
}
