//! Settings: shown to all as what they are, changed by the bureau from a day on.

use axum::http::StatusCode;
use jiff::civil::date;

use crate::support::{Browser, District};

async fn change(browser: &mut Browser, key: &str, value: &str, from: &str) -> (StatusCode, String) {
    let page = browser.get(&format!("/settings/{key}")).await;
    let form = [
        ("_csrf", page.hidden("_csrf")),
        ("_key", page.hidden("_key")),
        ("key", key.to_owned()),
        ("value", value.to_owned()),
        ("from", from.to_owned()),
        ("reason", "局办公会议定".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = browser.post("/registers/setting/new", &form).await;
    (answer.status, answer.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_has_its_page() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let index = unit.get("/settings").await.text;
    let keys: Vec<&str> = index
        .split("href=\"/settings/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(keys.len() > 20, "{keys:?}");
    assert!(keys.contains(&"acceptance_day") && keys.contains(&"asset_days"));
    for key in &keys {
        let page = unit.get(&format!("/settings/{key}")).await;
        assert_eq!(page.status, StatusCode::OK, "{key}");
        assert!(
            !page.text.contains("调整设置"),
            "{key}: only the bureau changes it"
        );
    }
    for wrong in [
        "software_test_from",
        "nothing",
        "enforcement.A16",
        "enforcement.",
    ] {
        let page = unit.get(&format!("/settings/{wrong}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bureau_changes_a_reading_from_a_day_on() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let before = bureau.get("/settings/acceptance_day").await.text;
    assert!(before.contains("默认，未调整过") && before.contains("最严"));
    assert!(before.contains("A25"), "the clauses that read it");
    let (status, said) = change(
        &mut bureau,
        "acceptance_day",
        "does_not_count",
        "2025-04-01",
    )
    .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    let waiting = bureau.get("/settings/acceptance_day").await.text;
    assert!(
        waiting.contains("未生效") && waiting.contains("自2025年4月1日起改为"),
        "{waiting}"
    );
    district.move_to(date(2025, 4, 2));
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get("/settings/acceptance_day").await.text;
    for words in [
        "现用</dt><dd>从提交次日起算，算到验收前一日",
        "2025年4月1日",
        "局办公会议定",
        "示范区科技和信息化局 陈立",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let index = bureau.get("/settings").await.text;
    assert!(index.contains("1 项不同于默认"));
    let article = district.anyone().get("/regulation/25").await.text;
    assert!(article.contains("自2025年4月1日起选用"), "{article}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_can_be_tried_without_saving() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let tried = bureau
        .get("/settings/network_security_share_min?value=8")
        .await
        .text;
    assert!(
        tried.contains("如果改为“8%”") && tried.contains("只是预览"),
        "{tried}"
    );
    let wrong = bureau
        .get("/settings/network_security_share_min?value=800")
        .await
        .text;
    assert!(wrong.contains("0 到 100"), "{wrong}");
    let odd = bureau.get("/settings/acceptance_day?value=%3Cb%3E").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(!odd.text.contains("<b>"));
    assert!(
        bureau
            .get("/settings")
            .await
            .text
            .contains("0 项不同于默认")
    );
    let (status, page) = change(
        &mut bureau,
        "network_security_share_min",
        "800",
        "2099-01-01",
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("0 到 100"), "{page}");
    let (status, _) = change(&mut bureau, "network_security_share_min", "8", "2000-01-01").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not before today");
}
