//! The demonstration district: bodies for every capacity, and projects in every
//! stage, made by real commands on days in the past. What the law refuses
//! cannot be here either.

mod building;
mod cast;
mod district;
mod life;
pub mod many;
mod projects;
mod run;
mod sharing;
mod wording;

pub use district::{act, found};
pub use life::{Life, SUPERVISION};
pub use many::{Made, fill};
pub use projects::all as plan;
pub use run::{Planned, Run, What, resolve};

use std::fmt::Write;

use jiff::Timestamp;
use serde_json::json;
use tongchou_rules::Law;
use tongchou_store::{Append, NewEvent, Store, StreamId};
use uuid::Uuid;

use crate::accounts::notes::{self, By};
use crate::app::App;
use crate::app::projections::DATABASE;
use crate::app::witness;
use crate::clock::{self, Clock};

/// For accounts of the demonstration alone; printed with a warning.
pub const PASSWORD: &str = "tongchou-demo";

/// How far back the district begins.
const DAYS_BACK: i32 = 1_150;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Neither accounts nor events.
    Empty,
    Demo,
    Real,
}

const MARK: &str = "demonstration_database";

fn marker() -> StreamId {
    StreamId::new(DATABASE, Uuid::nil())
}

pub async fn kind_of(store: &Store) -> anyhow::Result<Kind> {
    let marks = store.stream(&marker()).await?;
    if marks.iter().any(|event| event.event.kind == MARK) {
        return Ok(Kind::Demo);
    }
    let empty = store.accounts().await?.is_empty() && witness::is_untouched(store).await?;
    Ok(if empty { Kind::Empty } else { Kind::Real })
}

/// Makes the whole district in an empty database.
pub async fn seed(store: Store, law: Law, today: Timestamp) -> anyhow::Result<()> {
    let clock = Clock::set_to(today);
    let app = App::new(store, law, clock.clone(), true);
    mark(&app).await?;
    let end = clock::day_of(today);
    let start = end.checked_sub(jiff::Span::new().days(DAYS_BACK))?;
    district::found(&app, &clock, start).await?;
    Box::pin(run::run(&app, &clock, projects::all(start, end))).await?;
    clock.move_to(today);
    sharing::share(&app).await?;
    Ok(())
}

/// Written first: a database that was only half seeded is a demonstration too.
async fn mark(app: &App) -> anyhow::Result<()> {
    let append = Append {
        stream: marker(),
        expected: 0,
        events: vec![NewEvent {
            kind: MARK.to_owned(),
            version: 1,
            data: json!({}),
        }],
        provenance: notes::provenance(app, "seed", By::nobody()),
        idempotency: None,
        outbox: Vec::new(),
        numbers: Vec::new(),
    };
    app.store().append(append).await?;
    Ok(())
}

/// What to print at the start: who can sign in, as whom.
pub async fn sign_in_table(store: &Store) -> anyhow::Result<String> {
    let mut table = String::from("示范区账号（仅供演示，请勿用于真实数据）：\n");
    for person in cast::PEOPLE {
        if store.account_by_name(person.account).await?.is_some() {
            writeln!(
                table,
                "  {:<18}{}　{}",
                person.account, person.body, person.name
            )?;
        }
    }
    write!(table, "  密码均为 {PASSWORD}")?;
    Ok(table)
}
