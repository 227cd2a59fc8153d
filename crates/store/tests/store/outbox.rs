//! Messages promised by appends.

use crate::support::{TestDatabase, mail, on_both, paid, project};

on_both!(messages_come_in_order_until_they_are_done);

async fn messages_come_in_order_until_they_are_done(database: TestDatabase) {
    let store = database.store().await;
    for names in [["甲", "乙"], ["丙", "丁"]] {
        let mut append = paid(&project(), 0, 1);
        append.outbox = names.map(mail).to_vec();
        store.append(append).await.unwrap();
    }
    let first = store.outbox_take(3).await.unwrap();
    let names: Vec<_> = first.iter().map(|row| row.body["to"].clone()).collect();
    assert_eq!(names, ["甲", "乙", "丙"]);
    assert_eq!(first[2].position, 2);
    assert_eq!(store.outbox_take(3).await.unwrap(), first);
    store
        .outbox_done(&[first[0].id, first[1].id, first[2].id])
        .await
        .unwrap();
    let rest = store.outbox_take(3).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].body["to"], "丁");
}
