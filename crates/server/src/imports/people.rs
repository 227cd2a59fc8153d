//! Bodies, accounts and what they may do, from sheets: each kind is the work of one of
//! the administrators, and none lets one do another's. No password comes in: an account
//! that was made so cannot be signed in to before the system administrator gave it a
//! first password.

mod rows;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tongchou_project::{Actor, FieldKind, FieldSpec};
use tongchou_rules::vocabulary::{CAPACITIES, FIELDS};
use tongchou_rules::{Asker, Facts};
use tongchou_store::{Account, StreamId};
use uuid::Uuid;

use super::fit::Fit;
use super::gather::Unit;
use super::report::{Outcome, Report, whole_row};
use super::run::{said, unreadable};
use super::{Kind, Table, Wrong, own_column as column};
use crate::accounts::bodies::{self, Registration};
use crate::accounts::notes::{self, By};
use crate::accounts::{passwords, records, separation};
use crate::app::{App, Fault};
use crate::clock;
use rows::{Known, Row, read};

pub const BODY: &str = "body";
pub const ACCOUNT: &str = "account";
pub const BODY_CAPACITIES: &str = "body_capacities";
pub const CAPACITIES_HELD: &str = "account_capacities";

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

/// Does what can be done, one after another: each is tried once more as things stand.
pub async fn carry_out(app: &App, actor: &Actor, mut report: Report) -> Result<Report, Fault> {
    // of a secret that nobody ever knew: no password fits
    let nobodys = passwords::hash(clock::secret().map_err(anyhow::Error::from)?).await?;
    for unit in std::mem::take(&mut report.units) {
        let outcome = match put(app, actor, &unit, &nobodys).await {
            Ok(true) => Outcome::Done,
            Ok(false) => Outcome::Known,
            Err(fault) => Outcome::Wrong(vec![whole_row(said(&fault))]),
        };
        report.put(&unit.lines, &outcome);
    }
    Ok(report)
}

async fn put(app: &App, actor: &Actor, unit: &Unit, nobodys: &str) -> Result<bool, Fault> {
    if !may(app, actor, unit.act).await? {
        return Err(Fault::NotFound);
    }
    let by = By::actor(actor);
    let known = Known::of(app, actor).await?;
    let input = &unit.input;
    match unit.act {
        BODY | BODY_CAPACITIES => put_body(app, by, unit, &known).await,
        ACCOUNT => {
            let made = account(input, nobodys.to_owned());
            if known.accounts.iter().any(|known| known.name == made.name) {
                return Err(Fault::Conflict("这个账号名已经有了".to_owned()));
            }
            records::put(app, "account_created", &made, by, DOOR).await?;
            Ok(true)
        }
        _ => {
            let name = text(input, "account");
            let found = known.accounts.iter().find(|known| known.name == name);
            let mut account = found.cloned().ok_or(Fault::NotFound)?;
            let chosen = listed(input, "capacities");
            let body = known.bodies.values().find(|body| body.id == account.body);
            let against = separation::against(&account, &chosen, body, &known.accounts, &known.by);
            if let Some(says) = against {
                return Err(Fault::Conflict(says));
            }
            account.capacities = chosen;
            records::put(app, "capacities_granted", &account, by, DOOR).await?;
            Ok(true)
        }
    }
}

async fn put_body(app: &App, by: By<'_>, unit: &Unit, known: &Known) -> Result<bool, Fault> {
    let name = text(&unit.input, "body");
    let known = known.bodies.get(&name);
    let (id, kind) = match (unit.act, known) {
        (BODY, None) => (clock::new_id(), "body_registered"),
        (BODY, Some(_)) => return Ok(false),
        (_, Some(body)) => (uuid(&body.id)?, "body_empowered"),
        (_, None) => return Err(Fault::NotFound),
    };
    let body = Registration {
        name,
        capacities: of_words(&listed(&unit.input, "capacities")),
        domains: of_words(&listed(&unit.input, "domains")),
        // who leads is told on the body's page, not by a sheet
        leader: known.map(|body| body.leader.clone()).unwrap_or_default(),
        in_district: match known {
            Some(body) => body.in_district,
            None => unit.input.get("in_district") != Some(&Value::Bool(false)),
        },
    };
    let history = app
        .store()
        .stream(&StreamId::new(bodies::STREAM, id))
        .await?;
    let seen = history.last().map_or(0, |event| event.sequence);
    bodies::register(app, id, seen, &body, by).await?;
    let about = json!({ "body": body.name, "capacities": body.capacities });
    notes::note(app, kind, by, about).await;
    Ok(true)
}

fn listed(input: &Value, name: &str) -> Vec<String> {
    let told = input.get(name).and_then(Value::as_array);
    let told = told.into_iter().flatten().filter_map(Value::as_str);
    told.map(ToOwned::to_owned).collect()
}

fn uuid(id: &str) -> Result<Uuid, Fault> {
    Uuid::parse_str(id).map_err(|error| Fault::Internal(error.into()))
}
