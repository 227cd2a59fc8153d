//! What of a history its reader may not see yet: experts' opinions before all are
//! in, the experts' names before the review is concluded, and the accounts that
//! experts sign in with. It is taken out where events are loaded, so that no page,
//! list or export has to remember it.

use serde_json::Value;
use tongchou_project::state::Viewer;
use tongchou_project::{Actor, Aggregate, Project, consider, may_view};
use tongchou_store::StoredEvent;

use super::App;

const OPINION: &str = "expert_opinion_given";
const DECLINED: &str = "expert_review_declined";
const DRAW: &str = "panel_drawn";
const REGISTRATION: &str = "expert_registered";
const SELECTION: &str = "selection_drawn";

impl App {
    /// How an actor stands to a project's review.
    pub async fn viewer<'a>(
        &self,
        actor: &'a Actor,
        id: &str,
        project: &Aggregate,
    ) -> anyhow::Result<Viewer<'a>> {
        Ok(Viewer {
            person: &actor.person,
            runs_review: self.may_do(actor, id, project, "draw_panel").await?,
        })
    }

    /// An entry of a register as the actor may see it.
    pub async fn shown(
        &self,
        actor: &Actor,
        aggregate: Option<Aggregate>,
    ) -> anyhow::Result<Option<Aggregate>> {
        match aggregate {
            Some(of @ Aggregate::Expert(_)) => {
                let keeps = self.knows_account(actor, &of).await?;
                Ok(Some(match of {
                    Aggregate::Expert(expert) if !keeps => {
                        Aggregate::Expert(Box::new(expert.without_account()))
                    }
                    of => of,
                }))
            }
            Some(Aggregate::Meeting(mut meeting)) => {
                let world = self.world().await?;
                let visible = |id: &String| {
                    let entry = world.entry("project", id)?;
                    let may = self.with_env(&world, actor, id, |env| {
                        may_view(&entry.aggregate, "view_project", env)
                    });
                    may.ok().filter(|may| *may)
                };
                meeting.agenda.retain(|id| visible(id).is_some());
                Ok(Some(Aggregate::Meeting(meeting)))
            }
            Some(Aggregate::Selection(selection)) => {
                let of = Aggregate::Selection(selection.clone());
                if self.may_select(actor).await? {
                    return Ok(Some(of));
                }
                let seen = self.visible(actor).await?;
                let visible = seen.iter().map(|entry| entry.id.clone()).collect();
                Ok(Some(Aggregate::Selection(Box::new(
                    selection.reduced(&visible),
                ))))
            }
            other => Ok(other),
        }
    }

    pub(super) async fn sealed(
        &self,
        actor: &Actor,
        id: &str,
        aggregate: &Aggregate,
        mut events: Vec<StoredEvent>,
    ) -> anyhow::Result<Vec<StoredEvent>> {
        match aggregate {
            Aggregate::Project(project) if events.iter().any(|event| is(event, DRAW)) => {
                let viewer = self.viewer(actor, id, aggregate).await?;
                seal_review(project, viewer, &mut events);
            }
            Aggregate::Expert(_) if !self.knows_account(actor, aggregate).await? => {
                let registered = events.iter_mut().filter(|event| is(event, REGISTRATION));
                registered.for_each(|event| put(event, "/content/person", Value::Null));
            }
            Aggregate::Selection(_) if !self.may_select(actor).await? => {
                for event in events.iter_mut().filter(|event| is(event, SELECTION)) {
                    for place in ["/content/population", "/content/drawn"] {
                        put(event, place, Value::Array(Vec::new()));
                    }
                    put(event, "/content/seed", "".into());
                }
            }
            _ => {}
        }
        Ok(events)
    }

    /// Those who keep the pool know the accounts, and each expert their own.
    async fn knows_account(&self, actor: &Actor, of: &Aggregate) -> anyhow::Result<bool> {
        let own = matches!(of, Aggregate::Expert(expert) if expert.person == actor.person);
        Ok(own || self.may_do(actor, "", of, "retire_expert").await?)
    }

    /// Those who select see who could be selected, and by which points.
    async fn may_select(&self, actor: &Actor) -> anyhow::Result<bool> {
        let world = self.world().await?;
        self.with_env(&world, actor, "", |env| {
            consider(None, "draw_selection", env).is_some_and(|found| found.permitted_to_actor)
        })
    }

    /// Whether the actor may ever do an act on something, be it the time for it or not.
    pub async fn may_do(
        &self,
        actor: &Actor,
        id: &str,
        of: &Aggregate,
        act: &str,
    ) -> anyhow::Result<bool> {
        let world = self.world().await?;
        self.with_env(&world, actor, id, |env| {
            consider(Some(of), act, env).is_some_and(|considered| considered.permitted_to_actor)
        })
    }
}

fn is(event: &StoredEvent, kind: &str) -> bool {
    event.event.kind == kind
}

fn put(event: &mut StoredEvent, place: &str, value: Value) {
    if let Some(found) = event.event.data.pointer_mut(place) {
        *found = value;
    }
}

/// The opinions of the review under way are the last that were given; those of
/// reviews before a return are concluded and open.
fn seal_review(project: &Project, viewer: Viewer, events: &mut [StoredEvent]) {
    let names = project.panel_open_to(viewer);
    if !project.opinions_open_to(viewer) {
        let under_way = project.review.opinions.len();
        let given = events.iter_mut().filter(|event| is(event, OPINION)).rev();
        for event in given.take(under_way) {
            if event.provenance.person != viewer.person {
                put(event, "/content/opinions", Value::Array(Vec::new()));
                put(event, "/content/conclusion", Value::Null);
                put(event, "/content/summary", Value::Null);
            }
            if !names {
                unname(event);
            }
        }
    }
    let panels = project.review.earlier_panels.len() + usize::from(project.review.panel.is_some());
    if !names {
        let drawn = events.iter_mut().filter(|event| is(event, DRAW)).rev();
        for event in drawn.take(panels) {
            put(event, "/content/members", Value::Array(Vec::new()));
            put(event, "/content/pool", Value::Array(Vec::new()));
            put(event, "/content/seed", "".into());
        }
    }
    if !viewer.runs_review {
        let declined = events.iter_mut().filter(|event| is(event, DECLINED));
        for event in declined.filter(|event| event.provenance.person != viewer.person) {
            put(event, "/content/reason", "".into());
            put(event, "/content/ground", "".into());
            unname(event);
        }
    }
}

fn unname(event: &mut StoredEvent) {
    put(event, "/by/name", "评审专家".into());
    put(event, "/by/body_name", "".into());
    put(event, "/by/body", "".into());
    put(event, "/by/person", "".into());
    event.provenance.person.clear();
    event.provenance.body.clear();
}
