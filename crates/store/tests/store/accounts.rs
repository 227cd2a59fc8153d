//! Accounts, sessions and failed sign-ins.

use jiff::{SignedDuration, Timestamp};
use tongchou_store::{Account, Session, StoreError};

use crate::support::{TestDatabase, on_both};

on_both!(
    accounts_are_kept_by_name,
    sessions_end_when_they_expire_or_are_dropped,
    failed_sign_ins_count_within_their_window,
    no_more_attempts_are_admitted_than_allowed_however_many_come_at_once,
    a_name_typed_at_sign_in_is_not_kept,
);

fn account(name: &str) -> Account {
    Account {
        name: name.to_owned(),
        display_name: "李四".to_owned(),
        body: "u1".to_owned(),
        capacities: vec!["project_unit".to_owned(), "domain_lead".to_owned()],
        password_hash: "$argon2id$".to_owned(),
        disabled: false,
        must_change: true,
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

async fn accounts_are_kept_by_name(database: TestDatabase) {
    let store = database.store().await;
    store.put_account(&account("lisi")).await.unwrap();
    store.put_account(&account("anna")).await.unwrap();
    let changed = Account {
        disabled: true,
        must_change: false,
        ..account("lisi")
    };
    store.put_account(&changed).await.unwrap();
    let found = store.account_by_name("lisi").await.unwrap();
    assert_eq!(found, Some(changed.clone()));
    assert_eq!(store.accounts().await.unwrap(), [account("anna"), changed]);
    assert_eq!(store.account_by_name("nobody").await.unwrap(), None);
    assert_eq!(store.account_by_name("lisi\0").await.unwrap(), None);
    let error = store.put_account(&account("\0")).await.unwrap_err();
    assert!(matches!(error, StoreError::Unstorable { .. }));
}

async fn sessions_end_when_they_expire_or_are_dropped(database: TestDatabase) {
    let store = database.store().await;
    let session = |id: &str, account: &str| Session {
        id_hash: id.to_owned(),
        account: account.to_owned(),
        created_at: at(0),
        expires_at: at(60),
        csrf: "secret".to_owned(),
    };
    for (id, account) in [("a", "lisi"), ("b", "lisi"), ("c", "anna"), ("d", "anna")] {
        store.put_session(&session(id, account)).await.unwrap();
    }
    let found = store.session("a", at(59)).await.unwrap();
    assert_eq!(found, Some(session("a", "lisi")));
    assert_eq!(store.session("a", at(60)).await.unwrap(), None);
    assert_eq!(store.session("\0", at(1)).await.unwrap(), None);
    store.drop_session("c").await.unwrap();
    assert_eq!(store.session("c", at(1)).await.unwrap(), None);
    assert_eq!(store.drop_sessions_of("lisi").await.unwrap(), 2);
    assert!(store.session("d", at(1)).await.unwrap().is_some());
    let longer = Session {
        expires_at: at(600),
        ..session("d", "anna")
    };
    store.put_session(&longer).await.unwrap();
    assert_eq!(store.sweep_sessions(at(60)).await.unwrap(), 0);
    assert_eq!(store.sweep_sessions(at(600)).await.unwrap(), 1);
}

async fn failed_sign_ins_count_within_their_window(database: TestDatabase) {
    let store = database.store().await;
    let window = SignedDuration::from_mins(15);
    let admitted = async |name: &str, second: i64| {
        let asked = store.admit_sign_in(name, at(second), window, 3);
        asked.await.unwrap()
    };
    let course = [
        (0, true),
        (10, true),
        (600, true),
        (601, false),
        (905, true),
        (906, false),
    ];
    for (second, expected) in course {
        assert_eq!(admitted("lisi", second).await, expected, "{second}");
    }
    assert!(admitted("anna", 906).await && admitted("\0", 906).await);
    store.clear_failed_sign_ins("lisi").await.unwrap();
    assert!(admitted("lisi", 907).await);
}

async fn no_more_attempts_are_admitted_than_allowed_however_many_come_at_once(
    database: TestDatabase,
) {
    let store = database.store().await;
    let window = SignedDuration::from_mins(15);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..25 {
        let store = store.clone();
        tasks.spawn(async move { store.admit_sign_in("lisi", at(0), window, 5).await });
    }
    let answers = tasks.join_all().await;
    let admitted = answers
        .into_iter()
        .filter(|answer| *answer.as_ref().unwrap());
    assert_eq!(admitted.count(), 5);
    let admit = async |name: &str, second| {
        let admitted = store.admit_sign_in(name, at(second), window, 5);
        admitted.await.unwrap()
    };
    assert!(!admit("lisi", 899).await);
    assert!(admit("anna", 899).await);
    // a refused attempt does not prolong the wait
    assert!(admit("lisi", 900).await);
    assert_eq!(database.count("failed_sign_ins").await, 2);
    store.clear_failed_sign_ins("lisi").await.unwrap();
    for _ in 0..5 {
        assert!(admit("lisi", 901).await);
    }
    assert!(!admit("lisi", 901).await);
}

async fn a_name_typed_at_sign_in_is_not_kept(database: TestDatabase) {
    let store = database.store().await;
    let window = SignedDuration::from_mins(15);
    let typed = "correct horse\0".repeat(10_000);
    let admitted = store.admit_sign_in(&typed, at(0), window, 1).await;
    assert!(admitted.unwrap());
    let mut connection = database.connect().await;
    let row = sqlx::query("SELECT name FROM failed_sign_ins")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let kept: String = sqlx::Row::get(&row, 0);
    assert_eq!(kept.len(), 64);
    sqlx::Connection::close(connection).await.unwrap();
}
