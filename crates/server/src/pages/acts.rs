//! The form of any act, on anything: shown, sent, refused with reasons and shown
//! again with what was typed.

pub mod awaited;
pub mod cure;
mod form;
pub mod offer;
mod prefill;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::registers::is_on_result;
use tongchou_project::{ActSpec, Refusal, StateFinding, act_spec, act_specs};
use uuid::Uuid;

use crate::app::{Asked, Fault, Loaded, RESULT};
use crate::clock;
use crate::forms::{KEY, MORE, Pairs, SEEN, json};
use crate::web::{Ask, At, Failure, Posted, PostedFiles, SignedIn, Web};

/// What a form is about, and where its pages are.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub spec: &'static ActSpec,
    pub id: Option<Uuid>,
    /// What it is reached as: the act's own aggregate, or an entry of the results.
    pub kind: &'static str,
}

impl Target {
    fn on(kind: &str, id: Uuid, act: &str) -> Result<Self, Failure> {
        let listed = kind == RESULT && is_on_result(act);
        let spec = act_spec(act).filter(|spec| !spec.creates && (listed || spec.aggregate == kind));
        let spec = spec.ok_or(Failure::NotFound)?;
        let kind = if listed { RESULT } else { spec.aggregate };
        let id = Some(id);
        Ok(Self { spec, id, kind })
    }

    fn new(kind: &str) -> Result<Self, Failure> {
        let mut specs = act_specs().iter();
        let spec = specs.find(|spec| spec.aggregate == kind && spec.creates);
        let spec = spec.ok_or(Failure::NotFound)?;
        Ok(Self {
            spec,
            id: None,
            kind: spec.aggregate,
        })
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

    async fn load(&self, web: &Web, user: &SignedIn) -> Result<Loaded, Failure> {
        match self.id {
            Some(id) => {
                let loaded = web.app.load(&user.actor, self.kind, id).await;
                loaded.map_err(Failure::of)
            }
            None => Ok(Loaded::nothing(self.spec.aggregate, clock::new_id())),
        }
    }
}

/// Registers are in their own part of the site; a project is not one of them.
fn register(kind: &str) -> Result<&str, Failure> {
    if kind == "project" {
        Err(Failure::NotFound)
    } else {
        Ok(kind)
    }
}

pub async fn new_on_project(
    State(web): State<Web>,
    user: SignedIn,
    At((id, act)): At<(Uuid, String)>,
    Ask(chosen): Ask<Chosen>,
) -> Result<Response, Failure> {
    show(&web, &user, &Target::on("project", id, &act)?, &chosen).await
}

pub async fn new_on_register(
    State(web): State<Web>,
    user: SignedIn,
    At((kind, id, act)): At<(String, Uuid, String)>,
    Ask(chosen): Ask<Chosen>,
) -> Result<Response, Failure> {
    show(
        &web,
        &user,
        &Target::on(register(&kind)?, id, &act)?,
        &chosen,
    )
    .await
}

pub async fn new_project(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    show(&web, &user, &Target::new("project")?, &Chosen::default()).await
}

pub async fn new_register(
    State(web): State<Web>,
    user: SignedIn,
    At(kind): At<String>,
) -> Result<Response, Failure> {
    show(
        &web,
        &user,
        &Target::new(register(&kind)?)?,
        &Chosen::default(),
    )
    .await
}

pub async fn create_on_project(
    State(web): State<Web>,
    At((id, act)): At<(Uuid, String)>,
    posted: PostedFiles,
) -> Result<Response, Failure> {
    perform(&web, &posted, &Target::on("project", id, &act)?).await
}

pub async fn create_on_register(
    State(web): State<Web>,
    At((kind, id, act)): At<(String, Uuid, String)>,
    posted: PostedFiles,
) -> Result<Response, Failure> {
    perform(&web, &posted, &Target::on(register(&kind)?, id, &act)?).await
}

pub async fn create_project(
    State(web): State<Web>,
    posted: PostedFiles,
) -> Result<Response, Failure> {
    perform(&web, &posted, &Target::new("project")?).await
}

pub async fn create_register(
    State(web): State<Web>,
    At(kind): At<String>,
    posted: PostedFiles,
) -> Result<Response, Failure> {
    perform(&web, &posted, &Target::new(register(&kind)?)?).await
}

/// Fields that the address of a form fills in: a link to the very thing to do.
type Chosen = BTreeMap<String, String>;

async fn show(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    chosen: &Chosen,
) -> Result<Response, Failure> {
    let loaded = target.load(web, user).await?;
    let mut chosen = chosen.clone();
    if let Some(entry) = &loaded.result {
        chosen.insert(RESULT.to_owned(), entry.result.clone());
    }
    let world = web.app.world().await?;
    let today = web.app.clock().today();
    let law = web.app.regulation(&world, today)?;
    let typed = prefill::first(target.spec, loaded.aggregate.as_ref(), &chosen, &law, today);
    let form = form::Form::opened(typed)?;
    form.respond(web, user, target, &loaded).await
}

async fn perform(web: &Web, sent: &PostedFiles, target: &Target) -> Result<Response, Failure> {
    let Posted { user, form } = &sent.posted;
    let typed = json::compact(target.spec.fields, form);
    if let Some(table) = form.first(MORE) {
        let loaded = target.load(web, user).await?;
        let form = form::Form::again(form, typed).with_more(table);
        return form.respond(web, user, target, &loaded).await;
    }
    // files that came with the form and were not taken: nothing is done without them
    if !sent.refused.is_empty() {
        let refusal = Refusal::Fields(sent.refused.clone());
        return refuse(web, user, target, form, typed, refusal).await;
    }
    let input = json::to_json(target.spec.fields, &typed);
    let asked = Asked {
        act: target.spec.key,
        id: target.id,
        input: &input,
        key: form.filled(KEY),
        seen: form.filled(SEEN).and_then(|seen| seen.parse().ok()),
    };
    match web.app.act(&user.actor, asked).await {
        Ok(answer) => {
            let home = target.home(target.id.unwrap_or(answer.id));
            Ok(Redirect::to(&format!("{home}?done={}", target.spec.key)).into_response())
        }
        Err(Fault::Refused(refusal)) => refuse(web, user, target, form, typed, refusal).await,
        Err(Fault::Conflict(what)) if target.id.is_some() => {
            overtaken(web, user, target, form, typed, &what).await
        }
        Err(fault) => Err(Failure::of(fault)),
    }
}

/// Something else happened since the form was opened: what was typed is shown
/// again beside what changed, to be looked at and sent once more.
async fn overtaken(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    sent: &Pairs,
    typed: Pairs,
    what: &str,
) -> Result<Response, Failure> {
    let loaded = target.load(web, user).await?;
    let remedy = "填写的内容保留在下面；核对变化后可以再次提交。本次没有保存。";
    let changed = Refusal::State(vec![StateFinding::new(what, remedy)]);
    let form = form::Form::again(sent, typed)
        .refused(changed)
        .conflicting();
    form.respond(web, user, target, &loaded).await
}

async fn refuse(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    sent: &Pairs,
    typed: Pairs,
    refusal: Refusal,
) -> Result<Response, Failure> {
    match refusal {
        Refusal::NotFound => Err(Failure::NotFound),
        Refusal::NotPermitted(notice) => Err(Failure::NotPermitted(notice)),
        refusal => {
            let loaded = target.load(web, user).await?;
            // what bears a mark of secrecy is not sent back either
            let typed = if refusal.withholds() {
                Pairs::default()
            } else {
                typed
            };
            let form = form::Form::again(sent, typed).refused(refusal);
            form.respond(web, user, target, &loaded).await
        }
    }
}
