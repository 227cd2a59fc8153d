//! What anyone may see: named agencies, genuine letters, the regulation, the log.

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_need_no_sign_in() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    for (path, words) in [
        ("/public/notices", "公开通报"),
        ("/regulation", "第三十六条"),
        ("/regulation", "设置"),
        ("/log", "事件总数"),
        ("/sign_in", "登录"),
        ("/assets/tongchou.css", "--blue"),
    ] {
        let page = anyone.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains(words), "{path}: {words}");
    }
    assert_eq!(
        anyone.get("/public/letters/无此函").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        anyone.get("/assets/../Cargo.toml").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_protecting_headers() {
    let district = District::found().await;
    for path in [
        "/sign_in",
        "/nothing_here",
        "/api/v1/acts",
        "/assets/tongchou.css",
    ] {
        let answer = district.anyone().get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("default-src 'self'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY");
        assert!(answer.headers.contains_key(header::REFERRER_POLICY));
        assert!(
            !answer.text.contains("style=") && !answer.text.contains("<style"),
            "{path}"
        );
        let mut scripts = answer.text.split("<script").skip(1);
        assert!(
            scripts.all(|rest| rest.starts_with(" src=\"/assets/") && rest.contains("></script>")),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_agency_is_public_until_the_notice_is_withdrawn() {
    let district = District::found().await;
    let bureau = district.token("kexinju").await;
    let agencies = bureau.get("/api/v1/registers/agency").await.json();
    let id = agencies["entries"][0]["id"].as_str().unwrap().to_owned();
    let acts = format!("/api/v1/registers/agency/{id}/acts");
    let without = json!({
        "fault": "deceit", "facts": "测评报告数据造假",
        "heard_on": "2025-03-03", "statement": "没有意见",
    });
    let refused = bureau.post(&format!("{acts}/name_agency"), &without).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("第三十四条"), "{}", refused.text);
    let with = json!({
        "fault": "deceit", "facts": "测评报告数据造假", "evidence": "复测记录",
        "heard_on": "2025-03-03", "statement": "没有意见",
    });
    assert_eq!(
        bureau
            .post(&format!("{acts}/name_agency"), &with)
            .await
            .status,
        StatusCode::CREATED
    );
    assert!(
        district
            .anyone()
            .get("/public/notices")
            .await
            .text
            .contains("测评报告数据造假")
    );
    let reason = json!({ "reason": "复核后更正" });
    let withdrawn = bureau
        .post(&format!("{acts}/withdraw_agency_notice"), &reason)
        .await;
    assert_eq!(withdrawn.status, StatusCode::CREATED, "{}", withdrawn.text);
    assert!(
        !district
            .anyone()
            .get("/public/notices")
            .await
            .text
            .contains("测评报告数据造假")
    );
}
