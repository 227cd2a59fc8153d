//! `tongchou verify` also compares what stands beside the log: accounts, number
//! series and the log's name. Each is changed here as somebody with the
//! database's password would.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use tongchou_server::accounts::notes::{self, By};
use tongchou_server::app::projections::Projections;
use tongchou_server::app::{App, witness};
use tongchou_server::router;
use tongchou_server::soundness::Soundness;
use tongchou_server::web::Web;
use tongchou_store::{Account, Projector, Signer, Store, Tables, Witness};

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

/// The district's database as it is now, opened in another folder.
async fn copied(district: &District) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["tongchou.db", "tongchou.db-wal"] {
        let from = district.folder.path().join(name);
        if from.exists() {
            std::fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    let url = format!("sqlite:{}/tongchou.db", folder.path().display());
    let store = Store::open(&url, Arc::new(Projections)).await.unwrap();
    let law = district.app.law().clone();
    (App::new(store, law, district.clock.clone(), true), folder)
}

/// What whoever holds the database can always do: put another history in its place
/// that is whole in itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_history_replaced_as_a_whole_is_found_by_the_server() {
    let district = District::found().await;
    let (former, _copy) = copied(&district).await;
    district.project().await;
    let place = district.folder.path().join("checkpoint.txt");
    let watch = Soundness::keeping(place.clone(), None);
    assert!(watch.check(&district.app, None).await.unwrap().sound);
    assert!(place.exists());

    // shorter than it was, for the running server and for one started later
    for watch in [watch.clone(), Soundness::keeping(place.clone(), None)] {
        let found = watch.check(&former, None).await.unwrap();
        assert!(!found.sound, "{found:?}");
    }
    // as long and longer, with other events
    for name in ["signed_in", "signed_out", "signed_in", "signed_out"] {
        notes::note(&former, name, By::nobody(), json!({})).await;
    }
    assert!(former.store().verify(None).await.unwrap().is_sound());
    let found = watch.check(&former, None).await.unwrap();
    assert!(!found.sound, "{found:?}");
    let told = former.store().notices_of("shenji", 10, 0).await.unwrap();
    assert_eq!(told.len(), 1, "once a day");
    assert_eq!(
        former.store().count_notices("minzhengju").await.unwrap(),
        0,
        "no affair of a unit"
    );

    // the sound one goes on being sound, and its growth is no alteration
    district.token("jiedao").await;
    assert!(watch.check(&district.app, None).await.unwrap().sound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_checkpoint_counts_only_with_the_signature_of_the_key() {
    let district = District::found().await;
    let place = district.folder.path().join("checkpoint.txt");
    let key = |seed| {
        Some(Arc::new(
            Signer::from_bytes("tongchou", &[seed; 32]).unwrap(),
        ))
    };
    let cases = [
        (None, Some(1), false),
        (Some(1), Some(1), true),
        (Some(2), Some(1), false),
        (Some(1), None, true),
    ];
    for (kept, now, sound) in cases {
        drop(std::fs::remove_file(&place));
        let first = Soundness::keeping(place.clone(), kept.and_then(key));
        first.check(&district.app, None).await.unwrap();
        let second = Soundness::keeping(place.clone(), now.and_then(key));
        let found = second.check(&district.app, None).await.unwrap();
        assert_eq!(found.sound, sound, "{kept:?} {now:?}: {found:?}");
    }
    std::fs::write(&place, "nonsense").unwrap();
    let found = Soundness::keeping(place, None)
        .check(&district.app, None)
        .await
        .unwrap();
    assert!(
        !found.sound && found.says[0].contains("checkpoint.txt"),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_read_what_the_check_found_and_others_do_not() {
    let mut district = District::found().await;
    let watch = Soundness::default();
    let web = Web::new(district.app.clone(), false).watched_by(watch.clone());
    district.router = router::router(web);
    let mut audit = district.signed_in("shenji").await;
    assert!(audit.get("/log").await.text.contains("还没有完成过核验"));
    let mut account = account(&district, "minzhengju").await;
    account.disabled = true;
    district.app.store().put_account(&account).await.unwrap();
    watch.check(&district.app, None).await.unwrap();
    for (name, path, reads) in [
        ("shenji", "/log", true),
        ("xitong", "/operations", true),
        ("anquan", "/log", true),
        ("jiedao", "/log", false),
    ] {
        let text = district.signed_in(name).await.get(path).await.text;
        assert_eq!(text.contains("账号 minzhengju 的停用状态"), reads, "{name}");
    }
    let anyone = district.anyone().get("/log").await.text;
    assert!(anyone.contains("现在的检查点") && !anyone.contains("minzhengju"));
}
