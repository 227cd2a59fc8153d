//! Which duties an address asks for, of those on projects that its reader may see.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use tongchou_project::{Actor, Project};
use tongchou_rules::{DutyState, vocabulary};
use tongchou_store::{DutyRow, DutyWanted};

use crate::app::{Entry, Readiness, Told};
use crate::format;
use crate::forms::Pairs;
use crate::pages::clock;
use crate::pages::listing::visible;
use crate::pages::sheet::Cell;
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

/// What an address asks for. What is not understood in it is left out.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub view: String,
    pub state: String,
    pub unit: String,
    pub key: String,
    pub text: String,
    pub from: String,
    pub to: String,
    pub month: String,
    pub mine: bool,
    pub page: usize,
}

impl Asked {
    pub fn read(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.filled(key).unwrap_or_default().to_owned();
        let day = |key: &str| pairs.filled(key).filter(|day| day.parse::<Date>().is_ok());
        let month = get("month");
        let known = format!("{month}-01").parse::<Date>();
        let fits = known.is_ok_and(|day| (1990..=2100).contains(&day.year()));
        Self {
            view: get("view"),
            state: get("state"),
            unit: get("unit"),
            key: get("key"),
            text: get("text").chars().take(100).collect(),
            from: day("from").unwrap_or_default().to_owned(),
            to: day("to").unwrap_or_default().to_owned(),
            month: if fits { month } else { String::new() },
            mine: get("mine") == "1",
            page: get("page").parse().unwrap_or(1).max(1),
        }
    }

    pub fn view(&self) -> &'static str {
        let mut views = ["list", "month", "moves", "feed"].into_iter();
        views.find(|view| self.view == *view).unwrap_or("list")
    }

    /// A month shows all of its days, a list what presses.
    pub fn state(&self) -> &'static str {
        let mut states = STATES.iter().map(|(key, _)| *key);
        let usual = if self.view() == "month" || !self.from.is_empty() {
            "all"
        } else {
            "pressing"
        };
        states.find(|state| self.state == *state).unwrap_or(usual)
    }

    pub fn first_of_month(&self, today: Date) -> Date {
        let month = format!("{}-01", self.month).parse();
        month.unwrap_or(today).first_of_month()
    }

    pub fn query(&self) -> String {
        let page = if self.page > 1 {
            self.page.to_string()
        } else {
            String::new()
        };
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
            ("page", &page),
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
    pub due_words: String,
    pub done_words: String,
    pub state: &'static str,
    pub late: bool,
    pub done: bool,
    pub left: Cell,
    /// The form that fulfils it, for who owes it.
    pub form: Option<String>,
}

/// The duties asked for, not yet made into lines: a page shows the fewest of them.
#[derive(Debug, Default)]
pub struct Found {
    rows: Vec<Row>,
    pub units: Vec<(String, String)>,
    pub may_be_mine: bool,
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
    let projects = entries.iter().filter_map(|entry| entry.aggregate.project());
    let units: BTreeMap<&str, &str> = projects
        .map(|project| (project.unit.as_str(), project.unit_name.as_str()))
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
        units: units
            .into_iter()
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect(),
        may_be_mine: true,
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
        due_words: format::day(due),
        done_words: done.map(format::day).unwrap_or_default(),
        state: state.label(),
        late: state == DutyState::Overdue,
        done: !open,
        left: if open {
            clock::until(due, today)
        } else {
            crate::pages::sheet::good("已办结")
        },
    })
}
