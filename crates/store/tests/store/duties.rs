//! What falls due: changed by one server at a time, asked for by span of days,
//! with the log of what moved; and the private addresses of calendars.

use jiff::Timestamp;
use serde_json::json;
use tongchou_store::{DutyBasis, DutyChange, DutyMove, DutyRow, DutyWanted};

use crate::support::{TestDatabase, on_both};

on_both!(
    duties_are_put_changed_removed_and_asked_for,
    whoever_knows_an_older_state_changes_nothing,
    many_duties_are_stored_at_once,
    a_calendars_address_is_one_persons_and_ends,
);

fn duty(subject: &str, due_on: &str) -> DutyRow {
    DutyRow {
        id: 0,
        subject: subject.to_owned(),
        key: "midterm_report".to_owned(),
        owner: "unit".to_owned(),
        from_on: "2026-01-01".to_owned(),
        due_on: due_on.to_owned(),
        done_on: None,
        stands_since: "2026-01-01".to_owned(),
        body: json!({ "title": "报送项目中期报告" }),
    }
}

fn basis(revision: u64) -> DutyBasis {
    DutyBasis {
        revision,
        size: 7,
        body: json!({ "day": "2026-01-01" }),
    }
}

async fn duties_are_put_changed_removed_and_asked_for(database: TestDatabase) {
    let store = database.store().await;
    assert_eq!(store.duty_basis().await.unwrap(), None);
    let put = DutyChange {
        put: vec![duty("p1", "2026-03-01"), duty("p2", "2026-04-01")],
        ..DutyChange::default()
    };
    assert!(store.change_duties(&basis(0), &put).await.unwrap());
    assert_eq!(store.duty_basis().await.unwrap(), Some(basis(1)));
    let march = DutyWanted {
        due_from: Some("2026-03-01".to_owned()),
        due_to: Some("2026-03-31".to_owned()),
        ..DutyWanted::default()
    };
    let found = store.duties(&march).await.unwrap();
    assert_eq!(found.len(), 1);
    let mut changed = found[0].clone();
    "2026-05-01".clone_into(&mut changed.due_on);
    changed.done_on = Some("2026-04-30".to_owned());
    let moved = DutyMove {
        subject: "p1".to_owned(),
        key: "midterm_report".to_owned(),
        what: "moved".to_owned(),
        old_due: Some("2026-03-01".to_owned()),
        new_due: Some("2026-05-01".to_owned()),
        noticed_on: "2026-02-01".to_owned(),
        cause: json!({ "says": "设置变更" }),
    };
    let all = store.duties(&DutyWanted::default()).await.unwrap();
    let change = DutyChange {
        put: vec![changed.clone()],
        remove: vec![all[1].id],
        moves: vec![moved.clone()],
    };
    assert!(store.change_duties(&basis(1), &change).await.unwrap());
    assert_eq!(store.duties(&march).await.unwrap(), []);
    let all = store.duties(&DutyWanted::default()).await.unwrap();
    assert_eq!(all, [changed]);
    let open = DutyWanted {
        open: true,
        ..DutyWanted::default()
    };
    assert_eq!(store.duties(&open).await.unwrap(), []);
    assert_eq!(
        store.duty_moves(Some("p1"), 9).await.unwrap(),
        std::slice::from_ref(&moved)
    );
    assert_eq!(store.duty_moves(None, 9).await.unwrap(), [moved]);
    assert_eq!(store.duty_moves(Some("p2"), 9).await.unwrap(), []);
}

async fn whoever_knows_an_older_state_changes_nothing(database: TestDatabase) {
    let store = database.store().await;
    let change = |day: &str| DutyChange {
        put: vec![duty("p1", day)],
        ..DutyChange::default()
    };
    let first = change("2026-03-01");
    let second = change("2026-03-02");
    let (zero, other) = (basis(0), basis(0));
    let (one, two) = tokio::join!(
        store.change_duties(&zero, &first),
        store.change_duties(&other, &second)
    );
    let done = [one.unwrap(), two.unwrap()];
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
    assert_eq!(database.count("duties").await, 1);
}

async fn many_duties_are_stored_at_once(database: TestDatabase) {
    let store = database.store().await;
    let put = (0..250).map(|place| duty(&format!("p{place}"), "2026-03-01"));
    let change = DutyChange {
        put: put.collect(),
        ..DutyChange::default()
    };
    assert!(store.change_duties(&basis(0), &change).await.unwrap());
    let all = store.duties(&DutyWanted::default()).await.unwrap();
    assert_eq!(all.len(), 250);
    let change = DutyChange {
        remove: all.iter().map(|row| row.id).collect(),
        ..DutyChange::default()
    };
    assert!(store.change_duties(&basis(1), &change).await.unwrap());
    assert_eq!(database.count("duties").await, 0);
}

async fn a_calendars_address_is_one_persons_and_ends(database: TestDatabase) {
    let store = database.store().await;
    let at = Timestamp::from_second(1_800_000_000).unwrap();
    store.put_feed("lisi", "aa", at).await.unwrap();
    assert_eq!(
        store.read_feed("aa", at).await.unwrap().as_deref(),
        Some("lisi")
    );
    assert_eq!(store.feed("lisi").await.unwrap().unwrap().read_at, Some(at));
    store.put_feed("lisi", "bb", at).await.unwrap();
    assert_eq!(store.read_feed("aa", at).await.unwrap(), None);
    assert_eq!(store.feed("lisi").await.unwrap().unwrap().read_at, None);
    store.drop_feed("lisi").await.unwrap();
    assert_eq!(store.read_feed("bb", at).await.unwrap(), None);
    assert_eq!(store.feed("lisi").await.unwrap(), None);
}
