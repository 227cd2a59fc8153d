//! Turns the pack and its properties into questions for the solver. What only
//! warns does not refuse, so it is no help to a property.

use std::collections::BTreeMap;

use cedar_policy::{Policy, PolicyId, PolicySet, RequestEnv};

use super::ProveError;
use super::ask::{Ask, What};
use super::label;
use super::properties::{HONEST, NEEDED, NEVER_ERRORS, POSSIBLE, PROPERTIES, WAYS, WAYS_OUT, Way};
use super::swallow::Read;
use crate::clause::Clause;
use crate::facts::Kind;
use crate::money;
use crate::pack::Regulation;

/// What is asked, and in which order it is reported.
pub(super) struct Inquiry {
    /// Key, words, and whether it is advice only.
    pub properties: Vec<(&'static str, &'static str, bool)>,
    pub asks: Vec<Ask>,
}

/// Gathers what is to be proved: all of it, or the properties named.
pub(super) fn gather(regulation: &Regulation, only: &[&str]) -> Result<Inquiry, ProveError> {
    let schema = &regulation.compiled.words.schema;
    let environments = schema
        .request_envs()
        .map(|env| (env.action().id().unescaped().to_owned(), env))
        .collect();
    let mut gatherer = Gatherer {
        regulation,
        environments,
        properties: Vec::new(),
        asks: Vec::new(),
    };
    let wanted = |key: &str| only.is_empty() || only.contains(&key);
    for property in PROPERTIES.iter().filter(|property| wanted(property.key)) {
        gatherer.begin((property.key, property.says), false);
        for refused in property.refused {
            for act in refused.acts {
                gatherer.refused(act, refused.when)?;
            }
        }
    }
    let further: [(Named, bool, Asking<'_>); 5] = [
        (NEVER_ERRORS, false, Gatherer::never_errors),
        (POSSIBLE, false, Gatherer::possible),
        (WAYS_OUT, false, Gatherer::ways_out),
        (HONEST, false, Gatherer::honest),
        (NEEDED, true, Gatherer::needed),
    ];
    for (named, advisory, ask) in further {
        if wanted(named.0) {
            gatherer.begin(named, advisory);
            ask(&mut gatherer)?;
        }
    }
    Ok(Inquiry {
        properties: gatherer.properties,
        asks: gatherer.asks,
    })
}

type Named = (&'static str, &'static str);
type Asking<'a> = fn(&mut Gatherer<'a>) -> Result<(), ProveError>;

struct Gatherer<'a> {
    regulation: &'a Regulation,
    environments: BTreeMap<String, RequestEnv>,
    properties: Vec<(&'static str, &'static str, bool)>,
    asks: Vec<Ask>,
}

impl Gatherer<'_> {
    fn begin(&mut self, (key, says): (&'static str, &'static str), advisory: bool) {
        self.properties.push((key, says, advisory));
    }

    fn ask(
        &mut self,
        act: &str,
        about: &str,
        first: Vec<String>,
        what: What,
    ) -> Result<(), ProveError> {
        let environment = self.environment(act)?;
        let schema = self.regulation.compiled.words.schema.clone();
        let property = self.properties.len().saturating_sub(1);
        self.asks.push(Ask {
            property,
            act: act.to_owned(),
            about: about.to_owned(),
            first,
            environment,
            schema,
            what,
        });
        Ok(())
    }

    fn environment(&self, act: &str) -> Result<RequestEnv, ProveError> {
        self.environments
            .get(act)
            .cloned()
            .ok_or_else(|| ProveError::Pack(format!("没有名为“{act}”的事项")))
    }

    fn refused(&mut self, act: &str, when: &str) -> Result<(), ProveError> {
        let text =
            format!("permit (principal, action == Action::\"{act}\", resource) when {{ {when} }};");
        let condition = Policy::parse(Some(PolicyId::new("condition")), text).map_err(pack)?;
        let mut set = self.refusing(act)?;
        set.add(condition).map_err(pack)?;
        let mut ordinary = set.clone();
        ordinary.add(self.ordinary(act, "true")?).map_err(pack)?;
        self.ask(act, "", words_of(when), What::Refused(set, ordinary))
    }

    fn never_errors(&mut self) -> Result<(), ProveError> {
        let regulation = self.regulation;
        for act in regulation.acts() {
            for clause in regulation.clauses_of(&act.key) {
                let first = clause.reads.iter().chain(&clause.limits).cloned().collect();
                self.ask(
                    &act.key,
                    &clause.id,
                    first,
                    What::NeverErrors(clause.policy.clone()),
                )?;
            }
            for permit in regulation.permit_says(&act.key) {
                self.ask(
                    &act.key,
                    &permit.id,
                    Vec::new(),
                    What::NeverErrors(permit.policy.clone()),
                )?;
            }
        }
        Ok(())
    }

    fn possible(&mut self) -> Result<(), ProveError> {
        for act in self.regulation.acts() {
            let set = self.judged(&act.key, "true")?;
            self.ask(&act.key, "", Vec::new(), What::Possible(set))?;
        }
        Ok(())
    }

    fn ways_out(&mut self) -> Result<(), ProveError> {
        for Way { act, when, says } in WAYS {
            let set = self.judged(act, when)?;
            self.ask(act, says, Vec::new(), What::Possible(set))?;
        }
        Ok(())
    }

    /// Permits and refusing clauses together, for ordinary requests under a condition.
    fn judged(&self, act: &str, when: &str) -> Result<PolicySet, ProveError> {
        let mut set = self.refusing(act)?;
        for permit in self.regulation.permit_says(act) {
            set.add(permit.policy.clone()).map_err(pack)?;
        }
        set.add(self.ordinary(act, when)?).map_err(pack)?;
        Ok(set)
    }

    /// Leaves only requests with the limits and readings in use, and with numbers
    /// of a usual size: others show nothing about what people can do.
    fn ordinary(&self, act: &str, when: &str) -> Result<Policy, ProveError> {
        let regulation = self.regulation;
        let mut holds: Vec<String> = regulation
            .compiled
            .words
            .limits
            .iter()
            .map(|(name, text)| self.in_use(name, *text))
            .collect();
        let words = &regulation.compiled.words;
        let Some(act) = words.acts.get(act) else {
            return Err(ProveError::Pack(format!("没有名为“{act}”的事项")));
        };
        let of_resource = words
            .resources
            .get(&act.resource)
            .into_iter()
            .flatten()
            .map(|spec| (*spec, "resource"));
        for (spec, holder) in act
            .context
            .iter()
            .map(|spec| (*spec, "context"))
            .chain(of_resource)
        {
            match spec.kind {
                Kind::Count | Kind::Money | Kind::Share => {
                    let most = if spec.kind == Kind::Money {
                        money::MOST_FEN
                    } else {
                        10_000
                    };
                    holds.push(format!(
                        "{holder}.{0} >= 0 && {holder}.{0} <= {most}",
                        spec.name
                    ));
                }
                _ if spec.name == "in_force" => holds.push(format!("{holder}.in_force")),
                _ => {}
            }
        }
        let text = format!(
            "forbid (principal, action, resource) unless {{ ({when}) && {} }};",
            holds.join(" && ")
        );
        Policy::parse(Some(PolicyId::new("ordinary")), text).map_err(pack)
    }

    fn in_use(&self, limit: &str, text: bool) -> String {
        let measure = &self.regulation.measure;
        if text {
            format!("context.limits.{limit} == \"{}\"", measure.reading(limit))
        } else {
            format!("context.limits.{limit} == {}", measure.value(limit))
        }
    }

    fn honest(&mut self) -> Result<(), ProveError> {
        let regulation = self.regulation;
        for clause in regulation
            .clauses()
            .iter()
            .filter(|clause| label::reads_materials(clause))
        {
            let Some(act) = regulation.acts_of(&clause.id).into_iter().next() else {
                continue;
            };
            for material in clause.materials.iter() {
                let taken = |there| label::taken(clause, material, there).map_err(ProveError::Pack);
                let what = What::Honest {
                    there: taken(true)?,
                    missing: taken(false)?,
                };
                let first = clause.reads.iter().chain(&clause.limits).cloned().collect();
                self.ask(&act.key, &format!("{} {material}", clause.id), first, what)?;
            }
        }
        Ok(())
    }

    fn needed(&mut self) -> Result<(), ProveError> {
        let regulation = self.regulation;
        let refusing = regulation
            .clauses()
            .iter()
            .filter(|clause| regulation.refuses(clause));
        let clauses: Vec<(&Clause, Read)> =
            refusing.map(|clause| (clause, Read::of(clause))).collect();
        for (clause, read) in &clauses {
            for (by, by_read) in &clauses {
                if clause.id != by.id && by_read.may_swallow(read) {
                    self.swallowed(clause, by)?;
                }
            }
        }
        Ok(())
    }

    fn swallowed(&mut self, clause: &Clause, by: &Clause) -> Result<(), ProveError> {
        let regulation = self.regulation;
        let (acts, others) = (regulation.acts_of(&clause.id), regulation.acts_of(&by.id));
        let shared: Vec<_> = acts.iter().filter(|act| others.contains(act)).collect();
        let Some(first) = shared.first() else {
            return Ok(());
        };
        let titles: Vec<&str> = shared.iter().map(|act| act.title.as_str()).collect();
        let place = if shared.len() == acts.len() {
            String::new()
        } else {
            format!("在{}时", titles.join("、"))
        };
        let what = What::Needed {
            clause: clause.policy.clone(),
            by: by.policy.clone(),
        };
        self.ask(
            &first.key,
            &format!("{} {place}已被 {} 涵盖", clause.id, by.id),
            Vec::new(),
            what,
        )
    }

    /// The clauses that refuse at an act.
    fn refusing(&self, act: &str) -> Result<PolicySet, ProveError> {
        let clauses = self
            .regulation
            .clauses_of(act)
            .into_iter()
            .filter(|clause| self.regulation.refuses(clause));
        PolicySet::from_policies(clauses.map(|clause| clause.policy.clone())).map_err(pack)
    }
}

/// Facts and limits that a condition reads.
fn words_of(condition: &str) -> Vec<String> {
    let parts = condition
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'));
    let word = |part: &str| {
        let read = part
            .strip_prefix("context.")
            .or_else(|| part.strip_prefix("resource."))?;
        let read = read.strip_prefix("limits.").unwrap_or(read);
        Some(read.split('.').next().unwrap_or(read).to_owned())
    };
    let mut words: Vec<String> = Vec::new();
    for found in parts.filter_map(word) {
        if !words.contains(&found) {
            words.push(found);
        }
    }
    words
}

fn pack(error: impl std::fmt::Display) -> ProveError {
    ProveError::Pack(error.to_string())
}
