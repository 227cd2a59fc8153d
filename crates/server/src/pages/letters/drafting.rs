//! Drawing up a letter: each item beside what was declared, adding up, with the
//! rules' word on it, read as it will read, then issued by its act.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use tongchou_project::{
    Command, FieldError, IssueOpinionLetter, Refusal, act_spec, decide, prefill,
};
use uuid::Uuid;

use super::paper::Paper;
use crate::clock;
use crate::format::{self, Amount};
use crate::forms::{KEY, MORE, Pairs, element_id, form_name, json};
use crate::pages::acts::offer::{Against, against_law, against_state};
use crate::pages::attempt::attempt;
use crate::pages::kept::{self, Kept, LETTER, Wanted};
use crate::pages::opened::Opened;
use crate::pages::review::declared;
use crate::pages::words::choices;
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web};

const ACT: &str = LETTER.act;
const TABLE: &str = "items";
const SPARE: usize = 2;
const PREVIEW: &str = "_preview";
const EDIT: &str = "_edit";

#[derive(Debug, Template)]
#[template(path = "letters/new.html")]
struct New {
    page: Page,
    home: String,
    title: String,
    unit: String,
    csrf: String,
    key: String,
    seen: u64,
    errors: Vec<(String, String)>,
    withheld: bool,
    refused: Vec<Against>,
    standing: Vec<Against>,
    number: String,
    conditions: String,
    rows: Vec<Row>,
    categories: &'static [(&'static str, &'static str)],
    declared: Amount,
    approved: Option<Amount>,
    difference: String,
    left_out: Vec<String>,
    kept: Kept,
}

/// One item of the letter beside the line of the declaration of that name.
#[derive(Debug)]
struct Row {
    index: usize,
    name: String,
    category: String,
    declared: Option<Amount>,
    amount: String,
    difference: String,
}

#[derive(Debug, Template)]
#[template(path = "letters/preview.html")]
struct Preview {
    page: Page,
    home: String,
    title: String,
    csrf: String,
    key: String,
    seen: u64,
    revision: u64,
    refused: Vec<Against>,
    hidden: Vec<(String, String)>,
    paper: Paper,
}

pub async fn new(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(wanted): Ask<Wanted>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let desk = (LETTER, opened.id.as_str());
    let (typed, kept) = kept::open(&web, &user.actor, desk, Some(&opened.loaded), &wanted).await?;
    if let Some(typed) = typed {
        return lay_out(&opened, &user, &typed, None, (StatusCode::OK, kept));
    }
    let spec = act_spec(ACT).ok_or(Failure::NotFound)?;
    let held = Value::Object(prefill(Some(&opened.aggregate), ACT));
    let typed = json::from_json(spec.fields, &held);
    lay_out(&opened, &user, &typed, None, (StatusCode::OK, kept))
}

pub async fn create(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let spec = act_spec(ACT).ok_or(Failure::NotFound)?;
    let typed = json::compact(spec.fields, form);
    let opened = Opened::load(&web, user, id).await?;
    if form.has(EDIT) || form.has(MORE) {
        let kept = again(&opened, user, form).await;
        return lay_out(&opened, user, &typed, None, (StatusCode::OK, kept));
    }
    let input = json::to_json(spec.fields, &typed);
    if form.has(PREVIEW) {
        let kept = again(&opened, user, form).await;
        return preview(&opened, user, form, &typed, (&input, kept));
    }
    let refused = attempt(&web, user, form, (ACT, id), &input).await?;
    let Some((refusal, status)) = refused else {
        kept::done(&web, &user.actor, LETTER, &opened.id).await;
        return Ok(Redirect::to(&format!("/projects/{id}/letter")).into_response());
    };
    let opened = Opened::load(&web, user, id).await?;
    let kept = again(&opened, user, form).await;
    lay_out(&opened, user, &typed, Some(&refusal), (status, kept))
}

/// What was typed is kept between its pages too.
async fn again(opened: &Opened<'_>, user: &SignedIn, form: &Pairs) -> Kept {
    let desk = (LETTER, opened.id.as_str());
    kept::refused(opened.web, &user.actor, desk, form, opened.seen()).await
}

/// The letter as it would read, with the rules' word on it; nothing is stored.
fn preview(
    opened: &Opened<'_>,
    user: &SignedIn,
    form: &Pairs,
    typed: &Pairs,
    (input, kept): (&Value, Kept),
) -> Result<Response, Failure> {
    opened.must_be_permitted(ACT)?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let command = match Command::parse(ACT, input) {
        Ok(command) => command,
        Err(errors) => {
            let refusal = Refusal::Fields(errors);
            return lay_out(opened, user, typed, Some(&refusal), (status, kept));
        }
    };
    let Command::IssueOpinionLetter(letter) = &command else {
        return Err(Failure::NotFound);
    };
    let decided = opened.with_env(|env| decide(Some(&opened.aggregate), &command, env))?;
    let refused = match decided {
        Ok(_) => Vec::new(),
        Err(refusal) => reasons(opened, &refusal),
    };
    let project = opened.project()?;
    let status = if refused.is_empty() {
        StatusCode::OK
    } else {
        status
    };
    let today = opened.web.app.clock().today();
    let law = opened.regulation()?;
    let preview = Preview {
        page: Page::of(user, format!("预览：{}", project.title), "/reviews"),
        home: opened.home(),
        title: project.title.clone(),
        csrf: user.session.csrf.clone(),
        key: form.filled(KEY).unwrap_or_default().to_owned(),
        seen: opened.seen(),
        revision: kept.revision,
        refused,
        hidden: typed
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        paper: Paper::drafted(project, letter, &user.actor.body_name, today, &law),
    };
    Ok(html_with(status, &preview))
}

fn reasons(opened: &Opened<'_>, refusal: &Refusal) -> Vec<Against> {
    match refusal {
        Refusal::Law(verdict) => against_law(verdict, &opened.home(), &opened.world.registers),
        Refusal::State(found) => against_state(found),
        _ => Vec::new(),
    }
}

fn lay_out(
    opened: &Opened<'_>,
    user: &SignedIn,
    typed: &Pairs,
    refusal: Option<&Refusal>,
    (status, kept): (StatusCode, Kept),
) -> Result<Response, Failure> {
    let considered = opened.must_be_permitted(ACT)?;
    let project = opened.project()?;
    let blank = Pairs::default();
    let withheld = refusal.is_some_and(Refusal::withholds);
    let typed = if withheld { &blank } else { typed };
    let lines = declared::lines(&opened.aggregate);
    let (approved, rows) = rows(typed, &lines);
    let named = |line: &&declared::Line| !rows.iter().any(|row| row.name == line.name);
    let mut standing = against_law(&considered.verdict, &opened.home(), &opened.world.registers);
    standing.extend(against_state(&considered.state));
    let new = New {
        page: Page::of(user, format!("审查意见函：{}", project.title), "/reviews"),
        home: opened.home(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        seen: opened.seen(),
        errors: errors(refusal),
        withheld,
        refused: refusal
            .map(|refusal| reasons(opened, refusal))
            .unwrap_or_default(),
        standing: if refusal.is_none() {
            standing
        } else {
            Vec::new()
        },
        number: typed.first("number").unwrap_or_default().to_owned(),
        conditions: typed.first("conditions").unwrap_or_default().to_owned(),
        categories: choices(ACT, "items.category"),
        declared: Amount::of(project.total_amount()),
        difference: approved
            .map(|fen| signed(fen - project.total_amount()))
            .unwrap_or_default(),
        approved: approved.map(Amount::of),
        left_out: lines
            .iter()
            .filter(named)
            .map(|line| line.name.clone())
            .collect(),
        rows,
        kept,
    };
    Ok(html_with(status, &new))
}

/// The items typed so far beside what was declared, and their sum where each of
/// them can be read.
fn rows(typed: &Pairs, lines: &[declared::Line]) -> (Option<i64>, Vec<Row>) {
    let read = amounts(typed);
    let count = typed.rows(TABLE) + SPARE;
    let rows = (0..count)
        .map(|index| {
            let cell = |column: &str| {
                let name = format!("{TABLE}.{index}.{column}");
                typed.first(&name).unwrap_or_default().to_owned()
            };
            let name = cell("name");
            let line = lines.iter().find(|line| line.name == name);
            let fen = read.as_ref().and_then(|read| read.get(index)).copied();
            Row {
                index,
                difference: match (line, fen) {
                    (Some(line), Some(fen)) => signed(fen - line.fen),
                    (None, Some(_)) => "＋申报中没有".to_owned(),
                    _ => String::new(),
                },
                declared: line.map(|line| line.amount.clone()),
                category: cell("category"),
                amount: cell("amount"),
                name,
            }
        })
        .collect();
    (read.map(|read| read.iter().sum()), rows)
}

/// The amounts of the items, where all of them can be read.
fn amounts(typed: &Pairs) -> Option<Vec<i64>> {
    let spec = act_spec(ACT)?;
    let input = json::to_json(spec.fields, typed);
    match Command::parse(ACT, &input).ok()? {
        Command::IssueOpinionLetter(form) => {
            let IssueOpinionLetter { items, .. } = *form;
            Some(items.iter().map(|item| item.amount).collect())
        }
        _ => None,
    }
}

fn signed(fen: i64) -> String {
    match fen {
        0 => "＝一致".to_owned(),
        1.. => format!("↑增加{}元", format::yuan(fen)),
        _ => format!("↓核减{}元", format::yuan(-fen)),
    }
}

fn errors(refusal: Option<&Refusal>) -> Vec<(String, String)> {
    let Some(Refusal::Fields(errors)) = refusal else {
        return Vec::new();
    };
    let linked = |error: &FieldError| (element_id(&form_name(&error.field)), error.message.clone());
    errors.iter().map(linked).collect()
}
