//! Letters of supervision from the acts that lead to them, and papers for programs.

use jiff::Span;
use serde_json::json;

use super::{lettered, offered, only, pdf_text, word_text};
use crate::support::District;
use crate::under_review::by;

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_and_a_circular_are_set_from_their_events() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let halted = json!({
        "ground": "law_breached", "facts": "接口未按国家标准实现", "evidence": "检测报告第3页",
    });
    by(&district, "caizhengju", id, "suspend_payment", &halted).await;
    let today = district.app.clock().today();
    let after = |days: i64| today.checked_add(Span::new().days(days)).unwrap();
    let found = json!({
        "subjects": ["management"], "inspected_on": today.to_string(), "violation": true,
        "findings": "未按批复内容组织实施",
    });
    by(&district, "kexinju", id, "record_inspection", &found).await;
    let order = json!({
        "inspection": "j1", "requirement": "按审查意见函整改", "due_on": after(7).to_string(),
    });
    by(&district, "kexinju", id, "order_rectification", &order).await;
    district.move_to(after(14));
    let imposed = json!({
        "rectification": "z1", "measure": "criticism", "reason": "逾期未整改",
        "heard_on": after(10).to_string(), "statement": "人手不足，请求延期",
    });
    by(&district, "kexinju", id, "impose_measure", &imposed).await;

    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&format!("/projects/{id}/papers")).await;
    let (pdf, word) = (offered(&page.text, ".pdf"), offered(&page.text, ".docx"));
    for (kind, says) in [
        (
            "suspension_notice",
            ["街道议事平台", "接口未按国家标准实现"],
        ),
        ("circular", ["街道议事平台", "逾期未整改"]),
        ("rectification_notice", ["街道议事平台", "按审查意见函整改"]),
    ] {
        let set = pdf_text(&unit.get(only(&pdf, kind)).await).replace(['\n', ' '], "");
        let written = word_text(&unit.get(only(&word, kind)).await);
        for said in says {
            assert!(set.contains(said), "{kind} {said}: {set}");
            assert!(written.contains(said), "{kind} {said}: {written}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_list_papers_and_download_them() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let unit = district.token("jiedao").await;
    let listed = unit.get(&format!("/api/v1/projects/{id}/papers")).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let listed = listed.json();
    let letter = &listed["letters"][0];
    assert_eq!(letter["number"], "信审函〔2025〕1号");
    let form = &listed["forms"][0];
    for (paper, begins) in [
        (letter, "pdf"),
        (form, "docx"),
        (letter, "docx"),
        (form, "pdf"),
    ] {
        let file = unit.get(paper[begins].as_str().unwrap()).await;
        let magic: &[u8] = if begins == "pdf" { b"%PDF-" } else { b"PK" };
        assert_eq!(file.status, 200, "{}", file.text);
        assert!(file.bytes.starts_with(magic));
    }
    let other = district.token("weijianwei").await;
    let theirs = other.get(&format!("/api/v1/projects/{id}/papers")).await;
    assert_eq!(theirs.status, 404);
    let theirs = other.get(letter["pdf"].as_str().unwrap()).await;
    assert_eq!(theirs.status, 404);
    let nothing = format!("/api/v1/projects/{id}/papers/opinion_letter-999.pdf");
    assert_eq!(unit.get(&nothing).await.status, 404);
}
