//! Visits and views: about readers, kept beside the log.

use jiff::Timestamp;
use tongchou_store::{Mark, Store, StoreError, View, Visit};

use crate::support::{TestDatabase, on_both};

on_both!(
    a_visit_is_kept_by_person,
    views_are_kept_by_person_list_and_name,
);

fn mark(second: i64) -> Mark {
    Mark {
        at: Timestamp::from_second(1_800_000_000 + second).unwrap(),
        position: second.unsigned_abs(),
    }
}

async fn a_visit_is_kept_by_person(database: TestDatabase) {
    let store = database.store().await;
    assert_eq!(store.visit("lisi").await.unwrap(), None);
    let first = Visit {
        last: mark(1),
        before: None,
    };
    store.put_visit("lisi", &first).await.unwrap();
    assert_eq!(store.visit("lisi").await.unwrap(), Some(first));
    let second = Visit {
        last: mark(9),
        before: Some(mark(1)),
    };
    store.put_visit("lisi", &second).await.unwrap();
    assert_eq!(store.visit("lisi").await.unwrap(), Some(second));
    assert_eq!(store.visit("anna").await.unwrap(), None);
}

fn view(name: &str, query: &str) -> View {
    View {
        name: name.to_owned(),
        query: query.to_owned(),
    }
}

/// Two views at most.
async fn put(store: &Store, view: &View) -> bool {
    let kept = store.put_view("lisi", "project", view, 2).await;
    kept.unwrap()
}

async fn views_are_kept_by_person_list_and_name(database: TestDatabase) {
    let store = database.store().await;
    for name in ["b", "a"] {
        assert!(put(&store, &view(name, "x=1")).await);
    }
    let third = put(&store, &view("c", "")).await;
    assert!(!third, "no more than asked for");
    let again = put(&store, &view("a", "x=2")).await;
    assert!(again, "one of the same name gives way");
    let kept = store.views("lisi", "project").await.unwrap();
    assert_eq!(kept, [view("a", "x=2"), view("b", "x=1")]);
    assert_eq!(store.views("lisi", "agency").await.unwrap(), []);
    assert_eq!(store.views("anna", "project").await.unwrap(), []);
    store.drop_view("lisi", "project", "a").await.unwrap();
    store.drop_view("anna", "project", "b").await.unwrap();
    let kept = store.views("lisi", "project").await.unwrap();
    assert_eq!(kept, [view("b", "x=1")]);
    let odd = store.put_view("lisi", "project", &view("a\0", ""), 9).await;
    assert!(matches!(odd, Err(StoreError::Unstorable { .. })));
}
