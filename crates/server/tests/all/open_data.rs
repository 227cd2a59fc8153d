//! The export as open data is valid against the schema of OC4IDS 0.9.5, tells what
//! the record tells and nothing of drafts.

use axum::http::StatusCode;
use serde_json::Value;

use crate::support::District;

const PROJECT: &str = include_str!("../oc4ids-0.9.5/project-schema.json");
const PACKAGE: &str = include_str!("../oc4ids-0.9.5/project-package-schema.json");

/// What of JSON Schema draft 4 those two use; any other word fails the test.
struct Schema {
    project: Value,
    faults: Vec<String>,
}

impl Schema {
    fn check(&mut self, value: &Value, schema: &Value, at: &str) {
        for (word, wanted) in schema.as_object().unwrap() {
            let fits = match word.as_str() {
                "type" => is_any(value, wanted),
                "enum" => wanted.as_array().unwrap().contains(value),
                "minLength" => value.as_str().is_none_or(|text| !text.is_empty()),
                "minItems" | "minProperties" => match value {
                    Value::Array(all) => !all.is_empty(),
                    Value::Object(all) => !all.is_empty(),
                    _ => true,
                },
                "uniqueItems" => value.as_array().is_none_or(|all| {
                    (0..all.len()).all(|place| !all[..place].contains(&all[place]))
                }),
                "minimum" => value.as_f64().is_none_or(|number| number >= 0.0),
                "required" => wanted
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|name| value.get(name.as_str().unwrap()).is_some()),
                "format" => is_of_format(value, wanted.as_str().unwrap()),
                "pattern" => {
                    assert_eq!(wanted.as_str(), Some(r"^(\d+\.)(\d+)$"));
                    let text = value.as_str().unwrap();
                    let parts = text.split_once('.');
                    parts.is_some_and(|(one, two)| {
                        one.parse::<u32>().is_ok() && two.parse::<u32>().is_ok()
                    })
                }
                "properties" => {
                    for (name, of) in wanted.as_object().unwrap() {
                        if let Some(value) = value.get(name) {
                            self.check(value, of, &format!("{at}/{name}"));
                        }
                    }
                    let known = |name: &String| wanted.get(name).is_some();
                    value.as_object().is_none_or(|all| all.keys().all(known))
                }
                "items" => {
                    for (place, each) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(each, wanted, &format!("{at}/{place}"));
                    }
                    true
                }
                "$ref" => {
                    let name = wanted.as_str().unwrap();
                    let of = match name.strip_prefix("#/definitions/") {
                        Some(name) => self.project["definitions"][name].clone(),
                        None => self.project.clone(),
                    };
                    self.check(value, &of, at);
                    true
                }
                "title" | "description" | "codelist" | "openCodelist" | "versionId" | "default"
                | "definitions" | "id" | "$schema" | "patternProperties" => true,
                other => panic!("{other} of a schema is not understood"),
            };
            if !fits {
                self.faults.push(format!("{at}: {word} {wanted}: {value}"));
            }
        }
    }
}

fn is_any(value: &Value, wanted: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    match wanted {
        Value::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    }
}

fn is_of_format(value: &Value, format: &str) -> bool {
    let text = value.as_str().unwrap_or_default();
    match format {
        "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
        "uri" => text
            .parse::<axum::http::Uri>()
            .is_ok_and(|uri| uri.scheme().is_some()),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_district_is_a_valid_package() {
    let district = District::seeded().await;
    let mut bureau = district.signed_in("kexinju").await;
    let answer = bureau.get("/exports/oc4ids.json").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    if let Ok(path) = std::env::var("TONGCHOU_OC4IDS_TO") {
        std::fs::write(path, &answer.bytes).unwrap();
    }
    let package = answer.json();
    let mut schema = Schema {
        project: serde_json::from_str(PROJECT).unwrap(),
        faults: Vec::new(),
    };
    let of_package: Value = serde_json::from_str(PACKAGE).unwrap();
    schema.check(&package, &of_package, "");
    assert_eq!(schema.faults, Vec::<String>::new());
    // the check itself can fail
    let mut wrong = package.clone();
    wrong["projects"][0]["status"] = "somewhere".into();
    wrong["projects"][0]["title"] = "".into();
    schema.check(&wrong, &of_package, "");
    assert_eq!(schema.faults.len(), 2, "{:?}", schema.faults);
    let projects = package["projects"].as_array().unwrap();
    let world = district.app.world().await.unwrap();
    let declared = world.of_kind("project").filter(|entry| {
        let project = entry.aggregate.project().unwrap();
        project.declared()
    });
    let mut declared: Vec<&str> = declared.map(|entry| entry.id.as_str()).collect();
    let mut told: Vec<&str> = projects
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    declared.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, declared);
    let paid = |project: &Value| -> i64 {
        let processes = project["contractingProcesses"].as_array();
        let made = processes.into_iter().flatten();
        let made = made.filter_map(|each| each["summary"]["transactions"].as_array());
        let made = made.flatten().map(|each| &each["value"]["amount"]);
        #[allow(
            clippy::cast_possible_truncation,
            reason = "whole fen, read back for comparison"
        )]
        made.map(|amount| (amount.as_f64().unwrap() * 100.0).round() as i64)
            .sum()
    };
    for entry in world.of_kind("project") {
        let project = entry.aggregate.project().unwrap();
        let found = projects.iter().find(|it| it["id"] == entry.id.as_str());
        if let Some(found) = found {
            assert_eq!(paid(found), project.paid(), "{}", entry.title);
        }
    }
    // a unit has its own
    let mut unit = district.signed_in("jiedao").await;
    let own = unit.get("/exports/oc4ids.json").await.json();
    let own = own["projects"].as_array().unwrap();
    assert!(!own.is_empty() && own.len() < projects.len());
}
