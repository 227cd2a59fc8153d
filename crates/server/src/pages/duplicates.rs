//! What resembles a project, hit by hit, with its grounds: for the unit to answer, for
//! those who review to see what it answered. Of projects that the reader may not view
//! it shows what a hit needs and no more: name, unit, the passages that agree.

pub mod draft;
pub mod hits;
pub mod split;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::{Project, Refusal, StateFinding, act_spec};
use uuid::Uuid;

use self::hits::Hit;
use self::split::SplitView;
use super::acts::offer::{Against, against_law, against_state};
use super::attempt::attempt;
use super::opened::Opened;
use super::words;
use crate::clock;
use crate::format;
use crate::forms::{Pairs, json};
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web};

const ANSWER: &str = "answer_match";
const CHECK: &str = "record_duplicate_check";

#[derive(Debug, Template)]
#[template(path = "duplicates/show.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    unit: String,
    csrf: String,
    key: String,
    seen: u64,
    done: Option<&'static str>,
    withheld: bool,
    refused: Vec<Against>,
    /// The hit whose answer was refused, with what was typed.
    typed: Typed,
    /// The reader may answer and check now.
    answers: bool,
    choices: &'static [(&'static str, &'static str)],
    checked: Option<Checked>,
    /// The check is not of what the declaration says now.
    stale: bool,
    unanswered: usize,
    hits: Vec<Hit>,
    /// What a check would find now, where the one on record is old or none was made.
    now: Option<Vec<Hit>>,
    split: Option<SplitView>,
}

#[derive(Debug)]
struct Checked {
    on: String,
    compared: Option<i64>,
    digest: String,
}

#[derive(Debug, Default)]
struct Typed {
    matched: String,
    answer: String,
    reason: String,
}

#[derive(Debug, Default, serde::Deserialize)]
pub struct Told {
    done: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(told): Ask<Told>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let mut show = lay_out(&opened, &user).await?;
    show.done = match told.done.as_deref() {
        Some(ANSWER) => Some("已答复"),
        Some(CHECK) => Some("已作重复核查"),
        _ => None,
    };
    Ok(html_with(StatusCode::OK, &show))
}

/// A check, or an answer to one hit: whichever the form names.
pub async fn create(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let act = if form.has("matched") { ANSWER } else { CHECK };
    let spec = act_spec(act).ok_or(Failure::NotFound)?;
    let input = json::to_json(spec.fields, &json::compact(spec.fields, form));
    let refused = attempt(&web, user, form, (act, id), &input).await?;
    let Some((refusal, status)) = refused else {
        let back = format!("/projects/{id}/duplicates?done={act}");
        return Ok(Redirect::to(&back).into_response());
    };
    let opened = Opened::load(&web, user, id).await?;
    let mut show = lay_out(&opened, user).await?;
    show.refuse(&opened, &refusal, form);
    Ok(html_with(status, &show))
}

async fn lay_out(opened: &Opened<'_>, user: &SignedIn) -> Result<Show, Failure> {
    let project = opened.project()?;
    let declared = &project.declaration;
    let answers = !project.declared() && opened.consider(CHECK)?.permitted_to_actor;
    let stale = declared.checked_on.is_none() || declared.check_stale;
    let now = if stale && answers {
        let app = &opened.web.app;
        let found = app.find_duplicates(Box::new(project.clone())).await?;
        Some(hits::of(opened, &found.found)?)
    } else {
        None
    };
    Ok(Show {
        page: Page::of(user, format!("重复核查：{}", project.title), "/projects"),
        home: opened.home(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        seen: opened.seen(),
        done: None,
        withheld: false,
        refused: Vec::new(),
        typed: Typed::default(),
        answers,
        choices: words::choices(ANSWER, "answer"),
        checked: checked(project),
        stale,
        unanswered: declared
            .matches
            .iter()
            .filter(|hit| hit.awaits_answer())
            .count(),
        hits: hits::of(opened, &declared.matches)?,
        now,
        split: split::of(opened).await?,
    })
}

fn checked(project: &Project) -> Option<Checked> {
    let declared = &project.declaration;
    let basis = declared.check_basis.as_ref();
    Some(Checked {
        on: format::day(declared.checked_on?),
        compared: basis.map(|basis| basis.compared),
        digest: basis.map_or_else(String::new, |basis| {
            basis.declaration.chars().take(16).collect()
        }),
    })
}

impl Show {
    fn refuse(&mut self, opened: &Opened<'_>, refusal: &Refusal, form: &Pairs) {
        self.withheld = refusal.withholds();
        self.refused = match refusal {
            Refusal::Law(verdict) => against_law(verdict, &opened.home(), &opened.world.registers),
            Refusal::State(findings) => against_state(findings),
            Refusal::Fields(errors) => {
                let findings: Vec<StateFinding> = errors
                    .iter()
                    .map(|error| {
                        let says = format!("{}：{}", error.label, error.message);
                        StateFinding::new(says, "").by("3")
                    })
                    .collect();
                against_state(&findings)
            }
            _ => Vec::new(),
        };
        let typed = |name: &str| form.first(name).unwrap_or_default().to_owned();
        self.typed = Typed {
            matched: typed("matched"),
            answer: typed("answer"),
            // what bears a mark of secrecy is not sent back
            reason: if self.withheld {
                String::new()
            } else {
                typed("reason")
            },
        };
    }

    fn is_typed(&self, hit: &Hit) -> bool {
        !hit.id.is_empty() && hit.id == self.typed.matched
    }
}
