//! Forms as people fill them in, for the histories and the cases.

use serde_json::{Value, json};

pub const ASPECTS: [&str; 4] = ["technology", "security", "data", "budget"];

pub fn registration() -> Value {
    json!({
        "title": "教育业务一体化平台", "summary": "统一教育业务办理入口，整合招生、学籍和资助。",
        "fields": ["business_system"], "nature": "construction", "funding": ["fiscal"],
        "district_funds": true, "state_secret": false,
        "critical_infrastructure": false, "public_data_operation": false,
        "domain": "lead", "mlps_level": 3,
    })
}

pub fn contents() -> Value {
    json!({
        "objectives": "一网通办", "needs": "招生、学籍、资助", "data_acquisition": "目录共享", "management": "项目组负责",
        "mechanisms": "联席会议", "performance": "办理时限缩短一半",
        "budget": [
            {"name": "应用软件开发", "category": "software_development", "amount": "1200000"},
            {"name": "服务器", "category": "hardware", "amount": "300000"},
            {"name": "安全加固", "category": "security", "amount": "200000"},
            {"name": "监理服务", "category": "service", "amount": "50000"},
        ],
        "design": "d1", "design_item": "1.1", "planned_start_on": "2026-04-01", "planned_end_on": "2026-09-30",
    })
}

pub fn material(kind: &str) -> Value {
    json!({"material": kind, "title": kind})
}

pub fn opinion(aspects: &[&str]) -> Value {
    let rows: Vec<Value> = aspects
        .iter()
        .map(|aspect| json!({"aspect": aspect, "score": 85, "finding": "可行"}))
        .collect();
    json!({ "opinions": rows })
}

pub fn letter() -> Value {
    json!({"number": "西信函〔2026〕1号", "items": contents()["budget"]})
}

pub fn budget(amount: &str) -> Value {
    json!({"year": 2026, "amount": amount, "purpose": "implementation"})
}

pub fn contract() -> Value {
    json!({
        "kind": "implementation", "agency": "builder", "title": "平台建设合同", "signed_on": "2026-03-10",
        "items": [
            {"item": "i1", "name": "软件开发", "amount": "1150000"},
            {"item": "i2", "name": "服务器", "amount": "300000"},
            {"item": "i3", "name": "安全", "amount": "200000"},
        ],
        "clauses": ["confidentiality", "operation_duty", "warranty", "ownership"], "warranty_months": 24,
    })
}

pub fn payment(amount: &str, on: &str) -> Value {
    json!({"contract": "c1", "amount": amount, "paid_on": on, "purpose": "进度款"})
}

pub fn assessment(kind: &str, result: &str, number: &str, on: &str) -> Value {
    json!({"kind": kind, "agency": "tester", "result": result, "report_number": number, "assessed_on": on})
}

pub fn application(on: &str) -> Value {
    json!({"acceptance_on": on, "statement": "已完成全部建设内容"})
}

pub fn acceptance(outcome: &str) -> Value {
    json!({"held_on": "2026-09-23", "outcome": outcome, "attendees": "局、委", "opinion": "意见"})
}
