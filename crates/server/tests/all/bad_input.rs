//! What must not get in, and must not be kept: each is told plainly, in Chinese.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn two_megabytes_are_the_limit() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let mut body = b"summary=".to_vec();
    body.resize(2 * 1024 * 1024 + 1, b'a');
    let answer = unit.post_bytes("/projects/new", body.clone()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("不能超过 2 MB"));
    let client = district.token("jiedao").await;
    let answer = client.post_text("/api/v1/projects", body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("2 MB"));
    let long = "文".repeat(300_000);
    let mut registration = district.registration("长文");
    registration["summary"] = long.into();
    let answer = client.post("/api/v1/projects", &registration).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["error"]["details"][0]["field"], "summary");
    assert!(
        answer.text.len() < 10_000,
        "what was typed is not sent back whole"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_refused() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let answer = unit
        .post_bytes("/projects/new", b"title=%ff%fe".to_vec())
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("UTF-8"));
    let client = district.token("jiedao").await;
    for body in [
        &b"{\"title\": \"\xff\"}"[..],
        b"[1]",
        b"{\"a\":1,\"a\":2}",
        b"{\"a\":1.5}",
        b"{",
        b"\"text\"",
    ] {
        let answer = client.post_text("/api/v1/projects", body.to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
        assert!(answer.json()["error"]["message"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_values_name_their_field() {
    let district = District::found().await;
    let project = district.project().await;
    let unit = district.token("jiedao").await;
    let path = format!("/api/v1/projects/{project}/acts/revise_declaration");
    let amount = |amount: serde_json::Value| json!({ "budget": [{ "name": "开发", "category": "software_development", "amount": amount }] });
    let faults = [
        (amount(json!(-5)), "budget[0].amount"),
        (amount(json!("1e9")), "budget[0].amount"),
        (amount(json!("999999999999999999")), "budget[0].amount"),
        (json!({ "planned_end_on": "2025-02-30" }), "planned_end_on"),
        (json!({ "mlps_level": 9 }), "mlps_level"),
        (json!({ "nature": "magic" }), "nature"),
        (json!({ "no_such_field": 1 }), "no_such_field"),
    ];
    for (body, field) in faults {
        let answer = unit.post(&path, &body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{body}: {}",
            answer.text
        );
        assert_eq!(
            answer.json()["error"]["details"][0]["field"],
            field,
            "{}",
            answer.text
        );
    }
}

/// Made of parts, so that this file does not itself look marked.
fn mark() -> String {
    ["机", "密", "★", "10年"].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn text_with_a_mark_of_secrecy_is_neither_kept_nor_shown() {
    let district = District::found().await;
    let lead = district.body("示范区政务服务局");
    let mut unit = district.signed_in("jiedao").await;
    let summary = format!("代号北极星的工程 {}", mark());
    let fields = [
        ("title", "代号北极星"),
        ("summary", summary.as_str()),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("domain", lead.as_str()),
        ("mlps_level", "2"),
    ];
    let refused = unit.fill("/projects/new", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("第六条") && refused.text.contains("内容未保存"));
    assert!(!refused.text.contains("北极星"), "nor is it shown again");
    let declared = [
        ("title", "代号北极星"),
        ("state_secret", "yes"),
        ("summary", "x"),
        ("fields", "security"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("domain", lead.as_str()),
        ("mlps_level", "2"),
    ];
    let refused = unit.fill("/projects/new", &declared).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        !refused.text.contains("北极星") && refused.text.contains("第六条"),
        "{}",
        refused.text
    );
    let client = district.token("jiedao").await;
    let mut body = district.registration("代号北极星");
    body["summary"] = summary.into();
    let refused = client
        .post_once("/api/v1/projects", &body, "k-secret")
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text.contains("北极星"));

    let kept = district.bytes();
    for typed in ["北极星", &mark()] {
        let found = kept
            .windows(typed.len())
            .any(|window| window == typed.as_bytes());
        assert!(!found, "the database's files hold {typed}");
    }
    let mut security = district.signed_in("anquan").await;
    let notes = security.get("/people/notes").await;
    assert!(notes.text.contains("疑似国家秘密标志") && notes.text.contains("登记项目"));
    assert_eq!(notes.text.matches("疑似国家秘密标志").count(), 3);
}
