//! What the program proposes and what people made of it, over all projects that the
//! reader may see: proposals where the reader may see those, decided ones wherever the
//! project is seen. The regulation finds them; this page filters and shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use rayon::prelude::*;
use tongchou_project::state::Proposal;

use super::exports;
use super::lists::Value;
use super::project::findings::{cited, facts, followed};
use crate::app::Entry;
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

/// The name of the list, where lists are taken away.
pub const KEY: &str = "finding";

const SIZE: usize = 50;

const STATES: [(&str, &str, &str); 4] = [
    ("open", "待核实", "wait"),
    ("confirmed", "查实", "bad"),
    ("set_aside", "不作为问题", "good"),
    ("all", "全部", ""),
];

#[derive(Debug, Clone, Default)]
struct Asked {
    state: String,
    kind: String,
    unit: String,
    text: String,
    page: usize,
}

/// One finding of one project.
#[derive(Debug, Clone)]
struct Line {
    project: String,
    id: String,
    unit: String,
    unit_id: String,
    kind: String,
    title: String,
    says: String,
    cited: String,
    facts: String,
    since: Date,
    state: &'static str,
    label: &'static str,
    tone: &'static str,
    reason: String,
    by: String,
    on: Option<Date>,
    followed: String,
    /// Address of the forms that decide on it, without the act.
    form: Option<String>,
}

#[derive(Debug, Default)]
struct Found {
    lines: Vec<Line>,
    units: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "findings/show.html")]
struct Show {
    page: Page,
    asked: Asked,
    states: Vec<(&'static str, &'static str)>,
    kinds: Vec<(String, String)>,
    units: Vec<(String, String)>,
    lines: Vec<Line>,
    total: usize,
    number: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
    export: String,
    /// Whether the reader may see proposals on any project.
    decides: bool,
}

impl Asked {
    fn read(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.filled(key).unwrap_or_default().to_owned();
        Self {
            state: get("state"),
            kind: get("kind"),
            unit: get("unit"),
            text: get("text").chars().take(100).collect(),
            page: get("page").parse().unwrap_or(1).max(1),
        }
    }

    fn state(&self) -> &'static str {
        let mut known = STATES.iter().map(|(key, ..)| *key);
        known.find(|key| *key == self.state).unwrap_or("open")
    }

    fn query(&self, page: usize) -> String {
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let pairs = [
            ("state", self.state.as_str()),
            ("kind", &self.kind),
            ("unit", &self.unit),
            ("text", &self.text),
            ("page", &page),
        ];
        address::query(pairs.into_iter().filter(|(_, value)| !value.is_empty()))
    }

    fn keeps(&self, line: &Line) -> bool {
        let text = self.text.to_lowercase();
        let state = self.state();
        (state == "all" || line.state == state)
            && (self.kind.is_empty() || line.kind == self.kind)
            && (self.unit.is_empty() || line.unit_id == self.unit)
            && (text.is_empty()
                || [&line.project, &line.title, &line.says, &line.unit]
                    .iter()
                    .any(|found| found.to_lowercase().contains(&text)))
    }
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let asked = Asked::read(&pairs);
    let (found, decides) = find(&web, &user, &asked).await?;
    let world = web.app.world().await?;
    let law = web.app.regulation(&world, web.app.clock().today())?;
    let total = found.lines.len();
    let pages = total.div_ceil(SIZE).max(1);
    let number = asked.page.min(pages);
    let to = |page: usize| address::with("/findings", &asked.query(page));
    let skip = (number - 1) * SIZE;
    Ok(html(&Show {
        page: Page::of(&user, "自动发现的问题", "/findings"),
        states: STATES.map(|(key, label, _)| (key, label)).to_vec(),
        kinds: law
            .finding_kinds()
            .iter()
            .map(|kind| (kind.key.clone(), kind.title.clone()))
            .collect(),
        units: found.units,
        lines: found.lines.into_iter().skip(skip).take(SIZE).collect(),
        total,
        number,
        pages,
        before: (number > 1).then(|| to(number - 1)),
        after: (number < pages).then(|| to(number + 1)),
        export: address::with("/exports/finding", &asked.query(1)),
        decides,
        asked,
    }))
}

/// Administrators see no projects, and no findings either.
async fn find(web: &Web, user: &SignedIn, asked: &Asked) -> Result<(Found, bool), Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let entries = super::listing::visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor, asked) = (web.app.clone(), user.actor.clone(), asked.clone());
    let found = tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |view| {
            let open: BTreeSet<&str> = view
                .permits("view_findings", &entries)
                .into_iter()
                .map(|entry| entry.id.as_str())
                .collect();
            let lines: Vec<Line> = entries
                .par_iter()
                .flat_map_iter(|entry| {
                    let proposed = open
                        .contains(entry.id.as_str())
                        .then(|| view.proposed(entry));
                    lines_of(entry, proposed.as_deref())
                })
                .collect();
            (sieve(lines, &asked), !open.is_empty())
        })
    });
    Ok(found.await??)
}

fn sieve(lines: Vec<Line>, asked: &Asked) -> Found {
    let units: BTreeMap<&str, &str> = lines
        .iter()
        .map(|line| (line.unit_id.as_str(), line.unit.as_str()))
        .collect();
    let units = units
        .into_iter()
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .collect();
    let mut lines: Vec<Line> = lines.into_iter().filter(|line| asked.keeps(line)).collect();
    lines.sort_by(|one, other| (one.since, &one.id).cmp(&(other.since, &other.id)));
    Found { lines, units }
}

fn lines_of(entry: &Arc<Entry>, proposed: Option<&[Proposal]>) -> Vec<Line> {
    let Some(project) = entry.aggregate.project() else {
        return Vec::new();
    };
    let line = |found: &Proposal, state: usize| {
        let (key, label, tone) = STATES.get(state).copied().unwrap_or_default();
        Line {
            project: entry.title.clone(),
            id: entry.id.clone(),
            unit: project.unit_name.clone(),
            unit_id: project.unit.clone(),
            kind: found.kind.clone(),
            title: found.title.clone(),
            says: found.says.clone(),
            cited: cited(found),
            facts: facts(found),
            since: found.since,
            state: key,
            label,
            tone,
            reason: String::new(),
            by: String::new(),
            on: None,
            followed: String::new(),
            form: None,
        }
    };
    let open = proposed.into_iter().flatten().map(|found| Line {
        form: Some(address::encoded(&found.key)),
        ..line(found, 0)
    });
    let settled = project.settled.iter().map(|kept| Line {
        reason: kept.reason.clone(),
        by: kept.by.body_name.clone(),
        on: Some(kept.on),
        followed: followed(project, kept),
        ..line(&kept.proposal, if kept.confirmed { 1 } else { 2 })
    });
    open.chain(settled).collect()
}

const HEADS: [&str; 13] = [
    "问题",
    "说明",
    "依据",
    "项目",
    "项目单位",
    "事实",
    "发生日期",
    "状态",
    "核实情况和理由",
    "核实部门",
    "核实日期",
    "后续",
    "类别",
];

/// The findings that an address asks for, as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let (found, _) = find(web, user, &Asked::read(pairs)).await?;
    let rows = found.lines.into_iter().map(|line| {
        [
            Value::text(line.title),
            Value::text(line.says),
            Value::text(line.cited),
            Value::text(line.project),
            Value::text(line.unit),
            Value::text(line.facts),
            Value::Day(line.since),
            Value::text(line.label),
            Value::text(line.reason),
            Value::text(line.by),
            Value::day(line.on),
            Value::text(line.followed),
            Value::text(line.kind),
        ]
    });
    let name = "自动发现的问题".to_owned();
    exports::table(web, name, KEY, HEADS.to_vec(), rows.collect()).await
}
