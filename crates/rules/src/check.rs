//! The law as a service for those who have no project in the system: one JSON
//! object in, one out. A fact left out is unknown; an unknown fact that decides
//! makes the answer "insufficient" and is named.

mod answer;
mod explain;
mod schema;
mod strict;
pub mod value;

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::audit::Happened;
use crate::facts::{Facts, Origin, fact};
use crate::law::Law;
use crate::pack::Regulation;

pub use schema::schema;
pub use strict::parse_strict;
pub use value::shorten;

/// A line that cannot be answered: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckError {
    pub field: Option<String>,
    pub message: String,
}

impl CheckError {
    pub(crate) fn of(field: impl Into<String>, message: impl Into<String>) -> CheckError {
        CheckError {
            field: Some(field.into()),
            message: message.into(),
        }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "字段 {field}：{}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for CheckError {}

/// Acts that this service knows by a shorter or another name.
pub const ALIASES: &[(&str, &str)] = &[
    ("register", "register_project"),
    ("declare", "declare_project"),
    ("change", "file_change"),
    ("pay", "make_payment"),
];

/// The longest line that is read.
pub const LONGEST_LINE: usize = 1_048_576;

/// One question, read and typed.
pub(crate) struct Question {
    pub id: Json,
    pub act: String,
    pub on: Date,
    pub facts: Facts,
    pub params: BTreeMap<String, String>,
    pub history: Vec<Happened>,
}

/// An application is made on the day of the act: one that is told to be of an earlier day
/// is of this day, unless the acceptance has been held too. An acceptance is held on the
/// day of its conclusion or before.
pub(crate) fn on_its_day(act: &str, on: Date, facts: &mut Facts) {
    match act {
        "apply_for_acceptance" => {
            let over = facts.acceptance_on.is_some_and(|held| held < on);
            let applied = facts.acceptance_applied_on.unwrap_or(on);
            facts.acceptance_applied_on = Some(if over { applied } else { applied.max(on) });
        }
        "conclude_acceptance" => {
            facts.acceptance_on = Some(facts.acceptance_on.unwrap_or(on).min(on));
        }
        _ => {}
    }
}

/// The national standard knows five levels.
const HIGHEST_LEVEL: i64 = 5;

const KEYS: &[&str] = &["id", "act", "on", "facts", "params", "history"];

/// Answers one line.
pub fn answer(law: &Law, line: &[u8]) -> Result<Json, CheckError> {
    if line.len() > LONGEST_LINE {
        return Err(CheckError {
            field: None,
            message: format!("一行不得超过{LONGEST_LINE}字节，现为{}字节", line.len()),
        });
    }
    let text = std::str::from_utf8(line).map_err(|_| CheckError {
        field: None,
        message: "不是 UTF-8 编码，请另存为 UTF-8 后重试".to_owned(),
    })?;
    let json = parse_strict(text).map_err(|message| CheckError {
        field: None,
        message,
    })?;
    answer_json(law, &json)
}

/// Answers one parsed object.
pub fn answer_json(law: &Law, json: &Json) -> Result<Json, CheckError> {
    let Json::Object(object) = json else {
        return Err(CheckError {
            field: None,
            message: "每行应为一个 JSON 对象".to_owned(),
        });
    };
    let question = read(law, object)?;
    let base = law.on(question.on);
    if question.params.is_empty() {
        return answer::answer(base, &question);
    }
    let adjusted = base
        .with_settings(&question.params)
        .map_err(|message| CheckError::of("params", message))?;
    answer::answer(&adjusted, &question)
}

fn read(law: &Law, object: &Map<String, Json>) -> Result<Question, CheckError> {
    if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(CheckError::of(
            shorten(key),
            format!("没有这个字段；可用的字段是 {}", KEYS.join("、")),
        ));
    }
    let on = match object.get("on") {
        Some(Json::String(text)) => {
            value::date(text).map_err(|message| CheckError::of("on", message))?
        }
        _ => return Err(CheckError::of("on", "缺少办理日期，应写成 \"2025-03-01\"")),
    };
    let act = act_of(law.on(on), object.get("act"), "act", &["explain", "audit"])?;
    if object.contains_key("history") && act != "audit" {
        return Err(CheckError::of(
            "history",
            "只有 act 为 audit 时才可以带历史事件",
        ));
    }
    let regulation = law.on(on);
    if act == "audit" && object.get("history").is_none_or(Json::is_null) {
        return Err(CheckError::of(
            "history",
            "act 为 audit 时须带历史事件（数组，可以为空）",
        ));
    }
    Ok(Question {
        id: object.get("id").cloned().unwrap_or(Json::Null),
        facts: facts(object.get("facts"), "facts")?,
        params: params(object.get("params"))?,
        history: history(regulation, object.get("history"))?,
        act,
        on,
    })
}

fn act_of(
    regulation: &Regulation,
    json: Option<&Json>,
    field: &str,
    besides: &[&str],
) -> Result<String, CheckError> {
    let Some(Json::String(given)) = json else {
        return Err(CheckError::of(field, "缺少办理事项（字符串）"));
    };
    let key = ALIASES
        .iter()
        .find(|(alias, _)| alias == given)
        .map_or(given.as_str(), |(_, key)| key);
    if besides.contains(&key) || regulation.act(key).is_some() {
        return Ok(key.to_owned());
    }
    Err(CheckError::of(
        field,
        format!(
            "没有名为“{}”的办理事项；全部事项见 tongchou schema facts",
            shorten(given)
        ),
    ))
}

/// Facts as people give them, from a JSON object in a text; none of an empty text.
pub fn given_facts(text: &str) -> Result<Facts, CheckError> {
    if text.trim().is_empty() {
        return Ok(Facts::default());
    }
    let json = parse_strict(text).map_err(|message| CheckError {
        field: None,
        message,
    })?;
    facts(Some(&json), "facts")
}

/// Facts from JSON: unknown names, derived facts and wrong types are refused.
pub(crate) fn facts(json: Option<&Json>, field: &str) -> Result<Facts, CheckError> {
    let mut facts = Facts::default();
    let object = match json {
        None => return Ok(facts),
        Some(Json::Object(object)) => object,
        Some(_) => return Err(CheckError::of(field, "应为对象")),
    };
    for (name, given) in object {
        let at = format!("{field}.{}", shorten(name));
        let spec = fact(name).ok_or_else(|| {
            CheckError::of(&at, "没有这个事实；全部事实见 docs/facts.schema.json")
        })?;
        if spec.origin == Origin::Derived {
            return Err(CheckError::of(
                at,
                format!("“{}”由系统推算，不能直接填写", spec.label),
            ));
        }
        if given.is_null() {
            continue;
        }
        let held = value::read(spec.kind, given)
            .map_err(|message| CheckError::of(at, format!("{}：{message}", spec.label)))?;
        facts.set(name, held);
    }
    if let Some(level) = facts.mlps_level.filter(|level| *level > HIGHEST_LEVEL) {
        return Err(CheckError::of(
            format!("{field}.mlps_level"),
            format!("网络安全等级保护最高为{HIGHEST_LEVEL}级，没有{level}级；尚未确定的填0"),
        ));
    }
    Ok(facts)
}

fn params(json: Option<&Json>) -> Result<BTreeMap<String, String>, CheckError> {
    let object = match json {
        None | Some(Json::Null) => return Ok(BTreeMap::new()),
        Some(Json::Object(object)) => object,
        Some(_) => return Err(CheckError::of("params", "应为对象：设置名到取值")),
    };
    let text = |(key, value): (&String, &Json)| match value {
        Json::String(text) => Ok((key.clone(), text.clone())),
        Json::Number(number) if number.is_u64() => Ok((key.clone(), number.to_string())),
        _ => Err(CheckError::of(
            format!("params.{}", shorten(key)),
            "取值应为字符串或非负整数；每个设置直接写在 params 下，不分组",
        )),
    };
    object.iter().map(text).collect()
}

fn history(regulation: &Regulation, json: Option<&Json>) -> Result<Vec<Happened>, CheckError> {
    let list = match json {
        None => return Ok(Vec::new()),
        Some(Json::Array(list)) if list.len() <= 10_000 => list,
        Some(_) => return Err(CheckError::of("history", "应为数组，最多一万个事件")),
    };
    let mut events = Vec::with_capacity(list.len());
    for (index, event) in list.iter().enumerate() {
        let at = |name: &str| format!("history[{index}].{name}");
        let object = event
            .as_object()
            .ok_or_else(|| CheckError::of(format!("history[{index}]"), "应为对象"))?;
        if let Some(key) = object
            .keys()
            .find(|key| !["on", "act", "facts"].contains(&key.as_str()))
        {
            return Err(CheckError::of(
                at(&shorten(key)),
                "没有这个字段；可用的字段是 on、act、facts",
            ));
        }
        let on = object
            .get("on")
            .and_then(Json::as_str)
            .ok_or_else(|| CheckError::of(at("on"), "缺少发生日期"))?;
        events.push(Happened {
            on: value::date(on).map_err(|message| CheckError::of(at("on"), message))?,
            act: act_of(regulation, object.get("act"), &at("act"), &[])?,
            facts: facts(object.get("facts"), &at("facts"))?,
        });
    }
    Ok(events)
}
