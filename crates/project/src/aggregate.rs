//! The things that have a history of their own, and how an event moves them.

use serde::{Deserialize, Serialize};
use tongchou_rules::Facts;

use crate::actor::Env;
use crate::event::{By, Event};
use crate::registers::{
    Agency, CatalogueItem, Design, Expert, Interpretation, Meeting, Platform, Setting,
};
use crate::state::Project;
use crate::steps::{Made, Misfit};

/// What every kind of aggregate can say of itself.
pub(crate) trait State: Held + Default {
    /// Every fact that the record and the registers show.
    fn facts(&self, env: &Env) -> Facts;
    /// Remembers who acted for its owner.
    fn handled_by(&mut self, person: &str);
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
    Interpretation "interpretation";
    Setting "setting";
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
            None => step
                .found_any(&made)
                .ok_or_else(|| Misfit(format!("{} on nothing", event.kind()))),
            Some(mut state) => {
                step.apply_any(&mut state, &made)?;
                Ok(state)
            }
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
