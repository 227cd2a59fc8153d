//! The papers of a project, a meeting or another entry of a register: which there
//! are, and each as Word and PDF. They only show; who may not see what a paper is
//! about does not find it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_papers::Kind;
use tongchou_project::registers::Meeting;
use tongchou_project::{ActSpec, Aggregate, may_view};
use tongchou_store::{StoredEvent, StreamId};
use uuid::Uuid;

use super::archive;
use super::opened::Opened;
use crate::app::{Loaded, RESULT, World};
use crate::format;
use crate::papers::{Consulted, Format, History, Letter, Printing, forms, minutes};
use crate::web::{At, Failure, Page, SignedIn, Web, html};

/// A letter or form with the addresses it is had from.
#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub number: String,
    pub says: String,
    pub on: String,
    pub pdf: String,
    pub word: String,
    /// The public page that verifies it, where there is one for all.
    pub check: Option<String>,
    /// Scans that came back sealed: name and digest.
    pub sealed: Vec<(String, String)>,
}

impl Row {
    /// A letter below an address.
    pub fn of(printing: &Printing, letter: &Letter, base: &str) -> Self {
        use crate::papers::history::Openness;
        let key = letter.key();
        let number = letter.number.clone().unwrap_or_default();
        let open = letter.openness() == Openness::Number && !number.is_empty();
        Self {
            name: printing.name(letter.kind),
            says: letter.says.clone(),
            on: format::day(letter.on),
            pdf: format!("{base}/papers/{key}.pdf"),
            word: format!("{base}/papers/{key}.docx"),
            check: open.then(|| format!("/public/letters/{number}")),
            sealed: Vec::new(),
            number,
        }
    }

    /// A form of a project, below an address.
    pub fn form(printing: &Printing, kind: Kind, base: &str) -> Self {
        Self::blank(printing, kind, &format!("{base}/forms"))
    }

    fn blank(printing: &Printing, kind: Kind, place: &str) -> Self {
        Self {
            name: printing.name(kind),
            number: String::new(),
            says: String::new(),
            on: String::new(),
            pdf: format!("{place}/{kind}.pdf"),
            word: format!("{place}/{kind}.docx"),
            check: None,
            sealed: Vec::new(),
        }
    }

    fn with_sealed(mut self, aggregate: &Aggregate) -> Self {
        let filings = aggregate.filings().iter();
        let own = filings.filter(|it| it.act == SEALED && it.title == self.number);
        let files = own.rev().flat_map(|filing| &filing.files);
        self.sealed = files
            .map(|file| (file.name.clone(), file.sm3.clone()))
            .collect();
        self
    }
}

/// The act by which a sealed scan comes back.
pub const SEALED: &str = "file_sealed_letter";

#[derive(Debug, Template)]
#[template(path = "papers/index.html")]
struct Index {
    page: Page,
    home: String,
    title: String,
    letters: Vec<Row>,
    forms: Vec<Row>,
    /// The form that takes a sealed scan back, for those who may use it.
    seal: Option<String>,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    let home = opened.home();
    let history = history_of(&opened)?;
    let letters = history.letters();
    let rows = letters
        .iter()
        .map(|letter| Row::of(&web.printing, letter, &home).with_sealed(&opened.aggregate));
    let seals = opened.consider(SEALED)?;
    let possible = seals.permitted_to_actor && seals.state.is_empty();
    Ok(html(&Index {
        page: Page::of(&user, format!("文书和表格：{}", project.title), "/projects"),
        title: project.title.clone(),
        letters: rows.collect(),
        forms: forms::all()
            .map(|kind| Row::form(&web.printing, kind, &home))
            .collect(),
        seal: possible.then(|| format!("{home}/acts/{SEALED}")),
        home,
    }))
}

/// Letters and forms of a project, each with where it is had from below an address.
pub async fn rows_of(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    base: &str,
) -> Result<(Vec<Row>, Vec<Row>), Failure> {
    let opened = Opened::load(web, user, id).await?;
    let history = history_of(&opened)?;
    let letters = history.letters();
    let letters = letters
        .iter()
        .map(|letter| Row::of(&web.printing, letter, base));
    let forms = forms::all().map(|kind| Row::form(&web.printing, kind, base));
    Ok((letters.collect(), forms.collect()))
}

/// The history of a project as its reader may see it.
fn history_of<'a>(opened: &'a Opened<'_>) -> Result<History<'a>, Failure> {
    let referrals = opened.with_env(|env| may_view(&opened.aggregate, "view_referrals", env))?;
    Ok(History::of(&opened.loaded.events, referrals))
}

pub async fn letter(
    State(web): State<Web>,
    user: SignedIn,
    At((id, file)): At<(Uuid, String)>,
) -> Result<Response, Failure> {
    letter_of(&web, &user, id, &file).await
}

/// A letter of a project as a file, for pages and programs.
pub async fn letter_of(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    file: &str,
) -> Result<Response, Failure> {
    let (key, format) = Format::split(file).ok_or(Failure::NotFound)?;
    let opened = Opened::load(web, user, id).await?;
    let history = history_of(&opened)?;
    let (letter, stored) = history.find(key).ok_or(Failure::NotFound)?;
    let law = web.app.law().on(letter.on);
    let paper = history.paper(&web.printing, (&letter, stored), &opened.world, law)?;
    give(&web.printing, &letter, paper, format).await
}

async fn give(
    printing: &Arc<Printing>,
    letter: &Letter,
    paper: tongchou_papers::Paper,
    format: Format,
) -> Result<Response, Failure> {
    let number = letter.number.as_ref();
    let number = number.map_or_else(String::new, |number| format!("（{number}）"));
    let name = format!("{}{number}", printing.name(letter.kind));
    printing.give(paper, format, &name).await
}

pub async fn form(
    State(web): State<Web>,
    user: SignedIn,
    At((id, file)): At<(Uuid, String)>,
) -> Result<Response, Failure> {
    form_of(&web, &user, id, &file).await
}

/// A form with what is known of a project, as a file, for pages and programs.
pub async fn form_of(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    file: &str,
) -> Result<Response, Failure> {
    let (key, format) = Format::split(file).ok_or(Failure::NotFound)?;
    let kind = Kind::from_key(key).ok_or(Failure::NotFound)?;
    let opened = Opened::load(web, user, id).await?;
    let project = opened.project()?.clone().without_referrals();
    let paper = if kind == Kind::ArchiveIndex {
        archive::index_of(&opened).await?
    } else {
        opened.with_env(|env| forms::paper(&web.printing, kind, &project, env))??
    };
    let name = format!("{}（{}）", web.printing.name(kind), project.title);
    web.printing.give(paper, format, &name).await
}

/// What a body signs before it uses a result, with what the catalogue knows.
async fn undertaking(
    web: &Web,
    user: &SignedIn,
    id: Uuid,
    file: &str,
) -> Result<Response, Failure> {
    let (key, format) = Format::split(file).ok_or(Failure::NotFound)?;
    if Kind::from_key(key) != Some(Kind::ReuseUndertaking) {
        return Err(Failure::NotFound);
    }
    let loaded = web.app.load(&user.actor, RESULT, id).await;
    let loaded = loaded.map_err(Failure::of)?;
    // nobody undertakes anything for the unit's own
    let result = loaded.result.as_ref();
    let result = result.filter(|it| it.unit != user.actor.body);
    let result = result.ok_or(Failure::NotFound)?;
    let world = web.app.world().await?;
    let body = world.registers.body_name(&user.actor.body);
    let today = web.app.clock().today();
    let paper = forms::undertaking(&web.printing, result, &body, today)?;
    let name = web.printing.name(Kind::ReuseUndertaking);
    let name = format!("{name}（{}）", result.name);
    web.printing.give(paper, format, &name).await
}

/// Letters about entries of the registers, the minutes of a meeting among them, and
/// the undertaking for a result.
pub async fn of_register(
    State(web): State<Web>,
    user: SignedIn,
    At((kind, id, file)): At<(String, Uuid, String)>,
) -> Result<Response, Failure> {
    if kind == RESULT {
        return undertaking(&web, &user, id, &file).await;
    }
    if !matches!(kind.as_str(), "meeting" | "design" | "agency") {
        return Err(Failure::NotFound);
    }
    let (key, format) = Format::split(&file).ok_or(Failure::NotFound)?;
    let loaded = web.app.load(&user.actor, &kind, id).await;
    let loaded = loaded.map_err(Failure::of)?;
    let world = web.app.world().await?;
    let history = History::of(&loaded.events, false);
    let (letter, stored) = history.find(key).ok_or(Failure::NotFound)?;
    let paper = if letter.kind == Kind::MeetingMinutes {
        let consulted = consulted(&web, &user, &world, (&loaded, stored)).await?;
        let Some(Aggregate::Meeting(meeting)) = &loaded.aggregate else {
            return Err(Failure::NotFound);
        };
        minutes::paper(&web.printing, (&letter, stored), meeting, consulted)?
    } else {
        let law = web.app.law().on(letter.on);
        history.paper(&web.printing, (&letter, stored), &world, law)?
    };
    give(&web.printing, &letter, paper, format).await
}

/// Whether the reader may see every project of a meeting's agenda: others do not
/// get its minutes.
fn sees_agenda(
    web: &Web,
    user: &SignedIn,
    world: &World,
    agenda: &std::collections::BTreeSet<String>,
) -> anyhow::Result<bool> {
    for id in agenda {
        let Some(entry) = world.entry("project", id) else {
            return Ok(false);
        };
        let may = web.app.with_env(world, &user.actor, id, |env| {
            may_view(&entry.aggregate, "view_project", env)
        })?;
        if !may {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn consulted(
    web: &Web,
    user: &SignedIn,
    world: &World,
    (loaded, minutes): (&Loaded, &StoredEvent),
) -> Result<Vec<Consulted>, Failure> {
    let Some(Aggregate::Meeting(meeting)) = &loaded.aggregate else {
        return Err(Failure::NotFound);
    };
    if !sees_agenda(web, user, world, &meeting.agenda)? {
        return Err(Failure::NotFound);
    }
    let mut all = Vec::new();
    for id in &meeting.agenda {
        let stream = StreamId::new("project", Uuid::parse_str(id)?);
        let events = web.app.store().stream(&stream).await?;
        all.extend(Consulted::of(&events, &meeting.id, minutes.position));
    }
    Ok(all)
}

/// The minutes of a meeting, for its page.
pub fn of_meeting(
    web: &Web,
    user: &SignedIn,
    (world, meeting): (&World, &Meeting),
    loaded: &Loaded,
) -> anyhow::Result<Vec<Row>> {
    if !sees_agenda(web, user, world, &meeting.agenda)? {
        return Ok(Vec::new());
    }
    let base = format!("/registers/meeting/{}", meeting.id);
    Ok(rows(web, loaded, &base))
}

/// The letters about an entry of a register, for its page.
pub fn rows(web: &Web, loaded: &Loaded, base: &str) -> Vec<Row> {
    let letters = History::of(&loaded.events, false).letters();
    let rows = letters.iter();
    rows.map(|letter| Row::of(&web.printing, letter, base))
        .collect()
}

/// The forms on paper that an act on a project or a result asks for, beside its own form.
pub fn beside(web: &Web, spec: &ActSpec, loaded: &Loaded) -> Vec<Row> {
    let kinds = forms::beside(spec.key).iter();
    if let Some(result) = &loaded.result {
        let place = format!("/registers/{RESULT}/{}/papers", result.id);
        return kinds
            .map(|kind| Row::blank(&web.printing, *kind, &place))
            .collect();
    }
    if spec.aggregate != "project" || spec.creates {
        return Vec::new();
    }
    let base = format!("/projects/{}", loaded.stream.id);
    kinds
        .map(|kind| Row::form(&web.printing, *kind, &base))
        .collect()
}
