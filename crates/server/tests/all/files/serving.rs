//! Giving files out: to whom, under which headers, in which ranges.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{made, place_of, submitted, taken};
use crate::support::{Client, District};

async fn filed(unit: &Client, project: &str, name: &str, bytes: &[u8]) -> String {
    let sm3 = taken(unit, name, bytes).await;
    // named twice, it is one file all the same
    let answer = submitted(unit, project, json!([sm3, sm3])).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    sm3
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_there_for_those_who_see_what_it_was_filed_on() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let bytes = made::pdf("安全方案");
    let sm3 = filed(&unit, &project, "安全 方案.pdf", &bytes).await;
    let path = format!("/files/{sm3}");
    let mut bureau = district.signed_in("kexinju").await;
    let answer = bureau.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.bytes, bytes);
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%AE%89%E5%85%A8%20%E6%96%B9%E6%A1%88.pdf"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(header("x-frame-options"), "DENY");
    for stranger in ["weijianwei", "xitong"] {
        let mut stranger = district.signed_in(stranger).await;
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
        let shown = stranger.get(&format!("{path}/preview")).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND);
    }
    let page = bureau
        .get(&format!("/projects/{project}/sections/materials"))
        .await
        .text;
    assert!(page.contains("安全 方案.pdf") && page.contains(&format!("href=\"/files/{sm3}\"")));
    assert!(page.contains(&sm3) && page.contains("PDF 文档"));
    for absent in ["0".repeat(64), "x".to_owned(), sm3.to_uppercase()] {
        let answer = bureau.get(&format!("/files/{absent}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_harmless_is_shown_in_a_page() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let mut page = district.signed_in("jiedao").await;
    for (name, bytes, shown) in [
        ("方案.pdf", made::pdf("方案"), true),
        ("照片.png", made::png(), true),
        ("会动.pdf", made::active_pdf(), false),
        ("方案.docx", made::docx(&["方案"]), false),
        ("说明.txt", b"plain".to_vec(), false),
    ] {
        let sm3 = filed(&unit, &project, name, &bytes).await;
        let answer = page.get(&format!("/files/{sm3}/preview")).await;
        let expected = if shown { 200 } else { 404 };
        assert_eq!(answer.status.as_u16(), expected, "{name}");
        if shown {
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"));
            assert_eq!(answer.headers["x-frame-options"], "SAMEORIGIN");
            assert!(
                answer.headers["content-disposition"]
                    .to_str()
                    .unwrap()
                    .starts_with("inline")
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_file_can_be_asked_for() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let sm3 = filed(&unit, &project, "数.txt", b"0123456789").await;
    let path = format!("/api/v1/files/{sm3}");
    for (range, status, told, content) in [
        ("bytes=0-3", 206, Some("bytes 0-3/10"), "0123"),
        ("bytes=7-", 206, Some("bytes 7-9/10"), "789"),
        ("bytes=-2", 206, Some("bytes 8-9/10"), "89"),
        ("bytes=0-1,3-4", 200, None, "0123456789"),
        ("bytes=10-", 416, Some("bytes */10"), ""),
    ] {
        let answer = unit
            .ask(Method::GET, &path, &[("range", range)], Body::empty())
            .await;
        assert_eq!(answer.status.as_u16(), status, "{range}");
        let found = answer
            .headers
            .get("content-range")
            .map(|value| value.to_str().unwrap());
        assert_eq!(found, told, "{range}");
        assert_eq!(answer.text, content, "{range}");
        if status != 416 {
            assert_eq!(
                answer.headers["content-length"],
                content.len().to_string().as_str()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_submission_replaces_and_both_can_be_read() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let first = filed(&unit, &project, "初稿.txt", "初稿".as_bytes()).await;
    let second = filed(&unit, &project, "终稿.txt", "终稿".as_bytes()).await;
    let mut page = district.signed_in("jiedao").await;
    let shown = page
        .get(&format!("/projects/{project}/sections/materials"))
        .await
        .text;
    assert!(shown.contains("第2版（现行）") && shown.contains("第1版（已有新版）"));
    for (sm3, text) in [(first, "初稿"), (second, "终稿")] {
        assert_eq!(page.get(&format!("/files/{sm3}")).await.text, text);
    }
}

/// Somebody with the disk in hands: what was put in the place of a file is not given out
/// for it, nor is a file that is gone an error without words.
#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_were_not_filed_are_not_given_out() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let bytes = made::pdf("安全方案");
    let sm3 = filed(&unit, &project, "方案.pdf", &bytes).await;
    let mut bureau = district.signed_in("kexinju").await;
    let path = format!("/files/{sm3}");
    assert_eq!(bureau.get(&path).await.status, StatusCode::OK);
    let place = place_of(&district, &sm3);
    std::fs::write(&place, "改过的内容").unwrap();
    let altered = bureau.get(&path).await;
    assert_eq!(altered.status, StatusCode::CONFLICT);
    assert!(altered.text.contains("SM3 指纹不符") && !altered.text.contains("改过"));
    std::fs::remove_file(&place).unwrap();
    let gone = bureau.get(&path).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    std::fs::write(&place, &bytes).unwrap();
    assert_eq!(bureau.get(&path).await.status, StatusCode::OK);
}
