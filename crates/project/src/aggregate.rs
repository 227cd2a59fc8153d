//! The things that have a history of their own, and how an event moves them.

use serde::{Deserialize, Serialize};
use tongchou_rules::Facts;

use crate::actor::Env;
use crate::event::{By, Event};
use crate::file::Filing;
use crate::registers::{
    Agency, CatalogueItem, Design, Expert, Interpretation, Meeting, Platform, Selection, Setting,
    Synonyms,
};
use crate::state::{Document, Numbered, Project};
use crate::steps::{Made, Misfit};

/// What every kind of aggregate can say of itself.
pub(crate) trait State: Held + Default {
    /// Every fact that the record and the registers show.
    fn facts(&self, env: &Env) -> Facts;
    /// Remembers who acted for its owner.
    fn handled_by(&mut self, person: &str);
    /// Where it remembers the files of its acts, if its acts bring any.
    fn filings(&mut self) -> Option<&mut Vec<Filing>> {
        None
    }
    /// How many documents are on file, and the latest.
    fn latest_document(&self) -> Option<(usize, &Document)> {
        None
    }
}

macro_rules! aggregates {
    ($($name:ident $kind:literal;)*) => {
        /// The state of any aggregate.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "state", rename_all = "snake_case")]
        pub enum Aggregate {
            $($name(Box<$name>),)*
        }

        impl Aggregate {
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $kind,)*
                }
            }

            fn filings_of_any(&mut self) -> Option<&mut Vec<Filing>> {
                match self {
                    $(Self::$name(state) => State::filings(state.as_mut()),)*
                }
            }

            fn latest_document_of_any(&self) -> Option<(usize, &Document)> {
                match self {
                    $(Self::$name(state) => State::latest_document(state.as_ref()),)*
                }
            }

            /// Every fact that the record and the registers show.
            pub(crate) fn facts(&self, env: &Env) -> Facts {
                match self {
                    $(Self::$name(state) => State::facts(state.as_ref(), env),)*
                }
            }
        }

        $(impl Held for $name {
            fn of(aggregate: &Aggregate) -> Option<&Self> {
                match aggregate {
                    Aggregate::$name(state) => Some(state),
                    _ => None,
                }
            }

            fn of_mut(aggregate: &mut Aggregate) -> Option<&mut Self> {
                match aggregate {
                    Aggregate::$name(state) => Some(state),
                    _ => None,
                }
            }

            fn wrap(self) -> Aggregate {
                Aggregate::$name(Box::new(self))
            }
        })*
    };
}

/// The part of [`State`] that the list of aggregates writes.
pub(crate) trait Held: Sized {
    fn of(aggregate: &Aggregate) -> Option<&Self>;
    fn of_mut(aggregate: &mut Aggregate) -> Option<&mut Self>;
    fn wrap(self) -> Aggregate;
}

aggregates! {
    Project "project";
    Design "design";
    Platform "platform";
    CatalogueItem "catalogue_item";
    Agency "agency";
    Expert "expert";
    Meeting "meeting";
    Selection "selection";
    Interpretation "interpretation";
    Setting "setting";
    Synonyms "synonyms";
}

impl Aggregate {
    /// The state after an event. An event that does not fit is an error: a
    /// history that cannot be replayed is broken and must not be guessed at.
    pub fn evolve(current: Option<Self>, event: &Event) -> Result<Self, Misfit> {
        let made = Made {
            id: &event.subject,
            by: &event.by,
            on: event.on,
        };
        let step = event.what.step();
        match current {
            None => {
                let mut state = step
                    .found_any(&made)
                    .ok_or_else(|| Misfit(format!("{} on nothing", event.kind())))?;
                state.file(event, 0);
                Ok(state)
            }
            Some(mut state) => {
                let documents = state.latest_document_of_any().map_or(0, |(count, _)| count);
                step.apply_any(&mut state, &made)?;
                state.file(event, documents);
                state.number(event);
                Ok(state)
            }
        }
    }

    /// Remembers the number of the letter that tells of an event.
    fn number(&mut self, event: &Event) {
        let numbered = match self {
            Self::Project(state) => &mut state.numbered,
            Self::Design(state) => &mut state.numbered,
            Self::Agency(state) => &mut state.numbered,
            _ => return,
        };
        numbered.extend(Numbered::of(event));
    }

    /// Remembers the files that an event brought; `before` documents were on
    /// file until then.
    fn file(&mut self, event: &Event, before: usize) {
        let files = event.what.files();
        if files.is_empty() {
            return;
        }
        let document = self
            .latest_document_of_any()
            .filter(|(count, _)| *count > before)
            .map(|(_, document)| (document.material.clone(), document.title.clone()));
        let act = event.what.act().to_owned();
        let (material, title) = document.unzip();
        let title = title
            .or_else(|| event.what.step().filed_as_any())
            .unwrap_or_default();
        let Some(filings) = self.filings_of_any() else {
            return;
        };
        // scans of different letters are not versions of each other
        let same = |filing: &&Filing| {
            filing.act == act
                && filing.material == material
                && (material.is_some() || filing.title == title)
        };
        let earlier = filings.iter().filter(same).count();
        filings.push(Filing {
            version: u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1),
            act,
            material,
            title,
            files: files.to_vec(),
            by: event.by.clone(),
            on: event.on,
        });
    }

    /// The files of every act that brought any.
    pub fn filings(&self) -> &[Filing] {
        match self {
            Self::Project(state) => &state.filings,
            Self::Design(state) => &state.filings,
            Self::Agency(state) => &state.filings,
            Self::Meeting(state) => &state.filings,
            Self::Interpretation(state) => &state.filings,
            Self::Platform(_)
            | Self::CatalogueItem(_)
            | Self::Expert(_)
            | Self::Selection(_)
            | Self::Setting(_)
            | Self::Synonyms(_) => &[],
        }
    }

    /// The state after a history.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Option<Self>, Misfit> {
        let mut state = None;
        for event in events {
            state = Some(Self::evolve(state, event)?);
        }
        Ok(state)
    }

    pub fn project(&self) -> Option<&Project> {
        Held::of(self)
    }
}

impl By {
    pub(crate) fn of(env: &Env) -> Self {
        Self {
            person: env.actor.person.clone(),
            name: env.actor.name.clone(),
            body: env.actor.body.clone(),
            body_name: env.actor.body_name.clone(),
        }
    }
}
