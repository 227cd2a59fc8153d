//! The verdict while typing: what the law would answer to a form as far as it
//! is filled in. Nothing is stored by it.

use axum::http::StatusCode;

use crate::support::{Answered, Browser, District};

async fn ask(browser: &mut Browser, form: &str, fields: &[(&str, &str)]) -> Answered {
    let csrf = browser.get("/password").await.hidden("_csrf");
    let mut sent = vec![("_csrf", csrf.as_str())];
    sent.extend(fields);
    browser
        .post_for_part(&format!("{form}/preview"), &sent)
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_is_missing_and_what_stands_against() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let part = ask(&mut unit, "/projects/new", &[("title", "议事平台")]).await;
    assert_eq!(part.status, StatusCode::OK);
    assert!(!part.text.contains("<html"), "a part of the page");
    assert!(part.text.contains("尚未填写") && part.text.contains("href=\"#f-summary\""));
    assert!(!part.text.contains("href=\"#f-title\""));

    let outside = [
        ("title", "议事平台"),
        ("funding", "other"),
        ("mlps_level", "九"),
    ];
    let part = ask(&mut unit, "/projects/new", &outside).await;
    assert!(
        part.text.contains("不予办理") && part.text.contains("第二条"),
        "{}",
        part.text
    );
    assert!(part.text.contains("填写不正确"));
    let lead = district.body("示范区政务服务局");
    let whole = [
        ("title", "议事平台"),
        ("summary", "居民议事"),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("district_funds", "yes"),
        ("state_secret", "no"),
        ("critical_infrastructure", "no"),
        ("public_data_operation", "no"),
        ("domain", lead.as_str()),
        ("mlps_level", "2"),
    ];
    let part = ask(&mut unit, "/projects/new", &whole).await;
    assert!(part.text.contains("可以办理"), "{}", part.text);
    assert!(
        !unit.get("/projects").await.text.contains("议事平台"),
        "nothing is stored"
    );
    assert!(unit.get("/drafts").await.text.contains("没有草稿"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_the_button_gives_the_whole_page_with_what_was_typed() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let csrf = unit.get("/password").await.hidden("_csrf");
    let fields = [("_csrf", csrf.as_str()), ("title", "议事平台")];
    let page = unit.post("/projects/new/preview", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("<html") && page.text.contains("value=\"议事平台\""));
    assert!(page.text.contains("还有") && page.text.contains("尚未填写"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_do_it_is_told_no_verdict() {
    let district = District::found().await;
    let project = district.project().await;
    let form = format!("/projects/{project}/acts/revise_declaration");
    let mut other = district.signed_in("weijianwei").await;
    assert_eq!(
        ask(&mut other, &form, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let mut bureau = district.signed_in("kexinju").await;
    assert_eq!(
        ask(&mut bureau, &form, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let mut nobody = district.anyone();
    let answer = nobody.post(&format!("{form}/preview"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}
