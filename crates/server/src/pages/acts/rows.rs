//! The rows of a form's tables: more of them, fewer, or filled from a paste
//! box. The form comes back with what was typed; nothing is sent or stored.

use axum::response::Response;
use tongchou_project::{FieldKind, FieldSpec, options};

use super::{Target, form};
use crate::app::Loaded;
use crate::forms::paste::{self, Place};
use crate::forms::{FILL, LESS, MORE, PASTED, PASTED_AT, Pairs, json};
use crate::web::{Failure, SignedIn, Web};

/// What is asked of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows<'a> {
    More(&'a str),
    Less(&'a str),
    Fill(&'a str),
    /// Sent with a block in the paste box that nobody had put into the table.
    Left(&'a str),
}

impl<'a> Rows<'a> {
    pub fn asked(form: &'a Pairs) -> Option<Self> {
        let more = form.first(MORE).map(Rows::More);
        let less = || form.first(LESS).map(Rows::Less);
        let fill = || form.first(FILL).map(Rows::Fill);
        let left = || {
            let mut boxes = form.iter().filter(|(_, text)| !text.trim().is_empty());
            boxes
                .find_map(|(name, _)| name.strip_prefix(PASTED))
                .map(Rows::Left)
        };
        more.or_else(less).or_else(fill).or_else(left)
    }

    pub async fn respond(
        self,
        web: &Web,
        user: &SignedIn,
        target: &Target,
        sent: &Pairs,
    ) -> Result<Response, Failure> {
        let loaded = target.load(web, user).await?;
        let fields = target.spec.fields;
        let laid = match self {
            Rows::More(table) => {
                form::Form::again(sent, json::compact(fields, sent)).with_more(table)
            }
            Rows::Less(row) => {
                let left = sent.clone().without_row(row);
                form::Form::again(sent, json::compact(fields, &left))
            }
            Rows::Fill(table) => filled(web, user, target, &loaded, sent, (table, false)).await?,
            Rows::Left(table) => filled(web, user, target, &loaded, sent, (table, true)).await?,
        };
        laid.respond(web, user, target, &loaded).await
    }
}

async fn filled(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    loaded: &Loaded,
    sent: &Pairs,
    (table, left): (&str, bool),
) -> Result<form::Form, Failure> {
    let columns = columns(target.spec.fields, table).ok_or(Failure::NotFound)?;
    let world = web.app.world().await?;
    let id = loaded.stream.id.to_string();
    let pasted = sent.first(&format!("{PASTED}{table}")).unwrap_or_default();
    let filled = web.app.with_env(&world, &user.actor, &id, |env| {
        let current = loaded.aggregate.as_ref();
        let choices = |column: &FieldSpec| {
            let path = format!("{table}.{}", column.name);
            options(current, target.spec.key, &path, env)
        };
        let place = Place {
            table,
            columns,
            at: at(sent, table),
        };
        paste::fill(place, pasted, sent, &choices)
    })?;
    let mut typed = json::compact(target.spec.fields, &filled.typed);
    if !filled.rest.is_empty() {
        typed.push(format!("{PASTED}{table}"), filled.rest);
    }
    let mut faults = filled.faults;
    if left {
        let says = "粘贴框中的内容刚刚填入表格，还没有提交，请核对后再提交";
        faults.insert(0, paste::fault(table, "", says.to_owned()));
    }
    Ok(form::Form::again(sent, typed).noting(faults))
}

fn columns(fields: &'static [FieldSpec], table: &str) -> Option<&'static [FieldSpec]> {
    let mut fields = fields.iter();
    fields.find_map(|field| match field.kind {
        FieldKind::Rows(columns) if field.name == table => Some(columns),
        _ => None,
    })
}

/// `3,1`: row and column of the cell that the script saw the paste in.
fn at(sent: &Pairs, table: &str) -> Option<(usize, usize)> {
    let (row, column) = sent
        .filled(&format!("{PASTED_AT}{table}"))?
        .split_once(',')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}
