//! The registers beside projects: each entry has a history of its own; together
//! they are what an act may look up. No rule of the law is asked here.

mod entries;
mod indexed;
mod results;
pub(crate) mod selection;
mod shared_map;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use entries::{
    Agency, AgencyNotice, CatalogueItem, Design, Expert, Interpretation, Meeting, Minutes,
    Platform, Setting, Synonyms,
};
pub use indexed::Indexed;
pub use results::{ResultEntry, is_on_result};
pub use selection::{Drawn, Selectable, Selection};
pub use shared_map::SharedMap;
pub use summary::{ProjectSummary, Summaries};

/// A body that takes part, as the accounts know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    pub id: String,
    pub name: String,
    pub capacities: BTreeSet<String>,
    /// The fields of informatisation it leads.
    pub domains: BTreeSet<String>,
    pub in_district: bool,
    /// The account of who leads it; empty where none is recorded.
    pub leader: String,
}

/// Everything an act may look up beside its own aggregate, by id. A copy shares
/// all that has not changed since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registers {
    pub designs: SharedMap<String, Design>,
    pub platforms: SharedMap<String, Platform>,
    pub catalogue_items: Indexed<CatalogueItem>,
    pub agencies: Indexed<Agency>,
    pub experts: Indexed<Expert>,
    pub meetings: SharedMap<String, Meeting>,
    pub selections: SharedMap<String, Selection>,
    pub interpretations: SharedMap<String, Interpretation>,
    pub settings: SharedMap<String, Setting>,
    pub synonyms: SharedMap<String, Synonyms>,
    pub projects: Summaries,
    /// The catalogue of results (article 28): seen by all bodies of the district.
    pub results: SharedMap<String, ResultEntry>,
    pub bodies: SharedMap<String, Body>,
}

impl Registers {
    /// Puts an aggregate's new state where others look it up.
    pub fn take(&mut self, aggregate: &crate::Aggregate) {
        use crate::Aggregate as A;
        match aggregate {
            A::Project(state) => {
                self.projects
                    .insert(state.id.clone(), ProjectSummary::of(state));
                // the unit's own words may have taken its place
                self.results
                    .remove(&ResultEntry::id_at_acceptance(&state.id));
                for entry in ResultEntry::of(state) {
                    self.results.insert(entry.id.clone(), entry);
                }
            }
            A::Design(state) => keep(&mut self.designs, &state.id, state),
            A::Platform(state) => keep(&mut self.platforms, &state.id, state),
            A::CatalogueItem(state) => self
                .catalogue_items
                .insert(state.id.clone(), (**state).clone()),
            A::Agency(state) => self.agencies.insert(state.id.clone(), (**state).clone()),
            A::Expert(state) => self.experts.insert(state.id.clone(), (**state).clone()),
            A::Meeting(state) => keep(&mut self.meetings, &state.id, state),
            A::Selection(state) => keep(&mut self.selections, &state.id, state),
            A::Interpretation(state) => keep(&mut self.interpretations, &state.id, state),
            A::Setting(state) => keep(&mut self.settings, &state.id, state),
            A::Synonyms(state) => keep(&mut self.synonyms, &state.id, state),
        }
    }

    /// The settings in force on a day, for [`tongchou_rules::Regulation::with_settings`]:
    /// of several, the one that starts last, then the one decided last.
    pub fn settings_on(&self, on: Date) -> BTreeMap<String, String> {
        let changes = self.settings_until(on).into_iter();
        changes.map(|(_, key, value)| (key, value)).collect()
    }

    /// Every change of a setting that came into force by a day, in that order, for
    /// [`tongchou_rules::Regulation::after`].
    pub fn settings_until(&self, on: Date) -> Vec<(Date, String, String)> {
        let mut started: Vec<&Setting> = self
            .settings
            .values()
            .filter(|setting| setting.from.is_some_and(|from| from <= on))
            .collect();
        started.sort_by_key(|setting| (setting.from, setting.on, &setting.id));
        let change = |setting: &Setting| {
            let from = setting.from.unwrap_or(Date::MIN);
            (from, setting.key.clone(), setting.value.clone())
        };
        started.into_iter().map(change).collect()
    }

    /// Whether a design is in force on a day: approved or filed, brought into
    /// force, and not replaced by one that is in force itself.
    pub fn design_in_force(&self, id: &str, on: Date) -> bool {
        let begun = |design: &Design| design.in_force_from.is_some_and(|from| from <= on);
        self.designs.get(id).is_some_and(begun)
            && !self
                .designs
                .values()
                .any(|other| other.replaces.as_deref() == Some(id) && begun(other))
    }

    pub fn district_design_in_force(&self, on: Date) -> bool {
        self.designs
            .values()
            .any(|design| design.is_district() && self.design_in_force(&design.id, on))
    }

    /// Whether a body has filed a design of its domain that is in force.
    pub fn domain_design_filed(&self, body: &str, on: Date) -> bool {
        self.designs.values().any(|design| {
            !design.is_district()
                && design.by.body == body
                && design.filed_on.is_some()
                && self.design_in_force(&design.id, on)
        })
    }

    /// Whether any evaluated project of a unit was found poor, by its latest evaluation.
    pub fn evaluation_poor(&self, unit: &str) -> bool {
        self.projects.any_poor(unit)
    }

    /// The expert whose account a person uses.
    pub fn expert_of(&self, person: &str) -> Option<&Expert> {
        let entries = || {
            self.experts
                .values()
                .filter(|expert| expert.person == person)
        };
        // Who left the pool and came back has two entries: the one that stands counts.
        entries()
            .find(|expert| !expert.retired)
            .or_else(|| entries().next())
    }

    /// The name of the body of the district that has a capacity; empty where none has.
    pub fn organ(&self, capacity: &str) -> String {
        let mut having = self.bodies.values();
        let having = having.find(|body| body.capacities.contains(capacity));
        having.map_or_else(String::new, |body| body.name.clone())
    }

    pub fn body_name(&self, id: &str) -> String {
        self.bodies
            .get(id)
            .map_or_else(|| id.to_owned(), |body| body.name.clone())
    }
}

fn keep<T: Clone>(register: &mut SharedMap<String, T>, id: &str, state: &T) {
    register.insert(id.to_owned(), state.clone());
}
