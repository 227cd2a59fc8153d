//! The list of projects, and registering a new one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tongchou_project::Stage;

use super::listing::{self, Filter, Listed};
use crate::app::may_create;
use crate::web::{Ask, Failure, Page, SignedIn, Web, html};

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    text: Option<String>,
    stage: Option<String>,
    unit: Option<String>,
    page: Option<usize>,
}

#[derive(Debug, Template)]
#[template(path = "projects/index.html")]
struct Index {
    page: Page,
    filter: Filter,
    stages: Vec<(&'static str, &'static str)>,
    listed: Listed,
    before: Option<String>,
    after: Option<String>,
    may_register: bool,
}

pub async fn index(
    State(web): State<Web>,
    user: SignedIn,
    Ask(asked): Ask<Asked>,
) -> Result<Response, Failure> {
    let filter = Filter {
        text: asked.text.unwrap_or_default(),
        stage: asked.stage.unwrap_or_default(),
        unit: asked.unit.unwrap_or_default(),
    };
    let listed = listing::projects(&web.app, &user.actor, &filter, asked.page.unwrap_or(1)).await?;
    let world = web.app.world().await?;
    let may_register = web.app.with_env(&world, &user.actor, "", |env| {
        may_create("register_project", env, &web.app.who_may(env.regulation))
    })?;
    let link = |page: usize| address(&filter, page);
    Ok(html(&Index {
        page: Page::of(&user, "项目", "/projects"),
        stages: Stage::ALL
            .iter()
            .map(|stage| (stage.key(), stage.label()))
            .collect(),
        before: (listed.page > 1).then(|| link(listed.page - 1)),
        after: (listed.page < listed.pages).then(|| link(listed.page + 1)),
        may_register,
        listed,
        filter,
    }))
}

fn address(filter: &Filter, page: usize) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    format!(
        "/projects?text={}&stage={}&unit={}&page={page}",
        encode(&filter.text),
        encode(&filter.stage),
        encode(&filter.unit)
    )
}
