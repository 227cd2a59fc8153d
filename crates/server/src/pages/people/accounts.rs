//! Accounts: made, stopped and given a new password by the system
//! administrator. Nobody changes their own here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_store::Account;

use super::bodies::{Word, words};
use super::sign_ins::{self, SessionRow};
use super::{Finished, Rights, back_to, labelled, must};
use crate::accounts::notes::By;
use crate::accounts::{passwords, records, separation};
use crate::format;
use crate::forms::Pairs;
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "people/account.html")]
struct Show {
    page: Page,
    account: Account,
    body: String,
    body_id: String,
    rights: Rights,
    own: bool,
    /// One of the three administrators.
    administers: bool,
    state: (&'static str, &'static str),
    locked: bool,
    last_sign_in: String,
    sessions: Vec<SessionRow>,
    capacities: Vec<Word>,
    rules: Vec<String>,
    errors: Vec<String>,
    /// What was just done.
    done: Option<&'static str>,
    csrf: String,
}

pub(super) async fn known(web: &Web, name: &str) -> Result<Account, Failure> {
    let account = web.app.store().account_by_name(name).await?;
    account.ok_or(Failure::NotFound)
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(name): At<String>,
    Ask(finished): Ask<Finished>,
) -> Result<Response, Failure> {
    let account = known(&web, &name).await?;
    let held = account.capacities.clone();
    let page = lay_out(&web, &user, account, &held, Vec::new()).await?;
    Ok(html(&Show {
        done: finished.in_words(),
        ..page
    }))
}

/// The account's page again, with what stands against a change and what was chosen.
pub(super) async fn refuse(
    web: &Web,
    user: &SignedIn,
    name: &str,
    chosen: Option<&[String]>,
    error: &str,
) -> Result<Response, Failure> {
    let account = known(web, name).await?;
    let held = chosen.map_or_else(|| account.capacities.clone(), <[String]>::to_vec);
    let page = lay_out(web, user, account, &held, vec![error.to_owned()]).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn lay_out(
    web: &Web,
    user: &SignedIn,
    account: Account,
    chosen: &[String],
    errors: Vec<String>,
) -> Result<Show, Failure> {
    let rights = Rights::of(web, user).await?;
    if !rights.accounts && !rights.capacities {
        return Err(Failure::NotFound);
    }
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&account.body);
    let mut offered = words(CAPACITIES, &chosen.iter().cloned().collect());
    offered.retain(|word| separation::may_hold(body, word.id));
    let locked = super::locked(web, std::slice::from_ref(&account)).await?;
    let last = super::last_sign_ins(web, &[&account]).await?;
    Ok(Show {
        page: Page::of(user, account.display_name.clone(), "/people"),
        body: body.map(|body| body.name.clone()).unwrap_or_default(),
        body_id: account.body.clone(),
        own: account.name == user.account.name,
        administers: separation::administers(&account.capacities),
        state: labelled(super::state(&account, &locked)),
        locked: locked.contains(&account.name),
        last_sign_in: last
            .get(&account.name)
            .map(|at| format::moment(*at))
            .unwrap_or_default(),
        sessions: sign_ins::of(web, &account.name).await?,
        capacities: offered,
        rules: passwords::rules(),
        csrf: user.session.csrf.clone(),
        rights,
        account,
        errors,
        done: None,
    })
}

#[derive(Debug, Template)]
#[template(path = "people/new_account.html")]
struct New {
    page: Page,
    csrf: String,
    name: String,
    display_name: String,
    body: String,
    bodies: Vec<(String, String)>,
    rules: Vec<String>,
    /// Field and what is wrong with it.
    errors: Vec<(&'static str, String)>,
}

impl New {
    fn error(&self, field: &str) -> Option<&String> {
        self.errors
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, says)| says)
    }
}

pub async fn new(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    must(&web, &user, "manage_accounts").await?;
    Ok(html(
        &blank(&web, &user, &Pairs::default(), Vec::new()).await?,
    ))
}

async fn blank(
    web: &Web,
    user: &SignedIn,
    typed: &Pairs,
    errors: Vec<(&'static str, String)>,
) -> Result<New, Failure> {
    let world = web.app.world().await?;
    let mut bodies: Vec<(String, String)> = world
        .registers
        .bodies
        .values()
        .map(|body| (body.id.clone(), body.name.clone()))
        .collect();
    bodies.sort_by(|a, b| a.1.cmp(&b.1));
    let text = |name: &str| typed.first(name).unwrap_or_default().to_owned();
    // what bears a mark of secrecy is not sent back either
    let shown =
        |name: &str| Some(text(name)).filter(|text| !tongchou_project::secrecy::carries_mark(text));
    Ok(New {
        page: Page::of(user, "创建账号", "/people"),
        csrf: user.session.csrf.clone(),
        name: shown("name").unwrap_or_default(),
        display_name: shown("display_name").unwrap_or_default(),
        body: text("body"),
        bodies,
        rules: passwords::rules(),
        errors,
    })
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    must(&web, &user, "manage_accounts").await?;
    let errors = faults(&web, &form).await?;
    if !errors.is_empty() {
        let page = blank(&web, &user, &form, errors).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let text = |name: &str| form.filled(name).unwrap_or_default().to_owned();
    let password = form.first("password").unwrap_or_default().to_owned();
    let account = Account {
        name: text("name"),
        display_name: text("display_name"),
        body: text("body"),
        capacities: Vec::new(),
        password_hash: passwords::hash(password).await?,
        disabled: false,
        must_change: true,
    };
    let by = By::actor(&user.actor);
    records::put(&web.app, "account_created", &account, by, "page").await?;
    Ok(back_to(&account.name, "created"))
}

/// Everything that is wrong with a new account, at once.
async fn faults(web: &Web, form: &Pairs) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut errors = Vec::new();
    let text = |name: &str| form.filled(name).unwrap_or_default();
    let name = text("name");
    if let Some(says) = records::misnamed(name) {
        errors.push(("name", says.to_owned()));
    } else if web.app.store().account_by_name(name).await?.is_some() {
        errors.push(("name", "这个账号名已经有了".to_owned()));
    }
    match text("display_name") {
        "" => errors.push(("display_name", "姓名必须填写".to_owned())),
        shown => errors.extend(super::misnamed(shown).map(|says| ("display_name", says))),
    }
    if !web
        .app
        .world()
        .await?
        .registers
        .bodies
        .contains_key(text("body"))
    {
        errors.push(("body", "单位必须从列表中选择".to_owned()));
    }
    let password = form.first("password").unwrap_or_default();
    errors.extend(passwords::weakness(password, name).map(|says| ("password", says)));
    Ok(errors)
}

/// Stops an account, or lets it in again.
pub async fn disable(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let mut account = known(&web, &name).await?;
    if account.name == user.account.name {
        return refuse(&web, user, &name, None, "不能停用自己的账号").await;
    }
    account.disabled = !account.disabled;
    let mut accounts = web.app.store().accounts().await?;
    accounts.retain(|known| known.name != account.name);
    let left_alone = |kind: &&str| {
        let holds = account.capacities.iter().any(|held| held == *kind);
        account.disabled && holds && separation::vacant(&accounts, kind)
    };
    if separation::ADMINISTRATORS.iter().any(left_alone) {
        let says = "这是最后一名该类管理员，停用后将无人履行其职责；请先另设一名";
        return refuse(&web, user, &name, None, says).await;
    }
    let (kind, done) = if account.disabled {
        ("account_disabled", "disabled")
    } else {
        ("account_enabled", "enabled")
    };
    records::put(&web.app, kind, &account, By::actor(&user.actor), "page").await?;
    web.app.store().drop_sessions_of(&account.name).await?;
    Ok(back_to(&name, done))
}

/// Corrects a person's name. What was done under the old one keeps it.
pub async fn rename(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let mut account = known(&web, &name).await?;
    let shown = posted.form.filled("display_name").unwrap_or_default();
    if shown.is_empty() {
        return refuse(&web, user, &name, None, "姓名必须填写").await;
    }
    if let Some(says) = super::misnamed(shown) {
        return refuse(&web, user, &name, None, &says).await;
    }
    shown.clone_into(&mut account.display_name);
    let by = By::actor(&user.actor);
    records::put(&web.app, "account_renamed", &account, by, "page").await?;
    Ok(back_to(&name, "renamed"))
}

/// A new first password, to be changed at the next sign-in.
pub async fn set_password(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_accounts").await?;
    let mut account = known(&web, &name).await?;
    if account.name == user.account.name {
        let says = "自己的密码在“修改密码”中修改，须先输入现在的密码";
        return refuse(&web, user, &name, None, says).await;
    }
    // whoever could set a new password for another administrator would be that one
    if separation::administers(&account.capacities) {
        let says = "三类管理员的密码不能由系统管理员重设：请在服务器上运行 tongchou account password，由两人在场办理";
        return refuse(&web, user, &name, None, says).await;
    }
    let password = posted.form.first("password").unwrap_or_default().to_owned();
    if let Some(weakness) = passwords::weakness(&password, &name) {
        return refuse(&web, user, &name, None, &weakness).await;
    }
    account.password_hash = passwords::hash(password).await?;
    account.must_change = true;
    let by = By::actor(&user.actor);
    records::put(&web.app, "password_set", &account, by, "page").await?;
    web.app.store().drop_sessions_of(&account.name).await?;
    Ok(back_to(&name, "password"))
}
