//! A consultation meeting: its agenda of projects, the material of each, the
//! departments' opinions and the conclusion item by item, and the minutes. Each
//! conclusion is an act on its project. Of a project that the reader may not see
//! the agenda tells nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::registers::Meeting;
use tongchou_project::{Aggregate, DepartmentRow, Env, Project, consider, may_view};
use uuid::Uuid;

use super::acts::offer::{self, Against, OfferView, against_law, against_state};
use super::batch::{self, Results, Told};
use super::kept::{self, Kept, MEETING, Wanted};
use super::papers;
use super::project::timeline;
use super::words::outcome;
use crate::app::{self, Entry, Loaded, World};
use crate::clock;
use crate::format::{self, Amount};
use crate::forms::Pairs;
use crate::web::page::html_with;
use crate::web::{At, Failure, Page, Posted, SignedIn, Web};

const ACT: &str = MEETING.act;
/// Rows for departments' opinions on each item.
const DEPARTMENTS: usize = 4;

#[derive(Debug, Template)]
#[template(path = "meetings/show.html")]
struct Show {
    page: Page,
    action: String,
    csrf: String,
    key: String,
    note: Option<String>,
    failed: bool,
    title: String,
    held_on: String,
    place: String,
    minutes: Option<(String, String, String)>,
    /// When it was called off and why.
    cancelled: Option<(String, String)>,
    possible: Vec<OfferView>,
    items: Vec<Item>,
    /// Whether the reader may conclude any item.
    concludes: bool,
    outcomes: &'static [(&'static str, &'static str)],
    /// Names that a department's opinion can be under.
    departments: Vec<String>,
    timeline: Vec<timeline::Entry>,
    /// The minutes on paper, for who may see the whole agenda.
    papers: Vec<papers::Row>,
    kept: Kept,
}

#[derive(Debug)]
struct Item {
    id: String,
    title: String,
    /// Of a project that the reader may not see nothing else is told.
    seen: Option<Seen>,
}

#[derive(Debug)]
struct Seen {
    unit: String,
    amount: Amount,
    stage: &'static str,
    summary: String,
    experts: String,
    /// What departments gave themselves already.
    given: Vec<(String, String)>,
    concluded: Option<Concluded>,
    /// Why no conclusion can be recorded now.
    against: Vec<Against>,
    open: bool,
    sequence: u64,
    typed: Typed,
    told: Option<Told>,
}

#[derive(Debug)]
struct Concluded {
    tone: &'static str,
    label: &'static str,
    opinion: String,
    departments: Vec<(String, String)>,
    on: String,
}

#[derive(Debug, Default)]
struct Typed {
    outcome: String,
    opinion: String,
    departments: Vec<(String, String)>,
}

pub async fn show(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    loaded: &Loaded,
    note: Option<String>,
    wanted: &Wanted,
) -> Result<Response, Failure> {
    let about = id.to_string();
    let (form, kept) = kept::open(web, &user.actor, (MEETING, &about), None, wanted).await?;
    let around = Around {
        note,
        results: Results::new(),
        form: form.unwrap_or_default(),
        kept,
    };
    lay_out(web, user, id, loaded, around).await
}

/// What a page says of the form that was just sent.
struct Around {
    note: Option<String>,
    results: Results,
    form: Pairs,
    kept: Kept,
}

pub async fn conclude(
    State(web): State<Web>,
    At((kind, id)): At<(String, Uuid)>,
    posted: Posted,
) -> Result<Response, Failure> {
    if kind != "meeting" {
        return Err(Failure::NotFound);
    }
    let Posted { user, form } = &posted;
    let loaded = load(&web, user, id).await?;
    let meeting = meeting(&loaded)?;
    let agenda: Vec<String> = meeting.agenda.iter().cloned().collect();
    let mut common = Pairs::default();
    common.push("meeting", id.to_string());
    let results = batch::perform(&web, user, ACT, form, &agenda, &common).await?;
    if !results.is_empty() && results.values().all(|told| told.done) {
        kept::done(&web, &user.actor, MEETING, &id.to_string()).await;
        let to = format!("/registers/meeting/{id}?done={ACT}");
        return Ok(Redirect::to(&to).into_response());
    }
    let note = if results.is_empty() {
        "没有选择任何项目的会商结论".to_owned()
    } else {
        batch::in_words(&results)
    };
    let about = id.to_string();
    let kept = kept::refused(&web, &user.actor, (MEETING, &about), form, loaded.sequence).await;
    let around = Around {
        note: Some(note),
        results,
        form: form.clone(),
        kept,
    };
    lay_out(&web, user, id, &loaded, around).await
}

async fn load(web: &Web, user: &SignedIn, id: Uuid) -> Result<Loaded, Failure> {
    let loaded = web.app.load(&user.actor, "meeting", id).await;
    loaded.map_err(Failure::of)
}

fn meeting(loaded: &Loaded) -> Result<&Meeting, Failure> {
    match &loaded.aggregate {
        Some(Aggregate::Meeting(meeting)) => Ok(meeting),
        _ => Err(Failure::NotFound),
    }
}

async fn lay_out(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    loaded: &Loaded,
    mut around: Around,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let meeting = meeting(loaded)?;
    let aggregate = loaded.aggregate.as_ref().ok_or(Failure::NotFound)?;
    let failed = around.results.values().any(|told| !told.done)
        || (around.results.is_empty() && around.form.has("_csrf"));
    let base = format!("/registers/meeting/{id}");
    let (items, offers) = web
        .app
        .with_env(&world, &user.actor, &id.to_string(), |env| {
            let items: Vec<Item> = meeting
                .agenda
                .iter()
                .map(|project| item(env, &world, project, meeting, &mut around))
                .collect();
            let who = web.app.who_may(env.regulation);
            (items, app::offers(aggregate, "meeting", env, &who))
        })?;
    let law = web.app.law().on(web.app.clock().today());
    let show = Show {
        page: Page::of(user, meeting.title.clone(), "/registers/meeting"),
        action: format!("{base}/conclusions"),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        failed,
        title: meeting.title.clone(),
        held_on: meeting.held_on.map(format::day).unwrap_or_default(),
        place: meeting.place.clone(),
        minutes: minutes(meeting),
        cancelled: cancelled(meeting),
        possible: offers
            .iter()
            .filter(|offer| offer.possible())
            .map(|offer| offer::view(offer, &base, &world.registers))
            .collect(),
        concludes: items
            .iter()
            .any(|item| item.seen.as_ref().is_some_and(|seen| seen.open)),
        items,
        outcomes: tongchou_rules::vocabulary::OUTCOMES.words,
        departments: departments(&world),
        timeline: timeline::of(&world, law, &visible_history(loaded), false),
        papers: papers::of_meeting(web, user, (&world, meeting), loaded)?,
        note: around.note,
        kept: around.kept,
    };
    let status = if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(html_with(status, &show))
}

/// Who was there, what was recorded, and when.
fn minutes(meeting: &Meeting) -> Option<(String, String, String)> {
    let held = meeting.minutes.as_ref()?;
    let day = format::day(held.on);
    Some((held.attendees.clone(), held.minutes.clone(), day))
}

fn cancelled(meeting: &Meeting) -> Option<(String, String)> {
    let off = meeting.cancelled.as_ref()?;
    Some((format::day(off.on), off.reason.clone().unwrap_or_default()))
}

/// The history without the agenda: it names projects that not all may see.
fn visible_history(loaded: &Loaded) -> Vec<tongchou_store::StoredEvent> {
    let mut events = loaded.events.clone();
    for event in &mut events {
        if let Some(agenda) = event.event.data.pointer_mut("/content/agenda") {
            *agenda = serde_json::json!([]);
        }
    }
    events
}

/// Those whose opinion on a project is asked as a rule.
fn departments(world: &World) -> Vec<String> {
    let asked = [
        "finance",
        "cyberspace",
        "cryptography",
        "investment",
        "audit",
    ];
    let bodies = world.registers.bodies.values();
    bodies
        .filter(|body| asked.iter().any(|word| body.capacities.contains(*word)))
        .map(|body| body.name.clone())
        .collect()
}

fn item(env: &Env<'_>, world: &World, id: &str, meeting: &Meeting, around: &mut Around) -> Item {
    let hidden = || Item {
        id: String::new(),
        title: "不在您的查看范围".to_owned(),
        seen: None,
    };
    let Some(entry) = world.entry("project", id) else {
        return hidden();
    };
    let env = Env { id, ..*env };
    let Some(project) = entry
        .aggregate
        .project()
        .filter(|_| may_view(&entry.aggregate, "view_project", &env))
    else {
        return hidden();
    };
    Item {
        id: id.to_owned(),
        title: project.title.clone(),
        seen: seen(&env, world, entry, project, meeting, around),
    }
}

fn seen(
    env: &Env<'_>,
    world: &World,
    entry: &Entry,
    project: &Project,
    meeting: &Meeting,
    around: &mut Around,
) -> Option<Seen> {
    let considered = consider(Some(&entry.aggregate), ACT, env)?;
    let base = format!("/projects/{}", entry.id);
    let mut against = against_law(&considered.verdict, &base, &world.registers);
    against.extend(against_state(&considered.state));
    let stands = considered.permitted_to_actor && meeting.cancelled.is_none();
    let told = around.results.remove(&entry.id);
    let concluded = concluded(project, meeting);
    let withheld = told.as_ref().is_some_and(|told| told.withheld || told.done);
    let form = if withheld {
        Pairs::default()
    } else {
        batch::of_one(&around.form, &entry.id)
    };
    Some(Seen {
        unit: project.unit_name.clone(),
        amount: Amount::of(project.total_amount()),
        stage: project.stage().label(),
        summary: project.summary.clone(),
        experts: project
            .review
            .experts
            .as_ref()
            .map(|found| found.opinion.clone())
            .unwrap_or_default(),
        open: stands && against.is_empty() && concluded.is_none(),
        against: if stands && concluded.is_none() {
            against
        } else {
            Vec::new()
        },
        given: if concluded.is_none() {
            rows(&project.department_opinions())
        } else {
            Vec::new()
        },
        concluded,
        sequence: entry.sequence,
        typed: typed(&form),
        told,
    })
}

fn typed(form: &Pairs) -> Typed {
    let text = |name: &str| form.first(name).unwrap_or_default().to_owned();
    Typed {
        outcome: text("outcome"),
        opinion: text("opinion"),
        departments: (0..DEPARTMENTS.max(form.rows("departments")))
            .map(|row| {
                let cell = |column: &str| text(&format!("departments.{row}.{column}"));
                (cell("department"), cell("opinion"))
            })
            .collect(),
    }
}

/// What this meeting concluded on a project; a return is told by the project's own page.
fn concluded(project: &Project, meeting: &Meeting) -> Option<Concluded> {
    let held = project.review.consultation.as_ref()?;
    if held.meeting != meeting.id {
        return None;
    }
    let (tone, label) = outcome(&held.conclusion.outcome);
    Some(Concluded {
        tone,
        label,
        opinion: held.conclusion.opinion.clone(),
        departments: rows(&held.departments),
        on: format::day(held.conclusion.on),
    })
}

fn rows(opinions: &[DepartmentRow]) -> Vec<(String, String)> {
    let rows = opinions.iter();
    rows.map(|row| (row.department.clone(), row.opinion.clone()))
        .collect()
}
