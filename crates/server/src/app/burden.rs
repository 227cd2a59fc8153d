//! The burden of forms: of each form that was sent, what it asked for, what of it the
//! system held already, whether it came back, and how long its answer took. Read from
//! the histories of the projects that are asked for, and kept until they go on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use tongchou_project::{ActSpec, Aggregate, Event, FieldKind, act_spec, prefill};
use tongchou_store::StoredEvent;

use super::{App, Entry};

/// Projects whose histories are read together.
const AT_ONCE: usize = 200;

/// One form, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub position: u64,
    pub project: Arc<str>,
    pub act: &'static str,
    pub body: Arc<str>,
    pub body_name: Arc<str>,
    pub on: Date,
    /// Fields on the form but those for files, and those for files.
    pub fields: u16,
    pub materials: u16,
    /// Of the fields: filled in, and held by the system beforehand.
    pub filled: u16,
    pub prefilled: u16,
    /// Fields that were typed though this project had told the very same before.
    pub repeated: Vec<&'static str>,
    pub files: u16,
    /// It came back to be put right.
    pub returned: bool,
    /// Days from the first of its kind, or the first draft, to the answer.
    pub days: Option<i64>,
}

/// Acts that answer a form, with the form. Not law: who decides on what is told by
/// the clauses; this says what a reader holds together.
const ANSWERS: &[(&str, &str)] = &[
    ("endorse_declaration", "register_project"),
    ("conclude_preliminary_review", "declare_project"),
    ("conclude_consultation", "declare_project"),
    ("decide_project", "declare_project"),
    (
        "issue_cryptography_opinion",
        "submit_cryptography_documents",
    ),
    ("review_change", "request_change_review"),
    ("decide_acceptance_application", "apply_for_acceptance"),
    ("verify_rectification", "report_rectification"),
];

/// Answers after which the form waits for another one.
const BETWEEN: &[&str] = &["conclude_preliminary_review", "conclude_consultation"];

/// Since when a form is under way, where that is not its own first sending.
const BEGINS: &[(&str, &str)] = &[("declare_project", "register_project")];

/// The forms of a project, with the last event that was read.
type Found = (u64, Arc<[Sent]>);

/// What was found of each project.
#[derive(Debug, Default)]
pub(super) struct Kept(tokio::sync::Mutex<HashMap<String, Found>>);

/// What a project has told so far.
#[derive(Debug, Default)]
struct Told {
    state: Option<Aggregate>,
    values: BTreeSet<(&'static str, String)>,
    /// By form: the first of the round, and the place of the last.
    open: BTreeMap<&'static str, (Date, usize)>,
    first: BTreeMap<&'static str, Date>,
    /// Names, kept once.
    names: BTreeSet<Arc<str>>,
    sent: Vec<Sent>,
}

impl App {
    /// The forms sent on these projects, project by project, the oldest first.
    pub async fn burden(&self, entries: &[Arc<Entry>]) -> anyhow::Result<Vec<Arc<[Sent]>>> {
        let mut kept = self.0.burden.0.lock().await;
        let stale: Vec<&str> = entries
            .iter()
            .filter(|entry| {
                kept.get(&entry.id)
                    .is_none_or(|(seen, _)| *seen != entry.sequence)
            })
            .map(|entry| entry.id.as_str())
            .collect();
        for ids in stale.chunks(AT_ONCE) {
            let events = self.store().since("project", ids, 0).await?;
            for events in events.chunk_by(|a, b| a.stream.id == b.stream.id) {
                let mut told = Told::default();
                for stored in events {
                    told.take(stored)?;
                }
                if let Some(last) = events.last() {
                    let found = (last.sequence, told.sent.into());
                    kept.insert(last.stream.id.to_string(), found);
                }
            }
        }
        let of = |entry: &Arc<Entry>| kept.get(&entry.id).map(|(_, sent)| sent.clone());
        Ok(entries.iter().filter_map(of).collect())
    }
}

impl Told {
    fn take(&mut self, stored: &StoredEvent) -> anyhow::Result<()> {
        let event = stored.event.clone();
        let event = Event::from_stored(&event.kind, event.version, event.data)?;
        let act = stored.provenance.act.as_str();
        let content = stored.event.data.get("content").unwrap_or(&Value::Null);
        answered(self, act, content, stored.provenance.on);
        if let Some(spec) = act_spec(act) {
            let form = self.form(stored, &event, spec, content);
            let on = form.on;
            self.first.entry(spec.key).or_insert(on);
            let begun = BEGINS.iter().find(|(form, _)| *form == spec.key);
            let begun = begun.and_then(|(_, first)| self.first.get(first)).copied();
            let place = self.sent.len();
            let round = self
                .open
                .entry(spec.key)
                .or_insert((begun.unwrap_or(on), place));
            round.1 = place;
            self.sent.push(form);
        }
        let after = Aggregate::evolve(self.state.take(), &event);
        let after = after.map_err(|misfit| anyhow::anyhow!("{}: {misfit}", stored.stream))?;
        self.state = Some(after);
        Ok(())
    }

    fn name(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.names.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.names.insert(new.clone());
        new
    }

    fn form(
        &mut self,
        stored: &StoredEvent,
        event: &Event,
        spec: &'static ActSpec,
        content: &Value,
    ) -> Sent {
        let known = prefill(self.state.as_ref(), spec.key);
        let mut form = Sent {
            position: stored.position,
            project: self.name(&stored.stream.id.to_string()),
            act: spec.key,
            body: self.name(&event.by.body),
            body_name: self.name(&event.by.body_name),
            on: stored.provenance.on,
            fields: 0,
            materials: 0,
            filled: 0,
            prefilled: 0,
            repeated: Vec::new(),
            files: 0,
            returned: false,
            days: None,
        };
        for field in spec.fields {
            let value = content.get(field.name).filter(|value| !is_empty(value));
            if field.kind == FieldKind::Files {
                form.materials += 1;
                let files = value.and_then(Value::as_array).map_or(0, Vec::len);
                form.files += u16::try_from(files).unwrap_or(u16::MAX);
                continue;
            }
            form.fields += 1;
            let held = known.contains_key(field.name);
            form.prefilled += u16::from(held);
            let Some(value) = value else { continue };
            form.filled += 1;
            let new = tells(field.kind) && self.values.insert((field.name, value.to_string()));
            if tells(field.kind) && !new && !held {
                form.repeated.push(field.label);
            }
        }
        form
    }
}

/// Notes an answer at the form that it answers.
fn answered(told: &mut Told, act: &str, content: &Value, on: Date) {
    let Some((_, form)) = ANSWERS.iter().find(|(answer, _)| *answer == act) else {
        return;
    };
    let Some((begun, place)) = told.open.get(form).copied() else {
        return;
    };
    let Some(last) = told.sent.get_mut(place) else {
        return;
    };
    if content.get("outcome").and_then(Value::as_str) == Some("return") {
        last.returned = true;
    } else if !BETWEEN.contains(&act) {
        last.days = Some(i64::from((on - begun).get_days()));
        told.open.remove(form);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Whether a field tells something: a choice, a tick or a reference to what is there
/// already says which is meant, and must be said each time.
fn tells(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Text { .. }
            | FieldKind::LongText { .. }
            | FieldKind::Money { .. }
            | FieldKind::Date
            | FieldKind::Rows(_)
    )
}
