//! The contracts, payments and assets of every project that one may see, a row each, in
//! the columns that the import of the same kind reads: one workbook goes both ways.

use axum::response::Response;
use serde_json::{Map, Value as Json, json};
use tongchou_project::AssetRow;
use tongchou_project::state::ContractedItem;
use tongchou_project::{FieldKind, FieldSpec, Project};

use super::exports;
use super::listing::visible;
use super::lists::Value;
use crate::imports::{Kind, PROJECT};
use crate::web::{Failure, SignedIn, Web};

const STATE: &str = "状态";

/// A ledger by the name of its import.
pub fn of(key: &str) -> Option<Kind> {
    Kind::of(key).filter(|kind| kind.on_project)
}

pub async fn show(web: &Web, user: &SignedIn, kind: Kind) -> Result<Response, Failure> {
    let seen = visible(&web.app, &user.actor).await?;
    let columns = kind.columns();
    let heads = columns.iter().map(|column| column.label).chain([STATE]);
    let projects = seen.iter().filter_map(|entry| entry.aggregate.project());
    let rows: Vec<Vec<Value>> = projects.flat_map(|project| rows(kind, project)).collect();
    exports::table(web, kind.name.to_owned(), kind.key, heads.collect(), rows).await
}

fn rows(kind: Kind, project: &Project) -> Vec<Vec<Value>> {
    let records = match kind.key {
        "contract" => contracts(project),
        "payment" => payments(project),
        "asset" => assets(project),
        _ => Vec::new(),
    };
    let row = |(record, state): (Map<String, Json>, &str)| {
        let cells = kind.columns().iter().map(|column| {
            if column.name == PROJECT {
                return Value::text(&project.title);
            }
            record
                .get(column.name)
                .map_or(Value::Nothing, |value| cell(column, value))
        });
        cells.chain([Value::text(state)]).collect()
    };
    records.into_iter().map(row).collect()
}

type Record = (Map<String, Json>, &'static str);

fn contracts(project: &Project) -> Vec<Record> {
    let mut records = Vec::new();
    for contract in &project.contracts {
        let state = if contract.terminated_on.is_some() {
            "已解除"
        } else {
            "履行中"
        };
        for row in &contract.items {
            let item = row.item.as_deref().and_then(|id| project.approved_item(id));
            let record = json!({
                "kind": contract.kind, "agency": contract.agency_name, "title": contract.title,
                "number": contract.number, "signed_on": contract.signed_on,
                "clauses": contract.clauses, "warranty_months": contract.warranty_months,
                "item": item.map(|item| &item.name), "name": row.name, "amount": row.amount,
            });
            records.push((fields(record), state));
        }
    }
    records
}

fn payments(project: &Project) -> Vec<Record> {
    let record = |payment: &tongchou_project::state::Payment| {
        let contract = project.contract(&payment.contract);
        let record = json!({
            "contract": contract.map(|contract| &contract.title),
            // what was taken back adds nothing to the column
            "amount": if payment.reversed.is_some() { 0 } else { payment.amount },
            "paid_on": payment.paid_on, "purpose": payment.purpose, "voucher": payment.voucher,
        });
        let state = if payment.reversed.is_some() {
            "已冲销"
        } else {
            ""
        };
        (fields(record), state)
    };
    project.payments.iter().map(record).collect()
}

fn assets(project: &Project) -> Vec<Record> {
    let items = project.contracted_items();
    let record = |asset: &AssetRow| {
        let mut record = fields(json!(asset));
        let item = items.iter().find(|item| item.is_of(asset));
        let item = json!(item.map(ContractedItem::title));
        record.insert("contract_item".to_owned(), item);
        (record, "")
    };
    project.registered_assets().map(record).collect()
}

fn fields(record: Json) -> Map<String, Json> {
    match record {
        Json::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// A field as a cell of its own type.
fn cell(column: &FieldSpec, value: &Json) -> Value {
    let label = |words: &[(&str, &str)], word: &str| {
        let known = words.iter().find(|(id, _)| *id == word);
        known.map_or(word, |(_, label)| label).to_owned()
    };
    match (column.kind, value) {
        (FieldKind::Money { .. }, Json::Number(fen)) => {
            fen.as_i64().map_or(Value::Nothing, Value::Money)
        }
        (_, Json::Number(number)) => number.as_i64().map_or(Value::Nothing, Value::Figure),
        (FieldKind::Date, Json::String(day)) => Value::day(day.parse().ok()),
        (FieldKind::Choice(words), Json::String(word)) => Value::text(label(words, word)),
        (FieldKind::Choices(words), Json::Array(chosen)) => {
            let chosen = chosen.iter().filter_map(Json::as_str);
            let labels: Vec<String> = chosen.map(|word| label(words, word)).collect();
            Value::text(labels.join("、"))
        }
        (_, Json::String(text)) => Value::text(text),
        _ => Value::Nothing,
    }
}
