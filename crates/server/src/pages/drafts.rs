//! A person's own drafts: what was begun and not sent, to go on with or to
//! throw away. Nobody else sees them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_store::Draft;
use uuid::Uuid;

use super::acts::Target;
use super::kept;
use crate::app::World;
use crate::format;
use crate::web::page::html;
use crate::web::{Failure, Page, SignedIn, Web};

#[derive(Debug, Template)]
#[template(path = "drafts/index.html")]
struct Index {
    page: Page,
    csrf: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    title: String,
    about: String,
    saved_at: String,
    /// Where it is gone on with, and thrown away.
    href: String,
    discard: String,
}

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let mut rows = Vec::new();
    for draft in web.app.store().drafts_of(&user.actor.person).await? {
        rows.extend(row(&web, &user, &world, &draft).await?);
    }
    Ok(html(&Index {
        page: Page::of(&user, "我的草稿", "/drafts"),
        csrf: user.session.csrf.clone(),
        rows,
    }))
}

/// None where what it is about is not open to its person any more.
async fn row(
    web: &Web,
    user: &SignedIn,
    world: &World,
    draft: &Draft,
) -> Result<Option<Row>, Failure> {
    if draft.key.kind == kept::KIND {
        return Ok(of_desk(user, web, world, draft).await);
    }
    let Some(target) = Target::of_draft(&draft.key) else {
        return Ok(None);
    };
    let loaded = match target.load(web, user).await {
        Ok(loaded) => loaded,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let on = web.app.clock().today();
    let act = web.app.law().on(on).act(target.spec.key);
    let about = target.about(&loaded, world);
    Ok(Some(Row {
        title: act.map_or_else(String::new, |act| act.title.clone()),
        about: about.unwrap_or_else(|| "（新办）".to_owned()),
        saved_at: format::moment(draft.saved_at),
        discard: format!("{}/draft/discard", target.action()),
        href: target.action(),
    }))
}

/// The draft of a desk's own form, where its subject is still open to its person.
async fn of_desk(user: &SignedIn, web: &Web, world: &World, draft: &Draft) -> Option<Row> {
    let desk = kept::Desk::of(&draft.key.act)?;
    let about = &draft.key.subject;
    let title = match Uuid::parse_str(about) {
        Ok(id) => {
            let kind = if desk == kept::MEETING {
                "meeting"
            } else {
                "project"
            };
            web.app.load(&user.actor, kind, id).await.ok()?;
            world.title_of(about)?
        }
        Err(_) => "全部待办项目".to_owned(),
    };
    Some(Row {
        title: desk.title.to_owned(),
        about: title,
        saved_at: format::moment(draft.saved_at),
        href: desk.address(about),
        discard: format!("{}/discard", desk.drafts(about)),
    })
}
