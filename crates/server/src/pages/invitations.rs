//! The door for an expert without an account: a link that cannot be guessed, a
//! code that came another way and works once, then one form and nothing else.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde_json::json;
use tongchou_project::Actor;
use tongchou_store::{GuestSession, Invitation, Redeemed};
use uuid::Uuid;

use super::kept::{self, Kept, OPINION, Wanted};
use super::opened::Opened;
use super::opinion::{self, Frame};
use crate::accounts::invitations as invited;
use crate::accounts::notes::{self, By};
use crate::accounts::sessions::same_secret;
use crate::clock;
use crate::files::show::give;
use crate::format;
use crate::forms::{CSRF, Pairs};
use crate::web::page::html_with;
use crate::web::{Ask, At, Failure, Page, Web, posted};

/// Holds the form's token before there is a session.
const BEFORE: &str = "tongchou_invited";
const SESSION: &str = "tongchou_guest";
const ROOT: &str = "/invitations";

#[derive(Debug, Template)]
#[template(path = "invitations/show.html")]
struct Door {
    page: Page,
    token: String,
    csrf: String,
    error: Option<String>,
    /// Why the code can no longer be used.
    ended: Option<&'static str>,
    until: String,
    open: bool,
    hours: i64,
}

#[derive(Debug, Template)]
#[template(path = "invitations/done.html")]
struct Done {
    page: Page,
    called: &'static str,
    declined: bool,
    title: String,
}

async fn find(web: &Web, token: &str) -> Result<Invitation, Failure> {
    let found = invited::find(web.app.store(), token).await?;
    found.ok_or(Failure::NotFound)
}

pub async fn show(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
) -> Result<Response, Failure> {
    let found = find(&web, &token).await?;
    door(&web, jar, &token, &found, None)
}

pub async fn create(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    request: Request,
) -> Result<Response, Failure> {
    let form = posted::read(request, &web).await?;
    let found = find(&web, &token).await?;
    let expected = jar.get(BEFORE).map(Cookie::value).unwrap_or_default();
    let sent = form.first(CSRF).unwrap_or_default();
    if expected.is_empty() || !same_secret(sent, expected) {
        return Err(Failure::Forged);
    }
    let now = web.app.clock().now();
    let typed = form.filled("code").unwrap_or_default();
    let (redeemed, secret) = invited::redeem(web.app.store(), &token, typed, now).await?;
    let about = json!({ "project": found.project, "expert": found.expert });
    match redeemed {
        Redeemed::Opened => {
            notes::note(&web.app, "invitation_opened", By::nobody(), about).await;
            let jar = jar
                .remove(removal(BEFORE))
                .add(cookie(&web, SESSION, secret));
            let to = format!("{ROOT}/{token}/opinion");
            Ok((jar, Redirect::to(&to)).into_response())
        }
        Redeemed::Wrong { left } => {
            notes::note(&web.app, "invitation_failed", By::nobody(), about).await;
            let says = if left == 0 {
                "邀请码不正确，且已输错多次，这次邀请已停用。".to_owned()
            } else {
                format!("邀请码不正确，还可以输入{left}次。")
            };
            let found = find(&web, &token).await?;
            door(&web, jar, &token, &found, Some(says))
        }
        Redeemed::Ended => {
            let found = find(&web, &token).await?;
            door(&web, jar, &token, &found, None)
        }
    }
}

fn door(
    web: &Web,
    jar: CookieJar,
    token: &str,
    found: &Invitation,
    error: Option<String>,
) -> Result<Response, Failure> {
    let now = web.app.clock().now();
    let ended = invited::ended(found, now);
    let open = held(&jar, found, now).is_some();
    let csrf = clock::secret()?;
    let status = match (&error, ended, open) {
        (_, _, true) => StatusCode::OK,
        (Some(_), ..) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Some(_), _) => StatusCode::GONE,
        _ => StatusCode::OK,
    };
    let template = Door {
        page: Page::public("专家评审邀请", ""),
        token: token.to_owned(),
        csrf: csrf.clone(),
        error,
        ended,
        until: format::moment(found.expires_at),
        open,
        hours: invited::SESSION_HOURS,
    };
    let jar = jar.add(cookie(web, BEFORE, csrf));
    Ok((jar, html_with(status, &template)).into_response())
}

fn held<'a>(
    jar: &CookieJar,
    found: &'a Invitation,
    now: jiff::Timestamp,
) -> Option<&'a GuestSession> {
    let secret = jar.get(SESSION).map(Cookie::value).unwrap_or_default();
    invited::resume(found, secret, now)
}

/// The expert whose session this is, for the panel that still stands.
struct Guest {
    actor: Actor,
    csrf: String,
    project: Uuid,
}

async fn guest(web: &Web, jar: &CookieJar, token: &str) -> Result<Guest, Failure> {
    let found = find(web, token).await?;
    let session = held(jar, &found, web.app.clock().now()).ok_or(Failure::NotFound)?;
    let world = web.app.world().await?;
    let expert = world.registers.experts.get(&found.expert);
    let expert = expert
        .filter(|expert| !expert.retired)
        .ok_or(Failure::NotFound)?;
    let entry = world.entry("project", &found.project);
    let project = entry.and_then(|entry| entry.aggregate.project());
    let panel = project.and_then(|project| project.review.panel.as_ref());
    let stands = panel.is_some_and(|panel| {
        invited::panel(&panel.seed) == found.panel
            && panel
                .members
                .iter()
                .any(|member| member.expert == expert.id)
    });
    if !stands {
        return Err(Failure::NotFound);
    }
    Ok(Guest {
        actor: Actor {
            person: expert.person.clone(),
            name: expert.name.clone(),
            body: expert.body.clone().unwrap_or_default(),
            body_name: expert.employer.clone(),
            capacities: std::iter::once("expert".to_owned()).collect(),
            domains: std::collections::BTreeSet::new(),
        },
        csrf: session.csrf.clone(),
        project: found.project.parse().map_err(anyhow::Error::from)?,
    })
}

fn frame<'a>(guest: &'a Guest, token: &str) -> Frame<'a> {
    Frame {
        page: Page::public("专家评审意见", ""),
        actor: &guest.actor,
        csrf: &guest.csrf,
        action: format!("{ROOT}/{token}/opinion"),
        declines: format!("{ROOT}/{token}/declined"),
        back: None,
        files: format!("{ROOT}/{token}/files"),
        kept: Kept::at(
            format!("{ROOT}/{token}/draft"),
            format!("{ROOT}/{token}/opinion"),
        ),
    }
}

pub async fn opinion(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    Ask(wanted): Ask<Wanted>,
) -> Result<Response, Failure> {
    let guest = guest(&web, &jar, &token).await?;
    let opened = Opened::load_as(&web, &guest.actor, guest.project).await?;
    let project = opened.project()?;
    if project.opinion_given(&guest.actor.person) {
        return done(&opened, false);
    }
    if project.review.has_declined(&guest.actor.person) {
        return done(&opened, true);
    }
    opinion::open(&opened, frame(&guest, &token), &wanted).await
}

/// Keeps what an expert has typed so far.
pub async fn draft(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    let (guest, form) = sent(&web, &jar, &token, request).await?;
    let opened = Opened::load_as(&web, &guest.actor, guest.project).await?;
    opened.must_be_permitted(OPINION.act)?;
    let page = format!("{ROOT}/{token}/opinion");
    let desk = (OPINION, opened.id.as_str());
    let typed = (&form, opened.seen());
    kept::keep(&web, &guest.actor, desk, typed, &page, &headers).await
}

pub async fn discard_draft(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (guest, _) = sent(&web, &jar, &token, request).await?;
    let about = guest.project.to_string();
    kept::done(&web, &guest.actor, OPINION, &about).await;
    Ok(to_opinion(&token))
}

pub async fn give_opinion(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (guest, form) = sent(&web, &jar, &token, request).await?;
    let refused = opinion::send(&web, frame(&guest, &token), guest.project, &form).await?;
    Ok(refused.unwrap_or_else(|| to_opinion(&token)))
}

pub async fn decline(
    State(web): State<Web>,
    jar: CookieJar,
    At(token): At<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (guest, form) = sent(&web, &jar, &token, request).await?;
    let refused = opinion::decline(&web, frame(&guest, &token), guest.project, &form).await?;
    Ok(refused.unwrap_or_else(|| to_opinion(&token)))
}

/// Who sends a form, and the form.
async fn sent(
    web: &Web,
    jar: &CookieJar,
    token: &str,
    request: Request,
) -> Result<(Guest, Pairs), Failure> {
    let guest = guest(web, jar, token).await?;
    let form = posted::read(request, web).await?;
    if same_secret(form.first(CSRF).unwrap_or_default(), &guest.csrf) {
        Ok((guest, form))
    } else {
        Err(Failure::Forged)
    }
}

fn to_opinion(token: &str) -> Response {
    Redirect::to(&format!("{ROOT}/{token}/opinion")).into_response()
}

/// A file of the declaration under review, and no other.
pub async fn file(
    State(web): State<Web>,
    jar: CookieJar,
    At((token, sm3)): At<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let guest = guest(&web, &jar, &token).await?;
    let opened = Opened::load_as(&web, &guest.actor, guest.project).await?;
    let mut filings = opened.aggregate.filings().iter();
    if !filings.any(|filing| filing.material.is_some() && filing.holds(&sm3).is_some()) {
        return Err(Failure::NotFound);
    }
    give(&web, &guest.actor, &sm3, &headers).await
}

fn done(opened: &Opened<'_>, declined: bool) -> Result<Response, Failure> {
    let called = if declined {
        "已记录您不参加评审"
    } else {
        "评审意见已提交"
    };
    let template = Done {
        page: Page::public(called, ""),
        called,
        declined,
        title: opened.project()?.title.clone(),
    };
    Ok(html_with(StatusCode::OK, &template))
}

fn cookie(web: &Web, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(ROOT)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(web.behind_tls)
        .build()
}

fn removal(name: &'static str) -> Cookie<'static> {
    Cookie::build(name).path(ROOT).build()
}
