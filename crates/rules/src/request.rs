//! From typed facts to a Cedar request. Every attribute comes from the table of
//! facts, which the loader compares with the schema, so its type is right by
//! construction and is not validated once more for each request. Only what the
//! act's policies read is given; were something left out, the policy would err,
//! and an error refuses. What is not known gets a filler, and clauses that read
//! a filler are judged apart (`unknown`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};

use crate::facts::{FactSpec, Facts, Kind, Value};
use crate::measure::Measure;
use crate::vocabulary::{self, Words};
use crate::words::{ActWords, SchemaWords};

/// What is the same for every request of one act.
#[derive(Debug)]
pub(crate) struct ActFrame {
    action: EntityUid,
    action_entities: Vec<Entity>,
    resource: EntityUid,
    resource_facts: Vec<&'static FactSpec>,
    context_facts: Vec<&'static FactSpec>,
}

/// What is the same for every request of a pack.
#[derive(Debug)]
pub(crate) struct Frame {
    principal: EntityUid,
    limits_uid: EntityUid,
    limits: Entity,
    /// Enumerated words as ready-made expressions: (Cedar type, id).
    words: HashMap<(&'static str, &'static str), RestrictedExpression>,
}

pub(crate) struct Asked {
    pub request: Request,
    pub entities: Entities,
}

pub(crate) fn uid(entity_type: &str, id: &str) -> Result<EntityUid, String> {
    let name = EntityTypeName::from_str(entity_type).map_err(|error| error.to_string())?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new(id)))
}

impl ActFrame {
    /// `read`: the facts that the act's policies read.
    pub(crate) fn new(
        act: &ActWords,
        words: &SchemaWords,
        read: &[&'static FactSpec],
    ) -> Result<ActFrame, String> {
        let cut = |facts: &[&'static FactSpec]| -> Vec<&'static FactSpec> {
            let is_read =
                |spec: &&&'static FactSpec| read.iter().any(|known| known.name == spec.name);
            facts.iter().filter(is_read).copied().collect()
        };
        let action = uid("Action", &act.key)?;
        let groups = act
            .groups
            .iter()
            .map(|group| uid("Action", group))
            .collect::<Result<Vec<_>, _>>()?;
        let mut action_entities: Vec<Entity> =
            groups.iter().cloned().map(Entity::with_uid).collect();
        let parents: HashSet<EntityUid> = groups.into_iter().collect();
        action_entities.push(Entity::new_no_attrs(action.clone(), parents));
        Ok(ActFrame {
            action,
            action_entities,
            resource: uid(&act.resource, "it")?,
            resource_facts: words
                .resources
                .get(&act.resource)
                .map(|facts| cut(facts))
                .unwrap_or_default(),
            context_facts: cut(&act.context),
        })
    }

    /// Every fact that this act's clauses may read.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'static FactSpec> + '_ {
        self.resource_facts
            .iter()
            .chain(&self.context_facts)
            .copied()
    }
}

impl Frame {
    pub(crate) fn new(words: &SchemaWords, measure: &Measure) -> Result<Frame, String> {
        let limits_uid = uid("Limits", "it")?;
        let mut attributes = HashMap::new();
        for (name, text) in &words.limits {
            let value = if *text {
                RestrictedExpression::new_string(measure.reading(name).to_owned())
            } else {
                RestrictedExpression::new_long(measure.value(name))
            };
            attributes.insert(name.clone(), value);
        }
        let limits = Entity::new(limits_uid.clone(), attributes, HashSet::new())
            .map_err(|error| error.to_string())?;
        let mut ready = HashMap::new();
        for vocabulary in vocabulary::ALL {
            for (id, _) in vocabulary.words {
                ready.insert(
                    (vocabulary.cedar_type, *id),
                    RestrictedExpression::new_entity_uid(uid(vocabulary.cedar_type, id)?),
                );
            }
        }
        Ok(Frame {
            principal: uid("Person", "asker")?,
            limits_uid,
            limits,
            words: ready,
        })
    }

    /// Builds the request for one act. `fill` stands in for facts that are not known.
    pub(crate) fn ask(
        &self,
        act: &ActFrame,
        facts: &Facts,
        fill: &BTreeMap<&str, Value>,
        capacities: &[String],
    ) -> Result<Asked, String> {
        self.asked(act, facts, fill, capacities, &|_| true)
    }

    /// The same with nothing in it but what one clause reads.
    pub(crate) fn ask_of(
        &self,
        read: &[&'static FactSpec],
        act: &ActFrame,
        facts: &Facts,
        fill: &BTreeMap<&str, Value>,
    ) -> Result<Asked, String> {
        let is_read = |spec: &FactSpec| read.iter().any(|known| known.name == spec.name);
        self.asked(act, facts, fill, &[], &is_read)
    }

    fn asked(
        &self,
        act: &ActFrame,
        facts: &Facts,
        fill: &BTreeMap<&str, Value>,
        capacities: &[String],
        is_read: &dyn Fn(&FactSpec) -> bool,
    ) -> Result<Asked, String> {
        let value = |spec: &FactSpec| {
            let held = (spec.held)(facts).or_else(|| fill.get(spec.name).cloned());
            held.map_or_else(
                || self.express(spec.kind, &filler(spec.kind)),
                |value| self.express(spec.kind, &value),
            )
        };
        let mut attributes = HashMap::with_capacity(act.resource_facts.len());
        for spec in act.resource_facts.iter().filter(|spec| is_read(spec)) {
            attributes.insert(spec.name.to_owned(), value(spec)?);
        }
        let mut pairs = Vec::with_capacity(act.context_facts.len() + 1);
        pairs.push((
            "limits".to_owned(),
            RestrictedExpression::new_entity_uid(self.limits_uid.clone()),
        ));
        for spec in act.context_facts.iter().filter(|spec| is_read(spec)) {
            pairs.push((spec.name.to_owned(), value(spec)?));
        }
        let held = self.set_of(vocabulary::CAPACITIES, capacities.iter())?;
        let principal = Entity::new(
            self.principal.clone(),
            HashMap::from([("capacities".to_owned(), held)]),
            HashSet::new(),
        )
        .map_err(|error| error.to_string())?;
        let resource = Entity::new(act.resource.clone(), attributes, HashSet::new())
            .map_err(|error| error.to_string())?;
        let mut all = act.action_entities.clone();
        all.extend([principal, resource, self.limits.clone()]);
        let entities = Entities::from_entities(all, None).map_err(|error| error.to_string())?;
        let context = Context::from_pairs(pairs).map_err(|error| error.to_string())?;
        let request = Request::new(
            self.principal.clone(),
            act.action.clone(),
            act.resource.clone(),
            context,
            None,
        )
        .map_err(|error| error.to_string())?;
        Ok(Asked { request, entities })
    }

    fn express(&self, kind: Kind, value: &Value) -> Result<RestrictedExpression, String> {
        match (kind, value) {
            (Kind::Flag, Value::Flag(flag)) => Ok(RestrictedExpression::new_bool(*flag)),
            (Kind::Count | Kind::Money | Kind::Share, Value::Number(number)) => {
                Ok(RestrictedExpression::new_long(*number))
            }
            (Kind::Choice(words), Value::Choice(id)) => self.word(words, id),
            (Kind::Set(words), Value::Set(ids)) => self.set_of(words, ids.iter()),
            _ => Err("a fact holds a value of another type".to_owned()),
        }
    }

    fn word(&self, words: Words, id: &str) -> Result<RestrictedExpression, String> {
        self.words
            .get(&(words.cedar_type, id))
            .cloned()
            .ok_or_else(|| format!("“{id}” is no {}", words.cedar_type))
    }

    fn set_of<'a>(
        &self,
        words: Words,
        ids: impl Iterator<Item = &'a String>,
    ) -> Result<RestrictedExpression, String> {
        let members = ids
            .map(|id| self.word(words, id))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(RestrictedExpression::new_set(members))
    }
}

/// A value of the right type for a fact that is not known.
pub(crate) fn filler(kind: Kind) -> Value {
    match kind {
        Kind::Flag => Value::Flag(false),
        Kind::Count | Kind::Money | Kind::Share | Kind::Date => Value::Number(0),
        Kind::Choice(words) => Value::Choice(
            words
                .words
                .first()
                .map_or(String::new(), |(id, _)| (*id).to_owned()),
        ),
        Kind::Set(_) => Value::Set(BTreeSet::new()),
    }
}
