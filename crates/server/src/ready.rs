//! What the server does beside answering. When it starts and at the beginning of
//! each day it finds out ahead of the first reader what start pages, lists and the
//! duplicate check will ask; in between it reads changed word lists anew.

use std::collections::BTreeMap;
use std::time::Duration;

use tongchou_project::Actor;

use crate::accounts::separation;
use crate::app::App;
use crate::pages::home;

/// How often it looks whether another day has come.
const EVERY: Duration = Duration::from_mins(1);

/// Runs until the server stops. A failure costs the first readers some seconds
/// and nothing else.
pub async fn keep(app: App) {
    let mut ready_for = None;
    loop {
        let today = app.clock().today();
        if ready_for != Some(today) {
            ready_for = Some(today);
            if let Err(error) = make(&app).await {
                tracing::warn!("start pages were not made ready: {error:#}");
            }
        }
        tokio::time::sleep(EVERY).await;
        match app.renew_words() {
            Ok(true) => tracing::info!("the word lists of the duplicate check were read anew"),
            Ok(false) => {}
            Err(error) => tracing::warn!("the word lists stay as they were: {error:#}"),
        }
    }
}

/// Once for all who hold the same capacities: what is found out is theirs alike.
async fn make(app: &App) -> anyhow::Result<()> {
    let mut people: BTreeMap<_, Actor> = BTreeMap::new();
    for account in app.store().accounts().await? {
        if account.disabled || separation::administers(&account.capacities) {
            continue;
        }
        let actor = app.actor(&account).await?;
        people.entry(actor.capacities.clone()).or_insert(actor);
    }
    let world = app.world().await?;
    let (indexing, everything) = (app.clone(), world.clone());
    tokio::task::spawn_blocking(move || indexing.index_duplicates(&everything)).await??;
    for actor in people.into_values() {
        let (app, world) = (app.clone(), world.clone());
        tokio::task::spawn_blocking(move || home::make_ready(&app, &world, &actor)).await??;
    }
    Ok(())
}
