//! The columns of what the bureau chooses: settings, and words that count as one.

use tongchou_project::Aggregate;
use tongchou_project::registers::{Setting, Synonyms};

use super::{CHANGED, OWNER, STATE, of, rare, title, usual};
use crate::pages::lists::{Column, Look, Value};
use crate::pages::words::of_form;

pub static SETTINGS: [Column; 7] = [
    usual(
        "title",
        "设置",
        |it, look| of!(Setting, it, setting => Value::text(setting_name(setting, look))),
    ),
    usual(
        "value",
        "取值",
        |it, look| of!(Setting, it, setting => Value::text(setting_value(setting, look))),
    ),
    usual(
        "from",
        "生效日期",
        |it, _| of!(Setting, it, setting => Value::day(setting.from)),
    ),
    usual(
        "reason",
        "理由",
        |it, _| of!(Setting, it, setting => Value::text(setting.reason.clone().unwrap_or_default())),
    ),
    usual(
        "on",
        "设置日期",
        |it, _| of!(Setting, it, setting => Value::day(setting.on)),
    ),
    rare("owner", "设置单位", |it, look| {
        Value::text(look.view.env.registers.body_name(&it.owner))
    }),
    rare(
        "by",
        "设置人",
        |it, _| of!(Setting, it, setting => Value::text(setting.by.name.as_str())),
    ),
];

fn setting_name(setting: &Setting, look: &Look<'_>) -> String {
    let law = look.view.env.regulation;
    let limit = law.limit(&setting.key).map(|limit| limit.says.clone());
    let question = || {
        let mut questions = law.questions();
        let found = questions.find(|question| question.id == setting.key);
        found.map(|question| question.asks.clone())
    };
    limit
        .or_else(question)
        .unwrap_or_else(|| setting.key.clone())
}

/// A reading in its own words; a figure as it was typed.
fn setting_value(setting: &Setting, look: &Look<'_>) -> String {
    let mut questions = look.view.env.regulation.questions();
    let question = questions.find(|question| question.id == setting.key);
    let mut readings = question.into_iter().flat_map(|question| &question.readings);
    readings
        .find(|reading| reading.id == setting.value)
        .map_or_else(|| setting.value.clone(), |reading| reading.says.clone())
}

pub static SYNONYMS: [Column; 6] = [
    title("同义词"),
    usual(
        "meaning",
        "说的是什么",
        |it, _| of!(Synonyms, it, line => Value::text(of_form("add_synonyms", "meaning", &line.meaning))),
    ),
    usual(
        "field",
        "领域",
        |it, _| of!(Synonyms, it, line => Value::text(line.field.as_str())),
    ),
    OWNER,
    STATE,
    CHANGED,
];
