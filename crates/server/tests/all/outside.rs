//! What goes out of the application: mail through a real post office, webhooks to a
//! real receiver, sent again after a death, and nowhere it must not go.

mod receivers;

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sm3::Sm3;
use tongchou_server::clock::hex;
use tongchou_server::jobs::Runner;
use tongchou_server::outside::mail::Post;
use tongchou_server::outside::{MailSettings, Outside, Tls, Webhooks};
use tongchou_server::router;
use tongchou_server::web::Web;
use tongchou_store::{Account, Channel, Mode};

use crate::people::post;
use crate::support::{Answered, Browser, District, SEEDED};
use receivers::{PostOffice, Receiver};

const KEY: [u8; 32] = [7; 32];
const PLACE: &str = "/notices/settings";

fn post_to(office: &PostOffice, tls: Tls) -> Post {
    Post::new(MailSettings {
        host: "127.0.0.1".to_owned(),
        port: office.port,
        tls,
        sender: "统筹 <tongchou@example.cn>".to_owned(),
        credentials: None,
        authority: None,
    })
    .unwrap()
}

fn with_mail(office: &PostOffice) -> Arc<Outside> {
    Arc::new(Outside {
        mail: Some(post_to(office, Tls::None)),
        webhooks: None,
        base: "https://tongchou.example.cn/".to_owned(),
    })
}

fn with_webhooks(allowed: &[&str]) -> Arc<Outside> {
    let allowed = allowed.iter().map(|net| net.parse().unwrap()).collect();
    Arc::new(Outside {
        mail: None,
        webhooks: Some(Webhooks::new(&KEY, allowed).unwrap()),
        base: "https://tongchou.example.cn".to_owned(),
    })
}

fn carrying(district: &mut District, outside: &Arc<Outside>) {
    let web = Web::new(district.app.clone(), false).carrying(outside.clone());
    district.router = router::router(web);
}

fn wait(district: &District, minutes: i64) {
    let later = district.clock.now() + SignedDuration::from_mins(minutes);
    district.clock.move_to(later);
}

async fn save(browser: &mut Browser, kind: &str, address: &str, mode: &str) -> Answered {
    let csrf = browser.get(PLACE).await.hidden("_csrf");
    let form = [
        ("_csrf", csrf.as_str()),
        ("channel", kind),
        ("address", address),
        ("mode", mode),
    ];
    browser.post(PLACE, &form).await
}

/// A way that is open, as its person has confirmed it.
async fn open(district: &District, person: &str, kind: &str, address: &str, mode: Mode) {
    let channel = Channel {
        person: person.to_owned(),
        kind: kind.to_owned(),
        address: address.to_owned(),
        mode,
        salt: "1".to_owned(),
        confirmed_at: Some(district.clock.now()),
        code_hash: String::new(),
        code_until: None,
        code_failures: 0,
        changed_at: district.clock.now(),
    };
    district.app.store().put_channel(&channel).await.unwrap();
}

/// An inspection with a finding, which the unit is told of.
async fn inspected(district: &District, project: &str) {
    let bureau = district.token("kexinju").await;
    let inspection = json!({
        "subjects": ["funds"], "inspected_on": district.clock.today().to_string(),
        "violation": true, "findings": "付款凭证不全",
    });
    let path = format!("/api/v1/projects/{project}/acts/record_inspection");
    let done = bureau.post(&path, &inspection).await;
    assert!(done.status.is_success(), "{}", done.text);
    district.app.tell_acts().await.unwrap();
}

async fn states(district: &District, person: &str) -> Vec<String> {
    let sent = district
        .app
        .store()
        .deliveries_of(person, 99)
        .await
        .unwrap();
    sent.into_iter().map(|each| each.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_letter_box_is_written_to() {
    let mut district = District::found().await;
    let office = PostOffice::open().await;
    let outside = with_mail(&office);
    carrying(&mut district, &outside);
    let project = district.project().await.to_string();
    let mut unit = district.signed_in("jiedao").await;
    for (address, mode) in [
        ("不是邮箱", "each"),
        ("a@example.cn", "hourly"),
        ("a b@c", "each"),
    ] {
        let page = save(&mut unit, "mail", address, mode).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(page.text.contains(address) && page.text.contains("没有保存"));
    }
    let refused = save(&mut unit, "webhook", "https://1.1.1.1/", "each").await;
    assert!(refused.text.contains("没有开通网络回调"));
    let saved = save(&mut unit, "mail", "gu@example.cn", "each").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // before it is confirmed nothing but the code goes there
    inspected(&district, &project).await;
    outside.deliver(&district.app).await.unwrap();
    let mails = office.read();
    assert_eq!(mails.len(), 1);
    let (_, text) = &mails[0];
    let code: String = text
        .split("确认码：")
        .nth(1)
        .unwrap()
        .chars()
        .take(6)
        .collect();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let csrf = unit.get(PLACE).await.hidden("_csrf");
    let place = format!("{PLACE}/code");
    let page = unit
        .post(&place, &[("_csrf", &csrf), ("code", wrong)])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = unit
        .post(&place, &[("_csrf", &csrf), ("code", &code)])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    inspected(&district, &project).await;
    let runner = Runner::new(district.app.clone(), None).carrying(outside.clone());
    runner.tick().await.unwrap();
    let mails = office.read();
    let (head, text) = mails.last().unwrap();
    assert_eq!(mails.len(), 2);
    assert!(head.contains("To: gu@example.cn") && head.contains("Auto-Submitted"));
    for words in [
        "街道议事平台",
        "依办法第三十一条",
        "https://tongchou.example.cn/projects/",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let sent = &district
        .app
        .store()
        .deliveries_of("jiedao", 1)
        .await
        .unwrap()[0];
    assert!(head.contains(&format!("X-Tongchou-Id: {}", sent.uid)) && text.contains(&sent.uid));
    assert!(head.contains(&format!("Message-ID: <{}@example.cn>", sent.uid)));
    outside.deliver(&district.app).await.unwrap();
    assert_eq!(office.read().len(), 2, "once is enough");
    // another address is another person's until it is confirmed
    wait(&district, 2);
    save(&mut unit, "mail", "other@example.cn", "each").await;
    inspected(&district, &project).await;
    outside.deliver(&district.app).await.unwrap();
    assert_eq!(office.read().len(), 3);
    assert!(!office.read()[2].1.contains("街道议事平台"));
    let told = district.app.store().count_notices("jiedao").await.unwrap();
    assert_eq!(
        told, 3,
        "in the application they are told whatever they chose"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_post_office_refuses_is_seen_and_tried_again() {
    let mut district = District::found().await;
    let office = PostOffice::open().await;
    let outside = with_mail(&office);
    carrying(&mut district, &outside);
    let project = district.project().await.to_string();
    open(&district, "jiedao", "mail", "gu@example.cn", Mode::Each).await;
    *office.answer.lock().unwrap() = "451 busy";
    inspected(&district, &project).await;
    let done = outside.deliver(&district.app).await.unwrap();
    assert_eq!((done.sent, done.failed), (0, 1));
    let done = outside.deliver(&district.app).await.unwrap();
    assert_eq!(done.failed, 0, "not before its time");
    *office.answer.lock().unwrap() = "550 no such box";
    wait(&district, 1);
    outside.deliver(&district.app).await.unwrap();
    assert_eq!(states(&district, "jiedao").await, ["failed"]);
    let mut admin = district.signed_in("xitong").await;
    let page = admin.get("/operations").await;
    assert!(page.text.contains("no such box") && page.text.contains("全部重发"));
    assert!(
        !page.text.contains("街道议事平台"),
        "what it tells is not theirs"
    );
    let place = "/operations/deliveries";
    *office.answer.lock().unwrap() = "250 ok";
    let all = [("all", "1")];
    for other in ["anquan", "shenji", "kexinju"] {
        let mut other = district.signed_in(other).await;
        assert_eq!(post(&mut other, place, &all).await, StatusCode::NOT_FOUND);
    }
    assert_eq!(post(&mut admin, place, &all).await, StatusCode::SEE_OTHER);
    outside.deliver(&district.app).await.unwrap();
    assert_eq!(states(&district, "jiedao").await, ["sent"]);
    assert_eq!(office.read().len(), 1);
    let mut audit = district.signed_in("shenji").await;
    let notes = audit.get("/people/notes?kind=deliveries_retried").await;
    assert!(notes.text.contains("重发外发通知"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_goes_out_unencrypted_unless_that_is_configured() {
    let district = District::found().await;
    let office = PostOffice::open().await;
    let outside = Outside {
        mail: Some(post_to(&office, Tls::StartTls)),
        ..Outside::default()
    };
    let project = district.project().await.to_string();
    open(&district, "jiedao", "mail", "gu@example.cn", Mode::Each).await;
    inspected(&district, &project).await;
    let done = outside.deliver(&district.app).await.unwrap();
    assert_eq!((done.sent, done.failed), (0, 1));
    assert_eq!(office.read().len(), 0);
    assert_eq!(states(&district, "jiedao").await, ["waiting"]);
    let plain = Post::new(MailSettings {
        host: "127.0.0.1".to_owned(),
        port: office.port,
        tls: Tls::None,
        sender: "tongchou@example.cn".to_owned(),
        credentials: Some(("user".to_owned(), "password".to_owned())),
        authority: None,
    });
    assert!(plain.is_err(), "no password over a plain connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_so_that_its_receiver_can_check_it() {
    let mut district = District::found().await;
    let receiver = Receiver::open().await;
    let outside = with_webhooks(&["127.0.0.1"]);
    carrying(&mut district, &outside);
    let project = district.project().await.to_string();
    let mut unit = district.signed_in("jiedao").await;
    let page = save(&mut unit, "webhook", &receiver.url(), "each").await;
    assert_eq!(page.status, StatusCode::OK);
    let secret = page.text.split("<code>").nth(1).unwrap();
    let secret = secret.split("</code>").next().unwrap().to_owned();
    assert_eq!(secret.len(), 64);
    assert!(!unit.get(PLACE).await.text.contains(&secret), "shown once");
    inspected(&district, &project).await;
    outside.deliver(&district.app).await.unwrap();
    let seen = receiver.seen();
    let request = &seen[0];
    let mut mac = Hmac::<Sm3>::new_from_slice(secret.as_bytes()).unwrap();
    let at = request.header("x-tongchou-timestamp");
    mac.update(format!("{at}.{}", request.body).as_bytes());
    let expected = format!("hmac-sm3={}", hex(&mac.finalize().into_bytes()));
    assert_eq!(request.header("x-tongchou-signature"), expected);
    assert_eq!(at, district.clock.now().as_second().to_string());
    let told: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(told["id"], request.header("x-tongchou-id"));
    assert!(told["title"].as_str().unwrap().contains("街道议事平台"));
    assert!(
        told["link"]
            .as_str()
            .unwrap()
            .starts_with("https://tongchou")
    );
    assert_eq!(told["basis"], "第三十一条第一款");
    // another key of the server, or another salt, is another secret
    let csrf = unit.get(PLACE).await.hidden("_csrf");
    let form = [
        ("_csrf", csrf.as_str()),
        ("channel", "webhook"),
        ("address", &receiver.url()),
        ("mode", "each"),
        ("renew", "1"),
    ];
    let page = unit.post(PLACE, &form).await;
    assert!(page.text.contains("只显示这一次") && !page.text.contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dies_between_sending_and_marking_has_it_sent_again_under_one_name() {
    let district = District::found().await;
    let receiver = Receiver::open().await;
    let outside = with_webhooks(&["127.0.0.0/8"]);
    let project = district.project().await.to_string();
    open(&district, "jiedao", "webhook", &receiver.url(), Mode::Each).await;
    inspected(&district, &project).await;
    // the request has arrived whole, and its sender dies before the answer
    receiver.answers.acquire_many(1000).await.unwrap().forget();
    let (sender, app) = (outside.clone(), district.app.clone());
    let dying = tokio::spawn(async move { sender.deliver(&app).await });
    while receiver.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    assert_eq!(states(&district, "jiedao").await, ["waiting"]);
    receiver.answers.add_permits(1000);
    outside.deliver(&district.app).await.unwrap();
    outside.deliver(&district.app).await.unwrap();
    let seen = receiver.seen();
    assert_eq!(seen.len(), 2, "at least once, and no more than needed");
    assert_eq!(seen[0].body, seen[1].body);
    assert_eq!(
        seen[0].header("x-tongchou-id"),
        seen[1].header("x-tongchou-id")
    );
    assert_eq!(states(&district, "jiedao").await, ["sent"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_and_failures_wait_longer_each_time() {
    let district = District::found().await;
    let (receiver, other) = (Receiver::open().await, Receiver::open().await);
    let outside = with_webhooks(&["127.0.0.1"]);
    let project = district.project().await.to_string();
    open(&district, "jiedao", "webhook", &receiver.url(), Mode::Each).await;
    inspected(&district, &project).await;
    receiver.answers_with(&format!("307 Elsewhere\r\nlocation: {}\r\n", other.url()));
    for (minutes, requests) in [(0, 1), (0, 1), (1, 2), (1, 2), (1, 3), (3, 3), (1, 4)] {
        wait(&district, minutes);
        outside.deliver(&district.app).await.unwrap();
        assert_eq!(receiver.seen().len(), requests, "{minutes}");
    }
    assert_eq!(other.seen().len(), 0);
    let waits = &district.app.store().troubled_deliveries(9).await.unwrap()[0];
    assert!(waits.error.contains("没有跟随"), "{}", waits.error);
    receiver.answers_with("410 Gone\r\n");
    wait(&district, 8);
    outside.deliver(&district.app).await.unwrap();
    assert_eq!(states(&district, "jiedao").await, ["failed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_neighbour_of_the_server_is_asked_anything() {
    let mut district = District::found().await;
    let receiver = Receiver::open().await;
    let outside = with_webhooks(&[]);
    carrying(&mut district, &outside);
    let project = district.project().await.to_string();
    let mut unit = district.signed_in("jiedao").await;
    let port = receiver.port;
    let mapped = format!("http://[::ffff:127.0.0.1]:{port}/");
    let addresses = [
        receiver.url(),
        format!("https://localhost:{port}/"),
        format!("https://127.1:{port}/"),
        format!("https://0x7f000001:{port}/"),
        mapped,
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.8/".to_owned(),
        "https://[fd00::1]/".to_owned(),
        "http://1.1.1.1/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "https://user:secret@1.1.1.1/".to_owned(),
    ];
    for address in &addresses {
        let page = save(&mut unit, "webhook", address, "each").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
    // nor where a name has come to lead inside since it was typed
    for address in &addresses[..5] {
        open(&district, "jiedao", "webhook", address, Mode::Each).await;
        inspected(&district, &project).await;
        outside.deliver(&district.app).await.unwrap();
    }
    assert_eq!(receiver.seen().len(), 0);
    assert_eq!(states(&district, "jiedao").await, ["failed"; 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_of_the_day_has_what_is_new_and_what_is_late() {
    let mut district = District::seeded().await;
    let office = PostOffice::open().await;
    let outside = with_mail(&office);
    carrying(&mut district, &outside);
    open(&district, "jiedao", "mail", "gu@example.cn", Mode::Daily).await;
    let runner = Runner::new(district.app.clone(), None).carrying(outside.clone());
    runner.tick().await.unwrap();
    outside.deliver(&district.app).await.unwrap();
    let first = office.read().len();
    district.move_to(SEEDED.checked_add(jiff::Span::new().days(30)).unwrap());
    runner.tick().await.unwrap();
    runner.tick().await.unwrap();
    outside.deliver(&district.app).await.unwrap();
    let mails = office.read();
    assert_eq!(mails.len(), first + 1, "one, of several missed days too");
    let (_, text) = mails.last().unwrap();
    assert!(
        text.contains("新通知") && text.contains("逾期未办"),
        "{text}"
    );
    let told = district
        .app
        .store()
        .notices_of("jiedao", 99, 0)
        .await
        .unwrap();
    for notice in told.iter().filter(|notice| notice.kind == "late") {
        assert!(text.contains(&notice.title), "{}", notice.title);
    }
    let held = district
        .app
        .store()
        .held_deliveries("jiedao", "mail")
        .await
        .unwrap();
    assert_eq!(held, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_a_body_is_told_before_the_bureau() {
    let district = District::seeded().await;
    let body = district.body("文昌街道办事处");
    let known = district
        .app
        .store()
        .account_by_name("jiedao")
        .await
        .unwrap()
        .unwrap();
    let leader = Account {
        name: "zhuren".to_owned(),
        display_name: "苏主任".to_owned(),
        ..known
    };
    district.app.store().put_account(&leader).await.unwrap();
    let mut admin = district.signed_in("xitong").await;
    let place = format!("/people/bodies/{body}/leader");
    let wrong = post(&mut admin, &place, &[("leader", "minzhengju")]).await;
    assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY);
    let right = post(&mut admin, &place, &[("leader", "zhuren")]).await;
    assert_eq!(right, StatusCode::SEE_OTHER);
    let page = admin.get(&format!("/people/bodies/{body}")).await;
    assert!(page.text.contains("负责人</span>"));
    // what the security administrator grants leaves the leader as it is
    let mut security = district.signed_in("anquan").await;
    let granted = [("capacities", "project_unit")];
    post(
        &mut security,
        &format!("/people/bodies/{body}/capacities"),
        &granted,
    )
    .await;
    let world = district.app.world().await.unwrap();
    assert_eq!(world.registers.bodies.get(&body).unwrap().leader, "zhuren");
    let runner = Runner::new(district.app.clone(), None);
    runner.tick().await.unwrap();
    district.move_to(SEEDED.checked_add(jiff::Span::new().days(31)).unwrap());
    runner.tick().await.unwrap();
    let about = |person: &'static str| {
        let store = district.app.store().clone();
        async move {
            let told = store.notices_of(person, 999, 0).await.unwrap();
            let mut leader = told
                .into_iter()
                .filter(|each| each.key.ends_with(":leader"));
            leader.next().map(|each| each.about).unwrap_or_default()
        }
    };
    assert!(about("zhuren").await.contains("请您作为单位负责人督促办理"));
    assert!(about("jiedao").await.contains("已报单位负责人苏主任督促"));
    assert!(!about("minzhengju").await.contains("已报单位负责人"));
}
