//! Consultation meetings, the government's desk, and opinion letters.

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Browser, District};
use crate::under_review::{by, declared, declared_by, drawn, expert_reviewed, panel};

async fn meeting(district: &District, agenda: &[Uuid]) -> String {
    let bureau = district.token("kexinju").await;
    let ids: Vec<String> = agenda.iter().map(Uuid::to_string).collect();
    let input = json!({ "title": "第一次会商", "held_on": "2025-03-03", "place": "二会议室", "agenda": ids });
    let made = bureau.post("/api/v1/registers/meeting", &input).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn stage(district: &District, id: Uuid) -> String {
    let world = district.app.world().await.unwrap();
    world
        .entry("project", &id.to_string())
        .unwrap()
        .stage
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_moved_or_called_off_before_it_is_held() {
    let district = District::found().await;
    let project = expert_reviewed(&district, "甲项目").await;
    let id = meeting(&district, &[project]).await;
    let path = format!("/registers/meeting/{id}");
    let mut bureau = district.signed_in("kexinju").await;
    let form = bureau.get(&format!("{path}/acts/amend_meeting")).await;
    assert!(form.text.contains("value=\"第一次会商\"") && form.text.contains("value=\"二会议室\""));
    let client = district.token("kexinju").await;
    let acts = format!("/api/v1/registers/meeting/{id}/acts");
    let moved = json!({
        "title": "第一次会商", "held_on": "2025-03-05", "place": "一会议室",
        "agenda": [project], "reason": "主要领导出差",
    });
    let done = client.post(&format!("{acts}/amend_meeting"), &moved).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let page = bureau.get(&path).await;
    assert!(page.text.contains("2025年3月5日") && page.text.contains("主要领导出差"));
    let off = json!({ "reason": "并入下次会议" });
    let done = client.post(&format!("{acts}/cancel_meeting"), &off).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let page = bureau.get(&path).await;
    assert!(page.text.contains("已取消") && !page.text.contains("记录以上会商结论"));
    assert!(
        bureau
            .get("/registers/meeting")
            .await
            .text
            .contains("已取消")
    );
    district.move_to(jiff::civil::date(2025, 3, 5));
    let concluded = json!({ "meeting": id, "outcome": "pass", "opinion": "同意" });
    let to = format!("/api/v1/projects/{project}/acts/conclude_consultation");
    let refused = district.token("kexinju").await.post(&to, &concluded).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("该次会议已取消"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_concludes_many_and_what_fails_leaves_the_rest() {
    let district = District::found().await;
    let first = expert_reviewed(&district, "甲项目").await;
    let second = expert_reviewed(&district, "乙项目").await;
    let early = declared(&district, "丙项目").await;
    let id = meeting(&district, &[first, second, early]).await;
    let path = format!("/registers/meeting/{id}");
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&path).await;
    for words in [
        "甲项目",
        "丙项目",
        "统筹会商以专家评审通过为基础",
        "记录以上会商结论",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let name = |id: Uuid, field: &str| format!("{id}.{field}");
    let mut typed: Vec<(String, String)> = ["_csrf", "_key"]
        .map(|field| (field.to_owned(), page.hidden(field)))
        .to_vec();
    let mut say = |id: Uuid, field: &str, value: &str| {
        typed.push((name(id, field), value.to_owned()));
    };
    say(first, "outcome", "pass");
    say(first, "opinion", "一致同意");
    say(first, "departments.0.department", "示范区财政局");
    say(first, "departments.0.opinion", "资金落实");
    say(second, "outcome", "return");
    say(second, "departments.0.department", "示范区财政局");
    say(second, "departments.0.opinion", "压减规模后再报");
    say(early, "outcome", "pass");
    say(early, "opinion", "跳过评审");
    let form: Vec<(&str, &str)> = typed
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let sent = bureau.post(&format!("{path}/conclusions"), &form).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "已办理1个项目；2个项目没有办理",
        "压减规模后再报",
        "资金落实",
        "必须填写",
    ] {
        assert!(sent.text.contains(words), "{words}");
    }
    assert_eq!(stage(&district, first).await, "awaiting_decision");
    assert_eq!(stage(&district, second).await, "consultation");
    assert_eq!(stage(&district, early).await, "declared");
    // those who see none of its projects do not see the meeting
    let mut other = district.signed_in("weijianwei").await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    for page in ["/registers/meeting", "/search?q=第一次会商"] {
        let page = other.get(page).await;
        assert!(!page.text.contains(&id), "{}", page.text);
    }
    // those who see one read nothing of the others in its agenda
    let own = declared_by(
        &district,
        "weijianwei",
        &json!({ "title": "丁项目" }),
        &json!({}),
    )
    .await;
    let second_meeting = meeting(&district, &[first, second, own]).await;
    let path_of_second = format!("/registers/meeting/{second_meeting}");
    let other = other.get(&path_of_second).await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(other.text.contains("不在您的查看范围"));
    for words in ["甲项目", "乙项目", "压减规模", "资金落实"] {
        assert!(!other.text.contains(words), "{words}");
    }
    let mut unit = district.signed_in("jiedao").await;
    let csrf = unit.get("/password").await.hidden("_csrf");
    let outcome = name(second, "outcome");
    let opinion = name(second, "opinion");
    let form = [
        ("_csrf", csrf.as_str()),
        (&outcome, "pass"),
        (&opinion, "自己通过"),
    ];
    let barred = unit.post(&format!("{path}/conclusions"), &form).await;
    assert_eq!(barred.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage(&district, second).await, "consultation");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_is_not_told_by_the_api_or_the_list_either() {
    let district = District::found().await;
    let project = expert_reviewed(&district, "甲项目").await;
    let id = meeting(&district, &[project]).await;
    let other = district.token("weijianwei").await;
    for path in [
        format!("/api/v1/registers/meeting/{id}"),
        "/api/v1/registers/meeting".to_owned(),
    ] {
        let seen = other.get(&path).await;
        assert!(
            !seen.text.contains(&project.to_string()),
            "{path}: {}",
            seen.text
        );
        assert!(!seen.text.contains("甲项目"), "{path}");
        assert!(!seen.text.contains("第一次会商"), "{path}");
    }
    let unit = district.token("jiedao").await;
    let seen = unit.get("/api/v1/registers/meeting?text=第一次").await;
    assert!(seen.text.contains("第一次会商"), "its own project is on it");
    let bureau = district.token("kexinju").await;
    let seen = bureau.get(&format!("/api/v1/registers/meeting/{id}")).await;
    assert!(seen.text.contains(&project.to_string()));
}

/// Waits for the government.
async fn consulted(district: &District, title: &str) -> Uuid {
    let id = expert_reviewed(district, title).await;
    let meeting = meeting(district, &[id]).await;
    let held = json!({ "meeting": meeting, "outcome": "pass", "opinion": "会商同意" });
    by(district, "kexinju", id, "conclude_consultation", &held).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_government_decides_many_at_once() {
    let district = District::found().await;
    let (first, second) = (
        consulted(&district, "甲项目").await,
        consulted(&district, "乙项目").await,
    );
    let mut government = district.signed_in("quzhengfu").await;
    let page = government.get("/decisions").await;
    assert!(page.text.contains("甲项目") && page.text.contains("乙项目"));
    let outcomes = [format!("{first}.outcome"), format!("{second}.outcome")];
    let own = format!("{second}.opinion");
    let (csrf, key) = (page.hidden("_csrf"), page.hidden("_key"));
    let mut form = vec![
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("decided_on", "2025-03-04"),
        ("number", "示政批〔2025〕1号"),
        ("opinion", "同意建设"),
        (&outcomes[0], "pass"),
        (&outcomes[1], "return"),
        (&own, "压减规模"),
    ];
    let refused = government.post("/decisions", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("晚于办理当日") && refused.text.contains("压减规模"));
    assert_eq!(stage(&district, first).await, "awaiting_decision");
    form[2].1 = "2025-03-03";
    let key = refused.hidden("_key");
    form[1].1 = &key;
    let done = government.post("/decisions", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(stage(&district, first).await, "approved");
    assert_eq!(stage(&district, second).await, "returned");
    // sent once more, nothing happens again
    assert_eq!(
        government.post("/decisions", &form).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(unit.get("/decisions").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_compared_previewed_issued_and_registered() {
    let district = District::found().await;
    let id = consulted(&district, "甲项目").await;
    let mut bureau = district.signed_in("kexinju").await;
    let path = format!("/projects/{id}/letter/new");
    let early = bureau.get(&path).await;
    assert!(
        early.text.contains("区政府批复同意后"),
        "not before the decision"
    );
    let decided = json!({ "outcome": "pass", "decided_on": "2025-03-03", "opinion": "同意", "number": "示政批1号" });
    by(&district, "quzhengfu", id, "decide_project", &decided).await;
    let rows = |amount: &'static str| {
        vec![
            ("items.0.name", "应用软件开发"),
            ("items.0.category", "software_development"),
            ("items.0.amount", amount),
            ("items.1.name", "安全防护"),
            ("items.1.category", "security"),
            ("items.1.amount", "40000"),
            ("conditions", "复用统一身份认证平台"),
        ]
    };
    let mut typed = rows("400000");
    typed.push(("_preview", "1"));
    let preview = bureau.fill(&path, &typed).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    for words in [
        "440,000.00元",
        "复用统一身份认证平台",
        "确认出具",
        "示政批1号",
        "文昌街道办事处：",
    ] {
        assert!(preview.text.contains(words), "{words}");
    }
    assert_eq!(
        stage(&district, id).await,
        "approved",
        "nothing is stored yet"
    );
    let mut typed = rows("430000");
    typed.push(("_preview", "1"));
    let above = bureau.fill(&path, &typed).await;
    assert_eq!(above.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(above.text.contains("不能超过申报的") && !above.text.contains("确认出具"));
    let mut typed = rows("一百万");
    typed.push(("_preview", "1"));
    let wrong = bureau.fill(&path, &typed).await;
    assert!(wrong.text.contains("#f-items-0-amount") && wrong.text.contains("value=\"一百万\""));
    let mut typed = rows("400000");
    typed.push(("_more", "items"));
    let summed = bureau.fill(&path, &typed).await;
    assert!(summed.text.contains("↓核减20,000.00元") && summed.text.contains("44.00万元"));
    let issued = bureau.fill(&path, &rows("400000")).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.text);
    let letter = bureau.get(issued.location()).await;
    assert!(letter.text.contains("信审函〔2025〕1号"));
    let register = district.signed_in("jiedao").await.get("/letters").await;
    assert!(register.text.contains("信审函〔2025〕1号"));
    let others = district.signed_in("weijianwei").await.get("/letters").await;
    assert!(!others.text.contains("信审函"));
    let public = district
        .anyone()
        .get("/public/letters/信审函〔2025〕1号")
        .await;
    assert_eq!(public.status, StatusCode::OK);
}

/// What is typed at a desk stays until it is sent or thrown away, without scripts too.
async fn keeps(browser: &mut Browser, desk: &str, field: &str) {
    let page = browser.get(desk).await;
    assert_eq!(page.status, StatusCode::OK, "{desk}");
    assert!(page.text.contains(&format!("name=\"{field}\"")), "{desk}");
    let (_, place) = page.text.split_once("data-draft=\"").unwrap();
    let place = place.split('"').next().unwrap().to_owned();
    let csrf = page.hidden("_csrf");
    let typed = [("_csrf", csrf.as_str()), (field, "只写了一半的话")];
    let saved = browser.post(&place, &typed).await;
    assert_eq!(saved.location(), format!("{desk}?draft=continue"));
    assert!(browser.get(desk).await.text.contains("只写了一半的话"));
    let anew = browser.get(&format!("{desk}?draft=new")).await.text;
    assert!(anew.contains("继续填写草稿") && !anew.contains("只写了一半"));
    let continued = browser.get(saved.location()).await.text;
    assert!(continued.contains("只写了一半的话"), "{desk}");
    assert!(browser.get("/drafts").await.text.contains(saved.location()));
    let gone = browser
        .post(&format!("{place}/discard"), &[("_csrf", &csrf)])
        .await;
    assert_eq!(gone.location(), desk);
    assert!(browser.get("/drafts").await.text.contains("没有草稿"));
}

#[tokio::test(flavor = "multi_thread")]
async fn experts_meetings_and_the_government_keep_what_they_type() {
    let district = District::found().await;
    let reviewed = drawn(&district, "待评审的项目").await;
    let member = panel(&district, reviewed).await.remove(0);
    let mut expert = district.signed_in(&member).await;
    let desk = format!("/projects/{reviewed}/opinion");
    keeps(&mut expert, &desk, "opinions.0.finding").await;

    let project = expert_reviewed(&district, "待会商的项目").await;
    let id = meeting(&district, &[project]).await;
    let mut bureau = district.signed_in("kexinju").await;
    let desk = format!("/registers/meeting/{id}");
    keeps(&mut bureau, &desk, &format!("{project}.opinion")).await;

    let decided = consulted(&district, "待决策的项目").await;
    let mut government = district.signed_in("quzhengfu").await;
    keeps(&mut government, "/decisions", &format!("{decided}.opinion")).await;
}
