//! Bodies and accounts, for the three administrators: the system administrator
//! makes them, the security administrator grants what they may do, the audit
//! administrator sees what they did. None can do another's part.

pub mod accounts;
pub mod bodies;
pub mod notes;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_rules::{Asker, Facts};

use super::words::name;
use crate::web::{Failure, Page, SignedIn, Web, html};

/// Whether the permits allow an administrative act.
pub async fn may(web: &Web, user: &SignedIn, act: &str) -> Result<bool, Failure> {
    let world = web.app.world().await?;
    let on = web.app.clock().today();
    let capacities: Vec<String> = user.actor.capacities.iter().cloned().collect();
    let asker = Asker {
        capacities: &capacities,
    };
    let law = web.app.regulation(&world, on)?;
    Ok(law.permitted(act, &asker, &Facts::default(), on)?)
}

/// What one may not do here is not here.
async fn must(web: &Web, user: &SignedIn, act: &str) -> Result<(), Failure> {
    if may(web, user, act).await? {
        Ok(())
    } else {
        Err(Failure::NotFound)
    }
}

/// A name bears no mark of secrecy and is of a name's length (A6).
fn plain_words(name: &str) -> Result<(), Failure> {
    if tongchou_project::secrecy::carries_mark(name) {
        return Err(Failure::BadRequest(
            "名称含有国家秘密标志，未予保存；涉密内容不得在本系统处理（第六条）。",
        ));
    }
    if name.chars().count() > 100 {
        return Err(Failure::BadRequest("名称不超过100个字。"));
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
pub struct Rights {
    pub accounts: bool,
    pub capacities: bool,
    pub audit: bool,
}

impl Rights {
    async fn of(web: &Web, user: &SignedIn) -> Result<Self, Failure> {
        Ok(Self {
            accounts: may(web, user, "manage_accounts").await?,
            capacities: may(web, user, "manage_capacities").await?,
            audit: may(web, user, "view_audit_log").await?,
        })
    }

    fn any(self) -> bool {
        self.accounts || self.capacities || self.audit
    }
}

#[derive(Debug, Template)]
#[template(path = "people/index.html")]
struct Index {
    page: Page,
    rights: Rights,
    bodies: Vec<BodyRow>,
    accounts: Vec<AccountRow>,
    csrf: String,
}

#[derive(Debug)]
struct BodyRow {
    id: String,
    name: String,
    capacities: String,
    in_district: bool,
}

#[derive(Debug)]
struct AccountRow {
    name: String,
    display_name: String,
    body: String,
    capacities: String,
    disabled: bool,
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let rights = Rights::of(&web, &user).await?;
    if !rights.any() {
        return Err(Failure::NotFound);
    }
    let world = web.app.world().await?;
    let bodies = world.registers.bodies.values().map(|body| BodyRow {
        id: body.id.clone(),
        name: body.name.clone(),
        capacities: list(body.capacities.iter()),
        in_district: body.in_district,
    });
    let accounts = web.app.store().accounts().await?;
    let accounts = accounts.iter().map(|account| AccountRow {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        body: world.title_of(&account.body).unwrap_or_default(),
        capacities: list(account.capacities.iter()),
        disabled: account.disabled,
    });
    Ok(html(&Index {
        page: Page::of(&user, "单位与账号", "/people"),
        rights,
        bodies: bodies.collect(),
        accounts: accounts.collect(),
        csrf: user.session.csrf.clone(),
    }))
}

fn list<'a>(words: impl Iterator<Item = &'a String>) -> String {
    let named: Vec<String> = words.map(|word| name(CAPACITIES, word)).collect();
    named.join("、")
}
