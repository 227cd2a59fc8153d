//! Files that are not what they say, or that are made to do harm: each is told
//! plainly what it is and what to do, and the server goes on.

use std::io::Write;
use std::time::{Duration, Instant};

use axum::http::StatusCode;

use super::{made, refused, sent, taken};
use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_is_promised_is_taken() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let gbk = encoding_rs::GBK.encode("建设方案，第一章").0.into_owned();
    let ofd = made::zipped(&[
        ("OFD.xml", b"<OFD/>"),
        (
            "Doc_0/Pages/Page_0/Content.xml",
            "<TextObject><TextCode>公文</TextCode></TextObject>".as_bytes(),
        ),
    ]);
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("方案.pdf", made::pdf("建设方案"), "application/pdf"),
        (
            "方案.docx",
            made::docx(&["建设", "方案"]),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "概算.xlsx",
            made::xlsx(&["软件", "120"]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "汇报.pptx",
            made::pptx("汇报"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("公文.ofd", ofd, "application/ofd"),
        (
            "旧.doc",
            made::compound("WordDocument", "旧方案"),
            "application/msword",
        ),
        (
            "旧.wps",
            made::compound("WordDocument", "旧方案"),
            "application/msword",
        ),
        (
            "表.et",
            made::compound("Workbook", "旧表"),
            "application/vnd.ms-excel",
        ),
        ("说明.txt", gbk, "text/plain"),
        ("清单.csv", b"\xEF\xBB\xBFa,b\n1,2\n".to_vec(), "text/plain"),
        ("图.png", made::png(), "image/png"),
        (
            "图.jpg",
            b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01".to_vec(),
            "image/jpeg",
        ),
        ("图.gif", b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), "image/gif"),
        ("图.tif", b"II*\0\x08\0\0\0".to_vec(), "image/tiff"),
        (
            "图.bmp",
            b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(),
            "image/bmp",
        ),
        (
            "包.zip",
            made::zipped(&[("甲.txt", "甲".as_bytes())]),
            "application/zip",
        ),
    ];
    for (name, bytes, media_type) in files {
        let answer = sent(&unit, name, &bytes).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
        assert_eq!(answer.json()["media_type"], media_type, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_is_is_told_by_its_content() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let html = b"<!DOCTYPE html><html><body>x</body></html>".to_vec();
    let mut polyglot = b"%PDF-1.5\n<html><script>alert(1)</script></html>\n".to_vec();
    polyglot.extend(made::pdf("x"));
    let mut disguised = b"<html>%PDF-1.5".to_vec();
    disguised.extend(made::pdf("x"));
    let macros = made::zipped(&[
        ("[Content_Types].xml", b"<T/>"),
        ("word/document.xml", b"<d/>"),
        ("word/vbaProject.bin", b"x"),
    ]);
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("程序.exe", b"MZ\x90\0".to_vec(), "是可执行程序"),
        (
            "程序.pdf",
            b"MZ\x90\0\x03\0\0\0\x04".to_vec(),
            "是可执行程序",
        ),
        (
            "程序.zip",
            b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(),
            "是可执行程序",
        ),
        ("页.html", html.clone(), "是网页文件"),
        ("页.txt", html.clone(), "是网页或 SVG 文件"),
        ("图.svg", b"<svg/>".to_vec(), "是SVG 图形"),
        (
            "图.png",
            b"<?xml version='1.0'?><svg onload='x'/>".to_vec(),
            "是网页或 SVG 文件",
        ),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), "是脚本"),
        ("方案.pdf", polyglot, "既像 PDF 又像网页"),
        ("方案.pdf", disguised, "是网页或 SVG 文件"),
        (
            "方案.pdf",
            made::docx(&["x"]),
            "名称说它是“.pdf”文件，内容却是Word 文档",
        ),
        (
            "方案.docx",
            made::pdf("x"),
            "名称说它是“.docx”文件，内容却是PDF 文档",
        ),
        (
            "方案.pdf",
            b"\0\x01\x02\x03\x04\x05".to_vec(),
            "内容却是无法识别的内容",
        ),
        ("方案.docx", macros, "是带宏的文档"),
        (
            "方案.docx",
            made::compound("EncryptedPackage", ""),
            "设有打开密码",
        ),
        (
            "方案.jar.zip",
            made::zipped(&[("META-INF/MANIFEST.MF", b"x")]),
            "是程序包",
        ),
        ("方案.pages", b"x".to_vec(), "不接收这种文件"),
        ("方案", b"x".to_vec(), "没有扩展名"),
        ("方案\u{202e}fdp.exe", b"x".to_vec(), "可执行程序"),
    ];
    for (name, bytes, words) in files {
        let says = refused(&unit, name, &bytes).await;
        assert!(says.contains(words), "{name}: {says}");
    }
}

/// What a document declares for itself is not searched: a mark could stand there.
#[tokio::test(flavor = "multi_thread")]
async fn documents_that_declare_entities_are_refused() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let declares = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x \"机密★10年\">]>";
    let body = format!("{declares}<d><p><r><t>&x;</t></r></p></d>");
    let strings = format!("{declares}<sst><si><t>&x;</t></si></sst>");
    let cells = format!(
        "{declares}<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&x;</t></is></c></row></sheetData></worksheet>"
    );
    for (name, part, text) in [
        ("方案.docx", "word/document.xml", &body),
        ("表.xlsx", "xl/sharedStrings.xml", &strings),
        ("表.xlsx", "xl/worksheets/sheet1.xml", &cells),
    ] {
        let folder = part.split('/').next().unwrap();
        let other = format!("{folder}/other.xml");
        let parts = [made::TYPES, (part, text.as_bytes()), (&other, b"<d/>")];
        let says = refused(&unit, name, &made::zipped(&parts)).await;
        assert!(says.contains("无法读取"), "{part}: {says}");
        // nor in an archive
        let within = made::zipped(&[(name, &made::zipped(&parts))]);
        let says = refused(&unit, "包.zip", &within).await;
        assert!(says.contains("无法读取"), "{part}: {says}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_that_cannot_be_looked_into_are_refused() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let seven = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    let rar = b"Rar!\x1A\x07\x01\0".to_vec();
    let within = made::zipped(&[("包.rar", &rar)]);
    for (name, bytes) in [("包.7z", seven), ("包.rar", rar), ("外.zip", within)] {
        let says = refused(&unit, name, &bytes).await;
        assert!(says.contains("7z、RAR 压缩包"), "{name}: {says}");
    }
    // whatever they are called within an archive
    let rar = b"Rar!\x1A\x07\x01\0".to_vec();
    let says = refused(&unit, "外.zip", &made::zipped(&[("方案.docx", &rar)])).await;
    assert!(says.contains("7z、RAR 压缩包"), "{says}");
    let locked = made::compound("EncryptedPackage", "");
    for name in ["方案.docx", "方案.dat"] {
        let says = refused(&unit, "外.zip", &made::zipped(&[(name, &locked)])).await;
        assert!(says.contains("设有打开密码"), "{name}: {says}");
    }
    let marked = made::docx(&["机密★10年"]);
    let says = refused(&unit, "外.zip", &made::zipped(&[("方案.dat", &marked)])).await;
    assert!(says.contains("国家秘密标志"), "{says}");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_documents_are_refused_with_the_reason() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let mut cut = made::pdf("建设方案");
    cut.truncate(200);
    let broken_xml = made::zipped(&[
        ("[Content_Types].xml", b"<T/>"),
        ("word/document.xml", b"<w:p><w:t>x</w:t"),
    ]);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("坏.pdf", cut),
        ("坏.pdf", b"%PDF-1.7\n%%EOF".to_vec()),
        ("坏.docx", broken_xml),
    ];
    for (name, bytes) in files {
        let says = refused(&unit, name, &bytes).await;
        assert!(says.contains("无法读取"), "{name}: {says}");
    }
}

/// Zeroes, packed a thousandfold.
fn zeroes(megabytes: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    writer.start_file("word/document.xml", options).unwrap();
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        writer.write_all(&piece).unwrap();
    }
    writer.start_file("[Content_Types].xml", options).unwrap();
    writer.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_are_refused_in_time() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let began = Instant::now();
    let bomb = zeroes(300);
    assert!(bomb.len() < 1024 * 1024);
    let says = refused(&unit, "炸弹.docx", &bomb).await;
    assert!(says.contains("展开后的内容过大"), "{says}");
    let within = made::zipped(&[("内.docx", &bomb)]);
    let says = refused(&unit, "外.zip", &within).await;
    assert!(says.contains("展开后的内容过大"), "{says}");
    let mut nested = made::zipped(&[("甲.txt", b"x")]);
    for _ in 0..5 {
        nested = made::zipped(&[("内.zip", &nested)]);
    }
    let says = refused(&unit, "层.zip", &nested).await;
    assert!(says.contains("层次过深"), "{says}");
    let deep = format!("{}{}", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
    let deep = made::zipped(&[
        ("[Content_Types].xml", b"<T/>"),
        ("word/document.xml", deep.as_bytes()),
    ]);
    let says = refused(&unit, "深.docx", &deep).await;
    assert!(says.contains("层次过深"), "{says}");
    assert!(
        began.elapsed() < Duration::from_mins(1),
        "{:?}",
        began.elapsed()
    );
    taken(&unit, "好.txt", "还在运行".as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_made_to_break_its_reader_breaks_nothing_else() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let arrays = format!(
        "%PDF-1.4\n1 0 obj\n{}{}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let round = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
                 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n\
                 xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n\
                 trailer<</Root 1 0 R/Size 3>>\nstartxref\n104\n%%EOF";
    let negative = "%PDF-1.4\nxref\n0 -1\ntrailer<</Size 99999999999>>\nstartxref\n9\n%%EOF";
    for hostile in [arrays.as_str(), round, negative] {
        let answer = sent(&unit, "坏.pdf", hostile.as_bytes()).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text
        );
    }
    taken(&unit, "好.pdf", &made::pdf("还在运行")).await;
}
