//! Who an account acts as: its person, its body, and of its capacities those
//! that its body has.

use tongchou_project::Actor;
use tongchou_store::Account;

use super::App;
use crate::accounts::separation::ADMINISTRATORS;

impl App {
    pub async fn actor(&self, account: &Account) -> anyhow::Result<Actor> {
        let world = self.world().await?;
        let body = world.registers.bodies.get(&account.body);
        let held = |capacity: &&String| {
            // administration is the person's, not the body's
            ADMINISTRATORS.contains(&capacity.as_str())
                || body.is_some_and(|body| body.capacities.contains(*capacity))
        };
        Ok(Actor {
            person: account.name.clone(),
            name: account.display_name.clone(),
            body: account.body.clone(),
            body_name: body.map(|body| body.name.clone()).unwrap_or_default(),
            capacities: account.capacities.iter().filter(held).cloned().collect(),
            domains: body.map(|body| body.domains.clone()).unwrap_or_default(),
        })
    }
}
