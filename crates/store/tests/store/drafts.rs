//! Drafts: each its person's own, replaced by whoever read it last, swept.

use jiff::Timestamp;
use tongchou_store::{Draft, DraftKey, DraftSaved};

use crate::support::{TestDatabase, on_both};

on_both!(
    a_draft_is_its_persons_own_and_is_replaced,
    a_form_that_read_an_earlier_draft_is_told,
    drafts_are_dropped_and_swept,
);

fn draft(person: &str, act: &str, body: &str, revision: u64, second: i64) -> Draft {
    Draft {
        key: DraftKey {
            person: person.to_owned(),
            kind: "project".to_owned(),
            subject: "p1".to_owned(),
            act: act.to_owned(),
        },
        body: body.to_owned(),
        seen: 3,
        revision,
        saved_at: Timestamp::from_second(1_800_000_000 + second).unwrap(),
    }
}

async fn a_draft_is_its_persons_own_and_is_replaced(database: TestDatabase) {
    let store = database.store().await;
    let first = draft("lisi", "file_change", "甲", 0, 0);
    assert_eq!(
        store.save_draft(&first).await.unwrap(),
        DraftSaved::Saved(1)
    );
    let second = draft("lisi", "file_change", "乙", 1, 9);
    assert_eq!(
        store.save_draft(&second).await.unwrap(),
        DraftSaved::Saved(2)
    );
    let found = store.draft(&first.key).await.unwrap().unwrap();
    assert_eq!(
        (found.body.as_str(), found.revision, found.seen),
        ("乙", 2, 3)
    );
    assert_eq!(found.saved_at, second.saved_at);
    let others = draft("anna", "file_change", "", 0, 0);
    assert_eq!(store.draft(&others.key).await.unwrap(), None);
    store
        .save_draft(&draft("lisi", "report_risk", "丙", 0, 20))
        .await
        .unwrap();
    let all = store.drafts_of("lisi").await.unwrap();
    let count = store.draft_count("lisi").await.unwrap();
    assert_eq!(count, u64::try_from(all.len()).unwrap());
    assert_eq!(store.draft_count("nobody").await.unwrap(), 0);
    let acts: Vec<_> = all.iter().map(|draft| draft.key.act.as_str()).collect();
    assert_eq!(acts, ["report_risk", "file_change"]);
}

async fn a_form_that_read_an_earlier_draft_is_told(database: TestDatabase) {
    let store = database.store().await;
    store
        .save_draft(&draft("lisi", "file_change", "甲", 0, 0))
        .await
        .unwrap();
    for stale in [0, 7] {
        let late = draft("lisi", "file_change", "乙", stale, 5);
        match store.save_draft(&late).await.unwrap() {
            DraftSaved::Overtaken(kept) => assert_eq!(kept.body, "甲"),
            other => panic!("{other:?}"),
        }
    }
    // a draft that was dropped meanwhile is saved again
    let key = draft("lisi", "file_change", "", 0, 0).key;
    store.drop_draft(&key).await.unwrap();
    let late = draft("lisi", "file_change", "丙", 1, 5);
    assert_eq!(store.save_draft(&late).await.unwrap(), DraftSaved::Saved(2));
}

async fn drafts_are_dropped_and_swept(database: TestDatabase) {
    let store = database.store().await;
    for (act, second) in [("a", 0), ("b", 100)] {
        store
            .save_draft(&draft("lisi", act, "甲", 0, second))
            .await
            .unwrap();
    }
    let before = Timestamp::from_second(1_800_000_050).unwrap();
    assert_eq!(store.sweep_drafts(before).await.unwrap(), 1);
    assert_eq!(store.drafts_of("lisi").await.unwrap().len(), 1);
    let key = draft("lisi", "b", "", 0, 0).key;
    store.drop_draft(&key).await.unwrap();
    store.drop_draft(&key).await.unwrap();
    assert!(store.drafts_of("lisi").await.unwrap().is_empty());
}
