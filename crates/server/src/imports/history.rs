//! Projects of earlier years: a sheet of what happened on which day, each project's rows
//! one act. A project that was taken in before and is told otherwise now is corrected;
//! one that is told as it stands is left alone. What the law says of it is told at the
//! row where it happened.

mod rows;

use std::collections::HashMap;

use serde_json::{Value, json};
use tongchou_project::state::{HistoryAudit, HistoryFinding};
use tongchou_project::{Actor, Command, Env, Project, audited, tells_nothing_new};
use tongchou_rules::Regulation;
use uuid::Uuid;

use super::fit::Fit;
use super::gather::{Gathered, Unit};
use super::{Table, Wrong};
use crate::app::World;
use crate::forms::paste::{is_total, plain};
pub use rows::columns;
use rows::{ACT, BODY, DAY, Histories, PROJECT, take};

/// The acts that a sheet of histories comes to.
pub fn gather(
    world: &World,
    actor: &Actor,
    (table, fit): (&Table, &Fit),
    env: &Env<'_>,
) -> Gathered {
    let mut gathered = Gathered::default();
    let mut told = Histories::default();
    for (place, line) in table.rows.iter().enumerate() {
        if is_total(&line.cells) {
            gathered.totals.push(place);
            continue;
        }
        if let Err(wrong) = take(
            env.regulation,
            line,
            place,
            fit,
            &actor.body_name,
            &mut told,
        ) {
            gathered.wrong.push((place, vec![wrong]));
        }
    }
    let earlier = taken_in(world);
    for told in told.in_order() {
        let (lines, input) = told.input();
        // where a row of a project is wrong, nothing of it is taken in
        if gathered.breaks(&told.title, table, fit) {
            let says = "同一项目的其他行有问题，一并改好后导入".to_owned();
            let waits = |line| {
                (
                    line,
                    vec![Wrong {
                        column: None,
                        says: says.clone(),
                    }],
                )
            };
            gathered.wrong.extend(lines.into_iter().map(waits));
            continue;
        }
        match earlier.get(&(plain(&told.title), plain(&told.body))) {
            Some(known) if same(&input, known, env.regulation) => gathered.known.extend(lines),
            Some(known) => gathered.units.push(Unit {
                lines,
                act: "correct_earlier_project",
                project: Uuid::parse_str(&known.id).ok(),
                input: correction(input),
                seen: world.entry("project", &known.id).map(|it| it.sequence),
            }),
            None => gathered.units.push(Unit {
                lines,
                act: "record_earlier_project",
                project: None,
                input,
                seen: None,
            }),
        }
    }
    gathered
}

impl Gathered {
    /// Whether a row that names the project could not be understood.
    fn breaks(&self, title: &str, table: &Table, fit: &Fit) -> bool {
        let column = fit.column(PROJECT);
        let of_project = |place: usize| {
            let line = table.rows.get(place);
            let cell = line.and_then(|line| line.cells.get(column?));
            cell.is_some_and(|cell| plain(cell) == plain(title))
        };
        self.wrong.iter().any(|(place, _)| of_project(*place))
    }
}

/// The projects that were taken in before, by name and body.
fn taken_in(world: &World) -> HashMap<(String, String), &Project> {
    let projects = world.of_kind("project");
    let projects = projects.filter_map(|entry| entry.aggregate.project());
    let earlier = projects.filter(|project| project.earlier.is_some());
    let named = |project: &Project| (plain(&project.title), plain(&project.unit_name));
    earlier.map(|project| (named(project), project)).collect()
}

fn same(input: &Value, known: &Project, law: &Regulation) -> bool {
    Command::parse("record_earlier_project", input)
        .is_ok_and(|command| tells_nothing_new(&command, known, law))
}

fn correction(mut input: Value) -> Value {
    if let Some(fields) = input.as_object_mut() {
        fields.remove(PROJECT);
        fields.remove(BODY);
        let says = "再次导入的资料与原来登记的不同，以新的资料为准";
        fields.insert("reason".to_owned(), json!(says));
    }
    input
}

/// What the judge finds in the histories of a sheet, for those who may not take them in.
pub fn judged(unit: &Unit, env: &Env<'_>) -> Vec<(usize, String)> {
    let command = Command::parse("record_earlier_project", &whole(unit));
    let audit = command.ok().and_then(|command| audited(&command, env));
    audit.map_or_else(Vec::new, |audit| remarks(unit, &audit))
}

/// A correction has what the judge reads under the same names.
fn whole(unit: &Unit) -> Value {
    let mut input = unit.input.clone();
    if unit.project.is_some()
        && let Some(fields) = input.as_object_mut()
    {
        fields.remove("reason");
        fields.insert(PROJECT.to_owned(), json!("往年项目"));
        fields.insert(BODY.to_owned(), json!("项目单位"));
    }
    input
}

/// What the judge found, each at the row of its event; what was never done, at the last
/// row of its project.
pub fn remarks(unit: &Unit, audit: &HistoryAudit) -> Vec<(usize, String)> {
    let events = unit.input.get("events").and_then(Value::as_array);
    let place = |found: &HistoryFinding| {
        let is = |event: &Value| {
            let text = |name: &str| event.get(name).and_then(Value::as_str);
            text(ACT) == Some(&found.act) && text(DAY) == Some(&found.on.to_string())
        };
        let at = events.and_then(|events| events.iter().position(is));
        at.and_then(|at| unit.lines.get(at))
            .or(unit.lines.last())
            .copied()
    };
    let against = audit.against.iter();
    let against = against.map(|found| (found, format!("{}：{}", found.article_text, found.says)));
    let open = audit.undecided.iter().map(|found| {
        let says = format!(
            "{}：资料不全，不能判断（{}）",
            found.article_text, found.says
        );
        (found, says)
    });
    // what was left undone again and again is told once
    let mut told: Vec<(usize, &str, String, usize)> = Vec::new();
    for (found, says) in against.chain(open) {
        let Some(place) = place(found) else { continue };
        let mut known = told.iter_mut();
        match known.find(|(at, clause, ..)| *at == place && *clause == found.clause) {
            Some((.., times)) => *times += 1,
            None => told.push((place, &found.clause, says, 1)),
        }
    }
    let told = told.into_iter().map(|(place, _, says, times)| match times {
        1 => (place, says),
        _ => (place, format!("{says}（同类共{times}次）")),
    });
    told.collect()
}
