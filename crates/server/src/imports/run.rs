//! Tries a sheet out and does it. Each row is an act of its own, under a key made
//! from what it says: a second import of the same sheet changes nothing, and one
//! that was cut off is finished by sending it again.

use std::sync::Arc;

use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use tokio::task::JoinSet;
use tongchou_project::{Actor, FieldSpec, Refusal, options};
use tongchou_store::canonical_text;

use super::fit::{self, Fit};
use super::read::{self, Unreadable};
use super::{Kind, Table, Wrong};
use crate::app::{App, Asked, Fault};
use crate::clock;
use crate::forms::json;

/// So many rows are done at the same time: the log takes them together.
const ABREAST: usize = 8;

/// What would come of a sheet, or came.
#[derive(Debug)]
pub struct Report {
    pub table: Table,
    pub strange: Vec<String>,
    /// One for each row of the table.
    pub outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Can be done, with what it says.
    Ready(Value),
    /// Was done now.
    Done,
    /// Was done by an earlier import.
    Known,
    /// A row of totals.
    Total,
    Wrong(Vec<Wrong>),
}

impl Report {
    pub fn count(&self, is: fn(&Outcome) -> bool) -> usize {
        self.outcomes.iter().filter(|outcome| is(outcome)).count()
    }

    pub fn ready(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Ready(_)))
    }

    pub fn done(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Done))
    }

    pub fn known(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Known))
    }

    pub fn wrong(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Wrong(_)))
    }
}

/// Reads a file and tries every row, in order, each after those before it. Stores
/// nothing.
pub async fn try_out(
    app: &App,
    actor: &Actor,
    kind: Kind,
    bytes: Vec<u8>,
) -> Result<Report, Fault> {
    let fields = kind.spec().ok_or(Fault::NotFound)?.fields;
    let read =
        tokio::task::spawn_blocking(move || read::table(&bytes, |cells| fit::names(cells, fields)));
    let table = read.await.map_err(anyhow::Error::from)?;
    let table = table.map_err(|Unreadable(says)| unreadable(says))?;
    let fit = Fit::of(&table, fields);
    if !fit.missing.is_empty() {
        let says = format!("缺少必填的列：{}", fit.missing.join("、"));
        return Err(unreadable(says));
    }
    let (forms, actor) = (formed(app, actor, kind, &table, &fit).await?, actor.clone());
    let world = app.world().await?;
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(forms.len());
    let mut fresh: Vec<(usize, Value)> = Vec::new();
    for (place, form) in forms.into_iter().enumerate() {
        outcomes.push(match form {
            Form::Total => Outcome::Total,
            Form::Wrong(wrong) => Outcome::Wrong(wrong),
            Form::Input(input) => {
                let asked = asked(kind, &input);
                let key = key(kind, &input);
                if app
                    .answered(
                        &actor,
                        Asked {
                            key: Some(&key),
                            ..asked
                        },
                    )
                    .await?
                {
                    Outcome::Known
                } else {
                    fresh.push((place, input.clone()));
                    Outcome::Ready(input)
                }
            }
        });
    }
    let (app, act) = (app.clone(), kind.act);
    let tried = tokio::task::spawn_blocking(move || {
        let inputs = fresh.iter().map(|(_, input)| input);
        let refusals = app.rehearse(&world, &actor, act, inputs)?;
        let places = fresh.iter().map(|(place, _)| *place);
        Ok::<_, anyhow::Error>(places.zip(refusals).collect::<Vec<_>>())
    });
    for (place, refusal) in tried.await.map_err(anyhow::Error::from)?? {
        if let (Some(refusal), Some(outcome)) = (refusal, outcomes.get_mut(place)) {
            *outcome = Outcome::Wrong(told(&refusal, &fit));
        }
    }
    Ok(Report {
        strange: fit.strange,
        table,
        outcomes,
    })
}

/// Does what can be done; with `whole`, only where nothing is wrong.
pub async fn carry_out(
    app: &App,
    actor: &Actor,
    kind: Kind,
    mut report: Report,
    whole: bool,
) -> Result<Report, Fault> {
    if whole && report.wrong() > 0 {
        return Ok(report);
    }
    let actor = Arc::new(actor.clone());
    let ready = report.outcomes.iter().enumerate();
    let mut waiting: Vec<(usize, Value)> = ready
        .filter_map(|(place, outcome)| match outcome {
            Outcome::Ready(input) => Some((place, input.clone())),
            _ => None,
        })
        .rev()
        .collect();
    let mut running = JoinSet::new();
    loop {
        while running.len() < ABREAST {
            let Some((place, input)) = waiting.pop() else {
                break;
            };
            let (app, actor) = (app.clone(), actor.clone());
            running.spawn(async move {
                let key = key(kind, &input);
                let asked = Asked {
                    key: Some(&key),
                    ..asked(kind, &input)
                };
                (place, app.act(&actor, asked).await)
            });
        }
        let Some(ended) = running.join_next().await else {
            break;
        };
        let (place, answer) = ended.map_err(anyhow::Error::from)?;
        if let Some(outcome) = report.outcomes.get_mut(place) {
            *outcome = match answer {
                Ok(answer) if answer.repeated => Outcome::Known,
                Ok(_) => Outcome::Done,
                Err(fault) => Outcome::Wrong(vec![whole_row(said(&fault))]),
            };
        }
    }
    Ok(report)
}

enum Form {
    Input(Value),
    Wrong(Vec<Wrong>),
    Total,
}

async fn formed(
    app: &App,
    actor: &Actor,
    kind: Kind,
    table: &Table,
    fit: &Fit,
) -> Result<Vec<Form>, Fault> {
    let spec = kind.spec().ok_or(Fault::NotFound)?;
    let world = app.world().await?;
    let forms = app.with_env(&world, actor, "", |env| {
        let choices = |field: &FieldSpec| options(None, kind.act, field.name, env);
        let form = |line| match fit.form(line, &choices) {
            None => Form::Total,
            Some((typed, wrong)) if wrong.is_empty() => {
                Form::Input(json::to_json(spec.fields, &typed))
            }
            Some((_, wrong)) => Form::Wrong(wrong),
        };
        table.rows.iter().map(form).collect()
    })?;
    Ok(forms)
}

fn asked(kind: Kind, input: &Value) -> Asked<'_> {
    Asked {
        act: kind.act,
        id: None,
        input,
        key: None,
        seen: None,
    }
}

/// The same for the same row of any sheet.
fn key(kind: Kind, input: &Value) -> String {
    let whole = json!({ "act": kind.act, "input": input });
    let text = canonical_text(&whole).unwrap_or_else(|_| whole.to_string());
    format!("import-{}", clock::hex(&Sm3::digest(text.as_bytes())))
}

fn told(refusal: &Refusal, fit: &Fit) -> Vec<Wrong> {
    match refusal {
        Refusal::Fields(errors) => errors
            .iter()
            .map(|error| Wrong {
                column: fit.column(error.field.split(['[', '.']).next().unwrap_or_default()),
                says: format!("{}：{}", error.label, error.message),
            })
            .collect(),
        other => reasons(other).into_iter().map(whole_row).collect(),
    }
}

fn reasons(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Fields(errors) => errors.iter().map(|error| error.message.clone()).collect(),
        Refusal::NotPermitted(notice) => vec![format!("{}。{}", notice.says, notice.remedy)],
        Refusal::Law(verdict) => verdict
            .against()
            .map(|found| format!("{}：{}", found.article_text, found.says))
            .collect(),
        Refusal::State(found) => found
            .iter()
            .map(|found| format!("{}；{}", found.says, found.remedy))
            .collect(),
        Refusal::NotFound => vec!["办理的对象不存在".to_owned()],
    }
}

fn said(fault: &Fault) -> String {
    match fault {
        Fault::Refused(refusal) => reasons(refusal).join("；"),
        Fault::Conflict(says) => says.clone(),
        Fault::KeyReused | Fault::NotFound => "没有办成".to_owned(),
        Fault::Internal(error) => {
            tracing::error!("a row was not imported: {error:#}");
            "系统出现故障，这一行没有办成；可以再次导入同一文件".to_owned()
        }
    }
}

fn whole_row(says: String) -> Wrong {
    Wrong { column: None, says }
}

/// A file that cannot be read is a fault of its field.
fn unreadable(says: String) -> Fault {
    Fault::Refused(Refusal::Fields(vec![super::fault(says)]))
}
