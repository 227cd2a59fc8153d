//! Many appends at once leave what they would have left one after another.

use serde_json::json;
use tongchou_store::{Account, Append, StoreError, StreamId};

use crate::support::{TestDatabase, append, event, key, mail, on_both, paid, project};

on_both!(
    many_at_once_are_as_one_by_one,
    one_that_does_not_fit_leaves_nothing,
    answers_and_messages_come_with_them,
    accounts_come_with_what_is_said_of_them,
    rows_are_read_by_their_ids,
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

/// What a sheet brings: each row with the key that it has in any sheet.
fn rows(streams: &[StreamId], digest: &str) -> Vec<Append> {
    let row = |(place, stream): (i64, &StreamId)| Append {
        idempotency: Some(key(&format!("row-{place}"), digest)),
        outbox: vec![mail(&format!("p{place}"))],
        ..paid(stream, 0, place)
    };
    (1_i64..).zip(streams).map(row).collect()
}

async fn answers_and_messages_come_with_them(database: TestDatabase) {
    let store = database.store().await;
    let streams: Vec<StreamId> = (0..150).map(|_| project()).collect();
    store.append_all(rows(&streams, "d")).await.unwrap();
    let answer = store.answered("row-150", "张三", "d").await.unwrap();
    assert_eq!(answer, Some(json!({ "see": "/projects/1" })));
    let messages = store.outbox_take(200).await.unwrap();
    let positions: Vec<u64> = messages.iter().map(|message| message.position).collect();
    assert_eq!(positions, (1..=150).collect::<Vec<u64>>());
    assert!(store.verify(None).await.unwrap().is_sound());

    // one that was done before holds up those beside it, and leaves nothing of them
    let mut again = rows(&[project(), project()], "d");
    again[0].idempotency = Some(key("new", "d"));
    let error = store.append_all(again).await.unwrap_err();
    assert!(matches!(error, StoreError::AlreadyDone(_)), "{error}");
    let other = rows(&[project()], "another");
    let error = store.append_all(other).await.unwrap_err();
    assert!(matches!(error, StoreError::IdempotencyMismatch), "{error}");
    assert_eq!(store.answered("new", "张三", "d").await.unwrap(), None);
    assert_eq!(store.checkpoint().await.unwrap().size, 150);
    assert_eq!(store.outbox_take(200).await.unwrap().len(), 150);
}

async fn accounts_come_with_what_is_said_of_them(database: TestDatabase) {
    let store = database.store().await;
    let account = |name: &str| Account {
        name: name.to_owned(),
        display_name: "李四".to_owned(),
        body: "u1".to_owned(),
        capacities: Vec::new(),
        password_hash: "$argon2id$".to_owned(),
        disabled: false,
        must_change: true,
    };
    let made = |name: &str| (paid(&project(), 0, 1), account(name));
    let changes = vec![made("anna"), made("bert")];
    store.append_all_with_accounts(changes).await.unwrap();
    assert_eq!(
        store.accounts().await.unwrap(),
        [account("anna"), account("bert")]
    );
    let (mut wrong, carla) = made("carla");
    wrong.expected = 3;
    let changes = vec![made("berta"), (wrong, carla)];
    let error = store.append_all_with_accounts(changes).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    assert_eq!(store.accounts().await.unwrap().len(), 2);
}

async fn rows_are_read_by_their_ids(database: TestDatabase) {
    let store = database.store().await;
    let streams: Vec<StreamId> = (0..620).map(|_| project()).collect();
    let appends = streams.iter().map(|stream| paid(stream, 0, 1)).collect();
    store.append_all(appends).await.unwrap();
    let mut ids: Vec<String> = streams.iter().map(|stream| stream.id.to_string()).collect();
    ids.truncate(610);
    ids.push("nothing".to_owned());
    let found = store.projections("project", &ids).await.unwrap();
    let mut known: Vec<&str> = found.iter().map(|row| row.id.as_str()).collect();
    known.sort_unstable();
    ids.pop();
    ids.sort_unstable();
    assert_eq!(known, ids);
    assert!(store.projections("nothing", &ids).await.unwrap().is_empty());
    assert!(store.projections("project", &[]).await.unwrap().is_empty());
}
