//! What anyone may see without signing in: agencies that were publicly named,
//! and whether a letter is genuine. Nothing else leaves through here.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_rules::vocabulary::AGENCY_FAULTS;
use tongchou_store::hex;

use super::words::name;
use crate::format;
use crate::web::{At, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "public/notices.html")]
struct Notices {
    page: Page,
    notices: Vec<Notice>,
}

#[derive(Debug)]
struct Notice {
    agency: String,
    credit_code: String,
    fault: String,
    facts: String,
    body: String,
    on: String,
}

pub async fn notices(State(web): State<Web>, user: Option<SignedIn>) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let mut standing: Vec<_> = world
        .registers
        .agencies
        .values()
        .flat_map(|agency| agency.notices.iter().map(move |notice| (agency, notice)))
        .filter(|(_, notice)| notice.withdrawn.is_none())
        .collect();
    standing.sort_by_key(|(_, notice)| std::cmp::Reverse(notice.on));
    let notices = standing
        .into_iter()
        .map(|(agency, notice)| Notice {
            agency: agency.name.clone(),
            credit_code: agency.credit_code.clone(),
            fault: name(AGENCY_FAULTS, &notice.fault),
            facts: notice.facts.clone(),
            body: notice.by.body_name.clone(),
            on: format::day(notice.on),
        })
        .collect();
    Ok(html(&Notices {
        page: Page::for_anyone(user.as_ref(), "公开通报", "/public/notices"),
        notices,
    }))
}

#[derive(Debug, Template)]
#[template(path = "public/letter.html")]
struct Letter {
    page: Page,
    number: String,
    title: String,
    on: String,
    position: u64,
    leaf: String,
}

/// The event in which a letter was issued.
const ISSUED: &str = "opinion_letter_issued";

pub async fn letter(
    State(web): State<Web>,
    user: Option<SignedIn>,
    At(number): At<String>,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let found = world.of_kind("project").find_map(|entry| {
        let letter = entry.aggregate.project()?.letter.as_ref()?;
        (letter.number.as_deref() == Some(number.as_str())).then_some((entry, letter))
    });
    let (entry, letter) = found.ok_or(Failure::NotFound)?;
    let id = entry.id.parse().map_err(anyhow::Error::from)?;
    let stream = tongchou_store::StreamId::new("project", id);
    let events = web.app.store().stream(&stream).await?;
    let issued = events.iter().find(|event| event.event.kind == ISSUED);
    let issued = issued.ok_or(Failure::NotFound)?;
    Ok(html(&Letter {
        page: Page::for_anyone(user.as_ref(), "核验审查意见函", "/public/letters"),
        title: entry.title.clone(),
        on: format::day(letter.on),
        position: issued.position,
        leaf: hex(&issued.leaf),
        number,
    }))
}
