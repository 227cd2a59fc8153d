//! What a person may do: granted by the security administrator, of the
//! capacities that the person's body has. Nobody grants to themselves.

use axum::extract::State;
use axum::response::Response;

use super::accounts::{known, refuse};
use super::{back_to, must};
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
    let world = web.app.world().await?;
    let body = world.registers.bodies.get(&account.body);
    let accounts = web.app.store().accounts().await?;
    let by = &user.account.name;
    if let Some(says) = separation::against(&account, &chosen, body, accounts.iter(), by) {
        let shown = (account.name != user.account.name).then_some(chosen.as_slice());
        return refuse(&web, user, &name, shown, &says).await;
    }
    account.capacities = chosen;
    let by = By::actor(&user.actor);
    records::put(&web.app, "capacities_granted", &account, by, "page").await?;
    Ok(back_to(&name, "capacities"))
}
