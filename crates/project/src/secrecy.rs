//! Marks of secrecy in what is typed. What carries one is refused before
//! anything else looks at it, and its content is never repeated.

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::fields::{FieldError, FieldSpec};

const GRADES: [&str; 3] = ["绝密", "机密", "秘密"];

/// The fields whose text, wherever in it, carries a mark; unknown fields too.
pub(crate) fn marked(specs: &[FieldSpec], object: &Map<String, Value>) -> Vec<FieldError> {
    object
        .iter()
        .filter(|(name, value)| carries_mark(name) || any_text(value))
        .map(|(name, _)| {
            let spec = specs.iter().find(|spec| spec.name == name);
            let field = spec.map_or("", |spec| spec.name);
            let label = spec.map_or("请求内容", |spec| spec.label);
            withheld(
                field,
                label,
                &format!(
                    "“{label}”含有国家秘密标志，未予保存。涉密内容不得在本系统处理，请按保密规定办理（第六条）"
                ),
            )
        })
        .collect()
}

/// The one fault of a project that says of itself that it is secret.
pub(crate) fn secret_project() -> FieldError {
    withheld(
        "state_secret",
        "涉及国家秘密",
        "涉及国家秘密的项目不得在本系统办理，所填内容未予保存，请按保密规定办理（第六条）",
    )
}

fn withheld(field: &str, label: &str, message: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        label: label.to_owned(),
        message: message.to_owned(),
        clause: Some("A6".to_owned()),
        withhold: true,
    }
}

fn any_text(value: &Value) -> bool {
    match value {
        Value::String(text) => carries_mark(text),
        Value::Array(list) => list.iter().any(any_text),
        Value::Object(object) => object
            .iter()
            .any(|(name, value)| carries_mark(name) || any_text(value)),
        _ => false,
    }
}

/// A grade of secrecy followed by a star or a period, however spaced or widened.
pub fn carries_mark(text: &str) -> bool {
    let plain: String = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_hidden(*c))
        .collect();
    GRADES.iter().any(|grade| {
        plain.match_indices(grade).any(|(at, _)| {
            let before = plain.get(..at).unwrap_or_default();
            let after = plain.get(at + grade.len()..).unwrap_or_default();
            is_mark(before, after)
        })
    })
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_mark(before: &str, after: &str) -> bool {
    let after = after
        .strip_prefix('级')
        .unwrap_or(after)
        .trim_start_matches([
            ':', '：', '-', '—', '·', '(', '（', '[', '【', ')', '）', ']', '】',
        ]);
    if after.starts_with(['★', '☆', '⭐', '✩', '✭', '✮', '✯', '*']) {
        return true;
    }
    // A trade secret kept for five years is not a secret of state.
    !before.ends_with("商业") && !before.ends_with("工作") && starts_with_period(after)
}

fn starts_with_period(after: &str) -> bool {
    let digits: usize = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十百两".contains(*c))
        .map(char::len_utf8)
        .sum();
    let unit = after.get(digits..).unwrap_or_default();
    if digits == 0 {
        return unit.starts_with("长期");
    }
    ["年", "个月", "月", "天", "日"]
        .iter()
        .any(|word| unit.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_however_written() {
        for text in [
            "机密★20年",
            "秘密 10年",
            "绝密★",
            "机 密 ★ 长期",
            "密级：秘密１０年",
            "机密☆",
            "秘密★五年",
            "绝密级★",
            "机密(5年)",
            "秘密长期",
            "附件（机密）★",
        ] {
            assert!(carries_mark(text), "{text}");
        }
    }

    #[test]
    fn ordinary_words_are_not_marks() {
        for text in [
            "涉及国家秘密的不得填写",
            "保守商业秘密5年",
            "工作秘密10年内不公开",
            "绝密",
            "机密性、完整性、可用性",
            "秘密分享算法",
        ] {
            assert!(!carries_mark(text), "{text}");
        }
    }
}
