//! Sheets that come in: a template to fill in, a trial of every row, and then
//! what can be done or nothing. The file lies with the person's other uploads,
//! examined like them, until it is swept.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use object_store::ObjectStoreExt;
use tongchou_project::{FieldError, FieldSpec, Refusal, is_sm3, options};

use super::exports::KIND as WORKBOOK;
use crate::app::{Fault, may_create, may_ever};
use crate::files::object_path;
use crate::files::show::disposition;
use crate::imports::run::{self, Report};
use crate::imports::{FILE, KINDS, Kind, fault, people, sheet};
use crate::web::page::html_with;
use crate::web::{At, Failure, Page, Posted, PostedFiles, SignedIn, Web, html};

/// In the form: what to do with the file that was tried out.
const DO: &str = "do";

/// Rows that are told on the page; the returned sheet has them all.
const TOLD: usize = 100;

#[derive(Debug, Template)]
#[template(path = "imports/index.html")]
struct Index {
    page: Page,
    kinds: Vec<Kind>,
}

#[derive(Debug, Template)]
#[template(path = "imports/show.html")]
struct Show {
    page: Page,
    kind: Kind,
    csrf: String,
    columns: Vec<&'static FieldSpec>,
    faults: Vec<FieldError>,
    told: Option<Told>,
}

/// What would come of a sheet, or came.
#[derive(Debug)]
struct Told {
    sm3: String,
    ready: usize,
    done: usize,
    known: usize,
    /// Rows that say the same as another of the sheet.
    same: usize,
    judged: usize,
    wrong: usize,
    flagged: usize,
    strange: Vec<String>,
    rows: Vec<(usize, String)>,
    /// Whether more is to be said of rows than is told.
    more: bool,
}

impl Told {
    fn of(report: &Report, sm3: &str) -> Self {
        Self {
            sm3: sm3.to_owned(),
            ready: report.ready(),
            done: report.done(),
            known: report.known(),
            same: report.same(),
            judged: report.judged(),
            flagged: report.remarks.len(),
            wrong: report.wrong(),
            strange: report.strange.clone(),
            rows: report.said().take(TOLD).collect(),
            more: report.said().nth(TOLD).is_some(),
        }
    }
}

/// The kinds that the person may bring in.
async fn kinds(web: &Web, user: &SignedIn) -> Result<Vec<Kind>, Failure> {
    let world = web.app.world().await?;
    let mut own = Vec::new();
    for kind in KINDS.into_iter().filter(|kind| kind.is_of_people()) {
        if people::may(&web.app, &user.actor, kind.key).await? {
            own.push(kind);
        }
    }
    let acts = web.app.with_env(&world, &user.actor, "", |env| {
        let who = web.app.who_may(env.regulation);
        let may = |kind: &Kind| {
            if kind.is_of_people() {
                false
            } else if kind.is_history() {
                !user.administers()
            } else if kind.on_project {
                may_ever(env, &who, kind.act)
            } else {
                may_create(kind.act, env, &who)
            }
        };
        KINDS.into_iter().filter(may).collect::<Vec<_>>()
    })?;
    own.extend(acts);
    Ok(own)
}

async fn allowed(web: &Web, user: &SignedIn, key: &str) -> Result<Kind, Failure> {
    let mut kinds = kinds(web, user).await?.into_iter();
    let found = kinds.find(|kind| kind.key == key);
    found.ok_or(Failure::NotFound)
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    Ok(html(&Index {
        page: Page::of(&user, "导入", "/registers/design"),
        kinds: kinds(&web, &user).await?,
    }))
}

pub async fn new(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
) -> Result<Response, Failure> {
    let kind = allowed(&web, &user, &key).await?;
    Ok(show(&user, kind, Vec::new(), None))
}

pub async fn create(
    State(web): State<Web>,
    At(key): At<String>,
    sent: PostedFiles,
) -> Result<Response, Failure> {
    let Posted { user, form } = &sent.posted;
    let kind = allowed(&web, user, &key).await?;
    if !sent.refused.is_empty() {
        return Ok(show(user, kind, sent.refused, None));
    }
    let Some(sm3) = form.filled(FILE) else {
        let faults = vec![fault("请选择要导入的文件")];
        return Ok(show(user, kind, faults, None));
    };
    let bytes = bytes(&web, user, sm3).await?;
    let tried = match run::try_out(&web.app, &user.actor, kind, bytes).await {
        Ok(report) => report,
        Err(Fault::Refused(Refusal::Fields(faults))) => {
            return Ok(show(user, kind, faults, None));
        }
        Err(fault) => return Err(Failure::of(fault)),
    };
    if !tried.withheld.is_empty() {
        if let Some(files) = &web.files {
            let person = &user.actor.person;
            files.discard(web.app.store(), person, sm3).await?;
        }
        return Ok(show(user, kind, vec![secret(&tried.withheld)], None));
    }
    let report = match form.filled(DO) {
        Some(how @ ("good" | "all")) => {
            let whole = how == "all";
            let done = run::carry_out(&web.app, &user.actor, tried, whole).await;
            done.map_err(Failure::of)?
        }
        _ => tried,
    };
    Ok(show(user, kind, Vec::new(), Some(Told::of(&report, sm3))))
}

/// What is secret is not kept, nor the file that it is in (article 6).
fn secret(rows: &BTreeSet<usize>) -> FieldError {
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    fault(format!(
        "第{}行涉及国家秘密：依照第六条不得录入本系统，整个文件没有导入，也没有保存。请在原文件中删去这些行，按保密规定办理，其余的重新导入",
        rows.join("、")
    ))
}

/// The template to fill in.
pub async fn template(
    State(web): State<Web>,
    user: SignedIn,
    At(key): At<String>,
) -> Result<Response, Failure> {
    let kind = allowed(&web, &user, &key).await?;
    let world = web.app.world().await?;
    let file = web.app.with_env(&world, &user.actor, "", |env| {
        let names = |field: &FieldSpec| {
            if kind.is_history() && field.name == "act" {
                let acts = env.regulation.acts().filter(|act| !act.groups.is_empty());
                return acts.map(|act| act.title.clone()).collect();
            }
            let options = options(None, kind.act, field.name, env).into_iter();
            options.map(|(_, name)| name).collect()
        };
        sheet::template(kind.name, kind.columns(), &names)
    })?;
    Ok(workbook(file?, &format!("{}导入模板.xlsx", kind.name)))
}

/// The person's own sheet with what would come, or came, of each row.
pub async fn returned(
    State(web): State<Web>,
    user: SignedIn,
    At((key, sm3)): At<(String, String)>,
) -> Result<Response, Failure> {
    let kind = allowed(&web, &user, &key).await?;
    let bytes = bytes(&web, &user, &sm3).await?;
    let report = run::try_out(&web.app, &user.actor, kind, bytes.clone()).await;
    let report = report.map_err(Failure::of)?;
    let marked = move || sheet::returned(kind.name, &report, &bytes);
    let file = tokio::task::spawn_blocking(marked).await?;
    Ok(workbook(file?, &format!("{}导入结果.xlsx", kind.name)))
}

fn show(user: &SignedIn, kind: Kind, faults: Vec<FieldError>, told: Option<Told>) -> Response {
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    html_with(
        status,
        &Show {
            page: Page::of(user, format!("导入{}", kind.name), "/registers/design"),
            kind,
            csrf: user.session.csrf.clone(),
            columns: crate::imports::fit::columns(kind.columns()),
            faults,
            told,
        },
    )
}

/// A file that the person has sent, whole.
async fn bytes(web: &Web, user: &SignedIn, sm3: &str) -> Result<Vec<u8>, Failure> {
    let sent = is_sm3(sm3).then(|| web.app.store().whole_upload(&user.actor.person, sm3));
    let found = match sent {
        Some(sent) => sent.await?,
        None => None,
    };
    let files = web.files.as_ref().filter(|_| found.is_some());
    let files = files.ok_or(Failure::NotFound)?;
    let object = files.objects().get(&object_path(sm3)).await;
    let object = object.map_err(anyhow::Error::from)?;
    Ok(object.bytes().await.map_err(anyhow::Error::from)?.to_vec())
}

fn workbook(file: Vec<u8>, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, disposition("attachment", name)),
    ];
    (headers, file).into_response()
}
