//! What changed between two submissions of a declaration: part by part, line by
//! line of the budget, document by document. Old and new are told apart by words
//! and strokes, not by colour alone.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::state::Return;
use tongchou_project::{Aggregate, Project};
use tongchou_rules::vocabulary::MATERIALS;
use uuid::Uuid;

use super::declared::{self, Line, Part};
use crate::app::projections::fold;
use crate::format::{self, Amount};
use crate::pages::difference::{Segment, segments};
use crate::pages::opened::Opened;
use crate::web::{At, Failure, Page, SignedIn, Web, html};

#[derive(Debug)]
pub struct Comparison {
    /// When it was declared before, and whether it has been declared again since.
    pub before: String,
    pub again: bool,
    pub parts: Vec<Changed>,
    pub budget: Vec<BudgetChange>,
    pub totals: Option<BudgetChange>,
    pub added: Vec<String>,
}

impl Comparison {
    pub fn of(&self, name: &str) -> Option<&Vec<Segment>> {
        let part = self.parts.iter().find(|part| part.name == name);
        part.map(|part| &part.segments)
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.budget.is_empty() && self.added.is_empty()
    }
}

/// A part that reads differently.
#[derive(Debug)]
pub struct Changed {
    pub name: &'static str,
    pub label: &'static str,
    /// 新增, 删去 or 修改.
    pub kind: &'static str,
    pub segments: Vec<Segment>,
}

#[derive(Debug)]
pub struct BudgetChange {
    pub name: String,
    pub category: String,
    pub old: Option<Amount>,
    pub new: Option<Amount>,
    /// ＋新增, －删去, ↑增加, ↓减少 or ＝不变.
    pub sign: &'static str,
    pub difference: String,
}

/// What changed since the project was declared the last time; `None` of one that
/// was declared once alone.
pub fn since_last(opened: &Opened<'_>) -> Result<Option<Comparison>, Failure> {
    let project = opened.project()?;
    let events = &opened.loaded.events;
    let declared: Vec<usize> = events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.event.kind == "project_declared")
        .map(|(place, _)| place)
        .collect();
    let before = match declared.as_slice() {
        [.., before, _] if project.declared() => *before,
        [.., last] if !project.declared() => *last,
        _ => return Ok(None),
    };
    let history = events.get(..=before).unwrap_or_default();
    let old = fold(None, history).map_err(anyhow::Error::msg)?;
    let on = history.last().map(|event| event.provenance.on);
    Ok(Some(compare(
        opened,
        &old,
        on.map(format::day).unwrap_or_default(),
    )))
}

fn compare(opened: &Opened<'_>, old: &Aggregate, before: String) -> Comparison {
    let new = &opened.aggregate;
    let (was, is) = (
        declared::parts(&opened.world, old),
        declared::parts(&opened.world, new),
    );
    let (budget, totals) = budgets(&declared::lines(old), &declared::lines(new));
    Comparison {
        before,
        again: new.project().is_some_and(Project::declared),
        parts: changed(&was, &is),
        budget,
        totals,
        added: added(old, new),
    }
}

fn changed(was: &[Part], is: &[Part]) -> Vec<Changed> {
    let text = |parts: &[Part], name: &str| {
        let part = parts.iter().find(|part| part.name == name);
        part.map(|part| part.text.clone()).unwrap_or_default()
    };
    let gone = was
        .iter()
        .filter(|part| !is.iter().any(|other| other.name == part.name));
    is.iter()
        .chain(gone)
        .filter(|part| part.name != declared::BUDGET)
        .filter_map(|part| {
            let (old, new) = (text(was, part.name), text(is, part.name));
            (old != new).then(|| Changed {
                name: part.name,
                label: part.label,
                kind: match (old.is_empty(), new.is_empty()) {
                    (true, _) => "新增",
                    (_, true) => "删去",
                    _ => "修改",
                },
                segments: segments(&old, &new),
            })
        })
        .collect()
}

/// Lines by name, and the totals; nothing where no line differs.
fn budgets(was: &[Line], is: &[Line]) -> (Vec<BudgetChange>, Option<BudgetChange>) {
    let find = |lines: &[Line], wanted: &Line| {
        let mut lines = lines.iter();
        lines.find(|line| line.name == wanted.name).cloned()
    };
    let gone = was.iter().filter(|line| find(is, line).is_none());
    let rows: Vec<BudgetChange> = is
        .iter()
        .map(|line| budget_change(find(was, line).as_ref(), Some(line)))
        .chain(gone.map(|line| budget_change(Some(line), None)))
        .collect();
    if rows.iter().all(|row| row.sign == "＝不变") {
        return (Vec::new(), None);
    }
    let total = |lines: &[Line]| Line {
        name: "合计".to_owned(),
        category: String::new(),
        fen: lines.iter().map(|line| line.fen).sum(),
        amount: Amount::of(lines.iter().map(|line| line.fen).sum()),
    };
    let totals = budget_change(Some(&total(was)), Some(&total(is)));
    (rows, Some(totals))
}

fn budget_change(old: Option<&Line>, new: Option<&Line>) -> BudgetChange {
    let (before, after) = (
        old.map_or(0, |line| line.fen),
        new.map_or(0, |line| line.fen),
    );
    let difference = after - before;
    let named = new.or(old);
    BudgetChange {
        name: named.map(|line| line.name.clone()).unwrap_or_default(),
        category: named.map(|line| line.category.clone()).unwrap_or_default(),
        old: old.map(|line| line.amount.clone()),
        new: new.map(|line| line.amount.clone()),
        sign: match (old, new, difference) {
            (None, _, _) => "＋新增",
            (_, None, _) => "－删去",
            (_, _, 1..) => "↑增加",
            (_, _, ..=-1) => "↓减少",
            _ => "＝不变",
        },
        difference: format!("{}元", format::yuan(difference)),
    }
}

/// Documents that came since, each by kind and title.
fn added(old: &Aggregate, new: &Aggregate) -> Vec<String> {
    let listed = |aggregate: &Aggregate| -> Vec<String> {
        let project = aggregate.project();
        let documents = project.map(|project| project.documents.as_slice());
        documents
            .unwrap_or_default()
            .iter()
            .map(|document| {
                let kind = MATERIALS.label(&document.material);
                let kind = kind.unwrap_or(&document.material);
                format!(
                    "{kind}：{}（{}提交）",
                    document.title,
                    format::day(document.on)
                )
            })
            .collect()
    };
    let known: BTreeSet<String> = listed(old).into_iter().collect();
    let mut now = listed(new);
    now.retain(|document| !known.contains(document));
    now
}

/// A return with what the unit answered to each defect.
#[derive(Debug)]
pub struct Answered {
    pub step: String,
    pub when: String,
    pub opinion: String,
    pub defects: Vec<Defect>,
    pub open: usize,
}

#[derive(Debug)]
pub struct Defect {
    pub number: usize,
    pub subject: String,
    pub defect: String,
    pub clause: String,
    pub answer: String,
}

/// The returns, the latest first.
pub fn answered(project: &Project) -> Vec<Answered> {
    let returns = project.declaration.returns.iter().rev();
    returns.map(with_answers).collect()
}

fn with_answers(returned: &Return) -> Answered {
    let defects: Vec<Defect> = returned
        .defects
        .iter()
        .zip(1..)
        .map(|(row, number)| {
            let mark = format!("{number}.");
            let mut answers = returned.answers.iter();
            let answer = answers.find(|answer| answer.subject.starts_with(&mark));
            Defect {
                number,
                subject: row.subject.clone(),
                defect: row.defect.clone(),
                clause: row.clause.clone().unwrap_or_default(),
                answer: answer
                    .and_then(|answer| answer.answer.clone())
                    .unwrap_or_default(),
            }
        })
        .collect();
    Answered {
        step: returned.step.clone(),
        when: format::day(returned.on),
        opinion: returned.opinion.clone(),
        open: defects.iter().filter(|each| each.answer.is_empty()).count(),
        defects,
    }
}

#[derive(Debug, Template)]
#[template(path = "review/submissions.html")]
struct Show {
    page: Page,
    home: String,
    title: String,
    comparison: Option<Comparison>,
    returns: Vec<Answered>,
}

/// The same for everyone who may see the project.
pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    At(id): At<Uuid>,
) -> Result<Response, Failure> {
    let opened = Opened::load(&web, &user, id).await?;
    let project = opened.project()?;
    Ok(html(&Show {
        page: Page::of(&user, format!("申报变化：{}", project.title), "/projects"),
        home: opened.home(),
        title: project.title.clone(),
        comparison: since_last(&opened)?,
        returns: answered(project),
    }))
}
