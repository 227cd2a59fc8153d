//! Document numbers without gaps.

use serde_json::json;
use tongchou_store::{Append, NumberRequest, StoreError};

use crate::support::{TestDatabase, append, event, on_both, project};

on_both!(
    numbers_are_filled_in_and_counted_per_series,
    an_append_that_fails_leaves_no_gap,
    a_place_that_awaits_no_number_is_refused,
);

fn letter(series: &str, expected: u64, number: &serde_json::Value) -> Append {
    let issued = event("opinion_letter_issued", json!({"number": number}));
    let mut letter = append(&project(), expected, vec![issued]);
    letter.numbers.push(NumberRequest {
        series: series.to_owned(),
        event: 0,
        pointer: "/number".to_owned(),
    });
    letter
}

async fn numbers_are_filled_in_and_counted_per_series(database: TestDatabase) {
    let store = database.store().await;
    let mut numbers = Vec::new();
    for series in ["2026", "2026", "2027", "2026"] {
        let template = json!(format!("西信函〔{series}〕{{}}号"));
        let stored = store.append(letter(series, 0, &template)).await.unwrap();
        numbers.push(stored[0].event.data["number"].clone());
    }
    let expected = ["〔2026〕1", "〔2026〕2", "〔2027〕1", "〔2026〕3"];
    assert_eq!(numbers, expected.map(|n| format!("西信函{n}号")));
    let bare = store
        .append(letter("plain", 0, &json!(null)))
        .await
        .unwrap();
    assert_eq!(bare[0].event.data["number"], 1);
    assert!(store.verify(None).await.unwrap().is_sound());
}

async fn an_append_that_fails_leaves_no_gap(database: TestDatabase) {
    let store = database.store().await;
    for number in 1..=3 {
        let stale = store.append(letter("2026", 9, &json!(null))).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
        let mut broken = letter("2026", 0, &json!(null));
        broken.events.push(event("unknown", json!({})));
        store.append(broken).await.unwrap_err();
        let stored = store.append(letter("2026", 0, &json!(null))).await.unwrap();
        assert_eq!(stored[0].event.data["number"], number);
    }
}

async fn a_place_that_awaits_no_number_is_refused(database: TestDatabase) {
    let store = database.store().await;
    for number in [json!("no place"), json!("{} and {}"), json!(7)] {
        let error = store.append(letter("2026", 0, &number)).await.unwrap_err();
        assert!(matches!(error, StoreError::Unstorable { .. }));
    }
    let mut beyond = letter("2026", 0, &json!(null));
    beyond.numbers[0].event = 1;
    store.append(beyond).await.unwrap_err();
    assert!(store.events_after(0, 1).await.unwrap().is_empty());
}
