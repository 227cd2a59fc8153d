//! The JSON API: the same acts, the same refusals, one effect per key.

use axum::http::StatusCode;
use serde_json::json;
use tongchou_project::act_specs;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_registered_shown_and_refused_with_its_clauses() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let made = unit
        .post("/api/v1/projects", &district.registration("街道议事平台"))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made = made.json();
    assert_eq!(made["events"], json!(["project_registered"]));
    assert_eq!(made["verdict"]["decision"], "permitted");
    let home = format!("/api/v1/projects/{}", made["id"].as_str().unwrap());
    let shown = unit.get(&home).await.json();
    assert_eq!(shown["state"]["title"], "街道议事平台");
    assert_eq!(shown["facts"]["mlps_level"], 2);
    assert_eq!(shown["facts"]["declared"], false);
    let acts = unit.get(&format!("{home}/acts")).await.json();
    let declare = acts["acts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|act| act["act"] == "declare_project");
    assert_eq!(declare.unwrap()["possible"], false);
    let form = json!({ "signed_by": "主任", "signed_on": "2025-03-03" });
    let refused = unit
        .post(&format!("{home}/acts/declare_project"), &form)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let findings = refused.json()["findings"].as_array().unwrap().clone();
    let endorsed = findings
        .iter()
        .find(|found| found["clause"] == "A8-endorsed")
        .unwrap();
    assert_eq!(endorsed["article_text"], "第八条");
    assert!(
        endorsed["remedy"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    let listed = unit.get("/api/v1/projects?text=议事").await.json();
    assert_eq!(listed["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_a_request_have_one_effect() {
    let district = District::found().await;
    let unit = district.token("jiedao").await;
    let body = district.registration("只登记一次");
    let first = unit.post_once("/api/v1/projects", &body, "k-1").await;
    let again = unit.post_once("/api/v1/projects", &body, "k-1").await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.json(), again.json());
    let other = district.registration("另一个");
    let reused = unit.post_once("/api/v1/projects", &other, "k-1").await;
    assert_eq!(reused.status, StatusCode::CONFLICT);
    assert_eq!(unit.get("/api/v1/projects").await.json()["total"], 1);
    // a key is its person's own
    let health = district.token("weijianwei").await;
    let theirs = health.post_once("/api/v1/projects", &other, "k-1").await;
    assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_told_who_may() {
    let district = District::found().await;
    let project = district.project().await;
    let bureau = district.token("kexinju").await;
    let path = format!("/api/v1/projects/{project}/acts/submit_material");
    let body = json!({ "material": "security_plan", "title": "x" });
    let refused = bureau.post(&path, &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["error"]["who"], json!(["project_unit"]));
    let other = district.token("minzhengju").await;
    assert_eq!(other.post(&path, &body).await.status, StatusCode::NOT_FOUND);
    let unknown = format!("/api/v1/projects/{project}/acts/fly_to_the_moon");
    assert_eq!(
        bureau.post(&unknown, &json!({})).await.status,
        StatusCode::NOT_FOUND
    );
    let elsewhere = format!("/api/v1/projects/{project}/acts/name_agency");
    assert_eq!(
        bureau.post(&elsewhere, &json!({})).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_has_every_act_and_field() {
    let district = District::found().await;
    let document = district
        .token("jiedao")
        .await
        .get("/api/v1/openapi.json")
        .await
        .json();
    for spec in act_specs() {
        let path = match (spec.aggregate, spec.creates) {
            ("project", true) => "/api/v1/projects".to_owned(),
            ("project", false) => format!("/api/v1/projects/{{id}}/acts/{}", spec.key),
            (kind, true) => format!("/api/v1/registers/{kind}"),
            (kind, false) => format!("/api/v1/registers/{kind}/{{id}}/acts/{}", spec.key),
        };
        let operation = &document["paths"][&path]["post"];
        assert_eq!(operation["operationId"], spec.key, "{path}");
        let properties =
            &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
        for field in spec.fields {
            assert_eq!(
                properties[field.name]["title"], field.label,
                "{path} {}",
                field.name
            );
        }
    }
    assert!(document["paths"]["/api/v1/projects"]["get"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_proved_to_be_in_the_log() {
    let district = District::found().await;
    let client = district.token("jiedao").await;
    let checkpoint = client.get("/api/v1/log/checkpoint").await.json();
    let size = checkpoint["size"].as_u64().unwrap();
    let proof = client
        .get(&format!("/api/v1/log/proof/{size}"))
        .await
        .json();
    assert_eq!(proof["root"], checkpoint["root"]);
    let beyond = client.get(&format!("/api/v1/log/proof/{}", size + 1)).await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_law_can_be_asked_without_a_project() {
    let district = District::found().await;
    let anyone = crate::support::Client {
        router: district.router.clone(),
        token: None,
    };
    let lines = "{\"id\": 1, \"act\": \"arrange_budget\", \"on\": \"2025-03-03\", \"facts\": {\"letter_issued\": false}}\n{bad\n";
    let answer = anyone.post_text("/api/v1/check", lines).await;
    assert_eq!(answer.status, StatusCode::OK);
    let lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("第十六条"), "{}", lines[0]);
    assert!(lines[1].contains("\"line\":2"), "{}", lines[1]);
}
