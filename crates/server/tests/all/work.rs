//! The start page, and the frame around every page.

use axum::http::{StatusCode, header};

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn what_others_did_since_the_visit_before_is_told_and_nothing_else() {
    let district = District::found().await;
    let project = district.project().await;
    let mut bureau = district.signed_in("kexinju").await;
    let first = bureau.get("/").await;
    assert!(first.text.contains("离开半小时以后再来"), "{}", first.text);
    let mut unit = district.signed_in("jiedao").await;
    unit.get("/").await;
    let later = district.clock.now() + jiff::SignedDuration::from_hours(2);
    district.clock.move_to(later);
    // sessions have ended meanwhile
    let mut bureau = district.signed_in("kexinju").await;
    let mut unit = district.signed_in("jiedao").await;
    let material = [("material", "needs_argument"), ("title", "论证报告")];
    let form = format!("/projects/{project}/acts/submit_material");
    let done = unit.fill(&form, &material).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let told = |page: &str| {
        let news = page.split("id=\"news\"").nth(1).unwrap().to_owned();
        news.split("</section>").next().unwrap().to_owned()
    };
    let second = told(&bureau.get("/").await.text);
    assert!(
        second.contains("提交材料") && second.contains("街道议事平台"),
        "{second}"
    );
    assert!(second.contains("2025年3月3日 09:00") && second.contains("changed_from=2025-03-03"));
    assert!(!second.contains("登记项目"), "that was before: {second}");
    let own = told(&unit.get("/").await.text);
    assert!(
        own.contains("没有变化"),
        "one's own acts are no news: {own}"
    );
    let other = told(&district.signed_in("minzhengju").await.get("/").await.text);
    assert!(!other.contains("街道议事平台"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_capacity_finds_its_own_day() {
    let district = District::found().await;
    let project = district.project().await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/").await;
    let form = format!("/projects/{project}/acts/revise_declaration");
    assert!(page.text.contains(&form), "{}", page.text);
    assert!(page.text.contains("我的项目") && page.text.contains("登记项目"));
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get("/").await;
    assert!(page.text.contains("各阶段的项目") && page.text.contains("stage=drafting"));
    assert!(!page.text.contains(&form), "not the bureau's to do");
    assert!(page.text.contains("href=\"/registers/meeting\""));
    let mut expert = district.signed_in("zhuanjia1").await;
    let page = expert.get("/").await;
    assert!(page.text.contains("没有等您办理的事项") && !page.text.contains("街道议事平台"));
    let mut admin = district.signed_in("xitong").await;
    let sent = admin.get("/").await;
    assert_eq!(sent.location(), "/people");
    let page = admin.get("/people").await;
    assert!(page.text.contains(">管理</a>") && !page.text.contains("id=\"seek\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_box_finds_by_title_number_and_unit_what_one_may_see() {
    let district = District::found().await;
    let project = district.project().await;
    let mut unit = district.signed_in("jiedao").await;
    let link = format!("href=\"/projects/{project}\"");
    for part in ["议事", "文昌街道", "平台"] {
        let page = unit.get(&format!("/search?q={part}")).await;
        assert!(page.text.contains(&link), "{part}");
    }
    let platforms = unit.get("/search?q=政务云").await;
    assert!(platforms.text.contains("区政务云平台"));
    let hx = [("hx-request", "true")];
    let hits = unit.get_with("/search?q=议事", &hx).await;
    assert!(hits.text.contains(&link) && !hits.text.contains("<html"));
    let empty = unit.get_with("/search?q=%20", &hx).await;
    assert_eq!(empty.text.trim(), "");
    let odd = unit.get("/search?q=%3Cscript%3E&q=2").await;
    assert!(odd.text.contains("没有找到") && !odd.text.contains("<script>&"));
    let long = format!("/search?q={}", "x".repeat(5000));
    assert_eq!(unit.get(&long).await.status, StatusCode::OK);
    let mut other = district.signed_in("minzhengju").await;
    let theirs = other.get("/search?q=议事").await;
    assert!(!theirs.text.contains(&link) && theirs.text.contains("没有找到"));
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_good_under_the_address_that_pages_give() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    let page = anyone.get("/sign_in").await;
    let after = page
        .text
        .split("href=\"/assets/tongchou.css")
        .nth(1)
        .unwrap();
    let mark = after.split('"').next().unwrap();
    assert!(mark.starts_with("?v="), "{mark}");
    let sheet = format!("/assets/tongchou.css{mark}");
    let cache = |answer: &crate::support::Answered| {
        let value = &answer.headers[header::CACHE_CONTROL];
        value.to_str().unwrap().to_owned()
    };
    assert!(cache(&anyone.get(&sheet).await).contains("immutable"));
    let old = anyone.get("/assets/tongchou.css?v=000000000000").await;
    assert_eq!(
        (old.status, cache(&old).as_str()),
        (StatusCode::OK, "no-cache")
    );
    assert_eq!(cache(&page), "no-store");
    let missing = anyone.get("/assets/nothing.css").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_travel_compressed_to_whoever_asked_from_here() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let encoding = |answer: &crate::support::Answered| {
        let value = answer.headers.get(header::CONTENT_ENCODING);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    let plain = unit.get("/").await;
    assert_eq!(encoding(&plain), None);
    for (accepted, expected) in [("gzip, br", "br"), ("gzip", "gzip")] {
        let page = unit.get_with("/", &[("accept-encoding", accepted)]).await;
        assert_eq!(encoding(&page).as_deref(), Some(expected));
        assert!(page.bytes.len() * 2 < plain.bytes.len());
    }
    let elsewhere = [("accept-encoding", "br"), ("sec-fetch-site", "cross-site")];
    assert_eq!(encoding(&unit.get_with("/", &elsewhere).await), None);
    let book = unit
        .get_with("/exports/project", &[("accept-encoding", "br")])
        .await;
    assert_eq!(encoding(&book), None, "compressed in itself");
}
