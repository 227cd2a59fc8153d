//! Marks of secrecy in what is typed. What carries one is refused before
//! anything else looks at it, and its content is never repeated.

use std::collections::BTreeSet;

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

/// A mark within the text, or a line of it that is nothing but a grade. Where all grades
/// stand so, they are listed, and none is a mark.
pub fn carries_mark(text: &str) -> bool {
    let headings: BTreeSet<&str> = text.lines().filter_map(heading).collect();
    marks_within(text) || is_mark_of(&headings)
}

/// Whether grades that stand alone mark what they were found in.
pub fn is_mark_of(headings: &BTreeSet<&str>) -> bool {
    !headings.is_empty() && headings.len() < GRADES.len()
}

/// A grade of secrecy with a star or a period beside it, however spaced, set off,
/// widened or written in the traditional way.
pub fn marks_within(text: &str) -> bool {
    let plain = plain(text);
    GRADES.iter().any(|grade| {
        plain.match_indices(grade).any(|(at, _)| {
            let before = plain.get(..at).unwrap_or_default();
            let after = plain.get(at + grade.len()..).unwrap_or_default();
            is_mark(before, after)
        })
    })
}

/// The name of a file says by itself what the file is: 绝密方案.docx.
pub fn is_named_secret(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = plain(stem);
    let plain = plain.trim_matches(sets_off);
    let begins = |grade: &str| {
        let rest = plain.strip_prefix(grade);
        rest.is_some_and(|rest| !rest.starts_with("性") && !rest.starts_with("分享"))
    };
    GRADES.contains(&plain) || begins("绝密") || begins("机密") || carries_mark(name)
}

fn plain(text: &str) -> String {
    let plain: String = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_hidden(*c))
        .map(simplified)
        .collect();
    rejoined(&plain)
}

/// The grade that stands alone in a line, or heads it as the grade of a paper.
pub fn heading(line: &str) -> Option<&'static str> {
    if !line.contains('密') {
        return None;
    }
    let line = plain(line);
    let line = line.trim_matches(sets_off);
    GRADES.into_iter().find(|grade| {
        line.strip_prefix(grade).is_some_and(|rest| {
            let of_level = rest.strip_prefix('级');
            let paper =
                of_level.is_some_and(|rest| PAPERS.iter().any(|word| rest.starts_with(word)));
            rest.is_empty() || of_level == Some("") || paper
        })
    })
}

const PAPERS: [&str; 5] = ["文件", "资料", "材料", "文档", "档案"];

/// The text with nothing set between the two characters of a grade.
fn rejoined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        joined.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if matches!(c, '绝' | '机' | '秘') {
            let past = rest.trim_start_matches(sets_off);
            if past.starts_with('密') {
                rest = past;
            }
        }
    }
    joined
}

/// Characters that take no room on the page and would hide a mark.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn simplified(c: char) -> char {
    match c {
        '絕' | '絶' => '绝',
        '機' => '机',
        '級' => '级',
        '長' => '长',
        '個' => '个',
        '祕' => '秘',
        '兩' => '两',
        '爲' | '為' => '为',
        other => other,
    }
}

fn is_star(c: char) -> bool {
    matches!(c,
        '*' | '∗' | '⁎' | '⋆' | '⍟' | '★' | '☆' | '✡' | '⭐' | '⭑' | '⭒' | '🌟' | '✦' | '✧'
        | '✩'..='✰' | '✱'..='✽' | '❂'..='❋')
}

/// Anything that is no letter, no numeral and no star only sets off what stands around it.
fn sets_off(c: char) -> bool {
    !c.is_alphanumeric() && !is_star(c)
}

fn is_mark(before: &str, after: &str) -> bool {
    let near = before.trim_end_matches(sets_off);
    let rest = after.trim_start_matches(sets_off);
    let rest = rest.strip_prefix('级').unwrap_or(rest);
    let rest = rest.trim_start_matches(sets_off);
    if rest.starts_with(is_star) || stands_after_a_star(near, rest) {
        return true;
    }
    // A trade secret kept for five years is not a secret of state.
    if near.ends_with("商业") || near.ends_with("工作") {
        return false;
    }
    let labelled = ["密级", "密级为", "密级是"]
        .iter()
        .any(|label| near.ends_with(label) && !is_question(before));
    labelled || has_period(after, rest)
}

/// A period beside the grade, or one that says it is the period of secrecy. What
/// stands in the next clause of the sentence is another matter.
fn has_period(after: &str, rest: &str) -> bool {
    let named = after_label(rest);
    let gap = after.strip_suffix(rest).unwrap_or_default();
    let same_clause = !gap.contains([',', '。', ';', '!', '?', '.']);
    (same_clause || named.len() < rest.len()) && starts_with_period(named)
}

/// “密级（…）” may list the grades to choose from; only “密级：机密” gives one.
fn is_question(before: &str) -> bool {
    before.ends_with(['(', '/', '、', '[', '【', '〔'])
}

/// The star before the grade, with nothing but a word's end after it.
fn stands_after_a_star(near: &str, rest: &str) -> bool {
    near.ends_with(is_star) && !rest.starts_with("性") && !rest.starts_with("分享")
}

fn after_label(rest: &str) -> &str {
    for label in [
        "保密期限为",
        "保密期限",
        "保密期",
        "期限为",
        "期限",
        "保密",
        "为期",
    ] {
        if let Some(period) = rest.strip_prefix(label) {
            return period.trim_start_matches(sets_off);
        }
    }
    rest
}

fn starts_with_period(after: &str) -> bool {
    let digits: usize = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十百两".contains(*c))
        .map(char::len_utf8)
        .sum();
    let (number, unit) = after.split_at_checked(digits).unwrap_or_default();
    // Four numerals before 年 are a year of the calendar.
    if number.chars().count() == 4 && unit.starts_with('年') {
        return false;
    }
    if digits == 0 {
        return ["长期", "永久", "永远"]
            .iter()
            .any(|word| unit.starts_with(word));
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
            "機密★20年",
            "絕密★",
            "絕密級☆長期",
            "机-密★",
            "机密-★",
            "机密〔20年〕",
            "机密“★”",
            "机密、20年",
            "机密｜十年",
            "机密✶",
            "机密⋆",
            "机密✪",
            "机密＊",
            "机\u{ad}密★",
            "机\u{fe0f}密\u{fe0f}★",
            "机\u{3164}密★",
            "机\u{180e}密★",
            "机\u{e0041}密★",
            "机密 保密期限：20年",
            "秘密，期限十年",
            "密级：机密",
            "密级为 绝密",
            "机密永久",
            "★机密",
            "★ 秘密",
            "20年★机密",
            "绝密",
            "（绝密）",
            "【机密】",
            "绝密级",
            "关于建设的方案\n机密\n2025年",
            "机密级文件，注意保存",
        ] {
            assert!(carries_mark(text), "{text}");
        }
    }

    #[test]
    fn a_file_says_by_its_name_what_it_is() {
        for name in [
            "绝密方案.docx",
            "机密.txt",
            "机密★.pdf",
            "（秘密）.docx",
            "機密文件.pdf",
        ] {
            assert!(is_named_secret(name), "{name}");
        }
        for name in [
            "机密性测试.docx",
            "保守秘密承诺书.pdf",
            "秘密分享算法.pdf",
            "方案.docx",
        ] {
            assert!(!is_named_secret(name), "{name}");
        }
    }

    #[test]
    fn ordinary_words_are_not_marks() {
        for text in [
            "涉及国家秘密的不得填写",
            "保守商业秘密5年",
            "工作秘密10年内不公开",
            "密级分为\n绝密\n机密\n秘密\n三级",
            "不处理绝密级、机密级信息",
            "机密性、完整性、可用性",
            "秘密分享算法",
            "保守国家秘密",
            "遵守保守国家秘密法，签订保密协议",
            "分为绝密、机密、秘密三级",
            "密级（绝密、机密、秘密）由定密责任人确定",
            "不涉及国家秘密。2026年完成建设",
            "本系统不处理机密信息，建设期5年",
            "本项目不涉及机密，3年内建成",
            "不含机密（2026年）",
            "★机密性保护",
            "商业秘密，5年",
        ] {
            assert!(!carries_mark(text), "{text}");
        }
    }
}
