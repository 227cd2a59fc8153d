//! JSON bodies, read strictly: duplicate keys, numbers with fractions and bytes
//! that are not UTF-8 are refused, so that nothing is understood in two ways.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde_json::Value;
use tongchou_store::parse_strict;

use super::ApiFailure;
use crate::web::Web;

#[derive(Debug)]
pub struct Json(pub Value);

impl FromRequest<Web> for Json {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, ApiFailure> {
        let body = read(request, web).await?;
        let text = std::str::from_utf8(&body)
            .map_err(|_| ApiFailure::bad_request("请求内容不是 UTF-8 编码的文字"))?;
        if text.trim().is_empty() {
            return Ok(Self(Value::Object(serde_json::Map::new())));
        }
        let value = parse_strict(text)
            .map_err(|error| ApiFailure::bad_request(&not_json(&error.to_string())))?;
        match value {
            Value::Object(_) => Ok(Self(value)),
            _ => Err(ApiFailure::bad_request("请求内容应是一个 JSON 对象")),
        }
    }
}

/// A body within the limit.
pub async fn read(request: Request, web: &Web) -> Result<Bytes, ApiFailure> {
    Bytes::from_request(request, web)
        .await
        .map_err(|_| ApiFailure::too_large())
}

/// The parser speaks English; what is wrong and where is said in our words.
fn not_json(error: &str) -> String {
    let (says, place) = error
        .trim()
        .split_once(" at line ")
        .unwrap_or((error.trim(), ""));
    let says = says.trim();
    let known = FAULTS.iter().find(|(begin, _)| says.starts_with(begin));
    let ours = says
        .chars()
        .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    let says = match known {
        Some((_, words)) => words,
        None if ours => says,
        None => "写法有误",
    };
    let place = place.split_once(" column ");
    let place = place.map(|(line, column)| format!("（第 {line} 行第 {column} 列）"));
    format!(
        "请求内容不是合规的 JSON：{says}{}",
        place.unwrap_or_default()
    )
}

/// How the parser's sentences begin, and ours for them.
const FAULTS: &[(&str, &str)] = &[
    ("EOF while parsing", "内容不完整"),
    ("expected value", "这里应是一个值"),
    ("expected `:`", "缺少冒号"),
    ("expected `,`", "缺少逗号或者右括号"),
    ("key must be a string", "键应是双引号括起的文字"),
    ("trailing comma", "多了一个逗号"),
    ("trailing characters", "结束以后还有内容"),
    ("number out of range", "数值超出范围"),
    ("invalid number", "数的写法不对"),
    ("recursion limit", "嵌套过深"),
    ("invalid escape", "文字中的转义写法不对"),
    ("control character", "文字中有控制字符"),
    ("lone leading surrogate", "文字中的转义写法不对"),
    ("unexpected end of hex", "文字中的转义写法不对"),
];

#[cfg(test)]
mod tests {
    use tongchou_store::parse_strict;

    use super::not_json;

    #[test]
    fn no_english_is_shown() {
        let deep = "[".repeat(200);
        for text in [
            "{",
            "[1,]",
            "{\"a\":1.5}",
            "{\"a\":1,\"a\":2}",
            "{a:1}",
            "{\"a\" 1}",
            "1 2",
            "\"\\x\"",
            "\"\\ud800\"",
            "1e999",
            "01",
            "nul",
            "\"\u{1}\"",
            "{\"a\":1 \"b\":2}",
            &deep,
            "-",
            "{\"a\":18446744073709551616}",
        ] {
            let error = parse_strict(text).unwrap_err().to_string();
            let says = not_json(&error);
            let bare = says.replace("JSON", "").replace("(2^53-1)", "");
            let english = bare.split(['“', '”']).step_by(2).collect::<String>();
            assert!(
                !english.contains(|l: char| l.is_ascii_alphabetic()),
                "{text}: {says} <- {error}"
            );
        }
    }
}
