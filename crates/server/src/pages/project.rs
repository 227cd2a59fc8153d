//! One project: where it stands and what each stage still needs, what can be done
//! and why the rest cannot, and section by section what was declared, reviewed,
//! approved, contracted, built, accepted, supervised and evaluated, each figure
//! with the event it comes from. It only shows.

mod facts;
mod frame;
mod item_sheet;
mod money;
pub mod needs;
mod payable;
mod record;
pub mod section;
pub mod sections;
pub mod sources;
mod stages;
mod standing;
pub mod timeline;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tongchou_project::state::Proposal;
use tongchou_project::{Project, Stage, consider, duties};
use uuid::Uuid;

use super::acts::offer::Sorted;
use super::sheet::Sheet;
use crate::app::{Loaded, World};
use crate::files::FileList;
use crate::format;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

use frame::Frame;
use item_sheet::Paid;
pub use section::Section;
pub(crate) use sections::findings;
use sources::Sources;
pub use stages::{Step, is_ahead};
use standing::Standing;

#[derive(Debug, Template)]
#[template(path = "projects/show.html")]
struct Show {
    page: Page,
    frame: Frame,
    acts: Sorted,
    returns: Vec<sections::Returned>,
    mends: String,
    facts: Vec<facts::Fact>,
    duties: Vec<DutyView>,
    done: Vec<DutyView>,
    recent: Vec<timeline::Entry>,
    events: usize,
}

#[derive(Debug, Template)]
#[template(path = "projects/section.html")]
struct Part {
    page: Page,
    frame: Frame,
    title: &'static str,
    says: &'static str,
    acts: Sorted,
    duties: Vec<DutyView>,
    returns: Vec<sections::Returned>,
    /// Where the forms are that put a return right, for who may use them.
    mends: String,
    facts: Vec<facts::Fact>,
    texts: Vec<(String, String)>,
    needs: Vec<needs::Material>,
    files: Option<FileList>,
    money: Option<money::Money>,
    record: Option<record::Record>,
    sheets: Vec<Sheet>,
    /// Pages of their own that belong here, with their names.
    pages: Vec<(String, String)>,
}

/// How many events the first page shows.
const RECENT: usize = 6;

#[derive(Debug)]
pub struct DutyView {
    pub title: String,
    pub who: String,
    pub article: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub when: String,
    pub how: String,
    /// The form that fulfils it, for those who may use it; empty for others.
    pub href: String,
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
            (Some(_), _) if duty.settled => "已由其他办理代替".to_owned(),
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
            href: String::new(),
        }
    }

    fn is_done(&self) -> bool {
        self.state == tongchou_rules::DutyState::Done.label()
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    done: Option<String>,
    /// Of the record: the section its acts belong to.
    kind: Option<String>,
    /// Of the record: the body that acted.
    who: Option<String>,
    /// Of the record: the event that a figure led to.
    event: Option<u64>,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let (loaded, world) = open(&web, &user, id).await?;
    let template = look(&web, &user, &world, &loaded, |view| {
        let mut recent = timeline::of(&world, view.standing.law, &loaded.events, view.referrals);
        let events = recent.len();
        recent.truncate(RECENT);
        let (done, duties) = view
            .standing
            .duties(None)
            .into_iter()
            .partition(DutyView::is_done);
        Show {
            acts: view.standing.sorted(None, view.project),
            returns: sections::open_returns(view.project),
            mends: view.mends(),
            facts: facts::of(view.project, &world, &view.sources),
            duties,
            done,
            recent,
            events,
            page: view.page(),
            frame: Frame::of(&view, Section::Overview, asked.done.as_deref()),
        }
    })?;
    Ok(html(&template))
}

pub async fn section(
    State(web): State<Web>,
    user: SignedIn,
    At((id, key)): At<(Uuid, String)>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let section = Section::of_key(&key).ok_or(Failure::NotFound)?;
    let (loaded, world) = open(&web, &user, id).await?;
    let project = loaded.aggregate.as_ref().and_then(|it| it.project());
    if !project.is_some_and(|project| section.of_project(project)) {
        return Err(Failure::NotFound);
    }
    let template = look(&web, &user, &world, &loaded, |view| {
        view.part(section, &asked, &world, &loaded)
    })?;
    Ok(html(&template))
}

async fn open(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
) -> Result<(Loaded, std::sync::Arc<World>), Failure> {
    let loaded = web.app.load(&user.actor, "project", id).await;
    Ok((loaded.map_err(Failure::of)?, web.app.world().await?))
}

/// A project as its reader sees it.
pub(crate) struct View<'a> {
    user: &'a SignedIn,
    project: &'a Project,
    base: &'a str,
    lead: String,
    sources: Sources<'a>,
    referrals: bool,
    /// What the program proposes, for those who may see it.
    proposed: Option<Vec<Proposal>>,
    suspends: bool,
    standing: Standing<'a>,
}

fn look<T>(
    web: &Web,
    user: &SignedIn,
    world: &World,
    loaded: &Loaded,
    lay_out: impl FnOnce(View<'_>) -> T,
) -> Result<T, Failure> {
    let aggregate = loaded.aggregate.as_ref().ok_or(Failure::NotFound)?;
    let project = aggregate.project().ok_or(Failure::NotFound)?;
    let id = loaded.stream.id.to_string();
    let base = format!("/projects/{id}");
    Ok(web.app.with_env(world, &user.actor, &id, |env| {
        let who = web.app.who_may(env.regulation);
        lay_out(View {
            user,
            project,
            base: &base,
            lead: world.title_of(&project.domain).unwrap_or_default(),
            sources: Sources::of(&loaded.events, &base),
            referrals: tongchou_project::may_view(aggregate, "view_referrals", env),
            proposed: tongchou_project::may_view(aggregate, "view_findings", env)
                .then(|| tongchou_project::proposals(project, env)),
            suspends: consider(Some(aggregate), "suspend_payment", env)
                .is_some_and(|considered| considered.permitted_to_actor),
            standing: Standing::of(aggregate, duties(project, env), &base, env, &who),
        })
    })?)
}

/// What an act on a project decides on, to be read beside its form.
pub(crate) fn decided_on(loaded: &Loaded, act: &str, on: Date) -> Vec<Sheet> {
    let current = loaded.aggregate.as_ref();
    let project = current.and_then(|current| current.project());
    let base = format!("/projects/{}", loaded.stream.id);
    project.map_or_else(Vec::new, |project| {
        sections::decided_on(act, project, &Sources::of(&loaded.events, &base), on)
    })
}

impl View<'_> {
    fn page(&self) -> Page {
        Page::of(self.user, self.project.title.clone(), "/projects")
    }

    fn mends(&self) -> String {
        let returned = self.project.stage() == Stage::Returned;
        if returned && self.standing.may("revise_declaration") {
            format!("{}/acts/", self.base)
        } else {
            String::new()
        }
    }

    fn part(&self, section: Section, asked: &Asked, world: &World, loaded: &Loaded) -> Part {
        let project = self.project;
        let law = self.standing.law;
        let declared = section == Section::Declaration;
        let record = (section == Section::Record).then(|| {
            let entries = timeline::of(world, law, &loaded.events, self.referrals);
            record::Record::of(entries, asked, self.base)
        });
        Part {
            page: self.page(),
            frame: Frame::of(self, section, None),
            title: section.label(),
            says: section.says(),
            acts: self.standing.sorted(Some(section), project),
            duties: self.standing.duties(Some(section)),
            returns: if declared {
                sections::returns(project)
            } else {
                Vec::new()
            },
            mends: self.mends(),
            facts: if declared {
                facts::of(project, world, &self.sources)
            } else {
                Vec::new()
            },
            texts: if declared {
                facts::texts(project)
            } else {
                Vec::new()
            },
            needs: if section == Section::Materials {
                self.standing.materials(project)
            } else {
                Vec::new()
            },
            files: (section == Section::Materials)
                .then(|| FileList::of(self.standing.current(), law))
                .filter(|files| !files.is_empty()),
            money: (section == Section::Money).then(|| money::of(self)),
            record,
            sheets: sections::of(section, self),
            pages: if section == Section::Review {
                sections::review_pages(project, world, self.base)
            } else {
                Vec::new()
            },
        }
    }
}
