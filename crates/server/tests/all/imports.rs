//! Sheets that come in: tried out, done, sent once more.

mod history;
mod meanwhile;
mod on_projects;
mod people;
mod round_trip;

use axum::http::{Method, StatusCode};

use crate::support::{Answered, Browser, District};

const LINE: &str = "line-between-parts";

async fn send(browser: &mut Browser, kind: &str, name: &str, content: &[u8]) -> Answered {
    send_to(browser, &format!("/imports/{kind}"), name, content).await
}

/// A file as the page's form sends it.
pub async fn send_to(browser: &mut Browser, path: &str, name: &str, content: &[u8]) -> Answered {
    let csrf = browser.get(path).await.hidden("_csrf");
    let mut body = Vec::new();
    body.extend(
        format!("--{LINE}\r\ncontent-disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n")
            .bytes(),
    );
    body.extend(
        format!("--{LINE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").bytes(),
    );
    body.extend(content);
    body.extend(format!("\r\n--{LINE}--\r\n").bytes());
    let kind = format!("multipart/form-data; boundary={LINE}");
    browser
        .ask(Method::POST, path, &[("content-type", kind.as_str())], body)
        .await
}

const SHEET: &str = "机构名称,统一社会信用代码,业务类型,联系人和电话,备注\n\
    甲公司,91110102MA00000011,承建、运维,李一,无\n\
    \n\
    乙公司,91110102MA00000022,测试什么,,无\n\
    丙公司,错误代码,监理,,无\n\
    甲公司,91110102MA00000011,承建、运维,李一,无\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_tried_out_done_and_changes_nothing_again() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let count = async || {
        let world = district.app.world().await.unwrap();
        world.registers.agencies.len()
    };
    let before = count().await;
    let sheet = encoding_rs::GBK.encode(SHEET).0.into_owned();
    let tried = send(&mut bureau, "agency", "机构.csv", &sheet).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    assert!(tried.text.contains("检查结果") && tried.text.contains("备注"));
    assert!(tried.text.contains(">4<") && tried.text.contains(">5<"));
    assert_eq!(count().await, before, "a trial stores nothing");
    let (csrf, sm3) = (tried.hidden("_csrf"), tried.hidden("file"));
    let all = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "all")];
    let none = bureau.post("/imports/agency", &all).await;
    assert_eq!(none.status, StatusCode::OK, "{sm3} {}", tried.text);
    assert_eq!(count().await, before, "all or none");
    let good = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "good")];
    let done = bureau.post("/imports/agency", &good).await;
    assert!(done.text.contains("导入结果"), "{}", done.text);
    assert_eq!(count().await, before + 1);
    let again = bureau.post("/imports/agency", &good).await;
    assert!(again.text.contains("以前已导入"));
    assert_eq!(count().await, before + 1);
    let returned = bureau.get(&format!("/imports/agency/returned/{sm3}")).await;
    assert!(returned.bytes.starts_with(b"PK"));
    // another person has no such file
    let mut other = district.signed_in("kexinju_tongchou").await;
    let theirs = other.get(&format!("/imports/agency/returned/{sm3}")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_filled_in_is_read_again() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    for kind in ["agency", "expert", "platform"] {
        let template = bureau.get(&format!("/imports/{kind}/template")).await;
        assert_eq!(template.status, StatusCode::OK);
        let tried = send(&mut bureau, kind, "模板.xlsx", &template.bytes).await;
        assert_eq!(tried.status, StatusCode::OK, "{kind}: {}", tried.text);
        assert!(tried.text.contains("可以导入"), "{kind}");
    }
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(
        unit.get("/imports/expert").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(unit.get("/imports/project").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_sheets_are_refused_in_words() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    for (name, content, says) in [
        ("表.xlsx", &b"PK\x03\x04rubbish"[..], "表"),
        ("表.csv", "甲,乙\n1,2\n".as_bytes(), "表头"),
        ("表.csv", "机构名称\n甲\n".as_bytes(), "缺少必填的列"),
        (
            "表.csv",
            "机构名称,统一社会信用代码,业务类型\n机密★十年,91110102MA00000011,监理\n".as_bytes(),
            "密",
        ),
    ] {
        let answer = send(&mut bureau, "agency", name, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.text.contains(says), "{says}: {}", answer.text);
    }
}
