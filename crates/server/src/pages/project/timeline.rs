//! Everything that happened, the latest first: who, when, by which act, by
//! which clauses, and where it stands in the log.

use serde_json::Value;
use tongchou_project::Event;
use tongchou_rules::Regulation;
use tongchou_store::StoredEvent;

use super::super::told;
use super::section::Section;
use crate::app::World;
use crate::format;

#[derive(Debug)]
pub struct Entry {
    pub title: String,
    pub says: String,
    pub who: String,
    pub when: String,
    pub position: u64,
    pub content: Vec<(String, String)>,
    /// The articles whose clauses were judged: where to read them, how they are
    /// cited, the clauses.
    pub articles: Vec<(String, String, String)>,
    pub regulation: String,
    /// Where the act belongs on a project's page.
    pub section: Section,
    /// The body that acted, and its name.
    pub body: String,
    pub body_name: String,
    /// Shown with its content, for who followed a figure here.
    pub open: bool,
}

/// Events that show what only some may see.
const REFERRAL: &str = "lead_referred";

pub fn of(world: &World, law: &Regulation, events: &[StoredEvent], referrals: bool) -> Vec<Entry> {
    events
        .iter()
        .rev()
        .filter(|event| referrals || event.event.kind != REFERRAL)
        .map(|event| entry(world, law, event))
        .collect()
}

fn entry(world: &World, law: &Regulation, stored: &StoredEvent) -> Entry {
    let provenance = &stored.provenance;
    let act = law.act(&provenance.act);
    let event = Event::from_stored(
        &stored.event.kind,
        stored.event.version,
        stored.event.data.clone(),
    );
    let (says, who, body_name) = match &event {
        Ok(event) => (
            event.describe(),
            format!("{} {}", event.by.body_name, event.by.name),
            event.by.body_name.clone(),
        ),
        Err(_) => (String::new(), provenance.person.clone(), String::new()),
    };
    let content = stored.event.data.get("content").unwrap_or(&Value::Null);
    let about = world.entry(&stored.stream.kind, &stored.stream.id.to_string());
    let project = about.and_then(|entry| entry.aggregate.project());
    Entry {
        title: act.map_or_else(|| provenance.act.clone(), |act| act.title.clone()),
        says,
        who,
        when: format::moment(provenance.at),
        position: stored.position,
        content: told::content_on(world, project, &provenance.act, content),
        articles: articles(law, &provenance.clauses),
        regulation: provenance.regulation.clone(),
        section: Section::of_act(&provenance.act, act.map_or("", |act| act.stage.as_str())),
        body: provenance.body.clone(),
        body_name,
        open: false,
    }
}

fn articles(law: &Regulation, clauses: &[String]) -> Vec<(String, String, String)> {
    let mut told: Vec<(String, String, String)> = Vec::new();
    for id in clauses {
        let clause = law.clause(id);
        let cited = clause.map_or_else(|| id.clone(), |clause| clause.article_text.to_string());
        if let Some((_, _, ids)) = told.iter_mut().find(|(_, known, _)| *known == cited) {
            ids.push('、');
            ids.push_str(id);
            continue;
        }
        let article = clause.map_or("", |clause| &*clause.article);
        let number = article.split(['.', '-']).next().unwrap_or_default();
        told.push((format!("/regulation/{number}"), cited, id.clone()));
    }
    told
}
