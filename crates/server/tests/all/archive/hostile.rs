//! What somebody makes who knows the format, and files that are no package at all.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use sm3::{Digest, Sm3};
use tongchou_server::archive::manifest::{Entry, Manifest};
use tongchou_server::archive::strict_zip::Writer;
use tongchou_store::hex;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{checked, contents, packed};
use crate::support::District;

/// Names and contents.
type Entries = Vec<(String, Vec<u8>)>;

fn written(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = Writer::new(Vec::new());
    for (name, bytes) in entries {
        zip.entry(name, bytes.len() as u64).unwrap();
        zip.write(bytes).unwrap();
    }
    zip.finish().unwrap()
}

/// As other programs write one that comes as it goes.
fn ordinary(entries: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new_stream(Vec::new());
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .unix_permissions(0o644);
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// With a manifest that fits what is in it, as a forger makes one who has no key.
fn fitted(mut entries: Entries) -> Vec<u8> {
    let (_, old) = entries.pop().unwrap();
    let mut manifest = Manifest::parse(&String::from_utf8(old).unwrap()).unwrap();
    let entry = |(name, bytes): &(String, Vec<u8>)| {
        let digest: [u8; 32] = Sm3::digest(bytes).into();
        let size = bytes.len() as u64;
        (
            name.clone(),
            Entry {
                sm3: hex(&digest),
                size,
            },
        )
    };
    manifest.entries = entries.iter().map(entry).collect();
    entries.push(("manifest.txt".to_owned(), manifest.text().into_bytes()));
    written(&entries)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_forger_fits_together_again_is_found() {
    let mut district = District::found().await;
    let (_, bytes) = packed(&mut district).await;
    let whole = contents(&bytes);
    assert!(checked(&written(&whole)).is_sound());
    let place = |name: &str| {
        whole
            .iter()
            .position(|(known, _)| known.starts_with(name))
            .unwrap()
    };
    let found = |change: &dyn Fn(&mut Entries), says: &str| {
        let mut entries = whole.clone();
        change(&mut entries);
        let report = checked(&fitted(entries));
        let told = report.faults.join("\n");
        assert!(
            told.contains("签名无效") && told.contains(says),
            "{says}: {told}"
        );
    };
    let replace = |name: &'static str, from: &'static str, to: &'static str| {
        move |entries: &mut Entries| {
            let held = entries.iter_mut().find(|(known, _)| known == name).unwrap();
            let text = String::from_utf8(held.1.clone()).unwrap();
            assert!(text.contains(from), "{from}: {text}");
            held.1 = text.replacen(from, to, 1).into_bytes();
        }
    };
    let (letter, file) = (place("letters/"), place("files/"));
    found(&|entries| entries[letter].1.push(b'x'), "与包内文件不符");
    found(
        &|entries| entries[file].1.push(b'x'),
        "不是任何事件所附的文件",
    );
    found(&|entries| drop(entries.remove(file)), "缺少事件所附的文件");
    found(
        &|entries| entries.insert(0, ("files/9 多.txt".to_owned(), Vec::new())),
        "不在归档目录中",
    );
    found(
        &|entries| entries.insert(0, ("多.txt".to_owned(), Vec::new())),
        "档案包中不应有文件",
    );
    found(&replace("events.jsonl", "400000", "900000"), "已被改动");
    found(
        &replace("proofs.jsonl", "\"path\":[\"", "\"path\":[\"0"),
        "不是一份日志证明",
    );
    found(&replace("proofs.jsonl", ":false}", ":true}"), "标为不公开");
    found(
        &replace("checkpoint.txt", "\n", "x\n"),
        "检查点没有同一公钥的有效签名",
    );
    found(&|entries| cut_line(entries, "events.jsonl"), "缺少项目的第");
    found(&|entries| cut_line(entries, "proofs.jsonl"), "没有日志证明");
    found(
        &replace("index.xml", "kind=\"file\"", "kind=\"file\" event=\"999\""),
        "",
    );
}

fn cut_line(entries: &mut [(String, Vec<u8>)], name: &str) {
    let held = entries.iter_mut().find(|(known, _)| known == name).unwrap();
    held.1.pop();
    let end = held.1.iter().rposition(|byte| *byte == b'\n').unwrap();
    held.1.truncate(end + 1);
}

#[test]
fn what_is_no_package_is_refused_quickly() {
    let one = |name: &str, bytes: Vec<u8>| vec![(name.to_owned(), bytes)];
    let mut bomb = vec![("events.jsonl".to_owned(), vec![0; 300 * 1024 * 1024])];
    let digest = hex(&<[u8; 32]>::from(Sm3::digest(&bomb[0].1)));
    let manifest = format!(
        "tongchou archive package 1\nproject {}\nmade 2026-01-01T00:00:00Z\nentries 1\n\
         {digest} {} events.jsonl\n\n",
        uuid::Uuid::nil(),
        bomb[0].1.len()
    );
    bomb.push(("manifest.txt".to_owned(), manifest.into_bytes()));
    let nested = written(&one("inner.zip", written(&one("a", vec![1]))));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "太短"),
        (
            "text",
            b"nothing of the kind, but long enough".to_vec(),
            "不是 ZIP",
        ),
        ("bomb", ordinary(&bomb, CompressionMethod::Deflated), "结构"),
        ("nested", nested, "缺少 manifest.txt"),
        (
            "stored",
            ordinary(&one("a", vec![1; 9]), CompressionMethod::Stored),
            "结构",
        ),
        (
            "traversal",
            written(&one("../../etc/passwd", vec![1])),
            "不允许的文件名",
        ),
        (
            "absolute",
            written(&one("/etc/passwd", vec![1])),
            "不允许的文件名",
        ),
        (
            "backslash",
            written(&one("a\\b", vec![1])),
            "不允许的文件名",
        ),
        ("twice", twice(), "同名"),
        ("seekable", seekable(), "结构"),
        (
            "manifest",
            written(&one("manifest.txt", b"x".to_vec())),
            "manifest.txt",
        ),
        (
            "large manifest",
            written(&one("manifest.txt", vec![b'x'; 40_000_000])),
            "过大",
        ),
    ];
    for (name, bytes, says) in cases {
        let began = Instant::now();
        let report = checked(&bytes);
        let told = report.faults.join("\n");
        assert!(told.contains(says), "{name}: {told}");
        assert!(began.elapsed() < Duration::from_secs(2), "{name}");
    }
}

/// Two entries of one name, made by renaming one in both tables.
fn twice() -> Vec<u8> {
    let both = [("aaaa".to_owned(), vec![1]), ("bbbb".to_owned(), vec![2])];
    let mut bytes = written(&both);
    for place in 0..bytes.len() - 4 {
        if &bytes[place..place + 4] == b"bbbb" {
            bytes[place..place + 4].copy_from_slice(b"aaaa");
        }
    }
    bytes
}

/// As most programs write one: sizes before the bytes.
fn seekable() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("manifest.txt", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"tongchou archive package 1\n").unwrap();
    zip.finish().unwrap().into_inner()
}
