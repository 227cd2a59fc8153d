//! The registers' pages: lists, entries, and forms by those who keep them.

use axum::http::StatusCode;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn every_register_has_a_list_with_its_entries() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    for (kind, words) in [
        ("design", "示范区信息化（大数据）顶层设计"),
        ("platform", "区政务云平台"),
        ("catalogue_item", "信息系统运行维护服务"),
        ("agency", "安衡等保测评中心"),
        ("expert", "曹明"),
        ("meeting", "还没有登记"),
        ("interpretation", "还没有登记"),
        ("setting", "还没有登记"),
    ] {
        let page = unit.get(&format!("/registers/{kind}")).await;
        assert_eq!(page.status, StatusCode::OK, "{kind}");
        assert!(page.text.contains(words), "{kind}");
    }
    assert_eq!(
        unit.get("/registers/project").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        unit.get("/registers/note").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_keeps_a_register_adds_to_it() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let barred = unit.get("/registers/platform/new").await;
    assert_eq!(barred.status, StatusCode::FORBIDDEN);
    let mut bureau = district.signed_in("kexinju").await;
    let fields = [
        ("name", "区视频共享平台"),
        ("description", "汇聚公共视频资源"),
    ];
    let made = bureau.fill("/registers/platform/new", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let page = bureau.get(made.location()).await;
    assert!(page.text.contains("区视频共享平台") && page.text.contains("停用共性平台"));
    assert!(
        unit.get("/registers/platform")
            .await
            .text
            .contains("区视频共享平台")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_counts_from_its_day_and_shows_as_setting() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let fields = [
        ("key", "network_security_share_min"),
        ("value", "8"),
        ("from", "2025-04-01"),
        ("reason", "市里新规定"),
    ];
    let made = bureau.fill("/registers/setting/new", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let limit = |page: &str| page.contains("data-label=\"数值\">8%</td>");
    assert!(!limit(&bureau.get("/regulation").await.text));
    district.move_to(jiff::civil::date(2025, 4, 1));
    assert!(limit(&district.anyone().get("/regulation").await.text));
}
