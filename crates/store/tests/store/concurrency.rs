//! Many writers at once, in one process and in several.

use std::collections::HashSet;

use tokio::task::JoinSet;
use tongchou_store::{Store, StoreError};

use crate::support::{TestDatabase, history, key, on_both, paid, project};

on_both!(
    of_two_decisions_on_one_state_one_stands,
    conflicts_do_not_fail_their_neighbours,
    two_processes_share_one_log,
    verification_sees_one_state_while_others_write,
    one_key_sent_many_times_at_once_has_one_effect,
);

async fn of_two_decisions_on_one_state_one_stands(database: TestDatabase) {
    let store = database.store().await;
    for _ in 0..10 {
        let stream = project();
        let (a, b) = tokio::join!(
            store.append(paid(&stream, 0, 1)),
            store.append(paid(&stream, 0, 2))
        );
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        let lost = a.err().or(b.err()).unwrap();
        assert!(matches!(lost, StoreError::Conflict { .. }));
        assert_eq!(store.stream(&stream).await.unwrap().len(), 1);
    }
}

async fn conflicts_do_not_fail_their_neighbours(database: TestDatabase) {
    let store = database.store().await;
    let mut tasks = JoinSet::new();
    for number in 0..120 {
        let store = store.clone();
        // every third decision is stale
        let expected = u64::from(number % 3 == 0);
        tasks.spawn(async move { store.append(paid(&project(), expected, number)).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 80);
    let report = store.verify(None).await.unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!(report.size, 80);
}

async fn two_processes_share_one_log(database: TestDatabase) {
    let stores = [database.store().await, database.store().await];
    let mut tasks = JoinSet::new();
    for number in 0..60 {
        let store: Store = stores[number % 2].clone();
        tasks.spawn(async move { store.append(paid(&project(), 0, 1)).await });
    }
    let answers = tasks.join_all().await;
    let positions: HashSet<u64> = answers
        .into_iter()
        .map(|events| events.unwrap()[0].position)
        .collect();
    assert_eq!(positions, (1..=60).collect());
    assert!(stores[0].verify(None).await.unwrap().is_sound());
}

async fn verification_sees_one_state_while_others_write(database: TestDatabase) {
    let store = database.store().await;
    let writing = {
        let store = store.clone();
        tokio::spawn(async move { history(&store, 60).await })
    };
    while !writing.is_finished() {
        let report = store.verify(None).await.unwrap();
        assert!(report.is_sound(), "{report}");
    }
    writing.await.unwrap();
}

async fn one_key_sent_many_times_at_once_has_one_effect(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let store = store.clone();
        let mut append = paid(&stream, 0, 1);
        append.idempotency = Some(key("k", "d"));
        tasks.spawn(async move { store.append(append).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let repeats = answers
        .iter()
        .filter(|answer| matches!(answer, Err(StoreError::AlreadyDone(_))));
    assert_eq!(repeats.count(), 19);
    assert_eq!(store.stream(&stream).await.unwrap().len(), 1);
}
