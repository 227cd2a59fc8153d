//! A list as a workbook: what its reader may see, filtered, sorted and with the
//! columns that the address asks for, on one sheet.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::lists::Value;
use super::registers::results;
use super::{appraisal, burden, duties, findings, ledgers, lists, log};
use super::{people, public, reviews, settings};
use crate::archive::sending;
use crate::format;
use crate::open_data;
use crate::web::{At, Failure, Queried, SignedIn, Web, address};
use crate::workbook;

pub const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The projects that the reader may see, as open data.
pub async fn open_data(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let seen = web.app.visible_in(&world, &user.actor)?;
    if !seen.iter().any(|entry| open_data::is_public(entry)) {
        return Err(Failure::NotFound);
    }
    let publisher = open_data::publisher(&world, web.printing.address());
    let (to, pieces) = sending::pipe();
    tokio::task::spawn_blocking(move || {
        let broken_off = to.twin();
        let entries = seen.iter().map(AsRef::as_ref);
        if let Err(error) = open_data::write(to, &publisher, entries) {
            tracing::warn!("an export was broken off: {error:#}");
            broken_off.fail();
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"oc4ids.json\"",
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(list): At<String>,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    match list.as_str() {
        duties::KEY => return duties::export::show(&web, &user, &pairs).await,
        appraisal::KEY => return appraisal::export(&web, &user, &pairs).await,
        results::KEY => return results::export(&web, &user, &pairs).await,
        findings::KEY => return findings::export(&web, &user, &pairs).await,
        burden::KEY => return burden::export(&web, &user, &pairs).await,
        people::KEY => return people::export(&web, &user, &pairs).await,
        people::body_list::KEY => return people::body_list::export(&web, &user, &pairs).await,
        log::KEY => return log::export(&web, &user, &pairs).await,
        settings::KEY => return settings::export(&web).await,
        reviews::KEY => return reviews::export(&web, &user).await,
        public::KEY => return public::export(&web).await,
        _ => {}
    }
    if let Some(ledger) = ledgers::of(&list) {
        return ledgers::show(&web, &user, ledger).await;
    }
    let list = lists::of(&list).ok_or(Failure::NotFound)?;
    let written = list.find(&web, &user, pairs, move |found, look| {
        // no choice of columns is the whole record: it may come back by import
        let columns = match found.wanted.columns.as_slice() {
            [] => list.columns.iter().collect(),
            _ => list.standing(&found.wanted),
        };
        let heads: Vec<&str> = columns.iter().map(|column| column.label).collect();
        let rows = found
            .entries
            .iter()
            .map(|entry| columns.iter().map(|column| (column.value)(entry, look)));
        workbook::write(list.name, &heads, rows)
    });
    let file = written.await??;
    Ok(self::file(&web, list.name, list.key, file))
}

/// A table as a workbook to take away, written where it holds up no answer.
pub async fn table<R>(
    web: &Web,
    name: String,
    key: &str,
    heads: Vec<&'static str>,
    rows: Vec<R>,
) -> Result<Response, Failure>
where
    R: IntoIterator<Item = Value> + Send + 'static,
{
    let written = tokio::task::spawn_blocking(move || {
        let written = workbook::write(&name, &heads, rows.into_iter().map(R::into_iter));
        written.map(|file| (name, file))
    });
    let (name, file) = written.await??;
    Ok(self::file(web, &name, key, file))
}

/// A workbook to take away, named by what it lists and the day.
fn file(web: &Web, name: &str, key: &str, file: Vec<u8>) -> Response {
    let name = format!("{name}{}.xlsx", format::day(web.app.clock().today()));
    let disposition = format!(
        "attachment; filename=\"{key}.xlsx\"; filename*=UTF-8''{}",
        address::encoded(&name)
    );
    let headers = [
        (header::CONTENT_TYPE, KIND.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file).into_response()
}
