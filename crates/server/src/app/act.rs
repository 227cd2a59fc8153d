//! One act: loaded, judged, stored. Pages, API and seeding all come through
//! here, so that none of them can do what another may not.

use serde_json::{Value, json};
use sm3::{Digest, Sm3};
use tongchou_project::{
    Actor, Aggregate, Command, Decided, Env, FieldError, Notice, Refusal, act_spec, consider,
    decide,
};
use tongchou_store::{Append, Idempotency, Provenance, StoreError, StreamId, canonical_text};
use uuid::Uuid;

use super::record::{append_of, provenance_of};
use super::{App, Fault, Loaded, notices};
use crate::accounts::notes::{self, By};
use crate::clock;
use crate::files::resolve::resolve;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub act: &'a str,
    /// What it is on; none for acts that bring something into being.
    pub id: Option<Uuid>,
    pub input: &'a Value,
    pub key: Option<&'a str>,
    /// The last event that whoever asks has seen.
    pub seen: Option<u64>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub id: Uuid,
    /// `{id, act, events, verdict, reply}`
    pub body: Value,
    /// The same request came before; nothing was done now.
    pub repeated: bool,
}

impl App {
    pub async fn act(&self, actor: &Actor, asked: Asked<'_>) -> Result<Answer, Fault> {
        let digest = digest(&asked);
        if let Some(key) = asked.key
            && let Some(body) = self.store().answered(key, &actor.person, &digest).await?
        {
            return repeated(body);
        }
        let outcome = self.decide_and_store(actor, asked, digest).await;
        if let Err(Fault::Refused(refusal)) = &outcome {
            self.note_refusal(actor, &asked, refusal).await;
        }
        outcome
    }

    async fn decide_and_store(
        &self,
        actor: &Actor,
        asked: Asked<'_>,
        digest: String,
    ) -> Result<Answer, Fault> {
        let spec = act_spec(asked.act).ok_or(Fault::NotFound)?;
        let loaded = match (spec.creates, asked.id) {
            (true, None) => Loaded::nothing(spec.aggregate, clock::new_id()),
            (false, Some(id)) => self.load_for(actor, spec, id).await?,
            _ => return Err(Fault::NotFound),
        };
        if asked.seen.is_some_and(|seen| seen != loaded.sequence) {
            return Err(Fault::Conflict(self.since(&loaded, asked.seen)));
        }
        let world = self.world().await?;
        let at = self.clock().now();
        let on = clock::day_of(at);
        let regulation = self.regulation(&world, on)?;
        let id = loaded.stream.id.to_string();
        let env = Env {
            actor,
            id: &id,
            at,
            on,
            regulation: &regulation,
            registers: &world.registers,
        };
        // first of all: who may not do it learns nothing of what it would need
        self.must_be_permitted(asked.act, loaded.aggregate.as_ref(), &env)?;
        let current = loaded.aggregate.as_ref();
        let input = resolve(self.store(), &actor.person, spec, current, asked.input).await?;
        let mut command = Command::parse(asked.act, &input)
            .map_err(|errors| Fault::Refused(Refusal::Fields(errors)))?;
        if command.awaits_seed() {
            // chance comes in at the very moment of the act: nobody can have known it
            command.take_seed(clock::secret().map_err(anyhow::Error::from)?);
        }
        // so does what the rest of the district has
        let project = current.and_then(Aggregate::project);
        self.supply(&mut command, project).await?;
        self.supply_population(&mut command, &world)?;
        let decided = decide(loaded.aggregate.as_ref(), &command, &env).map_err(Fault::Refused)?;
        let who = self.who_may(&regulation);
        let provenance = provenance_of(asked.act, &decided, &env, &who);
        self.store_decided(asked, loaded, decided, provenance, digest)
            .await
    }

    fn must_be_permitted(
        &self,
        act: &str,
        current: Option<&Aggregate>,
        env: &Env<'_>,
    ) -> Result<(), Fault> {
        let considered = consider(current, act, env).ok_or(Fault::NotFound)?;
        if considered.permitted_to_actor {
            return Ok(());
        }
        let who = self
            .who_may(env.regulation)
            .get(act)
            .cloned()
            .unwrap_or_default();
        let permits = env.regulation.permit_says(act);
        let says: Vec<String> = permits.iter().map(|permit| permit.cited()).collect();
        Err(Fault::Refused(Refusal::NotPermitted(Notice {
            says: "您现在的身份不能办理此事项".to_owned(),
            remedy: says.join("；"),
            who: who.into_iter().map(ToOwned::to_owned).collect(),
        })))
    }

    async fn store_decided(
        &self,
        asked: Asked<'_>,
        loaded: Loaded,
        decided: Decided,
        provenance: Provenance,
        digest: String,
    ) -> Result<Answer, Fault> {
        let mut files: Vec<String> = Vec::new();
        for file in decided.events.iter().flat_map(|event| event.what.files()) {
            files.push(file.sm3.clone());
        }
        let place = (loaded.stream, loaded.sequence);
        let (append, answer) = append_and_answer(&asked, place, &decided, provenance, digest)?;
        match self.store().append_with_files(append, files).await {
            Ok(_) => Ok(answer),
            // the same form sent twice at once: the other one was first
            Err(StoreError::AlreadyDone(body)) => repeated(body),
            // swept away between the form and its act
            Err(StoreError::BlobMissing(_)) => Err(Fault::Refused(files_gone())),
            Err(error) => Err(error.into()),
        }
    }

    /// What happened since the form was opened, for who must decide again.
    fn since(&self, loaded: &Loaded, seen: Option<u64>) -> String {
        // who sees the result alone learns nothing of its project
        if loaded.result.is_some() {
            return "打开表单以后，这项成果所属的项目又有新的办理。".to_owned();
        }
        let titles = self.titles_since(loaded, seen.unwrap_or(0));
        format!("打开表单以后，这里又办理了{}。", titles.join("、"))
    }

    /// The acts done after an event: “修改申报内容”.
    pub fn titles_since(&self, loaded: &Loaded, seen: u64) -> Vec<String> {
        let law = self.law().on(self.clock().today());
        let events = loaded.events.iter();
        events
            .filter(|event| event.sequence > seen)
            .map(|event| {
                let act = law.act(&event.provenance.act);
                let title = act.map_or(event.provenance.act.as_str(), |act| act.title.as_str());
                format!("“{title}”")
            })
            .collect()
    }

    /// Refusals are kept for the audit; text that bears a mark of secrecy is
    /// not, only that there was such text.
    async fn note_refusal(&self, actor: &Actor, asked: &Asked<'_>, refusal: &Refusal) {
        let kind = act_spec(asked.act).map_or("", |spec| spec.aggregate);
        let id = asked.id.map(|id| id.to_string()).unwrap_or_default();
        let about = |reason: &str, clauses: &[String]| {
            notes::refused(asked.act, kind, &id, reason, clauses)
        };
        let (note, about) = match refusal {
            _ if refusal.withholds() => ("text_withheld", about("withheld", &[])),
            Refusal::NotPermitted(_) => ("act_refused", about("not_permitted", &[])),
            Refusal::Law(verdict) => {
                let clauses: Vec<String> = verdict
                    .against()
                    .map(|found| found.clause.to_string())
                    .collect();
                ("act_refused", about("law", &clauses))
            }
            // a form filled in wrongly, or out of turn, is nobody's offence
            Refusal::Fields(_) | Refusal::State(_) | Refusal::NotFound => return,
        };
        if self.0.refusals.allow(&actor.person, self.clock().now()) {
            notes::note(self, note, By::actor(actor), about).await;
        }
    }
}

/// What is stored of a decision after so many events of a stream, and what is answered.
pub(super) fn append_and_answer(
    asked: &Asked<'_>,
    (stream, sequence): (StreamId, u64),
    decided: &Decided,
    provenance: Provenance,
    digest: String,
) -> anyhow::Result<(Append, Answer)> {
    let id = stream.id;
    let person = provenance.person.clone();
    let mut append = append_of(stream, sequence, decided, provenance)?;
    let events = append.events.iter();
    let kinds: Vec<&str> = events.map(|event| event.kind.as_str()).collect();
    let body = json!({
        "id": id.to_string(),
        "act": asked.act,
        "events": kinds,
        "verdict": decided.verdict,
        "reply": decided.reply,
    });
    append.outbox = notices::promised(asked.act);
    append.idempotency = asked.key.map(|key| Idempotency {
        key: key.to_owned(),
        person,
        request_digest: digest,
        answer: body.clone(),
    });
    let answer = Answer {
        id,
        body,
        repeated: false,
    };
    Ok((append, answer))
}

fn files_gone() -> Refusal {
    Refusal::Fields(vec![FieldError {
        field: "files".to_owned(),
        label: "文件".to_owned(),
        message: "所选文件已被清除，请重新选择文件上传".to_owned(),
        clause: None,
        withhold: false,
    }])
}

fn repeated(body: Value) -> Result<Answer, Fault> {
    let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
    let id = Uuid::parse_str(id).map_err(|error| Fault::Internal(error.into()))?;
    Ok(Answer {
        id,
        body,
        repeated: true,
    })
}

/// What makes two requests the same one.
pub(super) fn digest(asked: &Asked<'_>) -> String {
    let id = asked.id.map(|id| id.to_string());
    let whole = json!({ "act": asked.act, "id": id, "input": asked.input });
    // values that have no canonical text are refused later; their own text will do
    let text = canonical_text(&whole).unwrap_or_else(|_| whole.to_string());
    clock::hex(&Sm3::digest(text.as_bytes()))
}
