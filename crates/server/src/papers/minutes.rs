//! The minutes of a consultation: the meeting's record, and what was concluded on
//! each project of its agenda.

use tongchou_papers::{Head, Paper, Values};
use tongchou_project::registers::Meeting;
use tongchou_project::{Event, Happened, Project, RecordMinutes};
use tongchou_rules::vocabulary;
use tongchou_store::StoredEvent;

use super::history::read;
use super::outline;
use super::{Letter, Printing};
use crate::app::projections::fold;
use crate::pages::words::name;
use crate::web::Failure;

/// What a meeting concluded on a project.
#[derive(Debug)]
pub struct Consulted {
    title: String,
    unit: String,
    amount: i64,
    result: String,
}

impl Consulted {
    /// From the project's history. Where no conclusion is recorded, as the project
    /// stood when the minutes were.
    pub fn of(history: &[StoredEvent], meeting: &str, minutes: u64) -> Option<Self> {
        let concluded = |stored: &StoredEvent| match read(stored)?.what {
            Happened::ConsultationConcluded(form) if form.meeting == meeting => Some(form.outcome),
            _ => None,
        };
        let mut found = history.iter().enumerate().rev();
        let found = found.find_map(|(place, stored)| Some((place, concluded(stored)?)));
        let (until, result) = if let Some((place, outcome)) = found {
            (place, name(vocabulary::OUTCOMES, &outcome))
        } else {
            let before = history.iter().filter(|stored| stored.position <= minutes);
            (before.count(), "待作结论".to_owned())
        };
        let state = fold(None, history.get(..until)?).ok()?;
        let project: &Project = state.project()?;
        Some(Self {
            title: project.title.clone(),
            unit: project.unit_name.clone(),
            amount: project.total_amount(),
            result,
        })
    }

    fn row(self) -> Values {
        Values::new()
            .text("project", self.title)
            .text("unit", self.unit)
            .amount("amount", self.amount)
            .text("result", self.result)
    }
}

/// The minutes as they were recorded.
pub fn paper(
    printing: &Printing,
    (letter, stored): (&Letter, &StoredEvent),
    meeting: &Meeting,
    consulted: Vec<Consulted>,
) -> Result<Paper, Failure> {
    let event: Event = read(stored).ok_or(Failure::NotFound)?;
    let Happened::MinutesRecorded(form) = &event.what else {
        return Err(Failure::NotFound);
    };
    let RecordMinutes {
        attendees, minutes, ..
    } = form.as_ref();
    let values = Values::new()
        .text("title", format!("{}纪要", meeting.title))
        .date("met_on", meeting.held_on.unwrap_or(event.on))
        .text("place", &meeting.place)
        .rows("projects", consulted.into_iter().map(Consulted::row))
        .texts("opinions", outline::items(minutes))
        .texts("present", outline::items(attendees));
    let head = Head {
        organ: event.by.body_name.clone(),
        number: letter.number.clone(),
        date: Some(event.on),
        ..Head::default()
    };
    printing.fill(letter.kind, &head, &values)
}
