//! The burden meter (填报负担): by unit and form, what was asked, what of it was known
//! already, what came back, and how long the answer took. Every figure is the sum of
//! the list it leads to.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::exports;
use super::listing::visible;
use super::lists::Value;
use crate::app::Sent;
use crate::format;
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

pub const KEY: &str = "burden";
/// Acts of which not all may know who did them, or that they were done.
const HIDDEN: [&str; 3] = ["refer_lead", "give_expert_opinion", "decline_expert_review"];
const SHOWN: usize = 100;

#[derive(Debug, Template)]
#[template(path = "burden/show.html")]
struct Show {
    page: Page,
    /// What the filters are called; empty where all is asked for.
    chosen: String,
    query: String,
    total: Sum,
    by_form: Vec<Group>,
    by_body: Vec<Group>,
    lines: Vec<Line>,
    bodies: Vec<Choice>,
    acts: Vec<Choice>,
}

#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// What forms come to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sum {
    sent: usize,
    fields: usize,
    filled: usize,
    prefilled: usize,
    repeated: usize,
    materials: usize,
    files: usize,
    returned: usize,
    answered: usize,
    days: i64,
}

impl Sum {
    fn add(&mut self, sent: &Sent) {
        self.sent += 1;
        self.fields += usize::from(sent.fields);
        self.filled += usize::from(sent.filled);
        self.prefilled += usize::from(sent.prefilled);
        self.repeated += sent.repeated.len();
        self.materials += usize::from(sent.materials);
        self.files += usize::from(sent.files);
        self.returned += usize::from(sent.returned);
        self.answered += usize::from(sent.days.is_some());
        self.days += sent.days.unwrap_or(0);
    }

    fn mean(&self) -> String {
        let answered = i64::try_from(self.answered).unwrap_or(i64::MAX);
        if answered == 0 {
            return String::new();
        }
        // rounded to the nearest day
        format!("{}", (self.days * 2 + answered) / (answered * 2))
    }
}

#[derive(Debug)]
struct Group {
    label: String,
    href: String,
    sum: Sum,
}

#[derive(Debug)]
struct Line {
    project: String,
    title: String,
    href: String,
    act: String,
    body: String,
    on: String,
    sent: Sent,
}

/// What is asked for, of what its reader may see.
struct Found {
    all: Vec<Line>,
    body: String,
    act: String,
}

async fn find(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Found, Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let entries = visible(&web.app, &user.actor).await?;
    let titles: HashMap<&str, &str> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.title.as_str()))
        .collect();
    let law = web.app.law().on(web.app.clock().today());
    let sent = web.app.burden(&entries).await?;
    let all = sent.iter().flat_map(|sent| sent.iter());
    let lines = all.filter_map(|sent| {
        let title = titles.get(&*sent.project)?;
        if HIDDEN.contains(&sent.act) {
            return None;
        }
        let act = law.act(sent.act);
        Some(Line {
            project: sent.project.to_string(),
            title: (*title).to_owned(),
            href: format!(
                "/projects/{}/sections/record?event={}",
                sent.project, sent.position
            ),
            act: act.map_or_else(|| sent.act.to_owned(), |act| act.title.clone()),
            body: sent.body_name.to_string(),
            on: format::day(sent.on),
            sent: sent.clone(),
        })
    });
    let mut all: Vec<Line> = lines.collect();
    all.sort_by_key(|line| line.sent.position);
    Ok(Found {
        all,
        body: pairs.filled("body").unwrap_or_default().to_owned(),
        act: pairs.filled("act").unwrap_or_default().to_owned(),
    })
}

impl Found {
    fn asked(&self) -> impl Iterator<Item = &Line> {
        self.all
            .iter()
            .filter(|line| line.fits(&self.body, &self.act))
    }
}

impl Line {
    /// Of a body and a form, where such are asked for.
    fn fits(&self, body: &str, act: &str) -> bool {
        (body.is_empty() || *self.sent.body == *body) && (act.is_empty() || self.sent.act == act)
    }
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let mut found = find(&web, &user, &pairs).await?;
    let mut total = Sum::default();
    found.asked().for_each(|line| total.add(&line.sent));
    let (body, act) = (found.body.clone(), found.act.clone());
    let by_form = groups(
        found.asked(),
        |line| (line.sent.act, &line.act),
        |key| href(&body, key),
    );
    let by_body = groups(
        found.asked(),
        |line| (&*line.sent.body, &line.body),
        |key| href(key, &act),
    );
    let bodies = choices(&found.all, &body, |line| (&*line.sent.body, &line.body));
    let acts = choices(&found.all, &act, |line| (line.sent.act, &line.act));
    let chosen: Vec<&str> = bodies
        .iter()
        .chain(&acts)
        .filter(|choice| choice.chosen)
        .map(|choice| choice.label.as_str())
        .collect();
    let chosen = chosen.join(" · ");
    found.all.retain(|line| line.fits(&body, &act));
    found.all.reverse();
    found.all.truncate(SHOWN);
    Ok(html(&Show {
        page: Page::of(&user, "填报负担", "/overview"),
        query: query(&body, &act),
        chosen,
        total,
        by_form,
        by_body,
        lines: found.all,
        bodies,
        acts,
    }))
}

fn query(body: &str, act: &str) -> String {
    address::query([("body", body), ("act", act)])
}

fn href(body: &str, act: &str) -> String {
    format!("/burden?{}", query(body, act))
}

fn groups<'a>(
    lines: impl Iterator<Item = &'a Line>,
    key: impl Fn(&'a Line) -> (&'a str, &'a str),
    href: impl Fn(&str) -> String,
) -> Vec<Group> {
    let mut sums: BTreeMap<&str, (&str, Sum)> = BTreeMap::new();
    for line in lines {
        let (key, label) = key(line);
        let sum = sums.entry(key).or_insert((label, Sum::default()));
        sum.1.add(&line.sent);
    }
    let group = |(key, (label, sum)): (&str, (&str, Sum))| Group {
        label: label.to_owned(),
        href: href(key),
        sum,
    };
    let mut groups: Vec<Group> = sums.into_iter().map(group).collect();
    groups.sort_by(|a, b| b.sum.fields.cmp(&a.sum.fields).then(a.label.cmp(&b.label)));
    groups
}

fn choices<'a>(
    lines: &'a [Line],
    chosen: &str,
    key: impl Fn(&'a Line) -> (&'a str, &'a str),
) -> Vec<Choice> {
    let known: BTreeMap<&str, &str> = lines.iter().map(key).collect();
    let choice = |(value, label): (&str, &str)| Choice {
        chosen: value == chosen,
        value: value.to_owned(),
        label: label.to_owned(),
    };
    known.into_iter().map(choice).collect()
}

const HEADS: [&str; 14] = [
    "日期",
    "项目",
    "事项",
    "办理单位",
    "栏目",
    "实填",
    "系统已预填",
    "重复填报",
    "重复填报的栏目",
    "材料栏目",
    "提交文件",
    "退回补正",
    "答复天数",
    "日志编号",
];

/// The same list as a workbook, whole.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let found = find(web, user, pairs).await?;
    let figure = |number: u16| Value::Figure(i64::from(number));
    let rows = found.asked().map(|line| {
        let sent = &line.sent;
        [
            Value::Day(sent.on),
            Value::text(line.title.clone()),
            Value::text(line.act.clone()),
            Value::text(line.body.clone()),
            figure(sent.fields),
            figure(sent.filled),
            figure(sent.prefilled),
            Value::Figure(i64::try_from(sent.repeated.len()).unwrap_or(i64::MAX)),
            Value::text(sent.repeated.join("、")),
            figure(sent.materials),
            figure(sent.files),
            Value::text(if sent.returned { "是" } else { "" }),
            sent.days.map_or(Value::Nothing, Value::Figure),
            Value::Figure(i64::try_from(sent.position).unwrap_or(i64::MAX)),
        ]
    });
    let rows = rows.collect();
    exports::table(web, "填报负担".to_owned(), KEY, HEADS.to_vec(), rows).await
}
