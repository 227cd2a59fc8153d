//! One project: where it stands, what can be done and why the rest cannot, what
//! falls due, what was approved, contracted and paid, and everything that
//! happened.

mod facts;
mod sections;
mod stages;
pub mod timeline;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tongchou_project::{Aggregate, Project, duties, may_view};
use uuid::Uuid;

use super::acts::offer::{self, OfferView};
use super::listing::tone;
use super::sheet::Sheet;
use crate::app::{self, Loaded, World};
use crate::files::FileList;
use crate::format;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

pub use stages::Step;

#[derive(Debug, Template)]
#[template(path = "projects/show.html")]
struct Show {
    page: Page,
    title: String,
    unit: String,
    stage: &'static str,
    tone: &'static str,
    note: Option<String>,
    steps: Vec<Step>,
    possible: Vec<OfferView>,
    further: Vec<OfferView>,
    barred: Vec<OfferView>,
    facts: Vec<facts::Fact>,
    texts: Vec<(String, String)>,
    returns: Vec<sections::Returned>,
    sheets: Vec<Sheet>,
    files: FileList,
    referrals: Option<Sheet>,
    duties: Vec<DutyView>,
    timeline: Vec<timeline::Entry>,
    earlier: Vec<timeline::Entry>,
}

/// How many events are shown without being asked for.
const RECENT: usize = 10;

#[derive(Debug)]
pub struct DutyView {
    pub title: String,
    pub who: String,
    pub article: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub when: String,
    pub how: String,
}

impl DutyView {
    pub fn of(duty: &tongchou_rules::Duty) -> Self {
        use tongchou_rules::DutyState;
        let tone = match duty.state {
            DutyState::Done => "good",
            DutyState::Upcoming => "",
            DutyState::Due => "wait",
            DutyState::Overdue => "bad",
        };
        let when = match (duty.done_on, duty.due_on) {
            (Some(done), _) => format!("{}已办", format::day(done)),
            (None, Some(due)) => format!("{}前", format::day(due)),
            (None, None) => "日期待定".to_owned(),
        };
        Self {
            title: duty.title.clone(),
            who: super::words::name(tongchou_rules::vocabulary::CAPACITIES, &duty.who),
            article: duty.article_text.clone(),
            state: duty.state.label(),
            tone,
            when,
            how: duty.says.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    done: Option<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let loaded = web
        .app
        .load(&user.actor, "project", id)
        .await
        .map_err(Failure::of)?;
    let world = web.app.world().await?;
    let (Some(aggregate), Some(project)) = (
        &loaded.aggregate,
        loaded.aggregate.as_ref().and_then(Aggregate::project),
    ) else {
        return Err(Failure::NotFound);
    };
    let template = lay_out(&web, &user, &world, &loaded, aggregate, project, asked.done)?;
    Ok(html(&template))
}

fn lay_out(
    web: &Web,
    user: &SignedIn,
    world: &World,
    loaded: &Loaded,
    aggregate: &Aggregate,
    project: &Project,
    done: Option<String>,
) -> Result<Show, Failure> {
    let id = loaded.stream.id.to_string();
    let (offers, due, referrals) = web.app.with_env(world, &user.actor, &id, |env| {
        (
            app::offers(aggregate, "project", env, &web.app.who_may(env.regulation)),
            duties(project, env),
            may_view(aggregate, "view_referrals", env),
        )
    })?;
    let base = format!("/projects/{id}");
    let sorted = offer::sort(&offers, project.stage(), &base, &world.registers);
    let law = web.app.law().on(web.app.clock().today());
    let mut timeline = timeline::of(world, law, &loaded.events, referrals);
    let earlier = timeline.split_off(timeline.len().min(RECENT));
    Ok(Show {
        page: Page::of(user, project.title.clone(), "/projects"),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        stage: project.stage().label(),
        tone: tone(project.stage()),
        note: done.and_then(|act| law.act(&act).map(|act| format!("已办理：{}", act.title))),
        steps: stages::steps(project.stage()),
        possible: sorted.next,
        further: sorted.further,
        barred: sorted.barred,
        facts: facts::of(project, world),
        texts: facts::texts(project),
        returns: sections::returns(project),
        sheets: sections::all(project, law),
        files: FileList::of(aggregate, law),
        referrals: referrals.then(|| sections::referrals(project)),
        duties: due.iter().map(DutyView::of).collect(),
        timeline,
        earlier,
    })
}
