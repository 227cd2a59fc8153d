//! What anyone may see without signing in: agencies that were publicly named.
//! Whether a letter is genuine is told in `verification`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use tongchou_project::registers::Agency;
use tongchou_rules::vocabulary::AGENCY_FAULTS;

use super::exports;
use super::lists::Value;
use super::words::name;
use crate::format;
use crate::web::{Failure, Page, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "public/notices.html")]
struct Show {
    page: Page,
    signed_in: bool,
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
    on: Date,
    /// None where it stands until it is revoked.
    until: Option<Date>,
}

impl Notice {
    fn on(&self) -> String {
        format::day(self.on)
    }

    fn until(&self) -> String {
        let day = |until| format!("{}止", format::day(until));
        self.until.map_or_else(|| UNTIL_REVOKED.to_owned(), day)
    }
}

/// The name of the list, where lists are taken away.
pub const KEY: &str = "notices";

const HEADS: [&str; 8] = [
    "机构",
    "统一社会信用代码",
    "过错",
    "事实",
    "决定单位",
    "文号",
    "日期",
    "通报至",
];

/// What is said of a notice without an end.
const UNTIL_REVOKED: &str = "撤销时止";

/// The notices that stand as a workbook.
pub async fn export(web: &Web) -> Result<Response, Failure> {
    let rows = standing(web).await?.into_iter().map(|notice| {
        [
            Value::text(notice.agency),
            Value::text(notice.credit_code),
            Value::text(notice.fault),
            Value::text(notice.facts),
            Value::text(notice.body),
            Value::text(notice.number),
            Value::Day(notice.on),
            notice
                .until
                .map_or_else(|| Value::text(UNTIL_REVOKED), Value::Day),
        ]
    });
    exports::table(
        web,
        "公开通报".to_owned(),
        KEY,
        HEADS.to_vec(),
        rows.collect(),
    )
    .await
}

pub async fn notices(State(web): State<Web>, user: Option<SignedIn>) -> Result<Response, Failure> {
    Ok(html(&Show {
        notices: standing(&web).await?,
        signed_in: user.is_some(),
        page: Page::for_anyone(user.as_ref(), "公开通报", "/public/notices"),
    }))
}

async fn standing(web: &Web) -> Result<Vec<Notice>, Failure> {
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
    let notices = standing.into_iter();
    Ok(notices
        .map(|(agency, notice, number)| Notice {
            number: number.unwrap_or_default(),
            until: notice.until,
            agency: agency.name.clone(),
            credit_code: agency.credit_code.clone(),
            fault: name(AGENCY_FAULTS, &notice.fault),
            facts: notice.facts.clone(),
            body: notice.by.body_name.clone(),
            on: notice.on,
        })
        .collect())
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
