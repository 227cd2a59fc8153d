//! Archive packages: made for those who may see a project, read by an independent
//! reader, checked without the database; whatever is changed is found.

mod hostile;
mod wide;

use std::io::{Cursor, Read};
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use tongchou_server::archive::check::{Report, Trust, check};
use tongchou_server::router;
use tongchou_server::web::Web;
use tongchou_store::{Checker, Signer};
use uuid::Uuid;

use crate::files::{made, taken};
use crate::papers::lettered;
use crate::support::{Browser, District, files};
use crate::under_review::{by, declared};

fn signer(seed: u8) -> Signer {
    Signer::from_bytes("tongchou", &[seed; 32]).unwrap()
}

fn key_of(signer: &Signer) -> Checker {
    Checker::from_pem(&signer.public_pem().unwrap()).unwrap()
}

pub fn checked(bytes: &[u8]) -> Report {
    check(Cursor::new(bytes), &[], false).unwrap()
}

pub fn signing(district: &District) -> Router {
    let web = Web::new(district.app.clone(), false).with_files(files(district.folder.path()));
    router::router(web.signed_by(Some(Arc::new(signer(7)))))
}

/// Sees the district through a server that signs.
pub async fn signed_in(district: &mut District, name: &str) -> Browser {
    district.router = signing(district);
    district.signed_in(name).await
}

/// A project with a letter, a file filed twice and one on paper alone; its package.
pub async fn packed(district: &mut District) -> (Uuid, Vec<u8>) {
    let id = lettered(district, "街道议事平台").await;
    let unit = district.token("jiedao").await;
    let picture = taken(&unit, "机房 照片 =1.png", &made::png()).await;
    for title in ["安全方案", "安全方案（修订）"] {
        let form =
            json!({ "material": "security_implementation", "title": title, "files": [picture] });
        by(district, "jiedao", id, "submit_material", &form).await;
    }
    let mut unit = signed_in(district, "jiedao").await;
    let answer = unit.get(&format!("/projects/{id}/archive/package")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    (id, answer.bytes)
}

pub fn contents(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut entry = archive.by_index(place).unwrap();
            let mut held = Vec::new();
            entry.read_to_end(&mut held).unwrap();
            (entry.name().unwrap().into_owned(), held)
        })
        .collect()
}

const OPENED: &str = r"
import sys, zipfile, io, xml.etree.ElementTree as E, json
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
sheet = zipfile.ZipFile(io.BytesIO(z.read('index.xlsx')))
words = E.fromstring(sheet.read('xl/sharedStrings.xml')).itertext()
words = set(words)
for item in E.fromstring(z.read('index.xml')).findall('item'):
    for told in ('name', 'document', 'sm3', 'entry'):
        assert item.get(told) in words | {None}, item.attrib
    if item.get('entry'):
        assert z.getinfo(item.get('entry')).file_size == int(item.get('size'))
    print(*(item.get(told) for told in ('part', 'document', 'name', 'retention', 'entry')))
for line in z.read('events.jsonl').decode().splitlines(): json.loads(line)
print(len(z.read('proofs.jsonl').splitlines()))
";

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_what_others_read_and_holds_by_itself() {
    let mut district = District::found().await;
    let (_, bytes) = packed(&mut district).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("档案包.zip");
    std::fs::write(&path, &bytes).unwrap();
    let read = Command::new("/usr/bin/python3")
        .args(["-c", OPENED])
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{said}{wrong}");
    for line in [
        "审查 ",
        "意见函",
        "permanent letters/",
        "机房 照片 =1.png",
        "30 files/",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let report = checked(&bytes);
    assert_eq!(report.faults, Vec::<String>::new());
    assert!(matches!(report.trust, Some(Trust::Enclosed { .. })));
    assert_eq!(report.withheld, 0);
    assert_eq!(report.title, "街道议事平台");
    let known = [key_of(&signer(7))];
    let report = check(Cursor::new(&bytes), &known, true).unwrap();
    assert!(report.is_sound() && matches!(report.trust, Some(Trust::Known { .. })));
    let other = [key_of(&signer(8))];
    let report = check(Cursor::new(&bytes), &other, true).unwrap();
    assert!(!report.is_sound(), "{report}");
    // the same on the command line
    let key = folder.path().join("other.pub");
    std::fs::write(&key, signer(8).public_pem().unwrap()).unwrap();
    let verify = |arguments: &[&std::ffi::OsStr]| {
        let program = env!("CARGO_BIN_EXE_tongchou");
        let ran = Command::new(program).arg("verify").args(arguments).output();
        let ran = ran.unwrap();
        (ran.status.success(), String::from_utf8(ran.stdout).unwrap())
    };
    let (sound, said) = verify(&[path.as_os_str()]);
    assert!(sound && said.contains("没有得到证实"), "{said}");
    let (sound, said) = verify(&[path.as_os_str(), "--key".as_ref(), key.as_os_str()]);
    assert!(!sound && said.contains("没有所给公钥的有效签名"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_changed_bit_is_found_wherever_it_is() {
    let mut district = District::found().await;
    let (_, bytes) = packed(&mut district).await;
    // the tables at the end byte by byte, the rest every so often
    let table = bytes.len() - 4_000;
    let places = (0..2_000)
        .chain((2_000..table).step_by(311))
        .chain(table..bytes.len())
        .map(|place| (place, place % 8));
    let unseen: Vec<(usize, usize)> = places
        .filter(|(place, bit)| {
            let mut changed = bytes.clone();
            changed[*place] ^= 1 << bit;
            checked(&changed).is_sound()
        })
        .collect();
    assert_eq!(unseen, []);
    for cut in [1, 22, 500, bytes.len() / 2, bytes.len() - 1] {
        assert!(!checked(&bytes[..bytes.len() - cut]).is_sound(), "{cut}");
    }
    let added = [&bytes[..], b"x"].concat();
    assert!(!checked(&added).is_sound());
    assert!(!checked(&[b"x", &bytes[..]].concat()).is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_reader_may_not_see_is_proved_and_not_told() {
    let mut district = District::found().await;
    let id = declared(&district, "街道议事平台").await;
    let lead = json!({ "to": "discipline", "summary": "线索详情不得外传", "evidence": "举报信" });
    by(&district, "kexinju", id, "refer_lead", &lead).await;
    let path = format!("/projects/{id}/archive/package");
    let mut unit = signed_in(&mut district, "jiedao").await;
    let of_unit = unit.get(&path).await.bytes;
    let mut bureau = district.signed_in("kexinju").await;
    let of_bureau = bureau.get(&path).await.bytes;
    let told = |bytes: &[u8]| {
        let held = contents(bytes);
        let mut held = held.iter().map(|(_, held)| String::from_utf8_lossy(held));
        held.any(|held| held.contains("线索详情不得外传"))
    };
    assert!(!told(&of_unit) && told(&of_bureau));
    let (unit, bureau) = (checked(&of_unit), checked(&of_bureau));
    assert!(unit.is_sound() && bureau.is_sound(), "{unit}{bureau}");
    assert_eq!((unit.withheld, bureau.withheld), (1, 0));
    assert_eq!(unit.events, bureau.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_what_is_lacking_and_check_what_is_sent() {
    let mut district = District::found().await;
    let (id, bytes) = packed(&mut district).await;
    let mut unit = signed_in(&mut district, "jiedao").await;
    let page = unit.get(&format!("/projects/{id}/archive")).await;
    for said in ["还缺", "保管期限", "永久", "下载档案包", "以 SM2 签名"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let form = unit.get("/archive_packages").await;
    let csrf = form.hidden("_csrf");
    let sent = sent(&mut unit, &csrf, &bytes).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    assert!(sent.text.contains("核验通过") && sent.text.contains("由本系统签名"));
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let answer = self::sent(&mut unit, &csrf, &changed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("核验不通过"), "{}", answer.text);
    let forged = self::sent(&mut unit, "another", &bytes).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

async fn sent(browser: &mut Browser, csrf: &str, bytes: &[u8]) -> crate::support::Answered {
    let head = format!(
        "--X\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n\
         --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"档案包.zip\"\r\n\
         Content-Type: application/zip\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--X--\r\n"].concat();
    let headers = [("content-type", "multipart/form-data; boundary=X")];
    browser
        .ask(
            axum::http::Method::POST,
            "/archive_packages",
            &headers,
            body,
        )
        .await
}
