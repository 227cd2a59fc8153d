//! Lists of projections: filters, search, order and pages.

use serde_json::json;
use tongchou_store::{Listing, Order, Store};

use crate::support::{TestDatabase, append, event, on_both, project, provenance};

on_both!(
    lists_filter_by_owner_and_stage,
    search_finds_parts_of_title_and_number,
    lists_are_ordered_alike,
    pages_carry_the_total,
);

async fn filled(database: &TestDatabase) -> Store {
    let store = database.store().await;
    let projects = [
        (
            "智慧100%城市 Cloud",
            "u1",
            "申报",
            Some("西信函〔2026〕7号"),
            "2026-01-05",
        ),
        ("城市_大脑", "u1", "建设", None, "2026-03-01"),
        (
            "视频会议系统ＡＢＣ",
            "u2",
            "申报",
            Some("西信函〔2026〕10号"),
            "2026-02-01",
        ),
    ];
    for (title, owner, stage, number, on) in projects {
        let mut data = json!({"title": title, "owner": owner, "stage": stage});
        if let Some(number) = number {
            data["number"] = json!(number);
        }
        let mut declared = append(&project(), 0, vec![event("declared", data)]);
        declared.provenance = provenance();
        declared.provenance.on = on.parse().unwrap();
        store.append(declared).await.unwrap();
    }
    store
}

async fn titles(store: &Store, listing: Listing) -> Vec<String> {
    let (rows, total) = store.list("project", &listing).await.unwrap();
    assert_eq!(total, rows.len() as u64);
    rows.into_iter()
        .map(|row| row.title.chars().take(2).collect())
        .collect()
}

async fn lists_filter_by_owner_and_stage(database: TestDatabase) {
    let store = filled(&database).await;
    let owner = Some("u1".to_owned());
    let stage = Some("申报".to_owned());
    let by_owner = Listing {
        owner: owner.clone(),
        ..Listing::default()
    };
    assert_eq!(titles(&store, by_owner).await, ["城市", "智慧"]);
    let by_both = Listing {
        owner,
        stage,
        ..Listing::default()
    };
    assert_eq!(titles(&store, by_both).await, ["智慧"]);
    let none = store.list("design", &Listing::default()).await.unwrap();
    assert_eq!(none, (Vec::new(), 0));
}

async fn search_finds_parts_of_title_and_number(database: TestDatabase) {
    let store = filled(&database).await;
    let cases: [(&str, &[&str]); 9] = [
        ("会议", &["视频"]),
        ("cLOUD", &["智慧"]),
        ("abc", &["视频"]),
        ("〔2026〕10", &["视频"]),
        ("100%", &["智慧"]),
        ("_", &["城市"]),
        ("' OR 1=1 --", &[]),
        ("\0", &[]),
        ("", &["城市", "视频", "智慧"]),
    ];
    for (text, expected) in cases {
        let text = Some(text.to_owned());
        let found = titles(
            &store,
            Listing {
                text: text.clone(),
                ..Listing::default()
            },
        )
        .await;
        assert_eq!(found, expected, "{text:?}");
    }
}

async fn lists_are_ordered_alike(database: TestDatabase) {
    let store = filled(&database).await;
    let cases = [
        (Order::ChangedNewest, ["城市", "视频", "智慧"]),
        (Order::ChangedOldest, ["智慧", "视频", "城市"]),
        (Order::Number, ["视频", "智慧", "城市"]),
        (Order::Title, ["城市", "智慧", "视频"]),
    ];
    for (order, expected) in cases {
        let listing = Listing {
            order,
            ..Listing::default()
        };
        assert_eq!(titles(&store, listing).await, expected, "{order:?}");
    }
}

async fn pages_carry_the_total(database: TestDatabase) {
    let store = filled(&database).await;
    let listing = Listing {
        limit: 2,
        offset: 2,
        ..Listing::default()
    };
    let (rows, total) = store.list("project", &listing).await.unwrap();
    assert_eq!((rows.len(), total), (1, 3));
    assert!(rows[0].title.starts_with("智慧"));
}
