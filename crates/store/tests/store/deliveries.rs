//! Deliveries: promised with their notice, kept until they have arrived, sent
//! again under the same name where nobody said that they had.

use tongchou_store::{Attempted, Channel, Delivery, Mode, Store};

use crate::notices::{at, notice};
use crate::support::{TestDatabase, on_both};

on_both!(
    a_delivery_is_promised_with_its_notice_once,
    what_was_sent_and_not_marked_is_due_again,
    attempts_wait_are_given_up_and_tried_again,
    what_is_held_goes_into_one_message_once,
    a_changed_mind_moves_what_is_on_its_way,
    an_address_is_confirmed_by_its_code_alone,
);

fn channel(person: &str, kind: &str, mode: Mode) -> Channel {
    Channel {
        person: person.to_owned(),
        kind: kind.to_owned(),
        address: format!("{person}@example.cn"),
        mode,
        salt: String::new(),
        confirmed_at: Some(at(0)),
        code_hash: String::new(),
        code_until: None,
        code_failures: 0,
        changed_at: at(0),
    }
}

async fn due(store: &Store, seconds: i64) -> Vec<Delivery> {
    let due = store.due_deliveries("mail", at(seconds), 99).await.unwrap();
    due.into_iter().map(|(delivery, _)| delivery).collect()
}

async fn a_delivery_is_promised_with_its_notice_once(database: TestDatabase) {
    let store = database.store().await;
    store
        .put_channel(&channel("lisi", "mail", Mode::Each))
        .await
        .unwrap();
    store
        .put_channel(&channel("zhaoliu", "mail", Mode::Off))
        .await
        .unwrap();
    let mut unconfirmed = channel("wangwu", "mail", Mode::Each);
    unconfirmed.confirmed_at = None;
    store.put_channel(&unconfirmed).await.unwrap();
    let notices = ["lisi", "wangwu", "zhaoliu", "nobody"].map(|person| notice(person, "e1"));
    assert_eq!(store.put_notices(&notices).await.unwrap(), 4);
    assert_eq!(store.put_notices(&notices).await.unwrap(), 0);
    assert_eq!(database.count("deliveries").await, 1);
    let due = due(&store, 0).await;
    assert_eq!(due[0].person, "lisi");
    assert_eq!(due[0].body["title"], "要求限期整改");
    assert_eq!(due[0].body["basis"], "第三十一条");
}

async fn what_was_sent_and_not_marked_is_due_again(database: TestDatabase) {
    let (store, other) = (database.store().await, database.store().await);
    let each = channel("lisi", "mail", Mode::Each);
    store.put_channel(&each).await.unwrap();
    store.put_notices(&[notice("lisi", "e1")]).await.unwrap();
    // one takes it, sends it, and dies; another takes the same
    let one = due(&store, 1).await;
    let two = due(&other, 1).await;
    assert_eq!(one, two);
    assert!(
        other
            .end_delivery(&two[0], &Attempted::Sent, at(2))
            .await
            .unwrap()
    );
    // the first was only slow
    let late = Attempted::Again {
        at: at(9),
        error: "连接不上".to_owned(),
    };
    assert!(!store.end_delivery(&one[0], &late, at(3)).await.unwrap());
    assert_eq!(due(&store, 99).await, []);
    assert_eq!(store.sweep_deliveries(at(3)).await.unwrap(), 1);
}

async fn attempts_wait_are_given_up_and_tried_again(database: TestDatabase) {
    let store = database.store().await;
    let each = channel("lisi", "mail", Mode::Each);
    store.put_channel(&each).await.unwrap();
    store.put_notices(&[notice("lisi", "e1")]).await.unwrap();
    let first = due(&store, 0).await.remove(0);
    let again = Attempted::Again {
        at: at(60),
        error: "对方回答 503".to_owned(),
    };
    assert!(store.end_delivery(&first, &again, at(0)).await.unwrap());
    assert_eq!(due(&store, 59).await, []);
    let second = due(&store, 60).await.remove(0);
    assert_eq!((second.attempts, second.uid), (1, first.uid));
    let given_up = Attempted::GivenUp {
        error: "没有这个信箱".to_owned(),
    };
    let second = due(&store, 60).await.remove(0);
    assert!(
        store
            .end_delivery(&second, &given_up, at(61))
            .await
            .unwrap()
    );
    assert_eq!(due(&store, 9999).await, []);
    let troubled = store.troubled_deliveries(9).await.unwrap();
    assert_eq!(troubled[0].error, "没有这个信箱");
    let counts = store.delivery_counts().await.unwrap();
    assert_eq!(counts, [("mail".to_owned(), "failed".to_owned(), 1)]);
    let id = Some(troubled[0].id);
    assert_eq!(store.retry_deliveries(id, at(70)).await.unwrap(), 1);
    let third = due(&store, 70).await.remove(0);
    assert!(
        store
            .end_delivery(&third, &Attempted::Sent, at(71))
            .await
            .unwrap()
    );
    assert_eq!(store.retry_deliveries(None, at(72)).await.unwrap(), 0);
    assert_eq!(
        store.deliveries_of("lisi", 9).await.unwrap()[0].state,
        "sent"
    );
}

async fn what_is_held_goes_into_one_message_once(database: TestDatabase) {
    let store = database.store().await;
    let daily = channel("lisi", "mail", Mode::Daily);
    store.put_channel(&daily).await.unwrap();
    let told = [notice("lisi", "e1"), notice("lisi", "e2")];
    store.put_notices(&told).await.unwrap();
    assert_eq!(due(&store, 9).await, []);
    let held = store.held_deliveries("lisi", "mail").await.unwrap();
    assert_eq!(held.len(), 2);
    let whole = Delivery {
        uid: "d1".to_owned(),
        form: "digest".to_owned(),
        state: "waiting".to_owned(),
        ..held[0].clone()
    };
    let other = database.store().await;
    let (one, two) = tokio::join!(store.bundle(&held, &whole), other.bundle(&held, &whole));
    assert!(one.unwrap() != two.unwrap());
    assert_eq!(due(&store, 9).await.len(), 1);
    assert_eq!(store.held_deliveries("lisi", "mail").await.unwrap(), []);
}

async fn a_changed_mind_moves_what_is_on_its_way(database: TestDatabase) {
    let store = database.store().await;
    let mut chosen = channel("lisi", "mail", Mode::Daily);
    store.put_channel(&chosen).await.unwrap();
    store.put_notices(&[notice("lisi", "e1")]).await.unwrap();
    chosen.mode = Mode::Each;
    store.put_channel(&chosen).await.unwrap();
    assert_eq!(due(&store, 9).await.len(), 1);
    chosen.mode = Mode::Daily;
    store.put_channel(&chosen).await.unwrap();
    assert_eq!(
        store.held_deliveries("lisi", "mail").await.unwrap().len(),
        1
    );
    chosen.mode = Mode::Off;
    store.put_channel(&chosen).await.unwrap();
    assert_eq!(store.held_deliveries("lisi", "mail").await.unwrap(), []);
    assert_eq!(due(&store, 9).await, []);
    let ended = store.deliveries_of("lisi", 9).await.unwrap();
    assert_eq!(ended[0].state, "withdrawn");
    // in the application they are told all the same
    assert_eq!(store.count_notices("lisi").await.unwrap(), 1);
}

async fn an_address_is_confirmed_by_its_code_alone(database: TestDatabase) {
    let store = database.store().await;
    let mut asked = channel("lisi", "mail", Mode::Each);
    asked.confirmed_at = None;
    "right".clone_into(&mut asked.code_hash);
    asked.code_until = Some(at(100));
    store.put_channel(&asked).await.unwrap();
    let try_it = |code: &'static str, now: i64| {
        let store = store.clone();
        async move {
            let right = store.confirm_channel("lisi", "mail", code, at(now), 3);
            right.await.unwrap()
        }
    };
    assert!(!try_it("", 1).await && !try_it("right", 100).await);
    assert!(try_it("right", 99).await);
    assert!(!try_it("right", 99).await, "a code is used once");
    store.put_channel(&asked).await.unwrap();
    for _ in 0..3 {
        assert!(!try_it("wrong", 1).await);
    }
    assert!(!try_it("right", 1).await, "three were enough");
}
