//! One row of a sheet of bodies, accounts or capacities, against what there is and what
//! the rows before it make.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tongchou_project::Actor;
use tongchou_project::registers::Body;
use tongchou_store::Account;
use uuid::Uuid;

use super::super::fit::Fit;
use super::super::gather::Unit;
use super::super::{Line, Wrong};
use super::{ACCOUNT, BODY, BODY_CAPACITIES, Change, account, listed, of_words, text};
use crate::accounts::bodies::Registration;
use crate::accounts::{records, separation};
use crate::app::{App, Fault};
use crate::pages::people::misnamed;

/// Bodies and accounts as they would be after the rows before.
pub(super) struct Known {
    bodies: BTreeMap<String, Body>,
    accounts: BTreeMap<String, Account>,
    by: String,
}

impl Known {
    pub(super) async fn of(app: &App, actor: &Actor) -> anyhow::Result<Self> {
        let world = app.world().await?;
        let bodies = world.registers.bodies.values();
        let accounts = app.store().accounts().await?.into_iter();
        Ok(Self {
            bodies: bodies
                .map(|body| (body.name.clone(), body.clone()))
                .collect(),
            accounts: accounts
                .map(|account| (account.name.clone(), account))
                .collect(),
            by: actor.person.clone(),
        })
    }

    /// Why an account may not be given these capacities.
    fn against(&self, account: &Account, chosen: &[String]) -> Option<String> {
        let mut bodies = self.bodies.values();
        let body = bodies.find(|body| body.id == account.body);
        separation::against(account, chosen, body, self.accounts.values(), &self.by)
    }

    /// What a row that was tried before changes as things stand now; none where it is so
    /// already.
    pub(super) fn decided(&mut self, unit: &Unit, nobodys: &str) -> Result<Option<Change>, Fault> {
        let input = &unit.input;
        match unit.act {
            BODY | BODY_CAPACITIES => self.body_decided(unit),
            ACCOUNT => {
                let made = account(input, nobodys.to_owned());
                if self.accounts.contains_key(&made.name) {
                    return Err(Fault::Conflict("这个账号名已经有了".to_owned()));
                }
                self.accounts.insert(made.name.clone(), made.clone());
                Ok(Some(Change::Account("account_created", made)))
            }
            _ => {
                let found = self.accounts.get(&text(input, "account"));
                let mut account = found.cloned().ok_or(Fault::NotFound)?;
                let chosen = listed(input, "capacities");
                if let Some(says) = self.against(&account, &chosen) {
                    return Err(Fault::Conflict(says));
                }
                account.capacities = chosen;
                self.accounts.insert(account.name.clone(), account.clone());
                Ok(Some(Change::Account("capacities_granted", account)))
            }
        }
    }

    fn body_decided(&mut self, unit: &Unit) -> Result<Option<Change>, Fault> {
        let name = text(&unit.input, "body");
        let known = self.bodies.get(&name);
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
        match (unit.act, known) {
            (BODY, None) => {
                let made = Body {
                    name: body.name.clone(),
                    in_district: body.in_district,
                    ..Body::default()
                };
                self.bodies.insert(made.name.clone(), made);
                Ok(Some(Change::Body(body)))
            }
            (BODY, Some(_)) => Ok(None),
            (_, Some(known)) => {
                let id =
                    Uuid::parse_str(&known.id).map_err(|error| Fault::Internal(error.into()))?;
                Ok(Some(Change::Empowered(id, body)))
            }
            (_, None) => Err(Fault::NotFound),
        }
    }
}

/// What a row comes to.
pub(super) enum Row {
    Fresh(Value),
    Same,
    Wrong(&'static str, String),
}

pub(super) type Typed = BTreeMap<&'static str, Vec<String>>;

pub(super) fn read(line: &Line, fit: &Fit) -> Option<Result<Typed, Vec<Wrong>>> {
    let (form, mut wrong) = fit.form(line, &|_| Vec::new())?;
    let mut typed = Typed::new();
    for (place, head, _) in fit.cells(line) {
        let name = head.column.name;
        let told: Vec<String> = form.all(name).map(ToOwned::to_owned).collect();
        if told
            .iter()
            .any(|text| tongchou_project::secrecy::carries_mark(text))
        {
            let says = format!("{}含有国家秘密标志，不得导入（第六条）", head.column.label);
            let column = Some(place);
            wrong.push(Wrong { column, says });
        }
        typed.insert(name, told);
    }
    Some(if wrong.is_empty() {
        Ok(typed)
    } else {
        Err(wrong)
    })
}

fn first<'a>(typed: &'a Typed, name: &str) -> &'a str {
    let told = typed.get(name).and_then(|told| told.first());
    told.map_or("", String::as_str)
}

fn words(typed: &Typed, name: &str) -> Vec<String> {
    let mut told = typed.get(name).cloned().unwrap_or_default();
    told.sort();
    told.dedup();
    told
}

impl Known {
    pub(super) fn row(&mut self, key: &str, typed: &Typed) -> Row {
        match key {
            BODY => self.body(typed),
            ACCOUNT => self.new_account(typed),
            BODY_CAPACITIES => self.empowered(typed),
            _ => self.granted(typed),
        }
    }

    fn body(&mut self, typed: &Typed) -> Row {
        let name = first(typed, "body").to_owned();
        // a cell that says no has no value of a form
        let told = typed.get("in_district");
        let in_district = told.is_none_or(|told| !told.is_empty());
        if let Some(known) = self.bodies.get(&name) {
            return if told.is_none() || known.in_district == in_district {
                Row::Same
            } else {
                let says = "已有同名的单位，是否本区单位与登记的不同；请先核对";
                Row::Wrong("in_district", says.to_owned())
            };
        }
        if name.is_empty() {
            return Row::Wrong("body", "单位名称：必填".to_owned());
        }
        if let Some(says) = misnamed(&name) {
            return Row::Wrong("body", says);
        }
        let body = Body {
            name: name.clone(),
            in_district,
            ..Body::default()
        };
        self.bodies.insert(name.clone(), body);
        Row::Fresh(json!({ "body": name, "in_district": in_district }))
    }

    fn new_account(&mut self, typed: &Typed) -> Row {
        let (name, person) = (first(typed, "account"), first(typed, "person"));
        let Some(body) = self.bodies.get(first(typed, "body")) else {
            let says = "没有登记过这个名称的单位，请先登记或者导入单位";
            return Row::Wrong("body", says.to_owned());
        };
        let body = body.id.clone();
        if let Some(known) = self.accounts.get(name) {
            return if known.display_name == person && known.body == body {
                Row::Same
            } else {
                Row::Wrong(
                    "account",
                    "这个账号名已经有了，属于别的人或者单位".to_owned(),
                )
            };
        }
        if let Some(says) = records::misnamed(name) {
            return Row::Wrong("account", says.to_owned());
        }
        if person.is_empty() {
            return Row::Wrong("person", "姓名：必填".to_owned());
        }
        if let Some(says) = misnamed(person) {
            return Row::Wrong("person", says);
        }
        let input = json!({ "account": name, "person": person, "body": body });
        let made = account(&input, String::new());
        self.accounts.insert(made.name.clone(), made);
        Row::Fresh(input)
    }

    fn empowered(&mut self, typed: &Typed) -> Row {
        let name = first(typed, "body");
        let (held, domains) = (words(typed, "capacities"), words(typed, "domains"));
        let Some(body) = self.bodies.get_mut(name) else {
            let says = "没有登记过这个名称的单位；由系统管理员先登记";
            return Row::Wrong("body", says.to_owned());
        };
        if held.is_empty() {
            return Row::Wrong("capacities", "单位的身份：必填".to_owned());
        }
        if !held.iter().all(|word| separation::of_bodies(word)) {
            let says = "三类管理员和“公众”不是单位的身份；管理员的身份授予个人";
            return Row::Wrong("capacities", says.to_owned());
        }
        let (capacities, domains) = (of_words(&held), of_words(&domains));
        if body.capacities == capacities && body.domains == domains {
            return Row::Same;
        }
        body.capacities.clone_from(&capacities);
        body.domains.clone_from(&domains);
        Row::Fresh(json!({ "body": name, "capacities": capacities, "domains": domains }))
    }

    fn granted(&mut self, typed: &Typed) -> Row {
        let name = first(typed, "account");
        let chosen = words(typed, "capacities");
        let Some(account) = self.accounts.get(name).cloned() else {
            let says = "没有这个账号；由系统管理员先创建";
            return Row::Wrong("account", says.to_owned());
        };
        if chosen.is_empty() {
            return Row::Wrong("capacities", "本人的身份：必填".to_owned());
        }
        if of_words(&account.capacities) == of_words(&chosen) {
            return Row::Same;
        }
        if let Some(says) = self.against(&account, &chosen) {
            return Row::Wrong("capacities", says);
        }
        if let Some(account) = self.accounts.get_mut(name) {
            account.capacities.clone_from(&chosen);
        }
        Row::Fresh(json!({ "account": name, "capacities": chosen }))
    }
}
