//! Plays one life in memory, through the deciders that people's acts go through,
//! and keeps the events as the store takes them. A life ends where it was planned
//! to, where today comes, or where the law refuses.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Value, json};
use tongchou_project::registers::{ProjectSummary, Registers};
use tongchou_project::{
    Actor, Aggregate, Command, Decided, Env, Project, Refusal, StateFinding, act_spec, decide,
};
use tongchou_store::{Append, StreamId};
use uuid::{Builder, Uuid};

use super::Actors;
use super::chance::Chance;
use super::sketches::Drawn;
use crate::app::{App, World, append_of, provenance_of};
use crate::clock;
use crate::demo::run::{Planned, What, resolve};

/// What is the same for every life.
pub struct Stage<'a> {
    app: &'a App,
    world: &'a World,
    actors: Actors,
    end: Date,
}

/// What came of a life.
pub struct Played {
    pub appends: Vec<Append>,
    /// The meeting that considered it: when, and which project.
    pub meetings: Vec<(MeetingKey, String)>,
    /// Why it ended before its time.
    pub stopped: Option<String>,
}

/// The day a meeting is held and its number of that day.
pub type MeetingKey = (Date, usize);

struct Part {
    id: Uuid,
    own: String,
    state: Option<Aggregate>,
    registers: Registers,
    appends: Vec<Append>,
    meetings: Vec<(MeetingKey, String)>,
    /// When it last acted.
    at: Timestamp,
}

impl<'a> Stage<'a> {
    pub fn set(app: &'a App, world: &'a World, actors: Actors, end: Date) -> anyhow::Result<Self> {
        app.regulation(world, end)?;
        Ok(Self {
            app,
            world,
            actors,
            end,
        })
    }

    pub fn play(&self, drawn: &Drawn) -> anyhow::Result<Played> {
        let mut chance = Chance::of(drawn.number);
        let first = drawn.life.steps.first().context("a life without acts")?;
        let at = moment(first.day, &mut chance)?;
        let id = id_at(at, &mut chance);
        let mut part = Part {
            id,
            own: id.to_string(),
            state: None,
            registers: self.world.registers.clone(),
            appends: Vec::new(),
            meetings: Vec::new(),
            at,
        };
        let mut stopped = None;
        for step in drawn
            .life
            .steps
            .iter()
            .take_while(|step| step.day <= self.end)
        {
            if clock::day_of(part.at) < step.day {
                part.at = moment(step.day, &mut chance)?;
            }
            if let Some(key) = drawn.meeting.filter(|_| step.is("conclude_consultation")) {
                self.schedule(&mut part, key)?;
            }
            if let Err(reason) = self.step(&mut part, step)? {
                let told = || format!("{} {:?}: {reason}", step.day, step.what);
                stopped = Some(told());
                break;
            }
        }
        Ok(Played {
            appends: part.appends,
            meetings: part.meetings,
            stopped,
        })
    }

    /// The refusal, where there is one.
    fn step(&self, part: &mut Part, step: &Planned) -> anyhow::Result<Result<(), String>> {
        match &step.what {
            What::Act(key, input) => self.act(part, step.day, &step.who, key, input),
            What::AnswerMatches => {
                let state = part.state.as_ref().and_then(Aggregate::project);
                let hits: Vec<String> = state
                    .iter()
                    .flat_map(|project| &project.declaration.matches)
                    .filter(|hit| hit.awaits_answer())
                    .map(|hit| hit.id.clone())
                    .collect();
                for hit in hits {
                    let input = json!({
                        "matched": hit, "answer": "not_duplicate", "reason": "服务对象和建设内容不同，已复用其公共能力",
                    });
                    if let Err(refused) =
                        self.act(part, step.day, &step.who, "answer_match", &input)?
                    {
                        return Ok(Err(refused));
                    }
                }
                Ok(Ok(()))
            }
        }
    }

    fn act(
        &self,
        part: &mut Part,
        on: Date,
        who: &str,
        key: &str,
        input: &Value,
    ) -> anyhow::Result<Result<(), String>> {
        let spec = act_spec(key).context("no such act")?;
        let actor = self.actor(who, part.state.as_ref().and_then(Aggregate::project))?;
        let regulation = self.app.regulation(self.world, on)?;
        let env = Env {
            actor,
            id: &part.own,
            at: part.at,
            on,
            regulation: &regulation,
            registers: &part.registers,
        };
        let current = part.state.as_ref();
        let input = match resolve(current, key, spec.fields, input, &env) {
            Ok(input) => input,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let decided = Command::parse(key, &input)
            .map_err(Refusal::Fields)
            .and_then(|mut command| {
                // of chance from outside there is none here: the same number, the same lives
                command.take_seed(part.id.simple().to_string());
                if let Some(project) = current
                    .and_then(Aggregate::project)
                    .filter(|_| command.awaits_check())
                {
                    let found = self.app.duplicates_of(self.world, project);
                    command.take_check(found.map_err(|error| broken(&error))?);
                }
                decide(current, &command, &env)
            });
        let decided = match decided {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(said(&refusal))),
        };
        let stream = StreamId::new("project", part.id);
        let expected = u64::try_from(part.appends.len())?;
        let who_may = self.app.who_may(&regulation);
        let provenance = provenance_of(key, &decided, &env, &who_may);
        let append = append_of(stream, expected, &decided, provenance)?;
        part.appends.push(append);
        part.registers.take(&decided.after);
        part.state = Some(decided.after);
        part.at += SignedDuration::from_mins(7);
        Ok(Ok(()))
    }

    /// Whoever `panel:0` is once the panel was drawn.
    fn actor(&self, who: &str, project: Option<&Project>) -> anyhow::Result<&Actor> {
        let name = match who.strip_prefix("panel:") {
            None => who,
            Some(place) => {
                let panel = project.and_then(|project| project.review.panel.as_ref());
                let member =
                    panel.and_then(|panel| panel.members.get(place.parse::<usize>().ok()?));
                &member.context("the panel is smaller")?.person
            }
        };
        self.actors
            .get(name)
            .with_context(|| format!("no account {name}"))
    }

    /// The meeting as the project finds it; its agenda is only known once all
    /// lives were played.
    fn schedule(&self, part: &mut Part, key: MeetingKey) -> anyhow::Result<()> {
        let agenda = BTreeSet::from([part.own.clone()]);
        let (_, decided) = self.meeting(key, &agenda, &part.registers)?;
        part.registers.take(&decided.after);
        part.meetings.push((key, part.own.clone()));
        Ok(())
    }

    fn meeting(
        &self,
        key: MeetingKey,
        agenda: &BTreeSet<String>,
        registers: &Registers,
    ) -> anyhow::Result<(Append, Decided)> {
        let (held_on, _) = key;
        let on = held_on.checked_sub(Span::new().days(5))?;
        let at = clock::morning_of(on).context("a day that no clock shows")?;
        let id = meeting_id(key, at);
        let own = id.to_string();
        let regulation = self.app.regulation(self.world, on)?;
        let env = Env {
            actor: self.actor("kexinju", None)?,
            id: &own,
            at,
            on,
            regulation: &regulation,
            registers,
        };
        let input = json!({
            "title": meeting_title(key), "held_on": held_on.to_string(), "place": "区政府第二会议室",
            "agenda": agenda,
        });
        let command = Command::parse("schedule_meeting", &input);
        let command = command.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
        let decided =
            decide(None, &command, &env).map_err(|refusal| anyhow::anyhow!(said(&refusal)))?;
        let who = self.app.who_may(&regulation);
        let stream = StreamId::new("meeting", id);
        let provenance = provenance_of("schedule_meeting", &decided, &env, &who);
        let append = append_of(stream, 0, &decided, provenance)?;
        Ok((append, decided))
    }
}

/// All meetings with what was on their agenda.
#[derive(Debug, Default)]
pub struct Meetings(BTreeMap<MeetingKey, BTreeSet<String>>);

impl Meetings {
    pub fn hear(&mut self, considered: Vec<(MeetingKey, String)>) {
        for (key, project) in considered {
            self.0.entry(key).or_default().insert(project);
        }
    }

    pub fn appends(&self, stage: &Stage<'_>) -> anyhow::Result<Vec<Append>> {
        let made = self.0.iter().map(|(key, agenda)| {
            let mut registers = stage.world.registers.clone();
            for id in agenda {
                let summary = ProjectSummary {
                    id: id.clone(),
                    ..ProjectSummary::default()
                };
                registers.projects.insert(id.clone(), summary);
            }
            stage
                .meeting(*key, agenda, &registers)
                .map(|(append, _)| append)
        });
        made.collect()
    }
}

pub fn meeting_title((held_on, number): MeetingKey) -> String {
    format!(
        "{}年{}月{}日统筹会商会议（第{}组）",
        held_on.year(),
        held_on.month(),
        held_on.day(),
        number + 1
    )
}

fn meeting_id((held_on, number): MeetingKey, at: Timestamp) -> Uuid {
    let day = usize::try_from(held_on.year()).unwrap_or(0) * 10_000
        + usize::try_from(held_on.day_of_year()).unwrap_or(0) * 10
        + number;
    id_at(at, &mut Chance::of(day))
}

/// Some time of a working day.
fn moment(day: Date, chance: &mut Chance) -> anyhow::Result<Timestamp> {
    let morning = clock::morning_of(day).context("a day that no clock shows")?;
    Ok(morning + SignedDuration::from_secs(chance.between(0, 6 * 3600)))
}

fn id_at(at: Timestamp, chance: &mut Chance) -> Uuid {
    let mut random = [0; 10];
    let drawn = [chance.draw().to_le_bytes(), chance.draw().to_le_bytes()];
    for (place, byte) in random.iter_mut().zip(drawn.iter().flatten()) {
        *place = *byte;
    }
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn broken(error: &anyhow::Error) -> Refusal {
    Refusal::State(vec![StateFinding::new(format!("{error:#}"), "")])
}

fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Law(verdict) => {
            let says = verdict.against().map(|found| found.says.to_string());
            says.collect::<Vec<String>>().join("；")
        }
        other => format!("{other:?}"),
    }
}
