//! `tongchou verify` also compares what stands beside the log: accounts, number
//! series and the log's name. Each is changed here as somebody with the
//! database's password would.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use tongchou_server::app::projections::Projections;
use tongchou_server::app::witness;
use tongchou_store::{Account, Projector, Store, Tables, Witness};

use crate::support::District;

async fn account(district: &District, name: &str) -> Account {
    district
        .app
        .store()
        .account_by_name(name)
        .await
        .unwrap()
        .unwrap()
}

async fn says(district: &District) -> String {
    district.app.store().verify(None).await.unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_changed_by_hand_are_found() {
    let district = District::found().await;
    assert!(says(&district).await.starts_with("核验通过"));
    let store = district.app.store();
    let sound = account(&district, "minzhengju").await;
    let with = |change: fn(&mut Account)| {
        let mut account = sound.clone();
        change(&mut account);
        account
    };
    let cases = [
        (
            with(|a| a.capacities.push("bureau".to_owned())),
            "账号 minzhengju 的身份",
        ),
        (
            with(|a| a.body = "elsewhere".to_owned()),
            "账号 minzhengju 的单位",
        ),
        (with(|a| a.disabled = true), "账号 minzhengju 的停用状态"),
        (
            with(|a| a.password_hash.push('x')),
            "账号 minzhengju 的密码",
        ),
        (
            with(|a| a.name = "intruder".to_owned()),
            "账号 intruder 没有事件为据",
        ),
    ];
    for (changed, expected) in cases {
        store.put_account(&changed).await.unwrap();
        let said = says(&district).await;
        assert!(said.contains(expected), "{expected}: {said}");
        store.put_account(&sound).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_changed_on_the_pages_are_borne_out() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let mut security = district.signed_in("anquan").await;
    let csrf = system.get("/password").await.hidden("_csrf");
    let stop = [("_csrf", csrf.as_str())];
    system.post("/people/accounts/jiwei/disabled", &stop).await;
    let secret = [("_csrf", csrf.as_str()), ("password", "another-secret")];
    system
        .post("/people/accounts/jiwei/password", &secret)
        .await;
    let csrf = security.get("/password").await.hidden("_csrf");
    let none = [("_csrf", csrf.as_str())];
    security
        .post("/people/accounts/jiwei/capacities", &none)
        .await;
    assert!(account(&district, "jiwei").await.disabled);
    let said = says(&district).await;
    assert!(said.starts_with("核验通过"), "{said}");
}

/// What a fresh log with one numbered letter bears out.
async fn beside(letters: &[&str]) -> (Box<dyn Witness>, Tables) {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    witness::name_log(&store).await.unwrap();
    witness::name_log(&store).await.unwrap();
    assert!(witness::is_untouched(&store).await.unwrap());
    let events = store.events_after(0, 10).await.unwrap();
    assert_eq!(events.len(), 1, "named once");
    let mut beside = Projections.witness();
    beside.see(&events[0]);
    for number in letters {
        let mut letter = events[0].clone();
        "project".clone_into(&mut letter.stream.kind);
        "opinion_letter_issued".clone_into(&mut letter.event.kind);
        letter.event.data = json!({ "content": { "number": number } });
        beside.see(&letter);
    }
    let tables = Tables {
        origin: store.checkpoint().await.unwrap().origin,
        accounts: Vec::new(),
        numbers: BTreeMap::new(),
    };
    (beside, tables)
}

#[tokio::test]
async fn a_log_that_was_renamed_is_found() {
    let (beside, mut tables) = beside(&[]).await;
    assert_eq!(beside.compare(&tables), None);
    tables.origin = "tongchou.other".to_owned();
    let said = beside.compare(&tables).unwrap();
    assert!(said.contains("tongchou.other"), "{said}");
}

#[tokio::test]
async fn a_number_series_set_back_or_forward_is_found() {
    let (beside, mut tables) = beside(&["信审函〔2026〕1号", "信审函〔2026〕2号", "另编5号"]).await;
    let series = "opinion_letter_issued/2026".to_owned();
    let cases = [
        (Some(2), None),
        (Some(1), Some("重复")),
        (Some(4), Some("3 号")),
        (None, Some("缺失")),
    ];
    for (last, expected) in cases {
        tables.numbers = last
            .map(|last| (series.clone(), last))
            .into_iter()
            .collect();
        let said = beside.compare(&tables);
        match expected {
            None => assert_eq!(said, None, "{last:?}"),
            Some(words) => assert!(
                said.as_ref().is_some_and(|said| said.contains(words)),
                "{said:?}"
            ),
        }
    }
}
