//! The district that is played: the demonstration's cast with more units, people,
//! experts and agencies, and the door that all acts go through.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_project::{Actor, Project, act_spec};
use tongchou_server::app::{Answer, Asked, Fault};
use tongchou_server::demo::many::{self, Actors, MeetingKey, meeting_title};
use tongchou_server::demo::{Planned, What, resolve};
use tongchou_store::StoredEvent;
use uuid::Uuid;

use super::plan::Size;
use crate::support::District;

pub struct Place {
    pub district: District,
    pub people: Actors,
    /// By the keys of the plan.
    pub ids: BTreeMap<String, Uuid>,
}

impl Place {
    pub async fn found(size: &Size) -> Self {
        let first = many::BEGIN.checked_sub(jiff::Span::new().days(14)).unwrap();
        let district = District::found_on(first).await;
        many::join(&district.app, size.joined).await.unwrap();
        let people = many::actors(&district.app).await.unwrap();
        Self {
            district,
            people,
            ids: BTreeMap::new(),
        }
    }

    pub fn at(&self, day: Date, hour: i8) {
        let at = jiff::tz::offset(8).to_timestamp(day.at(hour, 0, 0, 0));
        self.district.clock.move_to(at.unwrap());
    }

    pub async fn size(&self) -> u64 {
        let app = &self.district.app;
        app.store().checkpoint().await.unwrap().size
    }

    pub async fn events_after(&self, size: u64) -> Vec<StoredEvent> {
        let app = &self.district.app;
        app.store().events_after(size, 1_000).await.unwrap()
    }

    /// Calls a meeting on the projects it will consider.
    pub async fn call(&self, key: MeetingKey, agenda: &[String]) {
        let agenda: Vec<String> = agenda.iter().map(|key| self.ids[key].to_string()).collect();
        let input = json!({
            "title": meeting_title(key), "held_on": key.0.to_string(), "place": "区政府第二会议室",
            "agenda": agenda,
        });
        let asked = Asked {
            act: "schedule_meeting",
            id: None,
            input: &input,
            key: None,
            seen: None,
        };
        let done = self.district.app.act(&self.people["kexinju"], asked).await;
        done.unwrap_or_else(|fault| panic!("{key:?}: {fault:?}"));
    }

    /// What a planned step asks for, with ids in place of names: one act each.
    pub async fn asked(&self, step: &Planned) -> Vec<(&'static str, Value)> {
        match &step.what {
            What::Act(act, input) => vec![(*act, self.resolved(step, act, input).await)],
            What::AnswerMatches => self.answers(step).await,
        }
    }

    async fn resolved(&self, step: &Planned, act: &str, input: &Value) -> Value {
        let own = self.ids.get(&step.project).map(Uuid::to_string);
        let own = own.unwrap_or_default();
        let app = &self.district.app;
        let world = app.world().await.unwrap();
        let current = world.entry("project", &own).map(|entry| &entry.aggregate);
        let fields = act_spec(act).unwrap().fields;
        let who = self.who(step).await;
        let found = app.with_env(&world, &who, &own, |env| {
            resolve(current, act, fields, input, env)
        });
        found
            .unwrap()
            .unwrap_or_else(|error| panic!("{step:?}: {error:#}"))
    }

    /// To whatever the duplicate check found.
    async fn answers(&self, step: &Planned) -> Vec<(&'static str, Value)> {
        let project = self.state(&step.project).await;
        let hits = project.declaration.matches.iter();
        let open = hits.filter(|hit| hit.awaits_answer());
        let answer = |id: &str| {
            json!({
                "matched": id, "answer": "not_duplicate", "reason": "服务对象和建设内容不同，已复用其公共能力",
            })
        };
        open.map(|hit| ("answer_match", answer(&hit.id))).collect()
    }

    pub async fn state(&self, key: &str) -> Project {
        let world = self.district.app.world().await.unwrap();
        let entry = world.entry("project", &self.ids[key].to_string());
        let project = entry.and_then(|entry| entry.aggregate.project());
        project.unwrap().clone()
    }

    /// The person of a step; `panel:0` is the first expert that was drawn.
    pub async fn who(&self, step: &Planned) -> Actor {
        let Some(place) = step.who.strip_prefix("panel:") else {
            return self.people[&step.who].clone();
        };
        let project = self.state(&step.project).await;
        let panel = project.review.panel.unwrap();
        let person = &panel.members[place.parse::<usize>().unwrap()].person;
        self.people[person].clone()
    }

    pub async fn act(
        &self,
        who: &Actor,
        (act, project): (&str, &str),
        input: &Value,
        key: Option<&str>,
    ) -> Result<Answer, Fault> {
        let creates = act_spec(act).unwrap().creates;
        let id = self.ids.get(project).copied().filter(|_| !creates);
        let asked = Asked {
            act,
            id,
            input,
            key,
            seen: None,
        };
        self.district.app.act(who, asked).await
    }
}
