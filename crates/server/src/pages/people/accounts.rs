//! Accounts: made, stopped and given a new password by the system
//! administrator; their capacities granted by the security administrator.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use tongchou_rules::vocabulary::CAPACITIES;
use tongchou_store::Account;

use super::bodies::{Word, words};
use super::{Rights, must};
use crate::accounts::notes::{self, By};
use crate::accounts::{passwords, separation};
use crate::web::{At, Failure, Page, Posted, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "people/account.html")]
struct Show {
    page: Page,
    account: Account,
    body: String,
    rights: Rights,
    own: bool,
    capacities: Vec<Word>,
    csrf: String,
}

async fn known(web: &Web, name: &str) -> Result<Account, Failure> {
    let account = web.app.store().account_by_name(name).await?;
    account.ok_or(Failure::NotFound)
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(name): At<String>,
) -> Result<Response, Failure> {
    let rights = Rights::of(&web, &user).await?;
    if !rights.accounts && !rights.capacities {
        return Err(Failure::NotFound);
    }
    let account = known(&web, &name).await?;
    let world = web.app.world().await?;
    let held = account.capacities.iter().cloned().collect();
    let body = world.registers.bodies.get(&account.body);
    let mut offered = words(CAPACITIES, &held);
    offered.retain(|word| {
        separation::ADMINISTRATORS.contains(&word.id)
            || body.is_some_and(|body| body.capacities.contains(word.id))
    });
    Ok(html(&Show {
        page: Page::of(&user, account.display_name.clone(), "/people"),
        body: body.map(|body| body.name.clone()).unwrap_or_default(),
        own: account.name == user.account.name,
        capacities: offered,
        csrf: user.session.csrf.clone(),
        rights,
        account,
    }))
}

pub async fn create(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { user, form } = posted;
    must(&web, &user, "manage_accounts").await?;
    let filled =
        |name: &str, wrong: &'static str| form.filled(name).ok_or(Failure::BadRequest(wrong));
    let name = filled("name", "账号名必须填写。")?.to_owned();
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.len() > 40 || !name.chars().all(plain) {
        return Err(Failure::BadRequest(
            "账号名只用小写字母、数字和下划线，不超过40个。",
        ));
    }
    if web.app.store().account_by_name(&name).await?.is_some() {
        return Err(Failure::BadRequest("这个账号名已经有了。"));
    }
    let display_name = filled("display_name", "姓名必须填写。")?.to_owned();
    super::plain_words(&display_name)?;
    let body = filled("body", "单位必须选择。")?.to_owned();
    if !web.app.world().await?.registers.bodies.contains_key(&body) {
        return Err(Failure::NotFound);
    }
    let password = form.first("password").unwrap_or_default().to_owned();
    if passwords::weakness(&password, &name).is_some() {
        return Err(Failure::BadRequest(
            "初始密码至少10个字符，并且不包含账号名。",
        ));
    }
    let account = Account {
        display_name,
        body,
        capacities: Vec::new(),
        password_hash: passwords::hash(password).await?,
        disabled: false,
        must_change: true,
        name,
    };
    web.app.store().put_account(&account).await?;
    let about = json!({ "account": account.name, "body": account.body });
    notes::note(&web.app, "account_created", By::actor(&user.actor), about).await;
    Ok(Redirect::to(&format!("/people/accounts/{}", account.name)).into_response())
}

/// Stops an account, or lets it in again.
pub async fn disable(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_accounts").await?;
    let mut account = known(&web, &name).await?;
    if account.name == posted.user.account.name {
        return Err(Failure::BadRequest("不能停用自己的账号。"));
    }
    account.disabled = !account.disabled;
    let mut accounts = web.app.store().accounts().await?;
    accounts.retain(|known| known.name != account.name);
    let left_alone = |kind: &&str| {
        let holds = account.capacities.iter().any(|held| held == *kind);
        account.disabled && holds && separation::vacant(&accounts, kind)
    };
    if separation::ADMINISTRATORS.iter().any(left_alone) {
        return Err(Failure::BadRequest(
            "这是最后一名该类管理员，停用后将无人履行其职责；请先另设一名。",
        ));
    }
    web.app.store().put_account(&account).await?;
    web.app.store().drop_sessions_of(&account.name).await?;
    let kind = if account.disabled {
        "account_disabled"
    } else {
        "account_enabled"
    };
    let about = json!({ "account": account.name });
    notes::note(&web.app, kind, By::actor(&posted.user.actor), about).await;
    Ok(Redirect::to("/people").into_response())
}

/// A new first password, to be changed at the next sign-in.
pub async fn set_password(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_accounts").await?;
    let mut account = known(&web, &name).await?;
    let password = posted.form.first("password").unwrap_or_default().to_owned();
    if passwords::weakness(&password, &name).is_some() {
        return Err(Failure::BadRequest(
            "初始密码至少10个字符，并且不包含账号名。",
        ));
    }
    account.password_hash = passwords::hash(password).await?;
    account.must_change = true;
    web.app.store().put_account(&account).await?;
    web.app.store().drop_sessions_of(&account.name).await?;
    web.app.store().clear_failed_sign_ins(&account.name).await?;
    let about = json!({ "account": account.name });
    notes::note(
        &web.app,
        "password_set",
        By::actor(&posted.user.actor),
        about,
    )
    .await;
    Ok(Redirect::to("/people").into_response())
}

/// Grants capacities: those of the account's body, or one of administration.
/// Nobody grants anything to themselves.
pub async fn grant(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    must(&web, &posted.user, "manage_capacities").await?;
    let mut account = known(&web, &name).await?;
    if account.name == posted.user.account.name {
        return Err(Failure::BadRequest(
            "不能给自己授予身份，请由另一名安全管理员办理。",
        ));
    }
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&account.body);
    let may_hold = |capacity: &str| {
        separation::ADMINISTRATORS.contains(&capacity)
            || body.is_some_and(|body| body.capacities.contains(capacity))
    };
    let capacities: Vec<String> = posted
        .form
        .all("capacities")
        .map(ToOwned::to_owned)
        .collect();
    if !capacities.iter().all(|capacity| may_hold(capacity)) {
        return Err(Failure::BadRequest(
            "所选身份中有的不是该单位的身份，没有保存；请先登记单位的身份，再授予个人。",
        ));
    }
    if separation::conflict(&capacities).is_some() {
        return Err(Failure::BadRequest(
            "系统管理员、安全管理员、审计管理员须由不同的人担任，并且不得同时担任业务身份。",
        ));
    }
    account.capacities = capacities;
    web.app.store().put_account(&account).await?;
    let about = json!({ "account": account.name, "capacities": account.capacities });
    notes::note(
        &web.app,
        "capacities_granted",
        By::actor(&posted.user.actor),
        about,
    )
    .await;
    Ok(Redirect::to("/people").into_response())
}
