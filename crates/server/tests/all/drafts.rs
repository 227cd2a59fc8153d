//! Drafts of forms: kept while somebody types, offered again, thrown away, and
//! never with a mark of secrecy.

use axum::http::StatusCode;
use jiff::ToSpan;

use crate::support::{Answered, Browser, District, TODAY};

async fn opened(district: &District) -> (Browser, String) {
    let project = district.project().await;
    let unit = district.signed_in("jiedao").await;
    (unit, format!("/projects/{project}/acts/revise_declaration"))
}

/// What the script sends while somebody types.
async fn save(
    browser: &mut Browser,
    form: &str,
    page: &Answered,
    fields: &[(&str, &str)],
) -> Answered {
    let hidden = ["_csrf", "_key", "_seen", "_draft"].map(|name| (name, page.hidden(name)));
    let mut sent: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    sent.extend(fields);
    browser.post_for_json(&format!("{form}/draft"), &sent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_kept_offered_and_gone_once_it_is_sent() {
    let district = District::found().await;
    let (mut unit, form) = opened(&district).await;
    let page = unit.get(&form).await;
    assert!(!page.text.contains("继续填写草稿"));
    let saved = save(&mut unit, &form, &page, &[("objectives", "让居民少跑路")]).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    assert_eq!(saved.json()["says"], "已于 09:00 保存草稿");
    assert_eq!(saved.json()["revision"], 1);

    let again = unit.get(&form).await;
    assert!(again.text.contains("正在继续填写") && again.text.contains("放弃草稿"));
    assert!(again.text.contains("让居民少跑路"), "gone on with");
    let anew = unit.get(&format!("{form}?draft=new")).await;
    assert!(anew.text.contains("继续填写草稿") && !anew.text.contains("让居民少跑路"));
    let list = unit.get("/drafts").await;
    assert!(list.text.contains("修改申报内容") && list.text.contains("街道议事平台"));
    let continued = unit.get(&format!("{form}?draft=continue")).await;
    assert!(continued.text.contains("让居民少跑路"));
    assert_eq!(continued.hidden("_draft"), "1");

    let done = unit.fill(&form, &[("objectives", "让居民少跑路")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(!unit.get(&form).await.text.contains("正在继续填写"));
    assert!(unit.get("/drafts").await.text.contains("没有草稿"));
    // a saving that was still under way when the form was sent
    let hidden = continued.hidden("_key");
    assert!(!hidden.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saving_under_way_does_not_bring_back_what_was_sent() {
    let district = District::found().await;
    let (mut unit, form) = opened(&district).await;
    let page = unit.get(&form).await;
    let fields = [("needs", "议事和跟踪")];
    let hidden = ["_csrf", "_key", "_seen", "_draft"].map(|name| (name, page.hidden(name)));
    let mut sent: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (*n, v.as_str())).collect();
    sent.extend(fields);
    let done = unit.post(&form, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let late = unit.post_for_json(&format!("{form}/draft"), &sent).await;
    assert_eq!(late.status, StatusCode::OK);
    assert!(unit.get("/drafts").await.text.contains("没有草稿"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_windows_the_later_one_is_told() {
    let district = District::found().await;
    let (mut unit, form) = opened(&district).await;
    let one = unit.get(&form).await;
    let other = unit.get(&form).await;
    save(&mut unit, &form, &one, &[("needs", "甲窗口")]).await;
    let told = save(&mut unit, &form, &other, &[("needs", "乙窗口")]).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert_eq!(told.json()["revision"], 1);
    assert!(told.text.contains("另有一份草稿"));
    let kept = unit.get(&format!("{form}?draft=continue")).await;
    assert!(kept.text.contains("甲窗口") && !kept.text.contains("乙窗口"));

    // the same by the button, without script: the page says it and offers both
    let csrf = other.hidden("_csrf");
    let fields = [
        ("_csrf", csrf.as_str()),
        ("_draft", "0"),
        ("needs", "乙窗口"),
    ];
    let page = unit.post(&format!("{form}/draft"), &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("乙窗口") && page.text.contains("name=\"_over\" value=\"1\""));
    let mut over = fields.to_vec();
    over.push(("_over", "1"));
    let page = unit.post(&format!("{form}/draft"), &over).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let kept = unit.get(&format!("{form}?draft=continue")).await;
    assert!(kept.text.contains("乙窗口"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_saves_and_goes_on_and_a_draft_can_be_thrown_away() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/projects/new").await;
    let csrf = page.hidden("_csrf");
    let fields = [
        ("_csrf", csrf.as_str()),
        ("title", "社区食堂"),
        ("mlps_level", "九"),
    ];
    let saved = unit.post("/projects/new/draft", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(saved.location(), "/projects/new?draft=continue");
    let continued = unit.get(saved.location()).await;
    assert!(continued.text.contains("value=\"社区食堂\""));
    assert!(continued.text.contains("value=\"九\""), "as it was typed");
    let gone = unit
        .post("/projects/new/draft/discard", &[("_csrf", &csrf)])
        .await;
    assert_eq!(gone.location(), "/projects/new");
    assert!(!unit.get("/projects/new").await.text.contains("社区食堂"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_is_kept_too_and_nobody_else_sees_it() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let refused = unit.fill("/projects/new", &[("title", "社区食堂")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("已于 09:00 保存草稿"));
    assert!(unit.get("/drafts").await.text.contains("登记项目"));
    let mut other = district.signed_in("minzhengju").await;
    assert!(!other.get("/projects/new").await.text.contains("draft-note"));
    let page = other.get("/projects/new?draft=continue").await;
    assert!(!page.text.contains("社区食堂"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ninety_days_a_draft_is_not_offered() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    unit.fill("/projects/new", &[("title", "社区食堂")]).await;
    district.move_to(TODAY.checked_add(91.days()).unwrap());
    let mut unit = district.signed_in("jiedao").await;
    assert!(!unit.get("/projects/new").await.text.contains("draft-note"));
    unit.fill("/projects/new", &[("title", "老年餐桌")]).await;
    assert_eq!(
        district
            .app
            .store()
            .drafts_of("jiedao")
            .await
            .unwrap()
            .len(),
        1
    );
}

/// Made of parts, so that this file does not itself look marked.
fn mark() -> String {
    ["机", "密", "★", "10年"].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_secrecy_is_kept_in_no_draft_and_noted_once() {
    let district = District::found().await;
    let (mut unit, form) = opened(&district).await;
    let page = unit.get(&form).await;
    let text = format!("代号北极星 {}", mark());
    for _ in 0..3 {
        let refused = save(&mut unit, &form, &page, &[("needs", &text)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("第六条") && !refused.text.contains("北极星"));
    }
    let csrf = page.hidden("_csrf");
    let fields = [("_csrf", csrf.as_str()), ("needs", text.as_str())];
    for part in ["draft", "preview"] {
        let shown = unit.post(&format!("{form}/{part}"), &fields).await;
        assert!(!shown.text.contains("北极星"), "{part}");
        assert!(shown.text.contains("第六条"), "{part}");
    }
    let secret = [
        ("_csrf", csrf.as_str()),
        ("title", "北极星"),
        ("state_secret", "yes"),
    ];
    let refused = unit.post("/projects/new/draft", &secret).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        district
            .app
            .store()
            .drafts_of("jiedao")
            .await
            .unwrap()
            .is_empty()
    );
    let kept = district.bytes();
    let typed = "北极星".as_bytes();
    assert!(!kept.windows(typed.len()).any(|window| window == typed));
    let mut security = district.signed_in("anquan").await;
    let notes = security.get("/people/notes").await;
    assert_eq!(
        notes.text.matches("疑似国家秘密标志").count(),
        2,
        "once a form"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_keeps_what_is_typed_until_it_is_sent() {
    let district = District::seeded().await;
    let home = district.home_of("便民服务一体机升级").await;
    let id = home.rsplit('/').next().unwrap();
    let desk = format!("{home}/review");
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&desk).await;
    let address = format!("/drafts/review/{id}");
    assert!(page.text.contains(&format!("data-draft=\"{address}\"")));
    let csrf = page.hidden("_csrf");
    let typed = [
        ("_csrf", csrf.as_str()),
        ("_draft", "0"),
        ("outcome", "return"),
        ("opinion", "请补充需求论证"),
        ("defects.1.defect", "没有说明现状"),
    ];
    let saved = bureau.post_for_json(&address, &typed).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    assert_eq!(saved.json()["revision"], 1);
    let again = bureau.get(&desk).await;
    assert!(again.text.contains("没有说明现状"));
    let anew = bureau.get(&format!("{desk}?draft=new")).await;
    assert!(anew.text.contains("继续填写草稿") && !anew.text.contains("没有说明现状"));
    let continued = bureau.get(&format!("{desk}?draft=continue")).await;
    assert!(continued.text.contains("没有说明现状") && continued.text.contains("请补充需求论证"));
    let list = bureau.get("/drafts").await;
    assert!(list.text.contains("初审") && list.text.contains(&format!("{desk}?draft=continue")));
    assert!(list.text.contains("我的草稿 <span class=\"tag live\">1 份"));
    // another window that knows nothing of it does not write over it
    let late = bureau.post_for_json(&address, &typed).await;
    assert_eq!(late.status, StatusCode::CONFLICT);

    let mut unit = district.signed_in("jiedao").await;
    let theirs = unit.get("/password").await.hidden("_csrf");
    let refused = unit.post(&address, &[("_csrf", &theirs)]).await;
    assert!(refused.status.is_client_error());
    let sent = bureau
        .fill(
            &desk,
            &[
                ("outcome", "return"),
                ("opinion", "请补充"),
                ("defects.1.subject", "需求范围"),
                ("defects.1.defect", "没有说明现状"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert!(bureau.get("/drafts").await.text.contains("没有草稿"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_kept_and_thrown_away_at_its_desk() {
    let district = District::seeded().await;
    let letter = district.home_of("殡葬服务管理平台").await;
    let path = format!("{letter}/letter/new");
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&path).await;
    let (_, kept) = page.text.split_once("data-draft=\"").unwrap();
    let kept = kept.split('"').next().unwrap().to_owned();
    let csrf = page.hidden("_csrf");
    let typed = [("_csrf", csrf.as_str()), ("conditions", "分步实施")];
    let saved = bureau.post(&kept, &typed).await;
    assert_eq!(saved.location(), format!("{path}?draft=continue"));
    let page = bureau.get(saved.location()).await;
    assert!(page.text.contains("分步实施") && page.text.contains("正在继续填写"));
    let gone = bureau
        .post(&format!("{kept}/discard"), &[("_csrf", &csrf)])
        .await;
    assert_eq!(gone.location(), path);
    assert!(bureau.get("/drafts").await.text.contains("没有草稿"));
}

/// An empty address is the page's own: what is typed would be sent as done.
#[test]
fn every_form_that_keeps_drafts_says_where() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/templates"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let forms = text.matches("data-draft").count();
            let said = text.matches("data-draft=\"{{ ").count();
            let states = text.matches("data-draft-state").count();
            assert_eq!(forms, said + states, "{}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_left_in_the_paste_box_is_neither_sent_past_nor_lost() {
    let district = District::found().await;
    let (mut unit, form) = opened(&district).await;
    let page = unit.get(&form).await;
    let block = "议事系统\t软件开发\t600000\n日志审计\t网络安全\t50000";
    let saved = save(&mut unit, &form, &page, &[("_paste.budget", block)]).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    assert!(
        unit.get(&form).await.text.contains("日志审计"),
        "the draft keeps it"
    );
    let size = async || district.app.store().checkpoint().await.unwrap().size;
    let before = size().await;
    let sent = unit.fill(&form, &[("_paste.budget", block)]).await;
    assert!(
        sent.text.contains("刚刚填入表格，还没有提交"),
        "{}",
        sent.text
    );
    assert!(sent.text.contains("value=\"600000\"") && sent.text.contains("value=\"日志审计\""));
    assert_eq!(size().await, before, "nothing was done yet");
}
