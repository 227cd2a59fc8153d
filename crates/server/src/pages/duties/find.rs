//! Which duties an address asks for, of those on projects that its reader may see.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use tongchou_project::{Actor, Project};
use tongchou_rules::{DutyState, vocabulary};
use tongchou_store::{DutyRow, DutyWanted};

use crate::app::{Entry, Readiness, Told};
use crate::forms::Pairs;
use crate::pages::listing::visible;
use crate::pages::lists::{Board, Filter};
use crate::web::{Failure, SignedIn, Web, address};

/// Duties this far ahead are announced. A matter of showing, not of law.
const SOON: i64 = 30;

pub const STATES: [(&str, &str); 6] = [
    ("pressing", "逾期和三十天内到期"),
    ("late", "已逾期"),
    ("soon", "三十天内到期"),
    ("open", "全部未办结"),
    ("done", "已办结"),
    ("all", "全部"),
];

/// What an address asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub view: String,
    /// As it was chosen; empty where none was.
    pub state: String,
    pub usual_state: &'static str,
    pub unit: String,
    pub key: String,
    pub text: String,
    pub from: String,
    pub to: String,
    pub month: String,
    pub mine: bool,
}

/// Where on the page one is.
fn view(asked: &str) -> &'static str {
    let mut views = ["list", "month", "moves", "feed"].into_iter();
    views.find(|view| asked == *view).unwrap_or("list")
}

/// A month shows all of its days, a list what presses.
pub fn usual_state(pairs: &Pairs) -> &'static str {
    let asked = |key: &str| pairs.filled(key).unwrap_or_default();
    if view(asked("view")) == "month" || asked("from").parse::<Date>().is_ok() {
        "all"
    } else {
        "pressing"
    }
}

impl Asked {
    pub fn of(board: &Board) -> Self {
        let wanted = &board.wanted;
        let get = |key: &str| wanted.get(key).unwrap_or_default().to_owned();
        let month = wanted.place("month");
        let known = format!("{month}-01").parse::<Date>();
        let fits = known.is_ok_and(|day| (1990..=2100).contains(&day.year()));
        let usual = |filter: &Filter| (filter.key == "state").then_some(filter.usual);
        let usual = board.filters.iter().find_map(usual);
        Self {
            view: wanted.place("view").to_owned(),
            state: get("state"),
            usual_state: usual.unwrap_or_default(),
            unit: get("unit"),
            key: get("key"),
            text: get("text"),
            from: get("from"),
            to: get("to"),
            month: if fits {
                month.to_owned()
            } else {
                String::new()
            },
            mine: wanted.get("mine").is_some(),
        }
    }

    pub fn view(&self) -> &'static str {
        view(&self.view)
    }

    fn state(&self) -> &str {
        match self.state.as_str() {
            "" => self.usual_state,
            chosen => chosen,
        }
    }

    pub fn first_of_month(&self, today: Date) -> Date {
        let month = format!("{}-01", self.month).parse();
        month.unwrap_or(today).first_of_month()
    }

    pub fn query(&self) -> String {
        let mine = if self.mine { "1" } else { "" };
        let pairs = [
            (
                "view",
                if self.view() == "list" {
                    ""
                } else {
                    self.view()
                },
            ),
            ("state", self.state.as_str()),
            ("unit", &self.unit),
            ("key", &self.key),
            ("text", &self.text),
            ("from", &self.from),
            ("to", &self.to),
            ("month", &self.month),
            ("mine", mine),
        ];
        address::query(pairs.into_iter().filter(|(_, value)| !value.is_empty()))
    }

    pub fn href(&self) -> String {
        address::with("/duties", &self.query())
    }

    fn wanted(&self, today: Date) -> DutyWanted {
        let text = |day: Date| Some(day.to_string());
        let yesterday = today.saturating_sub(1.days());
        let soon = today.saturating_add(SOON.days());
        let state = self.state();
        let (mut from, mut to) = match state {
            "pressing" => (None, text(soon)),
            "late" => (None, text(yesterday)),
            "soon" => (text(today), text(soon)),
            _ => (None, None),
        };
        if self.view() == "month" {
            let first = self.first_of_month(today);
            (from, to) = (text(first), text(first.last_of_month()));
        }
        let given = |day: &String| (!day.is_empty()).then(|| day.clone());
        DutyWanted {
            key: given(&self.key),
            due_from: from.max(given(&self.from)),
            due_to: match (to, given(&self.to)) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
            open: matches!(state, "pressing" | "late" | "soon" | "open"),
            ..DutyWanted::default()
        }
    }
}

/// One duty, ready to be shown.
#[derive(Debug)]
pub struct Line {
    pub id: i64,
    pub subject: String,
    pub key: String,
    pub title: String,
    pub article: String,
    pub says: String,
    pub project: String,
    pub unit: String,
    /// Who owes it.
    pub who: String,
    pub due: Date,
    pub done: Option<Date>,
    pub state: &'static str,
    pub late: bool,
    pub today: Date,
    /// The form that fulfils it, for who owes it.
    pub form: Option<String>,
}

/// The duties asked for, not yet made into lines: a page shows the fewest of them.
#[derive(Debug, Default)]
pub struct Found {
    rows: Vec<Row>,
    pub late: usize,
    /// They are being worked out anew, and are shown as they stood before.
    pub renewing: bool,
}

#[derive(Debug)]
struct Row {
    duty: Arc<DutyRow>,
    entry: Arc<Entry>,
}

impl Found {
    pub fn total(&self) -> usize {
        self.rows.len()
    }

    /// Some of them as lines, by last day.
    pub fn lines(&self, user: &SignedIn, today: Date, places: Range<usize>) -> Vec<Line> {
        let rows = self.rows.iter().skip(places.start).take(places.len());
        rows.filter_map(|row| line(&row.duty, row.entry.aggregate.project()?, user, today))
            .collect()
    }
}

pub async fn find(web: &Web, user: &SignedIn, asked: &Asked) -> Result<Found, Failure> {
    let readiness = web.app.duties_for_reader().await?;
    let today = web.app.clock().today();
    let entries = visible(&web.app, &user.actor).await?;
    let seen: HashMap<&str, &Arc<Entry>> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry))
        .collect();
    let text = asked.text.to_lowercase();
    let mentions = |duty: &DutyRow, project: &Project| {
        let title = duty.body.get("title").and_then(|title| title.as_str());
        let texts = [
            title.unwrap_or_default(),
            &project.title,
            &project.unit_name,
        ];
        texts.iter().any(|each| each.to_lowercase().contains(&text))
    };
    let fits = |duty: &DutyRow, project: &Project| {
        (asked.unit.is_empty() || project.unit == asked.unit)
            && (!asked.mine || owes(duty, &user.actor))
            && (asked.state() != "done" || duty.done_on.is_some())
            && (text.is_empty() || mentions(duty, project))
    };
    let rows = rows(web, &asked.wanted(today)).await?.into_iter();
    let rows: Vec<Row> = rows
        .filter_map(|duty| {
            let entry = *seen.get(duty.subject.as_str())?;
            let fits = fits(&duty, entry.aggregate.project()?);
            fits.then(|| Row {
                duty,
                entry: entry.clone(),
            })
        })
        .collect();
    let day = today.to_string();
    let is_late = |row: &&Row| row.duty.done_on.is_none() && row.duty.due_on < day;
    Ok(Found {
        late: rows.iter().filter(is_late).count(),
        rows,
        renewing: readiness == Readiness::Renewing,
    })
}

/// What is not done lies in memory; the rest is read.
async fn rows(web: &Web, wanted: &DutyWanted) -> Result<Vec<Arc<DutyRow>>, Failure> {
    if !wanted.open {
        let rows = web.app.store().duties(wanted).await?;
        return Ok(rows.into_iter().map(Arc::new).collect());
    }
    let open = web.app.open_duties().await?;
    let is_wanted = |row: &&Arc<DutyRow>| {
        let fits = |bound: &Option<String>, fits: fn(&String, &String) -> bool| {
            bound.as_ref().is_none_or(|bound| fits(&row.due_on, bound))
        };
        fits(&wanted.due_from, |due, from| due >= from)
            && fits(&wanted.due_to, |due, to| due <= to)
            && wanted.key.as_ref().is_none_or(|key| row.key == *key)
    };
    Ok(open.iter().filter(is_wanted).cloned().collect())
}

/// Whether a person's body owes a duty, in a capacity that the person has.
pub fn owes(row: &DutyRow, actor: &Actor) -> bool {
    let who = row.body.get("who").and_then(|who| who.as_str());
    who.is_some_and(|who| actor.capacities.contains(who))
        && (row.owner.is_empty() || row.owner == actor.body)
}

fn line(row: &DutyRow, project: &Project, user: &SignedIn, today: Date) -> Option<Line> {
    let mine = owes(row, &user.actor);
    let told = Told::deserialize(&row.body).ok()?;
    let due: Date = row.due_on.parse().ok()?;
    let from: Date = row.from_on.parse().ok()?;
    let done: Option<Date> = row.done_on.as_ref().and_then(|day| day.parse().ok());
    let state = DutyState::on(today, from, due, done);
    let who = if told.who == "project_unit" {
        project.unit_name.clone()
    } else {
        let label = vocabulary::CAPACITIES.label(&told.who);
        label.unwrap_or(&told.who).to_owned()
    };
    let open = done.is_none();
    Some(Line {
        id: row.id,
        form: (mine && open && !told.act.is_empty())
            .then(|| crate::pages::kept::place_of(&told.act, &row.subject)),
        subject: row.subject.clone(),
        key: row.key.clone(),
        title: told.title,
        article: told.article,
        says: told.says,
        project: project.title.clone(),
        unit: project.unit_name.clone(),
        who,
        due,
        done,
        state: state.label(),
        late: state == DutyState::Overdue,
        today,
    })
}
