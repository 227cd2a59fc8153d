//! What the government's performance appraisal takes from here (article 32): per unit
//! its evaluations, what was found, ordered and imposed, of one year or of all, and
//! what is late today. Counted over the projects that its reader sees.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use tongchou_project::Project;
use tongchou_rules::DutyState;

use super::exports;
use super::lists::Value;
use super::sheet::Cell;
use crate::app::{Entry, View};
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, address, html};

/// The name of the list, where lists are taken away.
pub const KEY: &str = "appraisal";

const FIGURES: [&str; 14] = [
    "项目",
    "已验收",
    "已自评",
    "已评估",
    "平均得分",
    "优秀",
    "良好",
    "合格",
    "不合格",
    "发现问题",
    "限期整改",
    "其中未完成",
    "监督措施和暂停拨付",
    "逾期义务",
];

#[derive(Debug, Default)]
struct Unit {
    id: String,
    name: String,
    projects: i64,
    accepted: i64,
    own: i64,
    evaluated: i64,
    scores: Vec<i64>,
    grades: BTreeMap<String, i64>,
    found: i64,
    ordered: i64,
    open: i64,
    imposed: i64,
    late: i64,
}

#[derive(Debug, Template)]
#[template(path = "appraisal/show.html")]
struct Show {
    page: Page,
    heads: Vec<&'static str>,
    rows: Vec<Row>,
    years: Vec<i16>,
    year: Option<i16>,
    export: String,
}

#[derive(Debug)]
struct Row {
    href: String,
    name: String,
    cells: Vec<Cell>,
}

impl Unit {
    fn take(&mut self, entry: &Entry, project: &Project, view: &View<'_>, year: Option<i16>) {
        let within = |on: Date| year.is_none_or(|year| on.year() == year);
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.projects += 1;
        self.accepted += i64::from(project.accepted_on().is_some_and(within));
        let own = project.self_evaluations.iter();
        self.own += number(own.filter(|each| within(each.on)).count());
        for found in &project.evaluations {
            if found.concluded_on.is_some_and(within) {
                self.evaluated += 1;
                self.scores.extend(found.score);
                let grade = found.grade.clone().unwrap_or_default();
                *self.grades.entry(grade).or_default() += 1;
            }
        }
        let settled = project.settled.iter();
        let confirmed = settled.filter(|each| each.confirmed && within(each.on));
        // an inspection that takes up what was confirmed found it once
        let inspected = project
            .inspections
            .iter()
            .filter(|each| each.violation && each.finding.is_none() && within(each.inspected_on));
        self.found += number(confirmed.count() + inspected.count());
        let ordered = project.rectifications.iter();
        let ordered: Vec<_> = ordered.filter(|each| within(each.on)).collect();
        self.open += number(ordered.iter().filter(|each| each.is_open()).count());
        self.ordered += number(ordered.len());
        let measures = project.measures.iter().filter(|each| within(each.on));
        let suspended = project.suspensions.iter().filter(|each| within(each.on));
        self.imposed += number(measures.count() + suspended.count());
        let owed = view.owed(entry);
        let late = owed
            .iter()
            .filter(|duty| duty.state == DutyState::Overdue && duty.who == "project_unit");
        self.late += number(late.count());
    }

    fn values(&self) -> Vec<Value> {
        let grade = |word: &str| Value::Figure(self.grades.get(word).copied().unwrap_or(0));
        let sum: i64 = self.scores.iter().sum();
        let count = i64::try_from(self.scores.len()).unwrap_or(0);
        let mean = sum.checked_div(count).map_or(Value::Nothing, Value::Figure);
        let figure = Value::Figure;
        vec![
            figure(self.projects),
            figure(self.accepted),
            figure(self.own),
            figure(self.evaluated),
            mean,
            grade("excellent"),
            grade("good"),
            grade("fair"),
            grade("poor"),
            figure(self.found),
            figure(self.ordered),
            figure(self.open),
            figure(self.imposed),
            figure(self.late),
        ]
    }
}

fn year_of(pairs: &Pairs) -> Option<i16> {
    let year = pairs.filled("year")?.parse().ok()?;
    (2000..=2100).contains(&year).then_some(year)
}

/// The units with projects that the reader sees, by name, and the years there are.
async fn units(
    web: &Web,
    user: &SignedIn,
    year: Option<i16>,
) -> Result<(Vec<Unit>, BTreeSet<i16>), Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let entries = super::listing::visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let (app, actor) = (web.app.clone(), user.actor.clone());
    let found = tokio::task::spawn_blocking(move || {
        app.with_view(&world, &actor, |view| {
            let mut units: BTreeMap<String, Unit> = BTreeMap::new();
            let mut years = BTreeSet::new();
            for entry in entries.iter() {
                let Some(project) = entry.aggregate.project() else {
                    continue;
                };
                let registered = project.registered_on.map(Date::year);
                let concluded = project.evaluations.iter();
                let concluded = concluded.filter_map(|each| each.concluded_on.map(Date::year));
                years.extend(registered.into_iter().chain(concluded));
                let unit = units.entry(project.unit.clone()).or_insert_with(|| Unit {
                    id: project.unit.clone(),
                    name: project.unit_name.clone(),
                    ..Unit::default()
                });
                unit.take(entry, project, view, year);
            }
            let mut units: Vec<Unit> = units.into_values().collect();
            units.sort_by(|one, other| one.name.cmp(&other.name));
            (units, years)
        })
    });
    Ok(found.await??)
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    let year = year_of(&pairs);
    let (units, years) = units(&web, &user, year).await?;
    let query = year.map(|year| format!("year={year}")).unwrap_or_default();
    let rows = units.iter().map(|unit| Row {
        href: format!("/projects?unit={}", address::encoded(&unit.id)),
        name: unit.name.clone(),
        cells: unit.values().into_iter().map(Value::cell).collect(),
    });
    Ok(html(&Show {
        page: Page::of(&user, "评价考核", "/findings"),
        heads: FIGURES.to_vec(),
        rows: rows.collect(),
        years: years.into_iter().rev().collect(),
        year,
        export: address::with("/exports/appraisal", &query),
    }))
}

/// The same as a workbook.
pub async fn export(web: &Web, user: &SignedIn, pairs: &Pairs) -> Result<Response, Failure> {
    let (units, _) = units(web, user, year_of(pairs)).await?;
    let heads = std::iter::once("项目单位").chain(FIGURES).collect();
    let rows = units.into_iter().map(|unit| {
        let name = Value::text(unit.name.as_str());
        std::iter::once(name).chain(unit.values())
    });
    exports::table(web, "评价考核".to_owned(), KEY, heads, rows.collect()).await
}
