//! What people fill in, of the size they ask for.

use serde_json::{Value, json};
use tongchou_server::demo::SUPERVISION;

use super::super::course::Course;

pub const FULL: [&str; 4] = ["confidentiality", "operation_duty", "warranty", "ownership"];

pub fn contract(course: &Course, percent: i64, clauses: &[&str], approved: bool) -> Value {
    let sketch = &course.life.sketch;
    let rows: Vec<Value> = sketch
        .budget
        .iter()
        .filter(|(name, ..)| *name != SUPERVISION)
        .map(|(name, _, yuan)| {
            let mut row = json!({ "name": name, "amount": (yuan * percent / 100).to_string() });
            if approved {
                row["item"] = json!(format!("@{name}"));
            }
            row
        })
        .collect();
    json!({
        "kind": "implementation", "agency": format!("@{}", sketch.builder), "title": "承建合同",
        "signed_on": course.life.day.to_string(), "items": rows, "warranty_months": 24, "clauses": clauses,
    })
}

pub fn budget(course: &Course, percent: i64, purpose: &str) -> Value {
    let amount = course.life.total() * percent / 100;
    json!({ "year": i64::from(course.life.day.year()), "amount": amount.to_string(), "purpose": purpose })
}

pub fn letter(course: &Course) -> Value {
    let sketch = &course.life.sketch;
    let rows: Vec<Value> = sketch
        .budget
        .iter()
        .map(|(name, category, yuan)| {
            json!({ "name": name, "category": category, "amount": yuan.to_string() })
        })
        .collect();
    json!({ "items": rows, "conditions": "按核定内容建设" })
}

pub fn payment(course: &Course, percent: i64) -> Value {
    let sum: i64 = main_sum(course);
    json!({
        "contract": "@承建合同", "amount": (sum * percent / 100).to_string(),
        "paid_on": course.life.day.to_string(), "purpose": "款项",
    })
}

fn main_sum(course: &Course) -> i64 {
    let lines = course.life.sketch.budget.iter();
    let built = lines.filter(|(name, ..)| *name != SUPERVISION);
    built.map(|(.., yuan)| yuan).sum()
}
