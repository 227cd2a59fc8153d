//! The shapes of the API's answers, and of its one error.

use serde_json::{Map, Value, json};

use crate::api::failure::CODES;

/// An answer of a named shape.
pub fn answer(schema: &str) -> Value {
    let reference = format!("#/components/schemas/{schema}");
    json!({ "description": "结果", "content": { "application/json": { "schema": { "$ref": reference } } } })
}

/// The refusals that an operation may give, beside those that any may.
pub fn failures(statuses: &[u16]) -> Map<String, Value> {
    let always = [500];
    statuses
        .iter()
        .chain(&always)
        .map(|status| {
            let reference = format!("#/components/responses/{status}");
            (status.to_string(), json!({ "$ref": reference }))
        })
        .collect()
}

pub fn responses() -> Map<String, Value> {
    let mut responses = Map::new();
    for (_, status, _) in CODES {
        let of_status = CODES.iter().filter(|(_, known, _)| known == status);
        let says: Vec<String> = of_status
            .map(|(code, _, says)| format!("{code}：{says}"))
            .collect();
        let content =
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
        let response = json!({ "description": says.join("；"), "content": content });
        responses.insert(status.to_string(), response);
    }
    responses
}

pub fn all() -> Value {
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let list = |schema: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } });
    let count = || json!({ "type": "integer", "minimum": 0 });
    let id = || json!({ "type": "string", "format": "uuid" });
    let whole = |properties: Value| {
        let required: Vec<String> = properties
            .as_object()
            .map(|fields| fields.keys().cloned().collect())
            .unwrap_or_default();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    let row = json!({ "id": id(), "title": text(), "unit": text(), "stage": text(), "number": text(), "changed_on": text() });
    let act = json!({ "key": text(), "title": maybe(), "stage": maybe(), "aggregate": text(), "creates": { "type": "boolean" }, "fields": { "type": "array", "items": { "type": "object" } } });
    let offer = json!({ "act": text(), "title": text(), "possible": { "type": "boolean" }, "verdict": { "$ref": "#/components/schemas/Verdict" }, "state": { "type": "array", "items": { "type": "object" } } });
    let entry = json!({ "id": id(), "title": text(), "stage": text(), "number": maybe() });
    let choice = json!({ "id": text(), "label": text() });
    let proof = json!({ "position": count(), "size": count(), "leaf": text(), "path": { "type": "array", "items": text() }, "root": text() });
    let done = json!({ "id": id(), "act": text(), "events": { "type": "array", "items": text() }, "verdict": { "$ref": "#/components/schemas/Verdict" }, "reply": {} });
    json!({
        "Error": error(),
        "Document": { "type": "object" },
        "Session": whole(json!({ "token": text(), "expires_at": { "type": "string", "format": "date-time" } })),
        "Act": whole(act),
        "Acts": whole(json!({ "acts": list("Act") })),
        "ProjectRow": whole(row),
        "Projects": whole(json!({ "projects": list("ProjectRow"), "page": count(), "total": count() })),
        "Project": whole(json!({ "id": id(), "sequence": count(), "state": { "type": "object" }, "facts": { "type": "object" }, "duties": { "type": "array", "items": { "type": "object" } } })),
        "Duplicates": whole(json!({ "checked_on": maybe(), "current": { "type": "boolean" }, "basis": { "type": ["object", "null"] }, "hits": { "type": "array", "items": { "type": "object" } } })),
        "Papers": whole(json!({ "letters": { "type": "array", "items": { "type": "object" } }, "forms": { "type": "array", "items": { "type": "object" } } })),
        "Offer": whole(offer),
        "Offers": whole(json!({ "acts": list("Offer") })),
        "EntryRow": whole(entry),
        "Entries": whole(json!({ "entries": list("EntryRow"), "page": count(), "total": count() })),
        "Entry": whole(json!({ "id": id(), "sequence": count(), "state": { "type": ["object", "null"] } })),
        "Choice": whole(choice),
        "Options": whole(json!({ "act": text(), "options": { "type": "object", "additionalProperties": list("Choice") } })),
        "Checkpoint": whole(json!({ "origin": text(), "size": count(), "root": text(), "signatures": { "type": "array", "items": text() }, "text": text() })),
        "Proof": whole(proof),
        "Done": whole(done),
        "Verdict": verdict(),
        "Question": question(),
    })
}

fn error() -> Value {
    let codes: Vec<&str> = CODES.iter().map(|(code, ..)| *code).collect();
    let maybe = json!({ "type": ["string", "null"] });
    let detail = json!({
        "type": "object",
        "required": ["code", "message", "remedy", "field", "clause", "article"],
        "properties": {
            "code": { "enum": ["invalid", "withheld", "missing", "violated", "order"] },
            "message": { "type": "string" }, "remedy": { "type": "string" },
            "field": maybe, "clause": maybe, "article": maybe,
        },
    });
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message", "remedy", "field", "clause", "request_id", "details"],
            "properties": {
                "code": { "enum": codes },
                "message": { "type": "string" }, "remedy": { "type": "string" },
                "field": maybe, "clause": maybe,
                "request_id": { "type": "string", "format": "uuid" },
                "details": { "type": "array", "items": detail },
                "who": { "type": "array", "items": { "type": "string" } },
                "verdict": { "$ref": "#/components/schemas/Verdict" },
            },
        } },
    })
}

fn verdict() -> Value {
    json!({
        "type": "object",
        "required": ["act", "on", "decision", "findings", "questions", "regulation", "regulation_hash"],
        "properties": {
            "act": { "type": "string" },
            "on": { "type": "string", "format": "date" },
            "decision": { "enum": ["permitted", "refused", "insufficient"] },
            "way": { "type": ["string", "null"] },
            "findings": { "type": "array", "items": { "type": "object" } },
            "questions": { "type": "array", "items": { "type": "object" } },
            "regulation": { "type": "string" },
            "regulation_hash": { "type": "string" },
        },
    })
}

/// One line of the check service; its facts are in docs/facts.schema.json.
fn question() -> Value {
    json!({
        "type": "object",
        "required": ["act", "on"],
        "properties": {
            "id": {},
            "act": { "type": "string" },
            "on": { "type": "string", "format": "date" },
            "facts": { "type": "object" },
            "params": { "type": "object" },
            "history": { "type": "array" },
        },
        "additionalProperties": false,
    })
}
