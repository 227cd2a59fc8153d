//! Lays an act's form out: its fields, what was typed, what stands against it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use tongchou_project::{Aggregate, FieldError, FieldKind, Refusal, Registers, consider, options};

use super::Target;
use super::cure::Cures;
use super::offer::{Against, against_law, against_state, warnings};
use crate::app::{Loaded, World};
use crate::clock;
use crate::files::{Waiting, kinds, size_in_words};
use crate::forms::view::{Control, FieldView, FilesControl, Filling};
use crate::forms::{KEY, Pairs, element_id, form_name};
use crate::web::page::html_with;
use crate::web::{Failure, Page, SignedIn, Web};

/// A form between opening and sending.
#[derive(Debug)]
pub(crate) struct Form {
    typed: Pairs,
    /// The same for every sending of one opened form.
    key: String,
    more: Option<String>,
    refusal: Option<Refusal>,
    status: StatusCode,
    /// Was sent before: what was left out then is left out now.
    again: bool,
}

#[derive(Debug, Template)]
#[template(path = "acts/show.html")]
struct Show {
    page: Page,
    title: String,
    about: Option<String>,
    back: String,
    action: String,
    csrf: String,
    key: String,
    seen: u64,
    errors: Vec<Linked>,
    withheld: bool,
    /// Reasons for the refusal just given.
    refused: Vec<Against>,
    /// Reasons that are known before anything is typed.
    standing: Vec<Against>,
    warnings: Vec<Against>,
    who: Vec<String>,
    /// Holds files: sent in parts.
    multipart: bool,
    fields: Vec<FieldView>,
}

/// An error at the top of the page, leading to its field.
#[derive(Debug)]
struct Linked {
    target: String,
    label: String,
    message: String,
}

impl Form {
    pub fn opened(typed: Pairs) -> Result<Self, Failure> {
        Ok(Self {
            typed,
            key: clock::secret()?,
            more: None,
            refusal: None,
            status: StatusCode::OK,
            again: false,
        })
    }

    /// What was sent, to be shown again. A new key: what is sent next is
    /// another request.
    pub fn again(sent: &Pairs, typed: Pairs) -> Self {
        let key =
            clock::secret().unwrap_or_else(|_| sent.filled(KEY).unwrap_or_default().to_owned());
        Self {
            typed,
            key,
            more: None,
            refusal: None,
            status: StatusCode::OK,
            again: true,
        }
    }

    pub fn with_more(mut self, table: &str) -> Self {
        self.more = Some(table.to_owned());
        self
    }

    pub fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// Refused only because something else came first.
    pub fn conflicting(mut self) -> Self {
        self.status = StatusCode::CONFLICT;
        self
    }

    pub async fn respond(
        self,
        web: &Web,
        user: &SignedIn,
        target: &Target,
        loaded: &Loaded,
    ) -> Result<Response, Failure> {
        let world = web.app.world().await?;
        let id = loaded.stream.id.to_string();
        let current = loaded.aggregate.as_ref();
        let files = self.files(web, user, target, current).await?;
        let base = target.id.map(|id| target.home(id)).unwrap_or_default();
        let show = web.app.with_env(&world, &user.actor, &id, |env| {
            let considered = consider(current, target.spec.key, env).ok_or(Failure::NotFound)?;
            if !considered.permitted_to_actor {
                let who = env.regulation.permit_says(target.spec.key);
                return Err(Failure::not_permitted(
                    who.iter().map(|permit| permit.says.as_str()),
                ));
            }
            let errors = self.field_errors();
            let filling = Filling {
                typed: &self.typed,
                errors: &errors,
                more: self.more.as_deref(),
                options: &|field| options(current, target.spec.key, field.name, env),
            };
            let mut standing = against_law(&considered.verdict, &base, &world.registers);
            standing.extend(against_state(&considered.state));
            let who_may = web.app.who_may(env.regulation);
            let mut cures = Cures::of(current, &base, env, &who_may);
            let mut refused = self.reasons(&base, &world.registers);
            let mut warnings = warnings(&considered.verdict, &base, &world.registers);
            for reasons in [&mut standing, &mut refused, &mut warnings] {
                cures.settle(reasons);
            }
            let act = env.regulation.act(target.spec.key);
            let title = act.map_or_else(String::new, |act| act.title.clone());
            let permits = env.regulation.permit_says(target.spec.key);
            Ok(Show {
                page: Page::of(user, title.clone(), section(target)),
                title,
                about: about(loaded, &world),
                back: target.back(),
                action: target.action(),
                csrf: user.session.csrf.clone(),
                key: self.key.clone(),
                seen: loaded.sequence,
                errors: linked(&errors),
                withheld: self.refusal.as_ref().is_some_and(Refusal::withholds),
                refused,
                warnings,
                standing: if self.refusal.is_none() {
                    standing
                } else {
                    Vec::new()
                },
                who: permits.iter().map(|permit| permit.says.clone()).collect(),
                multipart: files.is_some(),
                fields: with_files(filling.lay_out(target.spec.fields), files),
            })
        })??;
        Ok(html_with(self.status, &show))
    }

    /// What the person has sent for this form, where it takes files.
    async fn files(
        &self,
        web: &Web,
        user: &SignedIn,
        target: &Target,
        current: Option<&Aggregate>,
    ) -> Result<Option<FilesControl>, Failure> {
        let mut fields = target.spec.fields.iter();
        let field = fields.find(|field| field.kind == FieldKind::Files);
        let (Some(field), Some(files)) = (field, &web.files) else {
            return Ok(None);
        };
        let typed: Vec<String> = self.typed.all(field.name).map(ToOwned::to_owned).collect();
        let typed = self.again.then_some(typed.as_slice());
        let (store, person) = (web.app.store(), &user.actor.person);
        let waiting = Waiting::of(store, person, &target.action(), typed, current).await?;
        let endings = kinds::endings();
        Ok(Some(FilesControl {
            waiting,
            accept: format!(".{}", endings.join(",.")),
            largest: size_in_words(files.limits().largest),
            address: "/uploads",
            accepts_unread: files.limits().accept_unread,
        }))
    }

    fn field_errors(&self) -> Vec<FieldError> {
        match &self.refusal {
            Some(Refusal::Fields(errors)) => errors.clone(),
            _ => Vec::new(),
        }
    }

    fn reasons(&self, base: &str, registers: &Registers) -> Vec<Against> {
        match &self.refusal {
            Some(Refusal::Law(verdict)) => against_law(verdict, base, registers),
            Some(Refusal::State(findings)) => against_state(findings),
            _ => Vec::new(),
        }
    }
}

/// A form has one field for files at most.
fn with_files(mut fields: Vec<FieldView>, files: Option<FilesControl>) -> Vec<FieldView> {
    if let Some(files) = files {
        let mut places = fields.iter_mut().map(|field| &mut field.control);
        if let Some(place) = places.find(|control| matches!(control, Control::Files(_))) {
            *place = Control::Files(files);
        }
    }
    fields
}

/// The name of what the form is about; a result's own where it was reached as one.
fn about(loaded: &Loaded, world: &World) -> Option<String> {
    if let Some(entry) = &loaded.result {
        return Some(entry.name.clone());
    }
    let id = loaded.stream.id.to_string();
    loaded
        .aggregate
        .as_ref()
        .map(|_| world.title_of(&id).unwrap_or_default())
}

fn section(target: &Target) -> &'static str {
    match target.kind {
        "project" => "/projects",
        _ => "/registers/design",
    }
}

fn linked(errors: &[FieldError]) -> Vec<Linked> {
    let link = |error: &FieldError| Linked {
        target: element_id(&form_name(&error.field)),
        label: error.label.clone(),
        message: error.message.clone(),
    };
    errors.iter().map(link).collect()
}
