//! One's own duties for a calendar program, after RFC 5545. The program cannot
//! sign in: whoever has the address reads the calendar, so it is long, shown
//! once, kept as a digest, and ends when its owner says so.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use sm3::{Digest, Sm3};
use tongchou_project::Project;
use tongchou_store::DutyRow;

use super::find::owes;
use super::{day_words, page};
use crate::app::{Entry, Told};
use crate::clock;
use crate::format;
use crate::forms::Pairs;
use crate::pages::listing::visible;
use crate::web::{At, Failure, Posted, SignedIn, Web};

/// A line may have so many bytes.
const LINE: usize = 75;

#[derive(Debug)]
pub struct Standing {
    /// The address that was just made.
    pub made: Option<String>,
    pub since: Option<String>,
    pub read: Option<String>,
}

pub async fn standing(
    web: &Web,
    user: &SignedIn,
    made: Option<String>,
) -> Result<Standing, Failure> {
    let feed = web.app.store().feed(&user.account.name).await?;
    Ok(Standing {
        made,
        since: feed.map(|feed| day_words(feed.created_at)),
        read: feed.and_then(|feed| feed.read_at).map(format::moment),
    })
}

pub async fn create(
    State(web): State<Web>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let user = &posted.user;
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let token = clock::secret()?;
    let now = web.app.clock().now();
    let store = web.app.store();
    store
        .put_feed(&user.account.name, &digest(&token), now)
        .await?;
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let scheme = if web.behind_tls { "https" } else { "http" };
    let address = format!("{scheme}://{}/feeds/{token}", host.unwrap_or_default());
    let pairs = Pairs::decode(b"view=feed").unwrap_or_default();
    page(&web, user, &pairs, Some(address)).await
}

pub async fn remove(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    web.app.store().drop_feed(&posted.user.account.name).await?;
    Ok(Redirect::to("/duties?view=feed").into_response())
}

/// The calendar behind an address; 404 for one that is not or no longer there.
pub async fn show(State(web): State<Web>, At(token): At<String>) -> Result<Response, Failure> {
    let now = web.app.clock().now();
    let store = web.app.store();
    let person = store.read_feed(&digest(&token), now).await?;
    let person = person.ok_or(Failure::NotFound)?;
    let account = store.account_by_name(&person).await?;
    let account = account.filter(|account| !account.disabled);
    let account = account.ok_or(Failure::NotFound)?;
    let actor = web.app.actor(&account).await?;
    web.app.duties_for_reader().await?;
    let rows = web.app.open_duties().await?;
    let entries = visible(&web.app, &actor).await?;
    let seen: HashMap<&str, &Arc<Entry>> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry))
        .collect();
    let mut calendar = Calendar::open(&format!("{}的期限", actor.body_name));
    for row in rows.iter().filter(|row| owes(row, &actor)) {
        let entry = seen.get(row.subject.as_str());
        if let Some(project) = entry.and_then(|entry| entry.aggregate.project()) {
            calendar.event(row, project, now);
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, calendar.close()).into_response())
}

fn digest(token: &str) -> String {
    clock::hex(&Sm3::digest(token.as_bytes()))
}

/// A calendar as it is written down.
#[derive(Debug)]
struct Calendar(String);

impl Calendar {
    fn open(name: &str) -> Self {
        let mut calendar = Self(String::new());
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Tongchou//Duties//ZH",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
        ] {
            calendar.line(line);
        }
        calendar.line(&format!("X-WR-CALNAME:{}", escaped(name)));
        calendar
    }

    fn event(&mut self, row: &DutyRow, project: &Project, at: Timestamp) {
        let (Ok(told), Ok(due)) = (
            serde_json::from_value::<Told>(row.body.clone()),
            row.due_on.parse::<Date>(),
        ) else {
            return;
        };
        let next = due.tomorrow().unwrap_or(due);
        let title = format!("{}：{}", told.title, project.title);
        let about = format!("{}\n{}\n{}", project.unit_name, told.article, told.says);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:duty-{}-{}@tongchou", row.subject, row.id));
        self.line(&format!("DTSTAMP:{}", at.strftime("%Y%m%dT%H%M%SZ")));
        self.line(&format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d")));
        self.line(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        self.line(&format!("SUMMARY:{}", escaped(&title)));
        self.line(&format!("DESCRIPTION:{}", escaped(&about)));
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }

    fn close(mut self) -> String {
        self.line("END:VCALENDAR");
        self.0
    }

    /// Folded: no line has more bytes than it may, and no letter is cut apart.
    fn line(&mut self, text: &str) {
        let mut room = LINE;
        for letter in text.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value: what would end it or part it is marked.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Calendar, escaped};

    #[test]
    fn lines_are_folded_between_letters_and_come_back_whole() {
        let text = format!("SUMMARY:{}", "报送项目中期报告：街道议事平台，".repeat(9));
        let mut calendar = Calendar(String::new());
        calendar.line(&text);
        assert!(calendar.0.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(calendar.0.replace("\r\n ", ""), format!("{text}\r\n"));
    }

    #[test]
    fn what_would_end_a_value_is_marked() {
        assert_eq!(
            escaped("甲;乙,丙\\丁\n戊\r\u{7}"),
            "甲\\;乙\\,丙\\\\丁\\n戊"
        );
    }
}
