//! The form as a browser without scripts sends it: files and all in one piece.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::{made, sent_for};
use crate::support::{Answered, Browser, District};

const LINE: &str = "----a-line-that-no-file-has";

/// What a browser makes of a form: text fields, then files.
fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!(
                "--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    for (name, bytes) in files {
        body.extend(format!("--{LINE}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{LINE}--\r\n").bytes());
    body
}

async fn post(browser: &mut Browser, path: &str, body: Vec<u8>) -> Answered {
    let kind = format!("multipart/form-data; boundary={LINE}");
    browser
        .ask(
            Method::POST,
            path,
            &[("content-type", &kind)],
            Body::from(body),
        )
        .await
}

async fn hidden(browser: &mut Browser, path: &str) -> Vec<(&'static str, String)> {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("enctype=\"multipart/form-data\""));
    ["_csrf", "_key", "_seen"]
        .map(|name| (name, page.hidden(name)))
        .to_vec()
}

fn filled<'a>(
    hidden: &'a [(&'static str, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.extend([("material", "security_plan"), ("title", "安全方案第一稿")]);
    fields.extend(more);
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_with_the_form_and_a_refused_one_costs_nothing_else() {
    let district = District::found().await;
    let project = district.project().await;
    let path = format!("/projects/{project}/acts/submit_material");
    let mut unit = district.signed_in("jiedao").await;
    let known = hidden(&mut unit, &path).await;
    let (good, bad) = (made::docx(&["方案"]), b"MZ\x90\0".to_vec());
    let body = multipart(
        &filled(&known, &[]),
        &[("安全方案.docx", &good), ("附件.pdf", &bad)],
    );
    let refused = post(&mut unit, &path, body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("“附件.pdf”是可执行程序"),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("安全方案第一稿"),
        "what was typed is still there"
    );
    assert!(
        refused.text.contains("安全方案.docx"),
        "and so is the file that came"
    );
    let sm3 = refused
        .text
        .split("name=\"files\" value=\"")
        .nth(1)
        .unwrap();
    let sm3 = sm3.split('"').next().unwrap().to_owned();
    assert!(refused.text.contains(&format!("value=\"{sm3}\" checked")));

    let again = ["_csrf", "_key", "_seen"].map(|name| (name, refused.hidden(name)));
    let body = multipart(&filled(&again, &[("files", sm3.as_str())]), &[("", b"")]);
    let done = post(&mut unit, &path, body).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let materials = format!("/projects/{project}/sections/materials");
    let page = unit.get(&materials).await.text;
    assert!(page.contains(&format!("/files/{sm3}")));
    let form = unit.get(&path).await.text;
    assert!(!form.contains(&sm3), "what is filed waits no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_a_reload_waits_in_the_form() {
    let district = District::found().await;
    let project = district.project().await;
    let path = format!("/projects/{project}/acts/submit_material");
    let client = district.token("jiedao").await;
    let sent = sent_for(&client, "方案.txt", b"text", &path).await;
    assert_eq!(sent.status, StatusCode::OK);
    super::create(&client, "大图.png", 1000, &path).await;
    super::create(&client, "别处.png", 1000, "/projects/x/acts/y").await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&path).await.text;
    assert!(page.contains("方案.txt") && page.contains(" checked data-id="));
    assert!(page.contains("大图.png") && page.contains("已传 0%，没有传完"));
    assert!(!page.contains("别处.png"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_is_taken_without_the_token() {
    let district = District::found().await;
    let project = district.project().await;
    let path = format!("/projects/{project}/acts/submit_material");
    let mut unit = district.signed_in("jiedao").await;
    for csrf in [None, Some("0000")] {
        let fields: Vec<(&str, &str)> = csrf.map(|value| ("_csrf", value)).into_iter().collect();
        let answer = post(
            &mut unit,
            &path,
            multipart(&fields, &[("方案.txt", b"text")]),
        )
        .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let mut nobody = district.anyone();
    let answer = post(&mut nobody, &path, multipart(&[], &[("方案.txt", b"text")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let parts = std::fs::read_dir(district.folder.path().join("uploads")).unwrap();
    assert_eq!(parts.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_in_such_a_form_has_the_same_bounds() {
    let district = District::found().await;
    let project = district.project().await;
    let path = format!("/projects/{project}/acts/submit_material");
    let mut unit = district.signed_in("jiedao").await;
    let long = "a".repeat(2 * 1024 * 1024 + 1);
    let answer = post(&mut unit, &path, multipart(&[("note", &long)], &[])).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = post(&mut unit, &path, b"no form at all".to_vec()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
