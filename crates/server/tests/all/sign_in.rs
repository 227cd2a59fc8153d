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

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_can_both_sign_in() {
    let district = District::found().await;
    let mut browser = district.anyone();
    let first = browser.get("/sign_in").await.hidden("_csrf");
    let second = browser.get("/sign_in").await.hidden("_csrf");
    assert_eq!(first, second);
    let form = |csrf: &'static str| [("_csrf", csrf), ("name", "jiedao"), ("password", PASSWORD)];
    let form_of = |csrf: &str| form(Box::leak(csrf.to_owned().into_boxed_str()));
    let in_first = browser.post("/sign_in", &form_of(&first)).await;
    assert_eq!(in_first.status, StatusCode::SEE_OTHER);
    // the other window's page is from before: it asks again and keeps the name
    let again = browser.post("/sign_in", &form_of(&second)).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.text.contains("登录页已经失效") && again.text.contains("value=\"jiedao\""));
    let third = again.hidden("_csrf");
    let done = browser.post("/sign_in", &form_of(&third)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

/// The textareas that carry what was typed: name and text.
fn carried(page: &str) -> Vec<(String, String)> {
    let pieces = page.split("<textarea name=\"").skip(1);
    pieces
        .map(|piece| {
            let (name, rest) = piece.split_once('"').unwrap();
            let (_, text) = rest.split_once(">\n").unwrap();
            let (text, _) = text.split_once("</textarea>").unwrap();
            let text = text.replace("&#60;", "<").replace("&#62;", ">");
            (name.to_owned(), text)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_the_session() {
    let district = District::found().await;
    let mut browser = district.signed_in("jiedao").await;
    let path = "/projects/new";
    let form = browser.get(path).await;
    let (csrf, key) = (form.hidden("_csrf"), form.hidden("_key"));
    let typed = [
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("title", "街道<议事>平台"),
        ("summary", "第一行\n第二行"),
    ];
    let later = district.clock.now() + SignedDuration::from_mins(31);
    district.clock.move_to(later);
    let asked = browser.post(path, &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.text.contains("您填写的内容仍然保留"));
    // a wrong password loses nothing either
    let mut page = asked;
    for (password, status) in [
        ("wrong", StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, StatusCode::OK),
    ] {
        let token = page.hidden("_csrf");
        let next = page.hidden("next");
        assert_eq!(next, path);
        let kept = carried(&page.text);
        let mut entry = vec![
            ("_csrf", token.as_str()),
            ("name", "jiedao"),
            ("password", password),
            ("next", next.as_str()),
        ];
        entry.extend(
            kept.iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        );
        page = browser.post("/sign_in", &entry).await;
        assert_eq!(page.status, status, "{}", page.text);
    }
    assert!(page.text.contains("继续提交") && !page.text.contains(&csrf));
    let kept = carried(&page.text);
    let token = page.hidden("_csrf");
    let mut form = vec![("_csrf", token.as_str())];
    form.extend(
        kept.iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let answer = browser.post(path, &form).await;
    // judged as ever: this one lacks most of its fields, and shows what it has
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("街道&#60;议事&#62;平台") && answer.text.contains("第二行"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_an_earlier_session_can_be_sent_on_from_here_only() {
    let district = District::found().await;
    let mut browser = district.signed_in("jiedao").await;
    let old = browser.get("/password").await.hidden("_csrf");
    let mut browser = district.signed_in("jiedao").await;
    let body = format!("_csrf={old}&title=abc");
    let path = "/projects/new";
    for (site, status) in [
        ("same-origin", StatusCode::OK),
        ("cross-site", StatusCode::FORBIDDEN),
        ("", StatusCode::FORBIDDEN),
    ] {
        let headers = [("sec-fetch-site", site)];
        let headers = if site.is_empty() {
            &[][..]
        } else {
            &headers[..]
        };
        let answer = browser.post_with(path, headers, &body).await;
        assert_eq!(answer.status, status, "{site}: {}", answer.text);
        assert_eq!(answer.text.contains("继续提交"), status == StatusCode::OK);
    }
    // a password is never written into a page
    let body = format!("_csrf={old}&password=secret-one&new_password=secret-two");
    let answer = browser
        .post_with("/password", &[("sec-fetch-site", "same-origin")], &body)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.text.contains("secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_refused_without_end_does_not_fill_the_log() {
    let district = District::found().await;
    let unit = district.token("minzhengju").await;
    let path = "/api/v1/registers/setting";
    let notes = async || {
        let events = district.app.store().events_after(0, 100_000).await.unwrap();
        let refused = events
            .iter()
            .filter(|event| event.event.kind == "act_refused");
        refused.count()
    };
    let refuse = async |times: usize| {
        for _ in 0..times {
            let answer = unit.post(path, &serde_json::json!({})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
        }
    };
    refuse(70).await;
    assert_eq!(notes().await, 60);
    let later = district.clock.now() + SignedDuration::from_mins(1);
    district.clock.move_to(later);
    refuse(1).await;
    assert_eq!(notes().await, 61);
}
