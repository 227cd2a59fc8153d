//! The frame around every page: title, who is signed in, where one can go.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Failure, SignedIn};
use crate::pages::assets;

/// What the layout needs.
#[derive(Debug)]
pub struct Page {
    pub title: String,
    pub user: Option<User>,
    pub links: Vec<Link>,
    pub demo: bool,
    /// What stands in the box for quick searches.
    pub sought: String,
}

#[derive(Debug)]
pub struct User {
    pub name: String,
    pub body: String,
    pub csrf: String,
    pub drafts: u64,
    pub notices: u64,
    /// Has lists to search in.
    pub searches: bool,
}

#[derive(Debug)]
pub struct Link {
    pub href: &'static str,
    pub label: &'static str,
    pub here: bool,
}

const NOTICES: &str = "/public/notices";
const EVERYBODYS: [(&str, &str); 4] = [
    ("/regulation", "办法"),
    ("/simulator", "试算"),
    (NOTICES, "公开通报"),
    ("/log", "日志"),
];

/// Whose work has nothing to do with consultations: for them the register of
/// meetings is enough.
const WITHOUT_MEETINGS: [&str; 3] = ["project_unit", "expert", "agency"];

/// Bodies that supervise (article 31).
const SUPERVISORS: [&str; 5] = ["bureau", "finance", "audit", "cyberspace", "cryptography"];

/// Whose work is the whole district; others find the page from their start page.
const LEADS: [&str; 5] = ["government", "leading_group", "bureau", "finance", "audit"];

impl Page {
    pub fn of(user: &SignedIn, title: impl Into<String>, here: &str) -> Self {
        Self {
            title: title.into(),
            user: Some(User {
                name: user.actor.name.clone(),
                body: user.actor.body_name.clone(),
                csrf: user.session.csrf.clone(),
                drafts: user.drafts,
                notices: user.notices,
                searches: !user.administers(),
            }),
            links: marked(links_of(user), here),
            demo: user.demo,
            sought: String::new(),
        }
    }

    /// A page for people who are not signed in.
    pub fn public(title: impl Into<String>, here: &str) -> Self {
        Self {
            title: title.into(),
            user: None,
            links: marked(EVERYBODYS.to_vec(), here),
            demo: false,
            sought: String::new(),
        }
    }

    /// For pages that anyone may read.
    pub fn for_anyone(user: Option<&SignedIn>, title: &str, here: &str) -> Self {
        match user {
            Some(user) => Self::of(user, title, here),
            None => Self::public(title, here),
        }
    }

    /// The address of a sheet or a script, for the layout.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// Where one's work is: what a capacity never needs is not in its way.
fn links_of(user: &SignedIn) -> Vec<(&'static str, &'static str)> {
    let mut links = Vec::new();
    if user.administers() {
        links.push(("/people", "管理"));
        if user.has("system_admin") {
            links.push(("/operations", "运行情况"));
        }
    } else {
        links.extend([("/", "工作台"), ("/projects", "项目")]);
        let leads = |held: &String| LEADS.contains(&held.as_str());
        if user.actor.capacities.iter().any(leads) {
            links.push(("/overview", "概览"));
        }
        links.push(("/duties", "期限"));
        let supervises = |held: &String| SUPERVISORS.contains(&held.as_str());
        if user.actor.capacities.iter().any(supervises) {
            links.push(("/findings", "监督"));
        }
        if crate::pages::desks::any(user) {
            links.push(("/desks", "业务台"));
        }
        links.push(("/registers/design", "登记簿"));
        let capacities = &user.actor.capacities;
        if capacities
            .iter()
            .any(|held| !WITHOUT_MEETINGS.contains(&held.as_str()))
        {
            links.push(("/reviews", "审查"));
            links.push(("/registers/meeting", "会商"));
        }
    }
    // those who supervise have the public notices beside what they supervise
    let beside = links.iter().any(|(href, _)| *href == "/findings");
    let known = EVERYBODYS.into_iter();
    links.extend(known.filter(|(href, _)| !(beside && *href == NOTICES)));
    links
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
            (status, kind, super::cited::link(&text)).into_response()
        }
        Err(error) => Failure::from(anyhow::Error::from(error)).into_response(),
    }
}
