//! What others did on one's projects since one's visit before. A visit lasts as
//! long as its looks are less than an hour apart.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tongchou_project::Event;
use tongchou_store::{Mark, NewEvent, StoredEvent, Visit};

use crate::app::Entry;
use crate::clock::day_of;
use crate::format;
use crate::web::{Failure, SignedIn, Web, address};

const APART: SignedDuration = SignedDuration::from_hours(1);
/// Looks closer together are not worth writing down.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How many projects are named, and how many are looked through for that.
const SHOWN: usize = 8;
const LOOKED_THROUGH: usize = 40;

/// Shown to those alone who may view referrals, on the project's own page.
const REFERRAL: &str = "lead_referred";

#[derive(Debug, Default)]
pub struct News {
    /// When the visit before ended; none at the first one.
    pub since: Option<String>,
    pub changes: Vec<Change>,
    /// The list of all projects that changed since that day.
    pub all: String,
}

#[derive(Debug)]
pub struct Change {
    pub href: String,
    pub title: String,
    pub acts: String,
    pub who: String,
    pub when: String,
}

pub async fn since(web: &Web, user: &SignedIn, entries: &[Arc<Entry>]) -> Result<News, Failure> {
    let Some(mark) = visit(web, &user.account.name).await? else {
        return Ok(News::default());
    };
    let from = day_of(mark.at).to_string();
    let ids: Vec<&str> = entries
        .iter()
        .take_while(|entry| entry.changed_on >= from)
        .take(LOOKED_THROUGH)
        .map(|entry| entry.id.as_str())
        .collect();
    let events = web
        .app
        .store()
        .since("project", &ids, mark.position)
        .await?;
    let theirs: Vec<StoredEvent> = events
        .into_iter()
        .filter(|event| event.provenance.person != user.account.name)
        .filter(|event| event.event.kind != REFERRAL)
        .collect();
    let changes = entries.iter().take(LOOKED_THROUGH).filter_map(|entry| {
        let of = |event: &&StoredEvent| event.stream.id.to_string() == entry.id;
        change(web, entry, &theirs.iter().filter(of).collect::<Vec<_>>())
    });
    let query = address::query([("changed_from", from.as_str())]);
    Ok(News {
        since: Some(format::moment(mark.at)),
        changes: changes.take(SHOWN).collect(),
        all: address::with("/projects", &query),
    })
}

fn change(web: &Web, entry: &Entry, events: &[&StoredEvent]) -> Option<Change> {
    let last = events.last()?;
    let law = web.app.law().on(last.provenance.on);
    let mut acts: Vec<&str> = Vec::new();
    for event in events {
        let act = event.provenance.act.as_str();
        let title = law.act(act).map_or(act, |act| act.title.as_str());
        if !acts.contains(&title) {
            acts.push(title);
        }
    }
    let NewEvent {
        kind,
        version,
        data,
    } = last.event.clone();
    let event = Event::from_stored(&kind, version, data);
    Some(Change {
        href: format!("/projects/{}", entry.id),
        title: entry.title.clone(),
        acts: acts.join("、"),
        who: event.map(|event| event.by.body_name).unwrap_or_default(),
        when: format::moment(last.provenance.at),
    })
}

/// Notes that the person is here; gives where their visit before ended.
async fn visit(web: &Web, person: &str) -> Result<Option<Mark>, Failure> {
    let store = web.app.store();
    let known = store.visit(person).await?;
    let now = Mark {
        at: web.app.clock().now(),
        position: store.checkpoint().await?.size,
    };
    let next = following(known, now);
    if worth_writing(known, now.at) && store.put_visit(person, &next).await.is_err() {
        // the page is worth more than the note of who read it
        tracing::warn!(person, "a visit was not noted");
    }
    Ok(next.before)
}

fn following(known: Option<Visit>, now: Mark) -> Visit {
    let before = match known {
        Some(visit) if now.at.duration_since(visit.last.at) >= APART => Some(visit.last),
        Some(visit) => visit.before,
        None => None,
    };
    Visit { last: now, before }
}

fn worth_writing(known: Option<Visit>, now: Timestamp) -> bool {
    known.is_none_or(|visit| now.duration_since(visit.last.at) >= WRITTEN_EVERY)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use tongchou_store::Mark;

    use super::following;

    fn mark(minutes: i64) -> Mark {
        Mark {
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes),
            position: minutes.unsigned_abs(),
        }
    }

    #[test]
    fn a_visit_goes_on_until_an_hour_has_passed() {
        let first = following(None, mark(0));
        assert_eq!(first.before, None);
        let second = following(Some(first), mark(59));
        assert_eq!(second.before, None, "still the first visit");
        let third = following(Some(second), mark(119));
        assert_eq!(third.before, Some(mark(59)));
        let fourth = following(Some(third), mark(130));
        assert_eq!(
            fourth.before,
            Some(mark(59)),
            "news stay while one reads them"
        );
    }
}
