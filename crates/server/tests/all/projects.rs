//! Projects: registered and acted on through their forms, seen by those who may.

use axum::http::StatusCode;

use crate::support::{Answered, Browser, District};

fn registration<'a>(lead: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("summary", "居民议事和事项跟踪"),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("district_funds", "yes"),
        ("state_secret", "no"),
        ("critical_infrastructure", "no"),
        ("public_data_operation", "no"),
        ("domain", lead),
        ("mlps_level", "２"),
    ]
}

async fn registered(district: &District) -> (Browser, String) {
    let lead = district.body("示范区政务服务局");
    let mut unit = district.signed_in("jiedao").await;
    let answer = unit
        .fill("/projects/new", &registration(&lead, "街道议事平台"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let home = answer.location().split("/acts/").next().unwrap().to_owned();
    (unit, home)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_makes_a_project_and_its_page_says_what_can_be_done() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let page = unit.get(&home).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "街道议事平台",
        "文昌街道办事处",
        "修改申报内容",
        "正式申报",
        "第八条",
        "起草",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let list = unit.get("/projects?text=议事").await;
    assert!(list.text.contains("街道议事平台"));
    assert!(
        unit.get("/projects?stage=closed")
            .await
            .text
            .contains("没有符合条件的项目")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_stand_beside_their_fields_and_nothing_typed_is_lost() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let answer = unit
        .fill(
            "/projects/new",
            &[("title", "只有名称"), ("mlps_level", "九")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"只有名称\""));
    assert!(
        answer.text.contains("href=\"#f-summary\"") && answer.text.contains("id=\"f-summary\"")
    );
    assert!(answer.text.contains("value=\"九\"") && answer.text.contains("aria-invalid"));
    assert!(
        unit.get("/projects").await.text.contains("还没有项目"),
        "nothing is stored"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_grow_without_script_and_skip_empty_rows() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let form = format!("{home}/acts/revise_declaration");
    let rows = [
        ("budget.0.name", "开发"),
        ("budget.2.name", "安全"),
        ("budget.2.amount", "5万"),
    ];
    let mut more = rows.to_vec();
    more.push(("_more", "budget"));
    let page = unit.fill(&form, &more).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("name=\"budget.9.amount\""),
        "two rows, three spare, five more"
    );
    let refused = unit.fill(&form, &rows).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("href=\"#f-budget-1-amount\""),
        "the second row that is filled"
    );
    assert!(refused.text.contains("value=\"5万\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_law_refuses_with_every_clause_and_keeps_what_was_typed() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let form = format!("{home}/acts/declare_project");
    let fields = [("signed_by", "主任王五"), ("signed_on", "2025-03-03")];
    let refused = unit.fill(&form, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "不予办理",
        "第四条",
        "第八条",
        "第十条",
        "第十三条",
        "安全建设方案",
        "主任王五",
    ] {
        assert!(refused.text.contains(words), "{words}");
    }
    assert!(
        !unit.get(&home).await.text.contains("主任王五"),
        "nothing is stored"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_has_one_effect() {
    let district = District::found().await;
    let lead = district.body("示范区政务服务局");
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/projects/new").await;
    let hidden = ["_csrf", "_key", "_seen"].map(|name| (name, page.hidden(name)));
    let mut form: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    form.extend(registration(&lead, "只登记一次"));
    let first = unit.post("/projects/new", &form).await;
    let again = unit.post("/projects/new", &form).await;
    assert_eq!(first.location(), again.location());
    let list = unit.get("/projects").await;
    assert_eq!(list.text.matches("只登记一次").count(), 1);
    form.retain(|(name, _)| *name != "title");
    form.push(("title", "另一个项目"));
    let other = unit.post("/projects/new", &form).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("已经办理过一次") && other.text.contains("另一个项目"));
    // with the form that came back it is another act
    let key = other.hidden("_key");
    form.retain(|(name, _)| *name != "_key");
    form.push(("_key", &key));
    assert_eq!(
        unit.post("/projects/new", &form).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_meanwhile_is_shown_and_nothing_is_overwritten() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let form = format!("{home}/acts/submit_material");
    let opened = unit.get(&form).await;
    let hidden = ["_csrf", "_key", "_seen"].map(|name| (name, opened.hidden(name)));
    let material = [("material", "needs_argument"), ("title", "论证报告")];
    assert_eq!(
        unit.fill(&form, &material).await.status,
        StatusCode::SEE_OTHER
    );
    let mut late: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    late.extend([("material", "security_plan"), ("title", "安全方案")]);
    let conflict = unit.post(&form, &late).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("提交材料"), "{}", conflict.text);
    assert!(conflict.text.contains("安全方案"), "what was typed is kept");
}

/// Two windows of one declaration: the second undoes nothing of what the first did.
#[tokio::test(flavor = "multi_thread")]
async fn a_window_from_before_takes_over_what_it_did_not_touch() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let form = format!("{home}/acts/revise_declaration");
    let first = [
        ("needs", "二十个社区"),
        ("objectives", "方便议事"),
        ("budget.0.name", "开发"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "1234600"),
    ];
    let done = unit.fill(&form, &first).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let late = unit.get(&form).await;
    let newer = [
        ("needs", "二十二个社区"),
        ("objectives", "方便居民"),
        ("budget.0.name", "开发"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "500000"),
    ];
    let done = unit.fill(&form, &newer).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let send = async |unit: &mut Browser, page: &Answered, fields: &[(&str, &str)]| {
        let hidden = ["_csrf", "_key", "_seen"].map(|name| (name, page.hidden(name)));
        let mut sent: Vec<(&str, &str)> = Vec::new();
        sent.extend(hidden.iter().map(|(name, value)| (*name, value.as_str())));
        sent.extend(fields);
        unit.post(&form, &sent).await
    };
    // only the objectives and what nobody else changed are this window's own
    let mut stale = first.to_vec();
    stale[1] = ("objectives", "少跑路");
    stale.push(("performance", "办结率九成"));
    let conflict = send(&mut unit, &late, &stale).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for said in [
        "您没有改动的“需求范围”、“投资概算”已换成现在的内容",
        "“业务目标”双方都改过",
        "二十二个社区",
        "500000",
        "少跑路",
        "办结率九成",
    ] {
        assert!(conflict.text.contains(said), "{said}");
    }
    assert!(!conflict.text.contains("1234600"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_of_others_looks_like_none() {
    let district = District::found().await;
    let (_, home) = registered(&district).await;
    let mut other = district.signed_in("minzhengju").await;
    let theirs = other.get(&home).await;
    let unknown = other
        .get("/projects/01890000-0000-7000-8000-000000000000")
        .await;
    let no_id = other.get("/projects/..%2f").await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(theirs.text, unknown.text);
    assert_eq!(no_id.status, StatusCode::NOT_FOUND);
    assert!(other.get("/projects").await.text.contains("还没有项目"));
    // the bureau sees it, and may not do what is the unit's
    let mut bureau = district.signed_in("kexinju").await;
    assert_eq!(bureau.get(&home).await.status, StatusCode::OK);
    let barred = bureau.get(&format!("{home}/acts/declare_project")).await;
    assert_eq!(barred.status, StatusCode::FORBIDDEN);
    assert!(barred.text.contains("项目单位"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_begins_with_what_waits() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let page = unit.get("/").await;
    assert!(
        page.text.contains("等我办理") && page.text.contains(&format!("{home}/acts/")),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leads_to_what_helps_and_carries_the_interpretation() {
    let district = District::found().await;
    let (mut unit, home) = registered(&district).await;
    let mut bureau = district.signed_in("kexinju").await;
    let published = [("article", "8"), ("text", "论证材料应附专家名单")];
    let made = bureau
        .fill("/registers/interpretation/new", &published)
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let page = unit.get(&format!("{home}/acts/declare_project")).await;
    let cure = format!("{home}/acts/submit_material?material=security_plan");
    assert!(page.text.contains(&cure), "{}", page.text);
    assert!(page.text.contains("解释：论证材料应附专家名单"));
    let form = unit.get(&cure).await;
    assert!(form.text.contains("value=\"security_plan\" selected"));
}
