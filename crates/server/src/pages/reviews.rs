//! The projects under review, by the step they wait at, each with the way to the
//! desk where that step is done. It shows what its reader may see, and no more.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::{Project, Stage};

use super::lists::Value;
use super::{exports, listing};
use crate::app::{Entry, WhoMay};
use crate::format::{self, Amount};
use crate::web::{Failure, Page, SignedIn, Web, html};

/// The name of the list, where lists are taken away.
pub const KEY: &str = "reviews";

const HEADS: [&str; 7] = [
    "环节",
    "依据",
    "项目",
    "项目单位",
    "申报投资",
    "最近办理",
    "情况",
];

#[derive(Debug, Template)]
#[template(path = "review/index.html")]
struct Index {
    page: Page,
    steps: Vec<Step>,
    may_meet: bool,
    may_decide: bool,
}

#[derive(Debug)]
struct Step {
    key: &'static str,
    title: &'static str,
    article: &'static str,
    /// The words on the way to the desk, for who runs the step.
    desk: &'static str,
    rows: Vec<Row>,
    more: usize,
}

impl Row {
    fn since(&self) -> String {
        format::day_text(&self.changed_on)
    }
}

#[derive(Debug)]
struct Row {
    title: String,
    home: String,
    unit: String,
    amount: Amount,
    /// ISO day.
    changed_on: String,
    /// What is told beside it: opinions that are lacking, returns so far.
    told: String,
    href: Option<String>,
}

/// Rows shown of one step; the rest are in the list of projects.
const SHOWN: usize = 50;

struct Kind {
    stage: Stage,
    title: &'static str,
    article: &'static str,
    desk: &'static str,
    act: &'static str,
    page: &'static str,
}

const KINDS: [Kind; 6] = [
    Kind {
        stage: Stage::Declared,
        title: "待初审",
        article: "第十五条",
        desk: "初审",
        act: "conclude_preliminary_review",
        page: "review",
    },
    Kind {
        stage: Stage::PreliminaryReview,
        title: "待抽取专家",
        article: "第十四条",
        desk: "抽取专家",
        act: "draw_panel",
        page: "panel",
    },
    Kind {
        stage: Stage::ExpertReview,
        title: "专家评审中",
        article: "第十四条",
        desk: "专家组",
        act: "",
        page: "panel",
    },
    Kind {
        stage: Stage::Consultation,
        title: "待统筹会商",
        article: "第十五条",
        desk: "审查材料",
        act: "",
        page: "dossier",
    },
    Kind {
        stage: Stage::AwaitingDecision,
        title: "待区政府决策",
        article: "第十五条",
        desk: "审查材料",
        act: "",
        page: "dossier",
    },
    Kind {
        stage: Stage::Approved,
        title: "待出具审查意见函",
        article: "第十六条",
        desk: "拟函",
        act: "issue_opinion_letter",
        page: "letter/new",
    },
];

pub async fn index(State(web): State<Web>, user: SignedIn) -> Result<Response, Failure> {
    let who = who_may(&web, &user).await?;
    Ok(html(&Index {
        page: Page::of(&user, "审查", "/reviews"),
        steps: steps(&web, &user, &who, SHOWN).await?,
        may_meet: may(&who, &user, "schedule_meeting"),
        may_decide: may(&who, &user, "decide_project"),
    }))
}

/// Every project under review, step by step, as a workbook.
pub async fn export(web: &Web, user: &SignedIn) -> Result<Response, Failure> {
    let who = who_may(web, user).await?;
    let steps = steps(web, user, &who, usize::MAX).await?;
    let rows = steps.into_iter().flat_map(|step| {
        let rows = step.rows.into_iter();
        rows.map(move |row| {
            [
                Value::text(step.title),
                Value::text(step.article),
                Value::text(row.title),
                Value::text(row.unit),
                Value::Money(row.amount.fen),
                Value::day(row.changed_on.parse().ok()),
                Value::text(row.told),
            ]
        })
    });
    exports::table(web, "审查".to_owned(), KEY, HEADS.to_vec(), rows.collect()).await
}

async fn who_may(web: &Web, user: &SignedIn) -> Result<Arc<WhoMay>, Failure> {
    let world = web.app.world().await?;
    let who = web.app.with_env(&world, &user.actor, "", |env| {
        web.app.who_may(env.regulation)
    });
    Ok(who?)
}

fn may(who: &WhoMay, user: &SignedIn, act: &str) -> bool {
    let permitted = who.get(act).into_iter().flatten();
    permitted.copied().any(|word| user.has(word))
}

/// The steps, each with so many of its projects at most, the longest waiting first.
async fn steps(
    web: &Web,
    user: &SignedIn,
    who: &WhoMay,
    most: usize,
) -> Result<Vec<Step>, Failure> {
    let seen = listing::visible(&web.app, &user.actor).await?;
    let runs_review = may(who, user, "draw_panel");
    let step = |kind: &Kind| {
        let here = seen.iter();
        let waiting: Vec<&Arc<Entry>> = here
            .filter(|entry| entry.stage == kind.stage.key())
            .collect();
        let opens = kind.act.is_empty() || may(who, user, kind.act);
        let longest = waiting.iter().rev().take(most);
        Step {
            key: kind.stage.key(),
            title: kind.title,
            article: kind.article,
            desk: kind.desk,
            more: waiting.len().saturating_sub(most),
            rows: longest
                .filter_map(|entry| row(entry, kind, opens, runs_review))
                .collect(),
        }
    };
    Ok(KINDS.iter().map(step).collect())
}

fn row(entry: &Entry, kind: &Kind, may: bool, runs_review: bool) -> Option<Row> {
    let project = entry.aggregate.project()?;
    let home = format!("/projects/{}", entry.id);
    Some(Row {
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        amount: Amount::of(project.total_amount()),
        changed_on: entry.changed_on.clone(),
        told: told(project, runs_review),
        href: may.then(|| format!("{home}/{}", kind.page)),
        home,
    })
}

/// Who declined is told to those alone who run the review.
fn told(project: &Project, runs_review: bool) -> String {
    let mut told = Vec::new();
    if project.review.panel.is_some() && project.review.experts.is_none() {
        let (awaited, replaced) = (
            project.opinions_awaited().len(),
            project.to_be_replaced().len(),
        );
        let (awaited, replaced) = if runs_review {
            (awaited, replaced)
        } else {
            (awaited + replaced, 0)
        };
        if awaited > 0 {
            told.push(format!("还差{awaited}人的意见"));
        }
        if replaced > 0 {
            told.push(format!("{replaced}人申请回避，待替换"));
        }
        if awaited + replaced == 0 {
            told.push("意见已交齐".to_owned());
        }
    }
    match project.declaration.returns.len() {
        0 => {}
        returns => told.push(format!("退回过{returns}次")),
    }
    told.join("，")
}
