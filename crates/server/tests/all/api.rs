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
    let findings = refused.json()["error"]["details"]
        .as_array()
        .unwrap()
        .clone();
    let endorsed = findings
        .iter()
        .find(|found| found["clause"] == "A8-endorsed")
        .unwrap();
    assert_eq!(endorsed["article"], "第八条");
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
            ("project", true) if spec.key == "record_earlier_project" => {
                "/api/v1/projects/earlier".to_owned()
            }
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

#[tokio::test(flavor = "multi_thread")]
async fn every_error_has_one_shape() {
    let district = District::found().await;
    let project = district.project().await;
    let unit = district.token("jiedao").await;
    let anyone = crate::support::Client {
        router: district.router.clone(),
        token: None,
    };
    let acts = format!("/api/v1/projects/{project}/acts");
    let signing = json!({ "signed_by": "主任", "signed_on": "2025-03-03" });
    let answers = [
        (anyone.get("/api/v1/projects").await, "not_signed_in"),
        (anyone.get("/api/v1/nothing").await, "not_found"),
        (anyone.get("/api/v1/sessions").await, "no_such_method"),
        (
            anyone.post("/api/v1/sessions", &json!({})).await,
            "unreadable",
        ),
        (
            anyone
                .post("/api/v1/sessions", &json!({ "name": "x", "password": "y" }))
                .await,
            "sign_in_refused",
        ),
        (
            anyone.post_text("/api/v1/check", "{\"act\":\"fly\"}").await,
            "unreadable",
        ),
        (anyone.post_text("/api/v1/check", " ").await, "unreadable"),
        (unit.get("/api/v1/projects?page=0").await, "unreadable"),
        (unit.get("/api/v1/projects/not-an-id").await, "not_found"),
        (unit.post_text("/api/v1/projects", "{").await, "unreadable"),
        (
            unit.post("/api/v1/projects", &json!({ "nature": "magic" }))
                .await,
            "invalid_fields",
        ),
        (
            unit.post(&format!("{acts}/declare_project"), &signing)
                .await,
            "refused_by_law",
        ),
        (
            unit.post(&format!("{acts}/decide_project"), &json!({}))
                .await,
            "not_permitted",
        ),
        (unit.get("/api/v1/log/proof/999999").await, "not_found"),
    ];
    for (answer, code) in answers {
        let error = &answer.json()["error"];
        assert_eq!(error["code"], code, "{}", answer.text);
        for member in ["message", "remedy", "request_id"] {
            let words = error[member].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{code} {member}: {}", answer.text);
        }
        assert_eq!(
            answer.headers["x-request-id"],
            error["request_id"].as_str().unwrap()
        );
        for member in ["field", "clause"] {
            assert!(error.get(member).is_some(), "{code} {member}");
        }
        for detail in error["details"].as_array().unwrap() {
            assert!(detail["message"].is_string() && detail["code"].is_string());
            let remedy = detail["remedy"].as_str().unwrap();
            assert!(!remedy.is_empty(), "{code}: {detail}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_fields_tell_what_they_take() {
    let district = District::found().await;
    let project = district.project().await;
    let unit = district.token("jiedao").await;
    let new = unit.get("/api/v1/projects/options").await.json();
    let lead = district.body("示范区政务服务局");
    let domains = new["options"]["domain"].as_array().unwrap();
    assert!(
        domains.iter().any(|choice| choice["id"] == lead.as_str()),
        "{new}"
    );
    let path = format!("/api/v1/projects/{project}/acts/revise_declaration/options");
    let of_act = unit.get(&path).await;
    assert_eq!(of_act.status, StatusCode::OK, "{}", of_act.text);
    let bureau = district.token("kexinju").await;
    assert_eq!(
        bureau.get(&path).await.status,
        StatusCode::NOT_FOUND,
        "not the bureau's act"
    );
    let other = district.token("minzhengju").await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
}
