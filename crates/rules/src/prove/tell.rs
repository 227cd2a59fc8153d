//! A counterexample in words: the facts by their names on the pages, those that
//! the property speaks of first.

use cedar_policy::EvalResult;
use cedar_policy_symcc::Env;

use super::ask::{Ask, Why};
use crate::facts::{Kind, Value, fact};
use crate::pack::Regulation;
use crate::{render, vocabulary};

pub(super) fn tell(regulation: &Regulation, ask: &Ask, why: &Why, env: Option<&Env>) -> String {
    let act = regulation
        .act(&ask.act)
        .map_or(ask.act.as_str(), |act| act.title.as_str());
    let seen = env
        .map(|env| circumstances(regulation, ask, env))
        .unwrap_or_default();
    match why {
        Why::NotRefused => format!("反例：{act}，当{seen}时，没有条文拒绝"),
        Why::Impossible => {
            let refusing = regulation
                .clauses_of(&ask.act)
                .into_iter()
                .filter(|clause| regulation.refuses(clause));
            let ids: Vec<&str> = refusing.map(|clause| &*clause.id).collect();
            format!(
                "反例：{act}在任何情况下都没有人能办理（许可与条文 {} 合起来不留余地）",
                ids.join("、")
            )
        }
        Why::Errors(error) => format!("反例：{act}，当{seen}时，{} 出错（{error}）", ask.about),
        Why::Contrary => format!(
            "反例：{act}，当{seen}时，{}：交了材料反而被拒绝",
            about(ask)
        ),
        Why::Useless => format!("反例：{}：标明的材料对结果没有影响", about(ask)),
        Why::Covered => ask.about.clone(),
    }
}

fn about(ask: &Ask) -> String {
    let (clause, material) = ask.about.split_once(' ').unwrap_or((&ask.about, ""));
    format!(
        "{clause}（{}）",
        vocabulary::MATERIALS.label(material).unwrap_or(material)
    )
}

/// What the property speaks of; then what else the act's clauses look at.
fn circumstances(regulation: &Regulation, ask: &Ask, env: &Env) -> String {
    let named: Vec<String> = ask
        .first
        .iter()
        .filter_map(|name| one(regulation, env, name))
        .collect();
    let mut rest: Vec<&String> = Vec::new();
    if ask.about.is_empty() {
        for clause in regulation.clauses_of(&ask.act) {
            rest.extend(
                clause
                    .reads
                    .iter()
                    .chain(&clause.limits)
                    .filter(|name| !ask.first.contains(name)),
            );
        }
        rest.sort();
        rest.dedup();
    }
    let rest: Vec<String> = rest
        .into_iter()
        .filter_map(|name| one(regulation, env, name))
        .collect();
    match (named.is_empty(), rest.is_empty()) {
        (_, true) => named.join("、"),
        (true, false) => rest.join("、"),
        (false, false) => format!("{}（其余：{}）", named.join("、"), rest.join("、")),
    }
}

/// 已取得审查意见函=否
fn one(regulation: &Regulation, env: &Env, name: &str) -> Option<String> {
    if let Some(spec) = fact(name) {
        let words = render::value(spec.kind, &read(spec.kind, &held(env, name)?)?);
        return Some(format!("{}={words}", spec.label));
    }
    let EvalResult::EntityUid(limits) = env.request.context()?.get("limits")? else {
        return None;
    };
    match (
        env.entities.get(&limits)?.attr(name)?.ok()?,
        regulation.limit(name),
    ) {
        (EvalResult::Long(value), Some(limit)) => {
            let supposed = crate::measure::Limit {
                value,
                ..limit.clone()
            };
            Some(format!("{}={}", limit.says, supposed.in_words()))
        }
        (EvalResult::String(reading), _) => Some(question(regulation, name, &reading)),
        _ => None,
    }
}

fn question(regulation: &Regulation, name: &str, reading: &str) -> String {
    let question = regulation.questions().find(|question| question.id == name);
    let asks = question.map_or(name, |question| question.asks.as_str());
    let says =
        question.and_then(|question| question.readings.iter().find(|known| known.id == reading));
    format!(
        "{asks}={}",
        says.map_or("（未选定的理解）", |known| known.says.as_str())
    )
}

/// The value in the request's context, or of the project.
fn held(env: &Env, name: &str) -> Option<EvalResult> {
    if let Some(value) = env.request.context().and_then(|context| context.get(name)) {
        return Some(value);
    }
    env.entities.get(env.request.resource()?)?.attr(name)?.ok()
}

fn read(kind: Kind, value: &EvalResult) -> Option<Value> {
    let id = |value: &EvalResult| match value {
        EvalResult::EntityUid(uid) => Some(uid.id().unescaped().to_owned()),
        _ => None,
    };
    match (kind, value) {
        (Kind::Flag, EvalResult::Bool(flag)) => Some(Value::Flag(*flag)),
        (Kind::Count | Kind::Money | Kind::Share, EvalResult::Long(number)) => {
            Some(Value::Number(*number))
        }
        (Kind::Choice(_), value) => id(value).map(Value::Choice),
        (Kind::Set(_), EvalResult::Set(members)) => {
            Some(Value::Set(members.iter().filter_map(id).collect()))
        }
        _ => None,
    }
}
