//! A project opened for a page of its review: loaded for who may see it, with
//! the questions that those pages ask of the rules.

use tongchou_project::state::Viewer;
use tongchou_project::{Aggregate, Considered, Env, Project, consider};
use uuid::Uuid;

use std::sync::Arc;

use crate::app::{Loaded, World};
use crate::web::{Failure, SignedIn, Web};

pub struct Opened<'a> {
    pub web: &'a Web,
    pub actor: &'a tongchou_project::Actor,
    pub id: String,
    pub loaded: Loaded,
    pub aggregate: Aggregate,
    pub world: Arc<World>,
}

impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Opened").finish_non_exhaustive()
    }
}

impl<'a> Opened<'a> {
    pub async fn load(web: &'a Web, user: &'a SignedIn, id: Uuid) -> Result<Self, Failure> {
        Self::load_as(web, &user.actor, id).await
    }

    pub async fn load_as(
        web: &'a Web,
        actor: &'a tongchou_project::Actor,
        id: Uuid,
    ) -> Result<Self, Failure> {
        let mut loaded = web
            .app
            .load(actor, "project", id)
            .await
            .map_err(Failure::of)?;
        let aggregate = loaded.aggregate.take().ok_or(Failure::NotFound)?;
        Ok(Self {
            web,
            actor,
            id: id.to_string(),
            loaded,
            aggregate,
            world: web.app.world().await?,
        })
    }

    pub fn project(&self) -> Result<&Project, Failure> {
        self.aggregate.project().ok_or(Failure::NotFound)
    }

    pub fn home(&self) -> String {
        format!("/projects/{}", self.id)
    }

    pub fn seen(&self) -> u64 {
        self.loaded.sequence
    }

    pub fn with_env<T>(&self, look: impl FnOnce(&Env<'_>) -> T) -> Result<T, Failure> {
        let app = &self.web.app;
        Ok(app.with_env(&self.world, self.actor, &self.id, look)?)
    }

    pub fn consider(&self, act: &str) -> Result<Considered, Failure> {
        self.with_env(|env| consider(Some(&self.aggregate), act, env))?
            .ok_or(Failure::NotFound)
    }

    /// Who may ever do the act goes on; others learn who may.
    pub fn must_be_permitted(&self, act: &str) -> Result<Considered, Failure> {
        let considered = self.consider(act)?;
        if considered.permitted_to_actor {
            return Ok(considered);
        }
        Err(self.with_env(|env| {
            let permits = env.regulation.permit_says(act);
            Failure::not_permitted(&permits)
        })?)
    }

    /// The law of today with the settings of today.
    pub fn regulation(&self) -> Result<Arc<tongchou_rules::Regulation>, Failure> {
        let app = &self.web.app;
        Ok(app.regulation(&self.world, app.clock().today())?)
    }

    pub async fn viewer(&self) -> Result<Viewer<'a>, Failure> {
        let app = &self.web.app;
        Ok(app.viewer(self.actor, &self.id, &self.aggregate).await?)
    }
}
