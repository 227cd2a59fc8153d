//! What anyone may see without signing in: agencies that were publicly named.
//! Whether a letter is genuine is told in `verification`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::registers::Agency;
use tongchou_rules::vocabulary::AGENCY_FAULTS;

use super::words::name;
use crate::format;
use crate::web::{Failure, Page, SignedIn, Web, html};

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
    /// The number of the decision; notices of before have none.
    number: String,
    on: String,
    until: String,
}

pub async fn notices(State(web): State<Web>, user: Option<SignedIn>) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let today = web.app.clock().today();
    let agencies = world.registers.agencies.values();
    let mut standing: Vec<_> = agencies
        .flat_map(|agency| {
            let notices = agency.notices.iter().enumerate();
            notices.map(move |(place, notice)| (agency, notice, number(agency, place)))
        })
        .filter(|(_, notice, _)| notice.stands_on(today))
        .collect();
    standing.sort_by_key(|(_, notice, _)| std::cmp::Reverse(notice.on));
    let notices = standing
        .into_iter()
        .map(|(agency, notice, number)| Notice {
            number: number.unwrap_or_default(),
            until: notice.until.map_or_else(
                || "撤销时止".to_owned(),
                |until| format!("{}止", format::day(until)),
            ),
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

/// The number of the decision that made a notice: the latest notices have the latest
/// numbers, those made before there were numbers have none.
fn number(agency: &Agency, place: usize) -> Option<String> {
    let numbered = agency.numbered.iter();
    let decisions: Vec<_> = numbered.filter(|each| each.act == "name_agency").collect();
    let without = agency.notices.len().checked_sub(decisions.len())?;
    let decision = decisions.get(place.checked_sub(without)?)?;
    Some(decision.number.clone())
}
