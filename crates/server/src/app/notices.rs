//! Who is told of which act: what an act promised in the outbox becomes notices
//! here. A key names what each tells of, so that nobody is told twice. Of duties:
//! `reminders`.

use std::collections::BTreeSet;

use tongchou_project::{Actor, Event, Project, may_view};
use tongchou_store::{Notice, OutboxMessage, StoredEvent};

use super::{App, Entry, World};

/// Kind of the messages that acts promise.
const ACT: &str = "act";
const PAGE: u32 = 100;

/// Whom an act on a project concerns: capacities; `project_unit` and
/// `domain_lead` are those of the project alone.
const CONCERNS: &[(&str, &[&str])] = &[
    ("endorse_declaration", &["project_unit"]),
    ("declare_project", &["bureau"]),
    ("submit_cryptography_documents", &["cryptography"]),
    ("issue_cryptography_opinion", &["project_unit", "bureau"]),
    ("conclude_preliminary_review", &["project_unit"]),
    ("conclude_consultation", &["project_unit"]),
    ("decide_project", &["project_unit", "bureau"]),
    (
        "issue_opinion_letter",
        &["project_unit", "domain_lead", "finance"],
    ),
    ("record_false_declaration", &["project_unit", "finance"]),
    ("order_software_test", &["project_unit"]),
    ("file_change", &["bureau"]),
    ("request_change_review", &["bureau"]),
    ("review_change", &["project_unit"]),
    ("submit_midterm_report", &["bureau", "finance"]),
    ("report_performance", &["bureau", "finance"]),
    ("report_risk", &["bureau"]),
    ("assess_risk", &["project_unit", "finance", "audit"]),
    ("escalate_risk", &["leading_group", "project_unit"]),
    ("decide_risk", &["bureau", "project_unit"]),
    ("apply_for_acceptance", &["bureau"]),
    ("decide_acceptance_application", &["project_unit"]),
    ("invite_to_acceptance", &["bureau", "investment"]),
    (
        "conclude_acceptance",
        &["project_unit", "bureau", "finance"],
    ),
    ("record_inspection", &["project_unit"]),
    ("confirm_finding", &["project_unit"]),
    ("order_rectification", &["project_unit"]),
    ("report_rectification", &["bureau"]),
    ("verify_rectification", &["project_unit"]),
    ("impose_measure", &["project_unit", "finance"]),
    ("lift_measure", &["project_unit", "finance"]),
    ("suspend_payment", &["project_unit", "finance", "bureau"]),
    ("resume_payment", &["project_unit", "finance", "bureau"]),
    ("submit_self_evaluation", &["bureau"]),
    ("select_for_evaluation", &["project_unit"]),
    ("conclude_evaluation", &["project_unit"]),
    (REFERRAL, &["discipline", "bureau"]),
];

/// Told to those alone who may view referrals.
const REFERRAL: &str = "refer_lead";

/// What an act promises to tell.
pub(super) fn promised(act: &str) -> Vec<OutboxMessage> {
    let told = CONCERNS.iter().any(|(known, _)| *known == act);
    let message = || OutboxMessage {
        kind: ACT.to_owned(),
        body: serde_json::json!({}),
    };
    told.then(message).into_iter().collect()
}

impl App {
    /// Turns what the outbox promises into notices; gives how many messages.
    pub async fn tell_acts(&self) -> anyhow::Result<usize> {
        let mut done = 0;
        loop {
            let messages = self.store().outbox_take(PAGE).await?;
            if messages.is_empty() {
                return Ok(done);
            }
            let world = self.world().await?;
            let people = self.people().await?;
            for message in messages {
                let before = message.position.saturating_sub(1);
                let events = self.store().events_after(before, 1).await?;
                let notices = match (message.kind.as_str(), events.first()) {
                    (ACT, Some(event)) => self.of_act(&world, &people, event)?,
                    _ => Vec::new(),
                };
                self.store().tell(message.id, &notices).await?;
                done += 1;
            }
        }
    }

    /// Everyone who can sign in, as they act.
    pub(super) async fn people(&self) -> anyhow::Result<Vec<Actor>> {
        let mut people = Vec::new();
        for account in self.store().accounts().await? {
            if !account.disabled {
                people.push(self.actor(&account).await?);
            }
        }
        Ok(people)
    }

    fn of_act(
        &self,
        world: &World,
        people: &[Actor],
        event: &StoredEvent,
    ) -> anyhow::Result<Vec<Notice>> {
        let act = event.provenance.act.as_str();
        let id = event.stream.id.to_string();
        let concerned = CONCERNS.iter().find(|(known, _)| *known == act);
        let entry = world.entry(&event.stream.kind, &id);
        let (Some((_, capacities)), Some(entry)) = (concerned, entry) else {
            return Ok(Vec::new());
        };
        let Some(project) = entry.aggregate.project() else {
            return Ok(Vec::new());
        };
        let stored = event.event.clone();
        let told = Event::from_stored(&stored.kind, stored.version, stored.data)?;
        let law = self.law().on(event.provenance.on);
        let title = law.act(act).map_or(act, |act| act.title.as_str());
        let permits = law.permit_says(act);
        let basis = permits.first().map(|permit| permit.article_text.clone());
        let basis = basis.unwrap_or_default();
        let mut notices = Vec::new();
        for person in people {
            let own = person.person == event.provenance.person;
            let meant = capacities.iter().any(|held| holds(person, held, project));
            if own || !meant || !self.may_know(world, person, entry, act)? {
                continue;
            }
            notices.push(Notice {
                id: 0,
                person: person.person.clone(),
                key: format!("event:{}", event.position),
                kind: ACT.to_owned(),
                title: format!("{title}：{}", project.title),
                about: told.describe(),
                href: format!("/projects/{id}"),
                basis: basis.clone(),
                at: event.provenance.at,
                read_at: None,
            });
        }
        Ok(notices)
    }

    pub(super) fn may_know(
        &self,
        world: &World,
        person: &Actor,
        entry: &Entry,
        act: &str,
    ) -> anyhow::Result<bool> {
        self.with_env(world, person, &entry.id, |env| {
            may_view(&entry.aggregate, "view_project", env)
                && (act != REFERRAL || may_view(&entry.aggregate, "view_referrals", env))
        })
    }
}

/// Whether a person has a capacity for this project.
fn holds(person: &Actor, capacity: &str, project: &Project) -> bool {
    let held: &BTreeSet<String> = &person.capacities;
    held.contains(capacity)
        && match capacity {
            "project_unit" => person.body == project.unit,
            "domain_lead" => person.body == project.domain,
            _ => true,
        }
}
