//! Projections are what the events give, and nothing else.

use serde_json::json;
use sqlx::{Connection, Row};

use crate::support::{TestDatabase, append, event, history, on_both, project};

on_both!(
    an_append_updates_the_rows_pages_read,
    a_rebuild_gives_identical_rows,
    a_rebuild_repairs_rows_and_says_how_many,
);

async fn an_append_updates_the_rows_pages_read(database: TestDatabase) {
    let store = database.store().await;
    let stream = project();
    let opened = event(
        "opened",
        json!({"title": "云平台", "amount": 5, "owner": "u1"}),
    );
    let signed = event(
        "signed",
        json!({"contract": "c1", "amount": 7, "stage": "建设"}),
    );
    store
        .append(append(&stream, 0, vec![opened]))
        .await
        .unwrap();
    store
        .append(append(&stream, 1, vec![signed]))
        .await
        .unwrap();
    let id = stream.id.to_string();
    let row = store.projection("project", &id).await.unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.stage.as_str()), ("云平台", "建设"));
    assert_eq!(row.sequence, 2);
    assert_eq!(row.body["total"], 12);
    assert_eq!(row.changed_on, "2026-11-23");
    assert_eq!(row.number, None);
    assert_eq!(store.all("contract").await.unwrap().len(), 1);
    assert_eq!(store.projection("project", "none").await.unwrap(), None);
    assert_eq!(store.projection("\0", "none").await.unwrap(), None);
}

async fn a_rebuild_gives_identical_rows(database: TestDatabase) {
    let store = database.store().await;
    history(&store, 30).await;
    let before = dump(&database).await;
    let report = store.rebuild().await.unwrap();
    assert_eq!((report.events, report.rows), (30, 3));
    assert_eq!((report.changed, report.added, report.removed), (0, 0, 0));
    assert_eq!(dump(&database).await, before);
}

async fn a_rebuild_repairs_rows_and_says_how_many(database: TestDatabase) {
    let store = database.store().await;
    let ids: Vec<String> = history(&store, 9)
        .await
        .iter()
        .map(|event| event.stream.id.to_string())
        .collect();
    let before = dump(&database).await;
    database
        .execute(&format!(
            "UPDATE projections SET title = '他' WHERE id = '{}'; \
             DELETE FROM projections WHERE id = '{}'; \
             UPDATE projections SET id = 'x' WHERE id = '{}'",
            ids[0], ids[1], ids[3]
        ))
        .await;
    assert_ne!(dump(&database).await, before);
    let report = store.rebuild().await.unwrap();
    assert_eq!((report.changed, report.added, report.removed), (1, 2, 1));
    assert_eq!(dump(&database).await, before);
    assert!(report.to_string().contains("改正 1 行"));
}

async fn dump(database: &TestDatabase) -> Vec<String> {
    let mut connection = database.connect().await;
    let rows = sqlx::query("SELECT * FROM projections ORDER BY kind, id")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    rows.iter()
        .map(|row| {
            let texts = [
                "kind",
                "id",
                "title",
                "owner",
                "stage",
                "changed_on",
                "body",
                "search",
            ];
            let texts = texts.map(|column| row.get::<String, _>(column)).join("|");
            let number: Option<String> = row.get("number");
            format!("{texts}|{number:?}|{}", row.get::<i64, _>("sequence"))
        })
        .collect()
}
