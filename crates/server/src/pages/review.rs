//! The desk of the preliminary review: each part of the declaration and each
//! material with a place beside it to note what is wrong, all of it sent back in
//! one return; beside it the judge's checklist, what changed since the last
//! submission, and what is on record of the unit. It concludes through the act
//! alone.

mod checklist;
pub mod comparison;
pub mod declared;
mod history;
mod noting;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::{Considered, Project, Refusal, act_spec};
use uuid::Uuid;

use self::checklist::Check;
use self::comparison::Comparison;
use self::history::Past;
use self::noting::{Note, Noted};
use super::acts::offer::{Against, against_law, against_state};
use super::attempt::attempt;
use super::duplicates::hits;
use super::duplicates::split::{self, SplitView};
use super::kept::{self, Kept, REVIEW, Wanted};
use super::opened::Opened;
use super::sheet::{Sheet, figure, good, tag, text, wait};
use super::words::of_form;
use crate::clock;
use crate::format;
use crate::forms::{Pairs, json};
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web};

const ACT: &str = REVIEW.act;

#[derive(Debug, Template)]
#[template(path = "review/desk.html")]
struct Desk {
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
    notes: Vec<Note>,
    clauses: Vec<(String, String)>,
    outcome: String,
    outcomes: &'static [(&'static str, &'static str)],
    opinion: String,
    checks: Vec<Check>,
    comparison: Option<Comparison>,
    returns: Vec<comparison::Answered>,
    matches: Sheet,
    split: Option<SplitView>,
    past: Past,
    kept: Kept,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(wanted): Ask<Wanted>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let desk = (REVIEW, opened.id.as_str());
    let (typed, kept) = kept::open(&web, &user.actor, desk, Some(&opened.loaded), &wanted).await?;
    let typed = typed.unwrap_or_default();
    lay_out(&opened, &user, &typed, None, (StatusCode::OK, kept)).await
}

pub async fn create(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let spec = act_spec(ACT).ok_or(Failure::NotFound)?;
    let noted = Noted::of(form);
    let typed = json::compact(spec.fields, &noted.pairs);
    let input = json::to_json(spec.fields, &typed);
    let refused = attempt(&web, user, form, (ACT, id), &input).await?;
    let Some((refusal, status)) = refused else {
        kept::done(&web, &user.actor, REVIEW, &id.to_string()).await;
        return Ok(Redirect::to(&format!("/projects/{id}?done={ACT}")).into_response());
    };
    let opened = Opened::load(&web, user, id).await?;
    let shown = if refusal.withholds() {
        Pairs::default()
    } else {
        form.clone()
    };
    let draft = again(&opened, user, &shown).await;
    let refused = Some(&(refusal, noted));
    lay_out(&opened, user, &shown, refused, (status, draft)).await
}

async fn again(opened: &Opened<'_>, user: &SignedIn, form: &Pairs) -> Kept {
    let desk = (REVIEW, opened.id.as_str());
    kept::refused(opened.web, &user.actor, desk, form, opened.seen()).await
}

async fn lay_out(
    opened: &Opened<'_>,
    user: &SignedIn,
    typed: &Pairs,
    refusal: Option<&(Refusal, Noted)>,
    (status, kept): (StatusCode, Kept),
) -> Result<Response, Failure> {
    let considered = opened.must_be_permitted(ACT)?;
    let project = opened.project()?;
    let comparison = comparison::since_last(opened)?;
    let title = format!("初审：{}", project.title);
    let desk = Desk {
        page: Page::of(user, title, "/projects"),
        home: opened.home(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        seen: opened.seen(),
        errors: errors(refusal),
        withheld: refusal.is_some_and(|(refusal, _)| refusal.withholds()),
        refused: refused(opened, refusal),
        standing: if refusal.is_none() {
            standing(opened, &considered)
        } else {
            Vec::new()
        },
        notes: noting::notes(opened, comparison.as_ref(), typed)?,
        clauses: checklist::clauses(opened)?,
        outcome: typed.first("outcome").unwrap_or_default().to_owned(),
        outcomes: tongchou_rules::vocabulary::OUTCOMES.words,
        opinion: typed.first("opinion").unwrap_or_default().to_owned(),
        checks: checklist::checks(opened)?,
        comparison,
        returns: comparison::answered(project),
        matches: matches(project),
        split: split::of(opened).await?,
        past: history::of(&opened.world, project),
        kept,
    };
    Ok(html_with(status, &desk))
}

fn refused(opened: &Opened<'_>, refusal: Option<&(Refusal, Noted)>) -> Vec<Against> {
    match refusal {
        Some((Refusal::Law(verdict), _)) => {
            against_law(verdict, &opened.home(), &opened.world.registers)
        }
        Some((Refusal::State(findings), _)) => against_state(findings),
        _ => Vec::new(),
    }
}

fn standing(opened: &Opened<'_>, considered: &Considered) -> Vec<Against> {
    let registers = &opened.world.registers;
    let mut standing = against_law(&considered.verdict, &opened.home(), registers);
    standing.extend(against_state(&considered.state));
    standing
}

/// What the duplicate check found, and what the unit answered.
pub fn matches(project: &Project) -> Sheet {
    let heads = ["相似的平台或项目", "判断", "#相似度", "答复", "理由"];
    let mut sheet = Sheet::new("重复核查和答复", "3", &heads);
    for hit in &project.declaration.matches {
        let (answer, reason) = match &hit.answer {
            Some(given) => (
                good(of_form("answer_match", "answer", &given.answer)),
                &given.reason,
            ),
            None if hit.needs_answer() => (wait("未答复"), &hit.reason),
            None => (text("不须答复"), &hit.reason),
        };
        let similarity = match hit.similarity {
            0 => text("—"),
            points => figure(format::percent(points)),
        };
        let (tone, class) = hits::class(hit);
        sheet.row([
            text(hit.title.clone()),
            tag(tone, class),
            similarity,
            answer,
            text(reason.clone()),
        ]);
    }
    sheet
}

/// Faults of the form, each leading to the row on the page that it is about.
fn errors(refusal: Option<&(Refusal, Noted)>) -> Vec<(String, String)> {
    let Some((Refusal::Fields(errors), noted)) = refusal else {
        return Vec::new();
    };
    errors
        .iter()
        .map(|error| (noted.place(&error.field), error.message.clone()))
        .collect()
}
