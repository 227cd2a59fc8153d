//! What anyone may see without signing in: agencies that were publicly named.
//! Whether a letter is genuine is told in `verification`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
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
