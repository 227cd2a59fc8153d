//! An expert's opinion: the dossier, and for each of the four aspects a score,
//! what was found and what is advised. The same page serves experts with an
//! account and those who came by invitation.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::{Actor, FieldKind, Refusal, StateFinding, act_spec};
use tongchou_rules::vocabulary::ASPECTS;
use uuid::Uuid;

use super::acts::offer::{Against, against_law, against_state};
use super::dossier::Dossier;
use super::kept::{self, Kept, OPINION, Wanted};
use super::opened::Opened;
use crate::app::{Asked, Fault};
use crate::clock;
use crate::forms::{KEY, Pairs, element_id, form_name, json};
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Posted, SignedIn, Web};

const ACT: &str = OPINION.act;
const DECLINES: &str = "decline_expert_review";
const TABLE: &str = "opinions";
const CONCLUSION: &str = "conclusion";
const SUMMARY: &str = "summary";

/// Around the form: who fills it in, and from where.
#[derive(Debug)]
pub struct Frame<'a> {
    pub page: Page,
    pub actor: &'a Actor,
    pub csrf: &'a str,
    /// Where the form is sent.
    pub action: String,
    /// Where to go back to; none for who came by invitation.
    pub back: Option<String>,
    /// Where an expert who does not take part says so.
    pub declines: String,
    /// Where the files of the declaration are got from.
    pub files: String,
    /// Its draft, with where it is kept.
    pub kept: Kept,
}

impl Frame<'_> {
    fn keeping(mut self, kept: Kept) -> Self {
        let place = std::mem::take(&mut self.kept);
        self.kept = Kept {
            action: place.action,
            back: place.back,
            ..kept
        };
        self
    }
}

#[derive(Debug, Template)]
#[template(path = "panel/opinion.html")]
struct Show {
    page: Page,
    title: String,
    unit: String,
    expert: String,
    action: String,
    declines: String,
    back: Option<String>,
    csrf: String,
    key: String,
    seen: u64,
    errors: Vec<(String, String)>,
    withheld: bool,
    refused: Vec<Against>,
    standing: Vec<Against>,
    aspects: Vec<AspectView>,
    dossier: Dossier,
    kept: Kept,
    stances: &'static [(&'static str, &'static str)],
    /// Conclusion and opinion on the whole, as typed.
    whole: (String, String),
    grounds: &'static [(&'static str, &'static str)],
    /// Ground and reason as typed by who was invited and does not take part.
    declining: (String, String),
}

#[derive(Debug)]
struct AspectView {
    index: usize,
    word: &'static str,
    label: &'static str,
    score: String,
    finding: String,
    advice: String,
}

pub async fn new(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(wanted): Ask<Wanted>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    opened.must_be_permitted(ACT)?;
    open(&opened, frame(&user, id), &wanted).await
}

/// The form with what was typed before, unless it is wanted anew.
pub async fn open(
    opened: &Opened<'_>,
    frame: Frame<'_>,
    wanted: &Wanted,
) -> Result<Response, Failure> {
    let desk = (OPINION, opened.id.as_str());
    let loaded = Some(&opened.loaded);
    let (typed, kept) = kept::open(opened.web, frame.actor, desk, loaded, wanted).await?;
    let typed = typed.unwrap_or_default();
    lay_out(opened, frame.keeping(kept), &typed, None, StatusCode::OK)
}

pub async fn create(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let refused = send(&web, frame(user, id), id, form).await?;
    let panel = || Redirect::to(&format!("/projects/{id}/panel?done={ACT}")).into_response();
    Ok(refused.unwrap_or_else(panel))
}

fn frame(user: &SignedIn, id: Uuid) -> Frame<'_> {
    let about = id.to_string();
    Frame {
        page: Page::of(user, "专家评审意见", "/projects"),
        actor: &user.actor,
        csrf: &user.session.csrf,
        action: OPINION.address(&about),
        declines: format!("/projects/{id}/acts/{DECLINES}"),
        back: Some(format!("/projects/{id}")),
        files: "/files".to_owned(),
        kept: Kept::at(OPINION.drafts(&about), OPINION.address(&about)),
    }
}

/// Sends the opinion; the form again where it was refused, nothing where it is in.
pub async fn send(
    web: &Web,
    frame: Frame<'_>,
    id: Uuid,
    form: &Pairs,
) -> Result<Option<Response>, Failure> {
    let (filled, rows) = filled(form);
    send_act(web, frame, id, (ACT, form), (&filled, rows)).await
}

/// Sends what the expert says instead of an opinion.
pub async fn decline(
    web: &Web,
    frame: Frame<'_>,
    id: Uuid,
    form: &Pairs,
) -> Result<Option<Response>, Failure> {
    send_act(web, frame, id, (DECLINES, form), (form, Vec::new())).await
}

async fn send_act(
    web: &Web,
    frame: Frame<'_>,
    id: Uuid,
    (act, form): (&'static str, &Pairs),
    (filled, rows): (&Pairs, Vec<usize>),
) -> Result<Option<Response>, Failure> {
    let spec = act_spec(act).ok_or(Failure::NotFound)?;
    let input = json::to_json(spec.fields, &json::compact(spec.fields, filled));
    let asked = Asked {
        act,
        id: Some(id),
        input: &input,
        key: form.filled(KEY),
        seen: None,
    };
    let actor = frame.actor.clone();
    let about = id.to_string();
    // kept before it is sent: where it is refused it stays
    let kept = kept::refused(web, &actor, (OPINION, &about), form, 0).await;
    let frame = frame.keeping(kept);
    let refusal = match web.app.act(&actor, asked).await {
        Ok(_) => {
            kept::done(web, &actor, OPINION, &about).await;
            return Ok(None);
        }
        Err(Fault::Refused(Refusal::NotPermitted(notice))) => {
            return Err(Failure::NotPermitted(notice));
        }
        Err(Fault::Refused(refusal)) => refusal,
        Err(Fault::Conflict(what)) => {
            let remedy = "填写的内容保留在下面，可以再次提交。本次没有保存。";
            Refusal::State(vec![StateFinding::new(what, remedy)])
        }
        Err(fault) => return Err(Failure::of(fault)),
    };
    let opened = Opened::load_as(web, &actor, id).await?;
    let typed = if refusal.withholds() {
        Pairs::default()
    } else {
        form.clone()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    lay_out(&opened, frame, &typed, Some(&(refusal, rows)), status).map(Some)
}

/// The aspects that something was written for, and their places on the page.
fn filled(form: &Pairs) -> (Pairs, Vec<usize>) {
    let mut pairs = Pairs::default();
    let mut rows = Vec::new();
    for row in 0..form.rows(TABLE) {
        let name = |column: &str| format!("{TABLE}.{row}.{column}");
        let written = ["score", "finding", "advice"]
            .iter()
            .any(|column| form.filled(&name(column)).is_some());
        if written {
            for column in ["aspect", "score", "finding", "advice"] {
                let value = form.first(&name(column)).unwrap_or_default();
                pairs.push(format!("{TABLE}.{}.{column}", rows.len()), value);
            }
            rows.push(row);
        }
    }
    for name in [CONCLUSION, SUMMARY] {
        if let Some(value) = form.filled(name) {
            pairs.push(name, value);
        }
    }
    (pairs, rows)
}

pub fn lay_out(
    opened: &Opened<'_>,
    frame: Frame<'_>,
    typed: &Pairs,
    refusal: Option<&(Refusal, Vec<usize>)>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let considered = opened.consider(ACT)?;
    let project = opened.project()?;
    let registers = &opened.world.registers;
    // one who came by invitation can follow no link into the site
    let home = if frame.back.is_some() {
        opened.home()
    } else {
        String::new()
    };
    let (mut refused, mut standing, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    match refusal {
        Some((Refusal::Law(verdict), _)) => refused = against_law(verdict, &home, registers),
        Some((Refusal::State(found), _)) => refused = against_state(found),
        Some((Refusal::Fields(found), rows)) => {
            errors = found
                .iter()
                .map(|error| {
                    let aspect = aspect_of(&error.field, rows).unwrap_or_default();
                    (
                        place(&error.field, rows),
                        format!("{aspect}{}", error.message),
                    )
                })
                .collect();
        }
        Some(_) => {}
        None => {
            standing = against_law(&considered.verdict, &home, registers);
            standing.extend(against_state(&considered.state));
        }
    }
    let text = |name: &str| typed.first(name).unwrap_or_default().to_owned();
    let show = Show {
        page: frame.page,
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        expert: frame.actor.name.clone(),
        action: frame.action,
        declines: frame.declines,
        back: frame.back,
        csrf: frame.csrf.to_owned(),
        key: clock::secret()?,
        seen: opened.seen(),
        withheld: refusal.is_some_and(|(refusal, _)| refusal.withholds()),
        errors,
        refused,
        standing,
        aspects: aspects(typed),
        dossier: Dossier::of(opened, &frame.files)?,
        kept: frame.kept,
        stances: choices(ACT, CONCLUSION),
        whole: (text(CONCLUSION), text(SUMMARY)),
        grounds: choices(DECLINES, "ground"),
        declining: (text("ground"), text("reason")),
    };
    Ok(html_with(status, &show))
}

/// What can be chosen in a field of an act's form.
fn choices(act: &str, field: &str) -> &'static [(&'static str, &'static str)] {
    let found = act_spec(act).and_then(|spec| spec.field(field));
    match found.map(|field| field.kind) {
        Some(FieldKind::Choice(words)) => words,
        _ => &[],
    }
}

fn aspects(typed: &Pairs) -> Vec<AspectView> {
    let words = ASPECTS.words.iter().enumerate();
    words
        .map(|(index, (word, label))| {
            let cell = |column: &str| {
                let name = format!("{TABLE}.{index}.{column}");
                typed.first(&name).unwrap_or_default().to_owned()
            };
            AspectView {
                index,
                word,
                label,
                score: cell("score"),
                finding: cell("finding"),
                advice: cell("advice"),
            }
        })
        .collect()
}

/// The aspect whose row an error is in, to stand before the message.
fn aspect_of(field: &str, rows: &[usize]) -> Option<String> {
    let name = form_name(field);
    let row = name
        .strip_prefix(TABLE)?
        .strip_prefix('.')?
        .split('.')
        .next()?;
    let row = rows.get(row.parse::<usize>().ok()?)?;
    let (_, label) = ASPECTS.words.get(*row)?;
    Some(format!("{label}："))
}

/// The element on the page that an error is about.
fn place(field: &str, rows: &[usize]) -> String {
    let name = form_name(field);
    let mut parts = name.split('.');
    let row = match (parts.next(), parts.next()) {
        (Some(TABLE), Some(row)) => row.parse::<usize>().ok(),
        _ => None,
    };
    match (row.and_then(|row| rows.get(row)), parts.next()) {
        (Some(row), Some(column)) => element_id(&format!("{TABLE}.{row}.{column}")),
        _ if [CONCLUSION, SUMMARY, "ground", "reason"].contains(&name.as_str()) => {
            element_id(&name)
        }
        _ => element_id(&format!("{TABLE}.0.score")),
    }
}
