//! Lays an act's form out: its fields, what was typed, what stands against it,
//! what the law would say to it, and the draft it may have.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use tongchou_project::{
    ActSpec, Considered, Env, FieldError, Refusal, Registers, options, preview, preview_unsent,
};
use tongchou_store::Draft;

use super::cure::Cures;
use super::draft;
use super::linked::{Linked, linked};
use super::offer::{Against, against_law, against_state, warnings};
use super::parts::{Part, parts, waiting_files, with_files};
use super::rebase::rebased;
use super::{Target, alike, verdict};
use crate::app::{Loaded, WhoMay};
use crate::drafts::Saved;
use crate::forms::view::{FilesControl, Filling};
use crate::forms::{KEY, Pairs};
use crate::pages::papers;
use crate::pages::project::{self, sections::Returned};
use crate::pages::sheet::Sheet;
use crate::web::page::html_with;
use crate::web::{Failure, Page, SignedIn, Web};
use crate::{clock, format};

/// A form between opening and sending.
#[derive(Debug)]
pub(crate) struct Form {
    typed: Pairs,
    /// The same for every sending of one opened form.
    key: String,
    more: Option<String>,
    /// Cells that were pasted and not understood.
    noted: Vec<FieldError>,
    refusal: Option<Refusal>,
    status: StatusCode,
    /// Was sent before: what was left out then is left out now.
    again: bool,
    revision: u64,
    saved: DraftView,
    verdict: Option<verdict::Shown>,
    /// The title of the act that led here.
    after: Option<String>,
}

/// What a page says of the form's draft.
#[derive(Debug, Default)]
struct DraftView {
    /// At the foot of the form.
    says: String,
    /// At the head of the page: there is a draft to go on with.
    offered: Option<String>,
    /// At the head: this form holds a draft, saved then.
    continued: Option<String>,
    /// What happened since.
    changed: String,
    /// Not kept, and why.
    trouble: Option<String>,
    /// The other draft's revision, to be written over on demand.
    over: Option<u64>,
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
    revision: u64,
    draft: DraftView,
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
    empty: bool,
    /// The form has a sheet of paper of its own.
    prints: bool,
    /// Shows all that stands: what is sent empty is emptied.
    whole: bool,
    /// Sending it gives the commitment of article 13.
    promises: bool,
    /// What was just done, and the part of the form to go on with.
    registered: Option<(String, Option<(String, &'static str)>)>,
    parts: Vec<Part>,
    sections: String,
    sheets: Vec<papers::Row>,
    /// What the form is to put right.
    returns: Vec<Returned>,
    /// Where the forms that put it right are.
    mends: String,
    /// The part of the project that the act is about.
    beside: Option<(String, &'static str)>,
    /// What the act decides on.
    decides_on: Vec<Sheet>,
    verdict: Option<verdict::Shown>,
}

impl Form {
    pub fn opened(typed: Pairs) -> Result<Self, Failure> {
        Ok(Self::of(typed, clock::secret()?))
    }

    /// What was sent, to be shown again. A new key: what is sent next is
    /// another request.
    pub fn again(sent: &Pairs, typed: Pairs) -> Self {
        let key =
            clock::secret().unwrap_or_else(|_| sent.filled(KEY).unwrap_or_default().to_owned());
        Self {
            revision: super::revision(sent),
            again: true,
            ..Self::of(typed, key)
        }
    }

    /// The draft, to go on with.
    pub fn continued(
        stored: &Draft,
        web: &Web,
        spec: &ActSpec,
        loaded: &Loaded,
    ) -> Result<Self, Failure> {
        let rebased = rebased(spec, loaded, stored.seen, Pairs::from_text(&stored.body));
        let at = format::moment(stored.saved_at);
        Ok(Self {
            revision: stored.revision,
            again: true,
            saved: DraftView {
                says: format!("草稿保存于{at}"),
                continued: Some(at),
                changed: draft::changed(web, loaded, stored) + &rebased.says,
                ..DraftView::default()
            },
            ..Self::of(rebased.typed, clock::secret()?)
        })
    }

    fn of(typed: Pairs, key: String) -> Self {
        Self {
            typed,
            key,
            more: None,
            noted: Vec::new(),
            refusal: None,
            status: StatusCode::OK,
            again: false,
            revision: 0,
            saved: DraftView::default(),
            verdict: None,
            after: None,
        }
    }

    /// Opened right after another act was done.
    pub fn following(mut self, done: Option<String>) -> Self {
        self.after = done;
        self
    }

    pub fn offering(mut self, stored: Option<Draft>) -> Self {
        self.saved.offered = stored.map(|stored| format::moment(stored.saved_at));
        self
    }

    pub fn with_draft(mut self, saved: Option<Saved>) -> Self {
        let Some(saved) = saved else { return self };
        let says = draft::says(&saved);
        match saved {
            Saved::Now { revision, .. } => {
                self.revision = revision;
                self.saved.says = says;
            }
            Saved::Nothing => {}
            Saved::Overtaken(other) => {
                self.saved.over = Some(other.revision);
                self.saved.trouble = Some(says);
                self.status = StatusCode::CONFLICT;
            }
            Saved::Withheld | Saved::TooMany | Saved::TooLarge => {
                self.saved.trouble = Some(says);
                self.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
        }
        self
    }

    pub fn with_verdict(mut self, shown: verdict::Shown) -> Self {
        self.verdict = Some(shown);
        self
    }

    pub fn with_more(mut self, table: &str) -> Self {
        self.more = Some(table.to_owned());
        self
    }

    pub fn noting(mut self, faults: Vec<FieldError>) -> Self {
        self.noted = faults;
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
        let status = self.status;
        let current = loaded.aggregate.as_ref();
        let typed = self.again.then_some(&self.typed);
        let files = waiting_files(web, user, target, (current, typed)).await?;
        let input = target.input(web, user, current, &self.typed).await?;
        let show = web.app.with_env(&world, &user.actor, &id, |env| {
            let who = web.app.who_may(env.regulation);
            self.lay_out(user, target, loaded, (&input, files), (env, &who))
        })??;
        let alike = match &show.verdict {
            Some(shown) if shown.compares() => {
                alike::of(web, user, target, current, &input).await?
            }
            _ => None,
        };
        let returns = target.returns(current);
        let mut parts = show.parts;
        for returned in &returns {
            for part in &mut parts {
                part.ask(returned);
            }
        }
        let show = Show {
            parts,
            mends: target
                .id
                .map_or_else(String::new, |id| format!("{}/acts/", target.home(id))),
            about: target.about(loaded, &world),
            sheets: papers::beside(web, target.spec, loaded),
            returns,
            beside: target.beside(web, &world),
            decides_on: project::decided_on(loaded, target.spec.key, web.app.clock().today()),
            verdict: show.verdict.map(|shown| shown.beside(alike)),
            ..show
        };
        Ok(html_with(status, &show))
    }

    fn lay_out(
        mut self,
        user: &SignedIn,
        target: &Target,
        loaded: &Loaded,
        (input, files): (&Value, Option<FilesControl>),
        (env, who_may): (&Env<'_>, &WhoMay),
    ) -> Result<Show, Failure> {
        let current = loaded.aggregate.as_ref();
        let verdict = self.previewed(target, loaded, input, (env, who_may));
        let verdict = self.verdict.take().or(verdict);
        let considered = target.considered(current, env)?;
        let base = target.id.map(|id| target.home(id)).unwrap_or_default();
        let errors = self.field_errors();
        let filling = Filling {
            typed: &self.typed,
            errors: &errors,
            more: self.more.as_deref(),
            options: &|field| options(current, target.spec.key, field.name, env),
        };
        let mut standing = self.standing(&considered, &base, env.registers);
        let mut cures = Cures::of(current, &base, env, who_may);
        let mut refused = self.reasons(&base, env.registers);
        let mut warnings = warnings(&considered.verdict, &base, env.registers);
        for reasons in [&mut standing, &mut refused, &mut warnings] {
            cures.settle(reasons);
        }
        let title = target.title(env);
        let multipart = files.is_some();
        let fields = with_files(filling.lay_out(target.spec.fields), files);
        Ok(Show {
            page: Page::of(user, title.clone(), target.section()),
            title,
            about: None,
            back: target.back(),
            action: target.action(),
            csrf: user.session.csrf.clone(),
            seen: loaded.sequence,
            errors: linked(&errors),
            withheld: self.refusal.as_ref().is_some_and(Refusal::withholds),
            refused,
            warnings,
            standing,
            who: target.who(env),
            multipart,
            empty: target.spec.fields.is_empty(),
            prints: target.sheet().is_some(),
            whole: super::emptied::is_whole(target.spec),
            promises: target.spec.key == super::wizard::GOAL,
            registered: self.after.map(|done| {
                let next = verdict.as_ref().and_then(verdict::Shown::next_part);
                (format!("已办理：{done}。"), next)
            }),
            parts: parts(target.spec.key, fields, (&self.typed, verdict.as_ref())),
            sections: verdict
                .as_ref()
                .map_or_else(String::new, |shown| shown.sections(false)),
            sheets: Vec::new(),
            returns: Vec::new(),
            mends: String::new(),
            beside: None,
            decides_on: Vec::new(),
            verdict,
            key: self.key,
            revision: self.revision,
            draft: self.saved,
        })
    }

    /// What stands against the act whatever is typed; beside a refusal it would
    /// only be said twice.
    fn standing(&self, considered: &Considered, base: &str, registers: &Registers) -> Vec<Against> {
        if self.refusal.is_some() {
            return Vec::new();
        }
        let mut standing = against_law(&considered.verdict, base, registers);
        standing.extend(against_state(&considered.state));
        standing
    }

    /// What the law would say now; not for a form without fields, whose act is
    /// judged at the head of the page.
    fn previewed(
        &self,
        target: &Target,
        loaded: &Loaded,
        input: &Value,
        (env, who_may): (&Env<'_>, &WhoMay),
    ) -> Option<verdict::Shown> {
        let withheld = self.refusal.as_ref().is_some_and(Refusal::withholds);
        if target.spec.fields.is_empty() || withheld {
            return None;
        }
        let current = loaded.aggregate.as_ref();
        // what was sent was said whole
        let preview = if self.refusal.is_some() {
            preview
        } else {
            preview_unsent
        };
        let previewed = preview(current, target.spec.key, input, env)?;
        Some(verdict::Shown::of(
            &previewed,
            target,
            current,
            (env, who_may),
        ))
    }

    fn field_errors(&self) -> Vec<FieldError> {
        match &self.refusal {
            Some(Refusal::Fields(errors)) => errors.clone(),
            _ => self.noted.clone(),
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
