//! The declaration as it prints: what was filed, or the draft of who writes it;
//! where a registration leads to; the text of the commitment.

use axum::http::StatusCode;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_leads_to_the_next_part_to_fill() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let form = unit.get("/projects/new").await;
    let (csrf, key) = (form.hidden("_csrf"), form.hidden("_key"));
    let lead = district.body("示范区政务服务局");
    let fields = [
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("title", "议事平台"),
        ("summary", "居民议事"),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("district_funds", "yes"),
        ("state_secret", "no"),
        ("critical_infrastructure", "no"),
        ("public_data_operation", "no"),
        ("domain", lead.as_str()),
        ("mlps_level", "2"),
    ];
    let answer = unit.post("/projects/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let to = answer.location().to_owned();
    assert!(
        to.ends_with("/acts/revise_declaration?done=register_project"),
        "{to}"
    );
    let page = unit.get(&to).await;
    assert!(page.text.contains("已办理：登记项目") && page.text.contains("下一步：<a href=\"#s-"));
    assert!(page.text.contains("打印预览"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_does_not_concern_the_project_is_folded_until_it_does() {
    let district = District::found().await;
    let project = district.project().await;
    let form = format!("/projects/{project}/acts/revise_declaration");
    let mut unit = district.signed_in("jiedao").await;
    let folded = "data-part=\"operation\"";
    let page = unit.get(&form).await;
    assert!(page.text.contains(folded) && page.text.contains("data-part=\"feasibility\""));
    let (csrf, key) = (page.hidden("_csrf"), page.hidden("_key"));
    let concerned = [
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("public_data_operation", "yes"),
    ];
    let page = unit.post(&format!("{form}/preview"), &concerned).await;
    assert!(!page.text.contains(folded), "it concerns the project now");
    let typed = [
        ("_csrf", csrf.as_str()),
        ("_key", key.as_str()),
        ("public_data_operation", "no"),
        ("mlps_level", "2"),
        ("scenarios.0.name", "就医服务预测"),
    ];
    let page = unit.post(&format!("{form}/preview"), &typed).await;
    assert!(!page.text.contains(folded), "what was typed stays in sight");
    assert!(
        page.text
            .contains("<option value=\"2\" selected>第二级</option>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_prints_for_its_writer_alone() {
    let district = District::found().await;
    let project = district.project().await;
    let sheet = format!("/projects/{project}/declaration");
    let form = format!("/projects/{project}/acts/revise_declaration");
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&sheet).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("尚未正式申报") && page.text.contains("街道议事平台"));
    assert!(page.text.contains("真实性和完整性承诺书") && page.text.contains("未提交"));

    let csrf = unit.get(&form).await.hidden("_csrf");
    let typed = [
        ("_csrf", csrf.as_str()),
        ("to", "sheet"),
        ("objectives", "让居民议事有回应"),
        ("budget.0.name", "议事软件"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "600000"),
        ("budget.1.name", "终端"),
        ("budget.1.category", "hardware"),
        ("budget.1.amount", "150000.50"),
    ];
    let kept = unit.post(&format!("{form}/draft"), &typed).await;
    assert_eq!(kept.location(), format!("{sheet}?draft=continue"));
    let drafted = unit.get(kept.location()).await;
    for says in [
        "草稿预览",
        "让居民议事有回应",
        "议事软件",
        "750,000.50元",
        "待签",
    ] {
        assert!(drafted.text.contains(says), "{says}: {}", drafted.text);
    }
    assert!(!unit.get(&sheet).await.text.contains("让居民议事有回应"));
    let mut lead = district.signed_in("zhengwuju").await;
    let theirs = lead.get(&format!("{sheet}?draft=continue")).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert!(!theirs.text.contains("让居民议事有回应") && !theirs.text.contains("继续填写"));
    let mut other = district.signed_in("weijianwei").await;
    assert_eq!(other.get(&sheet).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_declaration_shows_what_is_promised() {
    let district = District::found().await;
    let project = district.project().await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit
        .get(&format!("/projects/{project}/acts/declare_project"))
        .await;
    assert!(page.text.contains("承诺书的内容") && page.text.contains("没有隐瞒、虚构或者遗漏"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filed_prints_with_its_signature() {
    let district = District::seeded().await;
    let home = district.home_of("街道网格化管理平台").await;
    let mut finance = district.signed_in("caizhengju").await;
    let page = finance.get(&format!("{home}/declaration")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("日正式申报") && page.text.contains("合计"));
    assert!(!page.text.contains("待签"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_emptied_in_a_form_that_shows_all_is_emptied() {
    let district = District::found().await;
    let id = crate::under_review::declared(&district, "街道议事平台").await;
    let back = serde_json::json!({ "outcome": "return", "opinion": "请补充", "defects": [{ "subject": "建设管理", "defect": "不明" }] });
    crate::under_review::by(
        &district,
        "kexinju",
        id,
        "conclude_preliminary_review",
        &back,
    )
    .await;
    let form = format!("/projects/{id}/acts/revise_declaration");
    let mut unit = district.signed_in("jiedao").await;
    let stands = |page: &str| page.contains("成立专班");
    assert!(stands(&unit.get(&form).await.text));
    // a script of one's own that sends a few fields changes these alone
    let few = unit
        .fill(&form, &[("summary", "概述"), ("management", "")])
        .await;
    assert_eq!(few.status, StatusCode::SEE_OTHER, "{}", few.text);
    assert!(stands(&unit.get(&form).await.text));
    let whole = [
        ("_whole", "1"),
        ("title", "街道议事平台"),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "fiscal"),
        ("domain", &district.body("示范区政务服务局")),
        ("district_funds", "yes"),
        ("critical_infrastructure", "no"),
        ("public_data_operation", "no"),
        ("mlps_level", "2"),
        ("objectives", "方便居民议事"),
        ("management", " "),
    ];
    let untitled: Vec<_> = whole
        .iter()
        .copied()
        .filter(|(name, _)| *name != "title")
        .collect();
    let refused = unit.fill(&form, &untitled).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("“项目名称”不能清空，请填写"),
        "{}",
        refused.text
    );
    let sent = unit.fill(&form, &whole).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = unit.get(&form).await.text;
    assert!(!stands(&page) && !page.contains("应用软件开发") && page.contains("方便居民议事"));
}
