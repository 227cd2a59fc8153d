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
use tongchou_rules::Regulation;

use super::lists::board::standing_in;
use super::lists::{self, Board, Empty, Filter, Head, Kind, Shape, Table, Value, Wanted};
use super::project::findings::{cited, facts, followed};
use super::sheet::{Cell, Way, day, link, maybe_day, tag, text};
use crate::app::Entry;
use crate::format;
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

/// The name of the list, where lists are taken away.
pub const KEY: &str = "finding";

const STATES: [(&str, &str, &str); 4] = [
    ("open", "待核实", "wait"),
    ("confirmed", "查实", "bad"),
    ("set_aside", "不作为问题", "good"),
    ("all", "全部", ""),
];

const HEADS: [Head; 12] = [
    Head::new("title", "问题"),
    Head::new("project", "项目"),
    Head::new("unit", "项目单位").further(),
    Head::new("facts", "事实").unsorted(),
    Head::new("since", "发生日期"),
    Head::new("state", "状态"),
    Head::new("by", "核实部门").further(),
    Head::new("on", "核实日期").further(),
    Head::new("reason", "核实情况和理由").further().unsorted(),
    Head::new("article", "依据").further(),
    Head::new("says", "说明").further().unsorted(),
    Head::new("act", "办理").unsorted(),
];

pub fn shape() -> Shape {
    Shape {
        key: KEY.to_owned(),
        path: "/findings".to_owned(),
        export: format!("/exports/{KEY}"),
        name: "自动发现的问题",
        heads: HEADS.to_vec(),
    }
}

/// One finding of one project.
#[derive(Debug)]
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

#[derive(Debug, Template)]
#[template(path = "findings/show.html")]
struct Show {
    page: Page,
    table: Table,
    /// Whether the reader may see proposals on any project.
    decides: bool,
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let (board, lines, decides) = find(&web, &user, &pairs).await?;
    let total = lines.len();
    let shown = lines.get(board.cut(total)).unwrap_or_default();
    let rows = shown.iter().map(Line::cells).collect();
    let empty = Empty::saying("没有符合条件的问题。");
    Ok(html(&Show {
        page: Page::of(&user, "自动发现的问题", "/findings"),
        table: board.table(&web, &user, total, rows, empty).await?,
        decides,
    }))
}

/// The findings that an address asks for, and whether the reader may see proposals
/// on any project. Administrators see no projects, and no findings either.
async fn find(
    web: &Web,
    user: &SignedIn,
    pairs: &Pairs,
) -> Result<(Board, Vec<Line>, bool), Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let entries = super::listing::visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor, pairs) = (web.app.clone(), user.actor.clone(), pairs.clone());
    let found = tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |view| {
            let open: BTreeSet<&str> = view
                .permits("view_findings", &entries)
                .into_iter()
                .map(|entry| entry.id.as_str())
                .collect();
            let mut lines: Vec<Line> = entries
                .par_iter()
                .flat_map_iter(|entry| {
                    let proposed = open
                        .contains(entry.id.as_str())
                        .then(|| view.proposed(entry));
                    lines_of(entry, proposed.as_deref())
                })
                .collect();
            let board = Board::read(shape(), filters(view.env.regulation, &lines), &pairs);
            lines.retain(|line| line.is_wanted(&board.wanted));
            lines.sort_by(|one, other| (one.since, &one.id).cmp(&(other.since, &other.id)));
            let lines = board.sorted(lines, Line::by);
            (board, lines, !open.is_empty())
        })
    });
    Ok(found.await??)
}

fn filters(law: &Regulation, lines: &[Line]) -> Vec<Filter> {
    let units: BTreeMap<&str, &str> = lines
        .iter()
        .map(|line| (line.unit_id.as_str(), line.unit.as_str()))
        .collect();
    let states = STATES
        .iter()
        .map(|(key, label, _)| ((*key).to_owned(), (*label).to_owned()));
    let kinds = law.finding_kinds().iter();
    let choice = |key, label, choices| Filter::new(key, label, Kind::Choice(choices));
    vec![
        Filter::new("text", "项目、单位或问题", Kind::Text),
        Filter {
            usual: "open",
            ..choice("state", "状态", states.collect())
        },
        choice(
            "kind",
            "类别",
            kinds
                .map(|kind| (kind.key.clone(), kind.title.clone()))
                .collect(),
        ),
        choice("unit", "项目单位", lists::named(units)),
    ]
}

impl Line {
    fn is_wanted(&self, wanted: &Wanted) -> bool {
        let state = wanted.get("state").unwrap_or("open");
        let texts = [&self.project, &self.title, &self.says, &self.unit];
        (state == "all" || self.state == state)
            && wanted.fits("kind", &self.kind)
            && wanted.fits("unit", &self.unit_id)
            && wanted.mentions("text", texts.map(String::as_str))
    }

    /// A cell for every column.
    fn cells(&self) -> Vec<Cell> {
        let decided = self
            .on
            .map(|on| format!("{}，{}：{}", self.by, format::day(on), self.reason));
        let state = tag(self.tone, self.label).noted(decided.unwrap_or_default());
        vec![
            Cell::Cited(self.title.clone(), self.cited.clone()).noted(&*self.says),
            link(self.section(), &*self.project).noted(&*self.unit),
            text(&*self.unit),
            text(&*self.facts),
            day(self.since),
            state,
            text(&*self.by),
            maybe_day(self.on),
            text(&*self.reason),
            text(&*self.cited),
            text(&*self.says),
            self.ways(),
        ]
    }

    fn section(&self) -> String {
        format!("/projects/{}/sections/supervision", self.id)
    }

    fn ways(&self) -> Cell {
        let Some(form) = &self.form else {
            return if self.followed.is_empty() {
                Cell::Links(vec![Way::new(self.section(), "查看")])
            } else {
                text(&*self.followed)
            };
        };
        let form = |act: &str| format!("/projects/{}/acts/{act}?finding={form}", self.id);
        Cell::Links(vec![
            Way::new(form("confirm_finding"), "查实"),
            Way::new(form("set_aside_finding"), "不作为问题"),
        ])
    }

    /// What a column is sorted by.
    fn by(&self, key: &str) -> Value {
        standing_in(&HEADS, &self.cells(), key)
    }

    /// What a workbook has in each column.
    fn values(self) -> Vec<Value> {
        vec![
            Value::text(self.title),
            Value::text(self.project),
            Value::text(self.unit),
            Value::text(self.facts),
            Value::Day(self.since),
            Value::text(self.label),
            Value::text(self.by),
            Value::day(self.on),
            Value::text(self.reason),
            Value::text(self.cited),
            Value::text(self.says),
            Value::text(self.followed),
        ]
    }
}

/// The findings that an address asks for, as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let (board, lines, _) = find(web, user, pairs).await?;
    let rows = lines.into_iter().map(Line::values).collect();
    board.workbook(web, rows).await
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
