//! Carries out planned acts in the order of their days. References are planned
//! by name, since ids exist only once the things do.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::{Actor, Aggregate, Env, FieldKind, FieldSpec, Project, act_spec, options};
use uuid::Uuid;

use super::district::{act, actor, set};
use crate::app::App;
use crate::clock::Clock;

/// One act to come.
#[derive(Debug, Clone)]
pub struct Planned {
    pub day: Date,
    /// Which project of the plan.
    pub project: String,
    /// The account; `panel:0` is the first expert that was drawn.
    pub who: String,
    pub what: What,
}

impl Planned {
    pub fn is(&self, act: &str) -> bool {
        matches!(self.what, What::Act(key, _) if key == act)
    }
}

#[derive(Debug, Clone)]
pub enum What {
    /// An act with its input. A reference `@文字` is to the choice whose label
    /// holds those words, `@self` to the project.
    Act(&'static str, Value),
    /// Answers whatever the duplicate check found.
    AnswerMatches,
}

/// Carries out all of them, the earliest first.
pub async fn run(app: &App, clock: &Clock, mut planned: Vec<Planned>) -> anyhow::Result<()> {
    planned.sort_by_key(|step| step.day);
    let mut run = Run::default();
    for step in planned {
        run.step(app, clock, &step).await?;
    }
    Ok(())
}

/// A plan that is being carried out.
#[derive(Debug, Default)]
pub struct Run {
    ids: BTreeMap<String, Uuid>,
}

impl Run {
    pub async fn step(&mut self, app: &App, clock: &Clock, step: &Planned) -> anyhow::Result<()> {
        set(clock, step.day)?;
        let told = || format!("{} {} {:?}", step.day, step.project, step.what);
        Box::pin(self.carry_out(app, step)).await.with_context(told)
    }

    async fn carry_out(&mut self, app: &App, step: &Planned) -> anyhow::Result<()> {
        let id = self.ids.get(&step.project).copied();
        match &step.what {
            What::AnswerMatches => {
                answer_matches(app, id.context("not registered")?, &step.who).await
            }
            What::Act(key, input) => {
                let spec = act_spec(key).context("no such act")?;
                let who = person(app, id, &step.who).await?;
                let whose = actor(app, &who).await?;
                let input = resolved(app, &whose, id, key, spec.fields, input).await?;
                let on = id.filter(|_| !spec.creates);
                let answer = act(app, &who, key, on, &input).await?;
                if *key == "register_project" {
                    self.ids.insert(step.project.clone(), answer.id);
                }
                Ok(())
            }
        }
    }
}

async fn project(app: &App, id: Uuid) -> anyhow::Result<Project> {
    let world = app.world().await?;
    let entry = world.entry("project", &id.to_string());
    let project = entry.and_then(|entry| entry.aggregate.project());
    project.cloned().context("no such project")
}

async fn person(app: &App, id: Option<Uuid>, who: &str) -> anyhow::Result<String> {
    let Some(place) = who.strip_prefix("panel:") else {
        return Ok(who.to_owned());
    };
    let project = project(app, id.context("not registered")?).await?;
    let panel = project.review.panel.context("no panel")?;
    let member = panel.members.get(place.parse::<usize>()?);
    Ok(member.context("the panel is smaller")?.person.clone())
}

async fn answer_matches(app: &App, id: Uuid, who: &str) -> anyhow::Result<()> {
    for hit in project(app, id).await?.declaration.matches {
        if hit.awaits_answer() {
            let input = json!({
                "matched": hit.id, "answer": "not_duplicate",
                "reason": "建设内容和服务对象不同，已复用其公共能力，不重复建设",
            });
            act(app, who, "answer_match", Some(id), &input).await?;
        }
    }
    Ok(())
}

async fn resolved(
    app: &App,
    actor: &Actor,
    id: Option<Uuid>,
    key: &str,
    fields: &[FieldSpec],
    input: &Value,
) -> anyhow::Result<Value> {
    let world = app.world().await?;
    let own = id.map(|id| id.to_string()).unwrap_or_default();
    let current = world.entry("project", &own).map(|entry| &entry.aggregate);
    app.with_env(&world, actor, &own, |env| {
        resolve(current, key, fields, input, env)
    })?
}

/// The input with ids in place of names.
pub fn resolve(
    current: Option<&Aggregate>,
    key: &str,
    fields: &[FieldSpec],
    input: &Value,
    env: &Env<'_>,
) -> anyhow::Result<Value> {
    let find = |field: &FieldSpec, wanted: &str| {
        let choices = options(current, key, field.name, env);
        let labels: Vec<&String> = choices.iter().map(|(_, label)| label).collect();
        let told = || format!("{key} {}: no “{wanted}” in {labels:?}", field.name);
        let found = choices.iter().find(|(_, label)| label.contains(wanted));
        found.map(|(id, _)| id.clone()).with_context(told)
    };
    object(fields, input, env.id, &find)
}

type Find<'a> = dyn Fn(&FieldSpec, &str) -> anyhow::Result<String> + 'a;

fn object(
    fields: &[FieldSpec],
    input: &Value,
    own: &str,
    find: &Find<'_>,
) -> anyhow::Result<Value> {
    let mut input = input.clone();
    for field in fields {
        let Some(value) = input.get_mut(field.name) else {
            continue;
        };
        match (field.kind, &*value) {
            (FieldKind::Reference(_), Value::String(text)) => {
                *value = reference(field, text, own, find)?.into();
            }
            (FieldKind::References(_), Value::Array(items)) => {
                let items: anyhow::Result<Vec<String>> = items
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|text| reference(field, text, own, find))
                    .collect();
                *value = items?.into();
            }
            (FieldKind::Rows(columns), Value::Array(rows)) => {
                let rows: anyhow::Result<Vec<Value>> = rows
                    .iter()
                    .map(|row| object(columns, row, own, find))
                    .collect();
                *value = rows?.into();
            }
            _ => {}
        }
    }
    Ok(input)
}

fn reference(field: &FieldSpec, text: &str, own: &str, find: &Find<'_>) -> anyhow::Result<String> {
    match text.strip_prefix('@') {
        Some("self") => Ok(own.to_owned()),
        Some(wanted) => find(field, wanted),
        None => Ok(text.to_owned()),
    }
}
