//! Tries a sheet out and does it. Each row is an act of its own, under a key made
//! from what it says: a second import of the same sheet changes nothing, and one
//! that was cut off is finished by sending it again.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;
use sm3::{Digest, Sm3};
use tokio::task::JoinSet;
use tongchou_project::{Actor, Refusal};
use tongchou_store::canonical_text;
use uuid::Uuid;

use super::fit::{self, Fit};
use super::gather::{Unit, gather};
use super::history::judge;
use super::read::{self, Unreadable};
use super::{Kind, Table, Wrong};
use crate::app::{App, Asked, Fault, World};
use crate::clock;

/// So many rows are done at the same time: the log takes them together.
const ABREAST: usize = 8;

/// What would come of a sheet, or came.
#[derive(Debug)]
pub struct Report {
    pub table: Table,
    pub strange: Vec<String>,
    /// One for each row of the table.
    pub outcomes: Vec<Outcome>,
    /// What can be done.
    units: Vec<Unit>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Can be done.
    Ready,
    /// Was done now.
    Done,
    /// Was judged, and nothing was found against it.
    Lawful,
    /// Was done by an earlier import.
    Known,
    /// A row of totals.
    Total,
    Wrong(Vec<Wrong>),
}

impl Unit {
    fn id(&self) -> String {
        self.project.map(|id| id.to_string()).unwrap_or_default()
    }
}

impl Report {
    /// Of a sheet that is judged and not done.
    pub fn judged(table: Table, strange: Vec<String>, outcomes: Vec<Outcome>) -> Self {
        Self {
            table,
            strange,
            outcomes,
            units: Vec::new(),
        }
    }

    pub fn lawful(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Lawful))
    }

    fn put(&mut self, lines: &[usize], outcome: &Outcome) {
        for line in lines {
            if let Some(place) = self.outcomes.get_mut(*line) {
                place.clone_from(outcome);
            }
        }
    }

    /// Every row of an act is wrong where one is: they are done together.
    fn refuse(&mut self, unit: &Unit, refusal: &Refusal, fit: &Fit) {
        self.put(&unit.lines, &Outcome::Wrong(Vec::new()));
        for (row, wrong) in told(refusal, fit) {
            let line = unit.lines.get(row).or(unit.lines.first());
            let place = line.and_then(|line| self.outcomes.get_mut(*line));
            if let Some(Outcome::Wrong(all)) = place {
                all.push(wrong);
            }
        }
        for line in &unit.lines {
            if let Some(Outcome::Wrong(all)) = self.outcomes.get_mut(*line)
                && all.is_empty()
            {
                all.push(whole_row("与它一起办理的其他行有问题".to_owned()));
            }
        }
    }

    pub fn count(&self, is: fn(&Outcome) -> bool) -> usize {
        self.outcomes.iter().filter(|outcome| is(outcome)).count()
    }

    pub fn ready(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Ready))
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
    let fields = kind.columns();
    let read =
        tokio::task::spawn_blocking(move || read::table(&bytes, |cells| fit::names(cells, fields)));
    let table = read.await.map_err(anyhow::Error::from)?;
    let table = table.map_err(|Unreadable(says)| unreadable(says))?;
    let fit = Fit::of(&table, fields);
    if !fit.missing.is_empty() {
        let says = format!("缺少必填的列：{}", fit.missing.join("、"));
        return Err(unreadable(says));
    }
    if kind.is_judged() {
        let (law, until) = (app.law().clone(), app.clock().today());
        let judging = tokio::task::spawn_blocking(move || judge(&law, table, &fit, until));
        return Ok(judging.await.map_err(anyhow::Error::from)??);
    }
    let (world, actor) = (app.world().await?, actor.clone());
    let report = Report {
        outcomes: vec![Outcome::Ready; table.rows.len()],
        units: Vec::new(),
        strange: fit.strange.clone(),
        table,
    };
    let gathering = {
        let (app, world, actor) = (app.clone(), world.clone(), actor.clone());
        tokio::task::spawn_blocking(move || {
            let gathered = gather(&app, &world, &actor, (kind, &report.table, &fit))?;
            Ok::<_, anyhow::Error>((gathered, report, fit))
        })
    };
    let (gathered, mut report, fit) = gathering.await.map_err(anyhow::Error::from)??;
    let mut put = |lines: &[usize], outcome: &Outcome| report.put(lines, outcome);
    put(&gathered.totals, &Outcome::Total);
    for (place, wrong) in gathered.wrong {
        put(&[place], &Outcome::Wrong(wrong));
    }
    let mut fresh: Vec<Unit> = Vec::new();
    for unit in gathered.units {
        let key = key(kind, &unit);
        let asked = Asked {
            key: Some(&key),
            ..asked(kind, &unit)
        };
        if app.answered(&actor, asked).await? {
            put(&unit.lines, &Outcome::Known);
        } else {
            fresh.push(unit);
        }
    }
    let (fresh, refusals) = rehearsed(app, world, &actor, kind, fresh).await?;
    for (unit, refusal) in fresh.into_iter().zip(refusals) {
        match refusal {
            Some(refusal) => report.refuse(&unit, &refusal, &fit),
            None => report.units.push(unit),
        }
    }
    Ok(report)
}

/// What would come of each, one after another.
async fn rehearsed(
    app: &App,
    world: Arc<World>,
    actor: &Actor,
    kind: Kind,
    fresh: Vec<Unit>,
) -> anyhow::Result<(Vec<Unit>, Vec<Option<Refusal>>)> {
    let (app, actor) = (app.clone(), actor.clone());
    let tried = tokio::task::spawn_blocking(move || {
        let refusals = if kind.on_project {
            let ids: Vec<String> = fresh.iter().map(Unit::id).collect();
            let inputs = ids.iter().map(String::as_str);
            let inputs = inputs.zip(fresh.iter().map(|unit| &unit.input));
            app.rehearse_on(&world, &actor, kind.act, inputs)?
        } else {
            let inputs = fresh.iter().map(|unit| &unit.input);
            app.rehearse(&world, &actor, kind.act, inputs)?
        };
        Ok((fresh, refusals))
    });
    tried.await?
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
    let mut waiting = queues(std::mem::take(&mut report.units));
    let mut running = JoinSet::new();
    loop {
        while running.len() < ABREAST {
            let Some(queue) = waiting.pop() else {
                break;
            };
            let (app, actor) = (app.clone(), actor.clone());
            running.spawn(async move {
                let mut answers = Vec::with_capacity(queue.len());
                for unit in queue {
                    let key = key(kind, &unit);
                    let asked = Asked {
                        key: Some(&key),
                        ..asked(kind, &unit)
                    };
                    let answer = app.act(&actor, asked).await;
                    answers.push((unit, answer));
                }
                answers
            });
        }
        let Some(ended) = running.join_next().await else {
            break;
        };
        for (unit, answer) in ended.map_err(anyhow::Error::from)? {
            let outcome = match answer {
                Ok(answer) if answer.repeated => Outcome::Known,
                Ok(_) => Outcome::Done,
                Err(fault) => Outcome::Wrong(vec![whole_row(said(&fault))]),
            };
            report.put(&unit.lines, &outcome);
        }
    }
    Ok(report)
}

/// What is to be done one after another: acts on one project. The last queue is the
/// first in the sheet.
fn queues(units: Vec<Unit>) -> Vec<Vec<Unit>> {
    let mut queues: Vec<Vec<Unit>> = Vec::new();
    let mut known: HashMap<Uuid, usize> = HashMap::new();
    for unit in units {
        let place = unit.project.map_or(queues.len(), |project| {
            *known.entry(project).or_insert(queues.len())
        });
        match queues.get_mut(place) {
            Some(queue) => queue.push(unit),
            None => queues.push(vec![unit]),
        }
    }
    queues.reverse();
    queues
}

fn asked(kind: Kind, unit: &Unit) -> Asked<'_> {
    Asked {
        act: kind.act,
        id: unit.project,
        input: &unit.input,
        key: None,
        seen: None,
    }
}

/// The same for the same rows of any sheet.
fn key(kind: Kind, unit: &Unit) -> String {
    let whole = match unit.project {
        None => json!({ "act": kind.act, "input": unit.input }),
        Some(_) => json!({ "act": kind.act, "input": unit.input, "on": unit.id() }),
    };
    let text = canonical_text(&whole).unwrap_or_else(|_| whole.to_string());
    format!("import-{}", clock::hex(&Sm3::digest(text.as_bytes())))
}

/// What is wrong, each with the row of the act's table that it is in.
fn told(refusal: &Refusal, fit: &Fit) -> Vec<(usize, Wrong)> {
    let Refusal::Fields(errors) = refusal else {
        let reasons = reasons(refusal).into_iter();
        return reasons.map(|says| (0, whole_row(says))).collect();
    };
    let told = errors.iter().map(|error| {
        let (own, row) = match error.field.split_once('[') {
            Some((_, rest)) => {
                let (row, rest) = rest.split_once(']').unwrap_or((rest, ""));
                (rest.trim_start_matches('.'), row.parse().unwrap_or(0))
            }
            None => (error.field.split('.').next().unwrap_or_default(), 0),
        };
        let wrong = Wrong {
            column: fit.column(own),
            says: format!("{}：{}", error.label, error.message),
        };
        (row, wrong)
    });
    told.collect()
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
