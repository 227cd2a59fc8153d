//! A6: a mark of secrecy in the name or the text of a file. Nothing of it is
//! kept, the person is told, the security administrator knows that it happened.

use axum::http::StatusCode;
use serde_json::json;

use super::{made, sent_for, submitted, taken};
use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_found_wherever_it_stands_and_nothing_is_kept() {
    let district = District::found().await;
    let project = district.project().await;
    let unit = district.token("jiedao").await;
    let mark = made::mark();
    let letters: Vec<String> = mark.chars().map(String::from).collect();
    let split: Vec<&str> = letters.iter().map(String::as_str).collect();
    let coded: String = mark
        .chars()
        .map(|letter| format!("&#{};", u32::from(letter)))
        .collect();
    let gbk = encoding_rs::GBK
        .encode(&format!("方案\r\n{mark}\r\n"))
        .0
        .into_owned();
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(format!("方案\n{mark}").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let text = mark.as_bytes();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("一.txt", text.to_vec()),
        ("二.txt", gbk),
        ("三.csv", utf16),
        ("四.docx", made::docx(&split)),
        ("五.docx", made::docx(&[&coded])),
        ("六.xlsx", made::xlsx(&["名称", &mark])),
        ("七.xlsx", made::xlsx(&["密级", &["机", "密"].concat()])),
        ("八.pptx", made::pptx(&mark)),
        ("九.pdf", made::pdf(&mark)),
        ("十.doc", made::compound("WordDocument", &mark)),
        ("十一.zip", made::zipped(&[("内.txt", text)])),
        (
            "十二.zip",
            made::zipped(&[("内.docx", &made::docx(&split))]),
        ),
        ("十三.zip", made::zipped(&[("内.pdf", &made::pdf(&mark))])),
        ("十四.zip", made::zipped(&[(&format!("{mark}.txt"), b"x")])),
        (
            "十五.ofd",
            made::zipped(&[
                ("OFD.xml", b"<O/>"),
                (
                    "Doc_0/c.xml",
                    format!("<TextObject><TextCode>{mark}</TextCode></TextObject>").as_bytes(),
                ),
            ]),
        ),
        (
            "十六.docx",
            made::zipped(&[
                ("[Content_Types].xml", b"<T/>"),
                ("word/document.xml", b"<d/>"),
                (
                    "word/header1.xml",
                    format!("<w:p><w:t>{mark}</w:t></w:p>").as_bytes(),
                ),
            ]),
        ),
    ];
    let form = format!("/projects/{project}/acts/submit_material");
    let count = files.len();
    for (name, bytes) in files {
        let answer = sent_for(&unit, name, &bytes, &form).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}: {}",
            answer.text
        );
        assert!(
            answer.text.contains("第六条") && !answer.text.contains(name),
            "{}",
            answer.text
        );
        assert_eq!(answer.json()["error"]["code"], "withheld");
    }
    let named = sent_for(&unit, &format!("方案（{mark}）.txt"), b"x", &form).await;
    assert!(
        named.text.contains("第六条") && !named.text.contains("方案"),
        "{}",
        named.text
    );

    for folder in ["files", "uploads"] {
        let left = std::fs::read_dir(district.folder.path().join(folder)).unwrap();
        assert_eq!(left.count(), 0, "{folder} is empty");
    }
    let kept = district.bytes();
    assert!(!kept.windows(mark.len()).any(|window| window == text));
    let mut security = district.signed_in("anquan").await;
    let notes = security.get("/people/notes").await.text;
    assert_eq!(notes.matches("疑似国家秘密标志").count(), count + 1);
    assert!(notes.contains("提交材料") && !notes.contains("六.xlsx"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ordinary_documents_about_secrecy_are_taken() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let words = "双方应保守商业秘密5年。机密性、完整性和可用性须有保障。";
    taken(&unit, "合同.txt", words.as_bytes()).await;
    taken(&unit, "合同.docx", &made::docx(&["保守", "国家", "秘密"])).await;
    taken(
        &unit,
        "表.xlsx",
        &made::xlsx(&["不涉及国家秘密", "建设期", "5年"]),
    )
    .await;
    taken(&unit, "合同.pdf", &made::pdf("不处理机密信息")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_alone_gives_nobody_a_file() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let (unit, other) = (
        district.token("jiedao").await,
        district.token("minzhengju").await,
    );
    let theirs = taken(&other, "他人.txt", "另一单位的文件".as_bytes()).await;
    for files in [
        json!([theirs]),
        json!(["0".repeat(64)]),
        json!([{"name": "x", "media_type": "text/plain", "size": 1, "sm3": theirs}]),
    ] {
        let answer = submitted(&unit, &project, files).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text
        );
        assert!(answer.text.contains("没有上传过的文件"), "{}", answer.text);
    }
    let reading = unit.get(&format!("/api/v1/files/{theirs}")).await;
    assert_eq!(reading.status, StatusCode::NOT_FOUND);
}
