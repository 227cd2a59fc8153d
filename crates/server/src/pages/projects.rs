//! The list of projects, and the way to register a new one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::lists::{Empty, Table, projects::LIST};
use crate::app::may_create;
use crate::web::{Failure, Page, Queried, SignedIn, Web, html};

#[derive(Debug, Template)]
#[template(path = "projects/index.html")]
struct Index {
    page: Page,
    table: Table,
    may_register: bool,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let world = web.app.world().await?;
    let may_register = web.app.with_env(&world, &user.actor, "", |env| {
        may_create("register_project", env, &web.app.who_may(env.regulation))
    })?;
    let empty = Empty {
        says: if may_register {
            "本单位还没有项目。先登记项目，再补充申报内容和材料。".to_owned()
        } else {
            "还没有您可以查看的项目。".to_owned()
        },
        link: may_register.then(|| ("登记项目".to_owned(), "/projects/new".to_owned())),
    };
    Ok(html(&Index {
        page: Page::of(&user, "项目", "/projects"),
        table: Table::of(&web, &user, &LIST, pairs, empty).await?,
        may_register,
    }))
}
