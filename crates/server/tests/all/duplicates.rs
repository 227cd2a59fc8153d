//! The duplicate check through the pages and the API: a need of another unit in other
//! words is found, answered and seen by the reviewers; nobody learns of drafts of
//! others, and no text breaks anything.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tongchou_server::app::{App, Words};
use uuid::Uuid;

use crate::support::{Client, District};
use crate::under_review::{act, by, declared_as, declared_by};

fn parking() -> (Value, Value) {
    let registration = json!({
        "title": "路侧停车管理平台",
        "summary": "采集泊位占用情况，自动计费，向车主推送缴费通知，统计欠费。",
    });
    let contents = json!({
        "objectives": "规范路侧停车秩序，提高泊位周转率。",
        "needs": "泊位占用检测、停车计费、移动支付、欠费追缴。",
        "budget": [
            { "name": "停车计费软件开发", "category": "software_development", "amount": "420000" },
            { "name": "地磁车位检测设备", "category": "hardware", "amount": "300000" },
            { "name": "安全防护", "category": "security", "amount": "40000" },
        ],
    });
    (registration, contents)
}

fn reworded() -> (Value, Value) {
    let registration = json!({
        "title": "道路车位感知收费系统",
        "summary": "掌握路边车位有没有车，自动收费，通知车主交停车费，汇总欠费情况。",
    });
    let contents = json!({
        "objectives": "整治路边乱停车，让车位用得更快。",
        "needs": "车位占用监测、自动收费、手机缴费、催缴欠费。",
        "budget": [
            { "name": "停车收费软件开发", "category": "software_development", "amount": "380000" },
        ],
    });
    (registration, contents)
}

fn with(mut one: Value, other: &Value) -> Value {
    for (name, value) in other.as_object().unwrap() {
        one[name] = value.clone();
    }
    one
}

/// Registered and written, not declared.
async fn drafted(district: &District, unit: &Client, texts: (Value, Value)) -> Uuid {
    let registration = with(district.registration("x"), &texts.0);
    let made = unit.post("/api/v1/projects", &registration).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let id: Uuid = made.json()["id"].as_str().unwrap().parse().unwrap();
    act(unit, id, "revise_declaration", &texts.1).await;
    id
}

async fn first(district: &District) -> Uuid {
    let (registration, contents) = parking();
    declared_as(district, &registration, &contents).await
}

fn titles(answer: &Value, needs: bool) -> Vec<String> {
    let hits = answer["hits"].as_array().unwrap().iter();
    hits.filter(|hit| !needs || hit["needs_answer"] == true)
        .map(|hit| hit["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_of_another_unit_in_other_words_is_found_answered_and_seen() {
    let district = District::found().await;
    let known = first(&district).await;
    let unit = district.token("weijianwei").await;
    let id = drafted(&district, &unit, reworded()).await;
    let api = format!("/api/v1/projects/{id}/duplicates");
    let page = format!("/projects/{id}/duplicates");

    // while it is written
    let compared = unit.post(&api, &json!({})).await;
    assert_eq!(compared.status, StatusCode::OK, "{}", compared.text);
    assert!(
        titles(&compared.json(), true).contains(&"路侧停车管理平台".to_owned()),
        "{}",
        compared.text
    );
    let mut browser = district.signed_in("weijianwei").await;
    let shown = browser.get(&page).await;
    assert!(
        shown.text.contains("还没有作过重复核查") && shown.text.contains("<mark>"),
        "{}",
        shown.text
    );

    // fixed
    let csrf = shown.hidden("_csrf");
    let done = browser.post(&page, &[("_csrf", &csrf)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let shown = browser.get(&page).await;
    assert!(shown.text.contains("疑似重复") && shown.text.contains("路侧停车管理平台"));
    assert!(
        shown.text.contains("第1项“停车计费软件开发”"),
        "{}",
        shown.text
    );
    assert!(
        !shown.text.contains(&format!("/projects/{known}")),
        "no link to what one may not view"
    );
    let before = unit.get(&format!("/api/v1/projects/{id}")).await.json();
    assert_eq!(before["facts"]["duplicate_check_current"], true);
    assert_eq!(
        before["facts"]["unanswered_matches"], 1,
        "{}",
        before["state"]["declaration"]["matches"]
    );

    // answered: nothing typed is refused with what was typed kept
    let mut hit = before["state"]["declaration"]["matches"]
        .as_array()
        .unwrap()
        .iter();
    let hit = hit.find(|hit| hit["class"] == "duplicate").unwrap();
    let matched = hit["id"].as_str().unwrap();
    let form = [
        ("_csrf", csrf.as_str()),
        ("matched", matched),
        ("reason", "服务对象不同"),
    ];
    let refused = browser.post(&page, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("服务对象不同"));
    let form = [
        form[0],
        form[1],
        ("answer", "not_duplicate"),
        ("reason", "只管医院门前车位，接入已建平台计费"),
    ];
    let answered = browser.post(&page, &form).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    let after = unit.get(&format!("/api/v1/projects/{id}")).await.json();
    assert_eq!(after["facts"]["unanswered_matches"], 0);

    // seen by those who review, and by no third unit
    let mut bureau = district.signed_in("kexinju").await;
    let seen = bureau.get(&page).await;
    assert!(
        seen.text.contains("接入已建平台计费") && seen.text.contains(&format!("/projects/{known}"))
    );
    assert!(
        !seen.text.contains("name=\"matched\""),
        "reviewers answer nothing"
    );
    let mut third = district.signed_in("minzhengju").await;
    assert_eq!(third.get(&page).await.status, StatusCode::NOT_FOUND);
    let third = district.token("minzhengju").await;
    assert_eq!(third.get(&api).await.status, StatusCode::NOT_FOUND);

    // what was checked is what is declared
    act(
        &unit,
        id,
        "revise_declaration",
        &json!({ "needs": "另加停车诱导屏" }),
    )
    .await;
    let old = unit.get(&format!("/api/v1/projects/{id}")).await.json();
    assert_eq!(old["facts"]["duplicate_check_current"], false);
    assert!(browser.get(&page).await.text.contains("申报前须重新核查"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_compared_with_its_own_units_drafts_and_shown_to_no_other() {
    let district = District::found().await;
    let unit = district.token("weijianwei").await;
    drafted(&district, &unit, parking()).await;
    let own = drafted(&district, &unit, reworded()).await;
    let found = unit
        .post(&format!("/api/v1/projects/{own}/duplicates"), &json!({}))
        .await;
    assert!(
        titles(&found.json(), true).contains(&"路侧停车管理平台".to_owned()),
        "{}",
        found.text
    );
    let other = district.token("minzhengju").await;
    let theirs = drafted(&district, &other, reworded()).await;
    let found = other
        .post(&format!("/api/v1/projects/{theirs}/duplicates"), &json!({}))
        .await;
    let titles = titles(&found.json(), false);
    assert!(
        !titles
            .iter()
            .any(|title| title.contains("停车") || title.contains("车位")),
        "{titles:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_hits_stand_beside_the_form_while_it_is_filled_in() {
    let district = District::found().await;
    first(&district).await;
    let mut browser = district.signed_in("weijianwei").await;
    let (registration, _) = reworded();
    let csrf = browser.get("/projects/new").await.hidden("_csrf");
    let text = |name: &str| registration[name].as_str().unwrap().to_owned();
    let (title, summary) = (text("title"), text("summary"));
    let form = [
        ("_csrf", csrf.as_str()),
        ("title", &title),
        ("summary", &summary),
    ];
    let part = browser.post_for_part("/projects/new/preview", &form).await;
    assert_eq!(part.status, StatusCode::OK);
    assert!(
        part.text.contains("路侧停车管理平台") && part.text.contains("只是提示"),
        "{}",
        part.text
    );
    let secret = [
        ("_csrf", csrf.as_str()),
        ("title", &title),
        ("summary", "停车（秘密★10年）"),
    ];
    let part = browser
        .post_for_part("/projects/new/preview", &secret)
        .await;
    assert!(!part.text.contains("路侧停车管理平台"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_cut_over_units_that_one_body_leads_is_shown_with_the_sum() {
    let district = District::found().await;
    let (registration, contents) = parking();
    let one = declared_as(&district, &registration, &contents).await;
    let other = with(
        registration,
        &json!({ "title": "路侧停车管理平台（支付部分）" }),
    );
    let two = declared_by(&district, "minzhengju", &other, &contents).await;
    let mut bureau = district.signed_in("kexinju").await;
    let shown = bureau.get(&format!("/projects/{two}/duplicates")).await;
    assert!(
        shown.text.contains("疑似拆分") && shown.text.contains("152.00万元"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains(&format!("/projects/{one}")));
    assert!(shown.text.contains("同一部门牵头"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_cut_in_two_is_shown_to_reviewers_with_the_sum() {
    let district = District::found().await;
    let (registration, contents) = parking();
    let one = declared_as(&district, &registration, &contents).await;
    let other = with(
        registration,
        &json!({ "title": "路侧停车管理平台（支付部分）" }),
    );
    let two = declared_as(&district, &other, &contents).await;
    let mut bureau = district.signed_in("kexinju").await;
    for path in [
        format!("/projects/{two}/review"),
        format!("/projects/{two}/duplicates"),
    ] {
        let shown = bureau.get(&path).await;
        assert!(
            shown.text.contains("疑似拆分") && shown.text.contains("152.00万元"),
            "{path}: {}",
            shown.text
        );
        assert!(shown.text.contains(&format!("/projects/{one}")));
    }
    let mut unit = district.signed_in("jiedao").await;
    let shown = unit.get(&format!("/projects/{two}/duplicates")).await;
    assert!(!shown.text.contains("疑似拆分"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_breaks_the_check_or_its_page() {
    let district = District::found().await;
    first(&district).await;
    let unit = district.token("weijianwei").await;
    let id = drafted(&district, &unit, reworded()).await;
    let api = format!("/api/v1/projects/{id}/duplicates");
    let long = "停车计费".repeat(5_000);
    for text in [
        "",
        " ",
        "🅿️🚗💸🅿️🚗💸",
        "<script>alert(1)</script>",
        "\u{202e}车停",
        "\u{1}\u{0}",
        "'; DROP TABLE",
        long.as_str(),
    ] {
        for field in ["summary", "objectives", "needs"] {
            let found = unit.post(&api, &json!({ field: text })).await;
            let status = found.status.as_u16();
            assert!(
                matches!(status, 200 | 422),
                "{status} {text:.20} {}",
                found.text
            );
        }
    }
    let mut browser = district.signed_in("weijianwei").await;
    let csrf = browser.get("/projects/new").await.hidden("_csrf");
    let million = "parking 5 ".repeat(100_000);
    let form = [
        ("_csrf", csrf.as_str()),
        ("title", "停车管理平台"),
        ("summary", &million),
    ];
    let part = browser.post_for_part("/projects/new/preview", &form).await;
    assert_eq!(part.status, StatusCode::OK, "{:.200}", part.text);

    let hostile =
        json!({ "title": "<script>alert(1)</script>停车", "summary": "🅿️ <b>停车计费</b> & 缴费" });
    act(&unit, id, "revise_declaration", &hostile).await;
    let typed = json!({ "matches": [{ "kind": "platform", "title": "<img src=x onerror=alert(1)>", "reason": "</article>" }] });
    act(&unit, id, "record_duplicate_check", &typed).await;
    let page = browser.get(&format!("/projects/{id}/duplicates")).await;
    assert_eq!(page.status, StatusCode::OK);
    for raw in ["<script>alert", "<img src=x", "<b>停车", "</article></p>"] {
        assert!(!page.text.contains(raw), "{raw}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_of_the_bureau_makes_two_words_one_and_is_taken_when_it_changes() {
    let district = District::found().await;
    let file = district.folder.path().join("words.toml");
    assert!(
        Words::with_file(file.clone()).is_err(),
        "a file that is not there is told"
    );
    std::fs::write(
        &file,
        "[[field]]\nname = \"交通\"\nabout = [\"停车 戳格子\"]\n",
    )
    .unwrap();
    let words = Words::with_file(file.clone()).unwrap();
    let store = district.app.store().clone();
    let app = App::with_words(
        store,
        district.app.law().clone(),
        district.clock.clone(),
        true,
        words,
    );
    first(&district).await;
    let unit = district.token("weijianwei").await;
    let told = (
        json!({ "title": "戳格子管理平台", "summary": "戳格子计费" }),
        json!({ "needs": "戳格子" }),
    );
    let id = drafted(&district, &unit, told).await;
    let find = async |app: &App| {
        let world = app.world().await.unwrap();
        let project = world
            .entry("project", &id.to_string())
            .unwrap()
            .aggregate
            .project()
            .unwrap()
            .clone();
        app.find_duplicates(Box::new(project)).await.unwrap()
    };
    let (with, without) = (find(&app).await, find(&district.app).await);
    let likeness = |check: &tongchou_project::state::Check| {
        let mut hits = check.found.iter();
        let hit = hits.find(|hit| hit.title == "路侧停车管理平台");
        hit.map_or(0, |hit| hit.similarity)
    };
    assert!(
        likeness(&with) > likeness(&without),
        "{with:?}\n{without:?}"
    );
    assert_ne!(with.basis.words, without.basis.words);
    std::fs::write(&file, "broken").unwrap();
    assert!(Words::with_file(file).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_is_followed() {
    let district = District::found().await;
    let unit = district.token("weijianwei").await;
    let id = drafted(&district, &unit, reworded()).await;
    let api = format!("/api/v1/projects/{id}/duplicates");
    let found = async || titles(&unit.post(&api, &json!({})).await.json(), false);
    let parking = "路侧停车管理平台".to_owned();
    assert!(!found().await.contains(&parking));
    let known = first(&district).await;
    assert!(found().await.contains(&parking));
    by(
        &district,
        "jiedao",
        known,
        "withdraw_project",
        &json!({ "reason": "不再需要" }),
    )
    .await;
    assert!(!found().await.contains(&parking));
}

/// Words that no list knows, until the bureau says that they mean the same; taken at
/// once, and given up when the line is removed.
#[tokio::test(flavor = "multi_thread")]
async fn the_bureaus_synonyms_count_at_once() {
    let district = District::found().await;
    let (mut registration, mut contents) = parking();
    registration["title"] = json!("咕噜芒信息系统");
    registration["summary"] = json!("为咕噜芒提供登记。");
    contents["objectives"] = json!("管好咕噜芒。");
    contents["needs"] = json!("咕噜芒登记。");
    contents["budget"] = json!([
        { "name": "咕噜芒软件", "category": "software_development", "amount": "400000" },
        { "name": "安全防护", "category": "security", "amount": "40000" },
    ]);
    declared_as(&district, &registration, &contents).await;
    let unit = district.token("weijianwei").await;
    let text =
        |of: Value| serde_json::from_str(&of.to_string().replace("咕噜芒", "叭嗒果")).unwrap();
    let id = drafted(&district, &unit, (text(registration), text(contents))).await;
    let api = format!("/api/v1/projects/{id}/duplicates");
    let likeness = async || {
        let answer = unit.post(&api, &json!({})).await.json();
        let hits = answer["hits"].as_array().unwrap().clone();
        let hit = hits
            .into_iter()
            .find(|hit| hit["title"] == "咕噜芒信息系统");
        hit.map_or(0, |hit| hit["similarity"].as_i64().unwrap())
    };
    let before = likeness().await;
    let bureau = district.token("kexinju").await;
    let line = json!({ "meaning": "object", "field": "试验", "words": "咕噜芒、叭嗒果" });
    let refused = unit.post("/api/v1/registers/synonyms", &line).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    let made = bureau.post("/api/v1/registers/synonyms", &line).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let with = likeness().await;
    assert!(with > before + 1_000, "{before} {with}");
    let line = made.json()["id"].as_str().unwrap().to_owned();
    let remove = format!("/api/v1/registers/synonyms/{line}/acts/remove_synonyms");
    let removed = bureau.post(&remove, &json!({ "reason": "试验完毕" })).await;
    assert_eq!(removed.status, StatusCode::CREATED, "{}", removed.text);
    assert_eq!(likeness().await, before);
}
