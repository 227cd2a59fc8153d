//! Requests sent again under one idempotency key.

use serde_json::json;
use tongchou_store::{Idempotency, StoreError};

use crate::support::{TestDatabase, key, on_both, paid, project};

on_both!(
    the_same_request_has_one_effect_and_one_answer,
    another_request_under_the_key_is_refused,
    keys_of_two_people_are_apart,
    the_answer_outlives_the_process,
);

async fn the_same_request_has_one_effect_and_one_answer(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let mut first = paid(&stream, 0, 1);
    first.idempotency = Some(key("k", "d"));
    store.append(first.clone()).await.unwrap();
    // a repeat decided on the state the first one left
    first.expected = 1;
    let again = store.append(first).await.unwrap_err();
    let StoreError::AlreadyDone(answer) = again else {
        panic!("{again}")
    };
    assert_eq!(answer, json!({"see": "/projects/1"}));
    assert_eq!(store.stream(&stream).await.unwrap().len(), 1);
    let answered = store.answered("k", "张三", "d").await.unwrap();
    assert_eq!(answered, Some(answer));
}

async fn another_request_under_the_key_is_refused(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let mut first = paid(&stream, 0, 1);
    first.idempotency = Some(key("k", "d"));
    store.append(first).await.unwrap();
    let mut other = paid(&stream, 1, 2);
    other.idempotency = Some(key("k", "other"));
    let error = store.append(other).await.unwrap_err();
    assert!(matches!(error, StoreError::IdempotencyMismatch));
    let error = store.answered("k", "张三", "other").await.unwrap_err();
    assert!(matches!(error, StoreError::IdempotencyMismatch));
    assert_eq!(store.stream(&stream).await.unwrap().len(), 1);
}

async fn keys_of_two_people_are_apart(database: TestDatabase) {
    let store = database.store().await;
    for person in ["张三", "李四"] {
        let mut append = paid(&project(), 0, 1);
        append.idempotency = Some(Idempotency {
            person: person.to_owned(),
            ..key("k", person)
        });
        store.append(append).await.unwrap();
    }
    assert_eq!(store.answered("k", "王五", "d").await.unwrap(), None);
    assert_eq!(store.answered("\0", "王五", "d").await.unwrap(), None);
}

async fn the_answer_outlives_the_process(database: TestDatabase) {
    let store = database.store().await;
    let mut first = paid(&project(), 0, 1);
    first.idempotency = Some(key("k", "d"));
    store.append(first).await.unwrap();
    store.close().await;
    let store = database.store().await;
    assert!(store.answered("k", "张三", "d").await.unwrap().is_some());
}
