//! The three administrators kept apart, as tables; locks, sessions, and the
//! list of accounts.

use axum::http::StatusCode;
use calamine::Data;

use crate::people::post;
use crate::support::{District, sheet};

/// Path, form, and the answers to the system, security and audit administrators.
type Case<'a> = (String, &'a [(&'a str, &'a str)], [u16; 3]);

/// What each of the three may do to somebody else, and none to themselves.
#[tokio::test(flavor = "multi_thread")]
async fn the_three_administrators_are_kept_apart() {
    const OTHERS: u16 = 404;
    let district = District::found().await;
    let body = district.body("示范区民政局");
    let bodies = format!("/people/bodies/{body}/capacities");
    let of = |name: &str, what: &str| format!("/people/accounts/{name}/{what}");
    let secret = [("password", "another-secret")];
    let unit = [("capacities", "project_unit")];
    let new_body = [("name", "示范区档案馆")];
    let new_account = [
        ("name", "danganguan"),
        ("display_name", "新人"),
        ("body", body.as_str()),
        ("password", "first-secret"),
    ];
    let cases: Vec<Case<'_>> = vec![
        (
            "/people/bodies".to_owned(),
            &new_body,
            [303, OTHERS, OTHERS],
        ),
        (
            "/people/accounts".to_owned(),
            &new_account,
            [303, OTHERS, OTHERS],
        ),
        (of("jiwei", "password"), &secret, [303, OTHERS, OTHERS]),
        (of("jiwei", "disabled"), &[], [303, OTHERS, OTHERS]),
        (of("jiwei", "sessions"), &[], [303, OTHERS, OTHERS]),
        (
            of("jiwei", "display_name"),
            &[("display_name", "秦正义")],
            [303, OTHERS, OTHERS],
        ),
        (
            of("jiwei", "display_name"),
            &[("display_name", " ")],
            [422, OTHERS, OTHERS],
        ),
        (
            format!("/people/bodies/{body}/name"),
            &[("name", "示范区财政局")],
            [422, OTHERS, OTHERS],
        ),
        (of("minzhengju", "capacities"), &unit, [OTHERS, 303, OTHERS]),
        (of("jiwei", "unlocks"), &[], [OTHERS, 303, OTHERS]),
        (bodies, &unit, [OTHERS, 303, OTHERS]),
        (of("xitong", "password"), &secret, [422, OTHERS, OTHERS]),
        // a new password would make the one administrator the other
        (of("anquan", "password"), &secret, [422, OTHERS, OTHERS]),
        (of("shenji", "password"), &secret, [422, OTHERS, OTHERS]),
        (of("xitong", "disabled"), &[], [422, OTHERS, OTHERS]),
        (of("xitong", "sessions"), &[], [422, OTHERS, OTHERS]),
        (of("anquan", "capacities"), &unit, [OTHERS, 422, OTHERS]),
        (of("anquan", "unlocks"), &[], [OTHERS, 422, OTHERS]),
    ];
    let mut faults = Vec::new();
    for (place, who) in ["xitong", "anquan", "shenji"].into_iter().enumerate() {
        let mut browser = district.signed_in(who).await;
        for (path, form, expected) in &cases {
            let found = post(&mut browser, path, form).await.as_u16();
            if found != expected[place] {
                faults.push(format!(
                    "{who} {path}: {found}, expected {}",
                    expected[place]
                ));
            }
        }
        let sees = [
            "/people",
            "/people/bodies",
            "/people/notes",
            "/people/accounts/jiwei",
        ];
        let expected = [
            [200, 200, 404, 200],
            [200, 200, 200, 200],
            [200, 200, 200, 404],
        ][place];
        for (path, expected) in sees.into_iter().zip(expected) {
            let found = browser.get(path).await.status.as_u16();
            if found != expected {
                faults.push(format!("{who} {path}: {found}, expected {expected}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// No account holds two kinds of administration, or one beside business.
#[tokio::test(flavor = "multi_thread")]
async fn no_account_holds_two_administrations() {
    let district = District::found().await;
    let mut security = district.signed_in("anquan").await;
    let kinds = [
        "system_admin",
        "security_admin",
        "audit_admin",
        "project_unit",
    ];
    for first in kinds {
        for second in kinds {
            let form = [("capacities", first), ("capacities", second)];
            let form = if first == second {
                &form[..1]
            } else {
                &form[..]
            };
            let path = "/people/accounts/minzhengju/capacities";
            let expected = if first == second { 303 } else { 422 };
            let found = post(&mut security, path, form).await.as_u16();
            assert_eq!(found, expected, "{first} and {second}");
        }
    }
    // the last of a kind stays
    let last = [("capacities", "project_unit")];
    let alone = post(&mut security, "/people/accounts/shenji/capacities", &last).await;
    assert_eq!(alone, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_is_seen_and_unlocked_by_security() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let mut security = district.signed_in("anquan").await;
    assert!(
        !system
            .get("/people?state=locked")
            .await
            .text
            .contains("minzhengju")
    );
    for _ in 0..5 {
        district
            .anyone()
            .sign_in("minzhengju", "wrong-password")
            .await;
    }
    let listed = system.get("/people?state=locked").await.text;
    assert!(listed.contains("/people/accounts/minzhengju"), "{listed}");
    let right = crate::support::PASSWORD;
    let refused = district.anyone().sign_in("minzhengju", right).await;
    assert!(refused.text.contains("暂停登录"));
    let unlock = "/people/accounts/minzhengju/unlocks";
    assert_eq!(post(&mut system, unlock, &[]).await, StatusCode::NOT_FOUND);
    assert_eq!(
        post(&mut security, unlock, &[]).await,
        StatusCode::SEE_OTHER
    );
    let answer = district.anyone().sign_in("minzhengju", right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let mut audit = district.signed_in("shenji").await;
    let notes = audit.get("/people/notes?kind=account_unlocked").await.text;
    assert!(notes.contains("minzhengju"), "{notes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_one_by_one() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let mut first = district.signed_in("minzhengju").await;
    let mut second = district.signed_in("minzhengju").await;
    let path = "/people/accounts/minzhengju";
    let page = system.get(path).await.text;
    let ids: Vec<String> = page
        .split("name=\"session\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2, "{page}");
    let ended = [("session", ids[0].as_str())];
    let sessions = format!("{path}/sessions");
    assert_eq!(
        post(&mut system, &sessions, &ended).await,
        StatusCode::SEE_OTHER
    );
    let left = [first.get("/").await.status, second.get("/").await.status];
    let still = left
        .iter()
        .filter(|status| **status == StatusCode::OK)
        .count();
    assert_eq!(still, 1, "{left:?}");
    assert_eq!(
        post(&mut system, &sessions, &[]).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(first.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(second.get("/").await.status, StatusCode::SEE_OTHER);
    let shown = system.get(path).await.text;
    assert!(shown.contains("现在没有登录"));
    assert!(shown.contains("最近登录</dt><dd>20"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_kept_when_an_account_is_refused() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let csrf = system.get("/people/accounts/new").await.hidden("_csrf");
    let form = [
        ("_csrf", csrf.as_str()),
        ("name", "Bad Name"),
        ("display_name", "赵新"),
        ("body", "nowhere"),
        ("password", "short"),
    ];
    let page = system.post("/people/accounts", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "有 3 处需要修改",
        "Bad Name",
        "赵新",
        "至少 10 个字符",
        "从列表中选择",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(
        !page.text.contains("value=\"short\""),
        "no password comes back"
    );
    // made of parts, so that this file does not itself look marked
    let mark = ["机", "密", "★", "10年"].concat();
    let marked = [
        ("_csrf", csrf.as_str()),
        ("name", "xinren"),
        ("display_name", mark.as_str()),
        ("body", ""),
        ("password", "first-secret"),
    ];
    let page = system.post("/people/accounts", &marked).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text.contains(&mark));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_and_paged() {
    let district = District::found().await;
    let body = district.body("示范区民政局");
    let store = district.app.store();
    for number in 0..60 {
        let account = tongchou_store::Account {
            name: format!("many{number:02}"),
            display_name: format!("第{number}人"),
            body: body.clone(),
            capacities: Vec::new(),
            password_hash: String::new(),
            disabled: number == 7,
            must_change: false,
        };
        store.put_account(&account).await.unwrap();
    }
    let mut system = district.signed_in("xitong").await;
    let page = system.get("/people?text=many&page=3").await.text;
    assert!(
        page.contains("第 3 / 3 页") && page.contains("many59"),
        "{page}"
    );
    assert!(
        page.contains("text=many&amp;page=2") || page.contains("text=many&#38;page=2"),
        "{page}"
    );
    let beyond = system.get("/people?text=many&page=99").await.text;
    assert!(beyond.contains("many59"));
    let stopped = system.get("/people?state=disabled").await.text;
    assert!(stopped.contains("many07") && !stopped.contains("many08"));
    let by_body = system
        .get("/people?text=民政&capacity=project_unit")
        .await
        .text;
    assert!(by_body.contains("何雯") && !by_body.contains("many01"));
    let none = system.get("/people?text=没有这样的人").await.text;
    assert!(none.contains("没有符合条件的账号"));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_bodies_settings_and_the_log_are_taken_away_by_those_who_see_them() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let accounts = district.app.store().accounts().await.unwrap().len();
    let whole = sheet(&system.get("/exports/accounts").await);
    assert_eq!(whole.height(), accounts + 1, "a head and a row each");
    let found = sheet(&system.get("/exports/accounts?text=何雯").await);
    assert_eq!(found.height(), 2);
    assert_eq!(found.get((1, 1)), Some(&Data::String("何雯".to_owned())));
    let bodies = sheet(&system.get("/exports/bodies?text=示范区民政局").await);
    assert_eq!(bodies.height(), 2);
    let mut audit = district.signed_in("shenji").await;
    let size = district.app.store().checkpoint().await.unwrap().size;
    let log = sheet(&audit.get("/exports/log").await);
    assert_eq!(log.height() as u64, size + 1);
    let before = sheet(&audit.get("/exports/log?before=5").await);
    assert_eq!(before.height(), 5, "the events 1 to 4");
    let beyond = sheet(&audit.get("/exports/log?before=99999999999").await);
    assert_eq!(beyond.height(), log.height());
    let mut unit = district.signed_in("minzhengju").await;
    let settings = sheet(&unit.get("/exports/settings").await);
    assert!(settings.height() > 20, "everybody may read the settings");
    for (browser, list) in [
        (&mut unit, "accounts"),
        (&mut system, "log"),
        (&mut audit, "nothing"),
    ] {
        let answer = browser.get(&format!("/exports/{list}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{list}");
    }
    for list in ["accounts", "bodies", "log"] {
        let answer = unit.get(&format!("/exports/{list}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_renamed_and_keeps_what_it_may_do() {
    let district = District::found().await;
    let body = district.body("示范区民政局");
    let world = district.app.world().await.unwrap();
    let before = world.registers.bodies.get(&body).unwrap().clone();
    let mut system = district.signed_in("xitong").await;
    let path = format!("/people/bodies/{body}");
    let form = [("name", "示范区民政和社会事务局"), ("in_district", "1")];
    let sent = post(&mut system, &format!("{path}/name"), &form).await;
    assert_eq!(sent, StatusCode::SEE_OTHER);
    let world = district.app.world().await.unwrap();
    let after = world.registers.bodies.get(&body).unwrap().clone();
    assert_eq!(after.name, "示范区民政和社会事务局");
    assert_eq!(
        (after.capacities, after.domains, after.leader),
        (before.capacities, before.domains, before.leader)
    );
    let page = system.get(&path).await.text;
    assert!(page.contains("示范区民政和社会事务局"), "{page}");
    let mut audit = district.signed_in("shenji").await;
    assert!(
        audit
            .get("/people/notes")
            .await
            .text
            .contains("更正单位信息")
    );
    district.app.store().verify(None).await.unwrap();
}
