//! Drafts of the desks' own forms: kept under the desk's name while somebody
//! types, offered when they come back, gone once the form is sent. It knows where
//! each desk is and which act it does, and decides nothing.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tongchou_project::Actor;
use tongchou_store::DraftKey;
use uuid::Uuid;

use super::acts::ANEW;
use super::acts::draft::{changed, is_by_script, is_sent, over, says, told};
use super::acts::revision;
use super::opened::Opened;
use crate::app::Loaded;
use crate::drafts::{self, Saved, Typed};
use crate::format;
use crate::forms::Pairs;
use crate::web::{At, Failure, Posted, SignedIn, Web};

/// The kind under which their drafts are stored.
pub const KIND: &str = "desk";
/// In the place of an id: the desk is about all projects that wait for it.
const ALL: &str = "all";

/// A page with a form of its own for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk {
    pub key: &'static str,
    pub act: &'static str,
    pub title: &'static str,
    /// Its address; `{}` stands for what it is about.
    path: &'static str,
}

pub const REVIEW: Desk = Desk {
    key: "review",
    act: "conclude_preliminary_review",
    title: "初审",
    path: "/projects/{}/review",
};
pub const LETTER: Desk = Desk {
    key: "letter",
    act: "issue_opinion_letter",
    title: "拟审查意见函",
    path: "/projects/{}/letter/new",
};
pub const OPINION: Desk = Desk {
    key: "opinion",
    act: "give_expert_opinion",
    title: "专家评审意见",
    path: "/projects/{}/opinion",
};
pub const MEETING: Desk = Desk {
    key: "meeting",
    act: "conclude_consultation",
    title: "会商结论",
    path: "/registers/meeting/{}",
};
pub const DECISIONS: Desk = Desk {
    key: "decisions",
    act: "decide_project",
    title: "区政府决策",
    path: "/decisions",
};
const DESKS: [Desk; 5] = [REVIEW, LETTER, OPINION, MEETING, DECISIONS];

/// Where an act on a project is done: its desk, where it has one, or its form.
pub fn place_of(act: &str, project: &str) -> String {
    let mut desks = DESKS.iter().filter(|desk| **desk != MEETING);
    match desks.find(|desk| desk.act == act) {
        Some(desk) => desk.address(project),
        None => format!("/projects/{project}/acts/{act}"),
    }
}

impl Desk {
    pub fn of(key: &str) -> Option<Self> {
        DESKS.into_iter().find(|desk| desk.key == key)
    }

    pub fn address(&self, about: &str) -> String {
        self.path.replace("{}", about)
    }

    /// Where its drafts are sent.
    pub fn drafts(&self, about: &str) -> String {
        format!("/drafts/{}/{about}", self.key)
    }

    fn is_about_project(&self) -> bool {
        self.path.starts_with("/projects/")
    }

    fn key_for(&self, actor: &Actor, about: &str) -> DraftKey {
        DraftKey {
            person: actor.person.clone(),
            kind: KIND.to_owned(),
            subject: about.to_owned(),
            act: self.key.to_owned(),
        }
    }
}

/// In the address of a desk: whether to go on with the draft.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    pub draft: Option<String>,
}

/// What a desk's page says of its draft.
#[derive(Debug, Default)]
pub struct Kept {
    pub action: String,
    pub back: String,
    pub revision: u64,
    /// There is a draft to go on with, of this moment.
    pub offered: Option<String>,
    /// The form holds the draft of this moment.
    pub continued: Option<String>,
    pub changed: String,
    pub says: String,
    pub trouble: String,
}

impl Kept {
    /// Nothing yet: where drafts are sent, and the page of their form.
    pub fn at(action: String, back: String) -> Self {
        Self {
            action,
            back,
            ..Self::default()
        }
    }

    fn blank(desk: Desk, about: &str) -> Self {
        Self::at(desk.drafts(about), desk.address(about))
    }
}

/// A desk being opened: with its draft, or with an offer where it is to be anew.
pub async fn open(
    web: &Web,
    actor: &Actor,
    (desk, about): (Desk, &str),
    loaded: Option<&Loaded>,
    wanted: &Wanted,
) -> Result<(Option<Pairs>, Kept), Failure> {
    let kept = Kept::blank(desk, about);
    let Some(stored) = drafts::stored(web, &desk.key_for(actor, about)).await? else {
        return Ok((None, kept));
    };
    let at = format::moment(stored.saved_at);
    if wanted.draft.as_deref() == Some(ANEW) {
        let offered = Some(at);
        return Ok((None, Kept { offered, ..kept }));
    }
    let kept = Kept {
        revision: stored.revision,
        says: format!("草稿保存于{at}"),
        continued: Some(at),
        changed: loaded.map_or_else(String::new, |loaded| changed(web, loaded, &stored)),
        ..kept
    };
    Ok((Some(Pairs::from_text(&stored.body)), kept))
}

/// A form that was refused is kept as well: whoever closes the page finds it again.
pub async fn refused(
    web: &Web,
    actor: &Actor,
    (desk, about): (Desk, &str),
    form: &Pairs,
    seen: u64,
) -> Kept {
    let kept = Kept::blank(desk, about);
    let revision = revision(form);
    match save(web, actor, (desk, about), form, seen, revision).await {
        Ok(saved) => shown(kept, revision, &saved),
        Err(_) => kept,
    }
}

/// Sent and done.
pub async fn done(web: &Web, actor: &Actor, desk: Desk, about: &str) {
    drafts::forget(web, &desk.key_for(actor, about)).await;
}

/// For the desk that is about all projects.
pub fn all() -> &'static str {
    ALL
}

fn shown(kept: Kept, revision: u64, saved: &Saved) -> Kept {
    match saved {
        Saved::Now { revision, .. } => Kept {
            revision: *revision,
            says: says(saved),
            ..kept
        },
        Saved::Nothing => kept,
        _ => Kept {
            revision,
            trouble: says(saved),
            ..kept
        },
    }
}

async fn save(
    web: &Web,
    actor: &Actor,
    (desk, about): (Desk, &str),
    form: &Pairs,
    seen: u64,
    revision: u64,
) -> Result<Saved, Failure> {
    let fields = typed(form);
    let typed = Typed {
        key: desk.key_for(actor, about),
        fields: &fields,
        seen,
        revision,
    };
    Ok(drafts::save(web, actor, typed).await?)
}

/// What was typed, without the form's own fields.
fn typed(form: &Pairs) -> Pairs {
    let own = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        last.starts_with('_')
    };
    let mut typed = Pairs::default();
    for (name, value) in form
        .iter()
        .filter(|(name, value)| !own(name) && !value.is_empty())
    {
        typed.push(name, value);
    }
    typed
}

pub async fn create(
    State(web): State<Web>,
    At((key, about)): At<(String, String)>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { user, form } = &posted;
    let desk = Desk::of(&key).ok_or(Failure::NotFound)?;
    let seen = may(&web, user, desk, &about).await?;
    keep(
        &web,
        &user.actor,
        (desk, &about),
        (form, seen),
        &desk.address(&about),
        &headers,
    )
    .await
}

/// Keeps what is typed; `page` is where the form stands.
pub async fn keep(
    web: &Web,
    actor: &Actor,
    (desk, about): (Desk, &str),
    (form, seen): (&Pairs, u64),
    page: &str,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let saved = if is_sent(web, actor, form).await? {
        Saved::Nothing
    } else {
        let revision = over(form).unwrap_or_else(|| revision(form));
        save(web, actor, (desk, about), form, seen, revision).await?
    };
    let back = format!("{page}?draft=continue");
    match saved {
        _ if is_by_script(headers) => Ok(told(&back, &saved)),
        Saved::Now { .. } | Saved::Nothing => Ok(Redirect::to(&back).into_response()),
        _ => Err(Failure::Conflict(says(&saved))),
    }
}

pub async fn discard(
    State(web): State<Web>,
    At((key, about)): At<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let desk = Desk::of(&key).ok_or(Failure::NotFound)?;
    let own = desk.key_for(&posted.user.actor, &about);
    web.app.store().drop_draft(&own).await?;
    let to = match posted.form.first("to") {
        Some("list") => "/drafts".to_owned(),
        _ => desk.address(&about),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The last event of what the desk is about, for those who may do its act.
async fn may(web: &Web, user: &SignedIn, desk: Desk, about: &str) -> Result<u64, Failure> {
    if about == ALL {
        let any = desk == DECISIONS && has_capacity(web, user, desk).await?;
        return if any { Ok(0) } else { Err(Failure::NotFound) };
    }
    let id = Uuid::parse_str(about).map_err(|_| Failure::NotFound)?;
    if desk.is_about_project() {
        let opened = Opened::load(web, user, id).await?;
        opened.must_be_permitted(desk.act)?;
        return Ok(opened.seen());
    }
    let loaded = web.app.load(&user.actor, desk.key, id).await;
    let loaded = loaded.map_err(Failure::of)?;
    if has_capacity(web, user, desk).await? {
        Ok(loaded.sequence)
    } else {
        Err(Failure::NotFound)
    }
}

/// Whether one of the person's capacities may ever do the desk's act.
async fn has_capacity(web: &Web, user: &SignedIn, desk: Desk) -> Result<bool, Failure> {
    let world = web.app.world().await?;
    Ok(web.app.with_env(&world, &user.actor, "", |env| {
        let who = web.app.who_may(env.regulation);
        let capacities = who.get(desk.act);
        capacities.is_some_and(|words| words.iter().any(|word| user.has(word)))
    })?)
}

#[cfg(test)]
mod tests {
    use super::{DESKS, Desk, place_of, typed};
    use crate::forms::Pairs;

    #[test]
    fn a_desk_has_its_act_and_its_address() {
        for desk in DESKS {
            assert!(tongchou_project::act_spec(desk.act).is_some(), "{desk:?}");
            assert_eq!(Desk::of(desk.key), Some(desk));
        }
        assert_eq!(
            place_of("conclude_preliminary_review", "x"),
            "/projects/x/review"
        );
        assert_eq!(place_of("decide_project", "x"), "/decisions");
        assert_eq!(
            place_of("sign_contract", "x"),
            "/projects/x/acts/sign_contract"
        );
    }

    #[test]
    fn the_fields_of_the_form_itself_are_not_kept() {
        let mut form = Pairs::default();
        for name in ["_csrf", "x._seen", "x.outcome", "opinion"] {
            form.push(name, "1");
        }
        form.push("empty", "");
        let names: Vec<String> = typed(&form)
            .iter()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(names, ["x.outcome", "opinion"]);
    }
}
