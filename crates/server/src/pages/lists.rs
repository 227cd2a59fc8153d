//! Every list alike: filtered by its address, sorted by any column, a page at a
//! time, with the columns one chooses, kept as a view, taken away as a workbook.
//! A list shows what its reader may see and decides nothing. Most lists are of
//! records; those whose rows are none of their own, as duties, are boards.

pub mod asked;
pub mod board;
pub mod letters;
pub mod marks;
pub mod projects;
pub mod registers;
pub mod table;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

pub use asked::{Filter, Kind, Wanted};
pub use board::Board;
pub use table::{Empty, Table};
pub use value::Value;

use super::listing::visible;
use super::registers::results;
use super::{desks, duties, findings};
use crate::app::{Entry, View, WhoMay};
use crate::forms::Pairs;
use crate::web::{Failure, SignedIn, Web};

/// What any list is called, where it is and what columns it can have.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The kind of what it lists.
    pub key: String,
    pub path: String,
    /// Where it is taken away as a workbook.
    pub export: String,
    pub name: &'static str,
    pub heads: Vec<Head>,
}

/// What stands over a column.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub key: &'static str,
    pub label: &'static str,
    /// Stands right, as figures do.
    pub figure: bool,
    /// Stands there unless other columns are chosen.
    pub usual: bool,
    /// Whether the list can be sorted by it.
    pub sorts: bool,
}

impl Head {
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self {
            key,
            label,
            figure: false,
            usual: true,
            sorts: true,
        }
    }

    #[must_use]
    pub const fn figures(self) -> Self {
        Self {
            figure: true,
            ..self
        }
    }

    /// Stands where it is chosen.
    #[must_use]
    pub const fn further(self) -> Self {
        Self {
            usual: false,
            ..self
        }
    }

    #[must_use]
    pub const fn unsorted(self) -> Self {
        Self {
            sorts: false,
            ..self
        }
    }
}

/// What a list of records is made of.
#[derive(Debug)]
pub struct List {
    /// The kind of what it lists.
    pub key: &'static str,
    pub path: &'static str,
    pub name: &'static str,
    /// The first one leads to the entry and always stands.
    pub columns: &'static [Column],
    pub filters: fn(&[Arc<Entry>], &Look<'_>) -> Vec<Filter>,
    pub keeps: fn(&Entry, &Wanted, &Look<'_>) -> bool,
}

#[derive(Debug)]
pub struct Column {
    pub key: &'static str,
    pub label: &'static str,
    /// Stands right, as figures do.
    pub figure: bool,
    /// Stands there unless other columns are chosen.
    pub usual: bool,
    pub value: fn(&Entry, &Look<'_>) -> Value,
}

/// Whoever looks, and what stands around.
#[derive(Debug)]
pub struct Look<'a> {
    pub view: &'a View<'a>,
    pub who: &'a WhoMay,
}

/// A list as an address asks for it, all pages.
#[derive(Debug)]
pub struct Found {
    pub wanted: Wanted,
    pub filters: Vec<Filter>,
    pub entries: Vec<Arc<Entry>>,
}

pub fn of(key: &str) -> Option<&'static List> {
    let apart = [&projects::LIST, &letters::LIST];
    let mut lists = apart.into_iter().chain(&registers::LISTS);
    lists.find(|list| list.key == key)
}

/// Any list by its key.
pub fn shape_of(key: &str) -> Option<Shape> {
    let apart = [duties::shape(), findings::shape(), results::shape()].into_iter();
    let mut boards = apart.chain(desks::shapes());
    let found = of(key).map(List::shape);
    found.or_else(|| boards.find(|shape| shape.key == key))
}

impl List {
    pub fn shape(&self) -> Shape {
        Shape {
            key: self.key.to_owned(),
            path: self.path.to_owned(),
            export: format!("/exports/{}", self.key),
            name: self.name,
            heads: self.heads(),
        }
    }

    fn heads(&self) -> Vec<Head> {
        let head = |column: &Column| Head {
            key: column.key,
            label: column.label,
            figure: column.figure,
            usual: column.usual,
            sorts: true,
        };
        self.columns.iter().map(head).collect()
    }

    /// Finds what is asked for and hands it on, away from the threads that answer.
    pub async fn find<T: Send + 'static>(
        &'static self,
        web: &Web,
        user: &SignedIn,
        pairs: Pairs,
        then: impl FnOnce(Found, &Look<'_>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let all = self.all(web, user).await?;
        let world = web.app.world().await?;
        let (app, actor) = (web.app.clone(), user.actor.clone());
        let found = tokio::task::spawn_blocking(move || {
            app.with_view(&world, &actor, |view| {
                let look = Look {
                    view,
                    who: &app.who_may(view.env.regulation),
                };
                then(self.sorted(&all, &pairs, &look), &look)
            })
        });
        Ok(found.await??)
    }

    /// Everything the person may see, before any filter.
    async fn all(&self, web: &Web, user: &SignedIn) -> Result<Arc<Vec<Arc<Entry>>>, Failure> {
        if self.key == projects::LIST.key {
            return Ok(visible(&web.app, &user.actor).await?);
        }
        if self.key == letters::LIST.key {
            let seen = visible(&web.app, &user.actor).await?;
            let with_letter = seen.iter().filter(|entry| letters::has_letter(entry));
            let mut entries: Vec<_> = with_letter.cloned().collect();
            letters::sort(&mut entries);
            return Ok(Arc::new(entries));
        }
        let world = web.app.world().await?;
        let agendas = web.app.agendas(&world, &user.actor)?;
        let open = world.of_kind(self.key);
        let open = open.filter(|entry| agendas.shows_entry(entry));
        let mut entries: Vec<_> = open.cloned().collect();
        entries.reverse();
        Ok(Arc::new(entries))
    }

    fn sorted(&'static self, all: &[Arc<Entry>], pairs: &Pairs, look: &Look<'_>) -> Found {
        let filters = (self.filters)(all, look);
        let wanted = Wanted::read(pairs, &self.heads(), &filters);
        let mut entries: Vec<Arc<Entry>> = if wanted.filters() {
            all.par_iter()
                .filter(|entry| (self.keeps)(entry, &wanted, look))
                .cloned()
                .collect()
        } else {
            all.to_vec()
        };
        if let Some(column) = self.columns.iter().find(|column| column.key == wanted.sort) {
            entries = value::sort(entries, wanted.descending, |entry| {
                (column.value)(entry, look)
            });
        }
        Found {
            wanted,
            filters,
            entries,
        }
    }

    /// The columns that stand, by choice or by habit.
    pub fn standing(&self, wanted: &Wanted) -> Vec<&'static Column> {
        let stands = wanted.stands(&self.heads());
        let columns = self.columns.iter().zip(stands);
        columns
            .filter_map(|(column, stands)| stands.then_some(column))
            .collect()
    }

    /// Where an entry's page is.
    pub fn href(&self, entry: &Entry) -> String {
        if self.key == projects::LIST.key {
            format!("/projects/{}", entry.id)
        } else if self.key == letters::LIST.key {
            format!("/projects/{}/letter", entry.id)
        } else {
            format!("/registers/{}/{}", self.key, entry.id)
        }
    }
}

/// The units whose projects are there.
pub fn units(all: &[Arc<Entry>]) -> Vec<(String, String)> {
    let projects = all.iter().filter_map(|entry| entry.aggregate.project());
    let units: BTreeMap<&str, &str> = projects
        .map(|project| (project.unit.as_str(), project.unit_name.as_str()))
        .collect();
    named(units)
}

/// The agencies that somebody contracted with.
fn agencies(all: &[Arc<Entry>]) -> Vec<(String, String)> {
    let projects = all.iter().filter_map(|entry| entry.aggregate.project());
    let agencies: BTreeMap<&str, &str> = projects
        .flat_map(|project| &project.contracts)
        .map(|contract| (contract.agency.as_str(), contract.agency_name.as_str()))
        .collect();
    named(agencies)
}

/// By name.
pub fn named(words: BTreeMap<&str, &str>) -> Vec<(String, String)> {
    let mut words: Vec<_> = words
        .into_iter()
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .collect();
    words.sort_by(|one, other| one.1.cmp(&other.1));
    words
}

/// The years of some days, the latest first.
fn years(days: impl Iterator<Item = Date>) -> Vec<(String, String)> {
    let years: BTreeSet<i16> = days.map(Date::year).collect();
    let named = |year: i16| (year.to_string(), format!("{year}年"));
    years.into_iter().rev().map(named).collect()
}
