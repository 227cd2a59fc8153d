//! Lists as one person wants to see them again: a name for what an address asks
//! for. Kept for that person alone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tongchou_project::secrecy::carries_mark;
use tongchou_store::View;

use super::lists::{self, Shape};
use crate::forms::Pairs;
use crate::web::page::html_with;
use crate::web::{At, Failure, Page, Posted, Web, address};

/// More would be no help to find one.
const MOST: i64 = 30;
const LONGEST_NAME: usize = 20;
const LONGEST_QUERY: usize = 2000;

/// The same form again, with what was typed and what is wrong with it.
#[derive(Debug, Template)]
#[template(path = "views/new.html")]
struct New {
    page: Page,
    list: Shape,
    csrf: String,
    says: String,
    name: String,
    query: String,
    back: String,
}

pub async fn create(
    State(web): State<Web>,
    At(list): At<String>,
    Posted { user, form }: Posted,
) -> Result<Response, Failure> {
    let list = lists::shape_of(&list).ok_or(Failure::NotFound)?;
    let query = asked(form.first("query").unwrap_or_default());
    let name = form.filled("name").unwrap_or_default().to_owned();
    let mut fault = fault(&name, &query);
    if fault.is_none() {
        let view = View {
            name: name.clone(),
            query: query.clone(),
        };
        let store = web.app.store();
        let kept = store
            .put_view(&user.account.name, &list.key, &view, MOST)
            .await?;
        if !kept {
            fault = Some(Fault::Plain(format!(
                "每个列表最多保存{MOST}个视图，请先删除不用的。"
            )));
        }
    }
    let Some(fault) = fault else {
        let back = address::with(&list.path, &query);
        return Ok(Redirect::to(&back).into_response());
    };
    let (says, name, query) = match fault {
        Fault::Plain(says) => (says, name, query),
        // what is marked is not repeated
        Fault::Marked => (
            "内容含有国家秘密标志，未予保存；涉密内容不得在本系统处理（第六条）。".to_owned(),
            String::new(),
            String::new(),
        ),
    };
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &New {
            page: Page::of(&user, "保存视图", &list.path),
            csrf: user.session.csrf.clone(),
            back: address::with(&list.path, &query),
            list,
            says,
            name,
            query,
        },
    ))
}

pub async fn remove(
    State(web): State<Web>,
    At(list): At<String>,
    Posted { user, form }: Posted,
) -> Result<Response, Failure> {
    let list = lists::shape_of(&list).ok_or(Failure::NotFound)?;
    let name = form.filled("name").unwrap_or_default();
    let store = web.app.store();
    store.drop_view(&user.account.name, &list.key, name).await?;
    Ok(Redirect::to(&list.path).into_response())
}

enum Fault {
    Plain(String),
    Marked,
}

fn fault(name: &str, query: &str) -> Option<Fault> {
    let values = Pairs::decode(query.as_bytes()).unwrap_or_default();
    let marked = |text: &str| carries_mark(text);
    if marked(name)
        || values
            .iter()
            .any(|(key, value)| marked(key) || marked(value))
    {
        return Some(Fault::Marked);
    }
    if name.is_empty() {
        return Some(Fault::Plain("请填写视图名称。".to_owned()));
    }
    if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Some(Fault::Plain(format!(
            "视图名称不超过{LONGEST_NAME}个字，不能换行。"
        )));
    }
    if query.len() > LONGEST_QUERY {
        return Some(Fault::Plain(
            "筛选条件过长，请减少条件后再保存。".to_owned(),
        ));
    }
    None
}

/// The address written anew, so that nothing else than an address is kept.
fn asked(query: &str) -> String {
    let pairs = Pairs::decode(query.as_bytes()).unwrap_or_default();
    address::query(pairs.iter())
}
