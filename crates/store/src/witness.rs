//! Tables beside the log that are no projections: accounts, number series, the
//! log's name. Events say what should be in them; a witness reads along while
//! the log is verified and then compares. The store does not know what an
//! event means, so the witness comes with the projector.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, Row};

use crate::error::{Result, unsigned};
use crate::{Account, StoredEvent, accounts};

/// What stands in the tables beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    pub origin: String,
    pub accounts: Vec<Account>,
    /// The last number given out, by series.
    pub numbers: BTreeMap<String, u64>,
}

pub trait Witness: Send {
    /// Sees every event in log order.
    fn see(&mut self, event: &StoredEvent);

    /// The first thing in the tables that the events do not bear out, in words.
    fn compare(&self, tables: &Tables) -> Option<String>;
}

/// Bears out everything.
pub(crate) struct Silent;

impl Witness for Silent {
    fn see(&mut self, _: &StoredEvent) {}

    fn compare(&self, _: &Tables) -> Option<String> {
        None
    }
}

pub(crate) async fn tables(connection: &mut AnyConnection, origin: &str) -> Result<Tables> {
    let rows = sqlx::query("SELECT series, last FROM numbers")
        .fetch_all(&mut *connection)
        .await?;
    let numbers: Result<BTreeMap<String, u64>> = rows
        .iter()
        .map(|row| Ok((row.try_get("series")?, unsigned(row.try_get("last")?)?)))
        .collect();
    Ok(Tables {
        origin: origin.to_owned(),
        accounts: accounts::rows(connection).await?,
        numbers: numbers?,
    })
}
