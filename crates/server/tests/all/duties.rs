//! What falls due: the projection against the rules asked anew, what moved and
//! why, the page, the workbook, and the calendar behind a private address.

use axum::http::StatusCode;
use jiff::civil::date;
use serde_json::json;
use tongchou_server::app::Readiness;
use tongchou_store::DutyWanted;

use crate::support::{District, SEEDED};

/// What the projection holds and what the rules say now, in one form. What is
/// kept of it in memory is the same.
pub async fn compared(district: &District) -> (Vec<String>, Vec<String>) {
    district.app.renew_duties().await.unwrap();
    let not_done = DutyWanted {
        open: true,
        ..DutyWanted::default()
    };
    let in_store = district.app.store().duties(&not_done).await.unwrap();
    let in_memory = district.app.open_duties().await.unwrap();
    assert!(in_memory.iter().map(AsRef::as_ref).eq(&in_store));
    let rows = district.app.store().duties(&DutyWanted::default()).await;
    let mut kept: Vec<String> = rows
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {:?}",
                row.subject, row.key, row.due_on, row.done_on
            )
        })
        .collect();
    let world = district.app.world().await.unwrap();
    let actor = {
        let account = district.app.store().account_by_name("kexinju").await;
        let account = account.unwrap().unwrap();
        district.app.actor(&account).await.unwrap()
    };
    let mut asked = Vec::new();
    for entry in world.of_kind("project") {
        let found = district.app.with_env(&world, &actor, &entry.id, |env| {
            tongchou_project::duties(entry.aggregate.project().unwrap(), env)
        });
        for duty in found.unwrap() {
            let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
            asked.push(format!(
                "{} {} {} {:?}",
                entry.id,
                duty.key,
                day(duty.due_on).unwrap(),
                day(duty.done_on)
            ));
        }
    }
    kept.sort();
    asked.sort();
    (kept, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_projection_is_what_the_rules_say_whatever_changes() {
    let district = District::seeded().await;
    let (kept, asked) = compared(&district).await;
    assert!(kept.len() > 30, "{}", kept.len());
    assert_eq!(kept, asked);
    let again = district.app.renew_duties().await.unwrap();
    assert_eq!(again.projects, 0, "nothing happened: nothing is looked at");
    // days pass
    for day in [1, 40, 200] {
        district.move_to(SEEDED.checked_add(jiff::Span::new().days(day)).unwrap());
        let (kept, asked) = compared(&district).await;
        assert_eq!(kept, asked, "after {day} days");
    }
    // a setting moves dates, and the log says which and why
    let bureau = district.token("kexinju").await;
    let setting = json!({
        "key": "acceptance_due_days", "value": "60", "from": district.clock.today().to_string(),
        "reason": "督促验收",
    });
    let answer = bureau.post("/api/v1/registers/setting", &setting).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let (kept, asked) = compared(&district).await;
    assert_eq!(kept, asked, "after a setting");
    let moves = district.app.store().duty_moves(None, 1000).await.unwrap();
    let moved = moves
        .iter()
        .find(|each| each.what == "moved" && each.key == "acceptance")
        .unwrap_or_else(|| panic!("{moves:#?}"));
    let says = moved.cause["says"].as_str().unwrap();
    assert!(says.contains("设置变更："), "{says}");
    assert!(moved.old_due > moved.new_due);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_meets_a_duty_is_told_as_its_cause() {
    let district = District::seeded().await;
    let (kept, asked) = compared(&district).await;
    assert_eq!(kept, asked);
    let open = DutyWanted {
        key: Some("performance_tracking".to_owned()),
        open: true,
        ..DutyWanted::default()
    };
    let rows = district.app.store().duties(&open).await.unwrap();
    let units = [
        ("示范区民政局", "minzhengju"),
        ("示范区卫生健康委员会", "weijianwei"),
        ("文昌街道办事处", "jiedao"),
    ];
    let bodies = units.map(|(name, account)| (district.body(name), account));
    let owed = rows.iter().find_map(|row| {
        let unit = bodies.iter().find(|(body, _)| *body == row.owner)?;
        Some((row, unit.1))
    });
    let (row, account) = owed.expect("a report on performance is owed");
    let unit = district.token(account).await;
    let report = json!({ "period": "2026年上半年", "content": "各项指标按计划推进" });
    let path = format!("/api/v1/projects/{}/acts/report_performance", row.subject);
    let done = unit.post(&path, &report).await;
    assert!(done.status.is_success(), "{}", done.text);
    // what is kept in memory knows it as well
    let (kept, asked) = compared(&district).await;
    assert_eq!(kept, asked, "after an act");
    let moves = district.app.store().duty_moves(Some(&row.subject), 9).await;
    let moves = moves.unwrap();
    // a report does for all periods up to now: each is told
    let met = moves.iter().find(|each| {
        each.key == row.key && each.what == "met" && each.old_due.as_ref() == Some(&row.due_on)
    });
    let met = met.unwrap_or_else(|| panic!("{moves:#?}"));
    let says = met.cause["says"].as_str().unwrap();
    assert!(says.starts_with("办理“"), "{says}");
    assert!(met.cause["position"].is_number());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_each_what_falls_due_and_no_more() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let all = bureau.get("/duties?state=all").await;
    assert_eq!(all.status, StatusCode::OK);
    let mut unit = district.signed_in("jiedao").await;
    let own = unit.get("/duties?state=all").await;
    let world = district.app.world().await.unwrap();
    for entry in world.of_kind("project") {
        let link = format!("/projects/{}\"", entry.id);
        if own.text.contains(&link) {
            assert_eq!(entry.owner, district.body("文昌街道办事处"));
        }
    }
    // a month with its holidays and make-up days
    let month = unit.get("/duties?view=month&month=2026-02").await;
    for mark in ["2026年2月", "春节", "班 "] {
        assert!(month.text.contains(mark), "{mark}: {}", month.text);
    }
    for odd in [
        "/duties?view=month&month=9999-99",
        "/duties?from=x&to=2026-13-40&page=-3&state=%3Cb%3E&unit=%27&key=%22",
        "/duties?view=moves",
        "/duties?page=100000",
    ] {
        assert_eq!(unit.get(odd).await.status, StatusCode::OK, "{odd}");
    }
    let sheet = bureau.get("/exports/duty?state=all").await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.bytes.starts_with(b"PK"));
    let mut admin = district.signed_in("xitong").await;
    for path in ["/duties", "/exports/duty"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_gives_ones_own_duties_until_it_is_revoked() {
    let district = District::seeded().await;
    district.move_to(date(2026, 9, 1));
    let mut unit = district.signed_in("jiedao").await;
    let csrf = unit.get("/duties?view=feed").await.hidden("_csrf");
    let made = unit.post("/duties/feed", &[("_csrf", &csrf)]).await;
    let token = made.text.split("/feeds/").nth(1).unwrap();
    let token = token.split('<').next().unwrap().to_owned();
    assert_eq!(token.len(), 64, "{token}");
    assert!(!String::from_utf8_lossy(&district.bytes()).contains(&token));
    let path = format!("/feeds/{token}");
    let mut anyone = district.anyone();
    let feed = anyone.get(&path).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(feed.text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(feed.text.contains("BEGIN:VEVENT\r\nUID:duty-"));
    assert!(feed.text.lines().all(|line| line.len() <= 75));
    let whole = feed.text.replace("\r\n ", "");
    assert!(
        !whole.contains("审批验收申请"),
        "the bureau's, not the unit's"
    );
    let other = unit.post("/duties/feed", &[("_csrf", &csrf)]).await;
    assert_eq!(anyone.get(&path).await.status, StatusCode::NOT_FOUND);
    let token = other.text.split("/feeds/").nth(1).unwrap();
    let path = format!("/feeds/{}", token.split('<').next().unwrap());
    assert_eq!(anyone.get(&path).await.status, StatusCode::OK);
    unit.post("/duties/feed/removed", &[("_csrf", &csrf)]).await;
    assert_eq!(anyone.get(&path).await.status, StatusCode::NOT_FOUND);
}

/// What takes long goes on behind, and the reader is told so.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_all_duties_of_a_large_district() {
    let district = District::seeded().await;
    let app = &district.app;
    assert_eq!(app.duties_within(0).await.unwrap(), Readiness::Renewing);
    let mut turns = 0;
    while app.duties_within(0).await.unwrap() == Readiness::Renewing {
        turns += 1;
        assert!(turns < 3_000, "the look behind ends");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let open = app.open_duties().await.unwrap();
    assert!(!open.is_empty());
    // an act's own duties are there at once, however many projects there are
    district.project().await;
    assert_eq!(app.duties_within(0).await.unwrap(), Readiness::Current);
    // another day is another look
    district.move_to(SEEDED.checked_add(jiff::Span::new().days(1)).unwrap());
    assert_eq!(app.duties_within(0).await.unwrap(), Readiness::Renewing);
    assert_eq!(app.duties_within(10_000).await.unwrap(), Readiness::Current);
}
