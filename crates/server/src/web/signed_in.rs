//! Who is asking. Pages send people without a session to sign in; the JSON API
//! answers 401. Handlers that take one of these cannot be reached without it.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, header};
use axum_extra::extract::CookieJar;
use tongchou_project::Actor;
use tongchou_store::{Account, Session};

use super::{Failure, Web};
use crate::accounts::separation::ADMINISTRATORS;
use crate::accounts::sessions;
use crate::api::ApiFailure;

pub const COOKIE: &str = "tongchou_session";

/// A person with a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub actor: Actor,
    pub account: Account,
    pub session: Session,
    pub demo: bool,
    /// How many forms were begun and not sent.
    pub drafts: u64,
    /// How many notices were not read.
    pub notices: u64,
}

impl SignedIn {
    pub(crate) async fn of(web: &Web, session: Session, account: Account) -> anyhow::Result<Self> {
        Ok(Self {
            actor: web.app.actor(&account).await?,
            account,
            session,
            demo: web.app.is_demo(),
            drafts: 0,
            notices: 0,
        })
    }

    /// One of the three administrators, who do none of the district's business.
    pub fn administers(&self) -> bool {
        ADMINISTRATORS.iter().any(|capacity| self.has(capacity))
    }

    pub fn has(&self, capacity: &str) -> bool {
        self.actor.capacities.contains(capacity)
    }
}

async fn resume(web: &Web, secret: &str) -> anyhow::Result<Option<SignedIn>> {
    let now = web.app.clock().now();
    let Some((session, account)) = sessions::resume(web.app.store(), secret, now).await? else {
        return Ok(None);
    };
    SignedIn::of(web, session, account).await.map(Some)
}

async fn from_cookie(parts: &Parts, web: &Web) -> Result<Option<SignedIn>, Failure> {
    let jar = CookieJar::from_headers(&parts.headers);
    match jar.get(COOKIE) {
        Some(cookie) => {
            let mut user = resume(web, cookie.value()).await?;
            if let Some(user) = &mut user {
                let store = web.app.store();
                user.drafts = store.draft_count(&user.actor.person).await?;
                user.notices = store.unread_notices(&user.actor.person).await?;
            }
            Ok(user)
        }
        None => Ok(None),
    }
}

impl FromRequestParts<Web> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let path = parts.uri.path();
        match from_cookie(parts, web).await? {
            Some(user)
                if user.account.must_change && path != "/password" && path != "/sign_out" =>
            {
                Err(Failure::ChangePasswordFirst)
            }
            Some(user) => Ok(user),
            None => {
                // a page with its filters; what was sent to an address is not sent again
                let whole = parts
                    .uri
                    .path_and_query()
                    .filter(|_| parts.method == Method::GET);
                Err(Failure::SignInFirst {
                    next: whole.map_or(path, PathAndQuery::as_str).to_owned(),
                })
            }
        }
    }
}

impl OptionalFromRequestParts<Web> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, Failure> {
        from_cookie(parts, web).await
    }
}

/// A program with a token of `POST /api/v1/sessions`. The cookie does not
/// count here, so that no page of another site can use the API.
#[derive(Debug, Clone)]
pub struct Api(pub SignedIn);

impl FromRequestParts<Web> for Api {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiFailure> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let Some(token) = token else {
            return Err(ApiFailure::unauthorized());
        };
        match resume(web, token.trim()).await? {
            Some(user) if user.account.must_change => Err(ApiFailure::must_change_password()),
            Some(user) => Ok(Self(user)),
            None => Err(ApiFailure::unauthorized()),
        }
    }
}
