//! The desk of the preliminary review.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::District;
use crate::under_review::{by, checked, declare_again, declared};

/// The places of the desk's form that are beside something, with its subject.
fn places(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for part in page.split("name=\"defects.").skip(1) {
        let (index, rest) = part.split_once('.').unwrap();
        if let Some(rest) = rest.strip_prefix("subject\" value=\"") {
            let subject = rest.split('"').next().unwrap().to_owned();
            found.push((index.parse().unwrap(), subject));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn defects_beside_what_they_are_about_go_back_in_one_return() {
    let district = District::found().await;
    let id = declared(&district, "街道议事平台").await;
    let desk = format!("/projects/{id}/review");
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&desk).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "方便居民议事",
        "安全建设方案",
        "规则检查",
        "该单位的记录",
        "满足",
        "（A13",
        "没有附文件，只登记了名称",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let places = places(&page.text);
    let place = |subject: &str| {
        let found = places.iter().find(|(_, known)| known == subject);
        found.unwrap_or_else(|| panic!("{subject} in {places:?}")).0
    };
    let (budget, needs, free) = (place("投资概算"), place("需求范围"), place(""));
    let name = |place: usize, column: &str| format!("defects.{place}.{column}");
    let mut typed: Vec<(String, String)> = Vec::new();
    for (place, subject) in &places {
        if !subject.is_empty() {
            typed.push((name(*place, "subject"), subject.clone()));
            typed.push((name(*place, "beside"), "1".to_owned()));
        }
    }
    let mut note = |place: usize, column: &str, value: &str| {
        typed.push((name(place, column), value.to_owned()));
    };
    note(budget, "defect", "安全投入偏低");
    note(budget, "clause", "第十条（A10b）");
    note(needs, "defect", "未说明用户数量");
    note(free, "subject", "附件");
    note(free, "defect", "缺少社区名单");
    typed.push(("outcome".to_owned(), "return".to_owned()));
    let refused = bureau.fill(&desk, &as_form(&typed)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "href=\"#f-opinion\"",
        "安全投入偏低",
        "未说明用户数量",
        "缺少社区名单",
        "value=\"附件\"",
    ] {
        assert!(
            refused.text.contains(words),
            "{words}: nothing typed is lost"
        );
    }
    typed.push(("opinion".to_owned(), "请补正".to_owned()));
    let sent = bureau.fill(&desk, &as_form(&typed)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let world = district.app.world().await.unwrap();
    let entry = world.entry("project", &id.to_string()).unwrap();
    let returned = &entry.aggregate.project().unwrap().declaration.returns[0];
    let subjects: Vec<&str> = returned
        .defects
        .iter()
        .map(|row| row.subject.as_str())
        .collect();
    assert_eq!(subjects.len(), 3, "{subjects:?}");
    assert!(subjects.contains(&"投资概算") && subjects.contains(&"附件"));
}

fn as_form(typed: &[(String, String)]) -> Vec<(&str, &str)> {
    typed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resubmission_shows_what_changed_and_what_was_answered() {
    let district = District::found().await;
    let id = declared(&district, "街道议事平台").await;
    let returned = json!({
        "outcome": "return", "opinion": "请补正",
        "defects": [
            { "subject": "投资概算", "defect": "安全投入偏低", "clause": "第十条（A10b）" },
            { "subject": "需求范围", "defect": "未说明用户数量" },
        ],
    });
    by(
        &district,
        "kexinju",
        id,
        "conclude_preliminary_review",
        &returned,
    )
    .await;
    let mut unit = district.signed_in("jiedao").await;
    let form = unit
        .get(&format!("/projects/{id}/acts/declare_project"))
        .await;
    assert!(
        form.text.contains("1. 投资概算"),
        "the defects are asked for by name"
    );
    let revised = json!({
        "needs": "覆盖三十个社区",
        "budget": [
            { "name": "应用软件开发", "category": "software_development", "amount": "400000" },
            { "name": "安全加固", "category": "security", "amount": "60000" },
        ],
    });
    by(&district, "jiedao", id, "revise_declaration", &revised).await;
    checked(&district.token("jiedao").await, id).await;
    let answers = json!([
        { "subject": "1. 投资概算", "answer": "安全投入已提高到六万元" },
        { "subject": "2. 需求范围", "answer": "已写明用户数量" },
    ]);
    declare_again(&district, id, &answers).await;
    let mut bureau = district.signed_in("kexinju").await;
    for path in ["review", "submissions"] {
        let page = bureau.get(&format!("/projects/{id}/{path}")).await;
        for words in [
            "覆盖<del>二</del><ins>三</ins>十个社区",
            "＋新增",
            "－删去",
            "↓减少",
            "-20,000.00元",
            "安全投入已提高到六万元",
            "已写明用户数量",
        ] {
            assert!(page.text.contains(words), "{path}: {words}\n{}", page.text);
        }
    }
    let seen = unit.get(&format!("/projects/{id}/submissions")).await;
    assert!(seen.text.contains("安全投入已提高到六万元"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_bureau_has_the_desk_and_only_once() {
    let district = District::found().await;
    let id = declared(&district, "街道议事平台").await;
    let desk = format!("/projects/{id}/review");
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(unit.get(&desk).await.status, StatusCode::FORBIDDEN);
    let mut other = district.signed_in("minzhengju").await;
    assert_eq!(other.get(&desk).await.status, StatusCode::NOT_FOUND);
    let mut bureau = district.signed_in("kexinju").await;
    let marked = [("outcome", "reject"), ("opinion", "机密★5年 不同意")];
    let withheld = bureau.fill(&desk, &marked).await;
    assert_eq!(withheld.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(withheld.text.contains("内容未保存") && !withheld.text.contains("机密★"));
    let pass = [("outcome", "pass"), ("opinion", "同意")];
    assert_eq!(
        bureau.fill(&desk, &pass).await.status,
        StatusCode::SEE_OTHER
    );
    let again = bureau.fill(&desk, &pass).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("已有结论"));
    let queue = bureau.get("/reviews").await;
    assert!(queue.text.contains(&format!("/projects/{id}/panel")));
}

/// A return says what is wrong where it is put right: beside the field, and with
/// the way to the form; to the unit alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_return_asks_for_stands_beside_the_field() {
    let district = District::found().await;
    let id = declared(&district, "议事平台").await;
    let field = tongchou_project::act_spec("revise_declaration").unwrap();
    let field = field.field("objectives").unwrap();
    let back = json!({
        "outcome": "return", "opinion": "请补正", "defects": [
            { "subject": field.label, "defect": "没有可以核对的指标", "clause": "第八条" },
            { "subject": "安全建设方案", "defect": "缺少审计措施" },
            { "subject": "数据与共享", "defect": "没有写共享方式" },
            { "subject": "其他", "defect": "装订不齐" },
        ],
    });
    by(
        &district,
        "kexinju",
        id,
        "conclude_preliminary_review",
        &back,
    )
    .await;
    let mut unit = district.signed_in("jiedao").await;
    let form = unit
        .get(&format!("/projects/{id}/acts/revise_declaration"))
        .await
        .text;
    let beside = form.split("退回意见：").nth(1).expect("beside the field");
    assert!(beside.starts_with("没有可以核对的指标（第八条）"));
    assert_eq!(form.matches("退回意见：").count(), 1);
    let page = unit.get(&format!("/projects/{id}")).await.text;
    for way in [
        format!("/projects/{id}/acts/revise_declaration#f-objectives"),
        format!("/projects/{id}/acts/submit_material?material=security_plan"),
        format!("/projects/{id}/acts/revise_declaration#s-data"),
    ] {
        assert!(page.contains(&way), "{way}");
    }
    assert_eq!(
        page.matches("去补正").count(),
        3,
        "not for what is about no part"
    );
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&format!("/projects/{id}")).await.text;
    assert!(page.contains("装订不齐") && !page.contains("去补正"));
}
