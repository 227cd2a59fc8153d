//! The frame around every page: title, who is signed in, where one can go.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Failure, SignedIn};

/// What the layout needs.
#[derive(Debug)]
pub struct Page {
    pub title: String,
    pub user: Option<User>,
    pub links: Vec<Link>,
    pub demo: bool,
}

#[derive(Debug)]
pub struct User {
    pub name: String,
    pub body: String,
    pub csrf: String,
}

#[derive(Debug)]
pub struct Link {
    pub href: &'static str,
    pub label: &'static str,
    pub here: bool,
}

const EVERYBODYS: [(&str, &str); 3] = [
    ("/regulation", "办法条文"),
    ("/public/notices", "公开通报"),
    ("/log", "日志校验"),
];

impl Page {
    pub fn of(user: &SignedIn, title: impl Into<String>, here: &str) -> Self {
        let mut links = vec![("/", "我的工作")];
        if user.administers() {
            links = vec![("/people", "单位与账号")];
        } else {
            links.push(("/projects", "项目"));
            if crate::pages::desks::any(user) {
                links.push(("/desks", "业务台"));
            }
            links.push(("/registers/design", "登记簿"));
        }
        links.extend(EVERYBODYS);
        Self {
            title: title.into(),
            user: Some(User {
                name: user.actor.name.clone(),
                body: user.actor.body_name.clone(),
                csrf: user.session.csrf.clone(),
            }),
            links: marked(links, here),
            demo: user.demo,
        }
    }

    /// A page for people who are not signed in.
    pub fn public(title: impl Into<String>, here: &str) -> Self {
        Self {
            title: title.into(),
            user: None,
            links: marked(EVERYBODYS.to_vec(), here),
            demo: false,
        }
    }

    /// For pages that anyone may read.
    pub fn for_anyone(user: Option<&SignedIn>, title: &str, here: &str) -> Self {
        match user {
            Some(user) => Self::of(user, title, here),
            None => Self::public(title, here),
        }
    }
}

fn marked(links: Vec<(&'static str, &'static str)>, here: &str) -> Vec<Link> {
    links
        .into_iter()
        .map(|(href, label)| Link {
            href,
            label,
            here: href == here,
        })
        .collect()
}

pub fn html(template: &impl Template) -> Response {
    html_with(StatusCode::OK, template)
}

pub fn html_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (status, kind, text).into_response()
        }
        Err(error) => Failure::from(anyhow::Error::from(error)).into_response(),
    }
}
