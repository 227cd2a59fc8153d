//! Where a figure on the page comes from: the event that brought it, by its place
//! in the log, with a link to it.

use tongchou_store::StoredEvent;

use crate::format;
use crate::pages::sheet::{Cell, text};

#[derive(Debug, Clone)]
pub struct Source {
    /// 第12号，2026年3月1日
    pub says: String,
    pub href: String,
}

#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    events: &'a [StoredEvent],
    base: &'a str,
}

impl<'a> Sources<'a> {
    pub fn of(events: &'a [StoredEvent], base: &'a str) -> Self {
        Self { events, base }
    }

    /// The event that made the entry at this place: each of these kinds makes one.
    pub fn nth(&self, kinds: &[&str], place: usize) -> Option<Source> {
        self.all(kinds).nth(place).map(|event| self.source(event))
    }

    pub fn last(&self, kinds: &[&str]) -> Option<Source> {
        self.all(kinds).last().map(|event| self.source(event))
    }

    fn all<'b>(&self, kinds: &'b [&'b str]) -> impl Iterator<Item = &'a StoredEvent> + 'b
    where
        'a: 'b,
    {
        let kinds = kinds.to_vec();
        self.events
            .iter()
            .filter(move |event| kinds.contains(&event.event.kind.as_str()))
    }

    fn source(&self, event: &StoredEvent) -> Source {
        let position = event.position;
        Source {
            says: format!("第{position}号，{}", format::day(event.provenance.on)),
            href: link(self.base, position),
        }
    }
}

/// The record, with this event open.
pub fn link(base: &str, position: u64) -> String {
    format!("{base}/sections/record?event={position}#event-{position}")
}

/// A table's cell that leads to an event.
pub fn cell(source: Option<Source>) -> Cell {
    match source {
        Some(source) => Cell::Link {
            href: source.href,
            label: source.says,
        },
        None => text(""),
    }
}
