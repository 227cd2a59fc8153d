//! Lists of projects: those a person may see, filtered, a page at a time.

use std::sync::Arc;

use tongchou_project::{Actor, Stage};

use crate::app::{App, Entry};
use crate::format;

pub const PER_PAGE: usize = 20;

#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Part of the title or the letter's number.
    pub text: String,
    pub stage: String,
    pub unit: String,
}

#[derive(Debug)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub stage: &'static str,
    pub stage_label: &'static str,
    pub tone: &'static str,
    pub number: String,
    pub amount: format::Amount,
    pub changed_on: String,
}

#[derive(Debug)]
pub struct Listed {
    pub rows: Vec<Row>,
    pub page: usize,
    pub pages: usize,
    pub total: usize,
    /// The units that appear, for the filter.
    pub units: Vec<(String, String)>,
}

/// Every project the actor may see, the latest changed first.
pub async fn visible(app: &App, actor: &Actor) -> anyhow::Result<Arc<Vec<Arc<Entry>>>> {
    app.visible(actor).await
}

pub async fn projects(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    page: usize,
) -> anyhow::Result<Listed> {
    let seen = visible(app, actor).await?;
    let mut units: Vec<(String, String)> = seen
        .iter()
        .filter_map(|entry| entry.aggregate.project())
        .map(|project| (project.unit.clone(), project.unit_name.clone()))
        .collect();
    units.sort_by(|a, b| a.1.cmp(&b.1));
    units.dedup();
    let rows: Vec<Row> = seen
        .iter()
        .filter_map(|entry| row(entry))
        .filter(|(unit, row)| filter.keeps(unit, row))
        .map(|(_, row)| row)
        .collect();
    let total = rows.len();
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = page.clamp(1, pages);
    let rows = rows.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    Ok(Listed {
        rows: rows.collect(),
        page,
        pages,
        total,
        units,
    })
}

fn row(entry: &Entry) -> Option<(String, Row)> {
    let project = entry.aggregate.project()?;
    let stage = project.stage();
    let row = Row {
        id: entry.id.clone(),
        title: project.title.clone(),
        unit: project.unit_name.clone(),
        stage: stage.key(),
        stage_label: stage.label(),
        tone: tone(stage),
        number: entry.number.clone().unwrap_or_default(),
        amount: format::Amount::of(project.total_amount()),
        changed_on: format::day_text(&entry.changed_on),
    };
    Some((project.unit.clone(), row))
}

impl Filter {
    fn keeps(&self, unit: &str, row: &Row) -> bool {
        let text = self.text.trim().to_lowercase();
        (self.stage.is_empty() || self.stage == row.stage)
            && (self.unit.is_empty() || self.unit == unit)
            && (text.is_empty()
                || row.title.to_lowercase().contains(&text)
                || row.number.to_lowercase().contains(&text))
    }
}

/// How a stage is coloured.
pub fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Rejected | Stage::Terminated | Stage::Suspended => "bad",
        Stage::Returned | Stage::Withdrawn => "wait",
        Stage::Closed | Stage::Evaluation => "good",
        _ => "live",
    }
}
