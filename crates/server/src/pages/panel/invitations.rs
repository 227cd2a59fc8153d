//! Inviting an expert who has no account: a link and a code, shown once, handed
//! over by two different ways; revoked at will. Both only by those who run the
//! review.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use tongchou_project::state::Declined;
use tongchou_store::Invitation;
use uuid::Uuid;

use super::lay_out;
use crate::accounts::invitations::{self as invited, For};
use crate::accounts::notes::{self, By};
use crate::format;
use crate::pages::opened::Opened;
use crate::web::{At, Failure, Posted, Web};

/// A member with what is known of their opinion and their invitation.
#[derive(Debug)]
pub struct Line {
    pub expert: String,
    pub name: String,
    pub employer: String,
    pub given: bool,
    /// Why there will be no opinion: how it is called, and what the expert said.
    pub declined: Option<(&'static str, String)>,
    pub has_account: bool,
    /// The invitation that counts: id, how it stands, until when.
    pub invitation: Option<Stands>,
}

#[derive(Debug)]
pub struct Stands {
    pub id: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub until: String,
    pub revocable: bool,
}

/// What was just made, for the one time that it can be shown.
#[derive(Debug)]
pub struct Handed {
    pub name: String,
    pub path: String,
    pub code: String,
    pub until: String,
}

pub async fn lines(opened: &Opened<'_>, runs: bool) -> Result<Vec<Line>, Failure> {
    let project = opened.project()?;
    let Some(panel) = &project.review.panel else {
        return Ok(Vec::new());
    };
    let sent = if runs {
        opened.web.app.store().invitations(&opened.id).await?
    } else {
        Vec::new()
    };
    let seed = invited::panel(&panel.seed);
    let now = opened.web.app.clock().now();
    let of = |expert: &str| {
        let mut found = sent.iter().rev();
        let found = found.find(|each| each.expert == expert && each.panel == seed);
        found.map(|found| stands(found, now))
    };
    let members = panel.members.iter();
    Ok(members
        .map(|member| {
            let expert = opened.world.registers.experts.get(&member.expert);
            Line {
                expert: member.expert.clone(),
                name: member.name.clone(),
                employer: expert
                    .map(|expert| expert.employer.clone())
                    .unwrap_or_default(),
                given: project.opinion_given(&member.person),
                declined: project.review.declined_by(&member.expert).map(declined),
                has_account: expert.is_some_and(tongchou_project::registers::Expert::has_account),
                invitation: of(&member.expert),
            }
        })
        .collect())
}

fn declined(said: &Declined) -> (&'static str, String) {
    let called = if said.is_interest() {
        "申请回避"
    } else {
        "不能参加"
    };
    (called, said.reason.clone())
}

fn stands(found: &Invitation, now: jiff::Timestamp) -> Stands {
    let ended = invited::ended(found, now);
    let session = found.session.as_ref();
    let working = session.is_some_and(|session| session.expires_at > now);
    Stands {
        id: found.id.clone(),
        state: ended.unwrap_or("已发出，未使用"),
        tone: match ended {
            None => "live",
            Some(_) if working => "good",
            Some(_) => "wait",
        },
        until: format::moment(found.expires_at),
        revocable: ended.is_none() || working,
    }
}

/// Who runs the review goes on.
async fn open<'a>(web: &'a Web, posted: &'a Posted, id: Uuid) -> Result<Opened<'a>, Failure> {
    let opened = Opened::load(web, &posted.user, id).await?;
    opened.must_be_permitted("draw_panel")?;
    Ok(opened)
}

pub async fn create(
    State(web): State<Web>,
    At(id): At<Uuid>,
    posted: Posted,
) -> Result<Response, Failure> {
    let opened = open(&web, &posted, id).await?;
    let project = opened.project()?;
    let wanted = posted.form.filled("expert").unwrap_or_default();
    let panel = project.review.panel.as_ref();
    let member = panel.and_then(|panel| {
        let mut members = panel.members.iter();
        members.find(|member| member.expert == wanted)
    });
    let (Some(panel), Some(member)) = (panel, member) else {
        return Err(Failure::BadRequest("所选专家不在本项目的专家组中。"));
    };
    if project.opinion_given(&member.person)
        || project.review.declined_by(&member.expert).is_some()
        || project.review.experts.is_some()
    {
        return Err(Failure::BadRequest(
            "该专家已提交意见、已申请回避或者不能参加，或者评审已有结论，无须邀请。",
        ));
    }
    // sent once more by a page that was loaded anew: what it made has been shown
    let before = posted.form.first("before").unwrap_or_default();
    let lines = lines(&opened, true).await?;
    let line = lines.iter().find(|line| line.expert == wanted);
    let last = line.and_then(|line| line.invitation.as_ref());
    if last.map_or("", |last| last.id.as_str()) != before {
        return Err(Failure::BadRequest(
            "这份邀请已经生成，链接和邀请码只显示一次；需要另发的，请回到专家评审页重新生成。",
        ));
    }
    let to = For {
        project: &opened.id,
        seed: &panel.seed,
        expert: &member.expert,
        invited_by: &posted.user.actor.person,
    };
    let sent = invited::send(web.app.store(), to, web.app.clock().now()).await?;
    let about = json!({ "project": opened.id, "expert": member.expert });
    notes::note(
        &web.app,
        "expert_invited",
        By::actor(&posted.user.actor),
        about,
    )
    .await;
    let handed = Handed {
        name: member.name.clone(),
        path: format!("/invitations/{}", sent.token),
        code: sent.code,
        until: format::moment(sent.expires_at),
    };
    lay_out(&opened, &posted.user, Some(handed), false).await
}

pub async fn revoke(
    State(web): State<Web>,
    At((id, invitation)): At<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let opened = open(&web, &posted, id).await?;
    let (now, invitation) = (web.app.clock().now(), invitation.to_string());
    let store = web.app.store();
    if !store
        .revoke_invitation(&opened.id, &invitation, now)
        .await?
    {
        return Err(Failure::NotFound);
    }
    let about = json!({ "project": opened.id, "invitation": invitation });
    let by = By::actor(&posted.user.actor);
    notes::note(&web.app, "invitation_revoked", by, about).await;
    Ok(Redirect::to(&format!("{}/panel", opened.home())).into_response())
}
