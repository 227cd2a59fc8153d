//! The experts' panel of a project: how it was drawn, so that anyone can draw it
//! again; who is on it and whose opinion is in; the invitations of those without
//! an account; and, once all are in, the scores side by side.

mod draws;
pub mod invitations;
pub mod scores;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tongchou_project::Project;
use uuid::Uuid;

use self::draws::Draw;
use self::invitations::{Handed, Line};
use self::scores::Scores;
use super::acts::cure::Cures;
use super::acts::offer::{Against, against_law, against_state};
use super::opened::Opened;
use crate::accounts::invitations::{MOST_FAILURES, SESSION_HOURS, VALID_DAYS};
use crate::clock;
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web};

#[derive(Debug, Template)]
#[template(path = "panel/show.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    unit: String,
    csrf: String,
    key: String,
    seen: u64,
    /// Whether the reader runs the review.
    runs: bool,
    /// Whether the reader may know who was drawn.
    names: bool,
    draws: Vec<Draw>,
    members: Vec<Line>,
    awaited: usize,
    /// How many of the panel do not take part and are to be replaced.
    declined: usize,
    handed: Option<Handed>,
    scores: Option<Scores>,
    sealed: bool,
    own_opinion: bool,
    may_conclude: bool,
    against: Vec<Against>,
    redraw: Option<Against>,
    may_draw: bool,
    conclusion: Option<(&'static str, &'static str, String, String)>,
    outcomes: &'static [(&'static str, &'static str)],
    days: i64,
    hours: i64,
    failures: u64,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Whether the draws are to be done once more.
    recompute: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    lay_out(&opened, &user, None, asked.recompute.is_some()).await
}

pub(super) async fn lay_out(
    opened: &Opened<'_>,
    user: &SignedIn,
    handed: Option<Handed>,
    recompute: bool,
) -> Result<Response, Failure> {
    let project = opened.project()?;
    let viewer = opened.viewer().await?;
    let names = project.panel_open_to(viewer);
    let scores = project
        .opinions_open_to(viewer)
        .then(|| Scores::of(project));
    let conclude = opened.consider("conclude_expert_review")?;
    let draw = opened.consider("draw_panel")?;
    let mut against = against_law(&conclude.verdict, &opened.home(), &opened.world.registers);
    against.extend(against_state(&conclude.state));
    opened.with_env(|env| {
        let who = opened.web.app.who_may(env.regulation);
        Cures::of(Some(&opened.aggregate), &opened.home(), env, &who).settle(&mut against);
    })?;
    let show = Show {
        page: Page::of(user, format!("专家评审：{}", project.title), "/projects"),
        home: opened.home(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        csrf: user.session.csrf.clone(),
        key: clock::secret()?,
        seen: opened.seen(),
        runs: viewer.runs_review,
        names,
        draws: draws::of(project, names, recompute),
        members: if names {
            invitations::lines(opened, viewer.runs_review).await?
        } else {
            Vec::new()
        },
        awaited: project.opinions_awaited().len(),
        declined: project.to_be_replaced().len(),
        handed,
        sealed: project.review.panel.is_some() && scores.is_none(),
        scores,
        own_opinion: project.on_panel(viewer.person)
            && !project.opinion_given(viewer.person)
            && project.review.experts.is_none(),
        may_conclude: conclude.permitted_to_actor && project.review.experts.is_none(),
        against,
        redraw: first_against(opened, &draw),
        may_draw: draw.permitted_to_actor,
        conclusion: conclusion(project),
        outcomes: tongchou_rules::vocabulary::OUTCOMES.words,
        days: VALID_DAYS,
        hours: SESSION_HOURS,
        failures: MOST_FAILURES,
    };
    Ok(html_with(StatusCode::OK, &show))
}

fn first_against(opened: &Opened<'_>, draw: &tongchou_project::Considered) -> Option<Against> {
    let mut against = against_law(&draw.verdict, &opened.home(), &opened.world.registers);
    against.extend(against_state(&draw.state));
    against.into_iter().next()
}

fn conclusion(project: &Project) -> Option<(&'static str, &'static str, String, String)> {
    let found = project.review.experts.as_ref()?;
    let (tone, label) = super::words::outcome(&found.outcome);
    let by = format!(
        "{} {}，{}",
        found.by.body_name,
        found.by.name,
        crate::format::day(found.on)
    );
    Some((tone, label, found.opinion.clone(), by))
}
