//! Many appends at once leave what they would have left one after another.

use serde_json::json;
use tongchou_store::{Append, StoreError, StreamId};

use crate::support::{TestDatabase, append, event, key, on_both, paid, project};

on_both!(
    many_at_once_are_as_one_by_one,
    one_that_does_not_fit_leaves_nothing,
    what_cannot_be_kept_is_refused,
);

/// Three streams, their appends mixed, one of them with two events.
fn mixed(streams: &[StreamId]) -> Vec<Append> {
    let mut appends = Vec::new();
    for (place, stream) in (1_i64..).zip(streams) {
        let two = vec![
            event("paid", json!({ "amount": place })),
            event("paid", json!({ "amount": place * 10 })),
        ];
        appends.push(append(stream, 0, two));
    }
    for round in 2..90 {
        for stream in streams {
            appends.push(paid(stream, round, 1));
        }
    }
    appends
}

async fn many_at_once_are_as_one_by_one(database: TestDatabase) {
    let store = database.store().await;
    let streams = [project(), project(), project()];
    let appends = mixed(&streams);
    let events: usize = appends.iter().map(|append| append.events.len()).sum();
    let before = store.append(paid(&project(), 0, 7)).await.unwrap();
    let stored = store.append_all(appends.clone()).await.unwrap();
    assert_eq!(stored, u64::try_from(events).unwrap());
    assert!(store.verify(None).await.unwrap().is_sound());
    let rebuilt = store.rebuild().await.unwrap();
    assert_eq!((rebuilt.changed, rebuilt.added, rebuilt.removed), (0, 0, 0));
    let last = store.stream(&streams[2]).await.unwrap();
    assert_eq!(last.len(), 90);
    assert_eq!(
        last[89].position,
        u64::try_from(before.len() + events).unwrap()
    );
    // and it goes on from there
    store.append(paid(&streams[0], 90, 5)).await.unwrap();
    store
        .append_all(vec![paid(&streams[0], 91, 5)])
        .await
        .unwrap();
    assert!(store.verify(None).await.unwrap().is_sound());
}

async fn one_that_does_not_fit_leaves_nothing(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let appends = vec![paid(&stream, 0, 1), paid(&stream, 5, 1)];
    let error = store.append_all(appends).await.unwrap_err();
    assert!(
        matches!(error, StoreError::Conflict { actual: 1, .. }),
        "{error}"
    );
    assert!(store.stream(&stream).await.unwrap().is_empty());
    assert_eq!(store.checkpoint().await.unwrap().size, 0);
}

async fn what_cannot_be_kept_is_refused(database: TestDatabase) {
    let store = database.store().await;
    let answered = Append {
        idempotency: Some(key("k", "d")),
        ..paid(&project(), 0, 1)
    };
    let error = store.append_all(vec![answered]).await.unwrap_err();
    assert!(matches!(error, StoreError::Unstorable { .. }), "{error}");
    assert_eq!(store.checkpoint().await.unwrap().size, 0);
}
