//! What a form is about, read from the address of any of its pages.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::Value;
use tongchou_project::registers::is_on_result;
use tongchou_project::{
    ActSpec, Aggregate, Considered, Env, FieldKind, act_spec, act_specs, consider, is_sm3,
};
use tongchou_store::DraftKey;
use uuid::Uuid;

use crate::app::{Loaded, RESULT, World};
use crate::clock;
use crate::files::resolve::resolve;
use crate::forms::{PASTED, Pairs, json};
use crate::pages::project::section::Section;
use crate::pages::project::sections::{self, Returned};
use crate::web::{Failure, SignedIn, Web};

/// An act on something, or one that makes something.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub spec: &'static ActSpec,
    pub id: Option<Uuid>,
    /// What it is reached as: the act's own aggregate, or an entry of the results.
    pub kind: &'static str,
}

impl Target {
    fn on(kind: &str, id: &str, act: &str) -> Option<Self> {
        let listed = kind == RESULT && is_on_result(act);
        let spec =
            act_spec(act).filter(|spec| !spec.creates && (listed || spec.aggregate == kind))?;
        let kind = if listed { RESULT } else { spec.aggregate };
        let id = Some(Uuid::parse_str(id).ok()?);
        Some(Self { spec, id, kind })
    }

    fn new(kind: &str) -> Option<Self> {
        let mut specs = act_specs().iter();
        let spec = specs.find(|spec| spec.aggregate == kind && spec.creates)?;
        Some(Self {
            spec,
            id: None,
            kind: spec.aggregate,
        })
    }

    /// What follows in the path is the page of the form: its draft, its preview.
    fn at(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["projects", "new", ..] => Self::new("project"),
            ["projects", id, "acts", act, ..] => Self::on("project", id, act),
            // registers are in their own part of the site; a project is not one of them
            ["registers", "project", ..] => None,
            ["registers", kind, "new", ..] => Self::new(kind),
            ["registers", kind, id, "acts", act, ..] => Self::on(kind, id, act),
            _ => None,
        }
    }

    /// An act's form on something.
    pub fn of_act(kind: &str, id: Uuid, act: &str) -> Option<Self> {
        Self::on(kind, &id.to_string(), act)
    }

    /// What a draft was about; none where the form is no more.
    pub fn of_draft(key: &DraftKey) -> Option<Self> {
        if key.subject.is_empty() {
            Self::new(&key.kind).filter(|target| target.spec.key == key.act)
        } else {
            Self::on(&key.kind, &key.subject, &key.act)
        }
    }

    pub fn draft_key(&self, user: &SignedIn) -> DraftKey {
        DraftKey {
            person: user.actor.person.clone(),
            kind: self.kind.to_owned(),
            subject: self.id.map(|id| id.to_string()).unwrap_or_default(),
            act: self.spec.key.to_owned(),
        }
    }

    /// The page of what the form is about.
    pub fn home(&self, id: Uuid) -> String {
        match self.kind {
            "project" => format!("/projects/{id}"),
            kind => format!("/registers/{kind}/{id}"),
        }
    }

    /// Where the form is sent.
    pub fn action(&self) -> String {
        match (self.id, self.kind) {
            (Some(id), _) => format!("{}/acts/{}", self.home(id), self.spec.key),
            (None, "project") => "/projects/new".to_owned(),
            (None, kind) => format!("/registers/{kind}/new"),
        }
    }

    /// Where to go back to.
    pub fn back(&self) -> String {
        match (self.id, self.kind) {
            (Some(id), _) => self.home(id),
            (None, "project") => "/projects".to_owned(),
            (None, kind) => format!("/registers/{kind}"),
        }
    }

    /// The sheet on which what the form says is printed.
    pub fn sheet(&self) -> Option<String> {
        let prints = self.spec.key == "revise_declaration";
        let id = self.id.filter(|_| prints)?;
        Some(format!("{}/declaration?draft=continue", self.home(id)))
    }

    /// The part of the site it belongs to.
    pub fn section(&self) -> &'static str {
        match self.kind {
            "project" => "/projects",
            _ => "/registers/design",
        }
    }

    pub async fn load(&self, web: &Web, user: &SignedIn) -> Result<Loaded, Failure> {
        match self.id {
            Some(id) => {
                let loaded = web.app.load(&user.actor, self.kind, id).await;
                loaded.map_err(Failure::of)
            }
            None => Ok(Loaded::nothing(self.spec.aggregate, clock::new_id())),
        }
    }

    /// What was typed, as the act takes it; a file that is not the person's is
    /// left for the reading to refuse.
    pub async fn input(
        &self,
        web: &Web,
        user: &SignedIn,
        current: Option<&Aggregate>,
        typed: &Pairs,
    ) -> Result<Value, Failure> {
        let input = json::to_json(self.spec.fields, typed);
        let person = &user.actor.person;
        Ok(resolve(web.app.store(), person, self.spec, current, &input).await?)
    }

    /// How the act stands for the person; not here for whom it is not.
    pub fn considered(
        &self,
        current: Option<&Aggregate>,
        env: &Env<'_>,
    ) -> Result<Considered, Failure> {
        let considered = consider(current, self.spec.key, env).ok_or(Failure::NotFound)?;
        if considered.permitted_to_actor {
            Ok(considered)
        } else {
            Err(self.for_others(env))
        }
    }

    /// The fields of a form that is not sent yet. Its field for files gives the
    /// names of files that are chosen and not sent.
    pub fn typed(&self, form: &Pairs) -> Pairs {
        let compacted = json::compact(self.spec.fields, form);
        let is_file = |name: &str| {
            let field = self.spec.field(name);
            field.is_some_and(|field| field.kind == FieldKind::Files)
        };
        let mut typed = Pairs::default();
        for (name, value) in compacted.iter() {
            if !is_file(name) || is_sm3(value) {
                typed.push(name, value);
            }
        }
        // a block that was pasted and not put into its table is kept as it is
        for (name, value) in form.iter() {
            if name.starts_with(PASTED) && !value.trim().is_empty() {
                typed.push(name, value);
            }
        }
        typed
    }

    /// Visible, but for others to do: says who.
    pub async fn must_be_permitted(
        &self,
        web: &Web,
        user: &SignedIn,
        loaded: &Loaded,
    ) -> Result<(), Failure> {
        let world = web.app.world().await?;
        let id = loaded.stream.id.to_string();
        web.app.with_env(&world, &user.actor, &id, |env| {
            self.considered(loaded.aggregate.as_ref(), env).map(|_| ())
        })?
    }

    /// The name of what the form is about; a result's own where it was reached as one.
    pub fn about(&self, loaded: &Loaded, world: &World) -> Option<String> {
        if let Some(entry) = &loaded.result {
            return Some(entry.name.clone());
        }
        let id = self.id?.to_string();
        Some(world.title_of(&id).unwrap_or_default())
    }

    pub fn title(&self, env: &Env<'_>) -> String {
        let act = env.regulation.act(self.spec.key);
        act.map_or_else(String::new, |act| act.title.clone())
    }

    /// What was found wanting, for the forms that put it right.
    pub fn returns(&self, current: Option<&Aggregate>) -> Vec<Returned> {
        let mends = ["revise_declaration", "declare_project", "submit_material"];
        let project = current.and_then(Aggregate::project);
        let mended = project.filter(|_| mends.contains(&self.spec.key));
        let mut returns = mended.map_or_else(Vec::new, sections::open_returns);
        returns.truncate(1);
        returns
    }

    /// The part of the project's page that the act is about.
    pub fn beside(&self, web: &Web, world: &World) -> Option<(String, &'static str)> {
        let id = self.id.filter(|_| self.kind == "project")?;
        let law = web.app.regulation(world, web.app.clock().today()).ok()?;
        let stage = law.act(self.spec.key).map_or("", |act| act.stage.as_str());
        let section = Section::of_act(self.spec.key, stage);
        Some((section.href(&self.home(id)), section.label()))
    }

    /// By the permits' own words: 由项目单位办理.
    pub fn who(&self, env: &Env<'_>) -> Vec<String> {
        let permits = env.regulation.permit_says(self.spec.key);
        permits.iter().map(|permit| permit.says.clone()).collect()
    }

    pub fn for_others(&self, env: &Env<'_>) -> Failure {
        let who = env.regulation.permit_says(self.spec.key);
        Failure::not_permitted(&who)
    }
}

impl FromRequestParts<Web> for Target {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Failure> {
        Self::at(parts.uri.path()).ok_or(Failure::NotFound)
    }
}
