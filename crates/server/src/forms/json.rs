//! What was typed into an act's form, as the JSON that the act takes, and back.
//! It changes the shape only; what a value may be is for the act to say.

use serde_json::{Map, Value};
use tongchou_project::{FieldKind, FieldSpec};

use super::decode::{MAX_ROWS, Pairs};

/// The typed form without the rows that were left empty, so that row numbers
/// in errors are those on the page.
pub fn compact(fields: &[FieldSpec], typed: &Pairs) -> Pairs {
    let mut compacted = Pairs::default();
    for field in fields {
        match field.kind {
            FieldKind::Rows(columns) => compact_rows(field.name, columns, typed, &mut compacted),
            _ => copy(field.name, typed, field.name, &mut compacted),
        }
    }
    compacted
}

fn compact_rows(name: &str, columns: &[FieldSpec], typed: &Pairs, into: &mut Pairs) {
    let mut kept = 0;
    for row in 0..typed.rows(name) {
        let cell = |column: &FieldSpec| format!("{name}.{row}.{}", column.name);
        let filled = columns
            .iter()
            .any(|column| typed.filled(&cell(column)).is_some());
        if filled {
            for column in columns {
                let target = format!("{name}.{kept}.{}", column.name);
                copy(&cell(column), typed, &target, into);
            }
            kept += 1;
        }
    }
}

fn copy(from: &str, typed: &Pairs, target: &str, into: &mut Pairs) {
    for value in typed.all(from) {
        into.push(target, value);
    }
}

/// The JSON of a compacted form. Fields left empty are left out.
pub fn to_json(fields: &[FieldSpec], typed: &Pairs) -> Value {
    Value::Object(object(fields, typed, ""))
}

fn object(fields: &[FieldSpec], typed: &Pairs, prefix: &str) -> Map<String, Value> {
    fields
        .iter()
        .filter_map(|field| {
            let name = format!("{prefix}{}", field.name);
            Some((field.name.to_owned(), value(field, typed, &name)?))
        })
        .collect()
}

fn value(field: &FieldSpec, typed: &Pairs, name: &str) -> Option<Value> {
    match field.kind {
        FieldKind::Flag if field.required => typed.filled(name).map(Value::from),
        FieldKind::Flag => Some(typed.filled(name).is_some().into()),
        FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Files => {
            let chosen: Vec<&str> = typed.all(name).filter(|text| !text.is_empty()).collect();
            (!chosen.is_empty()).then(|| chosen.into())
        }
        FieldKind::Rows(columns) => {
            let rows: Vec<Value> = (0..typed.rows(name))
                .map(|row| Value::Object(object(columns, typed, &format!("{name}.{row}."))))
                .collect();
            (!rows.is_empty()).then(|| rows.into())
        }
        FieldKind::Count { .. } => typed.filled(name).map(|text| {
            let text = half_width(text);
            text.parse::<i64>()
                .map_or_else(|_| Value::String(text), Value::from)
        }),
        FieldKind::Money { .. } | FieldKind::Share => typed
            .filled(name)
            .map(|text| Value::String(amount_text(text))),
        _ => typed.filled(name).map(Value::from),
    }
}

/// Digits as an input method may leave them: １２０，０００．５０ is 120000.50. A comma that
/// parts no thousands stays, and is refused with the rest: 12,34 is not 1234.
pub(super) fn amount_text(text: &str) -> String {
    let plain: String = half_width(text)
        .trim_end_matches(['元', '%'])
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let whole = plain.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|first| first.len() <= 3);
    if first && groups.all(|group| group.len() == 3) {
        plain.replace(',', "")
    } else {
        plain
    }
}

pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '０'..='９' | '．' | '，' | '－' | '％' => {
                char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter)
            }
            other => other,
        })
        .collect()
}

/// The form that would give this JSON: for forms that begin filled in.
pub fn from_json(fields: &[FieldSpec], given: &Value) -> Pairs {
    let mut typed = Pairs::default();
    fill(fields, given, "", &mut typed);
    typed
}

fn fill(fields: &[FieldSpec], given: &Value, prefix: &str, typed: &mut Pairs) {
    for field in fields {
        let name = format!("{prefix}{}", field.name);
        match given.get(field.name) {
            None | Some(Value::Null | Value::Bool(false)) => {}
            Some(Value::Bool(true)) => typed.push(name, "yes"),
            Some(Value::Array(rows)) => match field.kind {
                FieldKind::Rows(columns) => {
                    for (place, row) in rows.iter().take(MAX_ROWS).enumerate() {
                        fill(columns, row, &format!("{name}.{place}."), typed);
                    }
                }
                _ => rows
                    .iter()
                    .filter_map(Value::as_str)
                    .for_each(|item| typed.push(name.clone(), item)),
            },
            Some(Value::String(text)) => typed.push(name, text.clone()),
            Some(other) => typed.push(name, other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tongchou_project::{FieldKind, FieldSpec};

    use super::{Pairs, compact, from_json, to_json};

    const fn field(name: &'static str, kind: FieldKind) -> FieldSpec {
        FieldSpec {
            name,
            label: name,
            kind,
            required: false,
            help: "",
            article: "",
        }
    }

    const COLUMNS: &[FieldSpec] = &[
        field("name", FieldKind::Text { max: 20 }),
        field("amount", FieldKind::Money { zero: true }),
    ];
    const FIELDS: &[FieldSpec] = &[
        field("title", FieldKind::Text { max: 20 }),
        field("secret", FieldKind::Flag),
        field("level", FieldKind::Count { min: 0, max: 5 }),
        field("fields", FieldKind::Choices(&[("a", "甲"), ("b", "乙")])),
        field("items", FieldKind::Rows(COLUMNS)),
    ];

    #[test]
    fn empty_rows_are_left_out_and_the_others_move_up() {
        let body = "title=T&items.0.name=&items.0.amount=&items.2.name=x&items.2.amount=1%2C200.50\
                    &fields=a&fields=b&level=3";
        let typed = compact(FIELDS, &Pairs::decode(body.as_bytes()).unwrap());
        let given = to_json(FIELDS, &typed);
        assert_eq!(
            given,
            json!({"title": "T", "secret": false, "level": 3, "fields": ["a", "b"],
                   "items": [{"name": "x", "amount": "1200.50"}]})
        );
        assert_eq!(to_json(FIELDS, &from_json(FIELDS, &given)), given);
    }

    #[test]
    fn full_width_digits_are_read() {
        let typed =
            Pairs::decode("items.0.amount=１２０，０００．５元&level=３".as_bytes()).unwrap();
        let given = to_json(FIELDS, &typed);
        assert_eq!(given["items"][0]["amount"], "120000.5");
        assert_eq!(super::amount_text("1,234,567.00"), "1234567.00");
        assert_eq!(super::amount_text("12,34"), "12,34");
        assert_eq!(super::amount_text("1234,567"), "1234,567");
        assert_eq!(given["level"], 3);
    }
}
