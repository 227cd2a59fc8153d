//! One form that does the same act on several projects. Each project is decided
//! by itself: what is refused for one leaves the others standing, and is told
//! beside it with what was typed.

use std::collections::BTreeMap;

use serde_json::Value;
use tongchou_project::{Refusal, act_spec};
use uuid::Uuid;

use super::acts::offer::{Against, against_law, against_state};
use crate::app::{Asked, Fault};
use crate::forms::{KEY, Pairs, json};
use crate::web::{Failure, SignedIn, Web};

/// What became of one project of the form.
#[derive(Debug, Default)]
pub struct Told {
    pub done: bool,
    pub errors: Vec<String>,
    pub against: Vec<Against>,
    /// What was typed may not be shown again.
    pub withheld: bool,
}

/// What became of each project that something was chosen for.
pub type Results = BTreeMap<String, Told>;

/// The part of a form that is about one project: `ID.outcome` as `outcome`.
pub fn of_one(form: &Pairs, id: &str) -> Pairs {
    let mut pairs = Pairs::default();
    for (name, value) in form.under(id) {
        pairs.push(name, value);
    }
    pairs
}

/// Does the act on each of the projects that an outcome was chosen for.
/// `common` adds what is the same for all.
pub async fn perform(
    web: &Web,
    user: &SignedIn,
    act: &'static str,
    form: &Pairs,
    ids: &[String],
    common: &Pairs,
) -> Result<Results, Failure> {
    let spec = act_spec(act).ok_or(Failure::NotFound)?;
    let mut results = Results::new();
    for id in ids {
        let mut typed = of_one(form, id);
        if typed.filled("outcome").is_none() {
            continue;
        }
        for (name, value) in common.iter() {
            typed.push(name, value);
        }
        let seen = typed.filled("_seen").and_then(|seen| seen.parse().ok());
        let typed = json::compact(spec.fields, &typed);
        let input = json::to_json(spec.fields, &typed);
        let key = form.filled(KEY).map(|key| format!("{key}-{id}"));
        let told = one(web, user, act, id, &input, key.as_deref(), seen).await?;
        results.insert(id.clone(), told);
    }
    Ok(results)
}

async fn one(
    web: &Web,
    user: &SignedIn,
    act: &str,
    id: &str,
    input: &Value,
    key: Option<&str>,
    seen: Option<u64>,
) -> Result<Told, Failure> {
    let asked = Asked {
        act,
        id: Uuid::parse_str(id).ok(),
        input,
        key,
        seen,
    };
    let mut told = Told::default();
    match web.app.act(&user.actor, asked).await {
        Ok(_) => told.done = true,
        Err(Fault::Refused(refusal)) => {
            told.withheld = refusal.withholds();
            match refusal {
                Refusal::Fields(errors) => {
                    told.errors = errors.into_iter().map(|error| error.message).collect();
                }
                Refusal::Law(verdict) => {
                    let world = web.app.world().await?;
                    let base = format!("/projects/{id}");
                    told.against = against_law(&verdict, &base, &world.registers);
                }
                Refusal::State(found) => told.against = against_state(&found),
                Refusal::NotPermitted(notice) => told.errors = vec![notice.says, notice.remedy],
                Refusal::NotFound => told.errors = vec!["没有这个项目".to_owned()],
            }
        }
        Err(Fault::Conflict(what)) => told
            .errors
            .push(format!("{what}核对变化后可以再次提交，本项没有保存。")),
        Err(Fault::KeyReused) => told
            .errors
            .push("这份表单已用于另一次办理，请重新打开".to_owned()),
        Err(Fault::NotFound) => told.errors.push("没有这个项目".to_owned()),
        Err(fault @ Fault::Internal(_)) => return Err(Failure::of(fault)),
    }
    Ok(told)
}

/// How many were done and how many were not, in words.
pub fn in_words(results: &Results) -> String {
    let done = results.values().filter(|told| told.done).count();
    match (done, results.len() - done) {
        (done, 0) => format!("已办理{done}个项目"),
        (0, failed) => format!("{failed}个项目没有办理，理由写在各项目下面"),
        (done, failed) => {
            format!("已办理{done}个项目；{failed}个项目没有办理，理由写在各项目下面")
        }
    }
}
