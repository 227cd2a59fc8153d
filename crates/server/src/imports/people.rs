//! Bodies, accounts and what they may do, from sheets: each kind is the work of one of
//! the administrators, and none lets one do another's. No password comes in: an account
//! that was made so cannot be signed in to before the system administrator gave it a
//! first password.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tongchou_project::secrecy::carries_mark;
use tongchou_project::{Actor, FieldKind, FieldSpec};
use tongchou_rules::vocabulary::{CAPACITIES, FIELDS};
use tongchou_rules::{Asker, Facts};
use tongchou_store::{Account, StoreError};
use uuid::Uuid;

use super::fit::Fit;
use super::gather::Unit;
use super::report::{Outcome, Report, whole_row};
use super::run::{said, unreadable};
use super::{Kind, Table, Wrong, own_column as column};
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::{self, By};
use crate::accounts::{passwords, records};
use crate::app::{App, Fault};
use crate::clock;
use rows::{Known, Row, read};

pub const BODY: &str = "body";
pub const ACCOUNT: &str = "account";
pub const BODY_CAPACITIES: &str = "body_capacities";
pub const CAPACITIES_HELD: &str = "account_capacities";

/// So many rows are stored together. All accounts are read anew for each group; whoever
/// writes meanwhile waits for one.
const GROUP: usize = 500;

/// Where the changes made here were made, for the log.
const DOOR: &str = "sheet";

pub fn is_of(key: &str) -> bool {
    right(key).is_some()
}

/// What whoever brings it in must be permitted to do, and who that is.
fn right(key: &str) -> Option<(&'static str, &'static str)> {
    match key {
        BODY | ACCOUNT => Some(("manage_accounts", "系统管理员")),
        BODY_CAPACITIES | CAPACITIES_HELD => Some(("manage_capacities", "安全管理员")),
        _ => None,
    }
}

pub fn columns(key: &str) -> Vec<FieldSpec> {
    const NAME: FieldKind = FieldKind::Text { max: 100 };
    let body = column("body", "单位名称", true, NAME, "");
    let account = "小写字母、数字和下划线，不超过40个";
    let account = column("account", "账号名", true, NAME, account);
    let held = FieldKind::Choices(CAPACITIES.words);
    match key {
        BODY => vec![
            body,
            column(
                "in_district",
                "本区单位",
                false,
                FieldKind::Flag,
                "不填的是本区单位",
            ),
        ],
        ACCOUNT => vec![
            account,
            column(
                "person",
                "姓名",
                true,
                NAME,
                "首次登录的密码由系统管理员逐人设置，不写在表格中",
            ),
            body,
        ],
        BODY_CAPACITIES => vec![
            body,
            column("capacities", "单位的身份", true, held, "整体替换原有的身份"),
            column(
                "domains",
                "牵头领域",
                false,
                FieldKind::Choices(FIELDS.words),
                "专业领域牵头部门填写",
            ),
        ],
        _ => vec![
            account,
            column(
                "capacities",
                "本人的身份",
                true,
                held,
                "整体替换原有的身份；限单位已有的身份",
            ),
        ],
    }
}

/// Whether somebody may bring in sheets of a kind.
pub async fn may(app: &App, actor: &Actor, key: &str) -> anyhow::Result<bool> {
    let Some((act, _)) = right(key) else {
        return Ok(false);
    };
    let world = app.world().await?;
    let on = app.clock().today();
    let capacities: Vec<String> = actor.capacities.iter().cloned().collect();
    let asker = Asker {
        capacities: &capacities,
    };
    let law = app.regulation(&world, on)?;
    Ok(law.permitted(act, &asker, &Facts::default(), on)?)
}

pub async fn try_out(
    app: &App,
    actor: &Actor,
    kind: Kind,
    table: Table,
    fit: &Fit,
) -> Result<Report, Fault> {
    if !may(app, actor, kind.key).await? {
        let who = right(kind.key).map_or("", |(_, who)| who);
        return Err(unreadable(format!(
            "您现在的身份不能导入{}；由{who}办理",
            kind.name
        )));
    }
    let mut known = Known::of(app, actor).await?;
    let mut report = Report::of(table, fit.strange.clone());
    for place in 0..report.table.rows.len() {
        let Some(line) = report.table.rows.get(place) else {
            continue;
        };
        if line.cells.iter().any(|cell| carries_mark(cell)) {
            report.withheld.insert(line.number);
        }
        let outcome = match read(line, fit) {
            None => Outcome::Total,
            Some(Err(wrong)) => Outcome::Wrong(wrong),
            Some(Ok(typed)) => match known.row(kind.key, &typed) {
                Row::Same => Outcome::Known,
                Row::Wrong(field, says) => Outcome::Wrong(vec![Wrong {
                    column: fit.column(field),
                    says,
                }]),
                Row::Fresh(input) => {
                    report.units.push(Unit {
                        lines: vec![place],
                        act: kind.key,
                        project: None,
                        input,
                        seen: None,
                    });
                    Outcome::Ready
                }
            },
        };
        report.put(&[place], &outcome);
    }
    Ok(report)
}

fn of_words(words: &[String]) -> BTreeSet<String> {
    words.iter().cloned().collect()
}

/// An account as the row makes it, with nothing that it may do.
fn account(input: &Value, password_hash: String) -> Account {
    Account {
        name: text(input, "account"),
        display_name: text(input, "person"),
        body: text(input, "body"),
        capacities: Vec::new(),
        password_hash,
        disabled: false,
        must_change: true,
    }
}

fn text(input: &Value, name: &str) -> String {
    let told = input.get(name).and_then(Value::as_str);
    told.unwrap_or_default().to_owned()
}

/// Does what can be done: group by group, each row decided once more as things stand and
/// after those before it, then all of a group stored together.
pub async fn carry_out(app: &App, actor: &Actor, mut report: Report) -> Result<Report, Fault> {
    // of a secret that nobody ever knew: no password fits
    let nobodys = passwords::hash(clock::secret().map_err(anyhow::Error::from)?).await?;
    let by = By::actor(actor);
    for group in groups(std::mem::take(&mut report.units)) {
        let mut known = Known::of(app, actor).await?;
        let permitted = match group.first() {
            Some(unit) => may(app, actor, unit.act).await?,
            None => false,
        };
        let mut changes = Vec::with_capacity(group.len());
        for unit in group {
            match known.decided(&unit, &nobodys) {
                _ if !permitted => report.put(&unit.lines, &failed(&Fault::NotFound)),
                Ok(Some(change)) => changes.push((unit.lines, change)),
                Ok(None) => report.put(&unit.lines, &Outcome::Known),
                Err(fault) => report.put(&unit.lines, &failed(&fault)),
            }
        }
        let seen = sequences(app, &changes).await?;
        let stored = store(app, by, &changes, &seen).await.is_ok();
        for change in changes {
            // one that does not go holds up the others: each by itself then
            let alone = std::slice::from_ref(&change);
            let done = if stored {
                Ok(())
            } else {
                store(app, by, alone, &seen).await
            };
            let outcome = match done {
                Ok(()) => Outcome::Done,
                Err(error) => failed(&Fault::from(error)),
            };
            report.put(&change.0, &outcome);
        }
    }
    Ok(report)
}

fn failed(fault: &Fault) -> Outcome {
    Outcome::Wrong(vec![whole_row(said(fault))])
}

/// In the order of the sheet; rows on the same body or account are in different groups,
/// so that the later one is written later.
fn groups(units: Vec<Unit>) -> Vec<Vec<Unit>> {
    let mut groups: Vec<Vec<Unit>> = Vec::new();
    let mut names = BTreeSet::new();
    for unit in units {
        let name = about(&unit);
        let full = groups.last().is_none_or(|group| group.len() == GROUP);
        if full || names.contains(&name) {
            groups.push(Vec::new());
            names.clear();
        }
        names.insert(name);
        if let Some(group) = groups.last_mut() {
            group.push(unit);
        }
    }
    groups
}

/// The name of the body or account that a row is on.
fn about(unit: &Unit) -> String {
    match unit.act {
        BODY | BODY_CAPACITIES => text(&unit.input, "body"),
        _ => text(&unit.input, "account"),
    }
}

/// What is to be written.
enum Change {
    Account(&'static str, Account),
    /// A body that is new.
    Body(Registration),
    /// What an existing one may do.
    Empowered(Uuid, Registration),
}

/// The number of the last event of each body that is there already.
async fn sequences(
    app: &App,
    changes: &[(Vec<usize>, Change)],
) -> anyhow::Result<BTreeMap<String, u64>> {
    let known = changes.iter().filter_map(|(_, change)| match change {
        Change::Empowered(id, _) => Some(id.to_string()),
        _ => None,
    });
    let ids: Vec<String> = known.collect();
    let rows = app.store().projections(bodies::STREAM, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.sequence)).collect())
}

/// Stores changes together, each with what is said of it, or none.
async fn store(
    app: &App,
    by: By<'_>,
    changes: &[(Vec<usize>, Change)],
    seen: &BTreeMap<String, u64>,
) -> Result<(), StoreError> {
    let (mut accounts, mut appends) = (Vec::new(), Vec::new());
    for (_, change) in changes {
        let (id, body, kind) = match change {
            Change::Account(kind, account) => {
                let append = records::said(app, kind, account, by, DOOR);
                accounts.push((append, account.clone()));
                continue;
            }
            Change::Body(body) => (clock::new_id(), body, "body_registered"),
            Change::Empowered(id, body) => (*id, body, "body_empowered"),
        };
        let before = seen.get(&id.to_string()).copied().unwrap_or_default();
        appends.push(bodies::registered(app, id, before, body, by));
        let about = json!({ "body": body.name, "capacities": body.capacities });
        appends.push(notes::append(app, kind, by, about));
    }
    if !accounts.is_empty() {
        app.store().append_all_with_accounts(accounts).await?;
    }
    if !appends.is_empty() {
        app.store().append_all(appends).await?;
    }
    Ok(())
}

fn listed(input: &Value, name: &str) -> Vec<String> {
    let told = input.get(name).and_then(Value::as_array);
    let told = told.into_iter().flatten().filter_map(Value::as_str);
    told.map(ToOwned::to_owned).collect()
}
