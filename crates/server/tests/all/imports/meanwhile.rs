//! While a great sheet is brought in, others read and write.

use std::time::{Duration, Instant};

use serde_json::json;
use tongchou_project::Actor;
use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{carry_out, try_out};

use crate::support::District;

const ROWS: usize = 1_200;

/// Agencies that nobody knows yet, and who may bring them in.
async fn great_sheet(district: &District) -> (String, Actor, Kind) {
    let mut sheet = String::from("机构名称,统一社会信用代码,业务类型\n");
    for row in 0..ROWS {
        sheet.push_str(&format!("第{row}家公司,91110102MB{row:08},承建\n"));
    }
    let accounts = district.app.store().accounts().await.unwrap();
    let account = accounts.iter().find(|it| it.name == "kexinju").unwrap();
    let actor = district.app.actor(account).await.unwrap();
    (sheet, actor, Kind::of("agency").unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn others_are_answered_while_a_sheet_is_brought_in() {
    let district = District::found().await;
    let (sheet, actor, kind) = great_sheet(&district).await;
    let before = district.app.world().await.unwrap().registers.agencies.len();
    let report = try_out(&district.app, &actor, kind, sheet.into_bytes()).await;
    let (app, report) = (district.app.clone(), report.unwrap());
    let bringing = tokio::spawn(async move { carry_out(&app, &actor, report, false).await });
    let mut reader = district.signed_in("jiedao").await;
    let writer = district.token("minzhengju").await;
    let (mut written, mut longest) = (0, Duration::ZERO);
    while !bringing.is_finished() {
        let begun = Instant::now();
        let list = reader.get("/registers/agency").await;
        assert_eq!(list.status, 200);
        longest = longest.max(begun.elapsed());
        let item = json!({ "code": format!("{written:06}"), "name": "运维服务", "year": 2026 });
        let begun = Instant::now();
        let made = writer.post("/api/v1/registers/catalogue_item", &item).await;
        assert_eq!(made.status, 201, "{}", made.text);
        longest = longest.max(begun.elapsed());
        written += 1;
    }
    let done = bringing.await.unwrap().unwrap();
    assert_eq!(done.done(), ROWS);
    assert!(written > 3, "only {written} were answered meanwhile");
    assert!(longest < Duration::from_secs(5), "one waited {longest:?}");
    let world = district.app.world().await.unwrap();
    assert_eq!(world.registers.agencies.len(), before + ROWS);
}

/// Each tries the sheet out while nothing of it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_bring_in_the_same_sheet_do_each_row_once() {
    let district = District::found().await;
    let (sheet, actor, kind) = great_sheet(&district).await;
    let before = district.app.store().checkpoint().await.unwrap().size;
    let tried = async || {
        let bytes = sheet.clone().into_bytes();
        try_out(&district.app, &actor, kind, bytes).await.unwrap()
    };
    let (one, other) = (tried().await, tried().await);
    let (one, other) = tokio::join!(
        carry_out(&district.app, &actor, one, false),
        carry_out(&district.app, &actor, other, false),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.done() + other.done(), ROWS);
    assert_eq!(one.known() + other.known(), ROWS);
    let after = district.app.store().checkpoint().await.unwrap().size;
    assert_eq!(after - before, u64::try_from(ROWS).unwrap());
    assert!(district.app.store().verify(None).await.unwrap().is_sound());
}
