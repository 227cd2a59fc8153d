//! The simulator: facts in the address, the judge's answer on the page, two sets
//! compared. It stores nothing and tells nobody of a project they may not see.

use axum::http::{Method, StatusCode};

use crate::support::{Answered, Browser, District};

const TYPED: &str = "nature=construction&fields=business_system&funding=fiscal&district_unit=yes\
    &critical_infrastructure=no&public_data_operation=no&state_secret=no\
    &software_development=600000&software_purchase=0&hardware=300000&security_amount=100000\
    &total_amount=1000000";

async fn ask(browser: &mut Browser, query: &str) -> Answered {
    browser.get(&format!("/simulator?{query}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_facts_in_the_address_decide_what_lies_ahead() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    let low = ask(&mut anyone, &format!("{TYPED}&mlps_level=2")).await;
    assert_eq!(low.status, StatusCode::OK, "{}", low.text);
    assert!(!low.text.contains("《信息系统密码应用方案》"));
    assert!(low.text.contains("没有发现"), "nothing stands against it");
    let high = ask(&mut anyone, &format!("{TYPED}&mlps_level=3")).await;
    assert!(high.text.contains("《信息系统密码应用方案》"));
    assert!(high.text.contains("出具密码应用审核意见"));
    assert!(high.text.contains("value=\"1000000\""), "shown as typed");

    let planned = "&construction_started_on=2026-03-02&planned_end_on=2026-12-01";
    let dated = ask(&mut anyone, &format!("{TYPED}&mlps_level=2{planned}")).await;
    assert!(dated.text.contains("报送项目中期报告") && dated.text.contains("年"));
    assert!(dated.text.contains("2026年7月"), "the midpoint has a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_project_is_can_stand_in_its_own_way() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    let secret = ask(&mut anyone, "state_secret=yes").await;
    assert!(secret.text.contains("第六条") && secret.text.contains("id=\"obstacles\""));
    assert!(!secret.text.contains("没有发现"));
    let empty = anyone.get("/simulator").await;
    assert!(empty.text.contains("还不能确定") && empty.text.contains("href=\"#f-mlps_level\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sets_stand_side_by_side_with_what_differs() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let same = ask(&mut unit, &format!("{TYPED}&mlps_level=2&compare=yes")).await;
    assert!(same.text.contains("没有不同") && same.text.contains("name=\"b.mlps_level\""));
    let second: String = TYPED
        .split('&')
        .map(|pair| format!("&b.{}", pair.trim()))
        .collect();
    let both = format!("{TYPED}&mlps_level=2&compare=yes{second}&b.mlps_level=3");
    let compared = ask(&mut unit, &both).await;
    assert_eq!(compared.status, StatusCode::OK);
    assert!(compared.text.contains("处不同") && compared.text.contains(">不同</span>"));
    assert!(compared.text.contains("只适用于情形乙"));
    assert!(compared.text.contains("class=\"differs\""));
    assert!(compared.text.contains("只看情形乙"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_named_and_kept() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    for (query, says, kept) in [
        ("mlps_level=九", "“网络安全等级保护级别”", "value=\"九\""),
        ("mlps_level=7", "“网络安全等级保护级别”", "value=\"7\""),
        ("total_amount=1.2.3", "“项目总投资”", "value=\"1.2.3\""),
        (
            "total_amount=5&hardware=9",
            "少于上面各项之和",
            "value=\"5\"",
        ),
        ("nature=castle", "“项目性质”", ""),
        (
            "planned_end_on=2026-02-30",
            "“计划完工日期”",
            "value=\"2026-02-30\"",
        ),
        (
            "construction_started_on=2026-05-01&planned_end_on=2026-04-01",
            "早于开工日期",
            "value=\"2026-04-01\"",
        ),
        (
            "compare=yes&mlps_level=2&b.mlps_level=x",
            "情形乙：",
            "value=\"x\"",
        ),
    ] {
        let answer = ask(&mut anyone, query).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.text.contains(says), "{query}: {}", answer.text);
        assert!(answer.text.contains(kept), "{query}: {}", answer.text);
    }
    let strange = ask(&mut anyone, "castle=1").await;
    assert!(strange.text.contains("没有采用：castle"));
    let marked = ask(&mut anyone, "mlps_level=机密★").await;
    assert!(marked.text.contains("国家秘密标志") && !marked.text.contains("机密★"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_script_leads_to_a_short_address() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    let answer = ask(&mut anyone, "nature=&mlps_level=3&hardware=").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/simulator?mlps_level=3");
    let by_script = anyone
        .ask(
            Method::GET,
            "/simulator?nature=&mlps_level=3",
            &[("hx-request", "true")],
            axum::body::Body::empty(),
        )
        .await;
    assert_eq!(by_script.status, StatusCode::OK);
    let put = by_script.headers.get("hx-replace-url").unwrap();
    assert_eq!(put, "/simulator?mlps_level=3");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_begun_with_by_those_who_see_it() {
    let district = District::found().await;
    let id = district.project().await;
    let path = format!("/simulator?project={id}");
    let mut unit = district.signed_in("jiedao").await;
    let own = unit.get(&path).await;
    assert!(own.text.contains("街道议事平台") && own.text.contains("value=\"2\""));
    let mut other = district.signed_in("weijianwei").await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    let mut nobody = district.anyone();
    assert_eq!(nobody.get(&path).await.status, StatusCode::SEE_OTHER);
    let nothing = unit.get("/simulator?project=x").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}
