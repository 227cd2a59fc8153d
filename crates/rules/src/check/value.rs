//! One fact's value from JSON: exact, bounded, refused with a sentence that
//! says how to write it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value as Json;

use crate::facts::{Kind, Value};
use crate::money;
use crate::vocabulary::Words;

/// The earliest and latest year that a date may have.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

pub(crate) fn read(kind: Kind, json: &Json) -> Result<Value, String> {
    match kind {
        Kind::Flag => json
            .as_bool()
            .map(Value::Flag)
            .ok_or_else(|| "应为 true 或 false".to_owned()),
        Kind::Count => count(json),
        Kind::Money => number(
            json,
            money::parse_yuan,
            "金额（元）应为整数或字符串，如 1200000 或 \"1200000.50\"；不接受浮点数",
        ),
        Kind::Share => number(
            json,
            money::parse_percent,
            "比例应为整数或字符串，如 8 或 \"8.25\"；不接受浮点数",
        ),
        Kind::Date => json
            .as_str()
            .ok_or_else(|| "日期应为字符串，如 \"2025-03-01\"".to_owned())
            .and_then(date)
            .map(Value::Date),
        Kind::Choice(words) => {
            let id = json
                .as_str()
                .ok_or_else(|| format!("应为以下之一：{}", ids(words)))?;
            word(words, id).map(Value::Choice)
        }
        Kind::Set(words) => {
            let list = json
                .as_array()
                .ok_or_else(|| format!("应为数组，成员取自：{}", ids(words)))?;
            let member = |json: &Json| {
                json.as_str()
                    .ok_or_else(|| "成员应为字符串".to_owned())
                    .and_then(|id| word(words, id))
            };
            let members = list
                .iter()
                .map(member)
                .collect::<Result<BTreeSet<_>, _>>()?;
            if members.len() == list.len() {
                Ok(Value::Set(members))
            } else {
                Err("成员重复".to_owned())
            }
        }
    }
}

/// A date as it is written in files: 2025-03-01, within sensible years.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let date: Date = shaped
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| format!("“{}”不是存在的日期，应写成 2025-03-01", shorten(text)))?;
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!("日期应在1990年至2100年之间，现为{}年", date.year()))
    }
}

fn count(json: &Json) -> Result<Value, String> {
    let count = json.as_i64().ok_or_else(|| "应为整数".to_owned())?;
    if (0..=1_000_000).contains(&count) {
        Ok(Value::Number(count))
    } else {
        Err("应在 0 到 1000000 之间".to_owned())
    }
}

fn number(
    json: &Json,
    parse: fn(&str) -> Result<i64, &'static str>,
    shape: &str,
) -> Result<Value, String> {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return Err(shape.to_owned()),
    };
    parse(&text).map(Value::Number).map_err(str::to_owned)
}

fn word(words: Words, id: &str) -> Result<String, String> {
    words
        .label(id)
        .map(|_| id.to_owned())
        .ok_or_else(|| format!("“{}”不在可选值中：{}", shorten(id), ids(words)))
}

fn ids(words: Words) -> String {
    words
        .words
        .iter()
        .map(|(id, label)| format!("{id}（{label}）"))
        .collect::<Vec<_>>()
        .join("、")
}

/// What is quoted back is short, however long what came in.
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}
