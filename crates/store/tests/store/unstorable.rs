//! Values that could not be given back unchanged are refused before anything
//! is written, alike on both databases.

use serde_json::{Value, json};
use tongchou_store::{Append, MAX_DEPTH, StoreError};

use crate::support::{TestDatabase, append, event, key, mail, on_both, project};

on_both!(unstorable_values_are_refused_and_named);

async fn unstorable_values_are_refused_and_named(database: TestDatabase) {
    let store = database.store().await;
    let mut deep = json!(1);
    for _ in 0..=MAX_DEPTH {
        deep = json!([deep]);
    }
    let refused = [
        with(|a| a.events[0].data = json!({"list": [1, "a\0b"]})),
        with(|a| a.events[0].data = json!({"a\0": 1})),
        with(|a| a.events[0].data = json!({"amount": 1.5})),
        with(|a| a.events[0].data = json!({"amount": 9_007_199_254_740_992i64})),
        with(|a| a.events[0].data = json!({"amount": u64::MAX})),
        with(|a| a.events[0].data = json!({"\u{e9}": 1, "e\u{301}": 2})),
        with(|a| a.events[0].data = deep.clone()),
        with(|a| a.events[0].kind = "\0".into()),
        with(|a| a.events[0].kind = String::new()),
        with(|a| a.events.clear()),
        with(|a| a.stream.kind = "a\0".into()),
        with(|a| a.provenance.person = "\0".into()),
        with(|a| a.provenance.clauses.push("\0".to_owned())),
        with(|a| a.outbox.push(mail("\0"))),
        with(|a| a.idempotency = Some(key("\0", "d"))),
    ];
    for append in refused {
        let error = store.append(append).await.unwrap_err();
        assert!(matches!(error, StoreError::Unstorable { .. }), "{error}");
    }
    for table in ["events", "projections", "outbox", "answers", "log_nodes"] {
        assert_eq!(database.count(table).await, 0, "{table}");
    }
    let named = with(|a| a.events[0].data = json!({"list": [1, {"x/y": "a\0b"}]}));
    let message = store.append(named).await.unwrap_err().to_string();
    assert!(message.contains("data/list/1/x~1y"), "{message}");
    assert!(message.contains("U+0000"), "{message}");
}

fn with(change: impl FnOnce(&mut Append)) -> Append {
    let data: Value = json!({"amount": 1});
    let mut append = append(&project(), 0, vec![event("paid", data)]);
    change(&mut append);
    append
}
