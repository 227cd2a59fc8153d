//! Signing in: who gets in, for how long, and what the wrong ones learn.

use axum::http::{StatusCode, header};
use jiff::SignedDuration;

use crate::support::{District, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_and_unknown_name_read_the_same() {
    let district = District::found().await;
    let mut browser = district.anyone();
    let wrong = browser.sign_in("kexinju", "not-the-password").await;
    let unknown = browser.sign_in("nobody", "not-the-password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("账号或密码不正确"));
    assert!(unknown.text.contains("账号或密码不正确"));
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_lock_the_account_for_a_quarter_of_an_hour() {
    let district = District::found().await;
    let mut browser = district.anyone();
    for _ in 0..5 {
        browser.sign_in("kexinju", "not-the-password").await;
    }
    let locked = browser.sign_in("kexinju", PASSWORD).await;
    assert!(locked.text.contains("十五分钟"), "{}", locked.text);
    let later = district.clock.now() + SignedDuration::from_mins(16);
    district.clock.move_to(later);
    let open = browser.sign_in("kexinju", PASSWORD).await;
    assert_eq!(open.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_left_alone_or_signed_out() {
    let district = District::found().await;
    let mut browser = district.signed_in("jiedao").await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    district
        .clock
        .move_to(district.clock.now() + SignedDuration::from_mins(29));
    assert_eq!(
        browser.get("/").await.status,
        StatusCode::OK,
        "use prolongs it"
    );
    district
        .clock
        .move_to(district.clock.now() + SignedDuration::from_mins(31));
    assert_eq!(browser.get("/").await.location(), "/sign_in?next=/");

    let mut browser = district.signed_in("jiedao").await;
    let csrf = browser.get("/").await.hidden("_csrf");
    let before = browser.clone();
    assert_eq!(
        browser
            .post("/sign_out", &[("_csrf", &csrf)])
            .await
            .location(),
        "/sign_in"
    );
    let mut stolen = before;
    assert_eq!(
        stolen.get("/").await.status,
        StatusCode::SEE_OTHER,
        "the cookie is worthless"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_eight_hours_however_busy() {
    let district = District::found().await;
    let mut browser = district.signed_in("jiedao").await;
    for _ in 0..19 {
        district
            .clock
            .move_to(district.clock.now() + SignedDuration::from_mins(25));
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
    }
    district
        .clock
        .move_to(district.clock.now() + SignedDuration::from_mins(25));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let district = District::found().await;
    let answer = district.anyone().sign_in("jiedao", PASSWORD).await;
    let cookies: Vec<&str> = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().unwrap())
        .filter(|cookie| cookie.starts_with("tongchou_session="))
        .collect();
    assert_eq!(cookies.len(), 1);
    assert!(cookies[0].contains("HttpOnly") && cookies[0].contains("SameSite=Lax"));
    let secret = cookies[0].split(['=', ';']).nth(1).unwrap();
    let kept = district.bytes();
    let found = kept
        .windows(secret.len())
        .any(|window| window == secret.as_bytes());
    assert!(!found, "the database holds a digest of it only");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_back_but_never_to_another_site() {
    let district = District::found().await;
    let mut browser = district.anyone();
    for (next, to) in [
        ("/projects", "/projects"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let page = browser.get("/sign_in").await;
        let csrf = page.hidden("_csrf");
        let form = [
            ("_csrf", csrf.as_str()),
            ("name", "jiedao"),
            ("password", PASSWORD),
            ("next", next),
        ];
        assert_eq!(browser.post("/sign_in", &form).await.location(), to);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_signs_everybody_else_out() {
    let district = District::found().await;
    let mut elsewhere = district.signed_in("jiedao").await;
    let mut browser = district.signed_in("jiedao").await;
    let csrf = browser.get("/password").await.hidden("_csrf");
    let change = |current: &'static str, new: &'static str| {
        [
            ("_csrf", csrf.clone()),
            ("current", current.to_owned()),
            ("password", new.to_owned()),
            ("again", new.to_owned()),
        ]
    };
    for (current, new, says) in [
        ("wrong", "a-new-password", "现在的密码不正确"),
        (PASSWORD, "short", "至少 10 个字符"),
        (PASSWORD, "jiedao-jiedao", "不能包含账号名"),
    ] {
        let form = change(current, new);
        let pairs: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = browser.post("/password", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(says), "{}", answer.text);
    }
    let form = change(PASSWORD, "a-new-password");
    let pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(browser.post("/password", &pairs).await.location(), "/");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/").await.status, StatusCode::SEE_OTHER);
}
