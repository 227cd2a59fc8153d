//! The policy laboratory: a draft tells which projects would stand otherwise, and
//! changes nothing.

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_tells_what_would_differ_and_stores_nothing() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let blank = bureau.get("/laboratory").await;
    assert_eq!(blank.status, 200);
    assert!(!blank.text.contains("id=\"result\""));

    let before = bureau.get("/log/checkpoint").await.text;
    let lower = "/laboratory?key=software_test_from&value=100000";
    let ran = bureau.get(lower).await;
    assert!(ran.text.contains("100.00万元 → 10.00万元"));
    assert!(ran.text.contains("<code>A20.3"), "no such clause");
    assert!(ran.text.contains("个项目</strong>"));
    let same = bureau
        .get("/laboratory?key=software_test_from&value=1000000")
        .await;
    assert!(same.text.contains("没有项目会有不同"));
    let longer = bureau
        .get("/laboratory?key=acceptance_notice_days&value=20")
        .await;
    assert!(longer.text.contains("id=\"result\"") && !longer.text.contains("{working"));
    // an acceptance that took place is judged by its own days
    let past = bureau
        .get("/laboratory?key=acceptance_notice_days&value=60")
        .await;
    assert!(past.text.contains("街道网格化管理平台"), "{}", past.text);
    // what was done long ago would have been late, and there would have been more of it
    let sooner = bureau.get("/laboratory?key=asset_days&value=1").await;
    assert!(sooner.text.contains("按期办结") && sooner.text.contains("逾期办结"));
    let oftener = bureau
        .get("/laboratory?key=agency_check_every&value=1")
        .await;
    assert!(oftener.text.contains("期，其中逾期"));
    assert!(!blank.text.contains("value=\"escalate_bureau_after\""));
    let clause = bureau.get("/laboratory?key=enforcement.A16%3Dwarn").await;
    assert!(clause.text.contains("改为只提醒"));
    assert_eq!(before, bureau.get("/log/checkpoint").await.text);

    for (asked, says) in [
        ("key=software_test_from&value=", "没有填写改成多少"),
        ("key=&value=5", "没有选择改什么"),
        ("key=software_test_from&value=many", "软件开发投资"),
        ("key=nothing&value=5", "没有名为"),
        ("key=enforcement.A99%3Dwarn&value=", "没有编号为"),
        (
            "key=software_test_from&key=software_test_from&value=1&value=2",
            "同一项",
        ),
    ] {
        let refused = bureau.get(&format!("/laboratory?{asked}")).await;
        assert!(refused.text.contains(says), "{asked}");
        assert!(!refused.text.contains("id=\"result\""), "{asked}");
    }
}
