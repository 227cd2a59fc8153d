//! Tables: each row by its columns, and no row twice.

use serde_json::Value;

use super::{Reading, clause_of};
use crate::fields::{FieldKind, FieldSpec};

/// More rows than any project's table has; beyond it something went wrong.
const MOST_ROWS: usize = 1_000;

impl Reading {
    pub(super) fn rows(
        &mut self,
        spec: &FieldSpec,
        columns: &'static [FieldSpec],
        given: &Value,
        at: &str,
    ) -> Option<Value> {
        let Value::Array(list) = given else {
            self.refuse(spec, at, "应为表格（若干行）");
            return None;
        };
        if list.len() > MOST_ROWS {
            let message = format!("最多{MOST_ROWS}行，现有{}行", list.len());
            self.refuse(spec, at, &message);
            return None;
        }
        let mut clean: Vec<Value> = Vec::with_capacity(list.len());
        for (index, row) in list.iter().enumerate() {
            let line = index + 1;
            let Some(object) = row.as_object() else {
                self.refuse(
                    spec,
                    &format!("{at}[{index}]"),
                    &format!("第{line}行应为一个对象"),
                );
                continue;
            };
            let before = self.faults.len();
            let read = self.object(columns, object, &format!("{at}[{index}]."));
            for fault in self.faults.iter_mut().skip(before) {
                fault.label = format!("{}第{line}行·{}", spec.label, fault.label);
                fault.clause = fault.clause.take().or_else(|| clause_of(spec.article));
            }
            clean.push(Value::Object(read));
        }
        self.twice(spec, columns, &clean, at);
        Some(Value::Array(clean))
    }

    fn twice(&mut self, spec: &FieldSpec, columns: &[FieldSpec], rows: &[Value], at: &str) {
        for (index, row) in rows.iter().enumerate() {
            // a row that says nothing says it of nothing
            let says = |row: &Value| row.as_object().is_some_and(|row| row.values().any(is_said));
            let same = rows.iter().take(index).position(|earlier| {
                says(row) && (earlier == row || same_subject(columns, earlier, row))
            });
            if let Some(earlier) = same {
                let message = format!("第{}行与第{}行重复，请合并或删去", index + 1, earlier + 1);
                self.refuse(spec, &format!("{at}[{index}]"), &message);
            }
        }
    }
}

fn is_said(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

/// Whether two rows speak of the same thing, though they may say different things of it.
fn same_subject(columns: &[FieldSpec], one: &Value, other: &Value) -> bool {
    columns
        .iter()
        .filter(|column| is_subject(column, columns))
        .any(|column| {
            let value = one.get(column.name).filter(|value| is_said(value));
            value.is_some() && value == other.get(column.name)
        })
}

fn is_subject(column: &FieldSpec, columns: &[FieldSpec]) -> bool {
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    match column.name {
        "aspect" | "code" | "department" => true,
        // A contract may divide one approved item into several lines, each with its name.
        "item" => !columns.iter().any(|c| c.name == "name" && c.required),
        "name" => (has("category") && !has("item")) || has("operator"),
        _ => matches!(column.kind, FieldKind::Reference("contract")),
    }
}
