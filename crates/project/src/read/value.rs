//! One value by its kind. Messages follow the field's name in a sentence.

use jiff::civil::Date;
use serde_json::Value;
use tongchou_rules::money::{parse_percent, parse_yuan};

use super::tidy;
use crate::fields::FieldKind;
use crate::file::{File, MOST_FILES, is_sm3};

/// The earliest and latest year that a date of this law's projects can have.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

pub(super) fn read(kind: FieldKind, given: &Value) -> Result<Value, String> {
    match kind {
        FieldKind::Text { max } => text(given, max, false).map(Value::from),
        FieldKind::LongText { max } => text(given, max, true).map(Value::from),
        FieldKind::Money { zero } => money(given, zero).map(Value::from),
        FieldKind::Count { min, max } => count(given, min, max).map(Value::from),
        FieldKind::Share => share(given).map(Value::from),
        FieldKind::Date => date(given).map(|day| Value::from(day.to_string())),
        FieldKind::Flag => flag(given)
            .map(Value::from)
            .ok_or_else(|| "应为 true 或 false".to_owned()),
        FieldKind::Choice(words) => one_of(given, words).map(Value::from),
        FieldKind::Choices(words) => several(given, |each| one_of(each, words)).map(Value::from),
        FieldKind::Reference(_) => reference(given).map(Value::from),
        FieldKind::References(_) => several(given, reference).map(Value::from),
        FieldKind::Files => files(given),
        FieldKind::Rows(_) => Err("应为表格".to_owned()),
    }
}

fn text(given: &Value, max: usize, lines: bool) -> Result<String, String> {
    let Value::String(typed) = given else {
        return Err("应为文字".to_owned());
    };
    let length = typed.chars().count();
    if length > max {
        return Err(format!("最多{max}字，现有{length}字，请删减"));
    }
    let text = tidy(typed);
    if text.chars().any(|c| is_unfit(c, lines)) {
        return Err(if lines {
            "含有不可见的控制字符，请删去后重新填写".to_owned()
        } else {
            "含有换行或不可见的控制字符，请删去后重新填写".to_owned()
        });
    }
    Ok(text)
}

/// Control characters, and those that hide or reorder what is read: joiners, marks of
/// direction, letters that show nothing, tags. Marks of variants stay: names are
/// written with them.
fn is_unfit(c: char, lines: bool) -> bool {
    let layout = lines && matches!(c, '\n' | '\t');
    (c.is_control() && !layout)
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e00ff}'
                | '\u{e01f0}'..='\u{e0fff}'
        )
}

fn money(given: &Value, zero: bool) -> Result<i64, String> {
    let written = match given {
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::Number(_) => {
            return Err("带小数的金额请写成文字，如 \"1200000.50\"，不用科学记数法".to_owned());
        }
        Value::String(typed) => typed.trim().to_owned(),
        _ => return Err("应为以元为单位的金额".to_owned()),
    };
    match parse_yuan(&written) {
        Ok(0) if !zero => Err("必须大于零".to_owned()),
        Ok(fen) => Ok(fen),
        Err(message) => Err(message.to_owned()),
    }
}

fn count(given: &Value, min: i64, max: i64) -> Result<i64, String> {
    let number = match given {
        Value::Number(number) => number.as_i64(),
        Value::String(typed) => typed.trim().parse().ok(),
        _ => None,
    };
    number
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| format!("应为{min}至{max}之间的整数"))
}

fn share(given: &Value) -> Result<i64, String> {
    let written = match given {
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::String(typed) => typed.trim().to_owned(),
        _ => return Err("应为百分数，最多两位小数，写成文字如 \"8.25\"".to_owned()),
    };
    match parse_percent(&written) {
        Ok(points) if points > 10_000 => Err("不得超过100%".to_owned()),
        Ok(points) => Ok(points),
        Err(message) => Err(message.to_owned()),
    }
}

fn date(given: &Value) -> Result<Date, String> {
    const SHAPE: &str = "应写成 2026-11-23 或 2026年11月23日";
    let Value::String(typed) = given else {
        return Err(SHAPE.to_owned());
    };
    let (year, month, day) = parts(typed.trim()).ok_or(SHAPE)?;
    let date = Date::new(year, month, day)
        .map_err(|_| format!("{year}年{month}月{day}日不存在，请核对"))?;
    if !YEARS.contains(&date.year()) {
        return Err(format!(
            "应在{}年至{}年之间，请核对",
            YEARS.start(),
            YEARS.end()
        ));
    }
    Ok(date)
}

/// Year, month and day as written; whether there is such a day is another question.
fn parts(typed: &str) -> Option<(i16, i8, i8)> {
    let plain = match typed.strip_suffix('日') {
        Some(chinese) => chinese.replacen('年', "-", 1).replacen('月', "-", 1),
        None if typed.len() == 10 => typed.to_owned(),
        None => return None,
    };
    let mut pieces = plain.split('-');
    let mut next = |longest: usize| {
        pieces.next().filter(|piece| {
            (1..=longest).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let year = next(4)?.parse().ok()?;
    let month = next(2)?.parse().ok()?;
    let day = next(2)?.parse().ok()?;
    pieces.next().is_none().then_some((year, month, day))
}

/// Forms send text where JSON sends a truth value.
pub(super) fn flag(given: &Value) -> Option<bool> {
    match given {
        Value::Bool(flag) => Some(*flag),
        Value::String(typed) => match typed.trim() {
            "true" | "on" | "yes" => Some(true),
            "false" | "off" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn one_of(given: &Value, words: &[(&str, &str)]) -> Result<String, String> {
    given
        .as_str()
        .and_then(|typed| words.iter().find(|(id, _)| *id == typed.trim()))
        .map(|(id, _)| (*id).to_owned())
        .ok_or_else(|| {
            let all: Vec<String> = words
                .iter()
                .map(|(id, label)| format!("{label}（{id}）"))
                .collect();
            format!("只能选：{}", all.join("、"))
        })
}

fn several(
    given: &Value,
    read: impl Fn(&Value) -> Result<String, String>,
) -> Result<Vec<String>, String> {
    let one = [given.clone()];
    let list = match given {
        Value::Array(list) => list.as_slice(),
        Value::String(_) => one.as_slice(),
        _ => return Err("应为若干选项的列表".to_owned()),
    };
    if list.len() > 500 {
        return Err(format!("最多500项，现有{}项", list.len()));
    }
    let mut chosen = Vec::new();
    for each in list {
        let read = read(each)?;
        if chosen.contains(&read) {
            return Err("有重复的选项，请删去".to_owned());
        }
        chosen.push(read);
    }
    Ok(chosen)
}

/// Files as the server has resolved them: who calls with anything else has sent
/// something that is no file of theirs.
fn files(given: &Value) -> Result<Value, String> {
    let Value::Array(list) = given else {
        return Err("应为已上传文件的列表".to_owned());
    };
    if list.len() > MOST_FILES {
        return Err(format!("最多{MOST_FILES}个文件，现有{}个", list.len()));
    }
    let mut files: Vec<File> = Vec::with_capacity(list.len());
    for each in list {
        let file: File = serde_json::from_value(each.clone())
            .map_err(|_| "含有没有上传过的文件，请重新选择".to_owned())?;
        if file.name.is_empty() || !is_sm3(&file.sm3) || file.size < 1 {
            return Err("含有没有上传过的文件，请重新选择".to_owned());
        }
        if let Some(same) = files.iter().find(|other| other.sm3 == file.sm3) {
            return Err(format!(
                "中“{}”与“{}”内容完全相同，请留下一个",
                file.name, same.name
            ));
        }
        files.push(file);
    }
    serde_json::to_value(files).map_err(|error| error.to_string())
}

fn reference(given: &Value) -> Result<String, String> {
    let id = text(given, 100, false)?;
    if id.is_empty() {
        return Err("必须选择".to_owned());
    }
    Ok(id)
}
