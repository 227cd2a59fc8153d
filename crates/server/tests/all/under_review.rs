//! Projects brought to a step of the review through the API, for the tests of the
//! pages that belong to it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, District};

pub const PASS: &str = "pass";

/// Does an act that must succeed.
pub async fn act(client: &Client, id: Uuid, act: &str, input: &Value) -> Value {
    let path = format!("/api/v1/projects/{id}/acts/{act}");
    let answer = client.post(&path, input).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{act}: {}", answer.text);
    answer.json()
}

pub async fn by(district: &District, who: &str, id: Uuid, key: &str, input: &Value) -> Value {
    act(&district.token(who).await, id, key, input).await
}

/// Declared by the street office; the bureau's turn.
pub async fn declared(district: &District, title: &str) -> Uuid {
    declared_as(district, &json!({ "title": title }), &json!({})).await
}

/// The same, registered and written as told.
pub async fn declared_as(district: &District, registration: &Value, written: &Value) -> Uuid {
    declared_by(district, "jiedao", registration, written).await
}

/// The same by another unit.
pub async fn declared_by(
    district: &District,
    who: &str,
    registration: &Value,
    written: &Value,
) -> Uuid {
    let unit = district.token(who).await;
    let registration = with(district.registration(""), registration);
    let made = unit.post("/api/v1/projects", &registration).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let id: Uuid = made.json()["id"].as_str().unwrap().parse().unwrap();
    let designs = &district.app.world().await.unwrap().registers.designs;
    let design = designs
        .values()
        .find(|design| design.is_district())
        .unwrap();
    let contents = json!({
        "objectives": "方便居民议事", "needs": "覆盖二十个社区", "data_acquisition": "社区填报",
        "management": "成立专班", "mechanisms": "每月更新", "performance": "办结率提高",
        "design": design.id, "design_item": "2.1",
        "budget": [
            { "name": "应用软件开发", "category": "software_development", "amount": "420000" },
            { "name": "安全防护", "category": "security", "amount": "40000" },
        ],
    });
    act(&unit, id, "revise_declaration", &with(contents, written)).await;
    for (material, title) in [
        ("needs_argument", "需求论证报告"),
        ("declaration_form", "项目申报书"),
        ("security_plan", "安全建设方案"),
    ] {
        let input = json!({ "material": material, "title": title });
        act(&unit, id, "submit_material", &input).await;
    }
    checked(&unit, id).await;
    endorsed_and_declared(district, who, id, &json!([])).await;
    id
}

/// Checked for duplicates, and every hit answered that asks for it.
pub async fn checked(unit: &Client, id: Uuid) {
    act(unit, id, "record_duplicate_check", &json!({})).await;
    let shown = unit.get(&format!("/api/v1/projects/{id}/duplicates")).await;
    for hit in shown.json()["hits"].as_array().unwrap() {
        if hit["needs_answer"] == true && hit["answer"].is_null() {
            let answer =
                json!({ "matched": hit["id"], "answer": "not_duplicate", "reason": "内容不同" });
            act(unit, id, "answer_match", &answer).await;
        }
    }
}

fn with(mut one: Value, other: &Value) -> Value {
    for (name, value) in other.as_object().unwrap() {
        one[name] = value.clone();
    }
    one
}

/// Endorsed and declared, with answers to the defects of a return.
pub async fn declare_again(district: &District, id: Uuid, answers: &Value) {
    endorsed_and_declared(district, "jiedao", id, answers).await;
}

async fn endorsed_and_declared(district: &District, who: &str, id: Uuid, answers: &Value) {
    let endorsed = json!({ "outcome": PASS, "opinion": "同意申报" });
    by(district, "zhengwuju", id, "endorse_declaration", &endorsed).await;
    let signed = json!({ "signed_by": "主任", "signed_on": "2025-03-03", "answers": answers });
    by(district, who, id, "declare_project", &signed).await;
}

/// With a panel of three drawn.
pub async fn drawn(district: &District, title: &str) -> Uuid {
    let id = declared(district, title).await;
    let pass = json!({ "outcome": PASS, "opinion": "同意进入评审" });
    by(
        district,
        "kexinju",
        id,
        "conclude_preliminary_review",
        &pass,
    )
    .await;
    by(district, "kexinju", id, "draw_panel", &json!({ "size": 3 })).await;
    id
}

/// The accounts of the panel's members, as the server knows them.
pub async fn panel(district: &District, id: Uuid) -> Vec<String> {
    let world = district.app.world().await.unwrap();
    let entry = world.entry("project", &id.to_string()).unwrap();
    let panel = entry.aggregate.project().unwrap().review.panel.clone();
    let members = panel.unwrap().members;
    members.into_iter().map(|member| member.person).collect()
}

pub fn opinion(score: i64, finding: &str) -> Value {
    let rows: Vec<Value> = ["technology", "security", "data", "budget"]
        .iter()
        .map(|aspect| json!({ "aspect": aspect, "score": score, "finding": finding }))
        .collect();
    json!({ "opinions": rows, "conclusion": "conditions", "summary": format!("总体：{finding}") })
}

/// All opinions in, the review concluded: waits for the meeting.
pub async fn expert_reviewed(district: &District, title: &str) -> Uuid {
    let id = drawn(district, title).await;
    for person in panel(district, id).await {
        by(
            district,
            &person,
            id,
            "give_expert_opinion",
            &opinion(88, "可行"),
        )
        .await;
    }
    let pass = json!({ "outcome": PASS, "opinion": "专家一致同意" });
    by(district, "kexinju", id, "conclude_expert_review", &pass).await;
    id
}
