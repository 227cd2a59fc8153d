//! A project's page section by section: what stands there, where each figure
//! comes from, and who may look.

use axum::http::StatusCode;

use serde_json::json;

use crate::support::District;

const SECTIONS: [&str; 10] = [
    "declaration",
    "materials",
    "review",
    "money",
    "building",
    "security",
    "acceptance",
    "evaluation",
    "supervision",
    "record",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_section_of_every_project_shows_to_those_who_may_see_it() {
    let district = District::seeded().await;
    let world = district.app.world().await.unwrap();
    let mut bureau = district.signed_in("kexinju").await;
    for entry in world.of_kind("project") {
        let home = format!("/projects/{}", entry.id);
        assert_eq!(bureau.get(&home).await.status, StatusCode::OK);
        for section in SECTIONS {
            let page = bureau.get(&format!("{home}/sections/{section}")).await;
            assert_eq!(page.status, StatusCode::OK, "{} {section}", entry.title);
            assert!(page.text.contains("aria-current=\"page\""), "{section}");
        }
    }
    let home = district.home_of("全民健康信息平台（三级等保）").await;
    for wrong in ["overview", "nothing", "..%2f", "money%20"] {
        let page = bureau.get(&format!("{home}/sections/{wrong}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let mut other = district.signed_in("jiedao").await;
    let mut nobody = district.anyone();
    for section in SECTIONS {
        let path = format!("{home}/sections/{section}");
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(nobody.get(&path).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_and_the_money_ask_the_judge_and_every_figure_leads_to_its_event() {
    let district = District::seeded().await;
    let mut finance = district.signed_in("caizhengju").await;
    let home = district.home_of("卫生健康公共数据授权运营平台").await;
    let page = finance.get(&home).await.text;
    for words in ["还缺材料", "安全等级测评报告", "审批验收申请", "计划完工"]
    {
        assert!(page.contains(words), "{words}");
    }
    let early = district.home_of("社区养老服务管理系统").await;
    let page_of_draft = district
        .signed_in("minzhengju")
        .await
        .get(&early)
        .await
        .text;
    let unfold = page_of_draft.matches("展开看还需要什么").count();
    assert_eq!(unfold, 8, "every stage says what it needs");
    let money = finance.get(&format!("{home}/sections/money")).await.text;
    for words in [
        "逐项对照",
        "合同部分付款，未分项",
        "下一笔可付",
        "780,000.00元",
        "第三十三条第二款第（四）项",
        "make_payment?contract=",
        "付款台账",
    ] {
        assert!(money.contains(words), "{words}");
    }
    // a figure leads to the event, which is open there
    let mark = "href=\"/projects/";
    let source = money
        .split(mark)
        .map(|rest| rest.split('"').next().unwrap())
        .find(|link| link.contains("sections/record?event="))
        .unwrap();
    let (path, anchor) = source.split_once('#').unwrap();
    let record = finance.get(&format!("/projects/{path}")).await.text;
    let (_, entry) = record.split_once(&format!("id=\"{anchor}\"")).unwrap();
    let entry = entry.split("</li>").next().unwrap();
    assert!(entry.contains("<details open>"), "{entry}");
    // the unit itself may not pay: no link to that form
    let mut unit = district.signed_in("weijianwei").await;
    let money = unit.get(&format!("{home}/sections/money")).await.text;
    assert!(money.contains("780,000.00元") && !money.contains("make_payment?contract="));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_filtered_by_kind_and_by_who() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let home = district.home_of("全民健康信息平台（三级等保）").await;
    let record = format!("{home}/sections/record");
    let all = bureau.get(&record).await.text;
    let security = bureau.get(&format!("{record}?kind=security")).await.text;
    let entries = |page: &str| page.matches("<li id=\"event-").count();
    assert!(entries(&security) > 3 && entries(&security) < entries(&all));
    assert!(security.contains("登记测评结果") && !security.contains("<strong>拨付资金"));
    let finance = district.body("示范区财政局");
    let by = bureau.get(&format!("{record}?who={finance}")).await.text;
    assert!(by.contains("<strong>拨付资金") && !by.contains("<strong>登记测评结果"));
    let none = bureau
        .get(&format!("{record}?kind=security&who={finance}"))
        .await;
    assert!(none.text.contains("没有符合条件的记录"));
    let odd = bureau.get(&format!("{record}?kind=%3Cb%3E&event=0")).await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(odd.text.contains("没有符合条件的记录") && !odd.text.contains("<b>"));
    let wrong = bureau.get(&format!("{record}?event=minus")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cure_leads_to_a_form_the_reader_may_use_or_names_who_can() {
    let district = District::seeded().await;
    let home = district.home_of("卫生健康公共数据授权运营平台").await;
    let mut unit = district.signed_in("weijianwei").await;
    let page = unit.get(&format!("{home}/acts/apply_for_acceptance")).await;
    let cure = format!("{home}/acts/record_mlps_filing");
    assert!(page.text.contains(&cure), "{}", page.text);
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau
        .get(&format!("{home}/sections/acceptance"))
        .await
        .text;
    assert!(page.contains("由项目单位办理"), "{page}");
    assert!(!page.contains(&format!("{home}/acts/apply_for_acceptance")));
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_hold_what_the_record_and_the_pack_know() {
    let district = District::seeded().await;
    let mut unit = district.signed_in("weijianwei").await;
    let home = district.home_of("卫生健康公共数据授权运营平台").await;
    let form = unit.get(&format!("{home}/acts/apply_for_acceptance")).await;
    assert!(
        form.text.contains("value=\"2026-07-07\""),
        "the earliest day"
    );

    let home = district.home_of("全民健康信息平台（三级等保）").await;
    let form = unit
        .get(&format!("{home}/acts/submit_self_evaluation"))
        .await;
    for words in [
        "通过竣工验收",
        "累计付款112.00万元",
        "成果尚未被其他单位使用",
    ] {
        assert!(form.text.contains(words), "{words}: {}", form.text);
    }
    assert!(form.text.contains("value=\"security\" selected"));
    let page = unit.get(&format!("{home}/sections/evaluation")).await;
    assert!(page.text.contains("评分指标") && page.text.contains("数据共享和成果推广"));

    // a measure is not imposed unheard
    let mut bureau = district.signed_in("kexinju").await;
    let home = district.home_of("地下管线感知监测平台").await;
    let path = format!("{home}/acts/impose_measure?rectification=z1");
    let typed = [
        ("rectification", "z1"),
        ("measure", "criticism"),
        ("reason", "逾期未整改"),
    ];
    let refused = bureau.fill(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("项目单位的陈述和申辩") && refused.text.contains("逾期未整改"));
    let mut heard = typed.to_vec();
    heard.extend([("heard_on", "2026-06-12"), ("statement", "没有意见")]);
    let done = bureau.fill(&path, &heard).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = bureau.get(&format!("{home}/sections/supervision")).await;
    assert!(page.text.contains("项目单位的陈述") && page.text.contains("通报批评"));
}

/// Of several materials that one clause names, only those are lacking that are not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_material_is_lacking_or_submitted_and_not_both() {
    let district = District::found().await;
    let client = district.token("jiedao").await;
    let mut form = district.registration("议事平台三级");
    form["mlps_level"] = json!(3);
    let made = client.post("/api/v1/projects", &form).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let mut unit = district.signed_in("jiedao").await;
    let mut lacking = async || {
        let page = unit
            .get(&format!("/projects/{id}/sections/materials"))
            .await;
        let (_, rest) = page.text.split_once("id=\"lacking\"").unwrap();
        rest.split("</section>").next().unwrap().to_owned()
    };
    let before = lacking().await;
    assert!(before.contains("密码应用方案"), "{before}");
    let plan = json!({ "material": "cryptography_plan", "title": "密码应用方案" });
    let path = format!("/api/v1/projects/{id}/acts/submit_material");
    let done = client.post(&path, &plan).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let after = lacking().await;
    assert!(!after.contains("cryptography_plan"), "{after}");
    assert!(
        after.contains("cryptography_review_form") || after.contains("密码应用审核表"),
        "{after}"
    );
}
