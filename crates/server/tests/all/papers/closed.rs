//! Papers that not everyone gets who sees the project.

use axum::http::StatusCode;
use serde_json::json;

use super::{lettered, offered, only, pdf_text, word_text};
use crate::support::District;
use crate::under_review::{by, drawn, opinion, panel};

#[tokio::test(flavor = "multi_thread")]
async fn experts_sheets_are_sealed_until_all_are_in() {
    let district = District::found().await;
    let id = drawn(&district, "街道议事平台").await;
    let experts = panel(&district, id).await;
    let papers = format!("/projects/{id}/papers");
    let mut bureau = district.signed_in("kexinju").await;
    for (place, person) in experts.iter().enumerate() {
        let page = bureau.get(&papers).await;
        assert!(!page.text.contains("expert_opinion"), "after {place}");
        let said = opinion(80, &format!("意见{place}"));
        by(&district, person, id, "give_expert_opinion", &said).await;
        let mut own = district.signed_in(person).await;
        let page = own.get(&papers).await;
        let own_sheets = offered(&page.text, ".pdf");
        let own_sheets = own_sheets
            .iter()
            .filter(|href| href.contains("expert_opinion"));
        let expected = if place + 1 == experts.len() {
            experts.len()
        } else {
            1
        };
        assert_eq!(own_sheets.count(), expected);
    }
    let page = bureau.get(&papers).await;
    let sheets: Vec<String> = offered(&page.text, ".docx")
        .into_iter()
        .filter(|href| href.contains("expert_opinion"))
        .collect();
    assert_eq!(sheets.len(), experts.len());
    assert!(word_text(&bureau.get(&sheets[0]).await).contains("意见2"));
    // the unit reads them once the review is concluded
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(unit.get(&sheets[0]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_is_had_by_those_alone_who_may_view_referrals() {
    let district = District::found().await;
    let id = district.project().await;
    let lead = json!({ "to": "discipline", "summary": "线索甲", "evidence": "材料乙" });
    by(&district, "kexinju", id, "refer_lead", &lead).await;
    let papers = format!("/projects/{id}/papers");
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get(&papers).await;
    let href = only(&offered(&page.text, ".pdf"), "referral_letter").to_owned();
    let text = pdf_text(&bureau.get(&href).await);
    assert!(
        text.contains("线索甲") && text.contains("科信移〔2025〕1号"),
        "{text}"
    );
    assert!(!text.contains("SM3指纹"));
    let mut unit = district.signed_in("jiedao").await;
    assert!(!unit.get(&papers).await.text.contains("移送函"));
    assert_eq!(unit.get(&href).await.status, StatusCode::NOT_FOUND);
    let mut anyone = district.anyone();
    let number = "%E7%A7%91%E4%BF%A1%E7%A7%BB%E3%80%942025%E3%80%951%E5%8F%B7";
    let check = format!("/public/letters/{number}");
    assert_eq!(anyone.get(&check).await.status, StatusCode::NOT_FOUND);
    let shown = district
        .token("jiedao")
        .await
        .get(&format!("/api/v1/projects/{id}"))
        .await;
    assert!(!shown.text.contains("科信移"));
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_are_had_by_who_sees_the_whole_agenda() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let world = district.app.world().await.unwrap();
    let meeting = world.registers.meetings.values();
    let mut meeting = meeting.filter(|meeting| meeting.agenda.contains(&id.to_string()));
    let address = format!("/registers/meeting/{}", meeting.next().unwrap().id);
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&address).await;
    let href = only(&offered(&page.text, ".pdf"), "meeting_minutes").to_owned();
    let text = pdf_text(&unit.get(&href).await);
    for said in [
        "街道议事平台",
        "通过",
        "注意复用",
        "赵立（区科信局）",
        "2025年第1期",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut other = district.signed_in("weijianwei").await;
    assert!(offered(&other.get(&address).await.text, ".pdf").is_empty());
    assert_eq!(other.get(&href).await.status, StatusCode::NOT_FOUND);
}
