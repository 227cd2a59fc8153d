//! Who is told of what, once; duties spoken of on their days, missed days made up
//! for; each due job done by one of several servers.

use axum::http::StatusCode;
use jiff::civil::Date;
use serde_json::json;
use tongchou_server::jobs::{JOBS, Runner};
use tongchou_store::{DutyWanted, Notice};

use crate::support::{District, SEEDED};

async fn told(district: &District, person: &str) -> Vec<Notice> {
    let store = district.app.store();
    store.notices_of(person, 10_000, 0).await.unwrap()
}

fn later(days: i64) -> Date {
    SEEDED.checked_add(jiff::Span::new().days(days)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_told_once_to_those_it_concerns() {
    let district = District::found().await;
    let project = district.project().await;
    let bureau = district.token("kexinju").await;
    let inspection = json!({
        "subjects": ["funds"], "inspected_on": district.clock.today().to_string(),
        "violation": true, "findings": "付款凭证不全",
    });
    let path = format!("/api/v1/projects/{project}/acts/record_inspection");
    let done = bureau.post(&path, &inspection).await;
    assert!(done.status.is_success(), "{}", done.text);
    assert_eq!(district.app.store().outbox_waiting().await.unwrap(), 1);
    // two servers at once, and one that comes after a crash
    let (one, two) = (district.app.clone(), district.app.clone());
    let (first, second) = tokio::join!(one.tell_acts(), two.tell_acts());
    first.unwrap();
    second.unwrap();
    district.app.tell_acts().await.unwrap();
    assert_eq!(district.app.store().outbox_waiting().await.unwrap(), 0);
    let own = told(&district, "jiedao").await;
    assert_eq!(own.len(), 1, "{own:#?}");
    assert!(own[0].title.contains("街道议事平台"), "{}", own[0].title);
    for other in ["kexinju", "minzhengju", "xitong", "zhuanjia1"] {
        assert_eq!(told(&district, other).await, [], "{other}");
    }
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/notices").await;
    assert!(page.text.contains("1 条未读") && page.text.contains("监督检查"));
    assert!(page.text.contains("tally-mark"), "the frame counts");
    let csrf = page.hidden("_csrf");
    let id = own[0].id.to_string();
    let mut other = district.signed_in("minzhengju").await;
    let theirs = other.get("/password").await.hidden("_csrf");
    other
        .post("/notices/read", &[("_csrf", &theirs), ("id", &id)])
        .await;
    assert!(told(&district, "jiedao").await[0].read_at.is_none());
    unit.post("/notices/read", &[("_csrf", &csrf), ("id", &id)])
        .await;
    let page = unit.get("/notices").await;
    assert!(page.text.contains("0 条未读") && !page.text.contains("tally-mark"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_is_told_to_those_alone_who_may_see_it() {
    let district = District::found().await;
    let project = district.project().await;
    let bureau = district.token("kexinju").await;
    let lead = json!({ "to": "discipline", "summary": "涉嫌围标", "evidence": "投标文件雷同" });
    let path = format!("/api/v1/projects/{project}/acts/refer_lead");
    let done = bureau.post(&path, &lead).await;
    assert!(done.status.is_success(), "{}", done.text);
    district.app.tell_acts().await.unwrap();
    assert_eq!(told(&district, "jiedao").await, []);
    let discipline = told(&district, "jiwei").await;
    assert_eq!(discipline.len(), 1);
    assert!(!discipline[0].about.contains("围标"), "{:?}", discipline[0]);
    for other in ["minzhengju", "caizhengju", "weijianwei", "zhengwuju"] {
        assert_eq!(told(&district, other).await, [], "{other}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ladder_is_climbed_day_by_day_and_missed_days_are_made_up_for() {
    let district = District::seeded().await;
    let one = Runner::new(district.app.clone(), None);
    let two = Runner::new(district.app.clone(), None);
    assert!(one.tick().await.unwrap() >= JOBS.len() - 1);
    assert_eq!(two.tick().await.unwrap(), 0, "done is done");
    for day in 1..=10 {
        district.move_to(later(day));
        let (first, second) = tokio::join!(one.tick(), two.tick());
        assert!(first.unwrap() + second.unwrap() > 0);
    }
    // three weeks without a server
    district.move_to(later(31));
    one.tick().await.unwrap();
    let runs = district.app.store().job_runs(10_000).await.unwrap();
    assert!(runs.iter().all(|run| !run.failed), "{runs:#?}");
    let mut days: Vec<_> = runs
        .iter()
        .filter(|run| run.name == "reminders")
        .map(|run| run.due_at)
        .collect();
    let all = days.len();
    days.sort();
    days.dedup();
    assert_eq!((all, days.len()), (32, 32), "each day once");
    // every duty that is late by now was spoken of as late, to who owes it
    let open = DutyWanted {
        open: true,
        due_to: Some(later(30).to_string()),
        ..DutyWanted::default()
    };
    let street = district.body("文昌街道办事处");
    let notices = told(&district, "jiedao").await;
    for row in district.app.store().duties(&open).await.unwrap() {
        let rungs: Vec<&Notice> = notices
            .iter()
            .filter(|notice| {
                notice
                    .key
                    .starts_with(&format!("duty:{}:{}:{}:", row.subject, row.key, row.due_on))
            })
            .collect();
        assert_eq!(row.owner == street, !rungs.is_empty(), "{row:?}");
    }
    // and what falls due a week after the start was announced on its day
    let bureau = told(&district, "kexinju").await;
    assert!(
        bureau
            .iter()
            .any(|notice| notice.key.ends_with(":overseer"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operations_page_is_the_system_administrators() {
    let district = District::found().await;
    let mut admin = district.signed_in("xitong").await;
    let before = admin.get("/operations").await;
    assert!(before.text.contains("尚未运行"));
    Runner::new(district.app.clone(), None)
        .tick()
        .await
        .unwrap();
    let page = admin.get("/operations").await;
    for word in ["期限提醒和逾期升级", "每天七时", "条通知待发出"] {
        assert!(page.text.contains(word), "{word}");
    }
    assert!(!page.text.contains("尚未运行"));
    for other in ["kexinju", "anquan", "shenji"] {
        let mut other = district.signed_in(other).await;
        let answer = other.get("/operations").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
