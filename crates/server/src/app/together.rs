//! Many acts of one person, as a sheet brings them: decided one after another, and stored
//! group by group, each in one transaction while the next is decided. Whatever does not
//! go so is done as any act, after its group: it is refused, was done before, or was
//! overtaken by somebody else.

use std::collections::HashSet;

use serde_json::Value;
use tongchou_project::{Actor, Command, Env, FieldKind, FieldSpec, act_spec, may_view};
use tongchou_store::{Append, StreamId};
use uuid::Uuid;

use super::act::{append_and_answer, digest};
use super::record::provenance_of;
use super::rehearsal::Ahead;
use super::{Answer, App, Asked, Fault, WhoMay};

/// So many acts are stored together. Whoever writes meanwhile waits for one such group.
const GROUP: usize = 250;

/// What is asked for by a row or several of a sheet.
#[derive(Debug)]
pub struct Wanted {
    pub act: &'static str,
    /// What it is on; none for acts that bring something into being.
    pub id: Option<Uuid>,
    pub input: Value,
    pub key: String,
    /// The last event that it was compared with.
    pub seen: Option<u64>,
}

impl Wanted {
    fn asked(&self) -> Asked<'_> {
        Asked {
            act: self.act,
            id: self.id,
            input: &self.input,
            key: Some(&self.key),
            seen: self.seen,
        }
    }
}

/// A group of acts of which it is known what each comes to.
struct Decided {
    wanted: Vec<Wanted>,
    /// What is to be stored for each; none where it has to be done by itself.
    each: Vec<Option<(Append, Answer)>>,
    /// How many events the log has before them, where nobody else writes.
    size: u64,
    /// Everything as it is after them.
    ahead: Ahead,
}

impl App {
    /// What came of each, in their order.
    pub async fn act_together(
        &self,
        actor: &Actor,
        wanted: Vec<Wanted>,
    ) -> anyhow::Result<Vec<Result<Answer, Fault>>> {
        let mut told = Vec::with_capacity(wanted.len());
        let mut wanted = wanted.into_iter();
        let mut group = || wanted.by_ref().take(GROUP).collect::<Vec<Wanted>>();
        let mut decided = self.decide_afresh(actor, group()).await?;
        while !decided.wanted.is_empty() {
            let (appends, answers): (Vec<_>, Vec<_>) =
                decided.each.into_iter().map(Option::unzip).unzip();
            let appends: Vec<Append> = appends.into_iter().flatten().collect();
            let events: usize = appends.iter().map(|append| append.events.len()).sum();
            let size = decided.size + u64::try_from(events)?;
            let (stored, next) = tokio::join!(
                self.store().append_all(appends),
                self.decide(actor, decided.ahead, size, group()),
            );
            let mut whole = stored.is_ok();
            for (wanted, answer) in decided.wanted.iter().zip(answers) {
                let answer = answer.filter(|_| stored.is_ok());
                whole &= answer.is_some();
                told.push(match answer {
                    Some(answer) => Ok(answer),
                    None => self.act(actor, wanted.asked()).await,
                });
            }
            // decided on what turned out not to be
            let overtaken = !whole || self.store().checkpoint().await?.size != size;
            decided = next?;
            if overtaken {
                decided = self.decide_afresh(actor, decided.wanted).await?;
            }
        }
        Ok(told)
    }

    /// Decides on everything as it is now.
    async fn decide_afresh(&self, actor: &Actor, wanted: Vec<Wanted>) -> anyhow::Result<Decided> {
        let world = self.world().await?;
        let size = world.size();
        self.decide(actor, Ahead::of(world), size, wanted).await
    }

    async fn decide(
        &self,
        actor: &Actor,
        mut ahead: Ahead,
        size: u64,
        wanted: Vec<Wanted>,
    ) -> anyhow::Result<Decided> {
        let (app, actor) = (self.clone(), actor.clone());
        let deciding = move || {
            let each = app.decide_in_turn(&mut ahead, &actor, &wanted)?;
            Ok(Decided {
                wanted,
                each,
                size,
                ahead,
            })
        };
        tokio::task::spawn_blocking(deciding).await?
    }

    fn decide_in_turn(
        &self,
        ahead: &mut Ahead,
        actor: &Actor,
        wanted: &[Wanted],
    ) -> anyhow::Result<Vec<Option<(Append, Answer)>>> {
        // what comes after an act that is done by itself is done after it
        let mut aside: HashSet<Uuid> = HashSet::new();
        let world = ahead.world();
        self.with_env(&world, actor, "", |env| {
            let who = self.who_may(env.regulation);
            let decided = wanted.iter().map(|wanted| {
                let waits = wanted.id.is_some_and(|id| aside.contains(&id));
                let decided = (!waits).then(|| one(wanted, ahead, env, &who));
                let decided = decided.flatten().transpose();
                if !matches!(decided, Ok(Some(_))) {
                    aside.extend(wanted.id);
                }
                decided
            });
            decided.collect()
        })?
    }
}

fn one(
    wanted: &Wanted,
    ahead: &mut Ahead,
    env: &Env<'_>,
    who: &WhoMay,
) -> Option<anyhow::Result<(Append, Answer)>> {
    let spec = act_spec(wanted.act).filter(|spec| spec.creates == wanted.id.is_none())?;
    let command = Command::parse(wanted.act, &wanted.input).ok()?;
    let brings = |field: &FieldSpec| {
        field.kind == FieldKind::Files && wanted.input.get(field.name).is_some()
    };
    if spec.fields.iter().any(brings) {
        return None;
    }
    // chance, and what the rest of the district has, come in at the moment of the act
    if command.awaits_seed() || command.awaits_check() || command.awaits_population().is_some() {
        return None;
    }
    let id = wanted.id.map(|id| id.to_string());
    if let Some(id) = &id {
        let (state, sequence) = ahead.current(wanted.act, id)?;
        let overtaken = wanted.seen.is_some_and(|seen| seen != sequence);
        if overtaken || !may_view(state, "view_project", &ahead.env(id, env)) {
            return None;
        }
    }
    let decided = ahead.decide(&command, id.as_deref(), env, |decided, before, env| {
        let provenance = provenance_of(wanted.act, decided, env, who);
        let stream = StreamId::new(spec.aggregate, Uuid::parse_str(env.id)?);
        let asked = wanted.asked();
        append_and_answer(
            &asked,
            (stream, before),
            decided,
            provenance,
            digest(&asked),
        )
    });
    decided.ok()
}
