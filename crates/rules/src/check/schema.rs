//! `docs/facts.schema.json`: the table of facts as JSON Schema.

use serde_json::{Map, Value as Json, json};

use crate::facts::{FACTS, FactSpec, Kind, Origin};
use crate::pack::Regulation;
use crate::vocabulary::Words;

const ACTS: &str = "register: may the project be entered at all. declare, pay: declare_project, make_payment. change: judged as file_change; way says filing or review; refused with way review means that filing is not open, ask with request_change_review. explain: steps, materials and duties ahead; planned dates may be given. audit: violations in a dated history. The names of all acts and facts have their Chinese labels beside them.";

/// The schema of one question.
pub fn schema(regulation: &Regulation) -> Json {
    let acts: Vec<Json> = ["explain", "audit"]
        .into_iter()
        .map(str::to_owned)
        .chain(super::ALIASES.iter().map(|(alias, _)| (*alias).to_owned()))
        .chain(regulation.acts().map(|act| act.key.clone()))
        .map(Json::String)
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tongchou check: one question",
        "description": "One JSON object a line. A fact left out is unknown, never assumed; facts marked default are taken as none recorded when left out.",
        "type": "object",
        "required": ["act", "on"],
        "additionalProperties": false,
        "properties": {
            "id": {"description": "Returned as it came."},
            "act": {"enum": acts, "description": ACTS},
            "on": date_schema("The day the act is done on."),
            "facts": {"$ref": "#/$defs/facts"},
            "params": params_schema(regulation),
            "history": {"type": "array", "maxItems": 10_000, "description": "For act audit: dated events.",
                "items": {"type": "object", "required": ["on", "act"], "additionalProperties": false,
                    "properties": {"on": date_schema("When it happened."), "act": {"enum": acts_only(regulation)}, "facts": {"$ref": "#/$defs/facts"}}}}
        },
        "$defs": {"facts": {"type": "object", "additionalProperties": false, "properties": facts_schema(regulation)}}
    })
}

/// One key a setting: what its value may be and what it is now.
fn params_schema(regulation: &Regulation) -> Json {
    let choices = regulation.limits().filter(|limit| limit.choice);
    let limits = choices.map(|limit| {
        let schema = json!({"type": ["string", "integer"], "title": limit.says, "x-unit": limit.unit, "x-now": limit.in_words()});
        (limit.name.clone(), schema)
    });
    let questions = regulation.questions().map(|question| {
        let ids: Vec<&str> = question.readings.iter().map(|reading| reading.id.as_str()).collect();
        let says: Map<String, Json> = question
            .readings
            .iter()
            .map(|reading| (reading.id.clone(), Json::String(reading.says.clone())))
            .collect();
        let schema = json!({"enum": ids, "title": question.asks, "default": question.chosen, "x-labels": says});
        (question.id.clone(), schema)
    });
    let properties: Map<String, Json> = limits.chain(questions).collect();
    json!({"type": "object", "description": "Settings for this question only, one flat key a setting.", "properties": properties,
        "patternProperties": {"^enforcement\\.": {"enum": ["refuse", "warn"], "title": "规则的执行方式：拒绝或者提醒；只有推定的规则可以调整"}},
        "additionalProperties": false})
}

fn acts_only(regulation: &Regulation) -> Vec<String> {
    super::ALIASES
        .iter()
        .map(|(alias, _)| (*alias).to_owned())
        .chain(regulation.acts().map(|act| act.key.clone()))
        .collect()
}

fn facts_schema(regulation: &Regulation) -> Map<String, Json> {
    FACTS
        .iter()
        .filter(|spec| spec.origin != Origin::Derived)
        .map(|spec| (spec.name.to_owned(), fact_schema(spec, regulation)))
        .collect()
}

fn fact_schema(spec: &FactSpec, regulation: &Regulation) -> Json {
    let mut schema = match spec.kind {
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Count => json!({"type": "integer", "minimum": 0, "maximum": 1_000_000}),
        Kind::Money => {
            json!({"description": "yuan", "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,2})?$"}]})
        }
        Kind::Share => {
            json!({"description": "percent", "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,2})?$"}]})
        }
        Kind::Date => date_schema(""),
        Kind::Choice(words) => json!({"enum": ids(words)}),
        Kind::Set(words) => {
            json!({"type": "array", "uniqueItems": true, "items": {"enum": ids(words)}})
        }
    };
    let acts: Vec<&str> = regulation
        .acts()
        .filter(|act| {
            regulation
                .facts_of(&act.key)
                .iter()
                .any(|read| crate::gaps::reads(read, spec.name))
        })
        .map(|act| act.key.as_str())
        .collect();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), Json::String(spec.label.to_owned()));
        if spec.origin == Origin::GivenOrNone {
            object.insert(
                "default".to_owned(),
                if matches!(spec.kind, Kind::Set(_)) {
                    json!([])
                } else {
                    json!(is_own(spec.name))
                },
            );
        }
        // facts of the project itself stand at nearly every act: naming them all says nothing
        if !acts.is_empty() && acts.len() < 20 {
            object.insert("x-acts".to_owned(), json!(acts));
        }
        if let Kind::Choice(words) | Kind::Set(words) = spec.kind {
            object.insert("x-labels".to_owned(), labels(words));
        }
    }
    schema
}

/// Asked of nobody's project in particular, a question is about the asker's own.
fn is_own(name: &str) -> bool {
    matches!(name, "own_unit" | "own_domain" | "invited_expert")
}

fn date_schema(description: &str) -> Json {
    let mut schema =
        json!({"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"});
    if let (false, Some(object)) = (description.is_empty(), schema.as_object_mut()) {
        object.insert(
            "description".to_owned(),
            Json::String(description.to_owned()),
        );
    }
    schema
}

fn ids(words: Words) -> Vec<&'static str> {
    words.words.iter().map(|(id, _)| *id).collect()
}

fn labels(words: Words) -> Json {
    words
        .words
        .iter()
        .map(|(id, label)| ((*id).to_owned(), Json::String((*label).to_owned())))
        .collect::<Map<_, _>>()
        .into()
}
