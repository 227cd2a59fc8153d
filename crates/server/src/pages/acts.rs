//! The form of any act, on anything: shown, sent, refused with reasons and shown
//! again with what was typed.

pub(crate) mod alike;
pub mod awaited;
pub mod cure;
pub mod draft;
mod emptied;
mod form;
mod linked;
pub mod offer;
mod parts;
mod prefill;
pub mod preview;
mod rebase;
mod rows;
mod target;
mod verdict;
pub(crate) mod wizard;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::{Aggregate, Refusal, duties};

pub(crate) use target::Target;

use super::attempt;
use crate::app::{Asked, Fault, Loaded, RESULT};
use crate::drafts::{self, Typed};
use crate::forms::{DRAFT, KEY, Pairs, SEEN, json};
use crate::web::{Ask, Failure, Posted, PostedFiles, SignedIn, Web};

/// Fields that the address of a form fills in: a link to the very thing to do.
type Chosen = BTreeMap<String, String>;

/// In the address: not to go on with the draft ("new").
const WITH_DRAFT: &str = "draft";
pub(crate) const ANEW: &str = "new";
/// In the address: the act that was just done.
const DONE: &str = "done";

pub(crate) async fn new(
    State(web): State<Web>,
    user: SignedIn,
    target: Target,
    Ask(chosen): Ask<Chosen>,
) -> Result<Response, Failure> {
    let loaded = target.load(&web, &user).await?;
    let stored = drafts::stored(&web, &target.draft_key(&user)).await?;
    // what was begun is gone on with; a link that fills the form in offers it only
    let asks = |name: &String| name != WITH_DRAFT && name != DONE;
    let goes_on = match chosen.get(WITH_DRAFT).map(String::as_str) {
        None => !chosen.keys().any(asks),
        Some(wanted) => wanted != ANEW,
    };
    let form = match (stored, goes_on) {
        (Some(stored), true) => form::Form::continued(&stored, &web, target.spec, &loaded)?,
        (offered, _) => {
            let mut chosen = chosen;
            if let Some(entry) = &loaded.result {
                chosen.insert(RESULT.to_owned(), entry.result.clone());
            }
            let world = web.app.world().await?;
            let today = web.app.clock().today();
            let law = web.app.regulation(&world, today)?;
            let current = loaded.aggregate.as_ref();
            let id = target.id.map(|id| id.to_string()).unwrap_or_default();
            let project = current.and_then(Aggregate::project);
            let project = project.filter(|_| prefill::tells_duties(target.spec));
            let owed = web.app.with_env(&world, &user.actor, &id, |env| {
                project
                    .map(|project| duties(project, env))
                    .unwrap_or_default()
            })?;
            let typed = prefill::first(target.spec, current, &chosen, &law, (today, &owed));
            let done = chosen.get(DONE).and_then(|act| law.act(act));
            form::Form::opened(typed)?
                .offering(offered)
                .following(done.map(|act| act.title.clone()))
        }
    };
    form.respond(&web, &user, &target, &loaded).await
}

pub(crate) async fn create(
    State(web): State<Web>,
    target: Target,
    sent: PostedFiles,
) -> Result<Response, Failure> {
    let Posted { user, form } = &sent.posted;
    let typed = json::compact(target.spec.fields, form);
    if let Some(rows) = rows::Rows::asked(form) {
        return rows.respond(&web, user, &target, form).await;
    }
    // files that came with the form and were not taken: nothing is done without them
    if !sent.refused.is_empty() {
        let refusal = Refusal::Fields(sent.refused.clone());
        return refuse(&web, user, &target, form, typed, refusal).await;
    }
    let mut input = json::to_json(target.spec.fields, &typed);
    if emptied::is_whole(target.spec) {
        let loaded = target.load(&web, user).await?;
        let current = loaded.aggregate.as_ref();
        let lacking = emptied::settle(target.spec, current, (form, &typed), &mut input);
        if !lacking.is_empty() {
            let refusal = Refusal::Fields(lacking);
            return refuse(&web, user, &target, form, typed, refusal).await;
        }
    }
    let asked = Asked {
        act: target.spec.key,
        id: target.id,
        input: &input,
        key: form.filled(KEY),
        seen: seen(form),
    };
    match web.app.act(&user.actor, asked).await {
        Ok(answer) => {
            drafts::forget(&web, &target.draft_key(user)).await;
            let home = target.home(target.id.unwrap_or(answer.id));
            let next = match after(target.spec.key) {
                Some(way) => format!("{home}{way}"),
                None => home,
            };
            Ok(Redirect::to(&format!("{next}?{DONE}={}", target.spec.key)).into_response())
        }
        Err(Fault::Refused(refusal)) => refuse(&web, user, &target, form, typed, refusal).await,
        Err(Fault::Conflict(what)) if target.id.is_some() => {
            let loaded = target.load(&web, user).await?;
            let seen = seen(form).unwrap_or(loaded.sequence);
            let rebased = rebase::rebased(target.spec, &loaded, seen, typed);
            let refusal = attempt::overtaken(&format!("{what}{}", rebased.says));
            overtaken(&web, user, (&target, &loaded), form, rebased.typed, refusal).await
        }
        Err(Fault::KeyReused) => {
            let loaded = target.load(&web, user).await?;
            let refusal = attempt::sent_before();
            overtaken(&web, user, (&target, &loaded), form, typed, refusal).await
        }
        Err(fault) => Err(Failure::of(fault)),
    }
}

/// Where a person goes on who has just begun something: to the next form, or to where
/// what was confirmed is taken up.
fn after(act: &str) -> Option<&'static str> {
    match act {
        "register_project" => Some("/acts/revise_declaration"),
        "confirm_finding" | "set_aside_finding" => Some("/sections/supervision"),
        _ => None,
    }
}

/// The last event that the form had seen.
pub(super) fn seen(form: &Pairs) -> Option<u64> {
    form.filled(SEEN).and_then(|seen| seen.parse().ok())
}

/// The revision of the draft that the form began from or saved last.
pub(super) fn revision(form: &Pairs) -> u64 {
    let known = form.filled(DRAFT).and_then(|known| known.parse().ok());
    known.unwrap_or(0)
}

/// Something else happened since the form was opened: what was typed is shown
/// again beside what changed, to be looked at and sent once more.
async fn overtaken(
    web: &Web,
    user: &SignedIn,
    (target, loaded): (&Target, &Loaded),
    sent: &Pairs,
    typed: Pairs,
    refusal: Refusal,
) -> Result<Response, Failure> {
    let form = kept(web, user, target, loaded, sent, typed)
        .await
        .refused(refusal)
        .conflicting();
    form.respond(web, user, target, loaded).await
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
        // what bears a mark of secrecy is neither kept nor sent back
        refusal if refusal.withholds() => {
            let loaded = target.load(web, user).await?;
            let form = form::Form::again(sent, Pairs::default()).refused(refusal);
            form.respond(web, user, target, &loaded).await
        }
        refusal => {
            let loaded = target.load(web, user).await?;
            let form = kept(web, user, target, &loaded, sent, typed)
                .await
                .refused(refusal);
            form.respond(web, user, target, &loaded).await
        }
    }
}

/// The form with what was typed, which is kept as a draft too: whoever closes
/// the page on a refusal finds it again.
async fn kept(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    loaded: &Loaded,
    sent: &Pairs,
    typed: Pairs,
) -> form::Form {
    let saving = Typed {
        key: target.draft_key(user),
        fields: &typed,
        seen: loaded.sequence,
        revision: revision(sent),
    };
    let saved = drafts::save(web, &user.actor, saving).await;
    form::Form::again(sent, typed).with_draft(saved.ok())
}
