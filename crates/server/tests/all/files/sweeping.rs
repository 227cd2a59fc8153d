//! What happens to files that nobody files, to files whose process is killed,
//! and what verification says of files that were tampered with.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use axum::http::StatusCode;
use jiff::ToSpan;
use serde_json::json;

use super::{begun, piece, place_of, state, submitted, taken};
use crate::support::{District, PASSWORD, TODAY, files};

fn kept(district: &District) -> usize {
    let folder = district.folder.path().join("files");
    let folders = std::fs::read_dir(folder).unwrap();
    folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_files_is_gone_after_a_week() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let filed = taken(&unit, "留.txt", "留下".as_bytes()).await;
    assert_eq!(
        submitted(&unit, &project, json!([filed])).await.status,
        StatusCode::CREATED
    );
    let left = taken(&unit, "弃.txt", "没有提交".as_bytes()).await;
    let part = begun(&unit, "半.txt", 100).await;
    piece(&unit, &part, 0, b"half").await;
    let files = files(district.folder.path());
    let store = district.app.store();
    district.move_to(TODAY.checked_add(6.days()).unwrap());
    assert_eq!(
        files.sweep(store, district.clock.now()).await.unwrap(),
        (0, 0)
    );
    district.move_to(TODAY.checked_add(8.days()).unwrap());
    assert_eq!(
        files.sweep(store, district.clock.now()).await.unwrap(),
        (3, 1)
    );
    assert_eq!(kept(&district), 1);
    let unit = district.token("jiedao").await;
    let gone = submitted(&unit, &project, json!([left])).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&unit, &part).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        unit.get(&format!("/api/v1/files/{filed}")).await.text,
        "留下"
    );
    assert!(files.verify(store).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn verification_misses_what_was_taken_or_changed() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let unit = district.token("jiedao").await;
    let sm3 = taken(&unit, "合同.txt", "合同".as_bytes()).await;
    submitted(&unit, &project, json!([sm3])).await;
    let files = files(district.folder.path());
    let store = district.app.store();
    let report = files.verify(store).await.unwrap();
    assert!(report.is_sound() && report.files == 1, "{report}");
    let place = place_of(&district, &sm3);
    std::fs::write(&place, "改过").unwrap();
    let report = files.verify(store).await.unwrap().to_string();
    assert!(
        report.contains("合同.txt") && report.contains("缺失或已被改动"),
        "{report}"
    );
    std::fs::remove_file(&place).unwrap();
    assert!(!files.verify(store).await.unwrap().is_sound());
}

/// The program is killed while files are being sent and filed: no event is
/// left that names a file which is not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_no_event_without_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let serve = || {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tongchou"))
            .args([
                "serve",
                "--demo",
                "--data",
                &data,
                "--listen",
                "127.0.0.1:0",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            line.split_once("http://")
                .map(|(_, address)| address.to_owned())
        });
        (child, address.unwrap())
    };
    for round in 0..3 {
        let (mut child, address) = serve();
        let mut sender = Command::new("python3")
            .args(["-c", SENDER, &address, PASSWORD, &round.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(sender.stdout.take().unwrap()).lines();
        let sent = told.by_ref().take(8 + round).map_while(Result::ok).count();
        child.kill().unwrap();
        child.wait().unwrap();
        sender.kill().unwrap();
        sender.wait().unwrap();
        assert!(sent > 0, "something was filed before the end");
        let verified = Command::new(env!("CARGO_BIN_EXE_tongchou"))
            .args(["verify", "--files", "--data", &data])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verified.stdout);
        assert!(verified.status.success(), "{said}");
        assert!(said.contains("文件核验通过"), "{said}");
    }
}

/// Sends a file and files it, again and again, several at once.
const SENDER: &str = r#"
import base64, json, sys, threading, urllib.request
address, password, round = sys.argv[1], sys.argv[2], sys.argv[3]
base = "http://" + address + "/api/v1"
def ask(method, path, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(base + path, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()
login = json.dumps({"name": "jiedao", "password": password}).encode()
token = json.loads(ask("POST", "/sessions", login)[1])["token"]
bearer = {"Authorization": "Bearer " + token, "Tus_Resumable": "1.0.0"}
projects = json.loads(ask("GET", "/projects", **bearer)[1])["projects"]
def work(number):
    for turn in range(1000):
        text = ("%s %s %s " % (round, number, turn)).encode() * 20000
        name = base64.b64encode("x.txt".encode()).decode()
        made, _ = ask("POST", "/uploads", b"", Upload_Length=str(len(text)), Upload_Metadata="filename " + name, **bearer)
        place = made["Location"].removeprefix("/api/v1")
        ask("PATCH", place, text, Upload_Offset="0", Content_Type="application/offset+octet-stream", **bearer)
        sm3 = json.loads(ask("GET", place, **bearer)[1])["sm3"]
        form = json.dumps({"material": "security_plan", "title": "x", "files": [sm3]}).encode()
        for project in projects:
            try:
                ask("POST", "/projects/%s/acts/submit_material" % project["id"], form, **bearer)
                print("filed", flush=True)
                break
            except urllib.error.HTTPError:
                pass
for number in range(3):
    threading.Thread(target=work, args=(number,), daemon=True).start()
threading.Event().wait(60)
"#;
