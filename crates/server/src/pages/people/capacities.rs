//! What a person may do: granted by the security administrator, of the
//! capacities that the person's body has. Nobody grants to themselves.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::accounts::{known, refuse};
use super::must;
use crate::accounts::notes::By;
use crate::accounts::{records, separation};
use crate::web::{At, Failure, Posted, Web};

pub async fn create(
    State(web): State<Web>,
    At(name): At<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    must(&web, user, "manage_capacities").await?;
    let mut account = known(&web, &name).await?;
    let chosen = posted.form.all("capacities").map(ToOwned::to_owned);
    let chosen: Vec<String> = chosen.collect();
    if account.name == user.account.name {
        let says = "不能给自己授予身份，请由另一名安全管理员办理";
        return refuse(&web, user, &name, None, says).await;
    }
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&account.body);
    if !chosen
        .iter()
        .all(|capacity| separation::may_hold(body, capacity))
    {
        let says = "所选身份中有的不是该单位的身份，没有保存；请先登记单位的身份，再授予个人";
        return refuse(&web, user, &name, Some(&chosen), says).await;
    }
    if let Some(conflict) = separation::conflict(&chosen) {
        return refuse(&web, user, &name, Some(&chosen), &conflict).await;
    }
    let mut others = web.app.store().accounts().await?;
    others.retain(|other| other.name != account.name);
    let loses = |kind: &&str| {
        let held = |capacities: &[String]| capacities.iter().any(|held| held == *kind);
        held(&account.capacities) && !held(&chosen) && separation::vacant(&others, kind)
    };
    if separation::ADMINISTRATORS.iter().any(loses) {
        let says = "这是最后一名该类管理员，取消身份后将无人履行其职责；请先另设一名";
        return refuse(&web, user, &name, Some(&chosen), says).await;
    }
    account.capacities = chosen;
    let by = By::actor(&user.actor);
    records::put(&web.app, "capacities_granted", &account, by, "page").await?;
    Ok(Redirect::to(&format!("/people/accounts/{name}")).into_response())
}
