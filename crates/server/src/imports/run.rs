//! Tries a sheet out and does it. Each row is an act of its own, under a key made
//! from what it says: a second import of the same sheet changes nothing, and one
//! that was cut off is finished by sending it again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use tongchou_project::state::HistoryAudit;
use tongchou_project::{Actor, Aggregate, Command, Refusal, clean, is_recorded};
use tongchou_store::canonical_text;

use super::fit::{self, Fit};
use super::gather::{Unit, gather};
use super::read::{self, Unreadable};
pub use super::report::{Outcome, Report};
use super::report::{reasons, whole_row};
use super::sheet::OUTCOME;
use super::{Kind, Line, Table, history, people};
use crate::app::{App, Fault, Trial, Wanted, World, may_create};
use crate::clock;
use crate::forms::paste::yes_or_no;

/// The column that says whether what a row tells is a state secret.
const SECRET: &str = "state_secret";

/// Reads a file and tries every row, in order, each after those before it. Stores
/// nothing.
pub async fn try_out(
    app: &App,
    actor: &Actor,
    kind: Kind,
    bytes: Vec<u8>,
) -> Result<Report, Fault> {
    let (table, fit) = table_of(kind, bytes).await?;
    if kind.is_of_people() {
        return people::try_out(app, actor, kind, table, &fit).await;
    }
    let (world, actor) = (app.world().await?, actor.clone());
    let mut report = Report::of(table, fit.strange.clone());
    // also where the rest of the row cannot be read
    report.withheld = secret_rows(&report.table, &fit);
    let gathering = {
        let (app, world, actor) = (app.clone(), world.clone(), actor.clone());
        tokio::task::spawn_blocking(move || {
            let gathered = if kind.is_history() {
                app.with_env(&world, &actor, "", |env| {
                    history::gather(&world, &actor, (&report.table, &fit), env)
                })?
            } else {
                gather(&app, &world, &actor, (kind, &report.table, &fit))?
            };
            Ok::<_, anyhow::Error>((gathered, report, fit))
        })
    };
    let (gathered, mut report, fit) = gathering.await.map_err(anyhow::Error::from)??;
    report.put(&gathered.totals, &Outcome::Total);
    report.put(&gathered.known, &Outcome::Known);
    for (place, wrong) in gathered.wrong {
        report.put(&[place], &Outcome::Wrong(wrong));
    }
    if kind.is_history() && !may_take_in(app, &world, &actor, kind)? {
        return judged(app, &world, &actor, gathered.units, report);
    }
    let mut fresh: Vec<Unit> = Vec::new();
    let keys: Vec<String> = gathered.units.iter().map(key).collect();
    let known = app.store().known_keys(&actor.person, &keys).await;
    let known = known.map_err(anyhow::Error::from)?;
    let mut met: HashMap<String, usize> = HashMap::new();
    for (unit, key) in gathered.units.into_iter().zip(keys) {
        // what an import brought, and what was typed in
        if known.contains(&key) || stands(&world, &unit) {
            report.put(&unit.lines, &Outcome::Known);
        } else if let Some(before) = met.get(&key) {
            report.put(&unit.lines, &Outcome::Same(*before));
        } else {
            met.insert(key, report.number_of(&unit));
            fresh.push(unit);
        }
    }
    let (fresh, tried) = rehearsed(app, world, &actor, fresh).await?;
    for (unit, tried) in fresh.into_iter().zip(tried) {
        match tried {
            Err(refusal) => report.refuse(&unit, &refusal, &fit),
            Ok(audit) => {
                if let Some(audit) = audit {
                    report.remark(history::remarks(&unit, &audit));
                }
                report.units.push(unit);
            }
        }
    }
    Ok(report)
}

/// The numbers of rows that say of themselves that they are secret.
fn secret_rows(table: &Table, fit: &Fit) -> BTreeSet<usize> {
    let Some(column) = fit.column(SECRET) else {
        return BTreeSet::new();
    };
    let is_secret = |line: &&Line| {
        let cell = line.cells.get(column);
        cell.is_some_and(|cell| yes_or_no(cell) == Some(true))
    };
    let secret = table.rows.iter().filter(is_secret);
    secret.map(|line| line.number).collect()
}

/// Whether the project that an act is on tells it already.
fn stands(world: &World, unit: &Unit) -> bool {
    let entry = unit
        .project
        .and_then(|_| world.entry("project", &unit.id()));
    let Some(project) = entry.and_then(|entry| entry.aggregate.project()) else {
        return false;
    };
    let command = Command::parse(unit.act, &unit.input);
    command.is_ok_and(|command| is_recorded(&command, project))
}

/// What the file holds, and which of its columns is what.
async fn table_of(kind: Kind, bytes: Vec<u8>) -> Result<(Table, Fit), Fault> {
    let fields = kind.columns();
    let read =
        tokio::task::spawn_blocking(move || read::table(&bytes, |cells| fit::names(cells, fields)));
    let table = match read.await {
        Ok(table) => table,
        // a workbook that no program writes
        Err(failed) if failed.is_panic() => Err(Unreadable(
            "工作簿的内容不合规范，不能读取；请用 Excel 或者 WPS 另存后再导入".to_owned(),
        )),
        Err(failed) => return Err(anyhow::Error::from(failed).into()),
    };
    let mut table = table.map_err(|Unreadable(says)| unreadable(says))?;
    without_outcome(&mut table);
    let fit = Fit::of(&table, fields);
    if fit.missing.is_empty() {
        return Ok((table, fit));
    }
    let says = format!("缺少必填的列：{}", fit.missing.join("、"));
    Err(unreadable(says))
}

/// Without the column that an earlier return added behind all others.
fn without_outcome(table: &mut Table) {
    if table
        .heads
        .last()
        .is_some_and(|head| head.trim() == OUTCOME)
    {
        table.heads.pop();
        let width = table.heads.len();
        table
            .rows
            .iter_mut()
            .for_each(|row| row.cells.truncate(width));
        table
            .rows
            .retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    }
}

/// Whether the person may take histories in, and not only have them judged.
fn may_take_in(app: &App, world: &World, actor: &Actor, kind: Kind) -> anyhow::Result<bool> {
    app.with_env(world, actor, "", |env| {
        may_create(kind.act, env, &app.who_may(env.regulation))
    })
}

/// Histories that are judged and not taken in.
fn judged(
    app: &App,
    world: &World,
    actor: &Actor,
    units: Vec<Unit>,
    mut report: Report,
) -> Result<Report, Fault> {
    let told = app.with_env(world, actor, "", |env| {
        let told = units.iter().map(|unit| history::judged(unit, env));
        told.collect::<Vec<_>>()
    })?;
    for (unit, remarks) in units.into_iter().zip(told) {
        report.put(&unit.lines, &Outcome::Judged);
        report.remark(remarks);
    }
    Ok(report)
}

/// What would come of each, one after another; of a history, what the judge finds in it.
async fn rehearsed(
    app: &App,
    world: Arc<World>,
    actor: &Actor,
    fresh: Vec<Unit>,
) -> anyhow::Result<(Vec<Unit>, Vec<Result<Option<HistoryAudit>, Refusal>>)> {
    let (app, actor) = (app.clone(), actor.clone());
    let tried = tokio::task::spawn_blocking(move || {
        let ids: Vec<String> = fresh.iter().map(Unit::id).collect();
        let trials = fresh.iter().zip(&ids).map(|(unit, id)| Trial {
            act: unit.act,
            id: unit.project.map(|_| id.as_str()),
            input: &unit.input,
        });
        let audit = |after: &Aggregate| {
            let earlier = after.project()?.earlier.as_ref()?;
            Some(earlier.audit.clone())
        };
        let told = app.rehearse(&world, &actor, trials, audit)?;
        Ok((fresh, told))
    });
    tried.await?
}

/// Does what can be done; with `whole`, only where nothing is wrong.
pub async fn carry_out(
    app: &App,
    actor: &Actor,
    mut report: Report,
    whole: bool,
) -> Result<Report, Fault> {
    if whole && report.wrong() > 0 {
        return Ok(report);
    }
    if report.units.iter().any(|unit| people::is_of(unit.act)) {
        return people::carry_out(app, actor, report).await;
    }
    let units = std::mem::take(&mut report.units).into_iter();
    let (lines, wanted): (Vec<_>, Vec<_>) = units.map(wanted).unzip();
    let answers = app.act_together(actor, wanted).await?;
    for (lines, answer) in lines.iter().zip(answers) {
        let outcome = match answer {
            Ok(answer) if answer.repeated => Outcome::Known,
            Ok(_) => Outcome::Done,
            Err(fault) => Outcome::Wrong(vec![whole_row(said(&fault))]),
        };
        report.put(lines, &outcome);
    }
    Ok(report)
}

fn wanted(unit: Unit) -> (Vec<usize>, Wanted) {
    let wanted = Wanted {
        key: key(&unit),
        act: unit.act,
        id: unit.project,
        input: unit.input,
        seen: unit.seen,
    };
    (unit.lines, wanted)
}

/// The same for the same rows of any sheet: as they are read, not as they are typed,
/// and in whatever order the rows of one act stand.
fn key(unit: &Unit) -> String {
    let read = clean(unit.act, &unit.input);
    let input = in_any_order(read.unwrap_or_else(|| unit.input.clone()));
    let whole = match unit.project {
        None => json!({ "act": unit.act, "input": input }),
        Some(_) if unit.seen.is_none() => {
            json!({ "act": unit.act, "input": input, "on": unit.id() })
        }
        // what was changed and changed back may be changed once more
        Some(_) => json!({
            "act": unit.act, "input": input, "on": unit.id(), "seen": unit.seen,
        }),
    };
    let text = canonical_text(&whole).unwrap_or_else(|_| whole.to_string());
    format!("import-{}", clock::hex(&Sm3::digest(text.as_bytes())))
}

/// The tables of a form with their rows in one order.
fn in_any_order(mut input: Value) -> Value {
    let fields = input
        .as_object_mut()
        .into_iter()
        .flat_map(|fields| fields.values_mut());
    for rows in fields.filter_map(Value::as_array_mut) {
        rows.sort_by_cached_key(|row| canonical_text(row).unwrap_or_default());
    }
    input
}

pub(super) fn said(fault: &Fault) -> String {
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

/// A file that cannot be read is a fault of its field.
pub(super) fn unreadable(says: String) -> Fault {
    Fault::Refused(Refusal::Fields(vec![super::fault(says)]))
}
