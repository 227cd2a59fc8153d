//! Whether a letter is genuine, for anyone who holds one: its number, what it is
//! about, that its event is in the log, and, to who has a part of its fingerprint,
//! the letter itself to read beside the one in hand. What speaks against somebody
//! is told only to who holds the letter; referrals, minutes of a consultation and experts'
//! sheets are not told at all.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tongchou_project::numbers::as_printed;
use tongchou_project::state::Numbered;
use tongchou_project::{Aggregate, Project};
use tongchou_store::{StoredEvent, StreamId, hex};
use uuid::Uuid;

use crate::app::{Entry, World};
use crate::format::{self, Amount};
use crate::pages::papers::SEALED;
use crate::papers::history::{HELD, Openness, fingerprint};
use crate::papers::{Format, History, Letter};
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// On the form where one types it.
    number: Option<String>,
    /// A fingerprint to compare.
    fingerprint: Option<String>,
    /// The part of it that a letter's own address has.
    held: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "public/letters.html")]
struct New {
    page: Page,
    /// A number of which nothing is told.
    unknown: Option<String>,
}

/// Where a number is typed in.
pub async fn new(user: Option<SignedIn>, Ask(asked): Ask<Asked>) -> Response {
    let number = asked.number.as_deref().map(str::trim);
    let Some(number) = number.filter(|number| !number.is_empty()) else {
        return html(&New {
            page: Page::for_anyone(user.as_ref(), "核验文书", "/public/letters"),
            unknown: None,
        });
    };
    let encoded = crate::web::address::encoded;
    let fingerprint = digits(asked.fingerprint.as_deref());
    let with = if fingerprint.is_empty() {
        String::new()
    } else {
        format!("?fingerprint={}", encoded(&fingerprint))
    };
    Redirect::to(&format!("/public/letters/{}{with}", encoded(number))).into_response()
}

#[derive(Debug, Template)]
#[template(path = "public/letter.html")]
struct Show {
    page: Page,
    name: String,
    number: String,
    title: String,
    unit: String,
    on: String,
    amount: Option<Amount>,
    position: u64,
    leaf: String,
    size: u64,
    root: String,
    path: Vec<String>,
    /// What was compared, and what came of it.
    compared: Option<(String, &'static str, &'static str)>,
    /// What was found out: tone and words.
    verdict: (&'static str, &'static str),
    /// The letter as it was issued, for who holds it.
    paper: Option<String>,
    action: String,
    /// Carried on by the form that compares.
    held: String,
}

/// A letter with what may be told of it.
struct Found {
    letter: Letter,
    events: Vec<StoredEvent>,
    world: Arc<World>,
    leaf: String,
    title: String,
    unit: String,
    amount: Option<i64>,
    fingerprint: String,
    /// Digests of the scans that came back sealed.
    scans: Vec<String>,
}

pub async fn show(
    State(web): State<Web>,
    user: Option<SignedIn>,
    At(number): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    match letter(&web, user.as_ref(), &as_printed(&number), &asked).await {
        // the same for what is not there and for what is not told
        Err(Failure::NotFound) => Ok(html_with(
            StatusCode::NOT_FOUND,
            &New {
                page: Page::for_anyone(user.as_ref(), "核验文书", "/public/letters"),
                unknown: Some(number),
            },
        )),
        answer => answer,
    }
}

async fn letter(
    web: &Web,
    user: Option<&SignedIn>,
    number: &str,
    asked: &Asked,
) -> Result<Response, Failure> {
    let found = find(web, number).await?;
    let typed = digits(asked.fingerprint.as_deref());
    let held = digits(asked.held.as_deref());
    let holds = found.holds(&typed) || found.holds(&held);
    match found.letter.openness() {
        Openness::Number => {}
        Openness::Held if holds => {}
        Openness::Held | Openness::Never => return Err(Failure::NotFound),
    }
    let proof = web
        .app
        .store()
        .inclusion_proof(found.letter.position)
        .await?;
    let proof = proof.ok_or(Failure::NotFound)?;
    let compared = (!typed.is_empty()).then(|| {
        let (tone, says) = found.compare(&typed);
        (typed.clone(), tone, says)
    });
    let number = found.letter.number.unwrap_or_default();
    let verdict = match &compared {
        Some((_, "bad", _)) => ("bad", "指纹不一致"),
        _ if holds => ("good", "文号和指纹相符"),
        _ if !held.is_empty() => ("bad", "指纹不一致"),
        _ => ("wait", "文号有登记"),
    };
    let code = found.fingerprint.get(..HELD).unwrap_or_default();
    let encoded = crate::web::address::encoded(&number);
    Ok(html(&Show {
        page: Page::for_anyone(user, "核验文书", "/public/letters"),
        name: web.printing.name(found.letter.kind),
        verdict,
        paper: holds.then(|| format!("/public/letters/{encoded}/paper.pdf?held={code}")),
        action: format!("/public/letters/{encoded}"),
        number,
        title: found.title,
        unit: found.unit,
        on: format::day(found.letter.on),
        amount: found.amount.map(Amount::of),
        position: proof.position,
        leaf: found.leaf,
        size: proof.size,
        root: hex(&proof.root),
        path: proof.path.iter().map(|hash| hex(hash)).collect(),
        compared,
        held,
    }))
}

/// The letter as it was issued, to be read beside the one that somebody holds.
pub async fn paper(
    State(web): State<Web>,
    At(number): At<String>,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let found = find(&web, &as_printed(&number)).await?;
    let open = found.letter.openness() != Openness::Never;
    if !open || !found.holds(&digits(asked.held.as_deref())) {
        return Err(Failure::NotFound);
    }
    let history = History::of(&found.events, false);
    let (letter, stored) = history.find(&found.letter.key()).ok_or(Failure::NotFound)?;
    let law = web.app.law().on(letter.on);
    let paper = history.paper(&web.printing, (&letter, stored), &found.world, law)?;
    let name = format!("{}（{number}）", web.printing.name(letter.kind));
    web.printing.give(paper, Format::Pdf, &name).await
}

impl Found {
    /// Whether digits are such as only the letter has.
    fn holds(&self, digits: &str) -> bool {
        digits.len() >= HELD && self.fingerprint.starts_with(digits)
    }

    fn compare(&self, typed: &str) -> (&'static str, &'static str) {
        if typed == self.fingerprint {
            ("good", "与本系统登记的指纹一致")
        } else if self.scans.iter().any(|scan| scan == typed) {
            ("good", "与交回存档的盖章扫描件一致")
        } else if self.holds(typed) {
            ("good", "与本系统登记的指纹的开头一致")
        } else if typed.len() < HELD && self.fingerprint.starts_with(typed) {
            (
                "wait",
                "与指纹的开头一致，但不完整；请填写前20位或者全部64位",
            )
        } else {
            (
                "bad",
                "与本系统登记的指纹不一致，也不是交回存档的盖章扫描件",
            )
        }
    }
}

/// A fingerprint as people copy it: in groups, in capitals.
fn digits(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().chars();
    let digits = text.filter(char::is_ascii_alphanumeric).take(64);
    digits.map(|c| c.to_ascii_lowercase()).collect()
}

/// The letter of a number, wherever it is.
async fn find(web: &Web, number: &str) -> Result<Found, Failure> {
    let world = web.app.world().await?;
    let entry = entry_with(&world, number).ok_or(Failure::NotFound)?.clone();
    let stream = StreamId::new(&entry.kind, Uuid::parse_str(&entry.id)?);
    let events = web.app.store().stream(&stream).await?;
    let history = History::of(&events, false);
    let mut letters = history.letters().into_iter();
    let letter = letters.find(|letter| letter.number.as_deref() == Some(number));
    let letter = letter.ok_or(Failure::NotFound)?;
    let mut stored = events.iter();
    let stored = stored.find(|stored| stored.position == letter.position);
    let stored = stored.ok_or(Failure::NotFound)?;
    let project = entry.aggregate.project();
    let filings = entry.aggregate.filings().iter();
    let scans = filings.filter(|filing| filing.act == SEALED && filing.title == number);
    Ok(Found {
        title: entry.title.clone(),
        unit: unit(&entry.aggregate),
        amount: project.and_then(|project| amount(project, number)),
        fingerprint: fingerprint(stored)?,
        leaf: hex(&stored.leaf),
        scans: scans
            .flat_map(|filing| &filing.files)
            .map(|file| file.sm3.clone())
            .collect(),
        letter,
        world,
        events,
    })
}

fn entry_with<'a>(world: &'a World, number: &str) -> Option<&'a Arc<Entry>> {
    let same = |letters: &[Numbered]| letters.iter().any(|letter| letter.number == number);
    let has = |entry: &&std::sync::Arc<Entry>| match &entry.aggregate {
        Aggregate::Project(project) => {
            let letter = project.letter.as_ref();
            let opinion = letter.and_then(|letter| letter.number.as_deref());
            opinion == Some(number) || same(&project.numbered)
        }
        Aggregate::Design(design) => same(&design.numbered),
        Aggregate::Agency(agency) => same(&agency.numbered),
        _ => false,
    };
    let kinds = ["project", "design", "agency"].into_iter();
    let mut entries = kinds.flat_map(|kind| world.of_kind(kind));
    entries.find(has)
}

fn unit(of: &Aggregate) -> String {
    match of {
        Aggregate::Project(project) => project.unit_name.clone(),
        Aggregate::Design(design) => design.by.body_name.clone(),
        _ => String::new(),
    }
}

/// What the opinion letter approved.
fn amount(project: &Project, number: &str) -> Option<i64> {
    let letter = project.letter.as_ref()?;
    (letter.number.as_deref() == Some(number)).then_some(letter.amount)
}
