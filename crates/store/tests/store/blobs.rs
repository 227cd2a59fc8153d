//! Files: an event names one that is there, or nothing is stored; what no event
//! names can be swept, what one names never.

use jiff::{SignedDuration, Timestamp};
use tongchou_store::{Blob, Quota, StoreError, Upload};
use uuid::Uuid;

use crate::support::{TestDatabase, key, on_both, paid, project};

on_both!(
    an_event_names_only_files_that_are_there,
    an_append_that_fails_refers_to_nothing,
    what_an_event_names_is_never_swept,
    one_file_is_forgotten_unless_something_names_it,
    an_upload_belongs_to_its_person,
    the_quota_counts_what_is_not_filed,
    the_quota_holds_when_many_begin_at_once,
);

fn now() -> Timestamp {
    "2026-11-24T02:00:00Z".parse().unwrap()
}

fn later(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

fn sm3(digit: char) -> String {
    digit.to_string().repeat(64)
}

fn blob(digit: char) -> Blob {
    Blob {
        sm3: sm3(digit),
        size: 1000,
        media_type: "application/pdf".to_owned(),
        shows: true,
        stored_at: now(),
    }
}

fn upload(person: &str) -> Upload {
    Upload {
        id: Uuid::now_v7(),
        person: person.to_owned(),
        name: "建设方案.pdf".to_owned(),
        form: "/projects/1/acts/submit_material".to_owned(),
        size: 1000,
        received: 0,
        sm3: None,
        touched_at: now(),
        filed: false,
    }
}

const QUOTA: Quota = Quota {
    bytes: 2500,
    count: 10,
};

async fn an_event_names_only_files_that_are_there(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let missing = store
        .append_with_files(paid(&stream, 0, 1), vec![sm3('a')])
        .await;
    assert!(matches!(missing, Err(StoreError::BlobMissing(name)) if name == sm3('a')));
    assert!(store.stream(&stream).await.unwrap().is_empty());

    let one = upload("张三");
    assert_eq!(store.begin_upload(&one, QUOTA).await.unwrap(), None);
    store.announce_upload(one.id, &sm3('a')).await.unwrap();
    assert!(
        store
            .whole_upload("张三", &sm3('a'))
            .await
            .unwrap()
            .is_none()
    );
    store.finish_upload(one.id, &blob('a')).await.unwrap();
    let (found, kept) = store
        .whole_upload("张三", &sm3('a'))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.received, found.filed), (1000, false));
    assert_eq!(kept, blob('a'));

    let stored = store
        .append_with_files(paid(&stream, 0, 1), vec![sm3('a')])
        .await
        .unwrap();
    let references = store.blob_references(&sm3('a')).await.unwrap();
    assert_eq!(references.len(), 1);
    assert_eq!(references[0].position, stored[0].position);
    assert_eq!(references[0].stream, stream);
    assert_eq!(references[0].event_kind, "paid");
    assert!(
        store.uploads_of("张三").await.unwrap().is_empty(),
        "it is filed now"
    );
}

async fn an_append_that_fails_refers_to_nothing(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    store
        .finish_upload(Uuid::now_v7(), &blob('b'))
        .await
        .unwrap();
    let mut first = paid(&stream, 0, 1);
    first.idempotency = Some(key("k", "one"));
    let named = || vec![sm3('b')];
    store
        .append_with_files(first.clone(), named())
        .await
        .unwrap();
    // the same again, and one that comes too late
    let again = store.append_with_files(first, named()).await;
    assert!(matches!(again, Err(StoreError::AlreadyDone(_))));
    let late = store.append_with_files(paid(&stream, 0, 2), named()).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })));
    assert_eq!(store.blob_references(&sm3('b')).await.unwrap().len(), 1);
    assert!(store.verify(None).await.unwrap().is_sound());
}

async fn what_an_event_names_is_never_swept(database: TestDatabase) {
    let store = database.store().await;
    for digit in ['c', 'd'] {
        let one = upload("张三");
        store.begin_upload(&one, QUOTA).await.unwrap();
        store.finish_upload(one.id, &blob(digit)).await.unwrap();
    }
    store
        .append_with_files(paid(&project(), 0, 1), vec![sm3('c')])
        .await
        .unwrap();
    assert!(store.sweep_uploads(now()).await.unwrap().is_empty());
    assert!(
        store.sweep_blobs(later(8)).await.unwrap().is_empty(),
        "an upload still names it"
    );
    assert_eq!(store.sweep_uploads(later(8)).await.unwrap().len(), 2);
    assert!(
        store.sweep_blobs(now()).await.unwrap().is_empty(),
        "too young"
    );
    assert_eq!(store.sweep_blobs(later(8)).await.unwrap(), [sm3('d')]);
    assert!(store.blob(&sm3('c')).await.unwrap().is_some());
    assert!(store.blob(&sm3('d')).await.unwrap().is_none());
}

async fn one_file_is_forgotten_unless_something_names_it(database: TestDatabase) {
    let store = database.store().await;
    for (digit, person) in [('c', "张三"), ('d', "张三"), ('e', "李四")] {
        let one = upload(person);
        store.begin_upload(&one, QUOTA).await.unwrap();
        store.finish_upload(one.id, &blob(digit)).await.unwrap();
        if digit != 'e' {
            store.remove_upload(one.id).await.unwrap();
        }
    }
    store
        .append_with_files(paid(&project(), 0, 1), vec![sm3('c')])
        .await
        .unwrap();
    let mut forgotten = Vec::new();
    for digit in ['c', 'd', 'e'] {
        forgotten.push(store.forget_blob(&sm3(digit)).await.unwrap());
        let there = store.blob(&sm3(digit)).await.unwrap().is_some();
        assert_eq!(there, digit != 'd', "{digit}");
    }
    assert_eq!(forgotten, [false, true, false]);
    assert!(!store.forget_blob(&sm3('d')).await.unwrap(), "gone already");
}

async fn an_upload_belongs_to_its_person(database: TestDatabase) {
    let store = database.store().await;
    let one = upload("张三");
    store.begin_upload(&one, QUOTA).await.unwrap();
    assert!(store.upload(one.id, "李四").await.unwrap().is_none());
    store.advance_upload(one.id, 400, later(1)).await.unwrap();
    let found = store.upload(one.id, "张三").await.unwrap().unwrap();
    assert_eq!((found.received, found.touched_at), (400, later(1)));
    store.finish_upload(one.id, &blob('e')).await.unwrap();
    assert!(
        store
            .whole_upload("李四", &sm3('e'))
            .await
            .unwrap()
            .is_none()
    );
    store.remove_upload(one.id).await.unwrap();
    assert!(store.upload(one.id, "张三").await.unwrap().is_none());
}

async fn the_quota_counts_what_is_not_filed(database: TestDatabase) {
    let store = database.store().await;
    let ones = [upload("张三"), upload("张三"), upload("张三")];
    for one in &ones[..2] {
        assert_eq!(store.begin_upload(one, QUOTA).await.unwrap(), None);
    }
    assert_eq!(
        store.begin_upload(&ones[2], QUOTA).await.unwrap(),
        Some((2000, 2))
    );
    assert_eq!(
        store.begin_upload(&upload("李四"), QUOTA).await.unwrap(),
        None
    );
    store.finish_upload(ones[0].id, &blob('f')).await.unwrap();
    store
        .append_with_files(paid(&project(), 0, 1), vec![sm3('f')])
        .await
        .unwrap();
    assert_eq!(store.begin_upload(&ones[2], QUOTA).await.unwrap(), None);
    let few = Quota { count: 2, ..QUOTA };
    let small = Upload {
        size: 1,
        ..upload("张三")
    };
    assert_eq!(
        store.begin_upload(&small, few).await.unwrap(),
        Some((2000, 2))
    );
}

async fn the_quota_holds_when_many_begin_at_once(database: TestDatabase) {
    let store = database.store().await;
    let mut begun = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        begun.spawn(async move { store.begin_upload(&upload("张三"), QUOTA).await.unwrap() });
    }
    let admitted = begun
        .join_all()
        .await
        .into_iter()
        .filter(Option::is_none)
        .count();
    assert_eq!(admitted, 2);
}
